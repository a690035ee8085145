/*
 * Envelopes of libraries that cannot be installed everywhere, byte for byte as the libraries write
 * them. What writes them here shares nothing with what reads them: JSON as Python and .NET write
 * it, base64, numbers of network order.
 */
#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/mem.h"
#include "entries.h"

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define TRACEPARENT "00-" TRACE "-00f067aa0ba902b7-01"

enum { BYTES_MAX = 4096 };

struct bytes {
	char at[BYTES_MAX];
	size_t length;
};

static void put(struct bytes *out, const void *at, size_t length)
{
	assert_true(length <= BYTES_MAX - out->length);
	memcpy(out->at + out->length, at, length);
	out->length += length;
}

static void put_text(struct bytes *out, const char *text)
{
	put(out, text, strlen(text));
}

static void put_number(struct bytes *out, uint32_t number, unsigned size)
{
	for (unsigned i = size; i-- > 0;) {
		char byte = (char)(number >> 8 * i & 0xff);

		put(out, &byte, 1);
	}
}

/* The code point at *text, which is UTF-8, and steps behind it. */
static unsigned next_point(const unsigned char **text)
{
	unsigned lead = *(*text)++,
		 more = lead >= 0xf0 ? 3
		: lead >= 0xe0       ? 2
		: lead >= 0xc0       ? 1
				     : 0;
	unsigned point = more > 0 ? lead & (0x3fu >> more) : lead;

	while (more-- > 0) {
		point = point << 6 | (*(*text)++ & 0x3f);
	}
	return point;
}

enum json_style {
	JSON_PYTHON, /* json.dumps: blanks behind `:` and `,`, and all of it ASCII */
	JSON_DENSE,  /* orjson: neither */
	JSON_DOTNET, /* System.Text.Json: no blanks, and more than what must be is escaped */
};

static void put_point(struct bytes *out, unsigned point, enum json_style style)
{
	static const char cautious[] = "\"'<>&+`";
	bool must = point < 0x20 || point == '"' || point == '\\';
	bool may = style == JSON_DOTNET && point < 0x80 && strchr(cautious, (int)point) != NULL;
	char escape[16];

	if (point == '\n') {
		put_text(out, "\\n");
	} else if (point == '\\' || (point == '"' && !may)) {
		snprintf(escape, sizeof(escape), "\\%c", (char)point);
		put_text(out, escape);
	} else if (must || may || (point >= 0x80 && style != JSON_DENSE)) {
		unsigned high = point - 0x10000;

		if (point >= 0x10000) {
			snprintf(escape, sizeof(escape), "\\u%04x\\u%04x", 0xd800 + (high >> 10),
				0xdc00 + (high & 0x3ff));
		} else {
			snprintf(escape, sizeof(escape),
				style == JSON_DOTNET ? "\\u%04X" : "\\u%04x", point);
		}
		put_text(out, escape);
	} else {
		assert_true(point < 0x80);
		put(out, &(char){(char)point}, 1);
	}
}

static void put_string(struct bytes *out, const char *text, enum json_style style)
{
	const unsigned char *at = (const unsigned char *)text;

	put_text(out, "\"");
	while (*at != '\0') {
		put_point(out, next_point(&at), style);
	}
	put_text(out, "\"");
}

/* Names and values in turn, ended by NULL; a value NULL within is null. */
static void put_map(struct bytes *out, const char *const *pairs, enum json_style style)
{
	put_text(out, "{");
	for (size_t i = 0; pairs[i] != NULL; i += 2) {
		put_text(out, i == 0 ? "" : style == JSON_PYTHON ? ", " : ",");
		put_string(out, pairs[i], style);
		put_text(out, style == JSON_PYTHON ? ": " : ":");
		if (pairs[i + 1] != NULL) {
			put_string(out, pairs[i + 1], style);
		} else {
			put_text(out, "null");
		}
	}
	put_text(out, "}");
}

static void put_base64(struct bytes *out, const char *text)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i += 3) {
		uint32_t three = 0;

		for (size_t j = 0; j < 3; j++) {
			three = three << 8 | (i + j < length ? (unsigned char)text[i + j] : 0);
		}
		for (size_t j = 0; j < 4; j++) {
			put(out, i + j <= length ? &digits[three >> (18 - 6 * j) & 63] : "=", 1);
		}
	}
}

