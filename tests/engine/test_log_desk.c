#include "base/digest.h"
#include "engine/audit.h"
#include "engine/state_folder.h"

#include <sys/stat.h>
#include <unistd.h>

enum { MANY = 100000 };

static const struct log_list *log_of(struct rig *rig)
{
	return model_log(engine_model(rig->engine));
}

static const struct log_source_about *about(struct rig *rig, enum log_source source)
{
	return &log_list_about(log_of(rig))->of[source];
}

static bool both_are_read(struct rig *rig)
{
	return about(rig, LOG_FILE)->told && !about(rig, LOG_FILE)->on &&
		about(rig, LOG_STREAM)->told && !about(rig, LOG_STREAM)->on;
}

static void append(const char *operation, char hash[DIGEST_HEX_MAX])
{
	struct error error;

	assert_true(audit_append_hash(
		&(struct audit_record){.operation = operation, .entries = 1, .bytes = -1}, hash,
		&error));
}

static struct log_row newest(struct rig *rig)
{
	struct log_row row;

	assert_true(log_list_count(log_of(rig)) > 0);
	assert_true(log_list_get(log_of(rig), log_list_number(log_of(rig), 0), &row));
	return row;
}

static bool has_three(struct rig *rig)
{
	return log_list_count(log_of(rig)) == 3;
}

static bool has_four(struct rig *rig)
{
	return log_list_count(log_of(rig)) == 4;
}

static bool is_denied(struct rig *rig)
{
	return about(rig, LOG_STREAM)->failed;
}

static void both_sources_are_one_list_that_grows(void **state)
{
	struct redis_server *server = redis_start(NULL);
	char hash[DIGEST_HEX_MAX];
	struct rig rig;

	(void)state;
	rig_init(&rig, server);
	rig_start(&rig);
	look_at_log(&rig, (struct interest_log){.records = true});
	rig_until(&rig, both_are_read);
	assert_true(about(&rig, LOG_FILE)->absent);
	assert_true(about(&rig, LOG_STREAM)->absent);
	append("replay", hash);
	redis_ok(server, "XADD", AUDIT_STREAM, "*", "operation", "replay", "record", hash, "target",
		"orders:dlq", NULL);
	redis_ok(server, "XADD", AUDIT_STREAM, "*", "operation", "ack", "who", "sam", NULL);
	append("import", hash);
	rig_until(&rig, has_three);
	assert_false(about(&rig, LOG_FILE)->absent);
	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	redis_ok(server, "XADD", AUDIT_STREAM, "9999999999999-0", "operation", "claim", NULL);
	rig_until(&rig, has_four);
	assert_true(text_is(newest(&rig).as.operation, "claim"));
	redis_ok(server, "ACL", "SETUSER", "default", "-xrange", "-xrevrange", NULL);
	rig_until(&rig, is_denied);
	assert_int_equal(log_list_count(log_of(&rig)), 4);
	assert_non_null(strstr(about(&rig, LOG_STREAM)->trouble, "NOPERM"));
	rig_finish(&rig);
	redis_stop(server);
}

/* A file as so many records make it, with one of them changed. */
static void write_many(void)
{
	char path[128], hash[DIGEST_HEX_MAX] = "", line[1000];
	FILE *file;

	snprintf(path, sizeof path, "%s/rivermaster", state_folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/rivermaster/audit.jsonl", state_folder);
	file = fopen(path, "w");
	assert_non_null(file);
	for (int i = 0; i < MANY; i++) {
		const char *mark = *hash == '\0' ? "" : "\"";
		int length = snprintf(line, sizeof line,
			"{\"at_ms\": %lld, \"who\": \"sam\", \"host\": \"bastion\", \"operation\": "
			"\"replay\", \"touches\": {\"topic\": \"orders.created\", \"entries\": "
			"%d}, "
			"\"result\": \"done: 3 written\", \"prev\": %s%s%s",
			1700000000000LL + i, i, mark, *hash == '\0' ? "null" : hash, mark);

		digest_of(text_from(line, (size_t)length), hash);
		fprintf(file, "%s, \"hash\": \"%s\"}\n",
			i == MANY / 2 ? "{\"operation\": \"none\"" : line, hash);
	}
	fclose(file);
	assert_int_equal(chmod(path, 0600), 0);
}

static bool has_a_page(struct rig *rig)
{
	return log_list_count(log_of(rig)) >= 50;
}

/* What nothing is left room for is checked all the same, and counted. */
static void many_are_read_newest_first_within_bounds(void **state)
{
	static const char script[] =
		"for i = 1, 100000 do redis.call('XADD', 'rivermaster:audit', (1600000000000 + i) "
		".. "
		"'-0', 'operation', 'ack', 'who', 'kim', 'topic', 'orders.created', 'result', "
		"'done: 3 written') end";
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	write_many();
	redis_ok(server, "EVAL", script, "0", NULL);
	rig_init(&rig, server);
	rig.config.model.memory_bytes = 64 << 20;
	rig_start(&rig);
	look_at_log(&rig, (struct interest_log){.records = true});
	rig_until(&rig, has_a_page);
	assert_true(about(&rig, LOG_FILE)->records < MANY);
	rig_until(&rig, both_are_read);
	assert_int_equal(about(&rig, LOG_FILE)->records, MANY);
	/* That one, and the one behind it does not follow on another: but its hash is there. */
	assert_int_equal(about(&rig, LOG_FILE)->broken, 1);
	assert_true(text_is(newest(&rig).as.operation, "replay"));
	assert_int_equal(newest(&rig).as.at_ms, 1700000000000 + MANY - 1);
	assert_in_range(log_list_count(log_of(&rig)), 3000, MANY);
	assert_true(log_list_about(log_of(&rig))->dropped > 0);
	assert_true(about(&rig, LOG_STREAM)->records < MANY);
	rig_finish(&rig);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			both_sources_are_one_list_that_grows, state_begin, state_end),
		cmocka_unit_test_setup_teardown(
			many_are_read_newest_first_within_bounds, state_begin, state_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
