#include "base/mem.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void new_memory_is_zero(void **state)
{
	unsigned char *block = mem_alloc(64, 4);
	int i;

	(void)state;
	for (i = 0; i < 256; i++) {
		assert_int_equal(block[i], 0);
	}
	mem_free(block);
}

static void nothing_is_still_a_block(void **state)
{
	void *none = mem_alloc(0, 8), *shrunk = mem_resize(mem_alloc(1, 8), 0, 8);

	(void)state;
	assert_non_null(none);
	assert_non_null(shrunk);
	mem_free(none);
	mem_free(shrunk);
	mem_free(NULL);
}

static void resizing_keeps_what_was_there(void **state)
{
	char *block = mem_dup("abc", 3);

	(void)state;
	block = mem_resize(block, 1000, 10);
	assert_string_equal(block, "abc");
	mem_free(block);
}

static void a_copy_ends_with_nul_whatever_it_holds(void **state)
{
	char *copy = mem_dup("a\0b", 3), *empty = mem_dup(NULL, 0);

	(void)state;
	assert_memory_equal(copy, "a\0b", 4);
	assert_string_equal(empty, "");
	mem_free(copy);
	mem_free(empty);
}

static int exit_code_of(void (*act)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		/* The sentence is for the operator, not for the test's output. */
		close(STDERR_FILENO);
		act();
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void resize_beyond_counting(void)
{
	mem_resize(NULL, SIZE_MAX / 2, 3);
}

static void dup_beyond_counting(void)
{
	mem_dup("", SIZE_MAX);
}

static void a_size_that_overflows_ends_the_program(void **state)
{
	(void)state;
	assert_int_equal(exit_code_of(resize_beyond_counting), EXIT_FAILURE);
	assert_int_equal(exit_code_of(dup_beyond_counting), EXIT_FAILURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_memory_is_zero),
		cmocka_unit_test(nothing_is_still_a_block),
		cmocka_unit_test(resizing_keeps_what_was_there),
		cmocka_unit_test(a_copy_ends_with_nul_whatever_it_holds),
		cmocka_unit_test(a_size_that_overflows_ends_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
