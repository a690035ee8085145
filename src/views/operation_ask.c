/* The request that the form stands for. */
#include <stdio.h>

#include "base/number.h"
#include "operation_private.h"

static bool refuse(struct operation *operation, size_t at, const char *why)
{
	operation->form.at = operation->form.rows[at].fixed ? operation->form.at : at;
	snprintf(operation->says, sizeof(operation->says), "%s: %.200s",
		operation->form.rows[at].label, why);
	return false;
}

static bool put(struct operation *operation, const char *name, struct text value)
{
	return request_add(&operation->request, text_of(name), value);
}

static struct text value_of(const struct operation *operation, const struct form_row *row)
{
	if (row->fixed && row->kind == FORM_TOPIC) {
		return operation->ref.topic;
	}
	if (row->fixed && row->kind == FORM_GROUP) {
		return operation->ref.group;
	}
	if (row->fixed && row->kind == FORM_CONSUMER) {
		return operation->ref.consumer;
	}
	return text_trim(buf_text(&row->field.text));
}

static bool take_param(struct operation *operation, size_t at, bool chosen)
{
	const struct form_row *row = &operation->form.rows[at];
	struct text value = row->flag ? text_of("1") : buf_text(&row->field.text);
	struct error why;

	if (row->flag ? !row->on : value.length == 0) {
		return true;
	}
	if (chosen && form_chooses(row->param)) {
		return true;
	}
	return param_fits(row->param, value, &why) ? put(operation, row->param->name, value)
						   : refuse(operation, at, why.text);
}

static bool take_rate(struct operation *operation, size_t at)
{
	const struct form_row *row = &operation->form.rows[at];
	struct text value = value_of(operation, row);

	operation->per_s = 0;
	return value.length == 0 ||
		(number_parse_double(value, &operation->per_s) && operation->per_s > 0) ||
		refuse(operation, at, "needs a number above 0");
}

static bool take_count(struct operation *operation, size_t at, uint64_t *to)
{
	struct text value = value_of(operation, &operation->form.rows[at]);

	*to = 0;
	return value.length == 0 || number_parse_u64(value, to) ||
		refuse(operation, at, "needs a whole number");
}

static bool take_latency(struct operation *operation, size_t at)
{
	uint64_t ms;

	if (!take_count(operation, at, &ms)) {
		return false;
	}
	operation->limits.latency_ms = ms < INT64_MAX ? (int64_t)ms : INT64_MAX;
	return true;
}

static bool take_subject(struct operation *operation, size_t at, struct text *to, const char *name)
{
	struct text value = value_of(operation, &operation->form.rows[at]);

	if (value.length == 0) {
		return refuse(operation, at, "which?");
	}
	if (to != NULL) {
		*to = request_keep(&operation->request, value);
		return true;
	}
	return put(operation, name, value);
}

static bool take_sets(struct operation *operation)
{
	if (!request_add_all(&operation->request, &operation->sets)) {
		snprintf(operation->says, sizeof(operation->says), "more than %d options are set",
			REQUEST_VALUES_MAX);
		return false;
	}
	return true;
}

static bool take_row(struct operation *operation, size_t at, bool chosen)
{
	const struct form_row *row = &operation->form.rows[at];
	struct text reason;

	switch (row->kind) {
	case FORM_TOPIC:
		return take_subject(operation, at, &operation->request.topic, NULL);
	case FORM_GROUP:
		return take_subject(operation, at, &operation->request.group, NULL);
	case FORM_CONSUMER:
		return take_subject(operation, at, NULL, "consumer");
	case FORM_AT:
		return take_subject(operation, at, NULL, "id");
	case FORM_CHOSEN:
		return true;
	case FORM_SETS:
		return take_sets(operation);
	case FORM_PARAM:
		return take_param(operation, at, chosen);
	case FORM_RATE:
		return take_rate(operation, at);
	case FORM_FIRST:
		return take_count(operation, at, &operation->first);
	case FORM_MAX_LAG:
		return take_count(operation, at, &operation->limits.lag);
	case FORM_MAX_LATENCY:
		return take_latency(operation, at);
	case FORM_MAX_DEAD:
		return take_count(operation, at, &operation->limits.dead_letters);
	case FORM_REASON:
		break;
	}
	reason = value_of(operation, row);
	return reason.length == 0 || put(operation, "reason", reason);
}

static bool take_ids(struct operation *operation)
{
	for (size_t i = 0; i < operation->id_count; i++) {
		if (!request_choose(&operation->request,
			    &(struct request_item){.id = operation->ids[i], .deliveries = -1})) {
			snprintf(operation->says, sizeof(operation->says),
				"more than %d entries are chosen", REQUEST_ITEMS_MAX);
			return false;
		}
	}
	operation->request.listed = operation->id_count > 0;
	return true;
}

bool form_request(struct operation *operation)
{
	struct request *request = &operation->request;
	const struct op *op = operation->op;
	bool chosen = form_is_chosen(operation);
	struct error why;

	operation->says[0] = '\0';
	operation->limits = (struct work_limits){.lag = 0};
	request_finish(request);
	request_init(request);
	request->operation = request_keep(request, text_of(op->name));
	for (size_t i = 0; i < operation->form.count; i++) {
		if (!take_row(operation, i, chosen)) {
			return false;
		}
	}
	if (chosen && !take_ids(operation)) {
		return false;
	}
	if (op->check != NULL && !op->check(request, &why)) {
		snprintf(operation->says, sizeof(operation->says), "%.*s", OPERATION_SAYS_MAX - 1,
			why.text);
		return false;
	}
	return true;
}
