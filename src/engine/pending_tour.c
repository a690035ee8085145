#include "pending_tour.h"

#include "base/mem.h"

static void add(struct pending_coverage *sum, const struct pending_coverage *part)
{
	sum->rows += part->rows;
	sum->gone += part->gone;
	sum->toobig += part->toobig;
	sum->bytes += part->bytes;
	sum->busy_ms += part->busy_ms;
}

const struct pending_coverage *pending_tour_coverage(struct pending_tour *tour)
{
	tour->coverage = tour->passed;
	if (tour->walk != NULL) {
		const struct pending_coverage *walk = pending_walk_coverage(tour->walk);

		add(&tour->coverage, walk);
		tour->coverage.has_reached = walk->has_reached;
		tour->coverage.reached = walk->reached;
		tour->coverage.whole = walk->whole && tour->at + 1 == tour->options.key_count;
		if (!tour->summed) {
			tour->coverage.has_total = walk->has_total;
			tour->coverage.total = walk->total;
		}
	}
	return &tour->coverage;
}

static bool on_row(void *arg, const struct pending_row *row, int64_t server_now_ms)
{
	struct pending_tour *tour = arg;

	return tour->options.walk.on_row(tour->options.walk.arg, row, server_now_ms);
}

static enum browse_go on_turn(void *arg, const struct pending_coverage *coverage)
{
	struct pending_tour *tour = arg;

	(void)coverage;
	enum browse_go go =
		tour->options.walk.on_turn(tour->options.walk.arg, pending_tour_coverage(tour));
	tour->enough = go == BROWSE_ENOUGH;
	return go;
}

static void tell_key(struct pending_tour *tour, bool ends)
{
	if (tour->options.on_key != NULL) {
		tour->options.on_key(tour->options.walk.arg, tour->at, ends);
	}
}

static void end(struct pending_tour *tour, const struct error *error)
{
	tour->over = true;
	tour->options.walk.on_end(tour->options.walk.arg, error);
}

static void on_walk_end(void *arg, const struct error *error);

static bool is_absent(const struct pending_tour *tour, size_t key)
{
	return tour->absent != NULL && tour->absent[key];
}

static void walk_on(struct pending_tour *tour)
{
	struct pending_walk_options walk = tour->options.walk;

	while (tour->at < tour->options.key_count && is_absent(tour, tour->at)) {
		/* Nothing of it is pending. */
		tell_key(tour, false);
		tell_key(tour, true);
		tour->at++;
	}
	if (tour->at == tour->options.key_count) {
		end(tour, NULL);
		return;
	}
	tell_key(tour, false);
	walk.now_ms = tour->now_ms;
	walk.topic = tour->options.keys[tour->at].key;
	walk.from = tour->options.keys[tour->at].from;
	walk.on_row = on_row;
	walk.on_turn = on_turn;
	walk.on_end = on_walk_end;
	walk.arg = tour;
	tour->walk = pending_walk_create(&walk);
}

/* The walk that ends is still at work: it goes when the next one has ended. */
static void on_walk_end(void *arg, const struct error *error)
{
	struct pending_tour *tour = arg;

	if (error != NULL || tour->enough) {
		end(tour, error);
		return;
	}
	tell_key(tour, true);
	if (tour->at + 1 == tour->options.key_count) {
		end(tour, NULL);
		return;
	}
	const struct pending_coverage *walk = pending_walk_coverage(tour->walk);
	add(&tour->passed, walk);
	tour->now_ms += walk->busy_ms;
	pending_walk_destroy(tour->before);
	tour->before = tour->walk;
	tour->walk = NULL;
	tour->at++;
	walk_on(tour);
}

static void on_summary(void *arg, const struct fact *fact)
{
	struct pending_tour *tour = arg;
	size_t key = tour->options.key_count - tour->asked--;

	if (tour->over) {
		return;
	}
	if (fact->outcome == FACT_LOST) {
		end(tour, &fact->error);
		return;
	}
	tour->absent[key] = fact->outcome == FACT_ABSENT || fact->outcome == FACT_WRONGTYPE;
	if (fact->outcome == FACT_KNOWN) {
		tour->passed.total += fact->pending.total;
	}
	if (fact->at_ms > tour->now_ms) {
		tour->now_ms = fact->at_ms;
	}
	if (tour->asked > 0) {
		return;
	}
	size_t absent = 0;
	for (size_t i = 0; i < tour->options.key_count; i++) {
		absent += tour->absent[i];
	}
	/* Where none has it the walk through the first says so. */
	tour->absent[0] = tour->absent[0] && absent < tour->options.key_count;
	tour->summed = tour->passed.has_total = true;
	walk_on(tour);
}

void pending_tour_begin(struct pending_tour *tour, const struct pending_tour_options *options)
{
	*tour = (struct pending_tour){.options = *options, .now_ms = options->walk.now_ms};
	if (options->key_count == 1) {
		walk_on(tour);
		return;
	}
	tour->absent = mem_alloc(options->key_count, sizeof *tour->absent);
	tour->fetcher = fetcher_create(options->walk.conn, on_summary, tour);
	tour->asked = options->key_count;
	for (size_t i = 0; i < options->key_count; i++) {
		fetch_pending(tour->fetcher, options->keys[i].key, options->walk.group,
			(struct id){0, 0}, 1);
	}
}

void pending_tour_finish(struct pending_tour *tour)
{
	pending_walk_destroy(tour->walk);
	pending_walk_destroy(tour->before);
	fetcher_destroy(tour->fetcher);
	mem_free(tour->absent);
	*tour = (struct pending_tour){.at = 0};
}

void pending_tour_go(struct pending_tour *tour, int64_t now_ms)
{
	tour->now_ms = now_ms > tour->now_ms ? now_ms : tour->now_ms;
	if (tour->walk != NULL) {
		pending_walk_go(tour->walk, now_ms);
	}
}
