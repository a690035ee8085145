#include "parsed.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include "support/redis.h"

static char folder[] = "/tmp/rivermaster-record-test-XXXXXX";
static char file[64];

static int start(void **state)
{
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	snprintf(file, sizeof file, "%s/events", folder);
	*state = redis_start(NULL);
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	unlink(file);
	return rmdir(folder);
}

static int before_each(void **state)
{
	unlink(file);
	redis_ok(*state, "FLUSHALL", NULL);
	redis_ok(*state, "XADD", "orders", "1-0", "n", "1", NULL);
	redis_ok(*state, "XADD", "orders", "2-0", "n", "2", NULL);
	redis_ok(*state, "XADD", "payments", "1-5", "n", "3", NULL);
	return 0;
}

static size_t load(char *bytes, size_t size)
{
	FILE *from = fopen(file, "r");

	assert_non_null(from);
	size_t length = fread(bytes, 1, size - 1, from);
	fclose(from);
	bytes[length] = '\0';
	return length;
}

static size_t lines_in(const char *bytes)
{
	size_t lines = 0;

	for (; *bytes != '\0'; bytes++) {
		lines += *bytes == '\n';
	}
	return lines;
}

static void a_range_is_recorded_and_can_be_imported(void **state)
{
	char bytes[4096];
	struct stat status;
	struct run run =
		RUN("record", file, "--from", "-", "--to", "+", "--url", redis_url(*state));

	run_expect_code(&run, 0);
	assert_string_equal(run_out(&run), "");
	run_expect_text(run_err(&run), "3 events recorded in");
	run_finish(&run);
	assert_int_equal(stat(file, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	load(bytes, sizeof bytes);
	assert_int_equal(lines_in(bytes), 3);
	redis_ok(*state, "FLUSHALL", NULL);
	run = RUN("import", file, "--keep-ids", "--create", "--yes", "--url", redis_url(*state));
	run_expect_code(&run, 0);
	run_finish(&run);
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), 2);
	assert_int_equal(redis_int(*state, "XLEN", "payments", NULL), 1);
}

static void what_comes_is_recorded_until_there_is_enough(void **state)
{
	char bytes[4096];
	const char *words[] = {"record", file, "orders", "--from", "2-0", "--limit", "2", "--json",
		"--url", redis_url(*state), NULL};
	struct run run = run_begin(words);

	redis_ok(*state, "XADD", "payments", "5-0", "n", "5", NULL);
	redis_ok(*state, "XADD", "orders", "5-0", "n", "6", NULL);
	run_end(&run);
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "\"entries\":2");
	run_finish(&run);
	load(bytes, sizeof bytes);
	assert_int_equal(lines_in(bytes), 2);
	run_expect_text(bytes, "\"id\": \"5-0\"");
	run_expect_no_text(bytes, "payments");
}

static void nothing_is_written_over(void **state)
{
	char bytes[64];
	FILE *there = fopen(file, "w");

	fputs("mine", there);
	fclose(there);
	struct run run = RUN("record", file, "--to", "+", "--url", redis_url(*state));
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "name a new file");
	run_finish(&run);
	load(bytes, sizeof bytes);
	assert_string_equal(bytes, "mine");
	run = RUN("record");
	run_expect_code(&run, 2);
	run_finish(&run);
}

static void nothing_is_left_of_what_did_not_begin(void **state)
{
	struct stat status;
	struct run run = RUN("record", file, "missing", "--to", "+", "--url", redis_url(*state));

	run_expect_code(&run, 1);
	run_finish(&run);
	assert_int_not_equal(stat(file, &status), 0);
	run = RUN("record", file, "orders", "--to", "+", "--where", "n ==", "--url",
		redis_url(*state));
	run_expect_code(&run, 2);
	run_finish(&run);
	assert_int_not_equal(stat(file, &status), 0);
}

/* The limit on the length of a file does as a full disk. */
static void a_full_disk_leaves_whole_lines(void **state)
{
	enum { ROOM = 1000 };
	char bytes[4096];
	struct rlimit before, less;

	for (int i = 10; i < 60; i++) {
		char id[16];

		snprintf(id, sizeof id, "%d-0", i);
		redis_ok(*state, "XADD", "orders", id, "n", "a value of some length", NULL);
	}
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	less = (struct rlimit){.rlim_cur = ROOM, .rlim_max = before.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &less), 0);
	const char *words[] = {"record", file, "orders", "--from", "-", "--to", "+", "--url",
		redis_url(*state), NULL};
	struct run run = run_begin(words);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	run_end(&run);
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "cannot write to the file: File too large");
	run_finish(&run);
	size_t length = load(bytes, sizeof bytes);
	assert_true(length > 0 && length <= ROOM);
	assert_int_equal(bytes[length - 1], '\n');
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, before_each)
	const struct CMUnitTest tests[] = {
		TEST(a_range_is_recorded_and_can_be_imported),
		TEST(what_comes_is_recorded_until_there_is_enough),
		TEST(nothing_is_written_over),
		TEST(nothing_is_left_of_what_did_not_begin),
		TEST(a_full_disk_leaves_whole_lines),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
