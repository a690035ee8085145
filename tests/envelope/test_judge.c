/* Roles by measurement: made-up shops under names that say nothing, and a public log of cases. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/moment.h"
#include "base/rng.h"
#include "envelope/measure.h"

enum { FIELDS = 16, VALUE = 64, LOG_ROWS = 500, COLUMNS = 15 };

struct row {
	struct entry entry;
	struct entry_field fields[FIELDS];
	char values[FIELDS][VALUE];
};

static void put(struct row *row, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void put(struct row *row, const char *name, const char *format, ...)
{
	size_t i = row->entry.field_count++;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(row->values[i], VALUE, format, arguments);
	va_end(arguments);
	row->fields[i] =
		(struct entry_field){.name = text_of(name), .value = text_of(row->values[i])};
	row->entry.fields = row->fields;
}

static const struct measured *find(const struct measured *all, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (text_is(all[i].name, name)) {
			return &all[i];
		}
	}
	fail_msg("no field %s", name);
	return NULL;
}

static void check(const struct measured *all, size_t count, const char *name, enum key_role role)
{
	const struct measured *found = find(all, count, name);

	if (found->role != role) {
		print_error("%s is %s (%.2f, %s), not %s\n", name, key_role_name(found->role),
			found->confidence, found->why, key_role_name(role));
		fail();
	}
	assert_true(found->confidence > 0.5 && found->confidence <= 1);
	assert_true(found->why[0] != '\0');
}

/* What a naming calls the eight things that an order's events say. */
struct naming {
	const char *order, *customer, *payment, *event, *cause, *region, *at, *source, *amount;
};

/* Orders that overlap, of customers who come back; four kinds of events over three topics. */
static void play_shop(struct measure *measure, const struct naming *names, uint64_t seed)
{
	static const struct {
		const char *topic, *type;
	} steps[] = {{"t1", "placed"}, {"t2", "paid"}, {"t1", "packed"}, {"t3", "sent"}};
	struct rng rng;
	uint64_t event = 0, last_of[64] = {0};

	rng_seed(&rng, seed);
	for (uint64_t round = 0; round < 2400; round++) {
		uint64_t order = round / 4 - (round / 4 >= 12 ? rng_below(&rng, 12) : 0);
		static uint8_t done[1024];
		struct row row = {.entry = {.id = {.ms = 1700000000000 + round * 900}}};
		uint8_t step;

		if (round == 0) {
			memset(done, 0, sizeof(done));
		}
		step = done[order] < 4 ? done[order]++ : 3;
		put(&row, names->event, "e-%08" PRIu64, ++event);
		put(&row, names->order, "%" PRIu64, 551000 + order);
		put(&row, names->customer, "C%" PRIu64, order % 90 + 10);
		put(&row, names->region, "%s",
			order % 3 == 0           ? "north"
				: order % 3 == 1 ? "south"
						 : "west");
		put(&row, names->at, "2026-11-25T%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 "Z",
			round / 3600 % 24, round / 60 % 60, round % 60);
		put(&row, names->source, "shop");
		put(&row, names->amount, "%" PRIu64 ".%02" PRIu64, rng_below(&rng, 900),
			rng_below(&rng, 100));
		if (step > 0 && last_of[order % 64] > 0) {
			put(&row, names->cause, "e-%08" PRIu64, last_of[order % 64]);
		}
		if (step == 1 || step == 3) {
			put(&row, names->payment, "P%" PRIu64, 7000 + order * 3);
		}
		last_of[order % 64] = event;
		measure_add(
			measure, text_of(steps[step].topic), text_of(steps[step].type), &row.entry);
	}
}

static void check_shop(const struct naming *names, uint64_t seed)
{
	struct measure *measure = measure_create(4000);
	const struct measured *all;
	size_t count;

	play_shop(measure, names, seed);
	all = measure_judge(measure, &count);
	check(all, count, names->order, KEY_JOURNEY);
	check(all, count, names->customer, KEY_PARTY);
	check(all, count, names->event, KEY_EVENT);
	check(all, count, names->cause, KEY_CAUSE);
	check(all, count, names->region, KEY_RESOURCE);
	check(all, count, names->at, KEY_TIME);
	check(all, count, names->source, KEY_CONSTANT);
	assert_int_equal(find(all, count, names->amount)->role, KEY_UNKNOWN);
	assert_true(text_is(all[0].name, names->order) || all[0].role == KEY_JOURNEY);
	measure_destroy(measure);
}

