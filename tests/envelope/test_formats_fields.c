/* Envelopes that are told by the names of their fields. */
#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "entries.h"

#define TRACEPARENT "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"

static void wolverine_has_a_field_for_each_header(void **state)
{
	(void)state;
	EXPECT("orders",
		ENTRY("payload", "{\"total\":1,\"customer_id\":\"C-1\"}", "wolverine-id", "m-1",
			"wolverine-message-type", "Shop.OrderPlaced", "wolverine-correlation-id",
			"c-1", "wolverine-conversation-id", "v-1", "wolverine-parent-id",
			TRACEPARENT, "wolverine-source", "Shop", "wolverine-sent-at",
			"2023-11-14T22:13:20.0000000Z"),
		.envelope = "wolverine", .type = "Shop.OrderPlaced", .journey = "c-1",
		.trace = TRACE, .service = "Shop", .occurred_ms = 1700000000000, .party = "C-1",
		.payload = "{\"total\":1,\"customer_id\":\"C-1\"}");
	EXPECT("orders",
		ENTRY("payload", "x", "wolverine-causation-id", "m-0", "wolverine-parent-id", "p"),
		.envelope = "wolverine", .cause = "m-0", .payload = "x");
	EXPECT("orders",
		ENTRY("payload", "x", "wolverine-parent-id", "p", "wolverine-tenant-id", "t"),
		.envelope = "wolverine", .cause = "p", .party = "t", .payload = "x");
}

static void bullmq_says_what_became_of_a_job(void **state)
{
	(void)state;
	EXPECT("bull:mail:events", ENTRY("event", "added", "jobId", "7", "name", "welcome"),
		.envelope = "bullmq", .type = "added", .journey = "7");
	EXPECT("bull:mail:events",
		ENTRY("event", "failed", "jobId", "7", "failedReason", "no such mailbox", "prev",
			"active"),
		.envelope = "bullmq", .type = "failed", .journey = "7",
		.outcome = "no such mailbox", .payload = "no such mailbox");
	EXPECT("bull:mail:events",
		ENTRY("event", "completed", "jobId", "7", "returnvalue", "{\"ok\":true}"),
		.envelope = "bullmq", .type = "completed", .journey = "7",
		.payload = "{\"ok\":true}");
	EXPECT("bull:mail:events", ENTRY("event", "drained"), .envelope = "bullmq",
		.type = "drained");
	EXPECT("shop:events", ENTRY("event", "order.placed"), .envelope = "flat",
		.type = "order.placed");
	EXPECT("shop:events", ENTRY("event", "{\"type\":\"a\"}"), .envelope = "json", .type = "a",
		.payload = "{\"type\":\"a\"}");
}

static void socketio_is_told_by_name_and_never_by_number(void **state)
{
	static const char broadcast[] =
		"{\"packet\":{\"type\":2,\"data\":[\"order.placed\",{\"id\":1}]},\"opts\":{}}";
	static const char emit[] = "{\"packet\":[\"cache.flush\",\"all\"]}";

	(void)state;
	EXPECT("socket.io", ENTRY("uid", "u", "nsp", "/", "type", "3", "data", broadcast),
		.envelope = "socket.io", .type = "order.placed", .payload = broadcast);
	EXPECT("socket.io", ENTRY("uid", "u", "nsp", "/", "type", "9", "data", emit),
		.envelope = "socket.io", .type = "cache.flush", .payload = emit);
	EXPECT("socket.io", ENTRY("uid", "u", "nsp", "/", "type", "2"), .envelope = "socket.io",
		.type = "heartbeat");
	EXPECT("socket.io", ENTRY("uid", "u", "nsp", "/", "type", "99"), .envelope = "socket.io",
		.type = "unknown");
	EXPECT("socket.io", ENTRY("uid", "u", "nsp", "/", "type", "3", "data", "!!!"),
		.envelope = "socket.io", .type = "broadcast", .broken = true);
	EXPECT("socket.io", ENTRY("uid", "u", "nsp", "/", "type", "placed"), .envelope = "flat",
		.type = "placed");
}

static void spring_names_its_class(void **state)
{
	(void)state;
	EXPECT("people",
		ENTRY("_class", "com.example.OrderPlaced", "name", "Ann", "address.city", "Ulm",
			"orderId", "990017"),
		.envelope = "spring", .type = "com.example.OrderPlaced", .journey = "990017");
}

static void benthos_has_a_field_for_each_metadata(void **state)
{
	(void)state;
	EXPECT("out", ENTRY("body", "{\"type\":\"a\"}", "kafka_topic", "in", "correlation_id", "c"),
		.envelope = "benthos", .type = "a", .journey = "c", .payload = "{\"type\":\"a\"}");
	EXPECT("out", ENTRY("body", "raw", "other", "x"), .envelope = "flat");
}

