#include "alert_list.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "alert_step.h"
#include "alert_subjects.h"
#include "base/digest.h"
#include "base/mem.h"
#include "model/column_query.h"

/* Of all rules together in one turn; at four turns a second 10,000 groups take 5 s. */
enum { ROWS_A_TURN = 500, NAMES_BYTES_MAX = 1 << 20 };

struct working_rule {
	const struct alert_rule *rule;
	struct column_query *query;
	size_t next; /* row to be looked at */
};

struct alert_list {
	struct working_rule *rules;
	size_t rule_count;
	size_t turn; /* rule that begins the next turn */
	struct alert *alerts[ALERTS_MAX];
	size_t count;
	struct alert_event events[ALERT_EVENTS_MAX]; /* a ring by number */
	uint64_t event_count, unheld, undecided;
	char undecided_why[160];
	struct fact_hooks hooks;
};

struct alert_list *alert_list_create(const struct alert_rule *rules, size_t count)
{
	struct alert_list *list;

	if (count == 0) {
		return NULL;
	}
	list = mem_alloc(1, sizeof(*list));
	list->rules = mem_alloc(count, sizeof(*list->rules));
	list->rule_count = count;
	for (size_t i = 0; i < count; i++) {
		const struct alert_subject *of = rules[i].of;

		list->rules[i].rule = &rules[i];
		list->rules[i].query = column_query_compile(
			text_of(rules[i].when), of->columns, *of->column_count, NULL, NULL);
		assert(list->rules[i].query != NULL);
	}
	return list;
}

static void finish_names(struct text names[ALERT_NAMES])
{
	for (size_t i = 0; i < ALERT_NAMES; i++) {
		mem_free((void *)(uintptr_t)names[i].at);
	}
}

static void copy_names(struct text to[ALERT_NAMES], const struct text from[ALERT_NAMES])
{
	for (size_t i = 0; i < ALERT_NAMES; i++) {
		to[i] = text_from(text_dup(from[i]), from[i].length);
	}
}

void alert_list_destroy(struct alert_list *list)
{
	if (list == NULL) {
		return;
	}
	for (size_t i = 0; i < list->rule_count; i++) {
		column_query_destroy(list->rules[i].query);
	}
	for (size_t i = 0; i < list->count; i++) {
		finish_names(list->alerts[i]->names);
		mem_free(list->alerts[i]);
	}
	for (size_t i = 0; i < ALERT_EVENTS_MAX; i++) {
		finish_names(list->events[i].names);
	}
	mem_free(list->rules);
	mem_free(list);
}

/* Lengths stand before the names, so that no two subjects look alike. */
static void make_key(char key[ALERT_KEY_MAX], const struct alert_rule *rule,
	const struct text names[ALERT_NAMES])
{
	char hex[DIGEST_HEX_MAX];
	struct buf whole;

	buf_init(&whole, NAMES_BYTES_MAX);
	buf_addf(&whole, "%zu:%s%s:", strlen(rule->name), rule->name, rule->of->name);
	for (size_t i = 0; i < ALERT_NAMES; i++) {
		buf_addf(&whole, "%zu:", names[i].length);
		buf_add_text(&whole, names[i]);
	}
	snprintf(key, ALERT_KEY_MAX, "%.16s", digest_of(buf_text(&whole), hex));
	buf_finish(&whole);
}

static void note_event(
	struct alert_list *list, const struct model *model, const struct alert *alert)
{
	struct alert_event *event = &list->events[list->event_count % ALERT_EVENTS_MAX];

	finish_names(event->names);
	*event = (struct alert_event){
		.number = ++list->event_count,
		.rule = alert->rule,
		.state = alert->state,
		.at_ms = model_now_ms(model),
		.fired_ms = model_now_ms(model) - alert->fired_ms,
	};
	if (!model_server_now_ms(model, &event->server_ms)) {
		event->server_ms = 0;
	}
	copy_names(event->names, alert->names);
	memcpy(event->key, alert->key, sizeof(event->key));
	memcpy(event->reason, alert->reason, sizeof(event->reason));
}

static enum alert_evidence ask(struct alert_list *list, struct working_rule *working,
	const struct model *model, const void *row)
{
	struct error why = {.code = ERROR_NONE};

	if (!working->rule->of->is_known(row)) {
		return EVIDENCE_UNKNOWN;
	}
	switch (column_query_match(working->query, model, row, &why)) {
	case QUERY_YES:
		return EVIDENCE_HOLDS;
	case QUERY_NO:
		return EVIDENCE_HOLDS_NOT;
	case QUERY_FAILED:
		break;
	}
	if (list->undecided++ == 0) {
		snprintf(list->undecided_why, sizeof(list->undecided_why), "%s: %.120s",
			working->rule->name, why.text);
	}
	return EVIDENCE_UNKNOWN;
}

static struct working_rule *working_of(struct alert_list *list, const struct alert *alert)
{
	return &list->rules[alert->rule - list->rules[0].rule];
}

static void keep_reason(struct alert *alert, const void *row)
{
	const char *reason = alert->rule->of->reason(row);

	if (reason[0] != '\0') {
		snprintf(alert->reason, sizeof(alert->reason), "%s", reason);
	}
}

/* False: it is over. */
static bool step(struct alert_list *list, const struct model *model, struct alert *alert)
{
	const void *row = alert->rule->of->find(model, alert->names);
	/* Of what is no more the condition does not hold. */
	enum alert_evidence evidence =
		row == NULL ? EVIDENCE_HOLDS_NOT : ask(list, working_of(list, alert), model, row);

	if (evidence == EVIDENCE_HOLDS) {
		keep_reason(alert, row);
	}
	switch (alert_step(alert, evidence, model_now_ms(model))) {
	case ALERT_SAME:
		return true;
	case ALERT_FIRES:
		note_event(list, model, alert);
		return true;
	case ALERT_RESOLVES:
		note_event(list, model, alert);
		return false;
	case ALERT_DROPS:
		break;
	}
	return false;
}

