#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../src/envelope/letter.h"
#include "entries.h"

#define MS_OF_2026 INT64_C(1767323045006) /* 2026-01-02T03:04:05.006Z */

struct known {
	const char *convention, *source, *id, *group, *consumer, *reason, *type;
	int64_t deliveries; /* 0: none */
	int64_t failed_at_ms;
	enum dead_restore restore;
};

static void expect(const char *topic, const struct entry *entry, struct known known)
{
	struct dead_reader *reader = dead_reader_create(NULL, NULL);
	struct dead_letter letter;
	bool is = dead_letter_read(reader, text_of(topic), entry, &letter);

	assert_int_equal(is, known.convention != NULL);
	if (is) {
		assert_string_equal(letter.convention, known.convention);
	}
	assert_text(letter.source, known.source ? known.source : "");
	assert_text(letter.original_id, known.id ? known.id : "");
	assert_text(letter.group, known.group ? known.group : "");
	assert_text(letter.consumer, known.consumer ? known.consumer : "");
	assert_text(letter.reason, known.reason ? known.reason : "");
	assert_text(letter.error_type, known.type ? known.type : "");
	assert_int_equal(letter.has_deliveries ? letter.deliveries : 0, known.deliveries);
	assert_int_equal(letter.has_failed ? letter.failed_at_ms : 0, known.failed_at_ms);
	assert_int_equal(letter.restore, known.restore);
	dead_reader_destroy(reader);
}

#define EXPECT_LETTER(topic, entry, ...) expect(topic, entry, (struct known){__VA_ARGS__})

static void the_console_reads_what_it_wrote(void **state)
{
	const struct entry *entry =
		ENTRY("order", "7", "_rm.topic", "orders", "_rm.id", "5-1", "_rm.group", "billing",
			"_rm.consumer", "c1", "_rm.deliveries", "9223372036854775807", "_rm.reason",
			"bad total", "_rm.by", "ann", "_rm.at", "1767323045006", "_rm.job", "J");
	struct dead_letter letter = {.convention = "rivermaster"};

	(void)state;
	EXPECT_LETTER("orders:dlq", entry, .convention = "rivermaster", .source = "orders",
		.id = "5-1", .group = "billing", .consumer = "c1", .reason = "bad total",
		.deliveries = INT64_MAX, .failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_EXACT);
	assert_true(dead_letter_added(&letter, text_of("_rm.job")));
	assert_false(dead_letter_added(&letter, text_of("order")));
	/* A replayed event has no group: it is not dead. */
	EXPECT_LETTER("orders", ENTRY("order", "7", "_rm.topic", "orders", "_rm.id", "5-1"),
		.convention = NULL);
}

