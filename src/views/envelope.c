/* What has been learnt of events: what those of each type look like, and what their fields are for.
 */
#include "views/view.h"

#include <stdio.h>
#include <string.h>

#include "envelope_lines.h"
#include "panel.h"
#include "say.h"

enum { OLDER = 300, COPY_BYTES_MAX = 8192 };

struct envelope_screen {
	struct ref what; /* own; SUBJECT_NONE: all topics */
	struct envelope_lines lines;
	struct pager pager;
	struct buf copy;
	bool known; /* something was learnt of what is shown */
	int width, height;
};

static const struct binding bindings[] = {
	{.key = "j Down", .action = "down", .label = "one line down"},
	{.key = "k Up", .action = "up", .label = "one line up"},
	{.key = "C-d", .action = "half-down", .label = "half a page down"},
	{.key = "C-u", .action = "half-up", .label = "half a page up"},
	{.key = "PgDn C-f", .action = "page-down", .label = "a page down"},
	{.key = "PgUp", .action = "page-up", .label = "a page up"},
	{.key = "gg Home", .action = "first", .label = "the first line"},
	{.key = "G End", .action = "last", .label = "the last line"},
	{.key = "y",
		.action = "copy-section",
		.label = "copy what was inferred, as a section of the configuration",
		.hint = "copy"},
	{.key = NULL},
};

static void envelope_open(void *self, const struct ref *ref)
{
	struct envelope_screen *screen = self;

	ref_set(&screen->what, ref);
	envelope_lines_init(&screen->lines);
	buf_init(&screen->copy, COPY_BYTES_MAX);
}

/* What nobody reads cannot be learnt: until there is something, some events are read. */
static void envelope_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct envelope_screen *screen = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	if (screen->known) {
		return;
	}
	out->events = (struct interest_events){
		.wanted = true,
		.live = true,
		.older = OLDER,
		.turn = (unsigned)((uintptr_t)screen >> 4) << 8,
	};
	if (screen->what.subject == SUBJECT_TOPIC) {
		out->events.topics[0] = screen->what.topic;
		out->events.topic_count = 1;
	}
}

static void envelope_refresh(void *self, const struct model *model)
{
	struct envelope_screen *screen = self;
	struct pager_source source;

	screen->known =
		envelope_lines_make(&screen->lines, model_observed(model), screen->what.topic);
	source = envelope_lines_source(&screen->lines);
	pager_settle(&screen->pager, &source);
}

static void envelope_layout(void *self, int width, int height)
{
	struct envelope_screen *screen = self;

	screen->width = width;
	screen->height = height;
	pager_layout(&screen->pager, panel_inner_height(width, height));
}

static void envelope_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct envelope_screen *screen = self;
	const struct pager_source source = envelope_lines_source(&screen->lines);
	struct text name = screen->what.topic;
	char title[160], position[PAGER_POSITION_MAX];
	struct canvas inside;

	(void)model;
	name = name.length > 0 ? say_name(name, 100) : text_of("all topics");
	snprintf(title, sizeof(title), "Envelopes of %.*s", (int)name.length, name.at);
	pager_position(&screen->pager, &source, position);
	inside = panel_draw(canvas, title, position, true);
	if (!screen->known) {
		panel_say(&inside, ROLE_MUTED,
			text_of("nothing was learnt yet: some events are being read"));
		return;
	}
	pager_draw(&screen->pager, &source, &inside, text_of(""));
}

static struct intent copy_section(struct envelope_screen *screen, const struct model *model)
{
	buf_reset(&screen->copy);
	if (!envelope_section(&screen->copy, model_observed(model), screen->what.topic)) {
		return (struct intent){
			.kind = INTENT_SAY, .message = "nothing is sure enough to be written down"};
	}
	return (struct intent){.kind = INTENT_COPY,
		.text = buf_text(&screen->copy),
		.masked = buf_text(&screen->copy),
		.message = "the [envelope] section"};
}

static struct intent envelope_act(void *self, const struct model *model, const char *action)
{
	struct envelope_screen *screen = self;
	const struct pager_source source = envelope_lines_source(&screen->lines);

	if (strcmp(action, "copy-section") == 0) {
		return copy_section(screen, model);
	}
	return (struct intent){
		.kind = pager_act(&screen->pager, &source, action) ? INTENT_NONE : INTENT_UNKNOWN};
}

static void envelope_close(void *self)
{
	struct envelope_screen *screen = self;

	envelope_lines_finish(&screen->lines);
	buf_finish(&screen->copy);
	ref_finish(&screen->what);
}

const struct view envelope_view = {
	.name = "envelope",
	.title = "Envelopes",
	.help = "what events of each type look like, what drifts, and what their fields are for",
	.subject = SUBJECT_TOPIC,
	.size = sizeof(struct envelope_screen),
	.bindings = bindings,
	.open = envelope_open,
	.interest = envelope_interest,
	.refresh = envelope_refresh,
	.layout = envelope_layout,
	.draw = envelope_draw,
	.act = envelope_act,
	.close = envelope_close,
};
