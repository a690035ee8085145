#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "engine/audit.h"
/* What is read is the file as it stands, so that the test spoils it. */
#include "../../src/engine/audit_tail.h"

enum { SEEN_MAX = 5000 };

static char folder[] = "/tmp/rivermaster-tail-XXXXXX";

struct seen {
	size_t count, broken;
	char reasons[SEEN_MAX][8]; /* as they came */
	bool is_broken[SEEN_MAX];
};

static struct seen seen;

static int begin(void **state)
{
	(void)state;
	strcpy(strrchr(folder, '-'), "-XXXXXX");
	return mkdtemp(folder) == NULL || setenv("XDG_STATE_HOME", folder, 1) != 0;
}

static int end(void **state)
{
	char *path = audit_dup_path();
	char inner[64];

	(void)state;
	unlink(path);
	mem_free(path);
	snprintf(inner, sizeof inner, "%s/rivermaster", folder);
	rmdir(inner);
	return rmdir(folder);
}

static void append(int from, int to)
{
	struct error error;

	for (int i = from; i < to; i++) {
		char reason[24];

		snprintf(reason, sizeof reason, "r%d", i);
		assert_true(audit_append(
			&(struct audit_record){
				.operation = "x", .reason = reason, .entries = -1, .bytes = -1},
			&error));
	}
}

static void on_line(void *arg, struct text line, bool broken)
{
	const char *at = NULL;

	(void)arg;
	for (size_t i = 0; at == NULL && i + 11 < line.length; i++) {
		at = memcmp(line.at + i, "\"reason\": \"", 11) == 0 ? line.at + i + 11 : NULL;
	}
	assert_true(seen.count < SEEN_MAX);
	snprintf(seen.reasons[seen.count], sizeof seen.reasons[0], "%.*s",
		at == NULL ? 0 : (int)strcspn(at, "\""), at == NULL ? "" : at);
	seen.is_broken[seen.count++] = broken;
	seen.broken += broken;
}

static void read_all(struct audit_tail *tail)
{
	struct error error = {.code = ERROR_NONE};
	bool begins, more = true;

	assert_true(audit_tail_look(tail, &begins, &error));
	if (begins) {
		seen = (struct seen){.count = 0};
	}
	while (more) {
		assert_true(audit_tail_read(tail, &more, &error));
	}
}

static void open_tail(struct audit_tail *tail)
{
	seen = (struct seen){.count = 0};
	*tail = (struct audit_tail){.fn = on_line};
	audit_tail_init(tail);
	read_all(tail);
}

static void expect(size_t i, const char *reason, bool broken)
{
	assert_true(i < seen.count);
	assert_string_equal(seen.reasons[i], reason);
	assert_int_equal(seen.is_broken[i], broken);
}

/* The bytes at a line (from 0), changed in place. */
static void change(int number, const char *from, const char *to)
{
	char *path = audit_dup_path(), line[1000];
	FILE *file = fopen(path, "r+");
	long at = 0;

	assert_non_null(file);
	for (int i = 0; i <= number; i++) {
		at = ftell(file);
		assert_non_null(fgets(line, sizeof line, file));
	}
	char *found = strstr(line, from);
	assert_non_null(found);
	memcpy(found, to, strlen(to));
	fseek(file, at, SEEK_SET);
	fwrite(line, 1, strlen(line), file);
	fclose(file);
	mem_free(path);
}

static void it_is_read_back_and_then_on(void **state)
{
	struct audit_tail tail;

	(void)state;
	open_tail(&tail);
	assert_int_equal(tail.fd, -1);
	append(0, 3);
	read_all(&tail);
	assert_int_equal(seen.count, 3);
	expect(0, "r2", false);
	expect(2, "r0", false);
	append(3, 5);
	read_all(&tail);
	expect(3, "r3", false);
	expect(4, "r4", false);
	read_all(&tail);
	assert_int_equal(seen.count, 5);
	audit_tail_finish(&tail);
	/* More than one block. */
	append(5, 400);
	open_tail(&tail);
	assert_int_equal(seen.count, 400);
	expect(0, "r399", false);
	expect(399, "r0", false);
	assert_int_equal(tail.broken, 0);
	audit_tail_finish(&tail);
}

