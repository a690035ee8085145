/* What the board lists: all journeys are looked at, a part in each refresh. */
#include <stdlib.h>

#include "base/mem.h"
#include "board_private.h"
#include "model/blast.h"
#include "model/way.h"

static bool is_listed(const struct board *board, enum journey_state state)
{
	return board->lists == BOARD_ALL ||
		(journey_rank(state) < 4 &&
			(state != JOURNEY_FAILED || board->lists == BOARD_OPEN_FAILED));
}

/* The gravest first, then the nearest deadline, then the newest. */
static int compare_grave(const void *a, const void *b)
{
	const struct board_row *left = a, *right = b;
	int ranks = journey_rank(left->state) - journey_rank(right->state);

	if (ranks != 0) {
		return ranks;
	}
	if (left->has_due != right->has_due) {
		return left->has_due ? -1 : 1;
	}
	if (left->has_due && left->due_ms != right->due_ms) {
		return left->due_ms < right->due_ms ? -1 : 1;
	}
	return (left->last_ms < right->last_ms) - (left->last_ms > right->last_ms);
}

static void cut(struct board_look *look)
{
	if (look->count > BOARD_ROWS_MAX) {
		qsort(look->rows, look->count, sizeof(*look->rows), compare_grave);
		look->unlisted += look->count - BOARD_ROWS_MAX;
		look->count = BOARD_ROWS_MAX;
	}
}

static void list(struct board_look *look, const struct journey_view *view)
{
	struct board_row row = {
		.number = view->number,
		.serial = view->serial,
		.events = view->events,
		.state = view->state,
		.has_value = view->has_value,
		.value = view->value,
		.started_ms = view->started_ms,
		.last_ms = view->last_ms,
	};

	row.has_due = journey_deadline(view, &row.due_ms);
	if (look->count == look->room) {
		look->room = look->room ? look->room * 2 : 64;
		look->rows = mem_resize(look->rows, look->room, sizeof(*look->rows));
	}
	look->rows[look->count++] = row;
	if (look->count == 2 * BOARD_ROWS_MAX) {
		cut(look);
	}
}

static bool is_behind(const struct board *board, uint32_t number)
{
	const struct group *group =
		model_group(board->model, board->within.topic, board->within.group);
	struct blast_group of = {.topic = board->within.topic, .name = board->within.group};

	if (!group) {
		return false;
	}
	of.cursor = group->last_delivered;
	return blast_holds(board->source.journeys, number, &of);
}

static bool is_counted(struct board *board, const struct journey_view *view)
{
	const struct ref *within = &board->within;
	int64_t now_ms = 0;
	struct funnel_way way;

	if (within->definition.length > 0 &&
		!text_equal(text_of(view->definition->name), within->definition)) {
		return false;
	}
	model_server_now_ms(board->model, &now_ms);
	funnel_follow(&board->funnel, board->source.journeys, view->number, now_ms, &way);
	return funnel_counts(
		&board->funnel, &way, within->place.step, (enum funnel_came)within->place.came);
}

static bool is_within(struct board *board, const struct journey_view *view)
{
	switch (board->within.subject) {
	case SUBJECT_PARTY:
		return text_equal(view->party, board->within.journey);
	case SUBJECT_GROUP:
		return is_behind(board, view->number);
	case SUBJECT_WAY:
		return text_equal(text_of(view->definition->name), board->within.definition) &&
			way_is(board->source.journeys, view->number, board->within.more,
				board->within.more_count);
	case SUBJECT_FUNNEL:
		return is_counted(board, view);
	default:
		return true;
	}
}

static void look_at(struct board *board, uint32_t number)
{
	struct board_look *look = &board->next;
	struct journey_view view;

	journeys_view(board->source.journeys, number, &view);
	if (!view.leads || view.events == 0 || !is_within(board, &view)) {
		return;
	}
	look->of[view.state]++;
	if (journey_rank(view.state) < 3 && view.has_value) {
		look->grave_value += view.value;
	}
	if (is_listed(board, view.state)) {
		list(look, &view);
	}
}

static void begin(struct board_look *look)
{
	*look = (struct board_look){.rows = look->rows, .room = look->room};
}

static void take_over(struct board *board)
{
	struct board_look before = board->now;

	cut(&board->next);
	board->now = board->next;
	board->next = before;
	begin(&board->next);
	board->looked = true;
}

void board_look_again(struct board *board)
{
	begin(&board->next);
	begin(&board->now);
	board->looked = false;
}

void board_look_on(struct board *board)
{
	if (!board->source.journeys) {
		board_look_again(board);
		return;
	}
	for (size_t i = 0; i < BOARD_TURN; i++) {
		board->next.at = journeys_next(board->source.journeys, board->next.at);
		if (board->next.at == 0) {
			take_over(board);
			return;
		}
		look_at(board, board->next.at);
	}
}
