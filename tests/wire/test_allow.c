#include "wire/allow.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "support/redis.h"

static bool allowed(const char *words, struct error *error)
{
	struct command command;
	command_init(&command);
	command_words(&command, words);
	bool allows = allow_read(&command, error);
	command_finish(&command);
	return allows;
}

static void bounded_reads_pass(void **state)
{
	(void)state;
	static const char *const reads[] = {
		"PING",
		"ping",
		"AUTH pw",
		"AUTH anna pw",
		"SELECT 3",
		"INFO",
		"INFO server",
		"ROLE",
		"DBSIZE",
		"TIME",
		"COMMAND INFO xadd",
		"COMMAND COUNT",
		"CLIENT SETNAME x",
		"client setname x",
		"CLIENT ID",
		"CLIENT NO-TOUCH ON",
		"CLIENT SETINFO lib-name x",
		"SCAN 0",
		"HSCAN marker 0",
		"HSCAN marker 0 COUNT 500",
		"SCAN 0 MATCH a* COUNT 1000 TYPE stream",
		"TYPE k",
		"XLEN k",
		"XRANGE k - + COUNT 1",
		"xrange k - + count 10000",
		"XREVRANGE k + - COUNT 500",
		"XREAD COUNT 10 STREAMS a b 0 0",
		"xread count 10 streams BLOCK 0",
		"XINFO STREAM k",
		"XINFO STREAM FULL",
		"XINFO GROUPS k",
		"XINFO CONSUMERS k g",
		"XPENDING k g",
		"XPENDING k g - + 10",
		"XPENDING k g - + 10 anna",
		"MEMORY USAGE k",
		"MEMORY USAGE k SAMPLES 5",
		"CLUSTER SLOTS",
		"ACL WHOAMI",
	};
	for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
		struct error error = {.code = ERROR_NONE};
		if (!allowed(reads[i], &error)) {
			fail_msg("%s: %s", reads[i], error.text);
		}
		assert_int_equal(error.code, ERROR_NONE);
	}
}

static void unbounded_reads_are_refused(void **state)
{
	(void)state;
	static const char *const reads[] = {
		"XRANGE k - +",
		"XRANGE k - + COUNT",
		"XRANGE k - + COUNT 0",
		"XRANGE k - + COUNT -1",
		"XRANGE k - + COUNT x",
		"XRANGE k - + COUNT 10001",
		"XRANGE k - + COUNT 99999999999999999999",
		"XRANGE k - + FOO 1",
		"XRANGE k COUNT 1",
		"XRANGE",
		"XREVRANGE k + -",
		"XREAD STREAMS a 0",
		"XREAD COUNT 0 STREAMS a 0",
		"XREAD BLOCK 0 STREAMS a $",
		"XREAD COUNT 1 BLOCK 0 STREAMS a $",
		"XREAD BLOCK 0 COUNT 1 STREAMS a $",
		"XREAD",
		"XREAD COUNT",
		"XREAD COUNT 1 NOACK STREAMS a 0",
		"XINFO STREAM k FULL",
		"XINFO STREAM k FULL COUNT 1",
		"XINFO STREAM k full",
		"XINFO STREAM",
		"XINFO HELP",
		"XPENDING k g IDLE 5 - + 10",
		"XPENDING k g - +",
		"XPENDING k g - + 0",
		"XPENDING k g - + 10 a b",
		"XPENDING k",
		"SCAN 0 COUNT 10001",
		"HSCAN marker 0 COUNT 10001",
		"SCAN 0 COUNT 0",
		"SCAN 0 COUNT",
		"MEMORY USAGE k SAMPLES 0",
		"MEMORY USAGE k SAMPLES",
		"MEMORY DOCTOR",
		"KEYS *",
		"SMEMBERS k",
		"GET k",
		"LRANGE k 0 -1",
	};
	for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
		struct error error = {.code = ERROR_NONE};
		if (allowed(reads[i], &error)) {
			fail_msg("%s is allowed", reads[i]);
		}
		assert_int_equal(error.code, ERROR_REFUSED);
	}
}

/* Whatever the server itself calls a write, an administration or a script is refused in each of its
 * forms. */
