/* The ways that journeys go: how often, how long, and what is declared that they break. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "coverage.h"
#include "panel.h"
#include "variants_private.h"

enum { STATE_ROWS = 1, WORDS_MAX = 700, BELOW_BODY_MIN = 14 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "the journeys that went this way",
		.hint = "journeys"},
	{.key = "d",
		.action = "compare",
		.label = "one of them, side by side with what is usual",
		.hint = "compare"},
	{.key = "w", .action = "waterfall", .label = "one of them, whole", .hint = "one"},
	{.key = "f",
		.action = "funnel",
		.label = "how many journeys went each of these steps",
		.hint = "funnel"},
	{.key = "a",
		.action = "show-all",
		.label = "leave out ways that no journey is through with",
		.hint = "shown"},
	{.key = "y", .action = "copy", .label = "copy the steps of this way"},
	{.key = NULL},
};

static void variants_open(void *self, const struct ref *ref)
{
	struct ways *ways = self;

	(void)ref;
	table_init(&ways->table, way_titles, WAY_COLUMNS, "count");
	ways->table.sort_descending = true;
	ways->scratch = mem_alloc(1, sizeof(*ways->scratch));
	buf_init(ways->scratch, WAY_BYTES_MAX);
}

static void variants_interest(const void *self, const struct model *model, struct interest *out)
{
	(void)self;
	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->journeys = true;
}

static const struct way *selected(const struct ways *ways)
{
	size_t row;

	return table_selected(&ways->table, &row) && row < ways->count ? &ways->rows[row] : NULL;
}

/* What is below is as high as it is for all ways: the list does not jump. */
static int below_height(int height)
{
	return height < BELOW_BODY_MIN ? 0 : height * 2 / 5;
}

static void lay_out(struct ways *ways)
{
	int list = ways->height - below_height(ways->height);

	table_layout(&ways->table, panel_inner_height(ways->width, list) - STATE_ROWS);
}

static void variants_refresh(void *self, const struct model *model)
{
	struct ways *ways = self;
	struct table_source source = ways_source(ways);

	ways->model = model;
	ways_take(ways);
	table_refresh(&ways->table, &source, model_now_ms(model));
}

static void variants_layout(void *self, int width, int height)
{
	struct ways *ways = self;

	ways->width = width;
	ways->height = height;
	lay_out(ways);
}

static void say_title(const struct ways *ways, char *out, size_t size)
{
	const struct table *table = &ways->table;
	struct text filter = buf_text(&table->filter);
	char shown[NUMBER_MAX], journeys[NUMBER_MAX], other[NUMBER_MAX];
	int n;

	n = snprintf(out, size, "%s  %s of %zu, of %s journeys   filter: %.*s   sort: %s %s",
		ways->over ? "Variants to their end" : "Variants",
		number_count(shown, (int64_t)table->shown, 9), ways->totals.variants,
		number_count(journeys, (int64_t)ways->totals.journeys, 9),
		filter.length ? (int)filter.length : 4, filter.length ? filter.at : "none",
		way_titles[table->sort_column].title, table->sort_descending ? "v" : "^");
	if (ways->totals.other_journeys > 0 && n > 0 && (size_t)n < size) {
		snprintf(out + n, size - (size_t)n, "   no room for those of %s journeys",
			number_count(other, (int64_t)ways->totals.other_journeys, 9));
	}
}

static void say_none(const struct ways *ways, char *out, size_t size)
{
	coverage_say_none(ways->model, out, size);
	if (out[0] != '\0') {
		return;
	}
	snprintf(out, size, "%s",
		ways->count > 0 ? "nothing here matches: Esc clears the filter"
			: ways->totals.variants > 0
			? "no journey is over yet: a shows the ways of those that go on"
			: "looking at the journeys ...");
}

static void say_place(const struct ways *ways, char *out, size_t size)
{
	size_t last = ways->table.top + (size_t)ways->table.rows_shown;
	int n;

	out[0] = '\0';
	if (ways->table.shown == 0) {
		return;
	}
	last = last < ways->table.shown ? last : ways->table.shown;
	n = snprintf(out, size, "%zu-%zu of %zu", ways->table.top + 1, last, ways->table.shown);
	if (ways->unlisted > 0) {
		snprintf(
			out + n, size - (size_t)n, ", the most frequent; %zu more", ways->unlisted);
	}
}