static void a_change_shows_where_it_is(void **state)
{
	struct audit_tail tail;

	(void)state;
	append(0, 4);
	change(1, "r1", "rX");
	open_tail(&tail);
	assert_int_equal(seen.count, 4);
	assert_int_equal(tail.broken, 1);
	expect(2, "rX", true);
	append(4, 5);
	read_all(&tail);
	expect(4, "r4", false);
	audit_tail_finish(&tail);
}

/* The one behind the gap does not name the one before it. */
static void a_record_taken_out_shows(void **state)
{
	char *path = audit_dup_path(), lines[4][1000];
	struct audit_tail tail;

	(void)state;
	append(0, 4);
	FILE *file = fopen(path, "r+");
	for (int i = 0; i < 4; i++) {
		assert_non_null(fgets(lines[i], sizeof lines[i], file));
	}
	file = freopen(path, "w", file);
	fputs(lines[0], file);
	fputs(lines[2], file);
	fputs(lines[3], file);
	fclose(file);
	open_tail(&tail);
	assert_int_equal(seen.count, 3);
	expect(0, "r3", false);
	expect(1, "r2", true);
	expect(2, "r0", false);
	/* The first is gone. */
	file = fopen(path, "w");
	fputs(lines[2], file);
	fputs(lines[3], file);
	fclose(file);
	read_all(&tail);
	assert_int_equal(seen.count, 2);
	expect(1, "r2", true);
	audit_tail_finish(&tail);
	mem_free(path);
}

static void another_file_is_read_anew(void **state)
{
	char *path = audit_dup_path();
	struct audit_tail tail;

	(void)state;
	append(0, 3);
	open_tail(&tail);
	assert_int_equal(seen.count, 3);
	unlink(path);
	read_all(&tail);
	assert_int_equal(seen.count, 0);
	append(7, 8);
	read_all(&tail);
	assert_int_equal(seen.count, 1);
	expect(0, "r7", false);
	audit_tail_finish(&tail);
	mem_free(path);
}

static void add_bytes(const char *bytes, size_t length)
{
	char *path = audit_dup_path();
	FILE *file = fopen(path, "a");

	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
	mem_free(path);
}

static void half_a_line_is_told_and_waited_for(void **state)
{
	struct audit_tail tail;

	(void)state;
	append(0, 2);
	add_bytes("{\"at_ms\"", 8);
	open_tail(&tail);
	assert_int_equal(seen.count, 2);
	assert_true(tail.unfinished);
	add_bytes(": 1}\n", 5);
	read_all(&tail);
	assert_int_equal(seen.count, 3);
	expect(2, "", true);
	assert_false(tail.unfinished);
	audit_tail_finish(&tail);
}

static void a_line_without_end_stops_it(void **state)
{
	enum { LENGTH = 3 << 20 };
	char *bytes = malloc(LENGTH);
	struct audit_tail tail;

	(void)state;
	memset(bytes, 'x', LENGTH);
	bytes[LENGTH - 1] = '\n';
	append(0, 2);
	add_bytes(bytes, LENGTH);
	open_tail(&tail);
	assert_int_equal(tail.trouble.code, ERROR_FAILED);
	assert_non_null(strstr(tail.trouble.text, "a line of more than"));
	assert_true(tail.reached);
	audit_tail_finish(&tail);
	free(bytes);
}

static void what_cannot_be_read_is_said(void **state)
{
	struct error error = {.code = ERROR_NONE};
	struct audit_tail tail = {.fn = on_line};
	char *path = audit_dup_path();
	bool begins;

	(void)state;
	append(0, 1);
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	audit_tail_init(&tail);
	assert_false(audit_tail_look(&tail, &begins, &error));
	assert_non_null(strstr(error.text, "no regular file"));
	audit_tail_finish(&tail);
	rmdir(path);
	mem_free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_is_read_back_and_then_on, begin, end),
		cmocka_unit_test_setup_teardown(a_change_shows_where_it_is, begin, end),
		cmocka_unit_test_setup_teardown(a_record_taken_out_shows, begin, end),
		cmocka_unit_test_setup_teardown(another_file_is_read_anew, begin, end),
		cmocka_unit_test_setup_teardown(half_a_line_is_told_and_waited_for, begin, end),
		cmocka_unit_test_setup_teardown(a_line_without_end_stops_it, begin, end),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_said, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
