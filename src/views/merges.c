/* Why a journey's keys are one journey: each merge with its event; and to undo one. */
#include <stdio.h>
#include <string.h>

#include "merges_private.h"
#include "panel.h"

enum { STATE_ROWS = 1, WORDS_MAX = 400, MERGES_MAX = 1000, NAME_SHOWN = 60, LINE_BYTES_MAX = 4096 };

static const struct binding bindings[] = {
	{.key = "Enter", .action = "open", .label = "the event that joined them", .hint = "event"},
	{.key = "u",
		.action = "apart",
		.label = "undo it: these keys are not one journey",
		.hint = "undo"},
	{.key = "y",
		.action = "copy-apart",
		.label = "copy the line of the configuration that keeps them apart",
		.hint = "copy"},
	{.key = NULL},
};

static bool selected(const struct merges *merges, struct journey_merge *merge)
{
	size_t row;

	return table_selected(&merges->table, &row) && merges_at(merges, row, merge);
}

static void merges_open(void *self, const struct ref *ref)
{
	struct merges *merges = self;

	ref_set(&merges->what, ref);
	table_init(&merges->table, merges_titles, MERGES_COLUMNS, "event");
	buf_init(&merges->scratch, LINE_BYTES_MAX);
	buf_init(&merges->line, LINE_BYTES_MAX);
	buf_init(&merges->masked, LINE_BYTES_MAX);
}

static void merges_interest(const void *self, const struct model *model, struct interest *out)
{
	(void)self;
	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->journeys = true;
}

static void merges_refresh(void *self, const struct model *model)
{
	struct merges *merges = self;
	struct table_source source = merges_source(merges);
	struct journey_merge merge;
	struct journey_view view;

	merges->model = model;
	merges->source = journey_source_of(model);
	merges->count = merges->serial = 0;
	merges->number =
		merges->source.journeys ? journey_find(merges->source.journeys, &merges->what) : 0;
	if (merges->number != 0) {
		journeys_view(merges->source.journeys, merges->number, &view);
		merges->serial = view.serial;
		while (merges->count < MERGES_MAX && merges_at(merges, merges->count, &merge)) {
			merges->count++;
		}
	}
	table_refresh(&merges->table, &source, model_now_ms(model));
}

static void merges_layout(void *self, int width, int height)
{
	struct merges *merges = self;

	table_layout(&merges->table, panel_inner_height(width, height) - STATE_ROWS);
}

/* What became of the last one that was to be undone. */
static enum role say_apart(const struct live_apart *apart, char *out, size_t size)
{
	int n;

	switch (apart->is) {
	case APART_ON:
		snprintf(out, size, "reading %zu events again ...", apart->events);
		return ROLE_MUTED;
	case APART_REFUSED:
		snprintf(out, size, "nothing was undone: %s", apart->why);
		return ROLE_WARN;
	case APART_DONE:
		n = snprintf(out, size, "undone: %zu events were stitched again",
			apart->events - apart->gone);
		if (apart->gone > 0) {
			snprintf(out + n, size - (size_t)n,
				"; %zu are in their topics no more, and in none of the two",
				apart->gone);
		}
		return apart->gone > 0 ? ROLE_WARN : ROLE_ACCENT;
	default:
		out[0] = '\0';
		return ROLE_MUTED;
	}
}

static void merges_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct merges *merges = self;
	struct table_source source = merges_source(merges);
	char title[WORDS_MAX], words[WORDS_MAX];
	struct canvas inside, rows;
	struct buf key;
	enum role role;

	buf_init(&key, LINE_BYTES_MAX);
	mask_value(model_mask(model), text_of("journey"), merges->what.journey, &key);
	snprintf(title, sizeof(title), "Merges of %.*s",
		(int)(key.length < NAME_SHOWN ? key.length : NAME_SHOWN),
		key.length > 0 ? key.at : "");
	buf_finish(&key);
	inside = panel_draw(canvas, title, NULL, true);
	role = say_apart(&model_live(model)->apart, words, sizeof(words));
	canvas_text(&inside, 1, 0, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (merges->table.shown > 0) {
		table_draw(&merges->table, &source, &rows, true);
		return;
	}
	panel_say(&rows, ROLE_MUTED,
		text_of(merges->number == 0 ? "this journey is not held"
				: merges->table.total > 0
				? "nothing here matches: Esc clears the filter"
				: "no merge: it was one journey from its first event on"));
	canvas_set_cursor(&inside, 0, 0);
}

enum { KEPT_NAME_MAX = 60, KEY_SHOWN = 30 };

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

