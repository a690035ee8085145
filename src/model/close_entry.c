/* The entry that is looked at closely: whole, with what each group of its topic did with it. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "event_list.h"

/* What one group said last. */
struct heard {
	enum fact_outcome outcome;
	bool pending;
	int64_t idle_ms, deliveries, at_ms;
	struct id last_delivered;
	char why[80];
	size_t consumer_length;
	char consumer[];
};

struct close_up {
	size_t ceiling;
	bool looks;
	struct close_entry entry;
	char *topic;
	char *block; /* fields and their bytes */
	size_t block_bytes;
	struct event_reader *reading;
	struct event event;
	struct map *heard; /* by group */
	size_t heard_bytes;
	struct reader_state *readers;
	size_t reader_room;
	bool stale;
};

struct close_up *close_up_create(size_t ceiling_bytes, const struct event_options *envelopes)
{
	struct close_up *close_up = mem_alloc(1, sizeof(*close_up));

	close_up->ceiling = ceiling_bytes;
	close_up->reading = event_reader_create_for(envelopes);
	close_up->heard = map_create();
	return close_up;
}

static void forget_heard(struct close_up *close_up)
{
	size_t cursor = 0;
	struct text group;
	void *heard;

	while (map_next(close_up->heard, &cursor, &group, &heard)) {
		mem_free(heard);
	}
	map_destroy(close_up->heard);
	close_up->heard = NULL;
	close_up->heard_bytes = 0;
}

static void forget_entry(struct close_up *close_up)
{
	mem_free(close_up->block);
	close_up->block = NULL;
	close_up->block_bytes = 0;
	close_up->entry.event = NULL;
	close_up->entry.bytes = 0;
	close_up->entry.entry = (struct entry){.id = close_up->entry.id};
}

void close_up_destroy(struct close_up *close_up)
{
	if (!close_up) {
		return;
	}
	forget_entry(close_up);
	forget_heard(close_up);
	event_reader_destroy(close_up->reading);
	mem_free(close_up->readers);
	mem_free(close_up->topic);
	mem_free(close_up);
}

size_t close_up_bytes(const struct close_up *close_up)
{
	return close_up->block_bytes + close_up->heard_bytes + map_bytes(close_up->heard) +
		close_up->reader_room * sizeof(*close_up->readers);
}

struct text close_up_topic(const struct close_up *close_up)
{
	return close_up->entry.topic;
}

void close_up_stale(struct close_up *close_up)
{
	close_up->stale = true;
}

/* --- the entry --- */

static bool is_it(const struct close_up *close_up, struct text topic, struct id id)
{
	return close_up->looks && text_equal(close_up->entry.topic, topic) &&
		id_compare(close_up->entry.id, id) == 0;
}

static void look_at(struct close_up *close_up, struct text topic, struct id id)
{
	uint64_t version = close_up->entry.version;

	forget_entry(close_up);
	forget_heard(close_up);
	close_up->heard = map_create();
	mem_free(close_up->topic);
	close_up->topic = text_dup(topic);
	close_up->looks = topic.length > 0;
	close_up->entry = (struct close_entry){
		.topic = text_from(close_up->topic, topic.length),
		.id = id,
		.outcome = FACT_LOST,
		.entry = {.id = id},
		.version = version + 1,
	};
}

static size_t bytes_of(const struct entry *entry)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return bytes;
}

static bool same_content(const struct entry *a, const struct entry *b)
{
	if (a->field_count != b->field_count) {
		return false;
	}
	for (size_t i = 0; i < a->field_count; i++) {
		if (!text_equal(a->fields[i].name, b->fields[i].name) ||
			!text_equal(a->fields[i].value, b->fields[i].value)) {
			return false;
		}
	}
	return true;
}

static struct text keep(char **at, struct text text)
{
	char *copy = *at;

	if (text.length > 0) {
		memcpy(copy, text.at, text.length);
	}
	*at += text.length;
	return text_from(copy, text.length);
}

static void keep_entry(struct close_up *close_up, const struct entry *entry, size_t bytes)
{
	size_t size = entry->field_count * sizeof(struct entry_field) + bytes;
	struct entry_field *fields = mem_alloc(1, size + 1);
	char *at = (char *)(fields + entry->field_count);

	forget_entry(close_up);
	for (size_t i = 0; i < entry->field_count; i++) {
		fields[i].name = keep(&at, entry->fields[i].name);
		fields[i].value = keep(&at, entry->fields[i].value);
	}
	close_up->block = (char *)fields;
	close_up->block_bytes = size;
	close_up->entry.entry = (struct entry){
		.id = entry->id, .field_count = entry->field_count, .fields = fields};
	close_up->entry.bytes = bytes;
	close_up->entry.version++;
	event_read(
		close_up->reading, close_up->entry.topic, &close_up->entry.entry, &close_up->event);
	close_up->entry.event = &close_up->event;
}

