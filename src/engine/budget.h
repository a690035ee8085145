/*
 * What watching may cost the server, what it has cost, and how fast the server answers. The bucket
 * holds time in round trips beyond what the network takes, and bytes: 1 % of the server's time and
 * 2 MB a second, over any ten seconds. Pure: moments come in as arguments. It knows nothing of what
 * is asked.
 */
#ifndef ENGINE_BUDGET_H
#define ENGINE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BUDGET_TRIPS = 60, BUDGET_SECONDS = 10 };

struct spent {
	int64_t second; /* which one this slot holds */
	int64_t busy_us;
	uint64_t bytes, commands;
};

/* A page of entries is another work than a sample: each is compared with its like. */
enum budget_kind { BUDGET_SAMPLES, BUDGET_COUNTS, BUDGET_KINDS };

struct budget {
	double time_us, bytes; /* what may still be spent; below zero: owed */
	int64_t began_ms, filled_ms;
	int64_t trips_us[BUDGET_TRIPS]; /* the last minute's, one a second */
	size_t trip_count, trip_next;
	int stretch;
	struct {
		int64_t us[BUDGET_TRIPS]; /* of the last batches, for fifty commands each */
		size_t count, next;
	} batches[BUDGET_KINDS];
	struct spent seconds[BUDGET_SECONDS];
};

struct budget_cost {
	double server_share, bytes_per_s, commands_per_s;
};

void budget_init(struct budget *budget, int64_t now_ms);
void budget_refill(struct budget *budget, int64_t now_ms);

/* Whether something may be asked; what nobody looks at leaves a reserve for what is visible. */
bool budget_allows_visible(const struct budget *budget);
bool budget_allows_hidden(const struct budget *budget);

/* A round trip of the smallest question. */
void budget_trip(struct budget *budget, int64_t round_trip_us);
/* The shortest of the last minute: what the network takes; 0 before the first. */
int64_t budget_floor_us(const struct budget *budget);
/* By how much intervals grow while the server answers slowly: 1, 2, 4 or 8. */
int budget_stretch(const struct budget *budget);

/* What of a batch's wait is the server's work: a wait many times as long as those before it is
 * somebody's scheduling. */
int64_t budget_work_us(
	struct budget *budget, enum budget_kind kind, int64_t waited_us, uint64_t commands);
void budget_spend(struct budget *budget, int64_t now_ms, const struct spent *spent);
/* Over the last ten seconds. */
struct budget_cost budget_cost(const struct budget *budget, int64_t now_ms);

#endif
