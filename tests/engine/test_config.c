#include "engine/config.h"

#include "engine/written.h"

static void forget_environment(void)
{
	unsetenv("RIVERMASTER_URL");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", "/nonexistent", 1);
}

static void load(struct config *config, const struct config_overrides *overrides)
{
	struct error error = {.code = ERROR_NONE};

	if (!config_load(config, overrides, &error)) {
		fail_msg("%s", error.text);
	}
}

static void without_a_file_the_defaults_hold(void **state)
{
	struct config config;

	(void)state;
	forget_environment();
	load(&config, &(struct config_overrides){.file = NULL});
	assert_null(config.file);
	assert_string_equal(config.url, "redis://127.0.0.1:6379");
	assert_string_equal(config.url_from, "default");
	assert_null(config.profile);
	assert_null(config.environment);
	assert_null(config.topics);
	assert_int_equal(config.memory_bytes, 256 << 20);
	assert_int_equal(config.model.memory_bytes, 256 << 20);
	assert_int_equal(config.model.thresholds.poison_after, 5);
	assert_false(config.ascii || config.mono || config.clock_off);
	config_finish(&config);
}

static const char everything[] = "[server]\n"
				 "url = redis://:secret@shop.example:6380\n"
				 "topics = shop:*\n"
				 "memory = 64M\n"
				 "[profile prod]\n"
				 "url = unix:///run/redis.sock\n"
				 "environment = prod\n"
				 "[profile test]\n"
				 "topics = test:*\n"
				 "[topic orders]\n"
				 "partitions = orders:[0-9]\n"
				 "partitions = orders:1[0-9]\n"
				 "[health]\n"
				 "allowed = 10\n"
				 "window = 30s\n"
				 "[health slow ones]\n"
				 "topic = batch:*\n"
				 "group = nightly\n"
				 "consumer_gone = 2h\n"
				 "[screen]\n"
				 "theme = paper # a comment\n"
				 "ascii = on\n"
				 "color = 16\n"
				 "clock = off\n"
				 "[keys]\n"
				 "refresh = F6\n"
				 "refresh = #\n";

static void every_section_is_read(void **state)
{
	struct written written;
	struct config config;
	char where[128];

	(void)state;
	forget_environment();
	written_init(&written, everything);
	load(&config, &(struct config_overrides){.file = written.file});
	assert_string_equal(config.file, written.file);
	assert_string_equal(config.url, "redis://:secret@shop.example:6380");
	snprintf(where, sizeof where, "%s:2", written.file);
	assert_string_equal(config.url_from, where);
	assert_string_equal(config.topics, "shop:*");
	assert_int_equal(config.memory_bytes, 64 << 20);
	assert_null(config.environment);
	assert_int_equal(config.model.partition_count, 2);
	assert_string_equal(config.model.partitions[1].topic, "orders");
	assert_string_equal(config.model.partitions[1].keys, "orders:1[0-9]");
	assert_int_equal(config.model.thresholds.allowed, 10);
	assert_int_equal(config.model.thresholds.window_ms, 30000);
	assert_int_equal(config.model.rule_count, 1);
	assert_string_equal(config.model.rules[0].topic, "batch:*");
	assert_string_equal(config.model.rules[0].group, "nightly");
	assert_int_equal(config.model.rules[0].set, 1u << 2);
	assert_int_equal(config.model.rules[0].thresholds.consumer_gone_ms, 7200000);
	assert_string_equal(config.theme, "paper");
	assert_true(config.ascii && config.clock_off && !config.mono);
	assert_int_equal(config.colors, 16);
	assert_int_equal(config.key_count, 2);
	assert_string_equal(config.keys[1].action, "refresh");
	assert_string_equal(config.keys[1].key, "#");
	snprintf(where, sizeof where, "%s:27", written.file);
	assert_string_equal(config.keys[1].where, where);
	config_finish(&config);
	written_finish(&written);
}

static void a_profile_lies_over_the_server_section(void **state)
{
	struct written written;
	struct config config;

	(void)state;
	forget_environment();
	written_init(&written, everything);
	load(&config, &(struct config_overrides){.file = written.file, .profile = "prod"});
	assert_string_equal(config.profile, "prod");
	assert_string_equal(config.url, "unix:///run/redis.sock");
	assert_string_equal(config.topics, "shop:*");
	assert_string_equal(config.environment, "prod");
	config_finish(&config);
	load(&config, &(struct config_overrides){.file = written.file, .profile = "test"});
	assert_string_equal(config.url, "redis://:secret@shop.example:6380");
	assert_string_equal(config.topics, "test:*");
	config_finish(&config);
	written_finish(&written);
}

