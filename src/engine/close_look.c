#include "close_look.h"

#include <string.h>

#include "base/mem.h"

enum { GROUPS_A_SECOND = 20, SECOND_MS = 1000, ROUND_MS = 2000, LIGHT_BYTES = 64 * 1024 };
enum { LONGEST_MS = 60 * 1000 };

static struct text topic_of(const struct close_look *look)
{
	return text_from(look->topic, look->topic_length);
}

void close_look_set(struct close_look *look, const struct interest *interest)
{
	look->wanted = interest->has_entry && interest->entry_topic.length > 0;
	if (!look->wanted ||
		(look->is && id_compare(look->id, interest->entry_id) == 0 &&
			text_equal(topic_of(look), interest->entry_topic))) {
		return;
	}
	mem_free(look->topic);
	look->topic = text_dup(interest->entry_topic);
	look->topic_length = interest->entry_topic.length;
	look->id = interest->entry_id;
	look->is = true;
	look->begun = false;
}

void close_look_drop(struct close_look *look)
{
	fetcher_destroy(look->fetcher);
	look->fetcher = NULL;
	look->asking = false;
	look->asked_ms = 0;
}

static void tell_entry(struct close_look *look, enum fact_outcome outcome)
{
	look->tell(look->arg,
		&(struct fact){
			.kind = FACT_ENTRY,
			.outcome = outcome,
			.topic = topic_of(look),
			.entry = {.id = look->id},
		});
}

void close_look_forget(struct close_look *look)
{
	if (look->is) {
		mem_free(look->topic);
		look->topic = NULL;
		look->topic_length = 0;
		look->is = look->wanted = false;
		tell_entry(look, FACT_ABSENT);
	}
}

static void take_entry(struct close_look *look, const struct fact *page)
{
	struct fact fact = {
		.kind = FACT_ENTRY,
		.outcome = page->outcome,
		.at_ms = page->at_ms,
		.topic = page->topic,
		.error = page->error,
		.entry = {.id = look->id},
	};

	look->asking = false;
	if (page->outcome == FACT_LOST) {
		look->asked_ms = 0;
	} else if (page->outcome == FACT_KNOWN && page->entries.count == 0) {
		fact.outcome = FACT_ABSENT;
		error_set(&fact.error, ERROR_FAILED,
			"the entry is not in the topic: it was trimmed or deleted");
	} else if (page->outcome == FACT_KNOWN) {
		fact.entry.entry = page->entries.entries[0];
	}
	look->tell(look->arg, &fact);
}

/* What was asked for something else that was looked at before is not wanted any more. */
static void on_fact(void *arg, const struct fact *fact)
{
	struct close_look *look = arg;

	/* Something else is looked at from the next turn on. */
	if (!look->begun) {
		return;
	}
	if (fact->kind == FACT_ENTRIES) {
		take_entry(look, fact);
	} else {
		look->tell(look->arg, fact);
	}
}

/* What is large is looked for more seldom. */
static int64_t pause_ms(const struct close_look *look)
{
	const struct close_entry *entry = model_entry(look->model);
	size_t bytes = entry == NULL ? 0 : entry->bytes;
	int64_t ms = ROUND_MS * (int64_t)(1 + bytes / LIGHT_BYTES);

	return ms < LONGEST_MS ? ms : LONGEST_MS;
}

static void ask_entry(struct close_look *look, int64_t now_ms)
{
	if (look->asking || (look->asked_ms > 0 && now_ms - look->asked_ms < pause_ms(look))) {
		return;
	}
	look->asking = true;
	look->asked_ms = now_ms;
	fetch_range(look->fetcher, topic_of(look), look->id, look->id, false, 1);
}

/* A key may be called as the topic that it is a partition of. */
static const struct topic *key_of(const struct close_look *look)
{
	const struct topic *topic = model_topic(look->model, topic_of(look));
	size_t count = topic == NULL ? 0 : topic->partition_count;

	for (size_t i = 0; i < count; i++) {
		if (text_equal(topic->partitions[i]->name, topic_of(look))) {
			return topic->partitions[i];
		}
	}
	return count > 0 ? NULL : topic;
}

/* The cursors are those of a moment before the question: an entry behind the cursor that is not
 * pending then was acknowledged. */
static void ask_readers(struct close_look *look, int64_t now_ms)
{
	const struct topic *topic = key_of(look);
	size_t count = topic == NULL ? 0 : topic->group_count;

	if (look->next_group >= count && now_ms - look->round_ms >= ROUND_MS) {
		look->next_group = 0;
		look->round_ms = now_ms;
	}
	if (now_ms - look->part_ms < SECOND_MS || look->next_group >= count) {
		return;
	}
	look->part_ms = now_ms;
	for (int i = 0; i < GROUPS_A_SECOND && look->next_group < count; i++) {
		const struct group *group = topic->groups[look->next_group++];

		fetch_reader(look->fetcher, topic_of(look), group->name, look->id,
			group->last_delivered);
	}
}

static void begin(struct close_look *look, struct conn *conn)
{
	if (!look->begun) {
		fetcher_destroy(look->fetcher);
		look->fetcher = NULL;
		look->begun = true;
		look->asking = false;
		look->asked_ms = look->round_ms = look->part_ms = 0;
		look->next_group = SIZE_MAX;
		tell_entry(look, FACT_LOST);
	}
	if (look->fetcher == NULL && conn != NULL) {
		look->fetcher = fetcher_create(conn, on_fact, look);
	}
}

void close_look_turn(struct close_look *look, struct conn *conn, int64_t now_ms)
{
	if (!look->wanted) {
		return;
	}
	begin(look, conn);
	if (conn != NULL) {
		ask_entry(look, now_ms);
		if (fetcher_outstanding(look->fetcher) <= 1) {
			ask_readers(look, now_ms);
		}
	}
}
