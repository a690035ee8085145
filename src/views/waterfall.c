/* One journey: its steps in time, what each waited for, what is to come and where it hangs. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "panel.h"
#include "operation_keys.h"
#include "waterfall_private.h"

enum { SCRATCH_BYTES_MAX = 1 << 20 };

static const struct binding bindings[] = {
	{.key = "Enter", .action = "open", .label = "the event of this step", .hint = "event"},
	{.key = "g",
		.action = "step-group",
		.label = "the group that holds this step",
		.hint = "group"},
	{.key = "t",
		.action = "shape",
		.label = "as steps, as a causal tree, by service",
		.hint = "shape"},
	{.key = "f", .action = "fold-equal", .label = "fold equal steps, or unfold them"},
	{.key = "+", .action = "longer", .label = "zoom into time", .hint = "zoom"},
	{.key = "-", .action = "shorter", .label = "zoom out of time", .hint = "zoom"},
	{.key = "z =", .action = "fit", .label = "all of its time", .hint = "fit"},
	{.key = "h Left", .action = "left", .label = "earlier, where time is zoomed"},
	{.key = "l Right", .action = "right", .label = "later, where time is zoomed"},
	{.key = "c",
		.action = "customer",
		.label = "all journeys of this one's customer",
		.hint = "customer"},
	{.key = "d",
		.action = "compare",
		.label = "side by side with what is usual",
		.hint = "compare"},
	{.key = "s",
		.action = "look-back",
		.label = "look for it further back in the topics, or stop that",
		.hint = "back"},
	{.key = "o", .action = "covered", .label = "what looking back has covered, topic by topic"},
	{.key = "m", .action = "merges", .label = "why its keys are one journey; to undo a merge"},
	{.key = "yi", .action = "copy-id", .label = "copy what the journey is called"},
	{.key = "yc",
		.action = "copy-command",
		.label = "copy the rivermaster command that shows it"},
	BIND_REPLAY,
	BIND_EDIT,
	BIND_REDELIVER,
	BIND_DEAD_LETTER,
	BIND_REDRIVE,
	BIND_CLAIM,
	BIND_ACK,
	{.key = NULL},
};

static void waterfall_open(void *self, const struct ref *ref)
{
	struct waterfall *fall = self;

	ref_set(&fall->what, ref);
	table_init(&fall->table, fall_titles, FALL_COLUMNS, "order");
	fall->zoom = 1;
	fall->scratch = mem_alloc(1, sizeof(*fall->scratch));
	buf_init(fall->scratch, SCRATCH_BYTES_MAX);
	journey_copy_init(&fall->copy);
}

/* What its steps wait in. */
static void waterfall_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct waterfall *fall = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->journeys = true;
	fall_past_interest(fall, out);
	if (fall->count > 0 && fall->source.journeys) {
		interest_add(out, INTEREST_TOPIC,
			journeys_topic(fall->source.journeys, fall->events[fall->count - 1].topic),
			text_of(""));
	}
}

/* Where it hangs is what one looks for. */
static void select_open(struct waterfall *fall)
{
	if (fall->table.held || fall->shape == FALL_LANES) {
		return;
	}
	for (size_t i = 0; i < fall->row_count; i++) {
		if (fall->rows[i].kind == FALL_OPEN) {
			table_select(&fall->table,
				text_from(fall->rows[i].key, sizeof(fall->rows[i].key)));
		}
	}
}

static void waterfall_refresh(void *self, const struct model *model)
{
	struct waterfall *fall = self;
	struct table_source source = fall_source(fall);
	bool first = fall->made.serial == 0;
	int head = fall_parts(fall, fall->width, fall->height).head;

	fall->model = model;
	fall_choose(fall);
	if (fall_parts(fall, fall->width, fall->height).head != head) {
		table_layout(&fall->table, fall_parts(fall, fall->width, fall->height).list);
	}
	if (fall->number != 0) {
		fall_read(fall);
	} else {
		fall_forget(fall);
		fall->made.serial = 0;
	}
	if (first) {
		select_open(fall);
	}
	fall_choose_columns(fall);
	table_refresh(&fall->table, &source, model_now_ms(model));
}

static void waterfall_layout(void *self, int width, int height)
{
	struct waterfall *fall = self;
	bool other = fall->width != width || fall->height != height;

	fall->width = width;
	fall->height = height;
	table_layout(&fall->table, fall_parts(fall, width, height).list);
	if (other && fall->count > 0) {
		fall_make_axis(fall);
	}
}

static void waterfall_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct waterfall *fall = self;
	struct canvas inside;

	(void)model;
	if (fall->number != 0) {
		fall_draw(fall, canvas);
		return;
	}
	inside = panel_draw(canvas, "Journey", NULL, true);
	fall_draw_past(fall, &inside);
	canvas_set_cursor(&inside, 0, 0);
}

static struct table *waterfall_table(void *self)
{
	return &((struct waterfall *)self)->table;
}

static void waterfall_note(
	const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct waterfall *fall = self;
	char cell[NUMBER_MAX];

	(void)model;
	out[0] = '\0';
	if (fall->count > 0) {
		snprintf(out, INTENT_MESSAGE_MAX, "a cell of time is %s; folded silences are //",
			number_duration(cell, axis_ms_per_cell(&fall->axis)));
	}
}

static void waterfall_close(void *self)
{
	struct waterfall *fall = self;

	fall_forget(fall);
	table_finish(&fall->table);
	ref_finish(&fall->what);
	ref_finish(&fall->sought);
	buf_finish(fall->scratch);
	mem_free(fall->scratch);
	journey_copy_finish(&fall->copy);
}

const struct view waterfall_view = {
	.name = "journey",
	.title = "Journey",
	.help = "one journey: its steps in time, what each waited for, what is to come",
	.subject = SUBJECT_JOURNEY,
	.size = sizeof(struct waterfall),
	.bindings = bindings,
	.open = waterfall_open,
	.interest = waterfall_interest,
	.refresh = waterfall_refresh,
	.layout = waterfall_layout,
	.draw = waterfall_draw,
	.act = fall_act,
	.chosen = fall_chosen,
	.table = waterfall_table,
	.note = waterfall_note,
	.close = waterfall_close,
};
