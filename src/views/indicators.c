/* The numbers that the business steers by, and below the journeys behind the one selected. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "indicators_private.h"
#include "model/live.h"
#include "panel.h"

enum { WORDS_MAX = 400 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "what stands behind the number",
		.hint = "open"},
	{.key = "Tab", .action = "other", .label = "the other list", .hint = "other"},
	{.key = "y", .action = "copy", .label = "copy the number, or the journey", .hint = "copy"},
	{.key = NULL},
};

static void figures_open(void *self, const struct ref *ref)
{
	struct figures *figures = self;

	(void)ref;
	table_init(&figures->table, figures_titles, FIGURE_COLUMNS, "severity");
	figures->table.sort_descending = true;
	table_init(&figures->behind, behind_titles, BEHIND_COLUMNS, "outcome");
}

static void figures_interest(const void *self, const struct model *model, struct interest *out)
{
	(void)self;
	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
}

/* What stands behind the selected one. */
static void refresh_behind(struct figures *figures)
{
	struct table_source source = behind_source(figures);
	size_t row;

	figures->shown =
		table_selected(&figures->table, &row) ? figures_result(figures, row) : NULL;
	figures->behind_count = figures->shown == NULL ? 0 : figures->shown->behind_count;
	for (size_t i = 0; i < figures->behind_count; i++) {
		const struct indicator_behind *behind = &figures->shown->behind[i];
		char id[ID_TEXT_MAX];

		snprintf(figures->keys[i], BEHIND_KEY_MAX, "%s %.*s", id_format(id, behind->id),
			(int)(behind->topic.length < 100 ? behind->topic.length : 100),
			behind->topic.at);
	}
	table_refresh(&figures->behind, &source, model_now_ms(figures->model));
}

static void figures_refresh(void *self, const struct model *model)
{
	struct figures *figures = self;
	struct table_source source = figures_source(figures);

	figures->model = model;
	figures->count = 0;
	while (figures_result(figures, figures->count) != NULL) {
		figures->count++;
	}
	table_refresh(&figures->table, &source, model_now_ms(model));
	refresh_behind(figures);
}

/* The numbers have more room; what stands behind them has the rest. */
static int above_height(int height)
{
	return height - height * 2 / 5;
}

static void figures_layout(void *self, int width, int height)
{
	struct figures *figures = self;
	int above = above_height(height);

	figures->width = width;
	figures->height = height;
	table_layout(&figures->table, panel_inner_height(width, above));
	table_layout(&figures->behind, panel_inner_height(width, height - above));
}

static size_t missed(const struct figures *figures)
{
	size_t count = 0;

	for (size_t i = 0; i < figures->count; i++) {
		count += !indicator_is_met(figures_result(figures, i));
	}
	return count;
}

static void say_title(char out[WORDS_MAX], const struct figures *figures)
{
	const struct live_journeys *live = model_live(figures->model);
	struct text filter = buf_text(&figures->table.filter);
	char skipped[NUMBER_MAX];

	int n = snprintf(out, WORDS_MAX, "Indicators  %zu of %zu missed   filter: %.*s",
		missed(figures), figures->count, filter.length ? (int)filter.length : 4,
		filter.length ? filter.at : "none");
	if (live->skips > 0 && n > 0 && n < WORDS_MAX) {
		snprintf(out + n, WORDS_MAX - (size_t)n, "   %s passed over",
			number_duration(skipped, live->skipped_ms));
	}
}

static void say_empty(char out[WORDS_MAX], const struct figures *figures)
{
	const struct live_journeys *live = model_live(figures->model);

	if (figures->table.total > 0) {
		snprintf(out, WORDS_MAX, "nothing here matches: Esc clears the filter");
	} else if (live->journeys == NULL || live->indicators != NULL) {
		snprintf(out, WORDS_MAX, "reading what was added lately ...");
	} else {
		snprintf(out, WORDS_MAX,
			"none are declared: [indicator NAME] in the configuration, as from = "
			"cart.opened, to = order.placed, within = 30m");
	}
}

static void draw_above(const struct figures *figures, struct canvas *canvas)
{
	struct table_source source = figures_source(figures);
	char words[WORDS_MAX];

	say_title(words, figures);
	struct canvas inside = panel_draw(canvas, words, NULL, !figures->below);
	if (figures->table.shown > 0) {
		table_draw(&figures->table, &source, &inside, !figures->below);
		return;
	}
	say_empty(words, figures);
	panel_say(&inside, ROLE_MUTED, text_of(words));
}

