/* Envelopes of JSON, some with base64 or a document in a string. */
#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/base64.h"
#include "entries.h"

static struct buf base64_of(const char *text)
{
	struct buf out;

	buf_init(&out, 4096);
	base64_encode(&out, text_of(text));
	return out;
}

static void dapr_wraps_a_cloudevent(void **state)
{
	static const char document[] =
		"{\"id\":\"e-1\",\"specversion\":\"1.0\",\"datacontenttype\":\"application/json\","
		"\"source\":\"shop\",\"type\":\"com.dapr.event.sent\",\"topic\":\"orders\","
		"\"pubsubname\":\"redis\",\"traceid\":"
		"\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\",\"traceparent\":"
		"\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\",\"tracestate\":\"\","
		"\"time\":\"2023-11-14T22:13:20Z\",\"data\":{\"order_id\":990017,\"type\":\"x\"}}";

	(void)state;
	EXPECT("orders", ENTRY("data", document), .envelope = "dapr", .type = "com.dapr.event.sent",
		.service = "shop", .journey = "990017", .trace = "4bf92f3577b34da6a3ce929d0e0e4736",
		.occurred_ms = 1700000000000, .payload = "{\"order_id\":990017,\"type\":\"x\"}");
	EXPECT("orders", ENTRY("data", document, "metadata", "{\"ttlInSeconds\":\"60\"}"),
		.envelope = "dapr", .type = "com.dapr.event.sent", .service = "shop",
		.journey = "990017", .trace = "4bf92f3577b34da6a3ce929d0e0e4736",
		.occurred_ms = 1700000000000, .payload = "{\"order_id\":990017,\"type\":\"x\"}");
}

static void cloudevents_carry_data_in_three_ways(void **state)
{
	(void)state;
	EXPECT("s",
		ENTRY("event",
			"{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"1\","
			"\"subject\":\"O-1\",\"causationid\":\"0\",\"data\":\"a\\nb\"}"),
		.envelope = "cloudevents", .type = "t", .service = "/s", .journey = "O-1",
		.payload = "a\nb");
	EXPECT("s",
		ENTRY("x",
			"{\"specversion\":\"1.0\",\"type\":\"t\",\"correlationid\":\"c\","
			"\"data_base64\":\"eyJvcmRlcl9pZCI6IjcifQ==\"}"),
		.envelope = "cloudevents", .type = "t", .journey = "c",
		.payload = "{\"order_id\":\"7\"}");
	EXPECT("s", ENTRY("x", "{\"specversion\":\"1.0\",\"type\":\"t\",\"data_base64\":\"%%\"}"),
		.envelope = "cloudevents", .type = "t", .broken = true);
}

static void faststream_05_is_a_document(void **state)
{
	(void)state;
	EXPECT("s",
		ENTRY("__data__",
			"{\"data\": \"{\\\"type\\\": \\\"a\\\", \\\"order_id\\\": 7}\", "
			"\"headers\": {\"correlation_id\": \"c-1\", \"content-type\": "
			"\"application/json\"}}"),
		.envelope = "faststream-json", .type = "a", .journey = "c-1",
		.payload = "{\"type\": \"a\", \"order_id\": 7}");
}

static void cap_carries_its_body_as_base64(void **state)
{
	static const char headers[] = "{\"cap-msg-id\":\"1\",\"cap-msg-name\":\"order.placed\","
				      "\"cap-msg-type\":\"Order\","
				      "\"cap-corr-id\":\"c-1\",\"cap-corr-seq\":\"0\","
				      "\"cap-senttime\":\"2023-11-14T22:13:20Z\"}";

	(void)state;
	EXPECT("orders", ENTRY("headers", headers, "body", "\"eyJvcmRlcl9pZCI6IjcifQ==\""),
		.envelope = "cap", .type = "order.placed", .journey = "c-1",
		.occurred_ms = 1700000000000, .payload = "{\"order_id\":\"7\"}");
	EXPECT("orders", ENTRY("headers", headers, "body", "null"), .envelope = "cap",
		.type = "order.placed", .journey = "c-1", .occurred_ms = 1700000000000);
	EXPECT("orders", ENTRY("headers", headers, "body", "\"eyJv*\""), .envelope = "cap",
		.type = "order.placed", .journey = "c-1", .occurred_ms = 1700000000000,
		.broken = true);
	EXPECT("orders", ENTRY("headers", headers, "body", "\"eyJv"), .envelope = "cap",
		.type = "order.placed", .journey = "c-1", .occurred_ms = 1700000000000,
		.payload = "\"eyJv", .broken = true);
}