static void pulse_has_a_name_and_a_payload(void **state)
{
	(void)state;
	EXPECT("pulse:stream:s", ENTRY("n", "order.placed", "p", "{\"order_id\":\"7\"}"),
		.envelope = "pulse", .type = "order.placed", .journey = "7",
		.payload = "{\"order_id\":\"7\"}");
	EXPECT("pulse:stream:s", ENTRY("n", "a", "p", "raw", "t", "topic"), .envelope = "pulse",
		.type = "a", .payload = "raw");
	EXPECT("s", ENTRY("n", "a", "p", "b", "q", "c"), .envelope = "flat");
}

static void laravel_streamer_names_its_event(void **state)
{
	(void)state;
	EXPECT("order.placed",
		ENTRY("_id", "*", "original_id", "1-1", "type", "event", "version", "1.3", "name",
			"order.placed", "domain", "shop", "created", "1700000000", "data",
			"{\"order_id\":\"7\"}"),
		.envelope = "laravel-streamer", .type = "order.placed", .service = "shop",
		.cause = "1-1", .journey = "7", .payload = "{\"order_id\":\"7\"}",
		.occurred_ms = 1700000000000);
}

static void redis_streaming_has_a_key(void **state)
{
	(void)state;
	EXPECT("stream:topic:orders:p:0",
		ENTRY("payload", "{\"type\":\"a\"}", "timestamp", "2023-11-14T22:13:20Z",
			"retryCount", "0", "maxRetries", "3", "topic", "orders", "partitionId", "0",
			"key", "O-7"),
		.envelope = "redis-streaming", .type = "a", .journey = "O-7",
		.payload = "{\"type\":\"a\"}", .occurred_ms = 1700000000000);
}

static void small_ones_are_told_by_topic_or_names(void **state)
{
	(void)state;
	EXPECT("q", ENTRY("task_id", "t-1", "enqueue_time", "1700000000000"), .envelope = "streaq",
		.journey = "t-1", .occurred_ms = 1700000000000);
	EXPECT("redstream:stream:products", ENTRY("payload", "{\"id\":1}"), .envelope = "redstream",
		.payload = "{\"id\":1}");
	EXPECT("queue_svix_v3_main", ENTRY("data", "{\"type\":\"MessageV1\",\"msg_id\":\"msg_1\"}"),
		.envelope = "svix", .type = "MessageV1", .journey = "msg_1",
		.payload = "{\"type\":\"MessageV1\",\"msg_id\":\"msg_1\"}");
	EXPECT("s", ENTRY("data", "{\"a\":1}", "_attempt", "2"), .envelope = "nestjs-redisx",
		.payload = "{\"a\":1}");
	EXPECT("s", ENTRY("data", "{\"a\":1}", "correlationId", "c", "tenant", "t"),
		.envelope = "nestjs-streams", .journey = "c", .party = "t", .payload = "{\"a\":1}");
}

static void cloudevents_may_be_fields(void **state)
{
	(void)state;
	EXPECT("s",
		ENTRY("ce_specversion", "1.0", "ce_type", "order.placed", "ce_source", "/shop",
			"ce_id", "1", "ce_correlationid", "c", "data", "{\"type\":\"inner\"}"),
		.envelope = "cloudevents-fields", .type = "order.placed", .service = "/shop",
		.journey = "c", .payload = "{\"type\":\"inner\"}");
}

static void traces_are_read_from_every_header_that_has_them(void **state)
{
	(void)state;
	EXPECT("s", ENTRY("traceparent", TRACEPARENT), .envelope = "flat", .trace = TRACE);
	EXPECT("s", ENTRY("traceparent", "00-short-x-01", "trace_id", "t"), .envelope = "flat",
		.trace = "t");
	EXPECT("s", ENTRY("uber-trace-id", "abc:def:0:1"), .envelope = "flat", .trace = "abc");
	EXPECT("s", ENTRY("sentry-trace", "abc-def-1"), .envelope = "flat", .trace = "abc");
	EXPECT("s", ENTRY("b3", "abc-def-1"), .envelope = "flat", .trace = "abc");
	EXPECT("s", ENTRY("X-Amzn-Trace-Id", "Self=1-2;Root=1-67891233-abcdef;Sampled=1"),
		.envelope = "flat", .trace = "1-67891233-abcdef");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wolverine_has_a_field_for_each_header),
		cmocka_unit_test(bullmq_says_what_became_of_a_job),
		cmocka_unit_test(socketio_is_told_by_name_and_never_by_number),
		cmocka_unit_test(spring_names_its_class),
		cmocka_unit_test(benthos_has_a_field_for_each_metadata),
		cmocka_unit_test(pulse_has_a_name_and_a_payload),
		cmocka_unit_test(laravel_streamer_names_its_event),
		cmocka_unit_test(redis_streaming_has_a_key),
		cmocka_unit_test(small_ones_are_told_by_topic_or_names),
		cmocka_unit_test(cloudevents_may_be_fields),
		cmocka_unit_test(traces_are_read_from_every_header_that_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
