#include "engine/config.h"

#include "engine/written.h"
#include "envelope/declared.h"

static void write_schema(const struct written *written, const char *text, char path[128])
{
	FILE *file;

	snprintf(path, 128, "%s/order.json", written->folder);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static void contracts_are_read_from_the_line_and_from_a_file_beside_it(void **state)
{
	static const char content[] = "[contract placed]\n"
				      "topics = orders.*\n"
				      "type = order.placed\n"
				      "schema = {\"required\": [\"total\"]}\n"
				      "[contract any]\n"
				      "schema = order.json\n";
	struct error error = {.code = ERROR_NONE};
	struct written written;
	struct config config;
	char path[128];

	(void)state;
	unsetenv("RIVERMASTER_URL");
	written_init(&written, content);
	write_schema(&written, "{\"type\": \"object\"}", path);
	if (!config_load(&config, &(struct config_overrides){.file = written.file}, &error)) {
		fail_msg("%s", error.text);
	}
	assert_int_equal(config.envelopes.contract_count, 2);
	assert_string_equal(config.envelopes.contracts[0].name, "placed");
	assert_string_equal(config.envelopes.contracts[0].topics, "orders.*");
	assert_string_equal(config.envelopes.contracts[0].type, "order.placed");
	assert_string_equal(config.envelopes.contracts[1].topics, "*");
	assert_null(config.envelopes.contracts[1].type);
	assert_int_equal(schema_violated(config.envelopes.contracts[0].schema, text_of("{}"), NULL),
		QUERY_YES);
	assert_int_equal(schema_violated(config.envelopes.contracts[1].schema, text_of("{}"), NULL),
		QUERY_NO);
	config_finish(&config);
	unlink(path);
	written_finish(&written);
}

static void what_is_no_schema_is_said_with_its_line(void **state)
{
	static const struct {
		const char *content, *line, *part;
	} wrong[] = {
		{"[contract a]\nschema = {\"type\": \"strnig\"}\n", ":2:", "type: null, boolean"},
		{"[contract a]\nschema = {\"type\": \n", ":2:", "no JSON document"},
		{"[contract a]\nschema = order.json\n", ":2:", "order.json: minimum: a number"},
		{"[contract a]\nschema = none.json\n", ":2:", "none.json"},
		{"[contract a]\nschema =\n", ":2:", "needs a value"},
		{"\n[contract a]\ntype = x\n", ":2: ", "[contract a] lacks `schema`"},
		{"[contract a]\nschema = {}\n[contract a]\n", ":3:", "two"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct error error = {.code = ERROR_NONE};
		struct written written;
		struct config config;
		char path[128];

		written_init(&written, wrong[i].content);
		write_schema(&written, "{\"minimum\": true}", path);
		assert_false(config_load(
			&config, &(struct config_overrides){.file = written.file}, &error));
		assert_int_equal(error.code, ERROR_USAGE);
		if (strstr(error.text, wrong[i].line) == NULL ||
			strstr(error.text, wrong[i].part) == NULL) {
			fail_msg("%s: no `%s` or `%s` in it", error.text, wrong[i].line,
				wrong[i].part);
		}
		config_finish(&config);
		unlink(path);
		written_finish(&written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contracts_are_read_from_the_line_and_from_a_file_beside_it),
		cmocka_unit_test(what_is_no_schema_is_said_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
