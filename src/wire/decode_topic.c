#include "decode_steps.h"

#include "wire/decode.h"

static bool field_i64(const struct reply *list, const char *name, int64_t *out)
{
	return reply_i64(reply_field(list, name), out);
}

static bool field_id(const struct reply *list, const char *name, struct id *out)
{
	return decode_id(reply_field(list, name), out);
}

static size_t digits_of(uint64_t number)
{
	size_t digits = 1;
	while (number >= 10) {
		number /= 10;
		digits++;
	}
	return digits;
}

/* What the reply took on the wire. Its depth is bounded by the parser. */
static size_t wire_bytes(const struct reply *reply)
{
	enum { MARKER_AND_END = 3 };
	size_t bytes = MARKER_AND_END;
	switch (reply->kind) {
	case REPLY_NIL:
		return bytes + 2;
	case REPLY_STATUS:
	case REPLY_ERROR:
		return bytes + reply->text.length;
	case REPLY_INTEGER:
		return bytes +
			(reply->integer < 0 ? 1 + digits_of(0 - (uint64_t)reply->integer)
					    : digits_of((uint64_t)reply->integer));
	case REPLY_TEXT:
		return bytes + digits_of(reply->text.length) + reply->text.length + 2;
	case REPLY_LIST:
		bytes += digits_of(reply->count);
		for (size_t i = 0; i < reply->count; i++) {
			bytes += wire_bytes(&reply->items[i]);
		}
		break;
	}
	return bytes;
}

static bool read_ends(const struct reply *stream, struct fact_topic *topic)
{
	if (topic->length == 0) {
		return true;
	}
	topic->has_entries =
		decode_id(reply_item(reply_field(stream, "first-entry"), 0), &topic->first) &&
		decode_id(reply_item(reply_field(stream, "last-entry"), 0), &topic->last);
	return topic->has_entries;
}

void decode_topic_stream(const struct reply *stream, struct fact *fact)
{
	fact->kind = FACT_TOPIC;
	fact->topic_info = (struct fact_topic){.length = 0};
	struct fact_topic *topic = &fact->topic_info;
	if (!decode_begin(stream, REPLY_LIST, fact)) {
		return;
	}
	topic->reply_bytes = wire_bytes(stream);
	if (!field_i64(stream, "length", &topic->length) || topic->length < 0) {
		decode_refuse(fact, "XINFO STREAM was answered without a length");
	} else if (!field_id(stream, "last-generated-id", &topic->last_generated)) {
		decode_refuse(fact, "XINFO STREAM was answered without a last-generated-id");
	} else if (!read_ends(stream, topic)) {
		decode_refuse(fact, "XINFO STREAM was answered without first and last entry");
	}
	topic->has_entries_added = field_i64(stream, "entries-added", &topic->entries_added);
	topic->has_max_deleted = field_id(stream, "max-deleted-entry-id", &topic->max_deleted);
}

static bool decode_group(const struct reply *item, struct fact_group *group)
{
	group->has_entries_read = field_i64(item, "entries-read", &group->entries_read);
	group->has_lag = field_i64(item, "lag", &group->lag);
	return reply_text(reply_field(item, "name"), &group->name) &&
		field_i64(item, "consumers", &group->consumers) &&
		field_i64(item, "pending", &group->pending) &&
		field_id(item, "last-delivered-id", &group->last_delivered);
}

void decode_topic_groups(const struct reply *groups, struct decode_room *room, struct fact *fact)
{
	if (fact->outcome != FACT_KNOWN || !decode_begin(groups, REPLY_LIST, fact)) {
		return;
	}
	struct fact_group *decoded = decode_take(room, groups->count, sizeof *decoded);
	for (size_t i = 0; i < groups->count; i++) {
		if (!decode_group(reply_item(groups, i), &decoded[i])) {
			decode_refuse(fact,
				"XINFO GROUPS was answered with a group that lacks a "
				"name or a number");
			return;
		}
	}
	fact->topic_info.groups = decoded;
	fact->topic_info.group_count = groups->count;
}

void decode_topic(const struct reply *stream, const struct reply *groups, struct decode_room *room,
	struct fact *fact)
{
	decode_topic_stream(stream, fact);
	decode_topic_groups(groups, room, fact);
}

static bool decode_consumer(const struct reply *item, struct fact_consumer *consumer)
{
	consumer->has_inactive = field_i64(item, "inactive", &consumer->inactive_ms);
	return reply_text(reply_field(item, "name"), &consumer->name) &&
		field_i64(item, "pending", &consumer->pending) &&
		field_i64(item, "idle", &consumer->idle_ms);
}

void decode_consumers(const struct reply *consumers, struct decode_room *room, struct fact *fact)
{
	fact->kind = FACT_CONSUMERS;
	fact->consumers = (struct fact_consumers){.count = 0};
	if (!decode_begin(consumers, REPLY_LIST, fact)) {
		return;
	}
	struct fact_consumer *decoded = decode_take(room, consumers->count, sizeof *decoded);
	for (size_t i = 0; i < consumers->count; i++) {
		if (!decode_consumer(reply_item(consumers, i), &decoded[i])) {
			decode_refuse(fact,
				"XINFO CONSUMERS was answered with a consumer that lacks a name or "
				"a number");
			return;
		}
	}
	fact->consumers.consumers = decoded;
	fact->consumers.count = consumers->count;
}

void decode_pending_summary(const struct reply *summary, struct fact *fact)
{
	struct id from = fact->pending.from;
	fact->kind = FACT_PENDING;
	fact->pending = (struct fact_pending){.from = from};
	struct fact_pending *pending = &fact->pending;
	if (!decode_begin(summary, REPLY_LIST, fact)) {
		return;
	}
	if (!reply_i64(reply_item(summary, 0), &pending->total) || pending->total < 0) {
		decode_refuse(fact, "XPENDING was answered without a total");
		return;
	}
	if (pending->total > 0) {
		pending->has_range = decode_id(reply_item(summary, 1), &pending->lowest) &&
			decode_id(reply_item(summary, 2), &pending->highest);
		if (!pending->has_range) {
			decode_refuse(fact, "XPENDING was answered without lowest and highest id");
		}
	}
}

static bool decode_row(const struct reply *item, struct fact_pending_entry *row)
{
	return decode_id(reply_item(item, 0), &row->id) &&
		reply_text(reply_item(item, 1), &row->consumer) &&
		reply_i64(reply_item(item, 2), &row->idle_ms) &&
		reply_i64(reply_item(item, 3), &row->deliveries);
}

void decode_pending_page(const struct reply *page, struct decode_room *room, struct fact *fact)
{
	if (fact->outcome != FACT_KNOWN || !decode_begin(page, REPLY_LIST, fact)) {
		return;
	}
	struct fact_pending *pending = &fact->pending;
	struct fact_pending_entry *rows = decode_take(room, page->count, sizeof *rows);
	for (size_t i = 0; i < page->count; i++) {
		if (!decode_row(reply_item(page, i), &rows[i])) {
			decode_refuse(fact,
				"XPENDING was answered with an entry that lacks one of its four "
				"values");
			return;
		}
	}
	pending->entries = rows;
	pending->count = page->count;
	pending->page_ends = page->count == 0 ||
		(pending->has_range && id_compare(rows[page->count - 1].id, pending->highest) >= 0);
}

void decode_pending(const struct reply *summary, const struct reply *page, struct decode_room *room,
	struct fact *fact)
{
	decode_pending_summary(summary, fact);
	decode_pending_page(page, room, fact);
}
