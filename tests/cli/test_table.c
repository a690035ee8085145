#include "../../src/cli/listing.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/rng.h"
#include "base/sanitise.h"

enum { BYTES_MAX = 1 << 20, ROUNDS = 300 };

struct fake {
	const char *name, *reason;
	int64_t lag;
	enum value_kind kind;
	enum verdict_id verdict;
};

static void get_name(const struct model *model, const void *row, struct value *out)
{
	const struct fake *fake = row;

	(void)model;
	*out = (struct value){.kind = VALUE_TEXT, .text = text_of(fake->name)};
}

static void get_lag(const struct model *model, const void *row, struct value *out)
{
	const struct fake *fake = row;

	(void)model;
	*out = (struct value){.kind = fake->kind, .n = fake->lag};
}

static void get_verdict(const struct model *model, const void *row, struct value *out)
{
	const struct fake *fake = row;

	(void)model;
	*out = (struct value){.kind = VALUE_VERDICT, .n = fake->verdict};
}

static void get_reason(const struct model *model, const void *row, struct value *out)
{
	const struct fake *fake = row;

	(void)model;
	*out = (struct value){.kind = VALUE_TEXT, .text = text_of(fake->reason)};
}

static void get_nothing(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	(void)row;
	*out = (struct value){.kind = VALUE_SERIES};
}

static const struct column columns[] = {
	{.name = "topic",
		.title = "TOPIC",
		.min = 6,
		.preferred = 12,
		.left = true,
		.get = get_name},
	{.name = "spark", .title = "SPARK", .get = get_nothing},
	{.name = "lag", .title = "LAG", .get = get_lag},
	{.name = "verdict",
		.title = "SV",
		.min = 2,
		.preferred = 2,
		.left = true,
		.get = get_verdict},
	{.json = "lag", .get = get_nothing},
	{.json = "reason", .min = 8, .preferred = 10, .left = true, .get = get_reason},
};

static const struct listing_column shown[] = {
	{.name = "topic"},
	{.name = "lag", .priority = 2},
	{.name = "verdict", .title = "VERDICT"},
	{.name = "reason", .title = "REASON", .priority = 3, .sentence = 10},
};

static struct buf table_of_rows(const struct fake *fakes, size_t count, struct listing_style style)
{
	const void *at[16];
	struct listing rows = {.columns = columns,
		.column_count = sizeof(columns) / sizeof(*columns),
		.shown = shown,
		.shown_count = sizeof(shown) / sizeof(*shown),
		.count = count,
		.at = at};
	struct buf out;

	for (size_t i = 0; i < count; i++) {
		at[i] = &fakes[i];
	}
	buf_init(&out, BYTES_MAX);
	listing_table(&rows, &style, &out);
	return out;
}

static const struct fake two[] = {
	{.name = "orders",
		.lag = 1204,
		.kind = VALUE_COUNT,
		.verdict = VERDICT_STOPPED,
		.reason = "0 deliveries in 94 s"},
	{.name = "mail", .kind = VALUE_UNKNOWN, .verdict = VERDICT_OK, .reason = ""},
};

static void shows(struct buf out, const char *expected)
{
	assert_string_equal(out.at, expected);
	buf_finish(&out);
}

static void columns_are_aligned_and_numbers_stand_right(void **state)
{
	(void)state;
	shows(table_of_rows(two, 2, (struct listing_style){.width = 0}),
		"TOPIC     LAG  VERDICT  REASON\n"
		"orders  1,204  STOPPED  0 deliveries in 94 s\n"
		"mail        ?  OK\n");
}

static void without_rows_there_is_the_title(void **state)
{
	(void)state;
	shows(table_of_rows(two, 0, (struct listing_style){.width = 0}),
		"TOPIC  LAG  VERDICT  REASON\n");
}

static void without_a_width_names_are_whole(void **state)
{
	static const struct fake long_name[] = {{.name = "a-name-that-is-longer-than-any-terminal-"
							 "would-ever-like-to-show-on-one-line-"
							 "at-all",
		.kind = VALUE_NONE,
		.reason = ""}};
	struct buf out = table_of_rows(long_name, 1, (struct listing_style){.width = 0});

	(void)state;
	assert_non_null(strstr(out.at, long_name[0].name));
	buf_finish(&out);
}