static void a_shop_is_understood_whatever_its_names(void **state)
{
	static const struct naming plain = {"order_id", "customer_id", "payment_id", "id", "parent",
		"region", "time", "source", "total"};
	static const struct naming mute = {"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"};
	static const struct naming wrong = {"customer_id", "order_id", "event_id", "payment_id",
		"correlationId", "id", "value", "type", "journey"};

	(void)state;
	check_shop(&plain, 1);
	check_shop(&mute, 2);
	check_shop(&wrong, 3);
}

enum { FLOW_EVENTS = 1600 };

static void play_flows(struct row rows[FLOW_EVENTS], bool chained)
{
	uint64_t first[FLOW_EVENTS / 4], last[FLOW_EVENTS / 4] = {0};

	memset(rows, 0, FLOW_EVENTS * sizeof(*rows));
	for (uint64_t i = 0; i < FLOW_EVENTS; i++) {
		uint64_t flow = i / 4, event = i + 1;

		first[flow] = i % 4 == 0 ? event : first[flow];
		rows[i].entry.id = (struct id){.ms = 1700000000000 + i * 50};
		put(&rows[i], "what", "s%" PRIu64, i % 4);
		put(&rows[i], "id", "m-%06" PRIu64, event);
		if (!chained || i % 4 > 0) {
			put(&rows[i], "correlationId", "m-%06" PRIu64,
				chained ? last[flow] : first[flow]);
		}
		last[flow] = event;
	}
}

/* The same name with its two opposite meanings; events come as they happened, or the last first,
 * as a list is read. */
static void correlation_that_is_the_parent_is_told_from_the_group(void **state)
{
	static struct row rows[FLOW_EVENTS];

	(void)state;
	for (int way = 0; way < 4; way++) {
		bool chained = way % 2 == 1, back = way / 2 == 1;
		struct measure *measure = measure_create(4000);
		const struct measured *all;
		size_t count;

		play_flows(rows, chained);
		for (size_t i = 0; i < FLOW_EVENTS; i++) {
			const struct row *row = &rows[back ? FLOW_EVENTS - 1 - i : i];

			measure_add(measure, text_of("t"), row->fields[0].value, &row->entry);
		}
		all = measure_judge(measure, &count);
		check(all, count, "what", chained ? KEY_RESOURCE : KEY_STEP);
		check(all, count, "correlationId", chained ? KEY_CAUSE : KEY_JOURNEY);
		check(all, count, "id", KEY_EVENT);
		measure_destroy(measure);
	}
}

static void documents_are_measured_by_their_paths(void **state)
{
	struct measure *measure = measure_create(1000);
	const struct measured *all;
	size_t count;
	char document[200];

	(void)state;
	for (int i = 0; i < 600; i++) {
		struct entry_field field = {.name = text_of("payload")};
		struct entry entry = {
			.id = {.ms = (uint64_t)i * 10}, .field_count = 1, .fields = &field};

		snprintf(document, sizeof(document),
			"{\"data\":{\"ticket\":\"T-%d\",\"state\":\"%s\"},\"n\":\"x%d\"}", i / 3,
			i % 3 == 0           ? "open"
				: i % 3 == 1 ? "held"
					     : "done",
			i);
		field.value = text_of(document);
		measure_add(measure, text_of("t"), text_of(""), &entry);
	}
	all = measure_judge(measure, &count);
	check(all, count, "data.ticket", KEY_JOURNEY);
	check(all, count, "data.state", KEY_STEP);
	check(all, count, "n", KEY_EVENT);
	measure_destroy(measure);
}