static void assert_bytes(const struct bytes *bytes, const char *expected, size_t length)
{
	assert_int_equal(bytes->length, length);
	assert_memory_equal(bytes->at, expected, length);
}

/* One field, read from an allocation of its own. */
static void expect_one(const char *topic, const char *name, const struct bytes *value, size_t cut,
	struct expected expected)
{
	char *copy = mem_dup(value->at, cut);
	struct entry_field field = {text_of(name), text_from(copy, cut)};
	struct entry entry = {.field_count = 1, .fields = &field};

	EXPECT(topic, &entry, .envelope = expected.envelope, .type = expected.type,
		.service = expected.service, .journey = expected.journey, .party = expected.party,
		.trace = expected.trace, .payload = expected.payload,
		.occurred_ms = expected.occurred_ms, .broken = expected.broken);
	mem_free(copy);
}

/* --- FastStream --- */

/* Characters, and not bytes, are what the library counts in a string. */
static uint32_t characters(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	uint32_t count = 0;

	for (; *at != '\0'; count++) {
		next_point(&at);
	}
	return count;
}

static void put_faststream(struct bytes *out, const char *const *headers, const char *body)
{
	struct bytes written = {.length = 0};
	uint32_t count = 0;

	for (; headers[2 * count] != NULL; count++) {
		for (int i = 0; i < 2; i++) {
			put_number(&written, characters(headers[2 * count + (size_t)i]), 2);
			put_text(&written, headers[2 * count + (size_t)i]);
		}
	}
	put(out,
		"\x89"
		"BIN\r\n\x1a\n",
		8);
	put_number(out, 1, 2);
	put_number(out, 18, 4);
	put_number(out, 20 + (uint32_t)written.length, 4);
	put_number(out, count, 2);
	put(out, written.at, written.length);
	put_text(out, body);
}

static void faststream_is_binary(void **state)
{
	static const char body[] = "{\"type\":\"order.placed\",\"order_id\":\"990017\"}";
	static const char *const headers[] = {"correlation_id", "c-7", "content-type",
		"application/json", "reply_to", "answers", "user_id", "u-1", NULL};
	static const char start[] = "\x89"
				    "BIN\r\n\x1a\n\0\1\0\0\0\x12\0\0\0\x6a\0\4\0\x0e"
				    "correlation_id";
	struct bytes message = {.length = 0};

	(void)state;
	put_faststream(&message, headers, body);
	assert_true(message.length > sizeof(start));
	assert_memory_equal(message.at, start, sizeof(start) - 1);
	expect_one("orders", "__data__", &message, message.length,
		(struct expected){.envelope = "faststream",
			.type = "order.placed",
			.journey = "c-7",
			.party = "u-1",
			.payload = body});
}

/* What stands behind such a header cannot be told, but the body can. */
static void a_faststream_header_that_is_longer_than_it_says_breaks_only_headers(void **state)
{
	static const char *const headers[] = {
		"correlation_id", "c-7", "note", "caf\xc3\xa9", "user_id", "u-1", NULL};
	struct bytes message = {.length = 0};

	(void)state;
	put_faststream(&message, headers, "{\"type\":\"order.placed\"}");
	expect_one("orders", "__data__", &message, message.length,
		(struct expected){.envelope = "faststream",
			.type = "order.placed",
			.journey = "c-7",
			.payload = "{\"type\":\"order.placed\"}",
			.broken = true});
}

static void faststream_was_json(void **state)
{
	static const char body[] = "{\"type\": \"order.placed\", \"note\": \"caf\\u00e9\"}";
	static const char python[] =
		"{\"data\": \"{\\\"type\\\": \\\"order.placed\\\", \\\"note\\\": "
		"\\\"caf\\\\u00e9\\\"}\", \"headers\": {\"correlation_id\": \"c-7\", "
		"\"content-type\": \"application/json\"}}";
	static const char *const headers[] = {
		"correlation_id", "c-7", "content-type", "application/json", NULL};

	(void)state;
	for (int dense = 0; dense < 2; dense++) {
		enum json_style style = dense ? JSON_DENSE : JSON_PYTHON;
		struct bytes message = {.length = 0};

		put_text(&message, dense ? "{\"data\":" : "{\"data\": ");
		put_string(&message, body, style);
		put_text(&message, dense ? ",\"headers\":" : ", \"headers\": ");
		put_map(&message, headers, style);
		put_text(&message, "}");
		if (!dense) {
			assert_bytes(&message, python, sizeof(python) - 1);
		}
		expect_one("orders", "__data__", &message, message.length,
			(struct expected){.envelope = "faststream-json",
				.type = "order.placed",
				.journey = "c-7",
				.payload = body});
	}
}

