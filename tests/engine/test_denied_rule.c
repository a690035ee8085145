#include "../../src/engine/denied_rule.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const char script[] = "local a = redis.call('XADD', KEYS[2], '*')\n"
			     "redis.call('XGROUP', 'SETID', KEYS[1])\n"
			     "redis.call(unpack(all))\n";

static void expect(const char *reply, bool whole, const char *wanted)
{
	struct command command;
	char rule[DENIED_RULE_MAX];

	command_init(&command);
	command_words(&command, whole ? "EVAL" : "HSET marker f v");
	if (whole) {
		command_add_string(&command, script);
		command_words(&command, "2 orders {t[1]}:rm:job:abc");
	}
	assert_int_equal(denied_rule(text_of(reply), &command, rule), wanted != NULL);
	if (wanted != NULL) {
		assert_string_equal(rule, wanted);
	}
	command_finish(&command);
}

static void what_is_missing_is_told_by_the_servers_words(void **state)
{
	(void)state;
	expect("NOPERM this user has no permissions to run the 'hset' command", false, "+hset");
	expect("NOPERM this user has no permissions to access one of the keys used as arguments",
		false, "~marker");
	expect("NOPERM this user has no permissions to run the 'eval' command", true, "+eval");
	expect("NOPERM No permissions to access a key", true, "~orders ~{t\\[1\\]}:rm:*");
}

static void from_a_script_it_is_told_by_the_line(void **state)
{
	static const char command[] = "ERR The user executing the script can't run this command or "
				      "subcommand script: 1f, on @user_script:2.";
	static const char key[] = "ERR The user executing the script can't access at least one of "
				  "the keys mentioned in the command arguments script: 1f, on "
				  "@user_script:1.";

	(void)state;
	expect(command, true, "+xgroup|setid");
	expect(key, true, "~{t\\[1\\]}:rm:*");
	expect("ERR can't run this command, on @user_script:3.", true, NULL);
	expect("ERR can't run this command, on @user_script:99999999999999999999.", true, NULL);
	expect("ERR can't run this command, on @user_script:x", true, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_is_told_by_the_servers_words),
		cmocka_unit_test(from_a_script_it_is_told_by_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
