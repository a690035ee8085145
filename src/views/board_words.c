/* What the board says about all that it looks at. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "board_private.h"
#include "coverage.h"
#include "say.h"

enum { FILTER_SHOWN = 60, GROUP_WORDS = 256, NAME_SHOWN = 60 };

/* Each with the role of its state; returns where the next one stands. */
static int draw_count(struct canvas *row, int x, enum journey_state state, uint64_t count)
{
	char number[NUMBER_MAX], words[2 * NUMBER_MAX];

	snprintf(words, sizeof(words), "%s %s", journey_state_name(state),
		number_count(number, (int64_t)count, 9));
	return x + 3 + canvas_text(row, x, 0, row->width - x, journey_role(state), text_of(words));
}

void board_draw_states(const struct board *board, struct canvas *row)
{
	static const enum journey_state states[] = {JOURNEY_STUCK, JOURNEY_LATE, JOURNEY_FAILED,
		JOURNEY_ACTIVE, JOURNEY_WAITING, JOURNEY_UNKNOWN, JOURNEY_COMPLETED,
		JOURNEY_ABANDONED};
	const struct board_look *look = &board->now;
	char value[NUMBER_MAX];
	int x = 1;

	for (size_t i = 0; i < sizeof(states) / sizeof(*states) && x < row->width; i++) {
		if (look->of[states[i]] > 0) {
			x = draw_count(row, x, states[i], look->of[states[i]]);
		}
	}
	if (look->grave_value > 0 && x < row->width) {
		canvas_printf(row, x, 0, row->width - x, ROLE_WARN, "at risk %s",
			number_rate(value, look->grave_value, 12));
	}
}

/* Whether it lists some of the journeys alone. */
static bool is_part(const struct board *board)
{
	const struct ref *within = &board->within;

	return within->subject == SUBJECT_GROUP ||
		(within->subject == SUBJECT_WAY && within->more_count > 0) ||
		(within->subject == SUBJECT_FUNNEL && within->place.step < within->more_count);
}

/* What those have in common. */
static void say_within(const struct board *board, char *out, size_t size)
{
	static const char *const came[FUNNEL_CAME] = {
		[FUNNEL_REACHED] = "Came to",
		[FUNNEL_CONVERTED] = "Went on from",
		[FUNNEL_IN_FLIGHT] = "In flight at",
		[FUNNEL_LOST] = "Lost after",
	};
	const struct ref *within = &board->within;
	struct text step = text_of("");

	switch (within->subject) {
	case SUBJECT_GROUP:
		say_group(out, size, within->topic, within->group);
		break;
	case SUBJECT_WAY:
		step = say_name(within->more[within->more_count - 1], NAME_SHOWN);
		snprintf(out, size, "Went one way: %zu step%s to %.*s", within->more_count,
			within->more_count == 1 ? "" : "s", (int)step.length, step.at);
		break;
	default:
		step = say_name(within->more[within->place.step], NAME_SHOWN);
		snprintf(out, size, "%s %.*s", came[within->place.came % FUNNEL_CAME],
			(int)step.length, step.at);
	}
}

void board_say_title(const struct board *board, char *out, size_t size)
{
	static const char *const lists[BOARD_SHOWN] = {
		[BOARD_OPEN_FAILED] = "Journeys",
		[BOARD_OPEN] = "Open journeys",
		[BOARD_ALL] = "All journeys",
	};
	const struct table *table = &board->table;
	struct text filter = buf_text(&table->filter);
	char shown[NUMBER_MAX], total[NUMBER_MAX], group[GROUP_WORDS];
	const char *list = lists[board->lists];

	if (is_part(board)) {
		say_within(board, group, sizeof(group));
		list = group;
	}
	snprintf(out, size, "%s%s  %s of %s   filter: %.*s%s%s%s   sort: %s %s",
		board->within.subject == SUBJECT_GROUP ? "Behind " : "", list,
		number_count(shown, (int64_t)table->shown, 9),
		number_count(total, (int64_t)table->total, 9),
		filter.length ? (int)filter.length : 4, filter.length ? filter.at : "none",
		board->filter.trouble[0] ? " (" : "", board->filter.trouble,
		board->filter.trouble[0] ? ")" : "", board_titles[table->sort_column].title,
		table->sort_descending ? "v" : "^");
}

void board_say_place(const struct board *board, char *out, size_t size)
{
	const struct table *table = &board->table;
	size_t last = table->top + (size_t)table->rows_shown;
	char number[NUMBER_MAX];
	int n;

	out[0] = '\0';
	if (table->shown == 0) {
		return;
	}
	last = last < table->shown ? last : table->shown;
	n = snprintf(out, size, "%zu-%zu of %zu", table->top + 1, last, table->shown);
	if (board->now.unlisted > 0) {
		snprintf(out + n, size - (size_t)n, ", the gravest; %s more",
			number_count(number, (int64_t)board->now.unlisted, 9));
	}
}

static void say_no_journey(const struct board *board, char *out, size_t size)
{
	struct journeys_totals totals = journeys_totals(board->source.journeys);
	char number[NUMBER_MAX];

	if (board->within.subject == SUBJECT_GROUP) {
		snprintf(out, size, "no journey that is held waits behind this group");
	} else if (is_part(board)) {
		snprintf(out, size, "no journey that is held is one of these any more");
	} else if (totals.events > 0) {
		snprintf(out, size, "no journey is on its way; over: %s, which a a shows",
			number_count(number,
				(int64_t)(board->now.of[JOURNEY_COMPLETED] +
					board->now.of[JOURNEY_ABANDONED]),
				9));
	} else {
		coverage_say_none(board->model, out, size);
	}
}

void board_say_none(const struct board *board, char *out, size_t size)
{
	struct text filter = buf_text(&board->table.filter);
	int shown = (int)(filter.length < FILTER_SHOWN ? filter.length : FILTER_SHOWN);

	if (!model_link(board->model)->ready || !board->source.journeys) {
		coverage_say_none(board->model, out, size);
	} else if (!board->looked) {
		snprintf(out, size, "looking at the journeys ...");
	} else if (board->filter.trouble[0] != '\0') {
		snprintf(out, size, "%.*s: %s", shown, filter.at, board->filter.trouble);
	} else if (board->table.total > 0) {
		snprintf(out, size,
			"nothing here matches \"%.*s\": Esc clears the filter; :journey KEY looks "
			"for one in the past",
			shown, filter.at);
	} else {
		say_no_journey(board, out, size);
	}
}