static void fields_beside_the_payload_are_read(void **state)
{
	(void)state;
	EXPECT_LETTER("x",
		ENTRY("data", "{}", "originalId", "5-1", "originalStream", "orders", "error",
			"boom", "failedAt", "1767323045006"),
		.convention = "nestjs-redisx", .source = "orders", .id = "5-1", .reason = "boom",
		.failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_EXACT);
	EXPECT_LETTER("x",
		ENTRY("originalTopic", "orders", "payload", "p", "timestamp", "1", "failedAt",
			"2026-01-02T03:04:05.006Z", "retryCount", "3", "partitionId", "0",
			"originalMessageId", "5-1", "maxRetries", "3"),
		.convention = "redis-streaming", .source = "orders", .id = "5-1", .deliveries = 3,
		.failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("rotif:dlq",
		ENTRY("channel", "mail", "payload", "p", "error", "boom", "timestamp",
			"1767323045006", "attempt", "4", "streamKey", "rotif:mail"),
		.convention = "rotif", .source = "rotif:mail", .reason = "boom", .deliveries = 4,
		.failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("x", ENTRY("a", "1", "_original_id", "5-1", "_source_stream", "orders"),
		.convention = "original-fields", .source = "orders", .id = "5-1",
		.restore = DEAD_RESTORE_EXACT);
	EXPECT_LETTER("x",
		ENTRY("reason", "decode", "origin_stream", "orders", "origin_id", "5-1", "error",
			"bad utf-8", "payload", "p"),
		.convention = "origin", .source = "orders", .id = "5-1", .reason = "bad utf-8",
		.type = "decode", .restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("dlq:stream",
		ENTRY("message_id", "5-1", "original_stream", "orders", "data", "{}", "error",
			"boom", "failed_at", "1767323045.006", "retry_count", "3", "max_retries",
			"3"),
		.convention = "tutorial", .source = "orders", .id = "5-1", .reason = "boom",
		.deliveries = 3, .failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("{chasqui:mail}:dlq",
		ENTRY("d", "\x81", "source_id", "5-1", "reason", "retries_exhausted", "detail",
			"boom"),
		.convention = "chasquimq", .id = "5-1", .reason = "retries_exhausted",
		.restore = DEAD_RESTORE_EXACT);
}

static void wolverine_names_the_stream_by_its_address(void **state)
{
	(void)state;
	EXPECT_LETTER("orders:dead-letter",
		ENTRY("envelope", "bytes", "exception-type", "System.TimeoutException",
			"exception-message", "too late", "exception-stack", "at X", "failed-at",
			"1767323045006", "message-type", "Order", "envelope-id", "E1", "attempts",
			"3", "original-destination", "redis://stream/0/orders"),
		.convention = "wolverine", .source = "orders", .id = "E1", .reason = "too late",
		.type = "System.TimeoutException", .deliveries = 3, .failed_at_ms = MS_OF_2026,
		.restore = DEAD_RESTORE_CONVERT);
}

static void objects_in_json_are_read(void **state)
{
	(void)state;
	EXPECT_LETTER("FAILED_MESSAGES",
		ENTRY("payload", "{}", "headers",
			"{\"x-original-id\":\"5-1\",\"x-original-channel\":\"orders\","
			"\"x-original-group\":\"mailer\",\"x-error-message\":\"a\\nb\","
			"\"x-error-name\":\"TypeError\",\"x-error-timestamp\":"
			"1767323045006}"),
		.convention = "moleculer", .source = "orders", .id = "5-1", .group = "mailer",
		.reason = "a\nb", .type = "TypeError", .failed_at_ms = MS_OF_2026,
		.restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("orders:dlq",
		ENTRY("data",
			"{\"x\":1,\"_dlq_metadata\":{\"original_stream\":\"orders\","
			"\"original_id\":\"5-1\",\"consumer_group\":\"g\",\"consumer\":"
			"\"c\",\"failed_at\":\"2026-01-02T03:04:05.006+00:00\","
			"\"retry_count\":3,\"failure_reason\":\"max_retries\"}}"),
		.convention = "protean", .source = "orders", .id = "5-1", .group = "g",
		.consumer = "c", .reason = "max_retries", .deliveries = 3,
		.failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("dlq:orders",
		ENTRY("payload",
			"{\"original_message_id\":\"5-1\",\"original_stream\":"
			"\"orders\",\"error\":\"boom\",\"failed_at\":"
			"\"2026-01-02T03:04:05.006Z\",\"payload\":{\"a\":1}}"),
		.convention = "nested-payload", .source = "orders", .id = "5-1", .reason = "boom",
		.failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_CONVERT);
}

static const struct entry *entry_of_bytes(
	struct written *written, const char *field, struct text value)
{
	write_entry(written,
		(const char *const[]){
			"_watermill_message_uuid", "U1", "payload", "p", field, "", NULL, NULL});
	written->fields[2].value = value;
	return &written->entry;
}

static void watermill_keeps_it_in_messagepack(void **state)
{
	static const char metadata[] = "\x84"
				       "\xafreason_poisoned\xa4"
				       "boom"
				       "\xaetopic_poisoned\xa6orders"
				       "\xb0handler_poisoned\xa1h"
				       "\xb3subscriber_poisoned\xa1s";
	struct written written;

	(void)state;
	EXPECT_LETTER("poison",
		entry_of_bytes(&written, "metadata", text_from(metadata, sizeof(metadata) - 1)),
		.convention = "watermill", .source = "orders", .id = "U1", .group = "h",
		.consumer = "s", .reason = "boom", .restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("orders", entry_of_bytes(&written, "metadata", text_from("\x80", 1)),
		.convention = NULL);
}

static void eggai_keeps_it_in_the_body(void **state)
{
	static const char body[] = "{\"_dlq_source\":\"orders\",\"_dlq_handler\":\"h\","
				   "\"_dlq_reason\":\"boom\",\"_dlq_retries\":5,"
				   "\"_original_message_id\":\"5-1\"}";
	char data[sizeof(body) + 19] = {'\x89', 'B', 'I', 'N', '\r', '\n', '\x1a', '\n', 0, 1, 0, 0,
		0, 18, 0, 0, 0, 20, 0, 0};
	struct written written;

	(void)state;
	memcpy(data + 20, body, sizeof(body) - 1);
	write_entry(&written, (const char *const[]){"__data__", "", NULL, NULL});
	written.fields[0].value = text_from(data, 20 + sizeof(body) - 1);
	EXPECT_LETTER("x", &written.entry, .convention = "eggai", .source = "orders", .id = "5-1",
		.group = "h", .reason = "boom", .deliveries = 5, .restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("orders.h.dlq",
		ENTRY("__data__",
			"{\"data\":\"{\\\"_retry_count\\\":2,\\\"_original_message_id\\\""
			":77}\",\"headers\":{}}"),
		.convention = "eggai", .id = "77", .deliveries = 2,
		.restore = DEAD_RESTORE_CONVERT);
	/* A retry that is still under way. */
	EXPECT_LETTER("orders.h.retry",
		ENTRY("__data__",
			"{\"data\":{\"_retry_count\":2,\"_original_message_id\":\"5-1\"}}"),
		.convention = NULL);
}

static void symfony_keeps_it_in_stamps(void **state)
{
#define PREFIX "\"X-Message-Stamp-Symfony\\\\Component\\\\Messenger\\\\Stamp\\\\"
	(void)state;
	EXPECT_LETTER("failed",
		ENTRY("message",
			"{\"body\":\"{}\",\"headers\":{\"type\":\"Order\"," PREFIX
			"SentToFailureTransportStamp\":\"[{\\\"originalReceiverName\\\":"
			"\\\"async\\\"}]\"," PREFIX
			"ErrorDetailsStamp\":\"[{\\\"exceptionClass\\\":\\\"E\\\","
			"\\\"exceptionMessage\\\":\\\"boom\\\"}]\"," PREFIX
			"RedeliveryStamp\":\"[{\\\"retryCount\\\":1},"
			"{\\\"retryCount\\\":3,\\\"redeliveredAt\\\":"
			"\\\"2026-01-02T03:04:05.006Z\\\"}]\"}}"),
		.convention = "symfony", .source = "async", .reason = "boom", .type = "E",
		.deliveries = 3, .failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_CONVERT);
}

static void names_of_topics_tell_where_fields_do_not(void **state)
{
	(void)state;
	EXPECT_LETTER("dlq:data:{rdi}:public.users",
		ENTRY("opcode", "c", "reason", "boom", "time", "1767323045006", "job", "j"),
		.convention = "rdi", .source = "data:{rdi}:public.users", .reason = "boom",
		.failed_at_ms = MS_OF_2026, .restore = DEAD_RESTORE_CONVERT);
	EXPECT_LETTER("q_svix_dlq", ENTRY("data", "{\"msg_id\":\"m\"}"), .convention = "svix",
		.source = "q_svix_v3_main", .restore = DEAD_RESTORE_EXACT);
	EXPECT_LETTER("q:dlq",
		ENTRY("payload", "p", "idemKey", "k", "createdAt", "1", "attempt", "3"),
		.convention = "power-queues", .deliveries = 3, .restore = DEAD_RESTORE_EXACT);
	EXPECT_LETTER("q", ENTRY("payload", "p", "idemKey", "k", "createdAt", "1", "attempt", "3"),
		.convention = NULL);
}

static void dapr_is_told_by_the_topic_inside(void **state)
{
	const struct entry *entry = ENTRY("data",
		"{\"specversion\":\"1.0\",\"id\":\"1\",\"pubsubname\":\"p\",\"topic\":\"orders\"}");

	(void)state;
	EXPECT_LETTER("poisonMessages", entry, .convention = "dapr", .source = "orders",
		.restore = DEAD_RESTORE_EXACT);
	EXPECT_LETTER("orders", entry, .convention = NULL);
}

static void others_are_read_by_the_names_of_their_fields(void **state)
{
	(void)state;
	EXPECT_LETTER("x",
		ENTRY("Original-Stream", "orders", "failure_reason", "boom", "delivery_count", "7",
			"payload", "p"),
		.convention = "generic", .source = "orders", .reason = "boom", .deliveries = 7);
	EXPECT_LETTER("scheduler:messages:stream:deadletter",
		ENTRY("body", "{\"meta\":{\"error\":\"boom\",\"originalId\":12}}"),
		.convention = "generic", .id = "12", .reason = "boom");
	/* An ordinary event may fail, and say in which channel. */
	EXPECT_LETTER("payments",
		ENTRY("type", "payment.failed", "error", "no funds", "attempt", "2", "channel",
			"web", "message_id", "9"),
		.convention = NULL);
	EXPECT_LETTER("orders:dlq", ENTRY("a", "1"), .convention = NULL);
}

static void damage_is_no_harm(void **state)
{
	(void)state;
	EXPECT_LETTER(
		"x", ENTRY("payload", "{}", "headers", "{\"x-original-id\":"), .convention = NULL);
	EXPECT_LETTER("x", ENTRY("data", "{\"_dlq_metadata\":7}"), .convention = NULL);
	EXPECT_LETTER("x",
		ENTRY("__data__",
			"\x89"
			"BIN"),
		.convention = NULL);
	EXPECT_LETTER("x", ENTRY("a", "1", "_original_id", "", "_source_stream", ""),
		.convention = "original-fields", .restore = DEAD_RESTORE_EXACT);
	EXPECT_LETTER("x", &(struct entry){.field_count = 0}, .convention = NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_console_reads_what_it_wrote),
		cmocka_unit_test(fields_beside_the_payload_are_read),
		cmocka_unit_test(wolverine_names_the_stream_by_its_address),
		cmocka_unit_test(objects_in_json_are_read),
		cmocka_unit_test(watermill_keeps_it_in_messagepack),
		cmocka_unit_test(eggai_keeps_it_in_the_body),
		cmocka_unit_test(symfony_keeps_it_in_stamps),
		cmocka_unit_test(names_of_topics_tell_where_fields_do_not),
		cmocka_unit_test(dapr_is_told_by_the_topic_inside),
		cmocka_unit_test(others_are_read_by_the_names_of_their_fields),
		cmocka_unit_test(damage_is_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
