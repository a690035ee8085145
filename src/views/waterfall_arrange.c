/* The rows of one journey: in order of time, as a tree of what waited for what, or by service. */
#include <string.h>

#include "base/mem.h"
#include "panel.h"
#include "waterfall_private.h"

enum { DEPTH_MAX = 12 };

static struct fall_row *add_row(struct waterfall *fall, enum fall_kind kind, uint64_t key)
{
	struct fall_row *row = &fall->rows[fall->row_count++];

	*row = (struct fall_row){
		.kind = kind, .step = DEFINITION_NONE, .key = {(uint64_t)kind, key, 0}};
	return row;
}

static bool folds_into(
	const struct waterfall *fall, const struct fall_row *row, const struct fall_event *event)
{
	const struct fall_event *first = &fall->events[row->first];

	return fall->folded && row->kind == FALL_EVENT && first->step == event->step &&
		first->service == event->service && first->topic == event->topic;
}

static void add_event(struct waterfall *fall, size_t at, int depth)
{
	const struct fall_event *event = &fall->events[at];
	struct fall_row *row = fall->row_count > 0 ? &fall->rows[fall->row_count - 1] : NULL;
	bool failed = (event->flags & (EVENT_FAILED | EVENT_DEAD)) != 0;

	if (row == NULL || row->depth != depth || !folds_into(fall, row, event)) {
		row = add_row(fall, FALL_EVENT, event->id.ms);
		row->key[0] |= (uint64_t)event->topic << 8;
		row->key[2] = event->id.seq;
		row->first = at;
		row->depth = depth;
	}
	row->last = at;
	row->events++;
	row->failed += failed;
}

/* Places of events in the order of the tree, with their depths; what waited for one event stands
 * below it, in order of time. */
struct tree {
	size_t *first, *next; /* of those that waited for it; itself: none */
	int *depth;
};

static void plant(const struct waterfall *fall, struct tree *tree)
{
	for (size_t i = 0; i < fall->count; i++) {
		tree->first[i] = tree->next[i] = i;
		tree->depth[i] = 0;
	}
	for (size_t i = fall->count; i-- > 1;) {
		size_t before = fall->events[i].before;

		if (tree->first[before] != before) {
			tree->next[i] = tree->first[before];
		}
		tree->first[before] = i;
	}
}

/* Down to the first that waited for it, else on to the next, else up. */
static void walk(struct waterfall *fall, struct tree *tree)
{
	size_t at = 0, made = 0;

	while (made++ < fall->count) {
		add_event(fall, at, tree->depth[at] < DEPTH_MAX ? tree->depth[at] : DEPTH_MAX);
		if (tree->first[at] != at) {
			tree->depth[tree->first[at]] = tree->depth[at] + 1;
			at = tree->first[at];
			continue;
		}
		while (at != 0 && tree->next[at] == at) {
			at = fall->events[at].before;
		}
		if (at == 0) {
			return;
		}
		tree->depth[tree->next[at]] = tree->depth[at];
		at = tree->next[at];
	}
}

static void arrange_tree(struct waterfall *fall)
{
	struct tree tree = {
		.first = mem_alloc(fall->count + 1, sizeof(size_t)),
		.next = mem_alloc(fall->count + 1, sizeof(size_t)),
		.depth = mem_alloc(fall->count + 1, sizeof(int)),
	};

	plant(fall, &tree);
	walk(fall, &tree);
	mem_free(tree.first);
	mem_free(tree.next);
	mem_free(tree.depth);
}

/* The lane of that service, made where there is none; the last one where there is no room. */
static size_t lane_of(struct waterfall *fall, const struct fall_event *event)
{
	for (size_t i = 0; i < fall->row_count; i++) {
		if (fall->events[fall->rows[i].first].service == event->service) {
			return i;
		}
	}
	if (fall->row_count < FALL_LANES_MAX) {
		struct fall_row *row = add_row(fall, FALL_LANE, event->service);

		row->first = (size_t)(event - fall->events);
	}
	return fall->row_count - 1;
}

static void arrange_lanes(struct waterfall *fall)
{
	for (size_t i = 0; i < fall->count; i++) {
		struct fall_event *event = &fall->events[i];
		size_t lane = lane_of(fall, event);
		struct fall_row *row = &fall->rows[lane];

		event->lane = (uint16_t)lane;
		row->last = i;
		row->events++;
		row->failed += (event->flags & (EVENT_FAILED | EVENT_DEAD)) != 0;
	}
}

/* What goes on since the last event, towards the first step that is to come. */
static void add_open(struct waterfall *fall, uint8_t step)
{
	struct fall_row *row = add_row(fall, FALL_OPEN, 0);

	row->first = row->last = fall->count - 1;
	row->step = step;
	row->depth = 0;
}

void fall_arrange(struct waterfall *fall, const uint8_t *expected, size_t expected_count)
{
	bool goes_on = fall->count > 0 && journey_goes_on(fall->state);

	fall->rows = mem_alloc(fall->count + expected_count + 1, sizeof(*fall->rows));
	if (fall->count > 0 && fall->shape == FALL_TREE) {
		arrange_tree(fall);
	} else if (fall->shape == FALL_LANES) {
		arrange_lanes(fall);
		return;
	} else {
		for (size_t i = 0; i < fall->count; i++) {
			add_event(fall, i, 0);
		}
	}
	if (goes_on) {
		add_open(fall, expected_count > 0 ? expected[0] : DEFINITION_NONE);
	}
	for (size_t i = goes_on ? 1 : 0; i < expected_count; i++) {
		struct fall_row *row = add_row(fall, FALL_EXPECTED, expected[i]);

		row->step = expected[i];
	}
}

void fall_make_axis(struct waterfall *fall)
{
	struct fall_parts parts = fall_parts(fall, fall->width, fall->height);
	int cells = panel_inner_width(fall->width) - parts.left - 1 - FALL_GUTTER;
	int64_t *moments = mem_alloc(fall->count + 1, sizeof(*moments));
	size_t count = fall->count;
	int left = fall->axis.left;

	for (size_t i = 0; i < fall->count; i++) {
		moments[i] = fall->events[i].at_ms;
	}
	if (count > 0 && journey_goes_on(fall->state) && fall->now_ms > moments[count - 1]) {
		moments[count++] = fall->now_ms;
	}
	cells = cells > 1 ? cells : 1;
	axis_make(&fall->axis, moments, count, cells * fall->zoom);
	mem_free(moments);
	left = left < fall->axis.width - cells ? left : fall->axis.width - cells;
	fall->axis.left = left > 0 ? left : 0;
}