static void the_environment_beats_the_file_and_what_was_asked_for_beats_both(void **state)
{
	struct written written;
	struct config config;

	(void)state;
	forget_environment();
	written_init(&written, everything);
	setenv("RIVERMASTER_URL", "redis://from-environment", 1);
	load(&config, &(struct config_overrides){.file = written.file});
	assert_string_equal(config.url, "redis://from-environment");
	assert_string_equal(config.url_from, "RIVERMASTER_URL");
	config_finish(&config);
	load(&config, &(struct config_overrides){.file = written.file, .profile = "prod"});
	assert_string_not_equal(config.url, "redis://from-environment");
	config_finish(&config);
	setenv("RIVERMASTER_URL", "no address at all", 1);
	load(&config,
		&(struct config_overrides){
			.file = written.file,
			.url = "redis://from-line",
			.topics = "line:*",
			.memory_bytes = 8 << 20,
			.mono = true,
			.theme = "night",
		});
	assert_string_equal(config.url, "redis://from-line");
	assert_string_equal(config.url_from, "--url");
	assert_string_equal(config.topics, "line:*");
	assert_int_equal(config.model.memory_bytes, 8 << 20);
	assert_true(config.mono);
	assert_string_equal(config.theme, "night");
	config_finish(&config);
	unsetenv("RIVERMASTER_URL");
	written_finish(&written);
}

static void an_empty_url_is_no_default(void **state)
{
	struct config config;
	struct error error;

	(void)state;
	forget_environment();
	assert_false(config_load(
		&config, &(struct config_overrides){.file = "/dev/null", .url = ""}, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	config_finish(&config);
}

static struct error refuse(const struct config_overrides *overrides)
{
	struct config config;
	struct error error = {.code = ERROR_NONE};

	assert_false(config_load(&config, overrides, &error));
	config_finish(&config);
	return error;
}

static void an_unknown_profile_is_told_which_there_are(void **state)
{
	struct written written, none;
	struct config_overrides overrides = {.profile = "live"};
	struct error error;

	(void)state;
	forget_environment();
	error = refuse(&overrides);
	assert_int_equal(error.code, ERROR_USAGE);
	assert_string_equal(error.text,
		"there is no profile live, because there is no "
		"configuration file");
	written_init(&written, everything);
	overrides.file = written.file;
	error = refuse(&overrides);
	assert_non_null(strstr(error.text, "has prod, test"));
	written_finish(&written);
	written_init(&none, "[server]\n");
	overrides.file = none.file;
	error = refuse(&overrides);
	assert_non_null(strstr(error.text, "has none"));
	written_finish(&none);
}

static void what_is_wrong_outside_the_file_names_its_origin(void **state)
{
	struct error error;

	(void)state;
	forget_environment();
	error = refuse(&(struct config_overrides){.url = "http://:hidden@x"});
	assert_int_equal(error.code, ERROR_USAGE);
	assert_true(strncmp(error.text, "--url: ", 7) == 0);
	assert_null(strstr(error.text, "hidden"));
	setenv("RIVERMASTER_URL", "redis://:hidden@x:99999", 1);
	error = refuse(&(struct config_overrides){.file = NULL});
	assert_true(strncmp(error.text, "RIVERMASTER_URL: ", 17) == 0);
	assert_null(strstr(error.text, "hidden"));
	unsetenv("RIVERMASTER_URL");
	error = refuse(&(struct config_overrides){.topics = "*a*b*c*d*"});
	assert_int_equal(error.code, ERROR_USAGE);
	assert_string_equal(error.text,
		"--topics: the pattern has 5 `*`; at most 4, because more "
		"can stall the server");
}

struct mistake {
	const char *content, *says;
};

static void each_mistake_has_its_line_and_what_is_allowed(void **state)
{
	static const struct mistake mistakes[] = {
		{.content = "url = x\n", .says = ":1: `url` stands before the first section"},
		{.content = "\n[colour]\n",
			.says = ":2: there is no section [colour]; allowed are [server], [profile "
				"NAME], "
				"[topic NAME], [health], [envelope NAME], [alert NAME], [contract "
				"NAME], [journey "
				"NAME], [indicator NAME], [service NAME], "
				"[screen], [masks], "
				"[keys]"},
		{.content = "[server]\nport = 1\n",
			.says = ":2: there is no `port` in [server]; allowed are url, topics, "
				"memory"},
		{.content = "[server one]\n", .says = ":1: [server] has no name"},
		{.content = "[profile]\n", .says = ":1: [profile NAME] needs a name"},
		{.content = "[topic]\n", .says = ":1: [topic NAME] needs a name"},
		{.content = "[screen]\nascii = maybe\n", .says = ":2: `ascii` is on or off"},
		{.content = "[server]\nmemory = lots\n",
			.says = ":2: `memory` is a size such as 64M or 1G, at least 1M"},
		{.content = "[server]\nurl redis://x\n",
			.says = ":2: expected `key = value` or `[kind name]`"},
	};
	size_t i;

	(void)state;
	forget_environment();
	for (i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct written written;
		struct error error;

		written_init(&written, mistakes[i].content);
		error = refuse(&(struct config_overrides){.file = written.file});
		written_assert_says(&written, &error, mistakes[i].says);
		written_finish(&written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_file_the_defaults_hold),
		cmocka_unit_test(every_section_is_read),
		cmocka_unit_test(a_profile_lies_over_the_server_section),
		cmocka_unit_test(the_environment_beats_the_file_and_what_was_asked_for_beats_both),
		cmocka_unit_test(an_empty_url_is_no_default),
		cmocka_unit_test(an_unknown_profile_is_told_which_there_are),
		cmocka_unit_test(what_is_wrong_outside_the_file_names_its_origin),
		cmocka_unit_test(each_mistake_has_its_line_and_what_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
