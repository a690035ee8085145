#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/mem.h"
#include "engine/audit.h"

enum { WRITERS = 4, RECORDS_EACH = 25, FILE_BYTES_MAX = 1 << 20 };

static char folder[] = "/tmp/rivermaster-audit-XXXXXX";

static int begin(void **state)
{
	(void)state;
	strcpy(strrchr(folder, '-'), "-XXXXXX");
	return mkdtemp(folder) == NULL || setenv("XDG_STATE_HOME", folder, 1) != 0;
}

static char *path_of(const char *name)
{
	struct buf path;
	char *taken;

	buf_init(&path, 4096);
	buf_addf(&path, "%s/%s", folder, name);
	taken = buf_take(&path);
	buf_finish(&path);
	return taken;
}

static int end(void **state)
{
	static const char *const names[] = {"rivermaster/audit.jsonl", "elsewhere"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *path = path_of(names[i]);

		unlink(path);
		mem_free(path);
	}
	char *inner = path_of("rivermaster");
	rmdir(inner);
	mem_free(inner);
	return rmdir(folder);
}

static struct audit_record record_of(const char *operation)
{
	return (struct audit_record){.operation = operation,
		.reason = "ticket 7: \033[2J \xe2\x80\xae",
		.result = "done",
		.topic = text_from("orders\0\xff", 8),
		.id = text_of("5-0"),
		.entries = 3,
		.bytes = -1};
}

static void take(struct buf *content)
{
	char *path = audit_dup_path(), block[4096];
	int fd = open(path, O_RDONLY);
	ssize_t got;

	assert_true(fd >= 0);
	buf_init(content, FILE_BYTES_MAX);
	while ((got = read(fd, block, sizeof block)) > 0) {
		buf_add(content, block, (size_t)got);
	}
	close(fd);
	mem_free(path);
}

/* The string of a member; fails where there is none. */
static void member(struct text line, const char *name, struct buf *out)
{
	struct json_value whole, key, value;
	struct json_walk walk;

	assert_true(json_read(line, &whole));
	json_walk_begin(&walk, &whole);
	while (json_walk_next(&walk, &key, &value)) {
		if (json_string_is(&key, text_of(name))) {
			buf_reset(out);
			assert_true(value.kind != JSON_STRING || json_string(out, &value));
			return;
		}
	}
	fail_msg("no %s in %.*s", name, (int)line.length, line.at);
}

/* Each hash is that of its line without it, each line names the one before. Returns how many. */
static size_t verify(void)
{
	struct buf content, hash, previous, named;
	struct text rest;
	char hex[DIGEST_HEX_MAX];
	size_t count = 0;

	take(&content);
	buf_init(&hash, 256);
	buf_init(&previous, 256);
	buf_init(&named, 256);
	for (rest = buf_text(&content); rest.length > 0; count++) {
		struct text line = text_cut(&rest, '\n');
		size_t behind = strlen(", \"hash\": \"\"}") + DIGEST_HEX_MAX - 1;

		member(line, "prev", &named);
		member(line, "hash", &hash);
		assert_string_equal(named.at, previous.at);
		digest_of(text_from(line.at, line.length - behind), hex);
		assert_string_equal(hash.at, hex);
		buf_reset(&previous);
		buf_add_text(&previous, buf_text(&hash));
	}
	buf_finish(&named);
	buf_finish(&previous);
	buf_finish(&hash);
	buf_finish(&content);
	return count;
}

static void a_record_is_a_line_that_says_all(void **state)
{
	static const char *const parts[] = {"{\"at_ms\": 1",
		"\"who\": ", "\"host\": ", "\"operation\": \"unmask\"", "\"job\": null",
		"\"reason\": \"ticket 7: ^[[2J ",
		("\"touches\": {\"topic\": {\"base64\": \"b3JkZXJzAP8=\"}, \"id\": \"5-0\", "
		 "\"entries\": 3}"),
		"\"result\": \"done\"", "\"plan_sha256\": null", "\"prev\": null"};
	struct audit_record record = record_of("unmask");
	struct error error = {.code = ERROR_NONE};
	struct buf content;
	struct stat st;
	char *path = audit_dup_path();

	(void)state;
	umask(0);
	assert_true(audit_append(&record, &error));
	take(&content);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strstr(content.at, parts[i]) == NULL) {
			fail_msg("%s is not in %s", parts[i], content.at);
		}
	}
	assert_null(strchr(content.at, '\033'));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	*strrchr(path, '/') = '\0';
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_true(audit_append(&record, &error));
	assert_true(audit_check(&error));
	assert_int_equal(verify(), 2);
	buf_finish(&content);
	mem_free(path);
}

static void two_consoles_write_one_chain(void **state)
{
	(void)state;
	for (int i = 0; i < WRITERS; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			struct audit_record record = record_of("import");
			bool good = true;

			for (int n = 0; n < RECORDS_EACH; n++) {
				good = audit_append(&record, NULL) && good;
			}
			_exit(good ? 0 : 1);
		}
	}
	for (int i = 0; i < WRITERS; i++) {
		int status = -1;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(verify(), WRITERS * RECORDS_EACH);
}

static void refused(enum error_code code, const char *says)
{
	struct audit_record record = record_of("import");
	struct error error = {.code = ERROR_NONE};

	assert_false(audit_append(&record, &error));
	assert_int_equal(error.code, code);
	if (strstr(error.text, says) == NULL) {
		fail_msg("%s is not in: %s", says, error.text);
	}
	assert_false(audit_check(&error));
}

