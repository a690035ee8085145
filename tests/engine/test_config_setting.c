#include "engine/config.h"

#include "engine/written.h"

struct mistake {
	const char *content, *says;
};

static struct error refuse(const struct written *written)
{
	struct config config;
	struct error error = {.code = ERROR_NONE};

	assert_false(
		config_load(&config, &(struct config_overrides){.file = written->file}, &error));
	config_finish(&config);
	return error;
}

static void expect_mistakes(const struct mistake *mistakes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct written written;
		struct error error;

		written_init(&written, mistakes[i].content);
		error = refuse(&written);
		written_assert_says(&written, &error, mistakes[i].says);
		written_finish(&written);
	}
}

static void each_setting_says_what_it_takes(void **state)
{
	static const struct mistake mistakes[] = {
		{.content = "[server]\ntopics =\n", .says = ":2: `topics` needs a value"},
		{.content = "[server]\ntopics = *a*b*c*d*\n",
			.says = ":2: topics: the pattern has 5 `*`; at most 4, because more can "
				"stall the "
				"server"},
		{.content = "[topic t]\npartitions = *****\n",
			.says = ":2: partitions: the pattern has 5 `*`; at most 4, because more "
				"can stall "
				"the server"},
		{.content = "[topic t]\nkeys = a\n",
			.says = ":2: there is no `keys` in [topic]; allowed are partitions"},
		{.content = "[profile p]\nenvironment =\n",
			.says = ":2: `environment` needs a value"},
		{.content = "[profile p]\nmemory = 1G\n",
			.says = ":2: there is no `memory` in [profile]; allowed are url, topics, "
				"environment, export, operations, wait, wait_aof, wait_timeout"},
		{.content = "[health]\nallowed = -1\n",
			.says = ":2: `allowed` is a whole number, at least 0"},
		{.content = "[health]\npoison_after = 0\n",
			.says = ":2: `poison_after` is a whole number, at least 1"},
		{.content = "[health]\nwindow = 60\n",
			.says = ":2: `window` is a duration such as 30s, 5m or 1h, from 1.0s to "
				"1h00m"},
		{.content = "[health]\ntopic = a\n",
			.says = ":2: `topic` is for [health NAME]; [health] holds for all groups"},
		{.content = "[health x]\n[health]\ngroup = a\n",
			.says = ":3: `group` is for [health NAME]; [health] holds for all groups"},
		{.content = "[health x]\ntopic =\n", .says = ":2: `topic` needs a value"},
		{.content = "[envelope x]\ntype =\n", .says = ":2: `type` needs a value"},
		{.content = "[envelope x]\ntopics =\n", .says = ":2: `topics` needs a value"},
		{.content = "[envelope]\n", .says = ":1: [envelope NAME] needs a name"},
		{.content = "[screen]\ncolor = 8\n", .says = ":2: color is 256, 16 or mono"},
		{.content = "[screen]\nclock = 1\n", .says = ":2: `clock` is on or off"},
		{.content = "[screen]\ntheme =\n", .says = ":2: `theme` needs a value"},
		{.content = "[profile p]\nexport = no\n",
			.says = ":2: export is masked or forbidden"},
		{.content = "[masks]\nhide =\n", .says = ":2: `hide` needs a value"},
		{.content = "[masks]\nhide = a,,b\n",
			.says = ":2: a name is missing before or behind a comma"},
		{.content = "[masks]\nvalues = 1\n", .says = ":2: `values` is on or off"},
		{.content = "[masks]\nscreen = 1\n", .says = ":2: `screen` is on or off"},
		{.content = "[masks x]\n", .says = ":1: [masks] has no name"},
		{.content = "[keys]\nquit =\n", .says = ":2: `quit` needs a value"},
	};

	(void)state;
	unsetenv("RIVERMASTER_URL");
	expect_mistakes(mistakes, sizeof mistakes / sizeof mistakes[0]);
}

