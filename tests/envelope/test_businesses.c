/* Roles by measurement in the traffic of five businesses, each under two namings. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "business.h"

struct watching {
	struct measure *measure;
	struct event_reader *reader;
};

/* As the console does it: the type is what the envelope told. */
static void watch(
	void *arg, struct text topic, const struct happening *happening, const struct entry *entry)
{
	struct watching *watching = arg;
	struct event event;

	(void)happening;
	event_read(watching->reader, topic, entry, &event);
	measure_add(watching->measure, topic, event.type, entry);
}

static bool may_be(const struct part *part, enum key_role role)
{
	const bool allowed[] = {
		[KEY_UNKNOWN] = !part->journey && !part->party,
		[KEY_CONSTANT] = part->constant,
		[KEY_TIME] = part->time,
		[KEY_EVENT] = part->event,
		[KEY_CAUSE] = part->cause,
		[KEY_STEP] = part->step,
		[KEY_JOURNEY] = part->journey,
		[KEY_CHILD] = part->child,
		[KEY_PARTY] = part->party,
		[KEY_RESOURCE] = part->resource || part->step,
	};

	return allowed[role];
}

static void check_part(const struct playing *playing, const struct part *part,
	const struct measured *all, size_t count)
{
	const char *name = part->names[playing->naming];

	for (size_t i = 0; i < count; i++) {
		if (!text_is(all[i].name, name)) {
			continue;
		}
		if (!may_be(part, all[i].role)) {
			print_error("%s: %s is no %s (%.2f, %s)\n", playing->business->name, name,
				key_role_name(all[i].role), all[i].confidence, all[i].why);
			fail();
		}
		assert_true(all[i].role == KEY_UNKNOWN || all[i].confidence > 0.5);
		assert_true(all[i].confidence <= 1 && all[i].why[0] != '\0');
		return;
	}
	fail_msg("%s: no field %s", playing->business->name, name);
}

static void check_business(const struct business *business, unsigned naming, uint64_t seed)
{
	struct watching watching = {measure_create(4096), event_reader_create()};
	struct playing *playing = mem_alloc(1, sizeof(*playing));
	const struct measured *all;
	size_t count;

	plan_business(playing, business, naming, seed);
	for (size_t i = 0; i < playing->count; i++) {
		write_happening(playing, &playing->happenings[i], watch, &watching);
	}
	all = measure_judge(watching.measure, &count);
	assert_true(text_is(all[0].name, business->parts[0].names[naming]));
	for (size_t i = 0; i < PARTS_MAX && business->parts[i].names[0]; i++) {
		check_part(playing, &business->parts[i], all, count);
	}
	mem_free(playing);
	measure_destroy(watching.measure);
	event_reader_destroy(watching.reader);
}

static uint64_t first_seed(void)
{
	const char *seed = getenv("SEED");

	return seed ? strtoull(seed, NULL, 10) : 1;
}

static void five_businesses_are_understood_under_two_namings(void **state)
{
	uint64_t first = first_seed();

	(void)state;
	print_message("SEED=%" PRIu64 "\n", first);
	for (size_t i = 0; i < BUSINESSES; i++) {
		for (unsigned naming = 0; naming < NAMINGS; naming++) {
			check_business(&businesses[i], naming, first + naming);
		}
	}
}

struct one {
	struct playing *playing;
	const struct happening *happening;
};

static int compare_ones(const void *a, const void *b)
{
	return compare_happenings(
		((const struct one *)a)->happening, ((const struct one *)b)->happening);
}

/* Side by side on one server, in the order of time. */
static void check_together(uint64_t seed)
{
	struct watching watching = {measure_create(16384), event_reader_create()};
	struct one *ones = mem_alloc(BUSINESSES * HAPPENINGS_MAX, sizeof(*ones));
	struct playing *playing = mem_alloc(BUSINESSES, sizeof(*playing));
	const struct measured *all;
	size_t events = 0, count;

	for (size_t i = 0; i < BUSINESSES; i++) {
		plan_business(&playing[i], &businesses[i], 0, seed + i);
		for (size_t j = 0; j < playing[i].count; j++) {
			ones[events++] = (struct one){&playing[i], &playing[i].happenings[j]};
		}
	}
	qsort(ones, events, sizeof(*ones), compare_ones);
	for (size_t i = 0; i < events; i++) {
		write_happening(ones[i].playing, ones[i].happening, watch, &watching);
	}
	all = measure_judge(watching.measure, &count);
	for (size_t i = 0; i < BUSINESSES; i++) {
		for (size_t j = 0; j < PARTS_MAX && businesses[i].parts[j].names[0]; j++) {
			check_part(&playing[i], &businesses[i].parts[j], all, count);
		}
	}
	mem_free(playing);
	mem_free(ones);
	measure_destroy(watching.measure);
	event_reader_destroy(watching.reader);
}

static void businesses_side_by_side_are_told_apart(void **state)
{
	(void)state;
	check_together(first_seed());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_businesses_are_understood_under_two_namings),
		cmocka_unit_test(businesses_side_by_side_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
