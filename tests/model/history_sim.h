/*
 * A stream in memory, with one group, as the documentation of Redis has it: the oracle of the lag
 * rule. The server's own counters are simulated where they are simple; nothing here is shared with
 * the code that is tested.
 */
#ifndef TESTS_MODEL_HISTORY_SIM_H
#define TESTS_MODEL_HISTORY_SIM_H

#include "model/lag.h"

enum { SIM_MAX = 4096, SIM_GONE_MAX = 8192 };

struct sim {
	struct id ids[SIM_MAX];
	size_t count;
	struct id gone[SIM_GONE_MAX]; /* all that was ever removed */
	size_t gone_count;
	int64_t added, lost_ever;
	struct id last_generated, max_deleted, cursor;
	bool has_entries_read;
	int64_t entries_read;
	bool counter_counts; /* the server counts: 7.0 and later */
	bool seeks;          /* XGROUP SETID was among the changes */
};

static inline void sim_remove(struct sim *sim, size_t i)
{
	sim->gone[sim->gone_count++] = sim->ids[i];
	sim->lost_ever += id_compare(sim->ids[i], sim->cursor) > 0 ? 1 : 0;
	sim->count--;
	for (; i < sim->count; i++) {
		sim->ids[i] = sim->ids[i + 1];
	}
}

static inline void sim_add(struct sim *sim, uint64_t gap_ms)
{
	if (sim->count == SIM_MAX) {
		sim_remove(sim, 0);
	}
	sim->last_generated.ms += gap_ms;
	sim->last_generated.seq = gap_ms > 0 ? 0 : sim->last_generated.seq + 1;
	sim->ids[sim->count++] = sim->last_generated;
	sim->added++;
}

static inline void sim_trim(struct sim *sim, size_t keep)
{
	while (sim->count > keep) {
		sim_remove(sim, 0);
	}
}

static inline void sim_delete(struct sim *sim, size_t i)
{
	struct id id = sim->ids[i];

	sim_remove(sim, i);
	if (id_compare(id, sim->max_deleted) > 0) {
		sim->max_deleted = id;
	}
}

static inline void sim_set_cursor(struct sim *sim, struct id cursor)
{
	sim->cursor = cursor;
	sim->has_entries_read = false;
	sim->seeks = true;
}

/* Deleted by id, at the place or later: the server's counters cannot go on there. */
static inline bool sim_has_tombstones(const struct sim *sim, struct id from)
{
	return sim->count > 0 && !id_is_zero(sim->max_deleted) &&
		id_compare(from, sim->max_deleted) <= 0;
}

/* How many entries ever were up to here, as far as the server can tell. */
static inline void sim_estimate_read(struct sim *sim, struct id id)
{
	int64_t before_first = sim->added - (int64_t)sim->count;
	int order = id_compare(id, sim->ids[0]);
	bool whole = id_is_zero(sim->max_deleted) || id_compare(sim->max_deleted, sim->ids[0]) < 0;

	sim->has_entries_read = true;
	if (id_compare(id, sim->last_generated) == 0) {
		sim->entries_read = sim->added;
	} else if (whole && order <= 0) {
		sim->entries_read = before_first + (order == 0 ? 1 : 0);
	} else {
		sim->has_entries_read = false;
	}
}

static inline void sim_read(struct sim *sim, size_t most)
{
	for (size_t i = 0; i < sim->count && most > 0; i++) {
		if (id_compare(sim->ids[i], sim->cursor) > 0) {
			if (sim->has_entries_read && !sim_has_tombstones(sim, sim->ids[i])) {
				sim->entries_read++;
			} else {
				sim_estimate_read(sim, sim->ids[i]);
			}
			sim->cursor = sim->ids[i];
			most--;
		}
	}
}

/* What an exclusive XRANGE from the cursor returns. */
static inline int64_t sim_undelivered(const struct sim *sim)
{
	int64_t count = 0;

	for (size_t i = 0; i < sim->count; i++) {
		count += id_compare(sim->ids[i], sim->cursor) > 0 ? 1 : 0;
	}
	return count;
}

/* What was removed before the cursor came to it. */
static inline int64_t sim_lost(const struct sim *sim)
{
	int64_t count = 0;

	for (size_t i = 0; i < sim->gone_count; i++) {
		count += id_compare(sim->gone[i], sim->cursor) > 0 ? 1 : 0;
	}
	return count;
}

static inline struct fact_topic sim_topic(const struct sim *sim)
{
	return (struct fact_topic){
		.length = (int64_t)sim->count,
		.last_generated = sim->last_generated,
		.first = sim->count > 0 ? sim->ids[0] : (struct id){0},
		.last = sim->count > 0 ? sim->ids[sim->count - 1] : (struct id){0},
		.has_entries = sim->count > 0,
		.max_deleted = sim->max_deleted,
		.has_entries_added = sim->counter_counts,
		.has_max_deleted = sim->counter_counts,
		.entries_added = sim->added,
	};
}

static inline struct fact_group sim_group(const struct sim *sim)
{
	return (struct fact_group){
		.last_delivered = sim->cursor,
		.has_entries_read = sim->counter_counts && sim->has_entries_read,
		.entries_read = sim->entries_read,
		.has_lag = sim->counter_counts && sim->has_entries_read,
		.lag = sim->added - sim->entries_read,
	};
}

#endif
