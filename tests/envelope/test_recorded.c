#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "recorded.h"

static void assert_recording(const char *name, const struct expected *expected, size_t count)
{
	struct event_reader *reader = event_reader_create();
	const struct entry *entry;
	struct recording recording;
	struct event event;
	size_t met = 0;

	recording_open(&recording, name);
	while ((entry = recording_next(&recording)) != NULL) {
		assert_true(met < count);
		event_read(reader, recording.topic, entry, &event);
		assert_event(&event, expected[met++]);
	}
	assert_int_equal(met, count);
	recording_close(&recording);
	event_reader_destroy(reader);
}

#define ASSERT_RECORDING(name, expected) \
	assert_recording(name, expected, sizeof(expected) / sizeof(*(expected)))

static void bullmq_is_understood(void **state)
{
#define JOB(what, key, ...)                                                         \
	{                                                                           \
		.envelope = "bullmq", .type = (what), .journey = (key), __VA_ARGS__ \
	}
	static const struct expected expected[] = {
		JOB("added", "job-1", .payload = NULL),
		JOB("waiting", "job-1", .payload = NULL),
		JOB("active", "job-1", .payload = NULL),
		JOB("added", "job-2", .payload = NULL),
		JOB("waiting", "job-2", .payload = NULL),
		JOB("progress", "job-1", .payload = "50"),
		JOB("added", "job-3", .payload = NULL),
		JOB("delayed", "job-3", .payload = NULL),
		JOB("completed", "job-1", .payload = "{\"sent\":true,\"customer_id\":\"C-1\"}"),
		JOB("active", "job-2", .payload = NULL),
		JOB("progress", "job-2", .payload = "50"),
		JOB("failed", "job-2", .payload = "no such mailbox", .outcome = "no such mailbox"),
		JOB("retries-exhausted", "job-2", .payload = NULL),
		JOB("paused", NULL, .payload = NULL),
	};
#undef JOB

	(void)state;
	ASSERT_RECORDING("bullmq.ndjson", expected);
}

static void moleculer_is_understood(void **state)
{
	static const struct expected expected[] = {
		{.envelope = "moleculer",
			.service = "shop",
			.journey = "990017",
			.party = "C-881",
			.trace = "req-7",
			.cause = "c911ca63-4976-4664-bfa3-3cb8652851ef",
			.payload = "{\"order_id\":\"990017\",\"customer_id\":\"C-881\","
				   "\"total\":12.5}"},
		{.envelope = "json", .journey = "corr-1", .payload = "{\"order_id\":\"990017\"}"},
		{.envelope = "json", .journey = "990018", .payload = "{\"order_id\":\"990018\"}"},
	};

	(void)state;
	ASSERT_RECORDING("moleculer.ndjson", expected);
}

static void socketio_is_understood(void **state)
{
	static const struct expected expected[] = {
		{.envelope = "socket.io",
			.type = "order.placed",
			.payload = "{\"packet\":{\"type\":2,\"data\":[\"order.placed\","
				   "{\"order_id\":\"990017\"}]},\"opts\":{\"rooms\":[\"room-1\"],"
				   "\"except\":[],\"flags\":{}}}"},
		{.envelope = "socket.io", .type = "photo.added"},
		{.envelope = "socket.io",
			.type = "sockets_join",
			.payload = "{\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}},"
				   "\"rooms\":[\"vip\"]}"},
		{.envelope = "socket.io",
			.type = "price.set",
			.payload = "{\"packet\":{\"type\":2,\"data\":[\"price.set\",12.5]},"
				   "\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}"},
	};
	struct event_reader *reader = event_reader_create();
	const struct entry *entry;
	struct recording recording;
	struct event event;
	size_t i;

	(void)state;
	recording_open(&recording, "socketio.ndjson");
	for (i = 0; (entry = recording_next(&recording)) != NULL; i++) {
		struct expected now = expected[i];
		char payload[256];

		event_read(reader, recording.topic, entry, &event);
		if (now.payload == NULL) {
			/* msgpack, with a zero byte in it. */
			assert_int_equal(event.payload.length, 84);
			assert_memory_equal(event.payload.at, "\x82\xa6packet\x82", 9);
			event.payload = text_from(payload, 0);
		}
		assert_event(&event, now);
	}
	assert_int_equal(i, 4);
	recording_close(&recording);
	event_reader_destroy(reader);
}

static void node_redis_is_understood(void **state)
{
	static const struct expected expected[] = {
		{.envelope = "flat",
			.type = "order.placed",
			.journey = "990017",
			.party = "C-881",
			.trace = "4bf92f3577b34da6a3ce929d0e0e4736"},
		{.envelope = "cloudevents",
			.type = "order.paid",
			.service = "/shop",
			.journey = "c-7",
			.party = "C-881",
			.occurred_ms = 1700000000000,
			.payload = "{\"order_id\":\"990017\",\"customer_id\":\"C-881\"}"},
	};

	(void)state;
	ASSERT_RECORDING("node_redis.ndjson", expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bullmq_is_understood),
		cmocka_unit_test(moleculer_is_understood),
		cmocka_unit_test(socketio_is_understood),
		cmocka_unit_test(node_redis_is_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
