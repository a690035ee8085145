/* Envelopes of bytes: each is put together here by its layout, and then cut short. */
#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "entries.h"

enum { BYTES_MAX = 1024 };

static void add_text(struct buf *out, struct text text, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		buf_add_byte(out, (char)(text.length >> (8 * (size - 1 - i)) & 0xff));
	}
	buf_add_text(out, text);
}

/* The length in `size` bytes, then the text. */
static void add(struct buf *out, const char *text, size_t size)
{
	add_text(out, text_of(text), size);
}

static const struct entry *entry_of(
	struct written *written, const char *const *names, const struct text *values, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		written->fields[i] =
			(struct entry_field){.name = text_of(names[i]), .value = values[i]};
	}
	written->entry = (struct entry){.field_count = count, .fields = written->fields};
	return &written->entry;
}

/* fixmap of `count`, then fixstr or str 8 of each. */
static void add_pair(struct buf *out, const char *name, const char *value)
{
	buf_add_byte(out, (char)(0xa0 | strlen(name)));
	buf_add_string(out, name);
	buf_add_byte(out, (char)0xd9);
	add(out, value, 1);
}

static void watermill_has_its_metadata_in_msgpack(void **state)
{
	static const char *const names[] = {"_watermill_message_uuid", "metadata", "payload"};
	struct text values[] = {
		text_of("uuid-1"), text_of(""), text_of("{\"order_id\":\"7\",\"type\":\"x\"}")};
	struct event_reader *reader = event_reader_create();
	struct written written;
	struct event event;
	struct buf metadata;
	size_t cut;

	(void)state;
	buf_init(&metadata, BYTES_MAX);
	buf_add_byte(&metadata, (char)0x83);
	add_pair(&metadata, "correlation_id", "c-1");
	add_pair(&metadata, "name", "shop.OrderPlaced");
	add_pair(&metadata, "customer_id", "C-1");
	for (cut = 0; cut <= metadata.length; cut++) {
		struct expected expected = {.envelope = "watermill",
			.type = cut < 44 ? "x" : "shop.OrderPlaced",
			.journey = cut < 21 ? "7" : "c-1",
			.party = cut < metadata.length ? "" : "C-1",
			.payload = "{\"order_id\":\"7\",\"type\":\"x\"}",
			.broken = cut > 0 && cut < metadata.length};
		char *copy = mem_dup(metadata.at, cut);

		values[1] = text_from(copy, cut);
		event_read(reader, text_of("t"), entry_of(&written, names, values, 3), &event);
		assert_event(&event, expected);
		mem_free(copy);
	}
	event_reader_destroy(reader);
	buf_finish(&metadata);
}

/* Magic, version, where headers and data start, headers, data. */
static struct buf faststream_of(const char *body)
{
	struct buf headers, out;

	buf_init(&headers, BYTES_MAX);
	buf_add(&headers, "\x00\x02", 2);
	add(&headers, "correlation_id", 2);
	add(&headers, "c-1", 2);
	add(&headers, "content-type", 2);
	add(&headers, "application/json", 2);
	buf_init(&out, BYTES_MAX);
	buf_add(&out, "\x89\x42\x49\x4e\x0d\x0a\x1a\x0a\x00\x01\x00\x00\x00\x12\x00\x00", 16);
	buf_add_byte(&out, 0);
	buf_add_byte(&out, (char)(18 + headers.length));
	buf_add_text(&out, buf_text(&headers));
	buf_add_string(&out, body);
	buf_finish(&headers);
	return out;
}

static void faststream_has_headers_before_its_body(void **state)
{
	static const char *const names[] = {"__data__"};
	static const char body[] = "{\"type\":\"a\",\"order_id\":\"7\"}";
	struct buf message = faststream_of(body);
	struct text value = buf_text(&message);
	struct event_reader *reader = event_reader_create();
	struct written written;
	struct event event;
	size_t cut;

	(void)state;
	EXPECT("t", entry_of(&written, names, &value, 1), .envelope = "faststream", .type = "a",
		.journey = "c-1", .payload = body);
	for (cut = 8; cut < message.length; cut++) {
		char *copy = mem_dup(message.at, cut);

		value = text_from(copy, cut);
		event_read(reader, text_of("t"), entry_of(&written, names, &value, 1), &event);
		assert_string_equal(event.envelope, "faststream");
		/* One byte of a document does not look like one. */
		assert_int_equal(event.broken, cut < 73 || cut > 74);
		assert_text(event.journey, cut < 41 ? "" : "c-1");
		mem_free(copy);
	}
	event_reader_destroy(reader);
	buf_finish(&message);
}

static void faststream_of_the_wrong_shape_is_broken(void **state)
{
	static const char *const heads[] = {
		"\x89\x42\x49\x4e\x0d\x0a\x1a\x0a\x00\x02\x00\x00\x00\x12\x00\x00\x00\x14\x00\x00",
		"\x89\x42\x49\x4e\x0d\x0a\x1a\x0a\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00",
		"\x89\x42\x49\x4e\x0d\x0a\x1a\x0a\x00\x01\x00\x00\x00\x14\x00\x00\x00\x12\x00\x00",
		"\x89\x42\x49\x4e\x0d\x0a\x1a\x0a\x00\x01\x00\x00\x00\x12\x00\x00\x00\x14\xff\xff"};
	static const char *const names[] = {"__data__"};
	struct written written;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		struct text value = text_from(heads[i], 20);

		EXPECT("t", entry_of(&written, names, &value, 1), .envelope = "faststream",
			.broken = true);
	}
}