static void symfony_has_a_body_in_a_message(void **state)
{
#define MESSAGE                                                                             \
	"{\"body\":\"{\\\"orderId\\\":\\\"7\\\"}\",\"headers\":{\"type\":\"App\\\\Order\"," \
	"\"X-Message-Stamp-Bus\":\"[]\"}}"
	(void)state;
	EXPECT("messages", ENTRY("message", MESSAGE), .envelope = "symfony", .type = "App\\Order",
		.journey = "7", .payload = "{\"orderId\":\"7\"}");
	EXPECT("messages", ENTRY("message", "s:99:\"" MESSAGE "\";"), .envelope = "symfony",
		.type = "App\\Order", .journey = "7", .payload = "{\"orderId\":\"7\"}");
	EXPECT("messages", ENTRY("message", "{\"body\":\"O:8:\",\"headers\":[]}"),
		.envelope = "symfony", .payload = "O:8:");
	EXPECT("messages", ENTRY("message", "s:9"), .envelope = "flat");
#undef MESSAGE
}

static void moleculer_traces_by_the_request(void **state)
{
	(void)state;
	EXPECT("order.placed",
		ENTRY("payload", "{\"order_id\":\"7\",\"customer_id\":\"C-1\"}", "headers",
			"{\"$requestID\":\"req-7\",\"$parentID\":\"p-1\",\"$caller\":\"shop\"}"),
		.envelope = "moleculer", .service = "shop", .journey = "7", .party = "C-1",
		.trace = "req-7", .cause = "p-1",
		.payload = "{\"order_id\":\"7\",\"customer_id\":\"C-1\"}");
	EXPECT("order.placed", ENTRY("payload", "{}", "headers", "{\"$requestID\":\"req-7\"}"),
		.envelope = "moleculer", .trace = "req-7", .payload = "{}");
}

static void taskiq_names_a_task(void **state)
{
	static const char document[] =
		"{\"task_id\":\"t-1\",\"task_name\":\"mail:send\",\"labels\":{\"user_id\":\"u\"},"
		"\"labels_types\":null,\"args\":[1],\"kwargs\":{}}";

	(void)state;
	EXPECT("taskiq", ENTRY("data", document), .envelope = "taskiq", .type = "mail:send",
		.journey = "t-1", .party = "u", .payload = document);
}

static void debezium_tells_what_became_of_a_row(void **state)
{
	static const char after[] = "{\"id\":1001,\"customer_id\":\"C-1\"}";
#define CHANGE(op)                                                                      \
	"{\"before\":null,\"after\":{\"id\":1001,\"customer_id\":\"C-1\"},\"source\":{" \
	"\"name\":\"shop\",\"ts_ms\":1700000000000},\"op\":\"" op "\",\"ts_ms\":1700000000900}"

	(void)state;
	EXPECT("shop.public.orders", ENTRY("{\"id\":1001}", CHANGE("c")),
		.envelope = "debezium-compact", .type = "create", .service = "shop",
		.journey = "1001", .party = "C-1", .payload = after, .occurred_ms = 1700000000000);
	EXPECT("shop.public.orders",
		ENTRY("key", "{\"schema\":{},\"payload\":{\"id\":1001}}", "value",
			"{\"schema\":{},\"payload\":" CHANGE("u") "}", "ID", "x"),
		.envelope = "debezium", .type = "update", .service = "shop", .journey = "1001",
		.party = "C-1", .payload = after, .occurred_ms = 1700000000000);
	EXPECT("shop.public.orders", ENTRY("key", "{\"a\":1,\"b\":2}", "value", CHANGE("x")),
		.envelope = "debezium", .type = "x", .service = "shop", .party = "C-1",
		.payload = after, .occurred_ms = 1700000000000);
	EXPECT("s", ENTRY("key", "k", "value", "{\"op\":1}"), .envelope = "json",
		.payload = "{\"op\":1}");
#undef CHANGE
}

