#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/who.h"

enum { THREADS = 4, ROUNDS = 200 };

static void it_is_the_name_the_system_has(void **state)
{
	const struct passwd *user = getpwuid(getuid());
	char name[WHO_BYTES_MAX] = "before";

	(void)state;
	who_am_i(name);
	assert_string_equal(name, user == NULL ? "" : user->pw_name);
}

/* How often it was another name than the one that is wanted. */
static void *ask(void *arg)
{
	char name[WHO_BYTES_MAX];
	uintptr_t wrong = 0;

	for (int i = 0; i < ROUNDS; i++) {
		who_am_i(name);
		wrong += strcmp(name, arg) != 0;
	}
	return (void *)wrong;
}

/* What the system keeps for all callers is somebody else's while others ask. */
static void it_leaves_alone_what_is_kept_for_all(void **state)
{
	const struct passwd *other = getpwnam("nobody");
	char name[WHO_BYTES_MAX], kept[WHO_BYTES_MAX];
	pthread_t threads[THREADS];
	void *wrong;

	(void)state;
	if (other == NULL || getuid() == other->pw_uid) {
		skip();
	}
	strcpy(kept, other->pw_name);
	who_am_i(name);
	assert_string_not_equal(name, kept);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, ask, name), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
	assert_string_equal(other->pw_name, kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_name_the_system_has),
		cmocka_unit_test(it_leaves_alone_what_is_kept_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
