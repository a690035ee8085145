#include "base/suggest.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const char *name_at(size_t i)
{
	static const char *const names[] = {
		"topics", "groups", "check", "a-name-that-is-much-too-long-to-be-meant"};

	return i < sizeof(names) / sizeof(*names) ? names[i] : NULL;
}

static void leads_to(const char *word, const char *name)
{
	const char *found = suggest(text_of(word), name_at);

	if (name == NULL) {
		assert_null(found);
	} else {
		assert_non_null(found);
		assert_string_equal(found, name);
	}
}

static void a_slip_of_the_finger_leads_to_the_name(void **state)
{
	(void)state;
	leads_to("topic", "topics");
	leads_to("tpoics", "topics");
	leads_to("ttopics", "topics");
	leads_to("group", "groups");
	leads_to("chekc", "check");
	leads_to("cheks", "check");
}

static void what_is_far_from_all_leads_nowhere(void **state)
{
	(void)state;
	leads_to("", NULL);
	leads_to("a", NULL);
	leads_to("xx", NULL);
	leads_to("pending", NULL);
	leads_to("a-name-that-is-much-too-long-to-be-mean", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slip_of_the_finger_leads_to_the_name),
		cmocka_unit_test(what_is_far_from_all_leads_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
