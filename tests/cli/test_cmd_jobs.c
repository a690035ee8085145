#include "cli/run.h"

#include <ftw.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/crc32c.h"
#include "ops/journal.h"
#include "support/redis.h"

static char folder[] = "/tmp/rivermaster-jobs-test-XXXXXX";
static char kept[128];

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static int start(void **state)
{
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	setenv("XDG_STATE_HOME", folder, 1);
	snprintf(kept, sizeof kept, "%s/rivermaster", folder);
	*state = redis_start(NULL);
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	nftw(kept, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return rmdir(folder);
}

static int before_each(void **state)
{
	redis_ok(*state, "FLUSHALL", NULL);
	nftw(kept, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	redis_ok(*state, "XADD", "orders", "1-0", "n", "1", NULL);
	redis_ok(*state, "XADD", "orders", "2-0", "n", "2", NULL);
	return 0;
}

#define ON(server, ...) RUN(__VA_ARGS__, "--url", redis_url(server))

static void expect(struct run *run, int code, const char *text)
{
	run_expect_code(run, code);
	run_expect_text(code == 0 ? run_out(run) : run_err(run), text);
	run_finish(run);
}

static void begin(struct redis_server *server, char job[JOB_ID_MAX])
{
	struct run run = ON(server, "replay", "orders", "--into", "new", "--create", "--yes");

	run_expect_code(&run, 0);
	run_finish(&run);
	run = ON(server, "jobs");
	snprintf(job, JOB_ID_MAX, "%.26s", run_out(&run));
	run_finish(&run);
}

static void path_of(const char *job, char path[256])
{
	snprintf(path, 256, "%s/jobs/%s.journal", kept, job);
}

/* As though it had stopped before its end: the marker stays, the journal's last record goes. */
static void take_off_end(struct redis_server *server, const char *job)
{
	char path[256], key[64];
	struct stat st;

	path_of(job, path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - 1), 0);
	snprintf(key, sizeof key, "{new}:rm:job:%s", job);
	assert_int_equal(redis_int(server, "PERSIST", key, NULL), 1);
}

static void a_list_has_the_fields_of_the_contract(void **state)
{
	static const char *const parts[] = {"\"operation\":\"replay\"", "\"source\":\"orders\"",
		"\"target\":\"new\"", "\"state\":\"done\"", "\"done\":2", "\"failed\":0",
		"\"skipped\":0", "\"remaining\":0", "\"started_ms\":1", "\"who\":", "\"host\":"};
	char job[JOB_ID_MAX];

	begin(*state, job);
	struct run run = ON(*state, "jobs", "--json");
	run_expect_code(&run, 0);
	assert_true(run_out(&run)[0] == '[');
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		run_expect_text(run_out(&run), parts[i]);
	}
	run_finish(&run);
	run = ON(*state, "jobs", "show", job, "--json");
	run_expect_code(&run, 0);
	assert_true(run_out(&run)[0] == '{');
	run_expect_text(run_out(&run), job);
	run_finish(&run);
}

static void nothing_is_done_without_yes_or_to_what_has_ended(void **state)
{
	char job[JOB_ID_MAX];

	begin(*state, job);
	struct run run = ON(*state, "jobs", "undo", job);
	expect(&run, 0, "Nothing was changed");
	assert_int_equal(redis_int(*state, "XLEN", "new", NULL), 2);
	run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 4, "it is done");
	run = ON(*state, "jobs", "cancel", job, "--yes");
	expect(&run, 4, "it is done");
}

static void unknown_jobs_are_said_to_be(void **state)
{
	struct run run = ON(*state, "jobs", "resume", "abcdefghijklmnopqrstuvwxyz", "--yes");

	expect(&run, 1, "there is no job abcdefghijklmnopqrstuvwxyz");
	run = ON(*state, "jobs", "show", "abcdefghijklmnopqrstuvwxyz");
	expect(&run, 1, "there is no job");
	run = ON(*state, "jobs", "show", "../../etc/passwd");
	expect(&run, 2, "26 letters and digits");
	run = ON(*state, "jobs", "resume");
	expect(&run, 2, "which JOB?");
	run = ON(*state, "jobs", "dance", "abcdefghijklmnopqrstuvwxyz");
	expect(&run, 2, "show, resume, cancel or undo");
	run = ON(*state, "jobs");
	expect(&run, 0, "no jobs");
}

