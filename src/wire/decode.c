#include "wire/decode.h"

#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "decode_steps.h"

enum { TEXT_SHOWN_MAX = 300 };

struct decode_room {
	void *at;
	size_t bytes;
};

struct decode_room *decode_room_create(void)
{
	return mem_alloc(1, sizeof(struct decode_room));
}

void decode_room_destroy(struct decode_room *room)
{
	if (room != NULL) {
		mem_free(room->at);
		mem_free(room);
	}
}

void *decode_take_raw(struct decode_room *room, size_t bytes)
{
	if (bytes > room->bytes) {
		mem_free(room->at);
		room->at = mem_alloc(1, bytes);
		room->bytes = bytes;
	}
	return room->at;
}

void *decode_take(struct decode_room *room, size_t count, size_t size)
{
	/* Replies are bounded in elements, so that the product cannot overflow. */
	void *taken = decode_take_raw(room, count * size);
	if (count * size > 0) {
		memset(taken, 0, count * size);
	}
	return taken;
}

enum fact_outcome decode_outcome(struct text error_reply)
{
	if (text_starts(error_reply, "ERR no such key") || text_starts(error_reply, "NOGROUP")) {
		return FACT_ABSENT;
	}
	if (text_starts(error_reply, "WRONGTYPE")) {
		return FACT_WRONGTYPE;
	}
	if (text_starts(error_reply, "TOOBIG ")) {
		return FACT_TOOBIG;
	}
	return text_starts(error_reply, "NOPERM") ? FACT_DENIED : FACT_FAILED;
}

bool decode_is_passing(struct text error_reply)
{
	static const char *const starts[] = {"LOADING", "BUSY ", "MASTERDOWN", "CLUSTERDOWN",
		"TRYAGAIN", "ERR max number of clients"};
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		if (text_starts(error_reply, starts[i])) {
			return true;
		}
	}
	return false;
}

bool decode_refuse(struct fact *fact, const char *sentence)
{
	fact->outcome = FACT_FAILED;
	return error_set(&fact->error, ERROR_FAILED, "%s", sentence);
}

bool decode_begin(const struct reply *reply, enum reply_kind wanted, struct fact *fact)
{
	fact->outcome = FACT_KNOWN;
	fact->error = (struct error){.code = ERROR_NONE};
	fact->passes = false;
	if (reply == NULL) {
		fact->outcome = FACT_LOST;
		return error_set(
			&fact->error, ERROR_CONNECT, "the connection went before the answer came");
	}
	if (reply->kind == REPLY_ERROR) {
		struct text text = reply->text;
		int length = (int)(text.length < TEXT_SHOWN_MAX ? text.length : TEXT_SHOWN_MAX);
		fact->outcome = decode_outcome(text);
		fact->passes = decode_is_passing(text);
		return error_set(&fact->error,
			fact->outcome == FACT_DENIED ? ERROR_REFUSED : ERROR_FAILED, "%.*s", length,
			text.at);
	}
	if (reply->kind != wanted) {
		return decode_refuse(fact, "the server's answer has another shape than expected");
	}
	return true;
}

bool decode_id(const struct reply *reply, struct id *id)
{
	struct text text;
	return reply_text(reply, &text) && id_parse(text, id);
}

void decode_clock(const struct reply *time, struct fact *fact)
{
	int64_t seconds, microseconds;
	fact->kind = FACT_CLOCK;
	fact->clock = (struct fact_clock){.server_ms = 0};
	if (!decode_begin(time, REPLY_LIST, fact)) {
		return;
	}
	if (!reply_i64(reply_item(time, 0), &seconds) ||
		!reply_i64(reply_item(time, 1), &microseconds) || seconds < 0 ||
		seconds > INT64_MAX / 2000 || microseconds < 0 || microseconds > 999999) {
		decode_refuse(fact, "TIME was not answered with seconds and microseconds");
		return;
	}
	fact->clock.server_ms = seconds * 1000 + microseconds / 1000;
}

void decode_type(const struct reply *type, struct fact *fact)
{
	fact->kind = FACT_TYPE;
	if (!decode_begin(type, REPLY_STATUS, fact) || text_is(type->text, "stream")) {
		return;
	}
	bool absent = text_is(type->text, "none");
	decode_refuse(fact, absent ? "no such key" : "the key is no stream");
	fact->outcome = absent ? FACT_ABSENT : FACT_WRONGTYPE;
}

bool decode_scan(
	const struct reply *scan, struct decode_room *room, struct fact *fact, uint64_t *cursor)
{
	fact->kind = FACT_SCAN;
	fact->scan = (struct fact_scan){.count = 0};
	if (!decode_begin(scan, REPLY_LIST, fact)) {
		return false;
	}
	struct text text;
	const struct reply *keys = reply_item(scan, 1);
	if (!reply_text(reply_item(scan, 0), &text) || !number_parse_u64(text, cursor) ||
		keys == NULL || keys->kind != REPLY_LIST) {
		return decode_refuse(
			fact, "SCAN was not answered with a cursor and a list of keys");
	}
	struct text *names = decode_take(room, keys->count, sizeof *names);
	for (size_t i = 0; i < keys->count; i++) {
		if (!reply_text(reply_item(keys, i), &names[i])) {
			return decode_refuse(fact, "SCAN was answered with a key that is no text");
		}
	}
	fact->scan.names = names;
	fact->scan.count = keys->count;
	return true;
}

void decode_memory(const struct reply *usage, struct fact *fact)
{
	fact->kind = FACT_MEMORY;
	fact->memory_bytes = 0;
	if (usage != NULL && usage->kind == REPLY_NIL) {
		decode_refuse(fact, "no such key");
		fact->outcome = FACT_ABSENT;
		return;
	}
	if (decode_begin(usage, REPLY_INTEGER, fact)) {
		fact->memory_bytes = usage->integer;
	}
}

bool decode_fields(const struct reply *list, struct entry_field *fields, struct entry *entry)
{
	if (list == NULL || list->kind != REPLY_LIST || list->count % 2 != 0) {
		return false;
	}
	const struct reply *item = list->items;
	for (size_t i = 0; i < list->count / 2; i++, item += 2) {
		if (item[0].kind != REPLY_TEXT || item[1].kind != REPLY_TEXT) {
			return false;
		}
		fields[i] = (struct entry_field){.name = item[0].text, .value = item[1].text};
	}
	entry->fields = fields;
	entry->field_count = list->count / 2;
	return true;
}

bool decode_entry(const struct reply *item, struct decode_room *room, struct entry *entry)
{
	*entry = (struct entry){.field_count = 0};
	if (!decode_id(reply_item(item, 0), &entry->id)) {
		return false;
	}
	const struct reply *fields = reply_item(item, 1);
	if (fields != NULL && fields->kind == REPLY_NIL) {
		return true;
	}
	size_t count = fields != NULL && fields->kind == REPLY_LIST ? fields->count / 2 : 0;
	return decode_fields(fields, decode_take(room, count, sizeof(struct entry_field)), entry);
}

void decode_undelivered(const struct reply *range, struct fact *fact)
{
	fact->kind = FACT_UNDELIVERED;
	fact->undelivered.exists = false;
	if (!decode_begin(range, REPLY_LIST, fact) || range->count == 0) {
		return;
	}
	if (!decode_id(reply_item(reply_item(range, 0), 0), &fact->undelivered.first)) {
		decode_refuse(fact, "XRANGE was answered with an entry without an id");
		return;
	}
	fact->undelivered.exists = true;
}
