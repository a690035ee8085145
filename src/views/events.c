/* The events of one topic, of several or of all, newest at the bottom: followed, browsed, searched.
 */
#include <stdio.h>
#include <string.h>

#include "events_private.h"
#include "operation_keys.h"
#include "panel.h"

enum { STRIP_WIDTH_MIN = 120, STRIP_BODY_MIN = 26, STRIP_HEIGHT = 9, STATE_ROWS = 1 };

static const struct binding bindings[] = {
	{.key = "Enter", .action = "open", .label = "all of this event", .hint = "open"},
	{.key = "f",
		.action = "follow",
		.label = "follow what is added, or stop",
		.hint = "follow"},
	{.key = "s",
		.action = "search-on",
		.label = "stop reading back, or go on",
		.hint = "stop/go"},
	{.key = "=", .action = "live", .label = "back to the newest events"},
	{.key = "i",
		.action = "envelopes",
		.label = "what these events look like, and what their fields are for"},
	{.key = "J",
		.action = "event-journey",
		.label = "the journey of this event",
		.hint = "journey"},
	{.key = "yi", .action = "copy-id", .label = "copy the id"},
	{.key = "yp", .action = "copy-payload", .label = "copy the payload, masked as shown"},
	{.key = "yc",
		.action = "copy-command",
		.label = "copy the redis-cli command that shows it"},
	{.key = "yr", .action = "copy-row", .label = "copy the event as one line of JSON"},
	{.key = "x",
		.action = "export",
		.label = "write the marked events, or this one, into a new file",
		.hint = "export"},
	{.key = "j Down", .action = "down", .label = "one event down"},
	{.key = "k Up",
		.action = "up",
		.label = "one event up; above the first, older ones are read"},
	{.key = "C-d", .action = "half-down", .label = "half a page down"},
	{.key = "C-u", .action = "half-up", .label = "half a page up"},
	{.key = "PgDn C-f", .action = "page-down", .label = "a page down"},
	{.key = "PgUp", .action = "page-up", .label = "a page up"},
	{.key = "gg Home", .action = "first", .label = "the first event that was read"},
	{.key = "G End", .action = "last", .label = "the last event, and stay with the newest"},
	{.key = "h Left", .action = "left", .label = "the payload further left"},
	{.key = "l Right", .action = "right", .label = "the payload further right"},
	{.key = "Space", .action = "mark", .label = "mark the event"},
	{.key = "v", .action = "mark-range", .label = "mark from the last mark to here"},
	{.key = "*", .action = "mark-all", .label = "mark every event that was read here"},
	{.key = "U", .action = "unmark-all", .label = "take all marks away"},
	BIND_REPLAY,
	BIND_EDIT,
	BIND_REDELIVER,
	BIND_REDRIVE,
	{.key = NULL},
};

static const struct view_command commands[] = {
	{.name = "at",
		.arguments = "TIME",
		.help = "the events from a moment on: 12:30:54 (UTC), 15m (ago), 2026-11-25 12:30",
		.typed = ":at TIME"},
	{.name = "id", .arguments = "ID", .help = "the events from an id on", .typed = ":id ID"},
	{.name = "unmask",
		.help = "show what masks hide, or hide it again; it is recorded",
		.typed = ":unmask"},
	{.name = NULL},
};

struct events_parts events_parts(const struct events *events)
{
	struct events_parts parts = {.list = events->height};

	if (events->width >= STRIP_WIDTH_MIN && events->height >= STRIP_BODY_MIN) {
		parts.strip = STRIP_HEIGHT;
		parts.list -= STRIP_HEIGHT;
	}
	return parts;
}

const struct mask *events_mask(const struct events *events, const struct model *model)
{
	return events->unmasked ? NULL : model_mask(model);
}

int64_t events_now_ms(const struct model *model)
{
	int64_t now_ms;

	return model_server_now_ms(model, &now_ms) ? now_ms : 0;
}

bool events_of_several(const struct events *events)
{
	return events->what.subject == SUBJECT_NONE || events->what.more_count > 0;
}

bool events_searching(const struct events *events, const struct model *model)
{
	return events->mine && events->query.length > 0 && !events->stopped &&
		event_list_about(model_events(model))->older.is == READING_ON;
}

void events_begin(struct events *events)
{
	events->turn++;
	events->older = events->newer = EVENTS_PAGE;
	events->stopped = events->mine = false;
	events->live = !events->has_anchor;
	memset(events->cells, 0, sizeof(events->cells));
	events_scroll_reset(&events->scroll, events->has_anchor ? &events->anchor : NULL);
}

/* Two screens that are open at once have turns of their own. */
static unsigned turn_of(const struct events *events)
{
	return (unsigned)((uintptr_t)events >> 4) << 8;
}

