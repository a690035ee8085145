#include "job_words.h"

#include <stdio.h>

#include "base/number.h"

enum { NAME_BYTES = 200, PERCENT_CELLS = 5, BAR_CELLS = 20 };

static const struct {
	const char *state;
	enum role role;
	int rank;
} states[] = {
	{"in_doubt", ROLE_CRIT, 6},
	{"running", ROLE_INFO, 5},
	{"paused", ROLE_WARN, 4},
	{"stopped", ROLE_WARN, 4},
	{"failed", ROLE_CRIT, 3},
	{"done", ROLE_OK, 1},
	{"cancelled", ROLE_MUTED, 1},
	{"undone", ROLE_MUTED, 1},
};

enum { STATES = sizeof(states) / sizeof(*states) };

static size_t find(struct text state)
{
	size_t i = 0;

	while (i < STATES && !text_is(state, states[i].state)) {
		i++;
	}
	return i;
}

enum role job_state_role(struct text state)
{
	size_t i = find(state);

	return i < STATES ? states[i].role : ROLE_UNKNOWN;
}

int job_state_rank(struct text state)
{
	size_t i = find(state);

	return i < STATES ? states[i].rank : 0;
}

static size_t add(char out[JOB_WORDS_MAX], size_t n, const char *before, struct text words)
{
	size_t length = words.length < NAME_BYTES ? words.length : NAME_BYTES;

	if (words.length > 0) {
		n += (size_t)snprintf(
			out + n, JOB_WORDS_MAX - n, "%s%.*s", before, (int)length, words.at);
	}
	return n;
}

void job_say_object(char out[JOB_WORDS_MAX], const struct job_row *row)
{
	size_t n;

	out[0] = '\0';
	n = add(out, 0, "", row->topic);
	n = add(out, n, "/", row->group);
	add(out, n, " -> ", row->target);
}

void job_say_who(char out[JOB_WORDS_MAX], struct text who, struct text host)
{
	size_t n = add(out, 0, "", who.length > 0 ? who : text_of("?"));

	add(out, n, "@", host);
}

static uint64_t whole(const struct job_row *row)
{
	return row->done + row->skipped + row->failed + row->remaining;
}

void job_say_counts(char out[JOB_WORDS_MAX], const struct job_row *row)
{
	char done[NUMBER_MAX], number[NUMBER_MAX];
	size_t n;

	number_count(done, (int64_t)row->done, NUMBER_MAX);
	number_count(number, (int64_t)whole(row), NUMBER_MAX);
	n = (size_t)snprintf(out, JOB_WORDS_MAX, "%s of %s done", done, number);
	if (row->skipped > 0) {
		n += (size_t)snprintf(out + n, JOB_WORDS_MAX - n, ", %s skipped",
			number_count(number, (int64_t)row->skipped, NUMBER_MAX));
	}
	if (row->failed > 0) {
		n += (size_t)snprintf(out + n, JOB_WORDS_MAX - n, ", %s failed",
			number_count(number, (int64_t)row->failed, NUMBER_MAX));
	}
	if (row->remaining > 0) {
		snprintf(out + n, JOB_WORDS_MAX - n, ", %s remaining",
			number_count(number, (int64_t)row->remaining, NUMBER_MAX));
	}
}

/* Full only where nothing is left. */
void job_draw_bar(const struct job_row *row, struct canvas *cell)
{
	uint64_t all = whole(row), settled = all - row->remaining;
	double share = all == 0 ? (row->ended ? 1 : 0) : (double)settled / (double)all;
	int width = cell->width - PERCENT_CELLS, full;

	width = width < BAR_CELLS ? width : BAR_CELLS;
	full = width > 0 ? (int)(share * width) : 0;
	for (int x = 0; x < width; x++) {
		canvas_glyph(cell, x, 0, x < full ? job_state_role(row->state) : ROLE_MUTED,
			x < full ? GLYPH_UP8 : GLYPH_MISSING);
	}
	canvas_printf(cell, width > 0 ? width : 0, 0, PERCENT_CELLS, ROLE_TEXT, "%4d%%",
		(int)(share * 100));
}
