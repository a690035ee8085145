#include "../../src/engine/listen.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void a_free_port_is_found_and_told(void **state)
{
	struct error error = {.code = ERROR_NONE};
	char name[LISTEN_NAME_MAX];
	int fd = listen_open("localhost:0", name, &error);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(strncmp(name, "127.0.0.1:", 10), 0);
	assert_string_not_equal(name, "127.0.0.1:0");
	close(fd);
}

static void a_port_in_use_is_said(void **state)
{
	struct error error = {.code = ERROR_NONE};
	char name[LISTEN_NAME_MAX], again[LISTEN_NAME_MAX];
	int fd = listen_open("127.0.0.1:0", name, &error);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(listen_open(name, again, &error), -1);
	assert_int_equal(error.code, ERROR_FAILED);
	assert_non_null(strstr(error.text, name));
	assert_non_null(strstr(error.text, strerror(EADDRINUSE)));
	close(fd);
}

static void what_is_no_address_is_said(void **state)
{
	static const char *const wrong[] = {"", ":", "9121", ":9121", "127.0.0.1",
		"127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x", "::1:9121",
		"[]:9121", "[::1:9121", "no such host:1", "example.org:9121",
		"http://127.0.0.1:9121"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct error error = {.code = ERROR_NONE};
		char name[LISTEN_NAME_MAX];

		if (listen_open(wrong[i], name, &error) >= 0) {
			fail_msg("`%s` was taken", wrong[i]);
		}
		assert_int_equal(error.code, ERROR_USAGE);
		assert_non_null(strstr(error.text, "127.0.0.1:9121"));
	}
}

static void every_address_may_be_meant(void **state)
{
	struct error error = {.code = ERROR_NONE};
	char name[LISTEN_NAME_MAX];
	int fd = listen_open("*:0", name, &error);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_free_port_is_found_and_told),
		cmocka_unit_test(a_port_in_use_is_said),
		cmocka_unit_test(what_is_no_address_is_said),
		cmocka_unit_test(every_address_may_be_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
