#include "history.h"

#include <assert.h>

#include "base/mem.h"

enum { ROOM_MIN = 4, SAMPLES_MIN = 3, SAMPLES_A_WINDOW = 64 };

void history_finish(struct history *history)
{
	mem_free(history->ring);
	*history = (struct history){.behind_since_ms = -1};
}

const struct sample *history_at(const struct history *history, size_t i)
{
	return &history->ring[(history->head + i) % history->room];
}

const struct sample *history_newest(const struct history *history)
{
	return history->count > 0 ? history_at(history, history->count - 1) : NULL;
}

size_t history_bytes(const struct history *history)
{
	return history->room * sizeof(*history->ring);
}

size_t history_window(const struct history *history, int64_t window_ms)
{
	const struct sample *newest = history_newest(history);
	size_t i = history->count;

	while (i > 1 &&
		(history->count - i < SAMPLES_MIN - 1 ||
			newest->at_ms - history_at(history, i - 1)->at_ms < window_ms)) {
		i--;
	}
	return i > 0 ? i - 1 : 0;
}

static void forget_old(struct history *history, int64_t now_ms, int64_t window_ms)
{
	while (history->count > SAMPLES_MIN &&
		now_ms - history_at(history, 1)->at_ms >= window_ms) {
		history->head = (history->head + 1) % history->room;
		history->count--;
	}
}

static void grow(struct history *history, size_t room)
{
	struct sample *ring = mem_alloc(room, sizeof(*ring));

	for (size_t i = 0; i < history->count; i++) {
		ring[i] = *history_at(history, i);
	}
	mem_free(history->ring);
	history->ring = ring;
	history->room = room;
	history->head = 0;
}

static void push(struct history *history, const struct sample *sample, size_t room_max)
{
	if (history->count == history->room) {
		size_t room = history->room > 0 ? history->room * 2 : ROOM_MIN;
		if (history->room == 0 || room <= room_max) {
			grow(history, room);
		} else {
			history->head = (history->head + 1) % history->room;
			history->count--;
		}
	}
	history->ring[(history->head + history->count++) % history->room] = *sample;
}

static void follow_cursor(struct history *history, const struct sample *sample, bool behind)
{
	const struct sample *last = history_newest(history);

	if (!last || id_compare(last->cursor, sample->cursor) != 0) {
		history->still_since_ms = sample->at_ms;
	}
	if (!last || !behind) {
		history->behind_since_ms = behind ? sample->at_ms : -1;
	} else if (history->behind_since_ms < 0) {
		history->behind_since_ms = sample->at_ms;
	}
	if (last && !history->rewound && id_compare(sample->cursor, last->cursor) < 0) {
		history->rewound = true;
		history->rewound_from = last->cursor;
	}
	bool caught_up = sample->lag_is == LAG_EXACT && sample->lag == 0;
	if (caught_up || id_compare(sample->cursor, history->rewound_from) >= 0) {
		history->rewound = false;
	}
}

void history_put(
	struct history *history, const struct sample *sample, const struct history_limits *limits)
{
	assert(limits->room_max >= ROOM_MIN);
	follow_cursor(history, sample, limits->behind);
	forget_old(history, sample->at_ms, limits->window_ms);

	/* The newest sample always stands; what came too soon after the one before it gives way.
	 * The fewer there is room for, the further they stand apart: they are to reach over the
	 * window. */
	size_t samples =
		limits->room_max - 2 < SAMPLES_A_WINDOW ? limits->room_max - 2 : SAMPLES_A_WINDOW;
	int64_t space_ms = limits->window_ms / (int64_t)samples;
	size_t count = history->count;
	if (!limits->every && count >= SAMPLES_MIN &&
		history_at(history, count - 1)->at_ms - history_at(history, count - 2)->at_ms <
			space_ms) {
		history->count--;
	}
	push(history, sample, limits->room_max);
}

static struct known known_of(int64_t n)
{
	return (struct known){.is = true, .n = n};
}

static bool reliable(const struct sample *sample)
{
	return sample->lag_is == LAG_EXACT || sample->lag_is == LAG_COUNTED;
}

static struct known delivered_between(
	const struct sample *from, const struct sample *to, struct known added)
{
	int order = id_compare(to->cursor, from->cursor);

	if (order == 0) {
		return known_of(0);
	}
	if (order > 0 && from->entries_read >= 0 && to->entries_read >= from->entries_read) {
		return known_of(to->entries_read - from->entries_read);
	}
	if (order > 0 && added.is && reliable(from) && reliable(to)) {
		int64_t count = from->lag + added.n - to->lag;
		return count >= 0 ? known_of(count) : (struct known){0};
	}
	return (struct known){0};
}

struct step history_step(const struct sample *from, const struct sample *to)
{
	struct step step = {0};
	/* Where the server does not count additions (before 7.0) growth is the best that is known,
	 * and nothing is where entries went from the front meanwhile. */
	bool counted = from->added >= 0 && to->added >= 0;
	int64_t added = counted ? to->added - from->added : to->length - from->length;
	bool trimmed = from->length > 0 && id_compare(from->first, to->first) != 0;

	if (added >= 0 && (counted || !trimmed)) {
		step.added = known_of(added);
	}
	step.delivered = delivered_between(from, to, step.added);
	if (step.delivered.is) {
		int64_t acked = step.delivered.n - (to->pending - from->pending);
		step.acked = known_of(acked > 0 ? acked : 0);
	}
	return step;
}

static void add(struct known *sum, struct known n)
{
	sum->is = sum->is && n.is;
	sum->n += n.is ? n.n : 0;
}

struct step history_sum(const struct history *history, size_t first)
{
	struct step sum = {.added = known_of(0), .delivered = known_of(0), .acked = known_of(0)};

	for (size_t i = first; i + 1 < history->count; i++) {
		struct step step = history_step(history_at(history, i), history_at(history, i + 1));
		add(&sum.added, step.added);
		add(&sum.delivered, step.delivered);
		add(&sum.acked, step.acked);
	}
	return sum;
}