/* Many topics, of which one has journeys, and words that all of them use. */
static void words_of_a_list_are_no_journeys(void **state)
{
	static const char *const types[] = {
		"created", "changed", "checked", "sent", "closed", "deleted", "failed"};

	(void)state;
	for (int named = 0; named < 2; named++) {
		struct measure *measure = measure_create(4000);
		const char *type_name = named ? "type" : "t";
		const struct measured *all;
		struct rng rng;
		size_t count;

		rng_seed(&rng, 11);
		for (uint64_t i = 0; i < 300; i++) {
			struct row row = {.entry = {.id = {.ms = 1700000000000 + i * 500}}};
			const char *type = types[rng_below(&rng, 7)];
			char topic[16];

			snprintf(topic, sizeof(topic), "topic%" PRIu64, rng_below(&rng, 8));
			put(&row, type_name, "%s", type);
			put(&row, "note", "n%" PRIu64, rng_below(&rng, 100000));
			if (strcmp(topic, "topic7") == 0) {
				put(&row, "order", "O-%" PRIu64, i / 60);
			}
			measure_add(
				measure, text_of(topic), text_of(named ? type : ""), &row.entry);
		}
		all = measure_judge(measure, &count);
		assert_int_not_equal(find(all, count, type_name)->role, KEY_JOURNEY);
		assert_int_not_equal(find(all, count, "note")->role, KEY_JOURNEY);
		measure_destroy(measure);
	}
}

/* Of numbers, those that are near the time of their event; all others may be ids. */
static void times_are_told_in_every_form(void **state)
{
	struct measure *measure = measure_create(1000);
	const struct measured *all;
	size_t count;

	(void)state;
	for (uint64_t i = 0; i < 200; i++) {
		uint64_t ms = 1700000000000 + i * 1500;
		struct row row = {.entry = {.id = {.ms = ms}}};

		put(&row, "a", "%" PRIu64, ms - 700);
		put(&row, "b", "%" PRIu64 ".25", ms / 1000);
		put(&row, "c", "2023-11-14 22:%02" PRIu64 ":%02" PRIu64 ":123456 Z", i / 60,
			i % 60);
		put(&row, "d", "%" PRIu64, 551000000 + i);
		measure_add(measure, text_of("t"), text_of("x"), &row.entry);
	}
	all = measure_judge(measure, &count);
	check(all, count, "a", KEY_TIME);
	check(all, count, "b", KEY_TIME);
	check(all, count, "c", KEY_TIME);
	check(all, count, "d", KEY_EVENT);
	measure_destroy(measure);
}

/* A bank's first minutes: 101 customers, and hardly one of them has paid twice. */
static void customers_who_came_once_are_no_journeys(void **state)
{
	static const char *const types[] = {"initiated", "scored", "approved", "notified"};
	struct measure *measure = measure_create(4000);
	const struct measured *all;
	uint64_t id = 0;
	size_t count;

	(void)state;
	for (int round = 0; round < 106 + 3 * 4; round++) {
		for (int step = 0; step < 4; step++) {
			struct row row = {.entry = {.id = {.ms = 1700000000000 + ++id * 90}}};
			int paid = round - 4 * step;

			if (paid < 0 || paid >= 106) {
				continue;
			}
			put(&row, "customer_id", "C-%d", paid % 101);
			put(&row, "transaction_id", "TX-%05d", 7 * paid);
			put(&row, "channel", "%s", paid % 3 == 0 ? "card" : "transfer");
			measure_add(measure, text_of("bank"), text_of(types[step]), &row.entry);
		}
	}
	all = measure_judge(measure, &count);
	check(all, count, "transaction_id", KEY_JOURNEY);
	check(all, count, "customer_id", KEY_PARTY);
	measure_destroy(measure);
}

static void too_little_is_not_judged(void **state)
{
	struct measure *measure = measure_create(100);
	struct row row = {.entry = {.id = {.ms = 1}}};
	size_t count = 7;

	(void)state;
	measure_judge(measure, &count);
	assert_int_equal(count, 0);
	put(&row, "a", "1");
	for (int i = 0; i < 19; i++) {
		measure_add(measure, text_of("t"), text_of("x"), &row.entry);
	}
	measure_judge(measure, &count);
	assert_int_equal(count, 0);
	measure_add(measure, text_of("t"), text_of("x"), &row.entry);
	assert_int_equal(measure_judge(measure, &count)->role, KEY_CONSTANT);
	measure_destroy(measure);
}