static void gomicro_carries_its_payload_as_base64(void **state)
{
	(void)state;
	EXPECT("stream-orders",
		ENTRY("event",
			"{\"ID\":\"1\",\"Topic\":\"orders\",\"Timestamp\":\"2023-11-14T22:13:20Z\","
			"\"Metadata\":{\"correlation_id\":\"c\"},"
			"\"Payload\":\"eyJ0eXBlIjoiYSJ9\"}",
			"attempt", "1"),
		.envelope = "go-micro", .type = "a", .journey = "c", .occurred_ms = 1700000000000,
		.payload = "{\"type\":\"a\"}");
}

static void protean_keeps_its_headers_in_metadata(void **state)
{
	static const char document[] =
		"{\"data\":{\"order_id\":\"7\"},\"metadata\":{\"headers\":{\"id\":\"m-1\","
		"\"type\":\"Shop.OrderPlaced.v1\",\"time\":\"2023-11-14T22:13:20Z\","
		"\"traceparent\":null},\"domain\":{\"correlation_id\":\"c\",\"causation_id\":"
		"\"m-0\"}}}";

	(void)state;
	EXPECT("shop::order", ENTRY("data", document), .envelope = "protean",
		.type = "Shop.OrderPlaced.v1", .journey = "c", .cause = "m-0",
		.occurred_ms = 1700000000000, .payload = "{\"order_id\":\"7\"}");
}

static void magistrala_names_an_operation(void **state)
{
	static const char document[] =
		"{\"operation\":\"client.create\",\"occurred_at\":1700000000000000000}";

	(void)state;
	EXPECT("events.clients", ENTRY("data", document), .envelope = "magistrala",
		.type = "client.create", .occurred_ms = 1700000000000, .payload = document);
}

static void celery_has_a_message_of_kombu(void **state)
{
	struct buf body = base64_of("[[1], {\"order_id\": 7}, {}]");
	char message[600];

	(void)state;
	snprintf(message, sizeof(message),
		"{\"body\":\"%s\",\"content-encoding\":\"utf-8\",\"headers\":{\"task\":\"mail."
		"send\","
		"\"id\":\"t-2\",\"root_id\":\"t-1\",\"parent_id\":\"t-0\",\"origin\":\"gen1@host\"}"
		","
		"\"properties\":{\"correlation_id\":\"t-2\",\"body_encoding\":\"base64\"}}",
		body.at);
	EXPECT("fanout", ENTRY("payload", message), .envelope = "celery", .type = "mail.send",
		.journey = "t-1", .cause = "t-0", .service = "gen1@host",
		.payload = "[[1], {\"order_id\": 7}, {}]");
	buf_finish(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dapr_wraps_a_cloudevent),
		cmocka_unit_test(cloudevents_carry_data_in_three_ways),
		cmocka_unit_test(faststream_05_is_a_document),
		cmocka_unit_test(cap_carries_its_body_as_base64),
		cmocka_unit_test(symfony_has_a_body_in_a_message),
		cmocka_unit_test(moleculer_traces_by_the_request),
		cmocka_unit_test(taskiq_names_a_task),
		cmocka_unit_test(debezium_tells_what_became_of_a_row),
		cmocka_unit_test(gomicro_carries_its_payload_as_base64),
		cmocka_unit_test(protean_keeps_its_headers_in_metadata),
		cmocka_unit_test(magistrala_names_an_operation),
		cmocka_unit_test(celery_has_a_message_of_kombu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
