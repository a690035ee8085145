/*
 * One walk through the topics that stitches journeys, as the options and the configuration want
 * them. It knows nothing of how they are told.
 */
#ifndef CLI_JOURNEY_SCAN_H
#define CLI_JOURNEY_SCAN_H

#include "answer.h"
#include "engine/browse.h"
#include "engine/held.h"
#include "engine/stuck.h"
#include "model/journey_path.h"
#include "stream/mask.h"

struct journey_scan {
	const struct options *options;
	struct answer answer;
	bool configured;
	struct definition asked; /* what --key and the others say; sealed where they are given */
	bool is_asked;
	struct event_reader *reader;
	struct mask *mask; /* NULL: nothing is hidden */
	struct journeys *journeys;
	struct variants *variants; /* of the journeys that left; and of all after the walk */
	struct buf out;            /* written to stdout as the walk goes on */
	/* Journeys that leave for want of room are told at once. May be NULL. */
	void (*on_leave)(struct journey_scan *scan, uint32_t number);
	/* What the configuration says is known, and nothing is read yet. May be NULL. */
	bool (*on_begin)(
		struct journey_scan *scan, const struct config *config, struct error *error);
	/* Each event that was read. May be NULL. */
	void (*on_event)(struct journey_scan *scan, struct text topic, const struct entry *entry,
		const struct event *event);
	int64_t look_back_ms; /* where no --from is given; 0: all */
	void *arg;
	struct text kept; /* journeys of this key are not dropped; empty: all may be */
	bool covers;      /* what was covered of each topic is to be known: `covered` */
	struct coverage covered;
	struct browse_coverage coverage;
	struct stuck_coverage stuck;
	struct held_list held;
	int64_t server_now_ms;
	uint64_t told_at;
	struct error failure;
	bool gone, shows_progress;
};

/* The walk; `on_leave` and `arg` are set before. journey_scan_finish releases whatever the result.
 */
void journey_scan_init(struct journey_scan *scan, const struct options *options);
void journey_scan_finish(struct journey_scan *scan);
bool journey_scan_configure(struct journey_scan *scan, struct error *error);
/* What the command line and the configuration say of journeys; needs no server. */
bool journey_scan_ask(struct journey_scan *scan, struct error *error);
bool journey_scan_run(struct journey_scan *scan, struct error *error);
/* The time as of which it was read: the server's. */
int64_t journey_scan_now_ms(const struct journey_scan *scan);
/* Before it, for a definition that is to be learned: a walk that measures which fields are keys, in
 * the last `window` events, and sets `asked` by them where they tell. */
bool journey_scan_measure(struct journey_scan *scan, size_t window, struct error *error);
/* After the walk: asks which events of those journeys are pending, unless the range ends before
 * now.
 */
bool journey_scan_hold(
	struct journey_scan *scan, const uint32_t *numbers, size_t count, struct error *error);
/* Writes what is left of `out`; says what is missing in it. Returns the exit code. */
int journey_scan_end(struct journey_scan *scan, bool good, struct error *error);
/* What is told of them, as it may be seen; borrowed from the scan. */
struct journey_source journey_scan_source(const struct journey_scan *scan);

#endif
