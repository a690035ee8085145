#include "../../src/engine/denied.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct answer {
	const char *reply, *says;
	enum fact_kind kind;
};

static void each_servers_words_lead_to_the_rule(void **state)
{
	static const struct answer answers[] = {
		{.reply = "NOPERM this user has no permissions to run the 'xinfo|groups' command",
			.kind = FACT_TOPIC,
			.says = "this user may not run `xinfo|groups` (NOPERM); the ACL rule to "
				"add is "
				"`+xinfo|groups`"},
		{.reply = "NOPERM this user has no permissions to run the 'xinfo' command or its "
			  "subcommand",
			.kind = FACT_CONSUMERS,
			.says = "this user may not run `xinfo` (NOPERM); the ACL rule to add is "
				"`+xinfo`"},
		{.reply = "NOPERM User a has no permissions to run the 'xrange' command",
			.kind = FACT_COUNT,
			.says = "this user may not run `xrange` (NOPERM); the ACL rule to add is "
				"`+xrange`"},
		{.reply = "NOPERM \x1b]0;x 'XI\x1bNFO' command",
			.kind = FACT_PENDING,
			.says = "this user may not run `xpending` (NOPERM); the ACL rule to add is "
				"`+xpending`"},
		{.reply = "NOPERM this user has no permissions to access one of the keys used as "
			  "arguments",
			.kind = FACT_TOPIC,
			.says = "this user may not read the key orders (NOPERM); the ACL rule to "
				"add is "
				"`%R~orders` (before 7.0 `~orders`)"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		struct fact fact = {
			.kind = answers[i].kind,
			.outcome = FACT_DENIED,
			.topic = text_of("orders"),
		};
		struct error error;

		error_set(&fact.error, ERROR_REFUSED, "%s", answers[i].reply);
		assert_false(denied_explain(&fact, &error));
		assert_int_equal(error.code, ERROR_REFUSED);
		assert_string_equal(error.text, answers[i].says);
	}
}

static void a_command_without_a_name_in_the_answer_has_its_usual_one(void **state)
{
	char name[DENIED_COMMAND_MAX], giant[200];

	(void)state;
	denied_name(text_of("NOPERM"), "scan", name);
	assert_string_equal(name, "scan");
	memset(giant, 'a', sizeof giant);
	giant[0] = giant[sizeof giant - 2] = '\'';
	giant[sizeof giant - 1] = '\0';
	denied_name(text_of(giant), "scan", name);
	assert_string_equal(name, "scan");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_servers_words_lead_to_the_rule),
		cmocka_unit_test(a_command_without_a_name_in_the_answer_has_its_usual_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