static void cut_json_of_faststream_is_broken(void **state)
{
	static const char *const headers[] = {"correlation_id", "c-7", NULL};
	struct event_reader *reader = event_reader_create();
	struct bytes message = {.length = 0};

	(void)state;
	put_text(&message, "{\"data\": ");
	put_string(&message, "{\"type\": \"a\"}", JSON_PYTHON);
	put_text(&message, ", \"headers\": ");
	put_map(&message, headers, JSON_PYTHON);
	put_text(&message, "}");
	for (size_t cut = 40; cut < message.length; cut++) {
		char *copy = mem_dup(message.at, cut);
		struct entry_field field = {text_of("__data__"), text_from(copy, cut)};
		struct entry entry = {.field_count = 1, .fields = &field};
		struct event event;

		event_read(reader, text_of("orders"), &entry, &event);
		assert_string_equal(event.envelope, "faststream-json");
		assert_true(event.broken);
		assert_text(event.type, "a");
		mem_free(copy);
	}
	event_reader_destroy(reader);
}

/* --- taskiq --- */

static void taskiq_writes_the_message_of_a_task(void **state)
{
	static const char python[] =
		"{\"task_id\": \"2f1c\", \"task_name\": \"mail:send\", \"labels\": {\"user_id\": "
		"\"u-1\", \"delay\": \"5\"}, \"labels_types\": {\"user_id\": 3, \"delay\": 1}, "
		"\"args\": [\"caf\\u00e9\"], \"kwargs\": {}}";
	static const char *const labels[] = {"user_id", "u-1", "delay", "5", NULL};

	(void)state;
	for (int dense = 0; dense < 2; dense++) {
		enum json_style style = dense ? JSON_DENSE : JSON_PYTHON;
		const char *blank = dense ? "" : " ";
		struct bytes message = {.length = 0};
		char rest[128];

		snprintf(rest, sizeof(rest),
			"{\"task_id\":%s\"2f1c\",%s\"task_name\":%s\"mail:send\",%s", blank, blank,
			blank, blank);
		put_text(&message, rest);
		snprintf(rest, sizeof(rest), "\"labels\":%s", blank);
		put_text(&message, rest);
		put_map(&message, labels, style);
		snprintf(rest, sizeof(rest),
			",%s\"labels_types\":%s{\"user_id\":%s3,%s\"delay\":%s1},%s\"args\":%s[",
			blank, blank, blank, blank, blank, blank, blank);
		put_text(&message, rest);
		put_string(&message, dense ? "cafe" : "caf\xc3\xa9", style);
		snprintf(rest, sizeof(rest), "],%s\"kwargs\":%s{}}", blank, blank);
		put_text(&message, rest);
		if (!dense) {
			assert_bytes(&message, python, sizeof(python) - 1);
		}
		put(&message, "", 1);
		message.length--;
		expect_one("taskiq", "data", &message, message.length,
			(struct expected){.envelope = "taskiq",
				.type = "mail:send",
				.journey = "2f1c",
				.party = "u-1",
				.payload = message.at});
	}
}

/* --- CAP --- */

