/* What keys and commands do on the pending screen. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/shell.h"
#include "pending_private.h"
#include "row_copy.h"
#include "typed_query.h"

enum { NEAR_END = 50, QUERY_BYTES_MAX = 8192, EXACT_CELLS = 15 };

__attribute__((format(printf, 1, 2))) static struct intent say(const char *format, ...)
{
	struct intent intent = {.kind = INTENT_SAY};
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(intent.message, sizeof(intent.message), format, arguments);
	va_end(arguments);
	return intent;
}

static struct intent act_open(struct pending_screen *screen)
{
	size_t at;
	const struct pending_item *item = pending_selected(screen, &at);

	if (screen->group.subject == SUBJECT_NONE) {
		return (struct intent){.kind = INTENT_OPEN, .view = "groups", .ref = ref_none()};
	}
	if (!item) {
		return say("there is no entry to open");
	}
	return (struct intent){
		.kind = INTENT_OPEN,
		.view = "event",
		.ref = ref_entry(screen->group.topic, item->id),
	};
}

static struct intent act_events(const struct pending_screen *screen)
{
	if (screen->group.subject == SUBJECT_NONE) {
		return say("no group was chosen: Enter goes to the groups");
	}
	return (struct intent){
		.kind = INTENT_OPEN, .view = "events", .ref = ref_topic(screen->group.topic)};
}

static struct intent act_scan(struct pending_screen *screen, const struct model *model)
{
	const struct pending_about *about = pending_list_about(model_pending(model));

	if (screen->group.subject == SUBJECT_NONE) {
		return say("no group was chosen: Enter goes to the groups");
	}
	if (screen->mine && about->reading.is == READING_END) {
		return say("all of it was read: it is looked at again every few seconds");
	}
	if (!screen->stopped && (screen->whole || about->reading.is == READING_ON)) {
		screen->stopped = true;
		screen->whole = false;
		return say("stopped: s goes on");
	}
	screen->stopped = false;
	screen->whole = true;
	return say("reading the whole list: s stops");
}

/* What takes long ends first; only then the query goes, then the screen. */
static struct intent act_cancel(struct pending_screen *screen, const struct model *model)
{
	const struct pending_about *about = pending_list_about(model_pending(model));

	if (!screen->mine || screen->stopped || about->reading.is != READING_ON) {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	screen->stopped = true;
	screen->whole = false;
	return say("stopped: s goes on");
}

/* Near the end of what was read more of it is wanted. */
static void want_more(struct pending_screen *screen)
{
	const struct table *table = &screen->table;

	if (screen->mine && !screen->stopped && table->selected_at + NEAR_END >= table->shown &&
		screen->rows <= screen->count && screen->count < PENDING_ROWS_MAX) {
		screen->rows = screen->count + PENDING_PAGE;
	}
}

static struct intent act_table(
	struct pending_screen *screen, const struct model *model, const char *action)
{
	struct table_source source = pending_source(screen);
	size_t i;

	if (!table_act(&screen->table, &source, action, model_now_ms(model))) {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	for (i = 0; i < PENDING_COLUMNS && !pending_sorts_by(screen->table.sort_column); i++) {
		table_act(&screen->table, &source, action, model_now_ms(model));
	}
	want_more(screen);
	return (struct intent){.kind = INTENT_NONE};
}

/* --- copies --- */

static void add_command(
	const struct pending_screen *screen, const struct pending_item *item, struct buf *out)
{
	char id[ID_TEXT_MAX];

	id_format(id, item->id);
	buf_addf(out, "%s XPENDING ", model_client(screen->model));
	shell_word(out, screen->group.topic);
	buf_add_byte(out, ' ');
	shell_word(out, screen->group.group);
	buf_addf(out, " %s %s 1", id, id);
}

static struct intent copied(struct pending_screen *screen, const char *what)
{
	struct intent intent = {.kind = INTENT_COPY,
		.text = buf_text(&screen->out),
		.masked = buf_text(&screen->masked)};

	snprintf(intent.message, sizeof(intent.message), "%s", what);
	return intent;
}

static struct intent copy_row(struct pending_screen *screen, const struct model *model,
	const struct pending_item *item, const char *what)
{
	void (*add)(
		struct buf *, const struct event_row *, const struct event *, const struct mask *) =
		strcmp(what, "payload") == 0 ? row_copy_payload : row_copy_json;
	const struct pending_list *list = model_pending(model);
	size_t at;

	if (!item->row) {
		return say("there is no %s: the entry is %s", what,
			item->gone ? "gone from the topic" : "too big to be read");
	}
	if (item->row->cut || !pending_list_find(list, item->id, &at)) {
		return say("the %s is not whole here: Enter opens all of it", what);
	}
	add(&screen->out, item->row, pending_list_event(list, at), pending_mask(screen, model));
	add(&screen->masked, item->row, pending_list_event(list, at), model_export_mask(model));
	return copied(screen, what);
}

static struct intent act_copy(
	struct pending_screen *screen, const struct model *model, const char *what)
{
	size_t at;
	const struct pending_item *item = pending_selected(screen, &at);
	char id[ID_TEXT_MAX];