static void waits_are_read(void **state)
{
	static const struct mistake mistakes[] = {
		{.content = "[profile p]\nwait = -1\n",
			.says = ":2: `wait` is a whole number, at least 0"},
		{.content = "[profile p]\nwait_aof = few\n",
			.says = ":2: `wait_aof` is a whole number, at least 0"},
		{.content = "[profile p]\nwait_timeout = 5\n",
			.says = ":2: `wait_timeout` is a duration such as 30s, 5m or 1h, from "
				"100ms "
				"to 10m00s"},
	};
	struct written written;
	struct config config;
	struct error error;

	(void)state;
	expect_mistakes(mistakes, sizeof mistakes / sizeof mistakes[0]);
	written_init(&written, "[profile p]\nwait = 2\nwait_aof = 1\nwait_timeout = 5s\n");
	assert_true(config_load(
		&config, &(struct config_overrides){.file = written.file, .profile = "p"}, &error));
	assert_true(config.wait.has_replicas && config.wait.replicas == 2);
	assert_true(config.wait.has_aof && config.wait.aof == 1);
	assert_int_equal(config.wait.timeout_ms, 5000);
	config_finish(&config);
	written_finish(&written);
}

static void a_password_in_a_bad_url_is_not_shown(void **state)
{
	static const char *const contents[] = {
		"[server]\nurl = http://:hidden@x\n",
		"[profile p]\nurl = redis://me:hidden@x:99999\n",
		"[server]\nurl = redis://:hidden%zz@x\n",
	};
	size_t i;

	(void)state;
	unsetenv("RIVERMASTER_URL");
	for (i = 0; i < sizeof contents / sizeof contents[0]; i++) {
		struct written written;
		struct error error;

		written_init(&written, contents[i]);
		error = refuse(&written);
		assert_int_equal(error.code, ERROR_USAGE);
		assert_non_null(strstr(error.text, ":2: url: "));
		assert_null(strstr(error.text, "hidden"));
		written_finish(&written);
	}
}

static void escaped_stars_are_no_stars(void **state)
{
	struct written written;
	struct config config;
	struct error error = {.code = ERROR_NONE};

	(void)state;
	unsetenv("RIVERMASTER_URL");
	written_init(&written, "[server]\ntopics = \\*\\*\\*\\*\\*a*\n[screen]\ncolor = mono\n");
	assert_true(config_load(&config, &(struct config_overrides){.file = written.file}, &error));
	assert_string_equal(config.topics, "\\*\\*\\*\\*\\*a*");
	assert_true(config.mono);
	config_finish(&config);
	written_finish(&written);
}

static void masks_and_exports_are_read(void **state)
{
	static const char content[] =
		"[masks]\nhide = vat*, iban_no\nshow = ip_*\nhide = customer.name\n"
		"values = off\nscreen = off\n"
		"[profile open]\nurl = redis://a\n"
		"[profile half]\nexport = masked\n"
		"[profile none]\nexport = forbidden\n";
	static const struct {
		const char *name;
		bool masked, forbidden;
	} profiles[] = {{.name = NULL}, {.name = "open"}, {.name = "half", .masked = true},
		{.name = "none", .forbidden = true}};
	struct written written;
	struct config config;
	struct error error = {.code = ERROR_NONE};

	(void)state;
	unsetenv("RIVERMASTER_URL");
	written_init(&written, content);
	for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
		const struct config_overrides overrides = {
			.file = written.file, .profile = profiles[i].name};

		assert_true(config_load(&config, &overrides, &error));
		assert_int_equal(config.export_masked, profiles[i].masked);
		assert_int_equal(config.export_forbidden, profiles[i].forbidden);
		assert_int_equal(config.masks.hide_count, 3);
		assert_int_equal(config.masks.show_count, 1);
		assert_string_equal(config.masks.hide[1], "iban_no");
		assert_string_equal(config.masks.show[0], "ip_*");
		assert_true(config.masks.no_values && config.masks_screen_off);
		config_finish(&config);
	}
	written_finish(&written);
	written_init(&written, "[masks]\nvalues = on\n");
	assert_true(config_load(&config, &(struct config_overrides){.file = written.file}, &error));
	assert_false(config.masks.no_values || config.masks_screen_off || config.masks.off);
	config_finish(&config);
	written_finish(&written);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_setting_says_what_it_takes),
		cmocka_unit_test(waits_are_read),
		cmocka_unit_test(a_password_in_a_bad_url_is_not_shown),
		cmocka_unit_test(escaped_stars_are_no_stars),
		cmocka_unit_test(masks_and_exports_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
