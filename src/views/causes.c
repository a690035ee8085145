/* What is in one topic of dead letters, grouped by cause: a thousand letters become a few. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "causes_private.h"
#include "operation_keys.h"
#include "panel.h"
#include "say.h"

enum { STATE_ROWS = 1, WORDS_MAX = 700, NAME_BYTES = 80, OF_MAX = 120, ASKED_BYTES_MAX = 1 << 16 };

static const struct binding bindings[] = {
	{.key = "Enter", .action = "open", .label = "the letters of this cause", .hint = "letters"},
	{.key = "x",
		.action = "example",
		.label = "the last letter of this cause, whole",
		.hint = "example"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of this topic",
		.hint = "events"},
	{.key = "s", .action = "scan-on", .label = "stop reading, or go on", .hint = "stop/go"},
	BIND_REDRIVE,
	{.key = NULL},
};

static const struct dead_group *selected(const struct causes *causes)
{
	size_t row;

	return causes->mine && table_selected(&causes->table, &row) ? causes_at(causes, row) : NULL;
}

static void causes_open(void *self, const struct ref *ref)
{
	struct causes *causes = self;

	ref_set(&causes->topic, ref);
	table_init(&causes->table, causes_titles, CAUSE_COLUMNS, "count");
	causes->table.sort_descending = true;
	causes->turn = (unsigned)((uintptr_t)causes >> 4);
	buf_init(&causes->asked, ASKED_BYTES_MAX);
}

static void causes_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct causes *causes = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	interest_add(out, INTEREST_TOPIC, causes->topic.topic, text_of(""));
	out->dead.wanted = true;
	out->dead.held = causes->held;
	out->dead.topic = causes->topic.topic;
	out->dead.turn = causes->turn;
}

static void causes_refresh(void *self, const struct model *model)
{
	struct causes *causes = self;
	const struct dead_list *list = model_dead(model);
	const struct dead_about *about = dead_list_about(list);
	struct table_source source = causes_source(causes);
	const struct dead_group *cause;

	causes->model = model;
	causes->mine = about->turn == causes->turn && text_equal(about->topic, causes->topic.topic);
	causes->count = 0;
	while (causes->mine && causes->count < DEAD_GROUPS_MAX &&
		(cause = dead_list_cause(list, causes->count)) != NULL) {
		causes->prints[causes->count++] = cause->fingerprint;
	}
	table_refresh(&causes->table, &source, model_now_ms(model));
}

static void causes_layout(void *self, int width, int height)
{
	struct causes *causes = self;

	causes->width = width;
	causes->height = height;
	table_layout(&causes->table, panel_inner_height(width, height) - STATE_ROWS);
}

static enum role say_reading(
	const struct causes *causes, const struct model *model, char *out, size_t size)
{
	const struct dead_list *list = model_dead(model);
	const struct dead_about *about = dead_list_about(list);
	const struct topic *topic = model_topic(model, causes->topic.topic);
	char letters[NUMBER_MAX], total[NUMBER_MAX], number[NUMBER_MAX];
	int n;

	if (!causes->mine) {
		snprintf(out, size, "reading ...");
		return ROLE_MUTED;
	}
	if (about->reading.is == READING_FAILED) {
		snprintf(out, size, "could not be read: %s", about->reading.trouble);
		return ROLE_WARN;
	}
	number_count(letters, (int64_t)about->letters, NUMBER_MAX);
	if (about->reading.is == READING_END) {
		n = snprintf(
			out, size, "%s letters: all, %zu causes", letters, dead_list_causes(list));
	} else {
		n = snprintf(out, size, "%s of ~%s letters, oldest first, %zu causes%s", letters,
			topic ? number_count(total, topic->length, NUMBER_MAX) : "?",
			dead_list_causes(list), causes->held ? "; stopped, s goes on" : " ...");
	}
	if (n > 0 && (size_t)n < size && about->unrecognised > 0) {
		n += snprintf(out + n, size - (size_t)n, "; %s say nothing of why",
			number_count(number, (int64_t)about->unrecognised, NUMBER_MAX));
	}
	if (n > 0 && (size_t)n < size && dead_list_others(list) > 0) {
		snprintf(out + n, size - (size_t)n, "; %s of further causes",
			number_count(number, (int64_t)dead_list_others(list), NUMBER_MAX));
	}
	return ROLE_MUTED;
}

/* What most of its letters say; what its name says only where none says anything. */
static void say_source(const struct causes *causes, const struct model *model, char of[OF_MAX])
{
	const struct dead_list *list = model_dead(model);
	const struct dead_group *cause;
	struct text source = text_of("");
	bool mixed = false;

	for (size_t i = 0; causes->mine && (cause = dead_list_cause(list, i)) != NULL; i++) {
		mixed = mixed ||
			(source.length > 0 && cause->source.length > 0 &&
				!text_equal(source, cause->source));
		source = source.length > 0 ? source : cause->source;
	}
	const char *more = mixed ? " and others" : source.length > 0 ? "" : " by its name";
	source = source.length > 0 ? source : model_dead_source(model, causes->topic.topic);
	source = say_name(source, NAME_BYTES);
	of[0] = '\0';
	if (source.length > 0) {
		snprintf(of, OF_MAX, ", of %.*s%s", (int)source.length, source.at, more);
	}
}