static void take_entry(struct close_up *close_up, const struct entry *entry)
{
	struct close_entry *to = &close_up->entry;
	size_t bytes = bytes_of(entry);

	to->was_there = false;
	to->trouble[0] = '\0';
	if (bytes + entry->field_count * sizeof(struct entry_field) > close_up->ceiling) {
		forget_entry(close_up);
		to->outcome = FACT_TOOBIG;
		to->bytes = bytes;
		snprintf(to->trouble, sizeof(to->trouble),
			"the entry has %zu bytes, more than memory allows for one (%zu)", bytes,
			close_up->ceiling);
		return;
	}
	to->outcome = FACT_KNOWN;
	if (!close_up->block || !same_content(&to->entry, entry)) {
		keep_entry(close_up, entry, bytes);
	}
}

static void apply_entry(
	struct close_up *close_up, const struct fact *fact, const struct entry *held)
{
	struct close_entry *to = &close_up->entry;

	if (fact->topic.length == 0 || !is_it(close_up, fact->topic, fact->entry.id)) {
		look_at(close_up, fact->topic, fact->entry.id);
	}
	if (fact->outcome == FACT_KNOWN) {
		take_entry(close_up, &fact->entry.entry);
		return;
	}
	if (!close_up->block && held) {
		keep_entry(close_up, held, bytes_of(held));
	}
	/* What was read stays true while nobody can be asked. */
	if (fact->outcome != FACT_LOST || !close_up->block) {
		to->outcome = fact->outcome;
	} else {
		to->outcome = FACT_KNOWN;
	}
	to->was_there = to->was_there || (fact->outcome == FACT_ABSENT && close_up->block);
	snprintf(to->trouble, sizeof(to->trouble), "%s", fact->error.text);
}

/* --- its readers --- */

static size_t heard_size(const struct heard *heard)
{
	return sizeof(*heard) + heard->consumer_length;
}

static void keep_heard(struct close_up *close_up, struct text group, struct heard *heard)
{
	struct heard *before = map_put(close_up->heard, group, heard);

	close_up->heard_bytes += heard_size(heard);
	if (before) {
		close_up->heard_bytes -= heard_size(before);
		mem_free(before);
	}
}

static void apply_reader(struct close_up *close_up, const struct fact *fact)
{
	const struct fact_reader *from = &fact->reader;
	struct text consumer = from->pending ? from->as.consumer : text_of(NULL);

	if (!is_it(close_up, fact->topic, from->id) || fact->outcome == FACT_LOST) {
		return;
	}
	struct heard *heard = mem_alloc(1, sizeof(*heard) + consumer.length);
	heard->outcome = fact->outcome;
	heard->pending = from->pending;
	heard->idle_ms = from->as.idle_ms;
	heard->deliveries = from->as.deliveries;
	heard->at_ms = fact->at_ms;
	heard->last_delivered = from->last_delivered;
	heard->consumer_length = consumer.length;
	if (consumer.length > 0) {
		memcpy(heard->consumer, consumer.at, consumer.length);
	}
	if (fact->outcome != FACT_KNOWN) {
		snprintf(heard->why, sizeof(heard->why), "%.79s", fact->error.text);
	}
	keep_heard(close_up, fact->group, heard);
}

void close_up_apply(struct close_up *close_up, const struct fact *fact, const struct entry *held)
{
	if (fact->kind == FACT_ENTRY) {
		apply_entry(close_up, fact, held);
	} else {
		apply_reader(close_up, fact);
	}
	close_up->stale = true;
}

static void tell_reader(
	struct reader_state *to, const struct group *group, const struct heard *heard, struct id id)
{
	*to = (struct reader_state){.group = group->name, .is = READER_UNKNOWN};
	if (!heard) {
		snprintf(to->why, sizeof(to->why), "not asked yet");
		return;
	}
	to->at_ms = heard->at_ms;
	if (heard->outcome != FACT_KNOWN) {
		memcpy(to->why, heard->why, sizeof(to->why));
	} else if (heard->pending) {
		to->is = READER_PENDING;
		to->consumer = text_from(heard->consumer, heard->consumer_length);
		to->idle_ms = heard->idle_ms;
		to->deliveries = heard->deliveries;
	} else {
		to->is = id_compare(id, heard->last_delivered) > 0 ? READER_NOT_YET : READER_ACKED;
	}
}

/* Groups that are gone leave what was heard of them behind: it goes when it is the most. */
static void forget_gone(struct close_up *close_up, size_t groups)
{
	enum { FEW = 64 };

	if (map_count(close_up->heard) > 2 * groups + FEW) {
		forget_heard(close_up);
		close_up->heard = map_create();
	}
}

static void tell_readers(struct close_up *close_up, const struct topic *topic)
{
	size_t count = topic ? topic->group_count : 0;

	forget_gone(close_up, count);
	if (count > close_up->reader_room) {
		mem_free(close_up->readers);
		close_up->readers = mem_alloc(count, sizeof(*close_up->readers));
		close_up->reader_room = count;
	}
	for (size_t i = 0; i < count; i++) {
		const struct group *group = topic->groups[i];
		tell_reader(&close_up->readers[i], group, map_get(close_up->heard, group->name),
			close_up->entry.id);
	}
	close_up->entry.readers = close_up->readers;
	close_up->entry.reader_count = count;
}

const struct close_entry *close_up_entry(struct close_up *close_up, const struct topic *topic)
{
	if (!close_up->looks) {
		return NULL;
	}
	if (close_up->stale) {
		close_up->stale = false;
		tell_readers(close_up, topic);
	}
	return &close_up->entry;
}
