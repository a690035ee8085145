#include "model/coverage.h"

#include <inttypes.h>

#include "base/mem.h"
#include "base/number.h"

void coverage_init(struct coverage *coverage)
{
	*coverage = (struct coverage){.limit = COVERAGE_ON};
}

void coverage_finish(struct coverage *coverage)
{
	for (size_t i = 0; i < coverage->count; i++) {
		mem_free((char *)(uintptr_t)coverage->topics[i].name.at);
	}
	mem_free(coverage->topics);
	coverage_init(coverage);
}

struct coverage_topic *coverage_add(struct coverage *coverage, struct text name)
{
	struct coverage_topic *topic;

	if ((coverage->count & (coverage->count + 1)) == 0) {
		coverage->topics = mem_resize(
			coverage->topics, coverage->count * 2 + 1, sizeof(*coverage->topics));
	}
	topic = &coverage->topics[coverage->count++];
	*topic = (struct coverage_topic){.name = text_from(text_dup(name), name.length),
		.outcome = FACT_LOST,
		.removed = -1};
	return topic;
}

void coverage_note_held(struct coverage_topic *topic, const struct fact *fact)
{
	const struct fact_topic *info = &fact->topic_info;

	if (fact->kind != FACT_TOPIC || fact->outcome != FACT_KNOWN) {
		return;
	}
	topic->held_known = true;
	topic->has_held = info->has_entries;
	topic->held_first = info->first;
	topic->removed = info->has_entries_added && info->entries_added >= info->length
		? info->entries_added - info->length
		: -1;
	topic->deleted = info->has_max_deleted ? info->max_deleted : (struct id){0, 0};
}

void coverage_settle(struct coverage *coverage)
{
	for (size_t i = 0; i < coverage->count; i++) {
		struct coverage_topic *topic = &coverage->topics[i];
		bool was_there = topic->has_held && topic->outcome == FACT_KNOWN && topic->ended &&
			id_compare(topic->held_first, coverage->from) >= 0 &&
			id_compare(topic->held_first, coverage->to) <= 0;

		if (was_there && topic->toobig == 0 &&
			(topic->entries == 0 || id_compare(topic->first, topic->held_first) > 0)) {
			topic->trimmed = true;
		}
	}
}

/* Entries are missing between those that are there. */
static bool was_holed(const struct coverage_topic *topic)
{
	return topic->removed != 0 && topic->has_held &&
		id_compare(topic->deleted, topic->held_first) > 0;
}

static bool has_holes(const struct coverage *coverage, const struct coverage_topic *topic)
{
	return was_holed(topic) && id_compare(topic->deleted, coverage->from) >= 0;
}

static bool begins_before(const struct coverage *coverage, const struct coverage_topic *topic)
{
	return !topic->has_held || id_compare(coverage->from, topic->held_first) < 0;
}

/* What went stood before all that is there, and the range begins before that. */
static bool lost_its_head(const struct coverage *coverage, const struct coverage_topic *topic)
{
	return topic->removed > 0 && !was_holed(topic) && begins_before(coverage, topic);
}

/* Where several went and one of them left a hole, where the others stood is not known. */
static bool is_unsure(const struct coverage *coverage, const struct coverage_topic *topic)
{
	return (topic->removed < 0 || (topic->removed > 1 && was_holed(topic))) &&
		begins_before(coverage, topic);
}

bool coverage_topic_is_whole(const struct coverage *coverage, const struct coverage_topic *topic)
{
	return topic->outcome == FACT_KNOWN && topic->ended && topic->toobig == 0 &&
		!topic->trimmed && !has_holes(coverage, topic) && !lost_its_head(coverage, topic) &&
		!is_unsure(coverage, topic);
}

/* Opens a clause behind those that are there. */
static void add_clause(struct buf *out, size_t from)
{
	buf_add_string(out, out->length > from ? "; " : "");
}

static void say_removed(const struct coverage *coverage, const struct coverage_topic *topic,
	struct buf *out, size_t from)
{
	char count[NUMBER_MAX], id[ID_TEXT_MAX];

