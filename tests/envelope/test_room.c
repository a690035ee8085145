#include "../../src/envelope/room.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void what_is_kept_stays_where_it_is(void **state)
{
	struct room room;
	struct text copies[100];
	char bytes[1000];
	size_t i;

	(void)state;
	room_init(&room);
	for (i = 0; i < 100; i++) {
		memset(bytes, (int)i, sizeof(bytes));
		copies[i] = room_copy(&room, text_from(bytes, sizeof(bytes)));
	}
	for (i = 0; i < 100; i++) {
		memset(bytes, (int)i, sizeof(bytes));
		assert_true(text_equal(copies[i], text_from(bytes, sizeof(bytes))));
	}
	room_finish(&room);
}

static void a_reset_room_holds_one_block(void **state)
{
	struct room room;
	char *first;

	(void)state;
	room_init(&room);
	first = room_take(&room, 10);
	assert_non_null(room_take(&room, 1 << 20));
	assert_true(room.held > 1 << 20);
	room_reset(&room);
	assert_int_equal(room.held, ROOM_BLOCK);
	assert_ptr_equal(room_take(&room, 10), first);
	room_finish(&room);
}

static void what_was_not_needed_is_given_back(void **state)
{
	struct room room;
	char *first;

	(void)state;
	room_init(&room);
	first = room_take(&room, 100);
	room_shrink(&room, 100, 7);
	assert_ptr_equal(room_take(&room, 1), first + 7);
	room_finish(&room);
}

static void beyond_the_ceiling_nothing_is_given(void **state)
{
	struct room room;

	(void)state;
	room_init(&room);
	assert_null(room_take(&room, ROOM_CEILING));
	assert_null(room_take(&room, SIZE_MAX));
	assert_non_null(room_take(&room, ROOM_CEILING / 2));
	assert_null(room_take(&room, ROOM_CEILING / 2));
	assert_int_equal(room_copy(&room, text_from("", ROOM_CEILING)).length, 0);
	room_finish(&room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_stays_where_it_is),
		cmocka_unit_test(a_reset_room_holds_one_block),
		cmocka_unit_test(what_was_not_needed_is_given_back),
		cmocka_unit_test(beyond_the_ceiling_nothing_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