static void events_open(void *self, const struct ref *ref)
{
	struct events *events = self;

	ref_set(&events->what, ref);
	events_scroll_init(&events->scroll);
	buf_init(&events->typed, EVENTS_BYTES_MAX);
	buf_init(&events->query, EVENTS_BYTES_MAX);
	buf_init(&events->out, EVENTS_BYTES_MAX);
	buf_init(&events->masked, EVENTS_BYTES_MAX);
	events->turn = turn_of(events);
	events_begin(events);
}

static void add_topic(struct interest *out, struct text topic)
{
	interest_add(out, INTEREST_TOPIC, topic, text_of(""));
	if (out->events.topic_count < INTEREST_TOPICS_MAX) {
		out->events.topics[out->events.topic_count++] = topic;
	}
}

static void events_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct events *events = self;
	size_t i;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->journeys = events->journeys;
	out->events = (struct interest_events){
		.wanted = true,
		.query = buf_text(&events->query),
		.has_anchor = events->has_anchor,
		.anchor = events->anchor,
		.live = events->live,
		.older = events->stopped ? 0 : events->older,
		.newer = events->newer,
		.turn = events->turn,
	};
	if (events->what.subject != SUBJECT_NONE) {
		add_topic(out, events->what.topic);
	}
	for (i = 0; i < events->what.more_count; i++) {
		add_topic(out, events->what.more[i]);
	}
}

static void lay_out(struct events *events)
{
	struct events_parts parts = events_parts(events);

	events_scroll_layout(
		&events->scroll, panel_inner_height(events->width, parts.list) - STATE_ROWS - 1);
}

static void events_refresh(void *self, const struct model *model)
{
	struct events *events = self;
	const struct event_list *list = model_events(model);
	const struct event_list_about *about = event_list_about(list);

	events->mine =
		about->turn == events->turn && text_equal(about->query, buf_text(&events->query));
	if (events->mine) {
		events_scroll_refresh(&events->scroll, list);
		events_measure(events, model);
	}
}

static void events_layout(void *self, int width, int height)
{
	struct events *events = self;

	events->width = width;
	events->height = height;
	lay_out(events);
}

static void draw_list(const struct events *events, const struct model *model, struct canvas *canvas)
{
	char title[EVENTS_WORDS_MAX], words[EVENTS_WORDS_MAX];
	struct canvas inside, rows;
	enum role role;

	events_title(events, title, sizeof(title));
	events_place(events, model, words, sizeof(words));
	inside = panel_draw(canvas, title, words, true);
	role = events_state(events, model, words, sizeof(words));
	canvas_text(&inside, 1, 0, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (events->mine && event_list_count(model_events(model)) > 0) {
		events_draw_list(events, model, &rows);
		return;
	}
	events_why_none(events, model, words, sizeof(words));
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

static void events_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct events *events = self;
	struct events_parts parts = events_parts(events);
	struct canvas list = canvas_part(canvas, 0, 0, canvas->width, parts.list);
	struct canvas strip = canvas_part(canvas, 0, parts.list, canvas->width, parts.strip);

	if (parts.strip > 0 && events->mine) {
		events_draw_strip(events, model, &strip);
	}
	draw_list(events, model, &list);
}

/* Where there is a strip that says it, nothing. */
static void events_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct events *events = self;
	const struct event_row *row =
		events->mine ? events_scroll_row(&events->scroll, model_events(model)) : NULL;
	char id[ID_TEXT_MAX];

	out[0] = '\0';
	if (row && events_parts(events).strip == 0) {
		snprintf(out, INTENT_MESSAGE_MAX, "%s   %zu field%s%s%s",
			id_format(id, row->entry.id), row->entry.field_count,
			row->entry.field_count == 1 ? "" : "s",
			row->cut ? ", not whole here: Enter asks for all of it" : "",
			row->gap ? ", entries before it were passed over" : "");
	}
}

static void events_close(void *self)
{
	struct events *events = self;

	events_scroll_finish(&events->scroll);
	ref_finish(&events->what);
	buf_finish(&events->typed);
	buf_finish(&events->query);
	buf_finish(&events->out);
	buf_finish(&events->masked);
	mem_free(events->chosen.at);
}

const struct view events_view = {
	.name = "events",
	.title = "Events",
	.help = "what is added to topics, as it comes; back in time; found by words or a query",
	.key = "4",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct events),
	.bindings = bindings,
	.open = events_open,
	.interest = events_interest,
	.refresh = events_refresh,
	.layout = events_layout,
	.draw = events_draw,
	.act = events_act,
	.chosen = events_chosen,
	.note = events_note,
	.find = events_find,
	.found = events_found,
	.command = events_command,
	.commands = commands,
	.close = events_close,
};