static void hostile_shapes_stay_within_the_window(void **state)
{
	struct measure *measure = measure_create(200);
	struct rng rng;
	size_t count;

	(void)state;
	rng_seed(&rng, 5);
	for (uint64_t i = 0; i < 3000; i++) {
		struct row row = {.entry = {.id = {.ms = i}}};
		char name[32];

		for (int j = 0; j < 8; j++) {
			snprintf(name, sizeof(name), "n%" PRIu64, rng_below(&rng, 2000));
			put(&row, "x", "%s", name);
			row.fields[row.entry.field_count - 1].name =
				text_of(mem_dup(name, strlen(name)));
		}
		put(&row, "d", "{\"a\":[1,{\"b\":\"%" PRIu64 "\"", i);
		measure_add(measure, text_of("t"), text_of(""), &row.entry);
		for (int j = 0; j < 8; j++) {
			mem_free((void *)(uintptr_t)row.fields[j].name.at);
		}
	}
	assert_int_equal(measure_events(measure), 200);
	assert_true(measure_bytes(measure) < (size_t)1 << 20);
	measure_judge(measure, &count);
	assert_true(count <= 256);
	measure_destroy(measure);
}

/* --- the public log, where it is there; its columns are called c0, c1 ... --- */

struct line {
	int64_t ms;
	size_t number;
	char *cells[COLUMNS];
};

static int compare_lines(const void *a, const void *b)
{
	const struct line *left = a, *right = b;

	if (left->ms != right->ms) {
		return left->ms < right->ms ? -1 : 1;
	}
	return (left->number > right->number) - (left->number < right->number);
}

static bool read_line(FILE *file, struct line *line)
{
	char text[1000], *at = text;

	if (!fgets(text, sizeof(text), file)) {
		return false;
	}
	text[strcspn(text, "\r\n")] = '\0';
	for (int i = 0; i < COLUMNS; i++) {
		size_t length = strcspn(at, ",");

		line->cells[i] = mem_dup(at, length);
		at += length + (at[length] == ',');
	}
	return true;
}

/* One journey, one step, and neither parties nor children: officers and vehicles are none. */
static void check_no_others(const struct measured *all, size_t count)
{
	size_t of[KEY_RESOURCE + 1] = {0};

	for (size_t i = 0; i < count; i++) {
		of[all[i].role]++;
	}
	assert_int_equal(of[KEY_JOURNEY], 1);
	assert_int_equal(of[KEY_STEP], 1);
	assert_int_equal(of[KEY_PARTY], 0);
	assert_int_equal(of[KEY_CHILD], 0);
	assert_int_equal(of[KEY_CAUSE], 0);
}

/* A log of its shape, for where it is not: so many cases of each variant, what each step tells of a
 * case, and cases that begin over years and go on for months. */
struct fined {
	int64_t day;
	unsigned number, step;
	char activity;
};

static int compare_fined(const void *a, const void *b)
{
	const struct fined *left = a, *right = b;

	if (left->day != right->day) {
		return left->day < right->day ? -1 : 1;
	}
	return (left->number * 16 + left->step > right->number * 16 + right->step) -
		(left->number * 16 + left->step < right->number * 16 + right->step);
}

static size_t draw_fines(struct fined *fined, struct rng *rng)
{
	static const struct {
		unsigned cases;
		const char *steps;
	} variants[] = {{36, "csnag"}, {22, "cp"}, {16, "cs"}, {11, "csnap"}, {4, "csp"},
		{4, "csnapp"}, {3, "csnpa"}, {2, "cpp"}, {1, "csnadjv"}, {1, "csnpag"}};
	size_t count = 0;
	unsigned number = 0;

	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++) {
		for (unsigned j = 0; j < variants[i].cases; j++, number++) {
			int64_t day = (int64_t)rng_below(rng, 3800);

			for (unsigned k = 0; variants[i].steps[k] != '\0'; k++) {
				fined[count++] =
					(struct fined){day, number, k, variants[i].steps[k]};
				day += (int64_t)rng_below(rng, 180);
			}
		}
	}
	qsort(fined, count, sizeof(*fined), compare_fined);
	return count;
}

