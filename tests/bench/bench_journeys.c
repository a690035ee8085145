/*
 * What journeys take: events of many journeys, whose events lie between those of the others, read
 * and stitched within a ceiling of bytes. No server is asked.
 *
 *   bench_journeys [--journeys N] [--events N] [--memory SIZE]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <uv.h>

#include "base/number.h"
#include "model/journeys.h"

/* Journeys that are on their way at once: so far apart are two events of one. */
enum { OPEN = 10000, FIELDS = 4, STEPS = 16 };

struct bench {
	struct definition definition;
	struct event_reader *reader;
	struct journeys *journeys;
	uint64_t journey_count, event_count;
	size_t memory_bytes, most_bytes;
};

static void die(const char *what)
{
	fprintf(stderr, "bench_journeys: %s\n", what);
	exit(1);
}

static const char *word_after(int argc, char **argv, const char *option, const char *otherwise)
{
	for (int i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], option) == 0) {
			return argv[i + 1];
		}
	}
	return otherwise;
}

static void read_options(struct bench *bench, int argc, char **argv)
{
	uint64_t bytes;

	bench->journey_count = strtoull(word_after(argc, argv, "--journeys", "1000000"), NULL, 10);
	bench->event_count = strtoull(word_after(argc, argv, "--events", "8"), NULL, 10);
	if (!number_parse_bytes(text_of(word_after(argc, argv, "--memory", "1G")), &bytes) ||
		bench->journey_count == 0 || bench->event_count == 0 ||
		bench->event_count > STEPS) {
		die("--journeys from 1 on, --events from 1 to 16, --memory as in 256M");
	}
	bench->memory_bytes = (size_t)bytes;
}

static void begin(struct bench *bench)
{
	static const char *const lines[][2] = {
		{"anchor", "order_id"}, {"party", "customer"}, {"start", "step.0"}};
	struct error error;

	definition_init(&bench->definition, "order");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		if (!definition_set(&bench->definition, text_of(lines[i][0]), text_of(lines[i][1]),
			    &error)) {
			die(error.text);
		}
	}
	if (!definition_seal(&bench->definition, &error)) {
		die(error.text);
	}
	bench->reader = event_reader_create();
	bench->journeys = journeys_create(&(struct journeys_options){
		.memory_bytes = bench->memory_bytes,
		.definition_count = 1,
		.definitions = &bench->definition,
	});
}

static void add(struct bench *bench, uint64_t journey, uint64_t step, uint64_t ms)
{
	char type[24], order[24], customer[24], topic[24];
	struct entry_field fields[FIELDS];
	struct entry entry = {.id = {.ms = ms}, .field_count = FIELDS, .fields = fields};
	struct event event;

	snprintf(type, sizeof type, "step.%u", (unsigned)step);
	snprintf(topic, sizeof topic, "topic:%u", (unsigned)step);
	snprintf(order, sizeof order, "%llu", (unsigned long long)(990000 + journey));
	snprintf(customer, sizeof customer, "C-%llu", (unsigned long long)(journey % 50000));
	fields[0] = (struct entry_field){text_of("type"), text_of(type)};
	fields[1] = (struct entry_field){text_of("service"), text_of("checkout")};
	fields[2] = (struct entry_field){text_of("order_id"), text_of(order)};
	fields[3] = (struct entry_field){text_of("customer"), text_of(customer)};
	event_read(bench->reader, text_of(topic), &entry, &event);
	journeys_add(bench->journeys, text_of(topic), &entry, &event);
}

/* In batches of OPEN journeys, each step of all before the next step of any. */
static void stitch(struct bench *bench)
{
	uint64_t ms = 1700000000000;

	for (uint64_t from = 0; from < bench->journey_count; from += OPEN) {
		uint64_t left = bench->journey_count - from, count = left < OPEN ? left : OPEN;

		for (uint64_t i = 0; i < count * bench->event_count; i++) {
			add(bench, from + i % count, i / count, ms++);
		}
		size_t bytes = journeys_totals(bench->journeys).bytes;
		bench->most_bytes = bytes > bench->most_bytes ? bytes : bench->most_bytes;
	}
}

static void report(const struct bench *bench, double seconds)
{
	struct journeys_totals totals = journeys_totals(bench->journeys);
	struct rusage usage;
	char ceiling[NUMBER_MAX], most[NUMBER_MAX], resident[NUMBER_MAX];

	getrusage(RUSAGE_SELF, &usage);
	printf("journeys: %llu of %llu events within %s: %llu held, %llu left; %.0f events/s, "
	       "%.0f bytes a journey; %s at most, %s resident\n",
		(unsigned long long)bench->journey_count, (unsigned long long)bench->event_count,
		number_bytes(ceiling, bench->memory_bytes), (unsigned long long)totals.journeys,
		(unsigned long long)totals.left, (double)totals.events / seconds,
		(double)totals.bytes / (double)totals.journeys,
		number_bytes(most, bench->most_bytes),
		number_bytes(resident, (uint64_t)usage.ru_maxrss * 1024));
	if (totals.events != bench->journey_count * bench->event_count ||
		totals.journeys + totals.left != bench->journey_count || totals.partial > 0) {
		die("journeys are missing, or more than there were");
	}
	if (bench->most_bytes > bench->memory_bytes) {
		die("the ceiling was passed");
	}
}

int main(int argc, char **argv)
{
	struct bench bench = {.journey_count = 0};

	read_options(&bench, argc, argv);
	begin(&bench);
	uint64_t began_ns = uv_hrtime();
	stitch(&bench);
	report(&bench, (double)(uv_hrtime() - began_ns) / 1e9);
	journeys_destroy(bench.journeys);
	event_reader_destroy(bench.reader);
	definition_finish(&bench.definition);
	return 0;
}
