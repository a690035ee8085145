#include "cli/run.h"

#include <sys/stat.h>

#include "engine/audit.h"

static char folder[] = "/tmp/rivermaster-audit-cli-test-XXXXXX";
static char inner[128], file[160];

static int start(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	setenv("XDG_STATE_HOME", folder, 1);
	snprintf(inner, sizeof inner, "%s/rivermaster", folder);
	snprintf(file, sizeof file, "%s/audit.jsonl", inner);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	unlink(file);
	rmdir(inner);
	return rmdir(folder);
}

static int forget(void **state)
{
	(void)state;
	unlink(file);
	return 0;
}

static void expect(struct run *run, int code, const char *text)
{
	run_expect_code(run, code);
	run_expect_text(run_out(run), text);
	run_finish(run);
}

static void keep(const char *operation)
{
	struct audit_record record = {.operation = operation,
		.reason = "ticket \033[2J 7",
		.result = "done",
		.topic = text_of("orders"),
		.entries = 3};
	struct error error = {.code = ERROR_NONE};

	assert_true(audit_append(&record, &error));
}

static void records_are_told_safely(void **state)
{
	(void)state;
	struct run run = RUN("audit");
	run_expect_code(&run, 0);
	assert_string_equal(run_out(&run), "");
	run_finish(&run);
	keep("replay");
	keep("import");
	run = RUN("audit");
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "replay orders: done  reason: ticket");
	run_finish(&run);
	run = RUN("audit", "--json");
	run_expect_harmless(&run.out);
	expect(&run, 0, "\"operation\": \"import\"");
	run = RUN("audit", "--verify");
	expect(&run, 0, "2 records, each as it was written");
	run = RUN("audit", "--verify", "--json");
	expect(&run, 0, "{\"records\": 2, \"verified\": true, \"broken\": 0}");
}

static void load(struct buf *content)
{
	char bytes[4096];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t length = read(fd, bytes, sizeof bytes);

	close(fd);
	buf_init(content, sizeof bytes);
	buf_add(content, bytes, (size_t)length);
}

static void store(struct text content)
{
	int fd = open(file, O_WRONLY | O_TRUNC | O_CLOEXEC);

	assert_int_equal(write(fd, content.at, content.length), content.length);
	close(fd);
}

static void every_altered_byte_shows(void **state)
{
	struct buf content;

	(void)state;
	keep("replay");
	keep("import");
	load(&content);
	for (size_t i = 0; i < content.length; i++) {
		struct error error = {.code = ERROR_NONE};
		struct audit_chain chain;

		content.at[i] ^= 1;
		store(buf_text(&content));
		content.at[i] ^= 1;
		assert_true(audit_read(&chain, NULL, NULL, &error));
		assert_true(chain.broken > 0);
	}
	buf_finish(&content);
}

static void a_record_that_is_missing_shows(void **state)
{
	struct buf content;

	(void)state;
	keep("replay");
	keep("import");
	keep("replay");
	load(&content);
	struct text rest = buf_text(&content), first = text_cut(&rest, '\n');
	store(rest);
	struct run run = RUN("audit", "--verify");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "record 1 was changed, or one before it was taken out");
	run_finish(&run);
	struct text second = text_cut(&rest, '\n');
	(void)second;
	struct buf gap;
	buf_init(&gap, 8192);
	buf_add_text(&gap, first);
	buf_add_byte(&gap, '\n');
	buf_add_text(&gap, rest);
	store(buf_text(&gap));
	run = RUN("audit", "--verify", "--json");
	expect(&run, 1, "\"verified\": false, \"broken\": 2}");
	buf_finish(&gap);
	buf_finish(&content);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, forget)
	const struct CMUnitTest tests[] = {
		TEST(records_are_told_safely),
		TEST(every_altered_byte_shows),
		TEST(a_record_that_is_missing_shows),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
