#include "op_job.h"

bool job_marker_field(struct text field, struct text *source, struct id *id)
{
	size_t length = field.length;

	while (length > 0 && field.at[length - 1] != '|') {
		length--;
	}
	*source = text_from(field.at, length > 0 ? length - 1 : 0);
	return length > 0 && id_parse(text_from(field.at + length, field.length - length), id);
}

uint64_t job_remaining(const struct request *request, enum job_state state, uint64_t settled)
{
	return !job_state_has_ended(state) && request->entries > settled
		? request->entries - settled
		: 0;
}

static void add_range(struct buf *out, const struct request *request)
{
	const struct id most = {UINT64_MAX, UINT64_MAX};
	char from[ID_TEXT_MAX], to[ID_TEXT_MAX];

	if (!id_is_zero(request->from) || id_compare(request->to, most) != 0) {
		buf_addf(out, "%s to %s", id_format(from, request->from),
			id_format(to, request->to));
	} else {
		buf_add_string(out, "all entries");
	}
}

/* What stands elsewhere is left out, and so is what a field is set to: that is payload. */
static void add_value(struct buf *out, const struct request_value *given)
{
	struct text value = given->value;

	if (text_is(given->name, "reason") || text_is(given->name, "from") ||
		text_is(given->name, "to") || text_is(given->name, "given-ids") ||
		text_is(given->name, REQUEST_SERVER) ||
		text_is(given->name, REQUEST_SERVER_RUN)) {
		return;
	}
	buf_add_string(out, "  ");
	buf_add_text(out, given->name);
	buf_add_byte(out, '=');
	if (text_is(given->name, "set")) {
		buf_add_text(out, text_cut(&value, '='));
		buf_add_string(out, "=...");
	} else {
		buf_add_text(out, value);
	}
}

void job_row_fill(struct job_row *row, const struct request *request, struct buf *selected)
{
	buf_reset(selected);
	if (request->listed) {
		buf_addf(selected, "%zu chosen", request->item_count);
	} else {
		add_range(selected, request);
	}
	for (size_t i = 0; i < request->value_count; i++) {
		add_value(selected, &request->values[i]);
	}
	row->job = text_of(request->job);
	row->operation = request->operation;
	row->topic = request->topic;
	row->group = request->group;
	row->target = request->target;
	row->who = request->who;
	row->host = request->host;
	row->reason = request->reason;
	row->server = request_text(request, REQUEST_SERVER);
	row->selected = buf_text(selected);
	row->entries = request->entries;
	row->started_ms = request->at_ms;
}