static void step_all(struct alert_list *list, const struct model *model)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (step(list, model, list->alerts[i])) {
			list->alerts[kept++] = list->alerts[i];
		} else {
			finish_names(list->alerts[i]->names);
			mem_free(list->alerts[i]);
		}
	}
	list->count = kept;
}

static struct alert *find(struct alert_list *list, struct text key)
{
	for (size_t i = 0; i < list->count; i++) {
		if (text_is(key, list->alerts[i]->key)) {
			return list->alerts[i];
		}
	}
	return NULL;
}

static void begin(struct alert_list *list, const struct model *model, const struct alert_rule *rule,
	const void *row)
{
	struct text names[ALERT_NAMES];
	char key[ALERT_KEY_MAX];
	struct alert *alert;

	rule->of->names(row, names);
	make_key(key, rule, names);
	if (find(list, text_of(key)) != NULL) {
		return;
	}
	if (list->count == ALERTS_MAX) {
		list->unheld++;
		return;
	}
	alert = mem_alloc(1, sizeof(*alert));
	alert->rule = rule;
	copy_names(alert->names, names);
	memcpy(alert->key, key, sizeof(key));
	alert_begin(alert, model_now_ms(model));
	list->alerts[list->count++] = alert;
	step(list, model, alert);
}

/* The next rows of a rule, `most` at the most. Returns how many: fewer at the end of the round. */
static size_t look(struct alert_list *list, struct working_rule *working, const struct model *model,
	size_t most)
{
	const struct alert_subject *of = working->rule->of;
	size_t rows = of->count(model), looked = 0;

	while (looked < most && working->next < rows) {
		const void *row = of->at(model, working->next++);

		looked++;
		if (ask(list, working, model, row) == EVIDENCE_HOLDS) {
			begin(list, model, working->rule, row);
		}
	}
	if (working->next >= rows) {
		working->next = 0;
	}
	return looked;
}

void alert_list_turn(struct alert_list *list, const struct model *model)
{
	size_t room = ROWS_A_TURN;

	/* While the server is away nothing is known of anything. */
	if (list == NULL) {
		return;
	}
	if (!model_link(model)->ready) {
		for (size_t i = 0; i < list->count; i++) {
			alert_step(list->alerts[i], EVIDENCE_UNKNOWN, model_now_ms(model));
		}
		return;
	}
	step_all(list, model);
	for (size_t i = 0; i < list->rule_count && room > 0; i++) {
		room -= look(list, &list->rules[list->turn], model, room);
		if (list->rules[list->turn].next == 0) {
			list->turn = (list->turn + 1) % list->rule_count;
		}
	}
}

void alert_list_acknowledge(struct alert_list *list, const struct model *model, struct text key)
{
	struct alert *alert = list == NULL ? NULL : find(list, key);

	if (alert != NULL && alert_acknowledge(alert, model_now_ms(model))) {
		note_event(list, model, alert);
	}
}

void alert_list_tell_hooks(struct alert_list *list, const struct fact_hooks *hooks)
{
	if (list != NULL) {
		list->hooks = *hooks;
	}
}

size_t alert_list_count(const struct alert_list *list)
{
	return list == NULL ? 0 : list->count;
}

const struct alert *alert_list_at(const struct alert_list *list, size_t i)
{
	return i < alert_list_count(list) ? list->alerts[i] : NULL;
}

const struct alert *alert_list_worst(const struct alert_list *list)
{
	const struct alert *worst = NULL;

	for (size_t i = 0; i < alert_list_count(list); i++) {
		const struct alert *alert = list->alerts[i];

		if (alert->state == ALERT_FIRING &&
			(worst == NULL || alert->rule->severity > worst->rule->severity ||
				(alert->rule->severity == worst->rule->severity &&
					alert->since_ms < worst->since_ms))) {
			worst = alert;
		}
	}
	return worst;
}

uint64_t alert_list_events(const struct alert_list *list)
{
	return list == NULL ? 0 : list->event_count;
}

const struct alert_event *alert_list_event(const struct alert_list *list, uint64_t number)
{
	const struct alert_event *event;

	if (list == NULL || number == 0) {
		return NULL;
	}
	event = &list->events[(number - 1) % ALERT_EVENTS_MAX];
	return event->number == number ? event : NULL;
}

struct alert_about alert_list_about(const struct alert_list *list)
{
	struct alert_about about = {.rules = list == NULL ? 0 : list->rule_count};

	for (size_t i = 0; i < alert_list_count(list); i++) {
		about.pending += list->alerts[i]->state == ALERT_PENDING;
		about.firing += list->alerts[i]->state == ALERT_FIRING;
		about.acknowledged += list->alerts[i]->state == ALERT_ACKNOWLEDGED;
	}
	if (list != NULL) {
		about.hooks = list->hooks;
		about.unheld = list->unheld;
		about.undecided = list->undecided;
		memcpy(about.undecided_why, list->undecided_why, sizeof(about.undecided_why));
	}
	return about;
}

const char *alert_state_name(enum alert_state state)
{
	static const char *const names[] = {
		[ALERT_PENDING] = "pending",
		[ALERT_FIRING] = "firing",
		[ALERT_ACKNOWLEDGED] = "acknowledged",
		[ALERT_RESOLVED] = "resolved",
	};

	return names[state];
}
