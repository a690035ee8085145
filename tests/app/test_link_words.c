#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../../src/app/link_words.h"
#include "support/world.h"

static void check(const struct world *world, int64_t later_ms, bool was_ready, const char *words,
	enum role role)
{
	char out[LINK_WORDS_MAX];

	assert_int_equal(link_words(out, world->model, world->now_ms + later_ms, was_ready), role);
	assert_string_equal(out, words);
}

static void the_age_of_what_is_shown_is_told_when_it_matters(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	check(&world, 0, true, "LIVE", ROLE_OK);
	check(&world, 1400, true, "LIVE", ROLE_OK);
	check(&world, 2000, true, "STALE 2s", ROLE_INFO);
	check(&world, 4900, true, "STALE 4s", ROLE_WARN);
	check(&world, 125000, true, "STALE 2m05s", ROLE_WARN);
	world_close(&world);
}

static void connecting_is_not_the_same_as_having_lost_it(void **state)
{
	char sentence[200];
	struct world world;

	(void)state;
	world_open_dark(&world);
	check(&world, 0, false, "CONNECTING 0s", ROLE_INFO);
	world_link(&world, true, NULL);
	world_link(&world, false, "connection reset");
	check(&world, 12000, true, "OFFLINE 12s", ROLE_CRIT);
	link_sentence(sentence, sizeof(sentence), world.model, world.now_ms + 1000);
	assert_string_equal(sentence, "reconnecting in 1s (attempt 3): connection reset");
	world_run(&world, 1);
	world.now_ms += 4000;
	check(&world, 0, true, "OFFLINE 4s", ROLE_CRIT);
	world_link(&world, true, NULL);
	link_sentence(sentence, sizeof(sentence), world.model, world.now_ms);
	assert_string_equal(sentence, "");
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_age_of_what_is_shown_is_told_when_it_matters),
		cmocka_unit_test(connecting_is_not_the_same_as_having_lost_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