static void causes_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct causes *causes = self;
	struct table_source source = causes_source(causes);
	struct text topic = say_name(causes->topic.topic, NAME_BYTES);
	struct text filter = buf_text(&causes->table.filter);
	char words[WORDS_MAX], title[WORDS_MAX], of[OF_MAX];
	struct canvas inside, rows;
	enum role role;

	say_source(causes, model, of);
	snprintf(title, sizeof(title), "Causes in %.*s%s   filter: %.*s   sort: %s %s",
		(int)topic.length, topic.at, of, filter.length ? (int)filter.length : 4,
		filter.length ? filter.at : "none", causes_titles[causes->table.sort_column].title,
		causes->table.sort_descending ? "v" : "^");
	inside = panel_draw(canvas, title, NULL, true);
	role = say_reading(causes, model, words, sizeof(words));
	canvas_text(&inside, 1, 0, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (causes->table.shown > 0) {
		table_draw(&causes->table, &source, &rows, true);
		return;
	}
	if (!model_link(model)->ready) {
		say_why_empty(words, sizeof(words), model, "dead letters");
	} else if (causes->table.total > 0) {
		snprintf(words, sizeof(words), "nothing here matches: Esc clears the filter");
	}
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

static struct intent open_letters(struct causes *causes, const char *view)
{
	const struct dead_group *cause = selected(causes);
	struct intent intent = {.kind = INTENT_OPEN, .view = view};
	char print[DEAD_CAUSE_MAX];

	if (!cause) {
		return (struct intent){
			.kind = INTENT_SAY, .message = "there is no dead letter to open"};
	}
	if (strcmp(view, "event") == 0) {
		intent.ref = ref_entry(cause->topic, cause->last);
		return intent;
	}
	snprintf(causes->query, sizeof(causes->query), "dead_cause == \"%s\"",
		dead_cause_format(print, cause->fingerprint));
	intent.ref = ref_topic(causes->topic.topic);
	intent.text = text_of(causes->query);
	return intent;
}

static struct intent act_scan(struct causes *causes, const struct model *model)
{
	bool ended = dead_list_about(model_dead(model))->reading.is == READING_END;
	struct intent intent = {.kind = INTENT_SAY};

	if (causes->mine && ended) {
		snprintf(intent.message, sizeof(intent.message),
			"all of it was read; what is added is read every few seconds");
		return intent;
	}
	causes->held = !causes->held;
	snprintf(intent.message, sizeof(intent.message), "%s",
		causes->held ? "stopped: s goes on" : "reading on: s stops");
	return intent;
}

static struct intent causes_act(void *self, const struct model *model, const char *action)
{
	struct causes *causes = self;
	struct table_source source = causes_source(causes);
	bool known;

	if (strcmp(action, "open") == 0) {
		return open_letters(causes, "events");
	}
	if (strcmp(action, "example") == 0) {
		return open_letters(causes, "event");
	}
	if (strcmp(action, "topic-events") == 0) {
		return (struct intent){.kind = INTENT_OPEN,
			.view = "events",
			.ref = ref_topic(causes->topic.topic)};
	}
	if (strcmp(action, "scan-on") == 0) {
		return act_scan(causes, model);
	}
	known = table_act(&causes->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static void ask_for(struct causes *causes, const struct dead_group *cause)
{
	char print[DEAD_CAUSE_MAX];

	buf_addf(&causes->asked, "%s\"%s\"", causes->asked.length > 0 ? ", " : "dead_cause in (",
		dead_cause_format(print, cause->fingerprint));
}

/* All letters of the marked causes, or of the selected one: those that were read, and others. */
static struct chosen causes_chosen(void *self, const struct model *model, const struct op *op)
{
	struct causes *causes = self;
	struct table_source source = causes_source(causes);
	const struct dead_list *list = model_dead(model);
	const struct dead_group *cause = selected(causes);
	bool marks = map_count(causes->table.marks) > 0;
	struct chosen chosen = {.ref = ref_topic(causes->topic.topic)};
	uint64_t letters = 0, count = 0;

	(void)op;
	buf_reset(&causes->asked);
	for (size_t i = 0; i < causes->table.shown; i++) {
		size_t row = causes->table.order[i];
		const struct dead_group *at = causes_at(causes, row);

		if (at &&
			(marks ? table_marked(&causes->table, source.key(causes, row))
			       : at == cause)) {
			ask_for(causes, at);
			letters += at->count;
			count++;
		}
	}
	if (count == 0) {
		chosen.why = marks
			? "no cause that is marked is listed here: U takes the marks away"
			: "there is no cause here to act on";
		return chosen;
	}
	buf_add_string(&causes->asked, ")");
	chosen.query = buf_text(&causes->asked);
	if (causes->asked.full) {
		chosen.why = "too many causes are marked for one operation";
	}
	snprintf(chosen.note, sizeof(chosen.note), "%llu cause%s, %llu letters%s",
		(unsigned long long)count, count == 1 ? "" : "s", (unsigned long long)letters,
		dead_list_about(list)->reading.is == READING_END
			? ""
			: " so far of what was read: the plan counts");
	return chosen;
}

static struct table *causes_table(void *self)
{
	struct causes *causes = self;

	return &causes->table;
}

static void causes_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct dead_group *cause = selected(self);
	char id[ID_TEXT_MAX];

	(void)model;
	out[0] = '\0';
	if (cause) {
		snprintf(out, INTENT_MESSAGE_MAX, "cause %016llx   last %s   kept as %s",
			(unsigned long long)cause->fingerprint, id_format(id, cause->last),
			cause->convention ? cause->convention : "?");
	}
}

static void causes_close(void *self)
{
	struct causes *causes = self;

	table_finish(&causes->table);
	buf_finish(&causes->asked);
	ref_finish(&causes->topic);
}

const struct view causes_view = {
	.name = "causes",
	.title = "Causes",
	.help = "what is in one topic of dead letters, grouped by why, from where and from whom",
	.subject = SUBJECT_TOPIC,
	.size = sizeof(struct causes),
	.bindings = bindings,
	.open = causes_open,
	.interest = causes_interest,
	.refresh = causes_refresh,
	.layout = causes_layout,
	.draw = causes_draw,
	.act = causes_act,
	.chosen = causes_chosen,
	.table = causes_table,
	.note = causes_note,
	.close = causes_close,
};