	if (lost_its_head(coverage, topic)) {
		add_clause(out, from);
		buf_addf(out, "%s of its entries had gone",
			number_count(count, topic->removed, NUMBER_MAX));
		if (topic->has_held) {
			buf_addf(out, ": nothing is left before %s",
				id_format(id, topic->held_first));
		}
	}
	if (has_holes(coverage, topic)) {
		add_clause(out, from);
		if (topic->removed > 0) {
			buf_addf(out, "%s of its entries had gone, ",
				number_count(count, topic->removed, NUMBER_MAX));
		}
		buf_addf(out, "the last that was deleted is %s", id_format(id, topic->deleted));
	}
	if (is_unsure(coverage, topic)) {
		add_clause(out, from);
		buf_add_string(out, "whether older entries had gone is not known");
	}
}

void coverage_say_topic(
	const struct coverage *coverage, const struct coverage_topic *topic, struct buf *out)
{
	size_t from = out->length;
	char count[NUMBER_MAX], id[ID_TEXT_MAX];

	switch (topic->outcome) {
	case FACT_ABSENT:
		buf_add_string(out, "it is not there");
		return;
	case FACT_WRONGTYPE:
		buf_add_string(out, "it is no stream");
		return;
	case FACT_DENIED:
		buf_add_string(out, "it may not be read");
		return;
	default:
		break;
	}
	if (!topic->ended && topic->entries > 0) {
		buf_addf(out, "read up to %s", id_format(id, topic->last));
	} else if (!topic->ended) {
		buf_add_string(out, "nothing of it was read");
	}
	say_removed(coverage, topic, out, from);
	if (topic->trimmed) {
		add_clause(out, from);
		buf_add_string(out, "entries went while it was read");
	}
	if (topic->toobig > 0) {
		add_clause(out, from);
		buf_addf(out, "%s entries are too big to be read",
			number_count(count, (int64_t)topic->toobig, NUMBER_MAX));
	}
}

static void say_end(const struct coverage *coverage, struct buf *out)
{
	static const char *const words[] = {
		[COVERAGE_WHOLE] = "",
		[COVERAGE_ON] = "",
		[COVERAGE_ENOUGH] = "; nothing older was needed",
		[COVERAGE_BYTES] = "; that is as much as is read at once",
		[COVERAGE_CANCELLED] = "; stopped on request",
		[COVERAGE_FAILED] = "; then the server failed",
	};

	buf_add_string(out, words[coverage->limit]);
}

void coverage_say_all(const struct coverage *coverage, struct buf *out)
{
	char entries[NUMBER_MAX], bytes[NUMBER_MAX], dropped[NUMBER_MAX], id[ID_TEXT_MAX];
	size_t whole = 0, unread = 0;

	for (size_t i = 0; i < coverage->count; i++) {
		const struct coverage_topic *topic = &coverage->topics[i];

		whole += coverage_topic_is_whole(coverage, topic);
		unread += topic->outcome == FACT_ABSENT || topic->outcome == FACT_WRONGTYPE ||
			topic->outcome == FACT_DENIED;
	}
	buf_addf(out, "%s entries (%s) of %zu topic%s",
		number_count(entries, (int64_t)coverage->entries, NUMBER_MAX),
		number_bytes(bytes, coverage->bytes), coverage->count,
		coverage->count == 1 ? "" : "s");
	if (!id_is_zero(coverage->from)) {
		buf_addf(out, " from %s on", id_format(id, coverage->from));
	}
	buf_addf(out, ": %zu whole, %zu in part", whole, coverage->count - whole - unread);
	if (unread > 0) {
		buf_addf(out, ", %zu not readable", unread);
	}
	say_end(coverage, out);
	if (coverage->dropped > 0) {
		buf_addf(out, "; %s journeys were dropped for want of room (--memory)",
			number_count(dropped, (int64_t)coverage->dropped, NUMBER_MAX));
	}
}

const char *coverage_limit_name(enum coverage_limit limit)
{
	static const char *const names[] = {
		[COVERAGE_WHOLE] = "whole",
		[COVERAGE_ON] = "reading",
		[COVERAGE_ENOUGH] = "enough",
		[COVERAGE_BYTES] = "bytes",
		[COVERAGE_CANCELLED] = "cancelled",
		[COVERAGE_FAILED] = "failed",
	};

	return names[limit];
}

const char *coverage_topic_state(const struct coverage_topic *topic)
{
	switch (topic->outcome) {
	case FACT_ABSENT:
		return "gone";
	case FACT_WRONGTYPE:
		return "no stream";
	case FACT_DENIED:
		return "denied";
	default:
		return topic->outcome == FACT_KNOWN && topic->ended ? "read" : "part";
	}
}
