#include "traffic.h"

static struct redis_server *server_with_an_order(void)
{
	struct redis_server *server = redis_start(NULL);

	redis_ok(server, "XADD", "shop", "1000-0", "type", "order.placed", "order_id", "O1",
		"service", "shop \x1b[31m;", "customer_id", "C1", NULL);
	redis_ok(server, "XADD", "pay", "3000-0", "type", "payment.authorised", "order_id", "O1",
		"service", "pay", NULL);
	redis_ok(server, "XADD", "ship", "9000-0", "type", "order.sent", "order_id", "O1",
		"service", "ship", "status", "failed", NULL);
	redis_ok(server, "XADD", "shop", "9001-0", "type", "order.placed", "order_id", "O2", NULL);
	return server;
}

static void one_journey_is_one_document(void **state)
{
	struct redis_server *server = server_with_an_order();
	struct run run = RUN("journey", "O1", "--json", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_expect_harmless(&run.out);
	cJSON *document = parsed(&run);
	parsed_expect_text(document, "journey", "O1");
	parsed_expect_text(document, "party", "C1");
	parsed_expect_text(document, "state", "FAILED");
	parsed_expect_number(document, "wall_ms", 8000);
	const cJSON *path = parsed_member(document, "critical_path");
	assert_int_equal(cJSON_GetArraySize(path), 2);
	parsed_expect_text(cJSON_GetArrayItem(path, 1), "step", "order.sent");
	parsed_expect_text(cJSON_GetArrayItem(path, 1), "kind", "gap");
	parsed_expect_number(cJSON_GetArrayItem(path, 1), "ms", 6000);
	cJSON_Delete(document);
	run_finish(&run);
	redis_stop(server);
}

static void people_see_its_events_and_what_took_long(void **state)
{
	struct redis_server *server = server_with_an_order();
	struct run run = RUN("journey", "O1", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run),
		"journey  O1  C1  FAILED  3 steps  wall 8.0s  failed at order.sent\n");
	run_expect_text(run_out(&run), "payment.authorised");
	run_expect_text(run_out(&run), "9000-0  failed\n");
	run_expect_text(run_out(&run), "critical: order.sent gap 6.0s (75%)\n");
	run_finish(&run);
	redis_stop(server);
}

/* `topic` of the coverage in the document. */
static const cJSON *covered(const cJSON *document, int topic)
{
	return cJSON_GetArrayItem(
		parsed_member(parsed_member(document, "coverage"), "topics"), topic);
}

/* Of each topic: read whole, without its head, with a hole, not at all. */
static void what_was_covered_is_told_of_each_topic(void **state)
{
	struct redis_server *server = server_with_an_order();
	cJSON *document;

	(void)state;
	redis_ok(server, "XADD", "cut", "1-0", "type", "a", NULL);
	redis_ok(server, "XADD", "cut", "2-0", "type", "a", NULL);
	redis_ok(server, "XADD", "cut", "3-0", "type", "a", NULL);
	redis_ok(server, "XTRIM", "cut", "MAXLEN", "=", "1", NULL);
	redis_ok(server, "XADD", "hole", "1-0", "type", "a", NULL);
	redis_ok(server, "XADD", "hole", "2-0", "type", "a", NULL);
	redis_ok(server, "XADD", "hole", "3-0", "type", "a", NULL);
	redis_ok(server, "XDEL", "hole", "2-0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "none", "g", "$", "MKSTREAM", NULL);
	struct run run = RUN("journey", "O1", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), " of 6 topics: 4 whole, 2 in part\n");
	run_expect_text(
		run_out(&run), "  cut: 2 of its entries had gone: nothing is left before 3-0\n");
	run_expect_text(run_out(&run),
		"  hole: 1 of its entries had gone, the last that was deleted is 2-0\n");
	run_finish(&run);
	run = RUN("journey", "O1", "--json", "--url", redis_url(server));
	run_expect_code(&run, 0);
	document = parsed(&run);
	parsed_expect_text(parsed_member(document, "coverage"), "end", "whole");
	parsed_expect_number(parsed_member(document, "coverage"), "entries", 7);
	assert_int_equal(
		cJSON_GetArraySize(parsed_member(parsed_member(document, "coverage"), "topics")),
		6);
	for (int i = 0; i < 6; i++) {
		const cJSON *topic = covered(document, i);
		const char *name = parsed_member(topic, "topic")->valuestring;
		bool whole = cJSON_IsTrue(parsed_member(topic, "whole"));

		assert_int_equal(whole, strcmp(name, "cut") != 0 && strcmp(name, "hole") != 0);
		if (strcmp(name, "cut") == 0) {
			parsed_expect_number(topic, "removed", 2);
			parsed_expect_text(topic, "held_from", "3-0");
			parsed_expect_text(topic, "first", "3-0");
		}
	}
	cJSON_Delete(document);
	run_finish(&run);
	/* From where only what is held is asked for, nothing is missing. */
	run = RUN("journey", "O1", "--from", "3-0", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), " of 6 topics from 3-0 on: 6 whole, 0 in part\n");
	run_finish(&run);
	redis_ok(server, "ACL", "SETUSER", "default", "resetkeys", "~s*", "~p*", NULL);
	run = RUN("journey", "O9", "--json", "--url", redis_url(server));
	run_expect_code(&run, 4);
	run_expect_text(run_err(&run), ", 3 not readable\n");
	run_expect_text(run_err(&run), "  hole: it may not be read\n");
	run_finish(&run);
	redis_stop(server);
}

