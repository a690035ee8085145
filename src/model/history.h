/*
 * A group's recent samples: what rates and verdicts are judged by. Bounded in number and in time;
 * it knows no rule.
 */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include "model/topic.h"

enum { HISTORY_MAX = 128 };

struct sample {
	int64_t at_ms;
	int64_t lag, pending, length;
	int64_t added, entries_read; /* -1: unknown */
	struct id cursor, first;
	enum lag_is lag_is;
};

struct history {
	size_t count, room, head; /* head: the oldest */
	struct sample *ring;
	int64_t still_since_ms;  /* the first sample with this cursor */
	int64_t behind_since_ms; /* the first of the samples that are all behind; -1: not behind */
	bool rewound;            /* the cursor went back and is not yet where it was */
	struct id rewound_from;
};

void history_finish(struct history *history);

/* Keeps `window_ms` and one sample before it, at least three; one sample per window/64 unless
 * `every`. `room_max`: as many as memory allows, four at least. `behind`: more is undelivered than
 * allowed. */
struct history_limits {
	int64_t window_ms;
	size_t room_max;
	bool every, behind;
};
void history_put(
	struct history *history, const struct sample *sample, const struct history_limits *limits);

/* 0 is the oldest; i < count. */
const struct sample *history_at(const struct history *history, size_t i);
const struct sample *history_newest(const struct history *history); /* NULL when empty */
/* The oldest sample of the window: the last one that is at least as old as the window and has two
 * after it, else the first there is. */
size_t history_window(const struct history *history, int64_t window_ms);
size_t history_bytes(const struct history *history);

/* From one sample to the next: what was added, delivered and acknowledged, as far as it can be
 * known. */
struct step {
	struct known added, delivered, acked;
};
struct step history_step(const struct sample *from, const struct sample *to);
/* The sum of the steps from sample `first` to the newest; known if every step is. */
struct step history_sum(const struct history *history, size_t first);

#endif