static void cap_writes_headers_and_base64(void **state)
{
	static const char body[] =
		"{\"OrderId\":\"990017\",\"CustomerId\":\"C-1\",\"Note\":\"a>b?\"}";
	/* The time is written as the country of the server writes times: it is not known. */
	static const char *const headers[] = {"cap-callback-name", NULL, "cap-msg-id", "42",
		"cap-corr-id", "41", "cap-corr-seq", "1", "cap-msg-name", "caf\xc3\xa9.opened",
		"cap-msg-type", "List`1", "cap-senttime", "11/14/2023 22:13:20", NULL};
	static const char dotnet[] =
		"{\"cap-callback-name\":null,\"cap-msg-id\":\"42\","
		"\"cap-corr-id\":\"41\",\"cap-corr-seq\":\"1\",\"cap-msg-name\":"
		"\"caf\\u00E9.opened\",\"cap-msg-type\":\"List\\u00601\","
		"\"cap-senttime\":\"11/14/2023 22:13:20\"}";
	struct bytes written = {.length = 0}, coded = {.length = 0};
	struct entry_field fields[2];
	struct entry entry = {.field_count = 2, .fields = fields};

	(void)state;
	put_map(&written, headers, JSON_DOTNET);
	assert_bytes(&written, dotnet, sizeof(dotnet) - 1);
	put_text(&coded, "\"");
	put_base64(&coded, body);
	put_text(&coded, "\"");
	assert_bytes(&coded,
		"\"eyJPcmRlcklkIjoiOTkwMDE3IiwiQ3VzdG9tZXJJZCI6IkMtMSIsIk5vdGUiOiJhPmI/In0=\"", 74);
	fields[0] = (struct entry_field){text_of("headers"), text_from(written.at, written.length)};
	fields[1] = (struct entry_field){text_of("body"), text_from(coded.at, coded.length)};
	EXPECT("caf\xc3\xa9.opened", &entry, .envelope = "cap", .type = "caf\xc3\xa9.opened",
		.journey = "41", .party = "C-1", .payload = body);
	fields[1].value.length = 40;
	EXPECT("caf\xc3\xa9.opened", &entry, .envelope = "cap", .type = "caf\xc3\xa9.opened",
		.journey = "41", .payload = "\"eyJPcmRlcklkIjoiOTkwMDE3IiwiQ3VzdG9tZXJ",
		.broken = true);
}

/* A plus is among what .NET escapes, and so a time with its zone has an escape in it. */
static void a_time_may_have_escapes(void **state)
{
	static const char *const headers[] = {"cap-msg-id", "42", "cap-msg-name", "a",
		"cap-senttime", "2023-11-14T23:13:20.0000000+01:00", NULL};
	struct bytes written = {.length = 0};
	struct entry_field fields[2] = {
		{.name = text_of("headers")}, {.name = text_of("body"), .value = text_of("null")}};
	struct entry entry = {.field_count = 2, .fields = fields};

	(void)state;
	put_map(&written, headers, JSON_DOTNET);
	fields[0].value = text_from(written.at, written.length);
	assert_true(text_contains_fold(fields[0].value, text_of("20.0000000\\u002B01:00")));
	EXPECT("a", &entry, .envelope = "cap", .type = "a", .occurred_ms = 1700000000000);
}

/* --- Wolverine --- */

/* Headers of one's own, the properties, the payload, and what version of the protocol it is. */
static void wolverine_writes_a_field_for_each_property(void **state)
{
	static const char body[] = "{\"customerId\":\"C-1\",\"total\":12.5}";

	(void)state;
	EXPECT("orders",
		ENTRY("wolverine-shop-note", "x", "wolverine-correlation-id", TRACE, "wolverine-id",
			"018c5c10-0000-4000-8000-000000000001", "wolverine-conversation-id",
			"018c5c10-0000-4000-8000-000000000000", "wolverine-parent-id", TRACEPARENT,
			"wolverine-content-type", "application/json", "wolverine-source", "Shop",
			"wolverine-sent-at", "2023-11-14 22:13:20:123456 Z",
			"wolverine-message-type", "Shop.OrderPlaced",
			"wolverine-accepted-content-types", "application/json",
			"wolverine-attempts", "0", "payload", body,
			"wolverine-wolverine-protocol-version", "1.0"),
		.envelope = "wolverine", .type = "Shop.OrderPlaced", .service = "Shop",
		.journey = TRACE, .party = "C-1", .trace = TRACE, .payload = body,
		.occurred_ms = 1700000000123);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faststream_is_binary),
		cmocka_unit_test(
			a_faststream_header_that_is_longer_than_it_says_breaks_only_headers),
		cmocka_unit_test(faststream_was_json),
		cmocka_unit_test(cut_json_of_faststream_is_broken),
		cmocka_unit_test(taskiq_writes_the_message_of_a_task),
		cmocka_unit_test(cap_writes_headers_and_base64),
		cmocka_unit_test(a_time_may_have_escapes),
		cmocka_unit_test(wolverine_writes_a_field_for_each_property),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