/* An order that is pending with two groups, and was answered by the one. */
static struct redis_server *server_with_pending(void)
{
	struct redis_server *server = redis_start(NULL);

	redis_ok(server, "XADD", "shop", "1000-0", "type", "order.placed", "order_id", "O1", NULL);
	redis_ok(server, "XGROUP", "CREATE", "shop", "billing", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "shop", "mail", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "STREAMS", "shop", ">", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "mail", "m1", "STREAMS", "shop", ">", NULL);
	redis_ok(server, "XCLAIM", "shop", "mail", "m2", "0", "1000-0", NULL);
	/* So far ahead that the entry was given before it whatever the clocks say. */
	redis_ok(server, "XADD", "pay", "33000000000000-0", "type", "payment.authorised",
		"order_id", "O1", "service", "billing", NULL);
	return server;
}

static void what_is_pending_tells_how_long_it_waited(void **state)
{
	struct redis_server *server = server_with_pending();
	struct run run = RUN("journey", "O1", "--json", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	cJSON *document = parsed(&run);
	const cJSON *events = parsed_member(document, "events");
	const cJSON *pending = parsed_member(cJSON_GetArrayItem(events, 0), "pending");
	assert_int_equal(cJSON_GetArraySize(pending), 2);
	const cJSON *first = cJSON_GetArrayItem(pending, 0);
	parsed_expect_text(first, "group", "billing");
	parsed_expect_text(first, "consumer", "c1");
	parsed_expect_number(first, "deliveries", 1);
	double queue_ms = parsed_member(first, "queue_ms")->valuedouble;
	assert_true(queue_ms > 1e12);
	/* Delivered twice: when it was the first time is not known. */
	parsed_expect_text(cJSON_GetArrayItem(pending, 1), "consumer", "m2");
	parsed_expect_null(cJSON_GetArrayItem(pending, 1), "queue_ms");
	const cJSON *answer = cJSON_GetArrayItem(events, 1);
	assert_int_equal(cJSON_GetArraySize(parsed_member(answer, "pending")), 0);
	parsed_expect_number(answer, "queue_ms", queue_ms);
	parsed_expect_number(answer, "work_ms", 33000000000000.0 - 1000 - queue_ms);
	const cJSON *path = parsed_member(document, "critical_path");
	assert_int_equal(cJSON_GetArraySize(path), 2);
	parsed_expect_text(cJSON_GetArrayItem(path, 0), "kind", "queue");
	parsed_expect_number(cJSON_GetArrayItem(path, 0), "ms", queue_ms);
	parsed_expect_text(cJSON_GetArrayItem(path, 1), "kind", "work");
	cJSON_Delete(document);
	run_finish(&run);
	run = RUN("journey", "O1", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "pending in billing on c1 for ");
	run_expect_text(run_out(&run), ", delivered 1 time after ");
	run_expect_text(run_out(&run), ", delivered 2 times\n");
	run_expect_text(run_out(&run), "done  waited ");
	run_finish(&run);
	/* Of a range that ends before now nothing is asked. */
	run = RUN("journey", "O1", "--json", "--url", redis_url(server), "--to", "5000-0");
	run_expect_code(&run, 0);
	document = parsed(&run);
	assert_null(cJSON_GetObjectItem(
		cJSON_GetArrayItem(parsed_member(document, "events"), 0), "pending"));
	cJSON_Delete(document);
	run_finish(&run);
	redis_stop(server);
}

static void a_diagram_is_written(void **state)
{
	struct redis_server *server = server_with_an_order();
	struct run run = RUN("journey", "O1", "--format", "mermaid", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	assert_string_equal(run_out(&run),
		"sequenceDiagram\n    title O1 is FAILED\n    participant p0 as shop ^[[31m#59;\n"
		"    participant p1 as pay\n    participant p2 as ship\n"
		"    p0->>p0: order.placed\n    p0->>p1: payment.authorised +2.0s\n"
		"    p1-xp2: order.sent +6.0s\n");
	run_finish(&run);
	redis_stop(server);
}

static const cJSON *spans_of(const cJSON *resource)
{
	const cJSON *scope = parsed_member(resource, "scopeSpans")->child;

	return parsed_member(scope, "spans");
}

static void spans_are_written_as_viewers_take_them(void **state)
{
	struct redis_server *server = server_with_an_order();
	struct run run = RUN("journey", "O1", "--format", "otlp", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	cJSON *document = parsed(&run);
	const cJSON *resources = parsed_member(document, "resourceSpans");
	assert_int_equal(cJSON_GetArraySize(resources), 4);
	const cJSON *root = spans_of(resources->child)->child;
	const cJSON *span = spans_of(cJSON_GetArrayItem(resources, 3))->child;
	assert_int_equal(strlen(parsed_member(root, "traceId")->valuestring), 32);
	assert_int_equal(strlen(parsed_member(root, "spanId")->valuestring), 16);
	parsed_expect_text(root, "startTimeUnixNano", "1000000000");
	parsed_expect_text(root, "endTimeUnixNano", "9000000000");
	parsed_expect_text(span, "name", "order.sent");
	parsed_expect_text(span, "traceId", parsed_member(root, "traceId")->valuestring);
	parsed_expect_text(span, "parentSpanId", parsed_member(root, "spanId")->valuestring);
	parsed_expect_text(span, "startTimeUnixNano", "3000000000");
	parsed_expect_text(span, "endTimeUnixNano", "9000000000");
	parsed_expect_number(parsed_member(span, "status"), "code", 2);
	const cJSON *resource = parsed_member(cJSON_GetArrayItem(resources, 3), "resource");
	const cJSON *name = parsed_member(resource, "attributes")->child;
	parsed_expect_text(name, "key", "service.name");
	parsed_expect_text(parsed_member(name, "value"), "stringValue", "ship");
	cJSON_Delete(document);
	run_finish(&run);
	redis_stop(server);
}

static void what_is_not_there_is_said(void **state)
{
	struct redis_server *server = server_with_an_order();
	struct run run = RUN("journey", "O9", "--json", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 1);
	assert_string_equal(run_out(&run), "");
	run_expect_text(run_err(&run), "no journey of O9 in the 4 entries of 3 topics");
	run_finish(&run);
	run = RUN("journey", "--url", redis_url(server));
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "which?");
	run_finish(&run);
	run = RUN("journey", "O1", "--format", "dot", "--url", redis_url(server));
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "--format is text, json, mermaid or otlp, not `dot`");
	run_finish(&run);
	redis_ok(server, "ACL", "SETUSER", "default", "-xrange", NULL);
	run = RUN("journey", "O1", "--url", redis_url(server));
	run_expect_code(&run, 4);
	run_finish(&run);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_journey_is_one_document),
		cmocka_unit_test(people_see_its_events_and_what_took_long),
		cmocka_unit_test(what_was_covered_is_told_of_each_topic),
		cmocka_unit_test(what_is_pending_tells_how_long_it_waited),
		cmocka_unit_test(a_diagram_is_written),
		cmocka_unit_test(spans_are_written_as_viewers_take_them),
		cmocka_unit_test(what_is_not_there_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
