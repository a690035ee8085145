/* From an alert to the command that it calls: the object alone, then all the way on a server. */
#include "../../src/engine/call_out.h"

#include "engine/rig.h"
#include "engine/written.h"

static void expect_object(const struct alert_event *event, const char *expected)
{
	struct buf out;

	buf_init(&out, 10000);
	call_out_write(&out, event, "redis://h:1");
	assert_string_equal(out.at, expected);
	buf_finish(&out);
}

static void the_object_says_what_happened(void **state)
{
	const struct alert_rule rule = {.name = "behind",
		.of = alert_subject_find(text_of("groups")),
		.when = "topic ~ /\"x\"/",
		.severity = SEVERITY_CRITICAL};
	struct alert_event event = {.rule = &rule,
		.key = "0123456789abcdef",
		.state = ALERT_RESOLVED,
		.names = {text_of("a\"\x1b\n"), text_from("\xff", 1)},
		.reason = "0 deliveries in 94 s",
		.server_ms = 1700000000000,
		.fired_ms = 94000};

	(void)state;
	expect_object(&event,
		"{\"key\": \"0123456789abcdef\", \"alert\": \"behind\", \"state\": \"resolved\", "
		"\"severity\": \"critical\", \"of\": \"groups\", \"topic\": \"a\\\"\\u001b\\n\", "
		"\"group\": {\"base64\": \"/w==\"}, \"name\": null, "
		"\"when\": \"topic ~ /\\\"x\\\"/\", "
		"\"reason\": \"0 deliveries in 94 s\", \"at_ms\": 1700000000000, \"fired_ms\": "
		"94000, \"server\": \"redis://h:1\"}\n");
	event = (struct alert_event){
		.rule = &rule, .key = "0", .state = ALERT_FIRING, .names = {text_of("t")}};
	expect_object(&event,
		"{\"key\": \"0\", \"alert\": \"behind\", \"state\": \"firing\", "
		"\"severity\": \"critical\", \"of\": \"groups\", \"topic\": \"t\", "
		"\"group\": null, \"name\": null, \"when\": \"topic ~ /\\\"x\\\"/\", "
		"\"reason\": null, \"at_ms\": null, \"fired_ms\": null, "
		"\"server\": \"redis://h:1\"}\n");
}

struct call {
	struct rig rig; /* the first: conditions get it */
	char said[200];
};

static bool file_says(const struct call *call, const char *first, const char *second)
{
	char text[8192] = "";
	FILE *file = fopen(call->said, "r");
	const char *at;

	if (file == NULL) {
		return false;
	}
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	at = strstr(text, first);
	return at != NULL && strstr(at, second) != NULL;
}

static bool has_fired(struct rig *rig)
{
	return file_says((struct call *)rig, "\"state\": \"firing\"", "\"topic\": \"orders\"");
}

static bool is_over(struct rig *rig)
{
	return file_says((struct call *)rig, "\"state\": \"firing\"", "\"state\": \"resolved\"");
}

static bool was_told(struct rig *rig)
{
	return alert_list_about(model_alerts(engine_model(rig->engine))).hooks.started >= 2;
}

static void an_alert_calls_when_it_fires_and_when_it_is_over(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct error error = {.code = ERROR_NONE};
	char content[1000];
	struct written written;
	struct call call;

	(void)state;
	snprintf(call.said, sizeof(call.said), "%s/said", redis_folder(server));
	snprintf(content, sizeof(content),
		"[alert long]\nof = topics\nwhen = length > 2\nfor = 0s\nclear = 0s\n"
		"exec = /bin/sh -c 'cat >>\"$0\"' %s\n",
		call.said);
	written_init(&written, content);
	rig_init(&call.rig, server);
	config_finish(&call.rig.config);
	assert_true(config_load(&call.rig.config,
		&(struct config_overrides){.file = written.file, .url = redis_url(server)},
		&error));
	rig_start(&call.rig);
	for (int i = 0; i < 3; i++) {
		redis_ok(server, "XADD", "orders", "*", "a", "b", NULL);
	}
	rig_until(&call.rig, has_fired);
	redis_ok(server, "XTRIM", "orders", "MAXLEN", "1", NULL);
	rig_until(&call.rig, is_over);
	rig_until(&call.rig, was_told);
	rig_finish(&call.rig);
	unlink(call.said);
	written_finish(&written);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_object_says_what_happened),
		cmocka_unit_test(an_alert_calls_when_it_fires_and_when_it_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