static void eggai_is_a_faststream_of_its_topics(void **state)
{
	static const char *const names[] = {"__data__"};
	static const char body[] =
		"{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"agent\",\"type\":\"asked\","
		"\"data\":{\"ticket_id\":\"T-1\"},\"_retry_count\":1}";
	struct buf message = faststream_of(body);
	struct text value = buf_text(&message);
	struct written written;

	(void)state;
	EXPECT("eggai.support", entry_of(&written, names, &value, 1), .envelope = "eggai",
		.type = "asked", .service = "agent", .journey = "c-1", .payload = body);
	EXPECT("support", entry_of(&written, names, &value, 1), .envelope = "faststream",
		.type = "asked", .service = "agent", .journey = "c-1", .payload = body);
	buf_finish(&message);
}

static struct buf java_of(const char *text)
{
	struct buf out;

	buf_init(&out, BYTES_MAX);
	buf_add(&out, "\xac\xed\x00\x05\x74", 5);
	add(&out, text, 2);
	return out;
}

static void java_is_read_as_text(void **state)
{
	struct buf name = java_of("type"), value = java_of("order.placed");
	struct buf other = java_of("payload"), body = java_of("{\"order_id\":\"7\"}");
	struct entry_field fields[] = {{buf_text(&name), buf_text(&value)},
		{buf_text(&other), buf_text(&body)}, {text_of("customer_id"), text_of("C-1")}};
	struct entry entry = {.field_count = 3, .fields = fields};

	(void)state;
	EXPECT("t", &entry, .envelope = "java", .type = "order.placed", .journey = "7",
		.party = "C-1", .payload = "{\"order_id\":\"7\"}");
	fields[0].value.length -= 3;
	EXPECT("t", &entry, .envelope = "java", .type = "order.pla", .journey = "7", .party = "C-1",
		.payload = "{\"order_id\":\"7\"}", .broken = true);
	fields[1] = fields[2];
	entry.field_count = 2;
	EXPECT("t", &entry, .envelope = "java", .type = "order.pla", .party = "C-1",
		.payload = "{\"type\": \"order.pla\", \"customer_id\": \"C-1\"}", .broken = true);
	buf_finish(&name);
	buf_finish(&value);
	buf_finish(&other);
	buf_finish(&body);
}

static void chasquimq_has_a_job_in_msgpack(void **state)
{
	static const char *const names[] = {"d", "n"};
	static const char list[] = "\x93\xa5job-1\x01\xc0";
	struct text values[] = {text_from(list, sizeof(list) - 1), text_of("mail.send")};
	struct written written;
	struct buf map;

	(void)state;
	EXPECT("{chasqui:mail}:stream", entry_of(&written, names, values, 2),
		.envelope = "chasquimq", .type = "mail.send", .journey = "job-1", .payload = list);
	values[0].length--;
	EXPECT("{chasqui:mail}:stream", entry_of(&written, names, values, 2),
		.envelope = "chasquimq", .type = "mail.send", .journey = "job-1",
		.payload = "\x93\xa5job-1\x01", .broken = true);
	EXPECT("mail", entry_of(&written, names, values, 2), .envelope = "flat");
	buf_init(&map, BYTES_MAX);
	buf_add_byte(&map, (char)0x82);
	add_pair(&map, "id", "job-2");
	add_pair(&map, "customer_id", "C-1");
	values[0] = buf_text(&map);
	EXPECT("{chasqui:mail}:stream", entry_of(&written, names, values, 1),
		.envelope = "chasquimq", .journey = "job-2", .party = "C-1", .payload = map.at);
	buf_finish(&map);
}

static void socketio_has_msgpack_in_base64(void **state)
{
	static const char packet[] = "\x82\xa6packet\x82\xa4type\x02\xa4"
				     "data\x92\xabphoto.added\xc4\x02\x01\x02\xa4opts\x80";
	static const char coded[] = "gqZwYWNrZXSCpHR5cGUCpGRhdGGSq3Bob3RvLmFkZGVkxAIBAqRvcHRzgA==";

	(void)state;
	EXPECT("socket.io", ENTRY("uid", "u", "nsp", "/", "type", "3", "data", coded),
		.envelope = "socket.io", .type = "photo.added", .payload = packet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(watermill_has_its_metadata_in_msgpack),
		cmocka_unit_test(faststream_has_headers_before_its_body),
		cmocka_unit_test(faststream_of_the_wrong_shape_is_broken),
		cmocka_unit_test(eggai_is_a_faststream_of_its_topics),
		cmocka_unit_test(java_is_read_as_text),
		cmocka_unit_test(chasquimq_has_a_job_in_msgpack),
		cmocka_unit_test(socketio_has_msgpack_in_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