static void every_write_command_of_a_server_is_refused(void **state)
{
	(void)state;
	static const char *const kinds[] = {"write", "admin", "noscript", "blocking", "pubsub"};
	static const char *const exempt[] = {"auth", "xread", "select", "role", "info"};
	struct redis_server *server = redis_start(NULL);
	redisReply *commands = redis_raw(server, "COMMAND", NULL);
	int refused = 0;
	for (size_t i = 0; i < commands->elements; i++) {
		const char *name = commands->element[i]->element[0]->str;
		const redisReply *flags = commands->element[i]->element[2];
		bool dangerous = false, is_exempt = false;
		for (size_t f = 0; f < flags->elements; f++) {
			for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
				dangerous |= strcmp(flags->element[f]->str, kinds[k]) == 0;
			}
		}
		for (size_t k = 0; k < sizeof exempt / sizeof exempt[0]; k++) {
			is_exempt |= strcmp(name, exempt[k]) == 0;
		}
		struct error error;
		if (dangerous && !is_exempt) {
			char words[128];
			snprintf(words, sizeof words, "%s k g - + 10", name);
			assert_false(allowed(words, &error));
			assert_int_equal(error.code, ERROR_REFUSED);
			refused++;
		}
	}
	assert_true(refused > 100);
	freeReplyObject(commands);
	redis_stop(server);
}

static void writes_behind_a_reading_word_are_refused(void **state)
{
	(void)state;
	static const char *const writes[] = {
		"XADD k * a b",
		"xadd k * a b",
		"XACK k g 1-0",
		"XDEL k 1-0",
		"XTRIM k MAXLEN 0",
		"XCLAIM k g c 0 1-0",
		"XAUTOCLAIM k g c 0 0",
		"XREADGROUP GROUP g c COUNT 1 STREAMS k >",
		"XGROUP DESTROY k g",
		"XSETID k 1-0",
		"DEL k",
		"CLIENT KILL ID 1",
		"CLIENT NO-EVICT ON",
		"CLIENT",
		"CLIENT SETNAMES x",
		"COMMAND",
		"COMMAND DOCS",
		"CONFIG SET a b",
		"CONFIG GET a",
		"CLUSTER RESET",
		"ACL SETUSER x",
		"MEMORY PURGE",
		"EVAL x 0",
		"EVALSHA x 0",
		"FCALL f 0",
		"SCRIPT LOAD x",
		"MULTI",
		"EXEC",
		"WATCH k",
		"MONITOR",
		"SUBSCRIBE c",
		"SHUTDOWN",
		"FLUSHALL",
		"DEBUG SLEEP 1",
		"SLOWLOG GET",
		"HELLO 3",
		"RESET",
		"PINGX",
		"PIN",
		"XRANGEX k - + COUNT 1",
		"REPLICAOF NO ONE",
	};
	for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++) {
		struct error error = {.code = ERROR_NONE};
		if (allowed(writes[i], &error)) {
			fail_msg("%s is allowed", writes[i]);
		}
		assert_int_equal(error.code, ERROR_REFUSED);
	}
}

static void the_refusal_names_the_command_and_not_its_key(void **state)
{
	(void)state;
	struct error error;
	assert_false(allowed("XADD private * a b", &error));
	assert_non_null(strstr(error.text, "XADD"));
	assert_null(strstr(error.text, "private"));
	assert_false(allowed("XGROUP DESTROY private g", &error));
	assert_non_null(strstr(error.text, "XGROUP DESTROY"));
	assert_null(strstr(error.text, "private"));
	assert_false(allowed("XRANGE k - +", &error));
	assert_non_null(strstr(error.text, "COUNT"));
}

static void an_empty_command_and_one_of_odd_bytes_are_refused(void **state)
{
	(void)state;
	struct command command;
	struct error error;
	command_init(&command);
	assert_false(allow_read(&command, &error));
	command_add(&command, text_from("PING\0X", 6));
	assert_false(allow_read(&command, &error));
	command_reset(&command);
	command_add(&command, text_from("", 0));
	assert_false(allow_read(&command, &error));
	command_finish(&command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounded_reads_pass),
		cmocka_unit_test(unbounded_reads_are_refused),
		cmocka_unit_test(every_write_command_of_a_server_is_refused),
		cmocka_unit_test(writes_behind_a_reading_word_are_refused),
		cmocka_unit_test(the_refusal_names_the_command_and_not_its_key),
		cmocka_unit_test(an_empty_command_and_one_of_odd_bytes_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