static void draw_below(const struct figures *figures, struct canvas *canvas)
{
	struct table_source source = behind_source(figures);
	char words[WORDS_MAX] = "Behind it";

	if (figures->shown != NULL) {
		snprintf(words, sizeof(words), "Behind %s: %s, those that matter most first",
			figures->shown->indicator->name,
			indicator_kind_name(figures->shown->indicator->kind));
	}
	struct canvas inside = panel_draw(canvas, words, NULL, figures->below);
	if (figures->behind.shown > 0) {
		table_draw(&figures->behind, &source, &inside, figures->below);
	} else {
		panel_say(&inside, ROLE_MUTED,
			text_of(figures->shown == NULL || figures->shown->reason[0] == '\0'
					? "nothing"
					: figures->shown->reason));
	}
}

static void figures_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct figures *figures = self;
	int above = above_height(canvas->height);
	struct canvas part = canvas_part(canvas, 0, 0, canvas->width, above);
	struct canvas rest = canvas_part(canvas, 0, above, canvas->width, canvas->height - above);

	(void)model;
	/* The cursor stays with what has the keys. */
	if (figures->below) {
		draw_above(figures, &part);
		draw_below(figures, &rest);
	} else {
		draw_below(figures, &rest);
		draw_above(figures, &part);
	}
}

static struct intent say(const char *words)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", words);
	return intent;
}

static struct intent open_behind(const struct indicator_behind *behind)
{
	if (behind == NULL) {
		return say("nothing stands here");
	}
	if (behind->journey.length > 0) {
		return (struct intent){.kind = INTENT_OPEN,
			.view = "journey",
			.ref = ref_journey(text_of(behind->definition->name), behind->journey, 0)};
	}
	return (struct intent){
		.kind = INTENT_OPEN, .view = "event", .ref = ref_entry(behind->topic, behind->id)};
}

static struct intent open(struct figures *figures)
{
	size_t row;

	if (!figures->below) {
		figures->below = figures->behind_count > 0;
		return figures->below ? (struct intent){.kind = INTENT_NONE}
				      : say("nothing stands behind this number");
	}
	return open_behind(
		table_selected(&figures->behind, &row) ? figures_behind(figures, row) : NULL);
}

static struct intent copy(struct figures *figures)
{
	struct buf words;
	size_t row;

	buf_init(&words, BEHIND_KEY_MAX);
	if (figures->below && table_selected(&figures->behind, &row)) {
		buf_add_string(&words, figures->keys[row]);
	} else if (figures->shown != NULL) {
		buf_addf(&words, "%s ", figures->shown->indicator->name);
		indicator_print_value(figures->shown, &words);
	}
	snprintf(figures->copy, sizeof(figures->copy), "%s", words.at == NULL ? "" : words.at);
	buf_finish(&words);
	if (figures->copy[0] == '\0') {
		return say("there is nothing to copy");
	}
	return (struct intent){.kind = INTENT_COPY,
		.text = text_of(figures->copy),
		.masked = text_of(figures->copy),
		.message = "row"};
}

static struct intent figures_act(void *self, const struct model *model, const char *action)
{
	struct figures *figures = self;
	struct table_source source =
		figures->below ? behind_source(figures) : figures_source(figures);
	struct table *table = figures->below ? &figures->behind : &figures->table;

	if (strcmp(action, "open") == 0) {
		return open(figures);
	}
	if (strcmp(action, "other") == 0) {
		figures->below = !figures->below;
		return (struct intent){.kind = INTENT_NONE};
	}
	if (strcmp(action, "copy") == 0) {
		return copy(figures);
	}
	bool known = table_act(table, &source, action, model_now_ms(model));
	if (known && !figures->below) {
		refresh_behind(figures);
	}
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static struct table *figures_table(void *self)
{
	struct figures *figures = self;

	return figures->below ? &figures->behind : &figures->table;
}

static void figures_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct figures *figures = self;
	struct buf words;

	(void)model;
	out[0] = '\0';
	if (figures->shown == NULL) {
		return;
	}
	buf_init(&words, INTENT_MESSAGE_MAX * 4);
	buf_addf(&words, "%s: ", figures->shown->indicator->where);
	indicator_print_troubles(figures->shown, &words);
	if (words.length > strlen(figures->shown->indicator->where) + 2) {
		snprintf(out, INTENT_MESSAGE_MAX, "%s", words.at);
	}
	buf_finish(&words);
}

static void figures_close(void *self)
{
	table_finish(&((struct figures *)self)->table);
	table_finish(&((struct figures *)self)->behind);
}

const struct view indicators_view = {
	.name = "indicators",
	.title = "Indicators",
	.help = "the numbers that the business steers by, their targets, and the journeys behind",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct figures),
	.bindings = bindings,
	.open = figures_open,
	.interest = figures_interest,
	.refresh = figures_refresh,
	.layout = figures_layout,
	.draw = figures_draw,
	.act = figures_act,
	.table = figures_table,
	.note = figures_note,
	.close = figures_close,
};