static void a_log_of_fines_is_understood_under_other_names(void **state)
{
	static const char *const names[2][7] = {
		{"ref", "act", "when", "badge", "para", "sum", "st"},
		{"zzz", "q1", "q2", "q3", "q4", "id", "q6"}};
	struct fined fined[LOG_ROWS];
	struct rng rng;

	(void)state;
	for (int i = 0; i < 2; i++) {
		const char *const *called = names[i];
		struct measure *measure = measure_create(1000);
		const struct measured *all;
		size_t events, count;

		rng_seed(&rng, (uint64_t)i + 7);
		events = draw_fines(fined, &rng);
		for (size_t j = 0; j < events; j++) {
			struct row row = {
				.entry = {.id = {.ms = (uint64_t)fined[j].day * 86400000}}};

			put(&row, called[0], "%c%u", "NAS"[fined[j].number % 3],
				10000 + fined[j].number * 331);
			put(&row, called[1], "Act %c", fined[j].activity);
			put(&row, called[2], "%04d-%02d-%02d 00:00:00+01:00",
				(int)(2000 + fined[j].day / 360), (int)(1 + fined[j].day / 30 % 12),
				(int)(1 + fined[j].day % 28));
			put(&row, called[6], "complete");
			if (fined[j].activity == 'c') {
				put(&row, called[3], "%" PRIu64, 500 + rng_below(&rng, 70));
				put(&row, called[4], "%" PRIu64 ".0", 140 + rng_below(&rng, 20));
			}
			if (fined[j].activity == 'p' || fined[j].activity == 'a') {
				put(&row, called[5], "%" PRIu64 ".%02" PRIu64,
					20 + rng_below(&rng, 60), 25 * rng_below(&rng, 4));
			}
			measure_add(measure, text_of("fines"), text_of(""), &row.entry);
		}
		all = measure_judge(measure, &count);
		check(all, count, called[0], KEY_JOURNEY);
		check(all, count, called[1], KEY_STEP);
		check(all, count, called[2], KEY_TIME);
		check(all, count, called[6], KEY_CONSTANT);
		check_no_others(all, count);
		measure_destroy(measure);
	}
}

static void the_public_log_is_understood_with_its_columns_renamed(void **state)
{
	FILE *file = fopen("../shared/data/roadtraffic100traces.csv", "r");
	static struct line lines[LOG_ROWS];
	struct measure *measure = measure_create(1000);
	const struct measured *all;
	size_t rows = 0, count;
	int64_t ms;

	(void)state;
	if (file == NULL) {
		measure_destroy(measure);
		print_message("the log is not here\n");
		skip();
	}
	while (rows < LOG_ROWS && read_line(file, &lines[rows])) {
		lines[rows].number = rows;
		lines[rows].ms = moment_parse(text_of(lines[rows].cells[12]), &ms) ? ms : -1;
		rows++;
	}
	fclose(file);
	qsort(lines, rows, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < rows; i++) {
		struct row row = {.entry = {.id = {.ms = (uint64_t)lines[i].ms}}};
		static const char *const names[COLUMNS] = {"c0", "c1", "c2", "c3", "c4", "c5", "c6",
			"c7", "c8", "c9", "c10", "c11", "c12", "c13", "c14"};

		for (int j = 0; lines[i].ms >= 0 && j < COLUMNS; j++) {
			put(&row, names[j], "%s", lines[i].cells[j]);
		}
		if (lines[i].ms >= 0) {
			measure_add(measure, text_of("fines"), text_of(""), &row.entry);
		}
		for (int j = 0; j < COLUMNS; j++) {
			mem_free(lines[i].cells[j]);
		}
	}
	assert_int_equal(measure_events(measure), 390);
	all = measure_judge(measure, &count);
	check(all, count, "c2", KEY_JOURNEY);
	check(all, count, "c3", KEY_STEP);
	check(all, count, "c12", KEY_TIME);
	check(all, count, "c7", KEY_CONSTANT);
	check(all, count, "c4", KEY_RESOURCE);
	check(all, count, "c14", KEY_RESOURCE);
	check_no_others(all, count);
	measure_destroy(measure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shop_is_understood_whatever_its_names),
		cmocka_unit_test(correlation_that_is_the_parent_is_told_from_the_group),
		cmocka_unit_test(documents_are_measured_by_their_paths),
		cmocka_unit_test(words_of_a_list_are_no_journeys),
		cmocka_unit_test(times_are_told_in_every_form),
		cmocka_unit_test(customers_who_came_once_are_no_journeys),
		cmocka_unit_test(too_little_is_not_judged),
		cmocka_unit_test(hostile_shapes_stay_within_the_window),
		cmocka_unit_test(a_log_of_fines_is_understood_under_other_names),
		cmocka_unit_test(the_public_log_is_understood_with_its_columns_renamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
