/* What keys and commands do on the pending screen. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/shell.h"
#include "journey_open.h"
#include "pending_private.h"
#include "row_copy.h"
#include "typed_query.h"

enum { NEAR_END = 50 };

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
		.ref = ref_entry(item->key, item->id),
	};
}

static struct intent act_journey(struct pending_screen *screen, const struct model *model)
{
	size_t at;
	const struct pending_item *item = pending_selected(screen, &at);

	screen->journeys = true;
	return item ? journey_open(model, item->key, item->id) : say("there is no entry here");
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
	if (strcmp(action, "mark-all") == 0) {
		return say("%zu marked, of what was read here; an operation's form can take all "
			   "that match",
			map_count(screen->table.marks));
	}
	return (struct intent){.kind = INTENT_NONE};
}

/* --- copies --- */

static void add_command(
	const struct pending_screen *screen, const struct pending_item *item, struct buf *out)
{
	char id[ID_TEXT_MAX];

	id_format(id, item->id);
	buf_addf(out, "%s XPENDING ", model_client(screen->model));
	shell_word(out, item->key);
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
	if (item->row->cut || !pending_list_find(list, item->key, item->id, &at)) {
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
	if (strcmp(action, "event-journey") == 0) {
		return act_journey(screen, model);
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

/* In the order of their ids. */
static struct typed_try try_row(void *arg, struct query *query, size_t at)
{
	const struct model *model = arg;
	const struct pending_list *list = model_pending(model);
	const struct pending_item *item = pending_list_at(list, at);
	const struct pending_about *about = pending_list_about(list);
	struct entry nothing = {.id = item->id};
	struct event none = {.envelope = NULL};
	struct fact_pending_entry as = {.id = item->id,
		.consumer = item->consumer,
		.idle_ms = pending_idle_now(item, model),
		.deliveries = item->deliveries};
	struct pending_row row = {.topic = item->key,
		.group = about->group,
		.as = &as,
		.owner = item->owner,
		.gone = item->gone,
		.toobig = item->toobig};
	int64_t now_ms;
	struct pending_subject subject = {
		.event = {.topic = item->key,
			.entry = item->row ? &item->row->entry : &nothing,
			.event = item->row ? pending_list_event(list, at) : &none,
			.server_now_ms = model_server_now_ms(model, &now_ms) ? now_ms : 0},
		.row = &row,
	};
	struct query_subject asked = pending_subject_query(&subject);

	return (struct typed_try){.result = query_match(query, &asked, NULL),
		.cut = item->toobig || (item->row && item->row->cut),
		.bytes = item->row ? item->row->bytes : 0};
}

bool pending_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX])
{
	struct pending_screen *screen = self;
	struct typed_rows rows = {
		.schema = pending_schema_create,
		.count = screen->mine ? pending_list_count(model_pending(model)) : 0,
		.try = try_row,
		.arg = (void *)(uintptr_t)model,
		.nearest = "the first ",
	};
	struct buf query;
	bool can = typed_check(&rows, typed, &query, says);

	if (can && done) {
		if (typed_accept(&screen->typed, &screen->query, text_trim(typed), &query)) {
			pending_begin(screen);
		}
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