static void a_stopped_job_is_resumed_or_cancelled_and_doubles_nothing(void **state)
{
	char job[JOB_ID_MAX];

	begin(*state, job);
	take_off_end(*state, job);
	struct run run = ON(*state, "jobs", "--json");
	expect(&run, 0, "\"state\":\"stopped\"");
	run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 0, "2 done");
	assert_int_equal(redis_int(*state, "XLEN", "new", NULL), 2);
	take_off_end(*state, job);
	run = ON(*state, "jobs", "cancel", job, "--yes");
	expect(&run, 0, "is cancelled");
	assert_int_equal(redis_int(*state, "XLEN", "new", NULL), 2);
	run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 4, "it is cancelled");
}

static void a_job_without_its_journal_is_known_to_the_server(void **state)
{
	char job[JOB_ID_MAX];

	begin(*state, job);
	take_off_end(*state, job);
	nftw(kept, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	struct run run = ON(*state, "jobs");
	expect(&run, 0, "(known to the server alone)");
	run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 0, "2 done");
	assert_int_equal(redis_int(*state, "XLEN", "new", NULL), 2);
}

/* Else whoever lost the journal would take the job for one that never was, and do it again. */
static void a_job_that_has_ended_is_known_without_its_journal(void **state)
{
	char job[JOB_ID_MAX];

	begin(*state, job);
	nftw(kept, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	struct run run = ON(*state, "jobs", "--json");
	expect(&run, 0, "\"state\":\"done\"");
	run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 4, "it is done");
	run = ON(*state, "jobs", "undo", job, "--yes");
	expect(&run, 0, "undone");
	assert_int_equal(redis_int(*state, "XLEN", "new", NULL), 0);
	run = ON(*state, "jobs", "--json");
	expect(&run, 0, "\"state\":\"undone\"");
}

static void a_resumed_job_keeps_to_its_limit(void **state)
{
	char job[JOB_ID_MAX];
	struct run run = ON(
		*state, "replay", "orders", "--into", "new", "--create", "--limit", "1", "--yes");

	expect(&run, 0, "1 done");
	run = ON(*state, "jobs");
	snprintf(job, JOB_ID_MAX, "%.26s", run_out(&run));
	run_finish(&run);
	take_off_end(*state, job);
	run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 0, "1 done");
	assert_int_equal(redis_int(*state, "XLEN", "new", NULL), 1);
}

static void a_marker_that_is_gone_stops_a_job_for_good(void **state)
{
	char job[JOB_ID_MAX], key[64];

	begin(*state, job);
	take_off_end(*state, job);
	snprintf(key, sizeof key, "{new}:rm:job:%s", job);
	redis_ok(*state, "DEL", key, NULL);
	struct run run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 4, "the server has no marker of this job any more");
	assert_int_equal(redis_int(*state, "XLEN", "new", NULL), 2);
}

static void a_job_has_one_console(void **state)
{
	char job[JOB_ID_MAX], path[256];

	begin(*state, job);
	take_off_end(*state, job);
	path_of(job, path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	struct run run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 4, "another console is at work on this job");
	run = ON(*state, "jobs", "--json");
	expect(&run, 0, "\"state\":\"running\"");
	close(fd);
}

static void a_journal_from_a_newer_version_is_left_alone(void **state)
{
	char job[JOB_ID_MAX], path[256];
	struct request request;
	struct buf record;

	begin(*state, job);
	path_of(job, path);
	request_init(&request);
	buf_init(&record, 1 << 20);
	snprintf(request.job, sizeof request.job, "%s", job);
	journal_begin(&record, 0, &request);
	request_finish(&request);
	/* The version is the first byte of the payload; the sum stands in bytes 4 to 7. */
	record.at[17] = REQUEST_VERSION + 1;
	uint32_t sum = crc32c(text_from(record.at + 8, record.length - 8));
	for (size_t i = 0; i < 4; i++) {
		record.at[4 + i] = (char)(unsigned char)(sum >> (8 * i));
	}
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	assert_int_equal(write(fd, record.at, record.length), record.length);
	close(fd);
	struct run run = ON(*state, "jobs", "resume", job, "--yes");
	expect(&run, 4, "newer version");
	buf_finish(&record);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, before_each)
	const struct CMUnitTest tests[] = {
		TEST(a_list_has_the_fields_of_the_contract),
		TEST(nothing_is_done_without_yes_or_to_what_has_ended),
		TEST(unknown_jobs_are_said_to_be),
		TEST(a_stopped_job_is_resumed_or_cancelled_and_doubles_nothing),
		TEST(a_job_without_its_journal_is_known_to_the_server),
		TEST(a_job_that_has_ended_is_known_without_its_journal),
		TEST(a_resumed_job_keeps_to_its_limit),
		TEST(a_marker_that_is_gone_stops_a_job_for_good),
		TEST(a_job_has_one_console),
		TEST(a_journal_from_a_newer_version_is_left_alone),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