/* How it is kept, as it may be seen. */
static void say_kept(struct merges *merges, const struct journey_view *view, struct text other,
	char out[INTENT_MESSAGE_MAX])
{
	int n = snprintf(out, INTENT_MESSAGE_MAX,
		"undone as long as this runs; in the configuration, [journey %.*s] apart = ",
		KEPT_NAME_MAX, view->definition->name ? view->definition->name : "NAME");

	merges_say_key(merges, view->name, &merges->scratch);
	n += snprintf(out + n, INTENT_MESSAGE_MAX - (size_t)n, "%.*s, ",
		(int)(merges->scratch.length < KEY_SHOWN ? merges->scratch.length : KEY_SHOWN),
		merges->scratch.at);
	merges_say_key(merges, other, &merges->scratch);
	snprintf(out + n, INTENT_MESSAGE_MAX - (size_t)n, "%.*s",
		(int)(merges->scratch.length < KEY_SHOWN ? merges->scratch.length : KEY_SHOWN),
		merges->scratch.at);
}

static struct intent act_apart(struct merges *merges)
{
	struct intent intent = {.kind = INTENT_APART};
	struct journey_merge merge;
	struct journey_view view;

	if (!selected(merges, &merge)) {
		return say("there is no merge to undo");
	}
	if (model_live(merges->model)->apart.is == APART_ON) {
		return say("the one before is being undone: again in a moment");
	}
	journeys_view(merges->source.journeys, merges->number, &view);
	if (text_equal(view.name, merge.name)) {
		return say("both were called the same: what joined them tells no difference");
	}
	intent.ref = journey_ref(&view);
	intent.text = merge.name;
	say_kept(merges, &view, merge.name, intent.message);
	return intent;
}

static void add_value(struct buf *out, struct text value)
{
	bool quoted = memchr(value.at, ',', value.length) != NULL;

	buf_add_string(out, quoted ? "\"" : "");
	buf_add_text(out, value);
	buf_add_string(out, quoted ? "\"" : "");
}

/* `apart = A, B`, and with masks. */
static struct intent act_copy(struct merges *merges)
{
	struct intent intent = {.kind = INTENT_COPY, .message = "line"};
	struct journey_merge merge;
	struct journey_view view;

	if (!selected(merges, &merge)) {
		return say("there is no merge here");
	}
	journeys_view(merges->source.journeys, merges->number, &view);
	buf_reset(&merges->line);
	buf_add_string(&merges->line, "apart = ");
	add_value(&merges->line, view.name);
	buf_add_string(&merges->line, ", ");
	add_value(&merges->line, merge.name);
	buf_reset(&merges->masked);
	buf_add_string(&merges->masked, "apart = ");
	merges->source.mask = model_export_mask(merges->model);
	merges_say_key(merges, view.name, &merges->scratch);
	add_value(&merges->masked, buf_text(&merges->scratch));
	buf_add_string(&merges->masked, ", ");
	merges_say_key(merges, merge.name, &merges->scratch);
	add_value(&merges->masked, buf_text(&merges->scratch));
	merges->source.mask = model_mask(merges->model);
	intent.text = buf_text(&merges->line);
	intent.masked = buf_text(&merges->masked);
	return intent;
}

static struct intent merges_act(void *self, const struct model *model, const char *action)
{
	struct merges *merges = self;
	struct table_source source = merges_source(merges);
	struct journey_merge merge;

	if (strcmp(action, "apart") == 0) {
		return act_apart(merges);
	}
	if (strcmp(action, "copy-apart") == 0) {
		return act_copy(merges);
	}
	if (strcmp(action, "open") == 0) {
		return selected(merges, &merge) ? (struct intent){.kind = INTENT_OPEN,
							  .view = "event",
							  .ref = ref_entry(merge.topic, merge.id)}
						: say("there is no merge here");
	}
	return (struct intent){
		.kind = table_act(&merges->table, &source, action, model_now_ms(model))
			? INTENT_NONE
			: INTENT_UNKNOWN};
}

static struct table *merges_table(void *self)
{
	return &((struct merges *)self)->table;
}

static void merges_close(void *self)
{
	struct merges *merges = self;

	table_finish(&merges->table);
	ref_finish(&merges->what);
	buf_finish(&merges->scratch);
	buf_finish(&merges->line);
	buf_finish(&merges->masked);
}

const struct view merges_view = {
	.name = "merges",
	.title = "Merges",
	.help = "why the keys of a journey are one journey, and to undo a merge",
	.subject = SUBJECT_JOURNEY,
	.size = sizeof(struct merges),
	.bindings = bindings,
	.open = merges_open,
	.interest = merges_interest,
	.refresh = merges_refresh,
	.layout = merges_layout,
	.draw = merges_draw,
	.act = merges_act,
	.table = merges_table,
	.close = merges_close,
};
