#include "wire/address.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/mem.h"

static void same(const char *given, const char *wanted)
{
	assert_true((given == NULL) == (wanted == NULL));
	if (wanted != NULL) {
		assert_string_equal(given, wanted);
	}
}

static void every_form_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *url, *host, *path, *user, *password, *shown;
		uint16_t port;
		int db;
	} cases[] = {
		{"redis://h", "h", NULL, NULL, NULL, "redis://h:6379", 6379, 0},
		{"redis://h/", "h", NULL, NULL, NULL, "redis://h:6379", 6379, 0},
		{"redis://127.0.0.1:1/3", "127.0.0.1", NULL, NULL, NULL, "redis://127.0.0.1:1/3", 1,
			3},
		{"redis://[::1]", "::1", NULL, NULL, NULL, "redis://[::1]:6379", 6379, 0},
		{"redis://[fe80::1]:65535/15", "fe80::1", NULL, NULL, NULL,
			"redis://[fe80::1]:65535/15", 65535, 15},
		{"redis://anna:pw@h:7", "h", NULL, "anna", "pw", "redis://h:7", 7, 0},
		{"redis://:pw@h", "h", NULL, NULL, "pw", "redis://h:6379", 6379, 0},
		{"redis://pw@h", "h", NULL, NULL, "pw", "redis://h:6379", 6379, 0},
		{"redis://a%6ena:p%40%3A%2f%25@h", "h", NULL, "anna", "p@:/%", "redis://h:6379",
			6379, 0},
		{"redis://anna:p@ss@w:rd@h", "h", NULL, "anna", "p@ss@w:rd", "redis://h:6379", 6379,
			0},
		{"redis://:a/b?c@h/1", "h", NULL, NULL, "a/b?c", "redis://h:6379/1", 6379, 1},
		{"redis://h?db=4", "h", NULL, NULL, NULL, "redis://h:6379/4", 6379, 4},
		{"unix:///run/redis.sock", NULL, "/run/redis.sock", NULL, NULL,
			"unix:///run/redis.sock", 0, 0},
		{"unix:///a%20b@c?db=2", NULL, "/a b@c", NULL, NULL, "unix:///a b@c?db=2", 0, 2},
		{"unix://u:p@/run/x", NULL, "/run/x", "u", "p", "unix:///run/x", 0, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct address address, copy;
		struct error error = {.code = ERROR_NONE};
		if (!address_parse(text_of(cases[i].url), &address, &error)) {
			fail_msg("%s: %s", cases[i].url, error.text);
		}
		address_copy(&copy, &address);
		address_finish(&address);
		assert_int_equal(copy.kind, cases[i].path == NULL ? ADDRESS_TCP : ADDRESS_UNIX);
		same(copy.host, cases[i].host);
		same(copy.path, cases[i].path);
		same(copy.user, cases[i].user);
		same(copy.password, cases[i].password);
		same(copy.shown, cases[i].shown);
		assert_int_equal(copy.port, cases[i].port);
		assert_int_equal(copy.db, cases[i].db);
		address_finish(&copy);
	}
}

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *url, *says;
	} cases[] = {
		{"", "expected redis://"},
		{"localhost:6379", "expected redis://"},
		{"http://h", "expected redis://"},
		{"REDIS//h", "expected redis://"},
		{"rediss://h", "TLS"},
		{"redis://", "host"},
		{"redis://:6379", "host"},
		{"redis://a b", "host"},
		{"redis://a\x1b[31mb", "host"},
		{"redis://h:", "port"},
		{"redis://h:0", "port"},
		{"redis://h:65536", "port"},
		{"redis://h:x", "port"},
		{"redis://h:6379x", "port"},
		{"redis://[::1]6379", "after ]"},
		{"redis://[::1", "]"},
		{"redis://::1", "brackets"},
		{"redis://h/x", "database"},
		{"redis://h/-1", "database"},
		{"redis://h/99999999999", "database"},
		{"redis://h?x=1", "db=NUMBER"},
		{"redis://h?", "db=NUMBER"},
		{"redis://anna:@h", "needs a password"},
		{"redis://:s3cret%@h", "password"},
		{"redis://:s3cret%4@h", "password"},
		{"redis://:s3cret%00@h", "password"},
		{"redis://:s3cret%zz@h", "password"},
		{"redis://a%zz:s3cret@h", "user name"},
		{"redis://anna:s3cret@h:s3cret", "port"},
		{"unix://", "absolute"},
		{"unix://run/redis.sock", "absolute"},
		{"unix://anna:s3cret@", "absolute"},
		{"unix:///a%zz", "path"},
		{"unix:///a?db=x", "database"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct address address;
		struct error error = {.code = ERROR_NONE};
		if (address_parse(text_of(cases[i].url), &address, &error)) {
			fail_msg("\"%s\" is taken", cases[i].url);
		}
		assert_int_equal(error.code, ERROR_USAGE);
		if (strstr(error.text, cases[i].says) == NULL) {
			fail_msg("\"%s\": \"%s\" does not say %s", cases[i].url, error.text,
				cases[i].says);
		}
		assert_null(strstr(error.text, "s3cret"));
		assert_null(address.host);
		assert_null(address.password);
	}
}

static void a_socket_path_that_the_system_would_cut_is_refused(void **state)
{
	(void)state;
	char url[200] = "unix:///";
	struct address address;
	struct error error;
	memset(url + strlen("unix:///"), 'a', 106);
	assert_true(address_parse(text_of(url), &address, &error));
	address_finish(&address);
	memset(url + strlen("unix:///"), 'a', 107);
	assert_false(address_parse(text_of(url), &address, &error));
	assert_non_null(strstr(error.text, "at most 107 bytes"));
}

static void an_endless_url_is_refused(void **state)
{
	(void)state;
	enum { ENDLESS = 100 * 1000 };
	char *url = mem_alloc(ENDLESS, 1);
	struct address address;
	struct error error;
	memset(url, 'a', ENDLESS);
	memcpy(url, "redis://", strlen("redis://"));
	assert_false(address_parse(text_from(url, ENDLESS), &address, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	mem_free(url);
}

static void clients_are_told_all_but_the_password(void **state)
{
	static const struct {
		const char *url, *client;
	} cases[] = {
		{"redis://h", "redis-cli -h h -p 6379"},
		{"redis://[::1]:7/3", "redis-cli -h ::1 -p 7 -n 3"},
		{"redis://anna:pw@h:7", "redis-cli -h h -p 7 --user anna --askpass"},
		{"redis://:pw@h", "redis-cli -h h -p 6379 --askpass"},
		{"unix:///a%20b@c?db=2", "redis-cli -s '/a b@c' -n 2"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct address address;
		struct error error;
		struct buf out;
		buf_init(&out, 1000);
		assert_true(address_parse(text_of(cases[i].url), &address, &error));
		address_client(&address, &out);
		assert_string_equal(out.at, cases[i].client);
		address_finish(&address);
		buf_finish(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_read),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_socket_path_that_the_system_would_cut_is_refused),
		cmocka_unit_test(clients_are_told_all_but_the_password),
		cmocka_unit_test(an_endless_url_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