	if (!item) {
		return say("there is no entry to copy");
	}
	buf_reset(&screen->out);
	buf_reset(&screen->masked);
	if (strcmp(what, "payload") == 0 || strcmp(what, "row") == 0) {
		return copy_row(screen, model, item, what);
	}
	if (strcmp(what, "id") == 0) {
		buf_add_string(&screen->out, id_format(id, item->id));
	} else if (strcmp(what, "command") == 0) {
		add_command(screen, item, &screen->out);
	} else {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	buf_add_text(&screen->masked, buf_text(&screen->out));
	return copied(screen, what);
}

struct intent pending_act(void *self, const struct model *model, const char *action)
{
	struct pending_screen *screen = self;

	if (strcmp(action, "open") == 0) {
		return act_open(screen);
	}
	if (strcmp(action, "topic-events") == 0) {
		return act_events(screen);
	}
	if (strcmp(action, "scan-on") == 0) {
		return act_scan(screen, model);
	}
	if (strcmp(action, "cancel") == 0 || strcmp(action, "interrupt") == 0) {
		return act_cancel(screen, model);
	}
	if (strcmp(action, "take-back") == 0) {
		screen->unmasked = false;
		return (struct intent){.kind = INTENT_NONE};
	}
	if (strncmp(action, "copy-", 5) == 0) {
		return act_copy(screen, model, action + 5);
	}
	return act_table(screen, model, action);
}

struct intent pending_command(
	void *self, const struct model *model, struct text name, struct text argument)
{
	struct pending_screen *screen = self;
	struct intent intent = {.kind = INTENT_RECORD};

	(void)argument;
	if (!text_is(name, "unmask")) {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	if (!model_mask(model)) {
		return say("nothing is masked here");
	}
	screen->unmasked = !screen->unmasked;
	if (!screen->unmasked) {
		return say("masked again");
	}
	intent.ref = screen->group;
	snprintf(intent.message, sizeof(intent.message), "unmask");
	return intent;
}

/* --- what is typed after `/` --- */

static bool tries(struct query *query, const struct model *model, size_t at)
{
	const struct pending_list *list = model_pending(model);
	const struct pending_item *item = pending_list_at(list, at);
	const struct pending_about *about = pending_list_about(list);
	struct entry nothing = {.id = item->id};
	struct event none = {.envelope = NULL};
	struct fact_pending_entry as = {.id = item->id,
		.consumer = item->consumer,
		.idle_ms = pending_idle_now(item, model),
		.deliveries = item->deliveries};
	struct pending_row row = {.topic = about->topic,
		.group = about->group,
		.as = &as,
		.owner = item->owner,
		.gone = item->gone,
		.toobig = item->toobig};
	struct pending_subject subject = {
		.event = {.topic = about->topic,
			.entry = item->row ? &item->row->entry : &nothing,
			.event = item->row ? pending_list_event(list, at) : &none},
		.row = &row,
	};
	struct query_subject asked;
	int64_t now_ms;

	subject.event.server_now_ms = model_server_now_ms(model, &now_ms) ? now_ms : 0;
	asked = pending_subject_query(&subject);
	return query_match(query, &asked, NULL) == QUERY_YES;
}

static bool check(struct pending_screen *screen, const struct model *model, const struct buf *query,
	char says[INTENT_MESSAGE_MAX])
{
	struct query_schema *schema = pending_schema_create();
	struct error error = {.code = ERROR_NONE};
	struct query *compiled = query_compile(buf_text(query), schema, NULL, &error);
	size_t count = screen->mine ? pending_list_count(model_pending(model)) : 0, yes = 0, i;
	char found[NUMBER_MAX], all[NUMBER_MAX];

	if (!compiled) {
		snprintf(says, INTENT_MESSAGE_MAX, "%.190s", error.text);
	} else {
		for (i = 0; i < count; i++) {
			yes += tries(compiled, model, i);
		}
		snprintf(says, INTENT_MESSAGE_MAX, "%s of %s here match; Enter looks through all",
			number_count(found, (int64_t)yes, EXACT_CELLS),
			number_count(all, (int64_t)count, EXACT_CELLS));
	}
	query_destroy(compiled);
	row_schema_destroy(schema);
	return compiled != NULL;
}

static void accept(struct pending_screen *screen, struct text typed, const struct buf *query)
{
	if (text_equal(typed, buf_text(&screen->typed))) {
		return;
	}
	buf_reset(&screen->typed);
	buf_add_text(&screen->typed, typed);
	buf_reset(&screen->query);
	buf_add_text(&screen->query, text_trim(buf_text(query)));
	pending_begin(screen);
}

bool pending_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX])
{
	struct pending_screen *screen = self;
	struct buf query;
	bool can = true;

	says[0] = '\0';
	buf_init(&query, QUERY_BYTES_MAX);
	if (text_trim(typed).length > 0) {
		typed_query(&query, typed);
		can = check(screen, model, &query, says);
	}
	if (query.full) {
		snprintf(says, INTENT_MESSAGE_MAX, "too long to be searched for");
		can = false;
	}
	if (can && done) {
		accept(screen, text_trim(typed), &query);
		says[0] = '\0';
	}
	buf_finish(&query);
	return can;
}

struct text pending_found(const void *self)
{
	const struct pending_screen *screen = self;

	return buf_text(&screen->typed);
}
