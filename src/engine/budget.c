#include "budget.h"

#include <stdlib.h>
#include <string.h>

/* Of any ten seconds, the first ones too, not more than 1 % and 20 MB: a tenth of it may be saved
 * up. */
static const double time_us_per_s = 9000, bytes_per_s = 1.8e6;
static const double time_us_most = 10000, bytes_most = 2e6;
/* One answer of many megabytes is paid off within seconds: it is seldom asked for again. */
static const double bytes_owed_most = 9e6;
/* What is kept for the visible. */
static const double time_us_reserve = 3000, bytes_reserve = 4e5;

enum {
	STRETCH_MOST = 8,
	SLOW_TIMES = 3,
	SLOW_LEAST_US = 5000,
	TRIPS_TO_JUDGE = 5,
	OUTLIER_TIMES = 4,
	BATCH_COMMANDS = 50,
	FIRST_MOST_US = 50 * 1000
};

void budget_init(struct budget *budget, int64_t now_ms)
{
	*budget = (struct budget){
		.time_us = time_us_most,
		.bytes = bytes_most,
		.began_ms = now_ms,
		.filled_ms = now_ms,
		.stretch = 1,
	};
}

static double filled(double level, double gain, double most)
{
	return level + gain < most ? level + gain : most;
}

void budget_refill(struct budget *budget, int64_t now_ms)
{
	double elapsed_s = (double)(now_ms - budget->filled_ms) / 1000;

	if (elapsed_s <= 0) {
		return;
	}
	budget->time_us = filled(budget->time_us, elapsed_s * time_us_per_s, time_us_most);
	budget->bytes = filled(budget->bytes, elapsed_s * bytes_per_s, bytes_most);
	budget->filled_ms = now_ms;
}

bool budget_allows_visible(const struct budget *budget)
{
	return budget->time_us > 0 && budget->bytes > 0;
}

bool budget_allows_hidden(const struct budget *budget)
{
	return budget->time_us > time_us_reserve && budget->bytes > bytes_reserve;
}

static int compare_trips(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static int64_t median_us(const int64_t *samples, size_t count)
{
	int64_t sorted[BUDGET_TRIPS];

	if (count == 0) {
		return 0;
	}
	memcpy(sorted, samples, count * sizeof sorted[0]);
	qsort(sorted, count, sizeof sorted[0], compare_trips);
	return sorted[count / 2];
}

/* Below a few milliseconds a multiple is the scheduler's noise, not the server's trouble. */
static bool trip_is_slow(const struct budget *budget, int64_t round_trip_us)
{
	return budget->trip_count >= TRIPS_TO_JUDGE && round_trip_us > SLOW_LEAST_US &&
		round_trip_us > SLOW_TIMES * median_us(budget->trips_us, budget->trip_count);
}

void budget_trip(struct budget *budget, int64_t round_trip_us)
{
	if (trip_is_slow(budget, round_trip_us)) {
		budget->stretch =
			budget->stretch < STRETCH_MOST ? budget->stretch * 2 : STRETCH_MOST;
	} else if (budget->stretch > 1) {
		budget->stretch /= 2;
	}
	budget->trips_us[budget->trip_next] = round_trip_us;
	budget->trip_next = (budget->trip_next + 1) % BUDGET_TRIPS;
	if (budget->trip_count < BUDGET_TRIPS) {
		budget->trip_count++;
	}
}

int64_t budget_floor_us(const struct budget *budget)
{
	int64_t least = 0;
	size_t i;

	for (i = 0; i < budget->trip_count; i++) {
		if (i == 0 || budget->trips_us[i] < least) {
			least = budget->trips_us[i];
		}
	}
	return least;
}

int budget_stretch(const struct budget *budget)
{
	return budget->stretch;
}

/* With nothing to compare, one hold-up must not put off everything hidden for minutes. */
static int64_t most_us(const struct budget *budget, enum budget_kind kind, int64_t commands)
{
	size_t count = budget->batches[kind].count;

	return count < TRIPS_TO_JUDGE ? FIRST_MOST_US
				      : median_us(budget->batches[kind].us, count) * OUTLIER_TIMES *
			commands / BATCH_COMMANDS;
}

int64_t budget_work_us(
	struct budget *budget, enum budget_kind kind, int64_t waited_us, uint64_t commands)
{
	int64_t count = commands > 0 ? (int64_t)commands : 1;
	int64_t limit_us = most_us(budget, kind, count);
	size_t *next = &budget->batches[kind].next;

	if (waited_us <= 0) {
		return 0;
	}
	budget->batches[kind].us[*next] = waited_us * BATCH_COMMANDS / count;
	*next = (*next + 1) % BUDGET_TRIPS;
	if (budget->batches[kind].count < BUDGET_TRIPS) {
		budget->batches[kind].count++;
	}
	return waited_us > limit_us ? limit_us : waited_us;
}

void budget_spend(struct budget *budget, int64_t now_ms, const struct spent *spent)
{
	int64_t second = now_ms / 1000;
	struct spent *slot = &budget->seconds[second % BUDGET_SECONDS];

	if (slot->second != second) {
		*slot = (struct spent){.second = second};
	}
	slot->busy_us += spent->busy_us;
	slot->bytes += spent->bytes;
	slot->commands += spent->commands;
	budget->time_us -= (double)spent->busy_us;
	budget->bytes -= (double)spent->bytes;
	if (budget->bytes < -bytes_owed_most) {
		budget->bytes = -bytes_owed_most;
	}
}

struct budget_cost budget_cost(const struct budget *budget, int64_t now_ms)
{
	double seconds = (double)(now_ms - budget->began_ms) / 1000;
	struct spent sum = {.second = 0};
	size_t i;

	for (i = 0; i < BUDGET_SECONDS; i++) {
		const struct spent *slot = &budget->seconds[i];

		if (slot->second > now_ms / 1000 - BUDGET_SECONDS) {
			sum.busy_us += slot->busy_us;
			sum.bytes += slot->bytes;
			sum.commands += slot->commands;
		}
	}
	seconds = seconds < 1 ? 1 : seconds > BUDGET_SECONDS ? BUDGET_SECONDS : seconds;
	return (struct budget_cost){
		.server_share = (double)sum.busy_us / 1e6 / seconds,
		.bytes_per_s = (double)sum.bytes / seconds,
		.commands_per_s = (double)sum.commands / seconds,
	};
}