static void draw_list(const struct ways *ways, struct canvas *canvas)
{
	struct table_source source = ways_source(ways);
	char title[WORDS_MAX], words[WORDS_MAX];
	struct canvas inside, rows;
	enum role role;

	say_title(ways, title, sizeof(title));
	say_place(ways, words, sizeof(words));
	inside = panel_draw(canvas, title, words, true);
	role = coverage_say(ways->model, words, sizeof(words));
	canvas_text(&inside, 1, 0, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (ways->table.shown > 0) {
		table_draw(&ways->table, &source, &rows, true);
		return;
	}
	say_none(ways, words, sizeof(words));
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

/* `a > 1.2s > b`: between two steps the median of that hop. */
static void say_hops(const struct ways *ways, const struct way *way, struct buf *out)
{
	const struct variants *variants = model_live(ways->model)->variants;
	char words[NUMBER_MAX];

	buf_reset(out);
	for (size_t i = 0; i < way->step_count && out->length < WAY_BYTES_MAX / 2; i++) {
		const struct variant_edge *edge = i == 0 || !variants
			? NULL
			: variants_edge(variants, way->steps[i - 1], way->steps[i]);

		if (i > 0) {
			buf_addf(out, " > %s > ",
				edge ? number_duration(words, sketch_quantile(&edge->gaps, 0.5))
				     : "?");
		}
		buf_add_text(out, journeys_step(ways->source.journeys, way->steps[i]));
	}
}

static int draw_breaks(const struct ways *ways, const struct way *way, struct canvas *inside, int y)
{
	struct buf *words = ways->scratch;

	for (size_t i = 0; i < breaks_count(&way->breaks); i++) {
		buf_reset(words);
		buf_add_string(words, "! breaks: ");
		breaks_print(&way->breaks, way->definition, i, words);
		y = panel_wrap(inside, y, ROLE_WARN, buf_text(words));
	}
	return y;
}

static void draw_below(const struct ways *ways, struct canvas *canvas)
{
	const struct way *way = selected(ways);
	char title[WORDS_MAX] = "Way";
	struct canvas inside;
	int y = 0;

	if (way) {
		snprintf(title, sizeof(title),
			"Way  %zu step%s, medians between   %" PRIu64 " open, %" PRIu64
			" failed, %" PRIu64 " broke a rule",
			way->step_count, way->step_count == 1 ? "" : "s", way->open, way->failed,
			way->deviating);
	}
	inside = panel_draw(canvas, title, NULL, false);
	inside = canvas_part(&inside, 1, 0, inside.width - 2, inside.height);
	if (way) {
		y = draw_breaks(ways, way, &inside, y);
		say_hops(ways, way, ways->scratch);
		panel_wrap(&inside, y, ROLE_TEXT, buf_text(ways->scratch));
	}
}

static void variants_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct ways *ways = self;
	int below = below_height(canvas->height), above = canvas->height - below;
	struct canvas list = canvas_part(canvas, 0, 0, canvas->width, above);
	struct canvas rest = canvas_part(canvas, 0, above, canvas->width, below);

	(void)model;
	if (below > 0) {
		draw_below(ways, &rest);
	}
	draw_list(ways, &list);
}

/* The reference borrows the names until the next call. */
static struct intent open_way(struct ways *ways, const struct way *way, const char *view)
{
	mem_free(ways->steps);
	ways->steps = mem_alloc(way->step_count + 1, sizeof(*ways->steps));
	for (size_t i = 0; i < way->step_count; i++) {
		ways->steps[i] = journeys_step(ways->source.journeys, way->steps[i]);
	}
	return (struct intent){.kind = INTENT_OPEN,
		.view = view,
		.ref = ref_way(text_of(way->definition->name), ways->steps, way->step_count)};
}

static struct intent open_example(const struct way *way, const char *view)
{
	return (struct intent){.kind = INTENT_OPEN,
		.view = view,
		.ref = ref_journey(text_of(way->definition->name), way->example, 0)};
}

static struct intent copy(struct ways *ways, const struct way *way)
{
	way_say(ways, way, ways->scratch);
	return (struct intent){.kind = INTENT_COPY,
		.text = buf_text(ways->scratch),
		.masked = buf_text(ways->scratch),
		.message = "way"};
}

static struct intent act_on(struct ways *ways, const struct way *way, const char *action)
{
	if (strcmp(action, "open") == 0) {
		return open_way(ways, way, "journeys");
	}
	if (strcmp(action, "funnel") == 0) {
		return open_way(ways, way, "funnel");
	}
	if (strcmp(action, "copy") == 0) {
		return copy(ways, way);
	}
	return open_example(way, strcmp(action, "compare") == 0 ? "compare" : "journey");
}

static struct intent show_all(struct ways *ways)
{
	struct intent intent = {.kind = INTENT_SAY};

	ways->over = !ways->over;
	ways_forget(ways);
	ways->measured = 0;
	snprintf(intent.message, sizeof(intent.message), "%s",
		ways->over ? "ways that journeys went to their end" : "all ways");
	return intent;
}

static struct intent variants_act(void *self, const struct model *model, const char *action)
{
	static const char *const on_one[] = {"open", "funnel", "copy", "compare", "waterfall"};
	struct ways *ways = self;
	struct table_source source = ways_source(ways);
	const struct way *way = selected(ways);

	for (size_t i = 0; i < sizeof(on_one) / sizeof(*on_one); i++) {
		if (strcmp(action, on_one[i]) == 0) {
			return way ? act_on(ways, way, action)
				   : (struct intent){.kind = INTENT_SAY,
					     .message = "there is no way here yet"};
		}
	}
	if (strcmp(action, "show-all") == 0) {
		return show_all(ways);
	}
	bool known = table_act(&ways->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static struct table *variants_table(void *self)
{
	return &((struct ways *)self)->table;
}

static void variants_close(void *self)
{
	struct ways *ways = self;

	ways_forget(ways);
	table_finish(&ways->table);
	mem_free(ways->steps);
	buf_finish(ways->scratch);
	mem_free(ways->scratch);
}

const struct view variants_view = {
	.name = "variants",
	.title = "Variants",
	.help = "the ways that journeys go: how often, how long, and which rules they break",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct ways),
	.bindings = bindings,
	.open = variants_open,
	.interest = variants_interest,
	.refresh = variants_refresh,
	.layout = variants_layout,
	.draw = variants_draw,
	.act = variants_act,
	.table = variants_table,
	.close = variants_close,
};
