/* What the board says about all that it looks at. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "board_private.h"
#include "events_when.h"
#include "say.h"

enum { FILTER_SHOWN = 60, GROUP_WORDS = 256 };

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

/* From where on it was read, and what of it was not. */
static int say_read(const struct live_journeys *live, int64_t now_ms, char *out, size_t size)
{
	char when[WHEN_MAX] = "?", entries[NUMBER_MAX], skipped[NUMBER_MAX];
	int n;

	if (live->since_ms > 0) {
		when_say(when, (uint64_t)live->since_ms, now_ms);
		when[strlen(when) - 4] = '\0'; /* whole seconds */
	}
	n = snprintf(out, size, "%s %s UTC%s: %s entries of %zu topics",
		live->reading_back ? "reading back to" : "since", when,
		live->reading_back ? " ..." : "", number_count(entries, (int64_t)live->entries, 9),
		live->topics);
	if (live->skips > 0) {
		n += snprintf(out + n, size - (size_t)n,
			"; passed over %s of time in %" PRIu64 " parts",
			number_duration(skipped, live->skipped_ms), live->skips);
	}
	if (live->topics_denied > 0) {
		n += snprintf(out + n, size - (size_t)n, "; %zu topics may not be read",
			live->topics_denied);
	}
	if (live->entries_toobig > 0) {
		n += snprintf(out + n, size - (size_t)n, "; %zu entries are too large",
			live->entries_toobig);
	}
	return n;
}

static enum role say_held(const struct journeys_totals *totals, char *out, size_t size)
{
	char held[NUMBER_MAX], left[NUMBER_MAX], partial[NUMBER_MAX], unkeyed[NUMBER_MAX];
	char bytes[NUMBER_MAX];

	snprintf(out, size, "   %s journeys, %s   dropped %s   partial %s   without a key %s",
		number_count(held, (int64_t)totals->leading, 9), number_bytes(bytes, totals->bytes),
		number_count(left, (int64_t)totals->left, 9),
		number_count(partial, (int64_t)totals->partial, 9),
		number_count(unkeyed, (int64_t)totals->unkeyed, 9));
	return totals->left > 0 || totals->partial > 0 ? ROLE_WARN : ROLE_MUTED;
}

enum role board_say_coverage(const struct board *board, char *out, size_t size)
{
	const struct live_journeys *live = model_live(board->model);
	struct journeys_totals totals;
	int64_t now_ms = 0;
	enum role role;
	int n;

	out[0] = '\0';
	if (!board->source.journeys) {
		return ROLE_MUTED;
	}
	if (live->trouble.code != ERROR_NONE) {
		snprintf(out, size, "%s", live->trouble.text);
		return ROLE_WARN;
	}
	totals = journeys_totals(board->source.journeys);
	model_server_now_ms(board->model, &now_ms);
	n = say_read(live, now_ms, out, size);
	role = say_held(&totals, out + n, size - (size_t)n);
	return live->skips > 0 || live->topics_denied > 0 ? ROLE_WARN : role;
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

	if (board->within.subject == SUBJECT_GROUP) {
		say_group(group, sizeof(group), board->within.topic, board->within.group);
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
	} else if (totals.events > 0) {
		snprintf(out, size, "no journey is on its way; over: %s, which a a shows",
			number_count(number,
				(int64_t)(board->now.of[JOURNEY_COMPLETED] +
					board->now.of[JOURNEY_ABANDONED]),
				9));
	} else if (totals.unkeyed > 0) {
		snprintf(out, size,
			"%s event%s read, none with a key that leads a journey: name it in the "
			"configuration, [journey NAME] anchor = FIELD, or let `rivermaster "
			"journeys --learn` find it",
			number_count(number, (int64_t)totals.unkeyed, 9),
			totals.unkeyed == 1 ? "" : "s");
	} else {
		snprintf(out, size, "%s",
			model_live(board->model)->reading_back
				? "reading what the topics hold ..."
				: "no event was read: nothing was added to any topic since then");
	}
}

void board_say_none(const struct board *board, char *out, size_t size)
{
	struct text filter = buf_text(&board->table.filter);
	int shown = (int)(filter.length < FILTER_SHOWN ? filter.length : FILTER_SHOWN);

	if (!model_link(board->model)->ready) {
		say_why_empty(out, size, board->model, "journeys");
	} else if (!board->source.journeys) {
		snprintf(out, size, "journeys are not followed here");
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