static void what_others_may_write_to_is_refused(void **state)
{
	struct audit_record record = record_of("import");
	char *path = audit_dup_path(), *inner = path_of("rivermaster");

	(void)state;
	assert_true(audit_append(&record, NULL));
	assert_int_equal(chmod(path, 0620), 0);
	refused(ERROR_REFUSED, "other users may write to");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(chmod(inner, 0777), 0);
	refused(ERROR_REFUSED, "other users may write to");
	assert_int_equal(chmod(inner, 0700), 0);
	assert_true(audit_append(&record, NULL));
	assert_int_equal(verify(), 2);
	mem_free(inner);
	mem_free(path);
}

static void put(const char *bytes)
{
	char *path = audit_dup_path();
	int fd = open(path, O_WRONLY | O_APPEND);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
	close(fd);
	mem_free(path);
}

/* A write that was interrupted is cut off, which is a record of its own. */
static void half_a_record_is_cut_off_and_that_is_recorded(void **state)
{
	static const char half
		[] = "{\"at_ms\": 5, \"operation\": \"imp",
	    *says = "\"operation\": \"repair\", \"job\": null, \"reason\": \"an unfinished line of "
		    "30 bytes was cut off\"";
	struct audit_record record = record_of("import");
	struct error error = {.code = ERROR_NONE};
	struct buf content;

	(void)state;
	assert_int_equal(strlen(half), 30);
	assert_true(audit_append(&record, NULL));
	put(half);
	assert_true(audit_append(&record, &error));
	assert_int_equal(verify(), 3);
	take(&content);
	assert_null(strstr(content.at, half));
	assert_non_null(strstr(content.at, says));
	buf_finish(&content);
	put(half);
	assert_true(audit_check(&error));
	assert_int_equal(verify(), 4);
}

static void nothing_but_half_a_record_is_cut_off_as_well(void **state)
{
	struct audit_record record = record_of("import");
	char *path = audit_dup_path();

	(void)state;
	assert_true(audit_append(&record, NULL));
	assert_int_equal(truncate(path, 40), 0);
	assert_true(audit_append(&record, NULL));
	assert_int_equal(verify(), 2);
	mem_free(path);
}

/* Holds the lock until `end` is closed. */
static void hold(const char *path, int ready, int end)
{
	int fd = open(path, O_RDWR);
	char byte;

	if (fd < 0 || flock(fd, LOCK_EX) != 0 || write(ready, "x", 1) != 1) {
		_exit(1);
	}
	_exit(read(end, &byte, 1) == 0 ? 0 : 1);
}

static void a_lock_that_is_never_given_back_is_told(void **state)
{
	struct audit_record record = record_of("import");
	char *path = audit_dup_path(), byte;
	int ready[2], end[2], status = -1;
	struct timespec from, to;
	pid_t pid;

	(void)state;
	assert_true(audit_append(&record, NULL));
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(end), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(end[1]);
		hold(path, ready[1], end[0]);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	clock_gettime(CLOCK_MONOTONIC, &from);
	refused(ERROR_FAILED, "another process holds it");
	clock_gettime(CLOCK_MONOTONIC, &to);
	/* refused() tries twice. */
	assert_in_range(to.tv_sec - from.tv_sec, 3, 20);
	close(end[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(audit_append(&record, NULL));
	assert_int_equal(verify(), 2);
	close(end[0]);
	close(ready[0]);
	close(ready[1]);
	mem_free(path);
}

/* Whoever may write to a folder above can put another in its place. */
static void folders_above_are_nobody_elses(void **state)
{
	struct audit_record record = record_of("import");

	(void)state;
	assert_int_equal(chmod(folder, 0777), 0);
	refused(ERROR_REFUSED, "other users may write to");
	assert_int_equal(chmod(folder, 01777), 0);
	assert_true(audit_append(&record, NULL));
	assert_int_equal(chmod(folder, 0770), 0);
	assert_true(audit_append(&record, NULL));
	assert_int_equal(chmod(folder, 0700), 0);
	assert_int_equal(verify(), 2);
}

static void what_is_no_record_is_left_alone(void **state)
{
	struct audit_record record = record_of("import");
	char *path = audit_dup_path(), *elsewhere = path_of("elsewhere");

	(void)state;
	assert_true(audit_append(&record, NULL));
	put("{\"whole\": 1}\n");
	refused(ERROR_FAILED, "does not end with a whole record");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(elsewhere, path), 0);
	refused(ERROR_FAILED, "cannot open it");
	assert_int_not_equal(access(elsewhere, F_OK), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	refused(ERROR_REFUSED, "is no regular file");
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", "relative", 1);
	refused(ERROR_FAILED, "set XDG_STATE_HOME or HOME");
	setenv("XDG_STATE_HOME", folder, 1);
	mem_free(elsewhere);
	mem_free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_record_is_a_line_that_says_all, begin, end),
		cmocka_unit_test_setup_teardown(two_consoles_write_one_chain, begin, end),
		cmocka_unit_test_setup_teardown(what_others_may_write_to_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(
			half_a_record_is_cut_off_and_that_is_recorded, begin, end),
		cmocka_unit_test_setup_teardown(
			nothing_but_half_a_record_is_cut_off_as_well, begin, end),
		cmocka_unit_test_setup_teardown(
			a_lock_that_is_never_given_back_is_told, begin, end),
		cmocka_unit_test_setup_teardown(folders_above_are_nobody_elses, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_record_is_left_alone, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
