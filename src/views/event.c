/* One entry, whole: what is known of it, who has read it, its fields with their values laid out. */
#include "views/view.h"

#include <stdio.h>

#include "base/number.h"
#include "event_screen.h"
#include "event_unread.h"
#include "operation_keys.h"
#include "panel.h"
#include "say.h"

enum { TEXT_BYTES_MAX = 1 << 30, NEEDLE_BYTES_MAX = 4096, NAME_BYTES = 60 };

static const struct binding bindings[] = {
	{.key = "j Down", .action = "down", .label = "one line down"},
	{.key = "k Up", .action = "up", .label = "one line up"},
	{.key = "C-d", .action = "half-down", .label = "half a page down"},
	{.key = "C-u", .action = "half-up", .label = "half a page up"},
	{.key = "PgDn C-f", .action = "page-down", .label = "a page down"},
	{.key = "PgUp C-b", .action = "page-up", .label = "a page up"},
	{.key = "gg Home", .action = "first", .label = "the first line"},
	{.key = "G End", .action = "last", .label = "the last line"},
	{.key = "Tab", .action = "next-field", .label = "the next field"},
	{.key = "S-Tab", .action = "previous-field", .label = "the field before"},
	{.key = "Enter", .action = "toggle", .label = "open or fold what is here", .hint = "fold"},
	{.key = "l Right", .action = "unfold", .label = "open what is here"},
	{.key = "h Left", .action = "fold", .label = "fold what is here, then go out of it"},
	{.key = "z", .action = "fold-all", .label = "fold or open all of the value"},
	{.key = "t",
		.action = "kind",
		.label = "show the value as something else: text, base64, hex ...",
		.hint = "kind"},
	{.key = "n", .action = "next-match", .label = "the next place that was looked for"},
	{.key = "N", .action = "previous-match", .label = "the place before"},
	{.key = ".", .action = "newer", .label = "the entry after this one", .hint = "entries"},
	{.key = ",", .action = "older", .label = "the entry before", .hint = "entries"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of this topic",
		.hint = "events"},
	{.key = "J",
		.action = "event-journey",
		.label = "the journey of this event",
		.hint = "journey"},
	{.key = "u", .action = "unmask", .label = "show what is masked (recorded), or mask again"},
	{.key = "yi", .action = "copy-id", .label = "copy the id"},
	{.key = "yf", .action = "copy-field", .label = "copy the value of the field"},
	{.key = "yp", .action = "copy-payload", .label = "copy the payload"},
	{.key = "yr", .action = "copy-row", .label = "copy the entry as one line of JSON"},
	{.key = "yc", .action = "copy-command", .label = "copy the command that reads it"},
	{.key = "x", .action = "export", .label = "write the entry into a file", .hint = "export"},
	BIND_REPLAY,
	BIND_EDIT,
	BIND_REDELIVER,
	BIND_REDRIVE,
	{.key = NULL},
};

const struct mask *event_mask(const struct event_screen *screen, const struct model *model)
{
	return screen->unmasked ? NULL : model_mask(model);
}

const struct close_entry *event_shown(const struct event_screen *screen, const struct model *model)
{
	const struct close_entry *entry = event_of(model, &screen->entry);

	return event_is_read(entry) && event_page_is(&screen->page, entry) ? entry : NULL;
}

struct pager_source event_source(const struct event_screen *screen)
{
	struct pager_source source = event_page_source;

	source.data = &screen->page;
	return source;
}

static void event_open(void *self, const struct ref *ref)
{
	struct event_screen *screen = self;

	ref_set(&screen->entry, ref);
	event_head_init(&screen->page.head);
	buf_init(&screen->needle, NEEDLE_BYTES_MAX);
	buf_init(&screen->out, TEXT_BYTES_MAX);
	buf_init(&screen->masked, TEXT_BYTES_MAX);
}

static void event_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct event_screen *screen = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->journeys = true;
	interest_add(out, INTEREST_TOPIC, screen->entry.topic, text_of(""));
	out->has_entry = true;
	out->entry_topic = screen->entry.topic;
	out->entry_id = screen->entry.id;
}

