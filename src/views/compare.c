/* A journey beside another one, or beside what is usual: where the time went. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "compare_private.h"
#include "panel.h"

enum { STATE_ROWS = 3, WORDS_MAX = 500, SCRATCH_BYTES_MAX = 1 << 20, NAME_MAX = 60 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "the event of this step, of the first that has it",
		.hint = "event"},
	{.key = "w",
		.action = "waterfall",
		.label = "the first journey as a waterfall",
		.hint = "journey"},
	{.key = NULL},
};

static void open_side(struct waterfall *fall, const struct ref *ref)
{
	ref_set(&fall->what, ref);
	fall->zoom = 1;
	fall->width = PANEL_WIDE;
	fall->height = 1;
	fall->scratch = mem_alloc(1, sizeof(*fall->scratch));
	buf_init(fall->scratch, SCRATCH_BYTES_MAX);
}

static void compare_open(void *self, const struct ref *ref)
{
	struct compare *compare = self;
	struct ref first = *ref, second = *ref;

	first.more_count = 0;
	second.more_count = 0;
	open_side(&compare->sides[0], &first);
	compare->usual = ref->more_count == 0;
	if (!compare->usual) {
		second.journey = ref->more[0];
		second.incarnation = 0;
	}
	open_side(&compare->sides[1], &second);
	table_init(&compare->table, compare_titles, COMPARE_COLUMNS, "order");
}

static void compare_interest(const void *self, const struct model *model, struct interest *out)
{
	(void)self;
	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->journeys = true;
}

static void refresh_side(struct waterfall *fall, const struct model *model)
{
	struct journey_view view;

	fall->model = model;
	fall->source = journey_source_of(model);
	if (!fall_journey(fall, &view)) {
		fall->number = fall->source.journeys
			? journey_find(fall->source.journeys, &fall->what)
			: 0;
	}
	if (fall->number != 0) {
		fall_read(fall);
	} else {
		fall_forget(fall);
		fall->made.serial = 0;
	}
}

static void compare_refresh(void *self, const struct model *model)
{
	struct compare *compare = self;
	struct table_source source = compare_source(compare);

	refresh_side(&compare->sides[0], model);
	if (!compare->usual) {
		refresh_side(&compare->sides[1], model);
	}
	compare_arrange(compare);
	table_refresh(&compare->table, &source, model_now_ms(model));
}

static void compare_layout(void *self, int width, int height)
{
	struct compare *compare = self;

	table_layout(&compare->table, panel_inner_height(width, height) - STATE_ROWS);
}

static void say_side(const struct waterfall *fall, const char *letter, char *out, size_t size)
{
	struct journey_view view;
	char wall[NUMBER_MAX];

	if (!fall_journey(fall, &view)) {
		snprintf(out, size, "%s  is not held any more", letter);
		return;
	}
	journey_say_name(&fall->source, &view, fall->scratch);
	snprintf(out, size, "%s  %.*s  %s  %zu events  wall %s", letter,
		(int)(fall->scratch->length < NAME_MAX ? fall->scratch->length : NAME_MAX),
		fall->scratch->at, journey_state_name(fall->state), fall->count,
		number_duration(wall, view.last_ms - view.started_ms));
}

/* The variant that has the very steps of the journey; NULL: none, or it is not known. */
static const struct variant *variant_of(const struct waterfall *fall)
{
	uint16_t *steps = mem_alloc(fall->count + 1, sizeof(*steps));
	const struct variant *variant = NULL;
	struct journey_view view;
	size_t count = 0;

	for (size_t i = 0; i < fall->count; i++) {
		if ((fall->events[i].flags & EVENT_DEAD) == 0) {
			steps[count++] = fall->events[i].step;
		}
	}
	if (model_live(fall->model)->variants && fall_journey(fall, &view)) {
		variant = variants_find(
			model_live(fall->model)->variants, view.definition, steps, count);
	}
	mem_free(steps);
	return variant;
}