static void a_narrow_terminal_cuts_text_then_leaves_out_what_matters_least(void **state)
{
	(void)state;
	shows(table_of_rows(two, 2, (struct listing_style){.width = 36}),
		"TOPIC     LAG  VERDICT  REASON\n"
		"orders  1,204  STOPPED  0 deliverie~\n"
		"mail        ?  OK\n");
	shows(table_of_rows(two, 2, (struct listing_style){.width = 24}),
		"TOPIC     LAG  VERDICT\n"
		"orders  1,204  STOPPED\n"
		"mail        ?  OK\n");
	shows(table_of_rows(two, 2, (struct listing_style){.width = 16}),
		"TOPIC   VERDICT\n"
		"orders  STOPPED\n"
		"mail    OK\n");
}

static void color_marks_the_verdict_and_nothing_else(void **state)
{
	struct buf out = table_of_rows(two, 2, (struct listing_style){.width = 80, .color = true});

	(void)state;
	assert_non_null(strstr(out.at, "\033[1;31mSTOPPED\033[0m  0 deliveries"));
	assert_non_null(strstr(out.at, "?  OK"));
	buf_finish(&out);
}

static void hostile_names_are_shown_not_obeyed(void **state)
{
	static const struct fake hostile[] = {{.name = "a\033[2J\nb\xff",
		.kind = VALUE_NONE,
		.reason = "c\xc2\x9b"
			  "d"}};
	struct buf out = table_of_rows(hostile, 1, (struct listing_style){.width = 0});

	(void)state;
	assert_non_null(strstr(out.at, "a^[[2J\\nb\\xFF"));
	assert_non_null(strstr(out.at, "c<U+009B>d"));
	assert_null(strchr(out.at, '\033'));
	buf_finish(&out);
}

static void no_line_is_wider_than_the_terminal(void **state)
{
	static const char *const names[] = {"a", "orders", "漢字漢字漢字漢字漢字", "x\033y",
		"e\u0301e\u0301e\u0301", "a-rather-long-name-of-a-topic-in-a-system"};
	const char *given = getenv("SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 0) : 20240229;
	struct rng rng;

	(void)state;
	print_message("SEED=%" PRIu64 "\n", seed);
	rng_seed(&rng, seed);
	for (int round = 0; round < ROUNDS; round++) {
		struct fake fakes[4];
		int width = 24 + (int)rng_below(&rng, 100);

		for (size_t i = 0; i < 4; i++) {
			fakes[i] = (struct fake){.name = names[rng_below(&rng, 6)],
				.reason = names[rng_below(&rng, 6)],
				.lag = (int64_t)rng_below(&rng, 1000000),
				.kind = VALUE_COUNT,
				.verdict = VERDICT_NO_CONSUMERS};
		}
		struct buf out = table_of_rows(
			fakes, 4, (struct listing_style){.width = width, .unicode = true});
		struct text rest = buf_text(&out);
		while (rest.length > 0) {
			struct text line = text_cut(&rest, '\n');
			assert_true(sanitise_width(line) <= width);
		}
		buf_finish(&out);
	}
}

static int set_up(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

static void a_long_name_widens_no_row_but_its_own(void **state)
{
	enum { LONG = 90, PADDED = 60 };
	char name[LONG + 1];
	struct fake fakes[] = {two[0], two[0]};

	(void)state;
	memset(name, 'n', LONG);
	name[LONG] = '\0';
	fakes[1].name = name;
	struct buf out = table_of_rows(fakes, 2, (struct listing_style){.width = 0});
	struct text rest = buf_text(&out), titles = text_cut(&rest, '\n');
	struct text first = text_cut(&rest, '\n'), second = text_cut(&rest, '\n');
	assert_non_null(strstr(out.at, name));
	assert_true(titles.length > PADDED && titles.length < LONG);
	assert_int_equal(second.length - first.length, LONG - PADDED);
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_aligned_and_numbers_stand_right),
		cmocka_unit_test(without_rows_there_is_the_title),
		cmocka_unit_test(without_a_width_names_are_whole),
		cmocka_unit_test(a_narrow_terminal_cuts_text_then_leaves_out_what_matters_least),
		cmocka_unit_test(color_marks_the_verdict_and_nothing_else),
		cmocka_unit_test(hostile_names_are_shown_not_obeyed),
		cmocka_unit_test(no_line_is_wider_than_the_terminal),
		cmocka_unit_test(a_long_name_widens_no_row_but_its_own),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