/* The cursor begins at the fields, where they are in sight. */
static void place_cursor(struct event_screen *screen)
{
	const struct event_page *page = &screen->page;
	bool fields = page->count > 0 && (int)page->head.count < screen->pager.height;

	if (!screen->placed) {
		screen->placed = true;
		screen->pager.at = (struct pager_place){.part = fields ? 1 : 0};
	}
}

void event_refresh(void *self, const struct model *model)
{
	struct event_screen *screen = self;
	const struct close_entry *entry = event_of(model, &screen->entry);
	int width = panel_inner_width(screen->width);
	bool masked = !screen->unmasked && model_mask(model);
	struct pager_source source;

	if (!event_is_read(entry)) {
		event_page_finish(&screen->page);
		return;
	}
	if (!event_page_is(&screen->page, entry) || screen->made_masked != masked) {
		event_page_make(&screen->page, entry, event_mask(screen, model), width);
		screen->made_masked = masked;
	} else if (screen->page.width != width) {
		event_page_set_width(&screen->page, width);
	}
	event_page_advance(&screen->page, false);
	event_head_make(&screen->page.head, model, entry,
		&(struct event_said){
			.event = &screen->page.seen.event, .decoded = screen->page.decoded});
	place_cursor(screen);
	event_page_keep(&screen->page, &screen->pager.at);
	event_page_keep(&screen->page, &screen->pager.top);
	source = event_source(screen);
	pager_settle(&screen->pager, &source);
}

static void event_layout(void *self, int width, int height)
{
	struct event_screen *screen = self;

	screen->width = width;
	screen->height = height;
	pager_layout(&screen->pager, panel_inner_height(width, height));
}

static void say_place(const struct event_screen *screen, char *out, size_t size)
{
	const struct pager_source source = event_source(screen);
	char position[PAGER_POSITION_MAX], masked[NUMBER_MAX + 16] = "";

	if (screen->page.masked > 0) {
		snprintf(masked, sizeof(masked), "MASKED %zu  ", screen->page.masked);
	}
	pager_position(&screen->pager, &source, position);
	snprintf(out, size, "%s%s", masked, position);
}

static void event_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct event_screen *screen = self;
	bool shown = event_shown(screen, model) != NULL;
	struct text topic = say_name(screen->entry.topic, NAME_BYTES);
	char title[200], id[ID_TEXT_MAX], place[PAGER_POSITION_MAX + 48] = "";
	struct pager_source source = event_source(screen);
	struct canvas inside;

	snprintf(title, sizeof(title), "Event %s%s of %.*s", id_format(id, screen->entry.id),
		screen->unmasked ? " UNMASKED" : "", (int)topic.length, topic.at);
	if (shown) {
		say_place(screen, place, sizeof(place));
	}
	inside = panel_draw(canvas, title, place, true);
	if (shown) {
		pager_draw(&screen->pager, &source, &inside, buf_text(&screen->needle));
	} else {
		event_unread_draw(&inside, model, &screen->entry);
	}
}

static struct chosen event_chosen(void *self, const struct model *model, const struct op *op)
{
	const struct event_screen *screen = self;

	(void)model;
	(void)op;
	return (struct chosen){
		.ref = ref_topic(screen->entry.topic), .ids = &screen->entry.id, .id_count = 1};
}

static void event_close_screen(void *self)
{
	struct event_screen *screen = self;

	event_page_finish(&screen->page);
	event_head_finish(&screen->page.head);
	buf_finish(&screen->needle);
	buf_finish(&screen->out);
	buf_finish(&screen->masked);
	ref_finish(&screen->entry);
}

const struct view event_view = {
	.name = "event",
	.title = "Event",
	.help = "one entry: what is known of it, who has read it, its fields",
	.subject = SUBJECT_ENTRY,
	.size = sizeof(struct event_screen),
	.bindings = bindings,
	.open = event_open,
	.interest = event_interest,
	.refresh = event_refresh,
	.layout = event_layout,
	.draw = event_draw,
	.act = event_act,
	.chosen = event_chosen,
	.find = event_find,
	.found = event_found,
	.close = event_close_screen,
};