static void say_usual(const struct waterfall *fall, char *out, size_t size)
{
	bool over = !journey_goes_on(fall->state);
	const struct variant *variant = over ? variant_of(fall) : NULL;
	char p50[NUMBER_MAX], p95[NUMBER_MAX], count[NUMBER_MAX];

	if (!model_live(fall->model)->variants) {
		snprintf(out, size, "B  what is usual: not known here");
	} else if (!variant) {
		snprintf(out, size, "B  what is usual of each hop (p50)%s",
			over ? "; no other journey went this way" : "");
	} else {
		snprintf(out, size,
			"B  what is usual of each hop (p50); %s went this way: p50 %s, "
			"p95 %s",
			number_count(count, (int64_t)variant->count, 9),
			number_duration(p50, sketch_quantile(&variant->durations, 0.5)),
			number_duration(p95, sketch_quantile(&variant->durations, 0.95)));
	}
}

static void draw_head(const struct compare *compare, struct canvas *inside)
{
	char words[WORDS_MAX];

	say_side(&compare->sides[0], "A", words, sizeof(words));
	canvas_text(inside, 1, 0, inside->width - 2, ROLE_STRONG, text_of(words));
	if (compare->usual) {
		say_usual(&compare->sides[0], words, sizeof(words));
	} else {
		say_side(&compare->sides[1], "B", words, sizeof(words));
	}
	canvas_text(inside, 1, 1, inside->width - 2, ROLE_ACCENT, text_of(words));
	compare_say_worst(compare, words, sizeof(words));
	canvas_text(inside, 1, 2, inside->width - 2, ROLE_MUTED, text_of(words));
}

static void compare_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct compare *compare = self;
	struct table_source source = compare_source(compare);
	struct canvas inside, rows;

	(void)model;
	inside = panel_draw(
		canvas, compare->usual ? "Journey and the usual" : "Two journeys", NULL, true);
	draw_head(compare, &inside);
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (compare->table.shown > 0) {
		table_draw(&compare->table, &source, &rows, true);
		return;
	}
	panel_say(&rows, ROLE_MUTED,
		text_of(!compare->sides[0].source.journeys ? "journeys are not followed here"
				: compare->table.total > 0
				? "nothing here matches: Esc clears the filter"
				: "there is nothing to compare any more: q goes back"));
	canvas_set_cursor(&inside, 0, 0);
}

static struct intent open_event(const struct compare *compare)
{
	const struct waterfall *fall;
	const struct fall_event *event;
	size_t row;
	int side;

	if (!table_selected(&compare->table, &row) || row >= compare->count) {
		return (struct intent){.kind = INTENT_SAY, .message = "there is no step here"};
	}
	side = compare->rows[row].has[0] ? 0 : 1;
	fall = &compare->sides[side];
	event = &fall->events[compare->rows[row].at[side]];
	return (struct intent){
		.kind = INTENT_OPEN,
		.view = "event",
		.ref = ref_entry(journeys_topic(fall->source.journeys, event->topic), event->id),
	};
}

static struct intent compare_act(void *self, const struct model *model, const char *action)
{
	struct compare *compare = self;
	struct table_source source = compare_source(compare);
	bool known;

	if (strcmp(action, "open") == 0) {
		return open_event(compare);
	}
	if (strcmp(action, "waterfall") == 0) {
		return (struct intent){
			.kind = INTENT_OPEN, .view = "journey", .ref = compare->sides[0].what};
	}
	known = table_act(&compare->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static struct table *compare_table(void *self)
{
	return &((struct compare *)self)->table;
}

static void compare_close(void *self)
{
	struct compare *compare = self;

	for (int i = 0; i < 2; i++) {
		fall_forget(&compare->sides[i]);
		ref_finish(&compare->sides[i].what);
		buf_finish(compare->sides[i].scratch);
		mem_free(compare->sides[i].scratch);
	}
	table_finish(&compare->table);
	mem_free(compare->rows);
}

const struct view compare_view = {
	.name = "compare",
	.title = "Compare",
	.help = "a journey beside another one, or beside what is usual: where the time went",
	.subject = SUBJECT_JOURNEY,
	.size = sizeof(struct compare),
	.bindings = bindings,
	.open = compare_open,
	.interest = compare_interest,
	.refresh = compare_refresh,
	.layout = compare_layout,
	.draw = compare_draw,
	.act = compare_act,
	.table = compare_table,
	.close = compare_close,
};
