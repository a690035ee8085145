#include "tail_private.h"

#include <string.h>

#include "base/map.h"

enum { REFUSED_MS = 10 * 1000 };

/* How much the latest answer tells of how long entries are. */
static const double smooth = 0.1;

struct tail_key *tail_find(const struct tail *tail, struct text name)
{
	return map_get(tail->by_name, name);
}

void tail_tell(struct tail *tail, bool on)
{
	struct fact fact = {
		.kind = FACT_READING,
		.reading =
			{
				.whence = WHENCE_LIVE,
				.on = on,
				.has_reached = tail->has_reached,
				.reached = tail->reached,
				.entries = tail->entries,
				.bytes = tail->bytes,
				.busy_ms = tail->busy_us / 1000,
			},
	};

	if (tail->waits) {
		fact.reading.waits = true;
		fact.error = tail->trouble;
	} else if (tail->trouble.code != ERROR_NONE) {
		fact.outcome = tail->trouble.code == ERROR_CONNECT ? FACT_LOST : FACT_FAILED;
		fact.error = tail->trouble;
	}
	tail->told_trouble = tail->trouble.code != ERROR_NONE;
	tail->tell(tail->arg, &fact);
}

static void tell_skipped(struct tail *tail, const struct tail_key *key, int64_t skipped)
{
	tail->tell(tail->arg,
		&(struct fact){
			.kind = FACT_ENTRIES,
			.topic = key->name,
			.entries = {.whence = WHENCE_LIVE,
				.skipped = skipped > 0 ? (uint64_t)skipped : 1},
		});
}

void tail_tell_gone(struct tail *tail, struct tail_key *key)
{
	if (!key->gone && key->placed && !id_is_zero(key->at)) {
		key->gone = true;
		tail->tell(tail->arg,
			&(struct fact){
				.kind = FACT_ENTRIES,
				.topic = key->name,
				.entries = {.whence = WHENCE_LIVE, .gone = true},
			});
	}
}

static size_t bytes_of(const struct entry *entry)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return bytes;
}

static void count_entries(struct tail *tail, const struct fact_entries *entries)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entries->count; i++) {
		bytes += bytes_of(&entries->entries[i]);
	}
	tail->entries += entries->count;
	tail->bytes += bytes;
	tail->bytes_left -= (double)bytes;
	if (entries->count > 0) {
		struct id last = entries->entries[entries->count - 1].id;
		double each = (double)bytes / (double)entries->count;

		tail->entry_bytes += (each - tail->entry_bytes) * smooth;
		tail->got = true;
		if (!tail->has_reached || id_compare(last, tail->reached) > 0) {
			tail->has_reached = true;
			tail->reached = last;
		}
	}
}

static void take_entries(struct tail *tail, const struct fact *fact)
{
	struct tail_key *key = tail_find(tail, fact->topic);
	struct fact told = *fact;

	if (key == NULL) {
		return;
	}
	key->full = (int64_t)fact->entries.count >= tail->page;
	if (fact->entries.count > 0) {
		key->gone = tail->gone = false;
		tail->active_now++;
		key->at = fact->entries.entries[fact->entries.count - 1].id;
		key->added += (int64_t)fact->entries.count;
		key->length += (int64_t)fact->entries.count;
		told.outcome = FACT_KNOWN;
		tail->tell(tail->arg, &told);
	}
	count_entries(tail, &fact->entries);
	if (fact->outcome == FACT_TOOBIG && fact->entries.has_toobig) {
		key->at = fact->entries.toobig;
		key->added++;
		key->length++;
		key->full = true;
		tell_skipped(tail, key, 1);
	}
}

/* A command about many keys is refused for one of them: each is asked alone then. */
static void refuse(struct tail *tail, uint64_t command, const struct fact *fact)
{
	int64_t now_ms = fact->at_ms;
	size_t count = 0;
	struct tail_key *only = NULL;

	for (size_t i = 0; i < tail->count; i++) {
		if (tail->keys[i]->command == command) {
			only = tail->keys[i];
			only->alone = true;
			count++;
		}
	}
	if (count == 1) {
		only->refused = true;
		only->not_before_ms = now_ms + REFUSED_MS;
		tail->trouble = fact->error;
		error_prefix(&tail->trouble, "%.*s",
			(int)(only->name.length < 80 ? only->name.length : 80), only->name.at);
	}
}

static void end_command(struct tail *tail, const struct fact *fact)
{
	uint64_t command = ++tail->answered;
	bool known = fact->outcome == FACT_KNOWN;

	tail->outstanding--;
	if (fact->passes) {
		tail->trouble = fact->error;
	} else if (!known && fact->outcome != FACT_LOST) {
		refuse(tail, command, fact);
	}
	tail->waits = fact->passes;
	for (size_t i = 0; known && i < tail->count; i++) {
		struct tail_key *key = tail->keys[i];

		if (key->command == command) {
			key->alone = key->refused = false;
			key->full_since_ms = !key->full  ? 0
				: key->full_since_ms > 0 ? key->full_since_ms
							 : fact->at_ms;
			key->full = false;
		}
	}
}

static void place(struct tail_key *key, const struct fact_topic *info)
{
	key->at = info->last_generated;
	key->has_added = info->has_entries_added;
	key->added = info->entries_added;
	key->length = info->length;
	key->full_since_ms = 0;
}

/* The page after page that was full: how far it is behind tells whether that is too far. */
static void keep_or_skip(struct tail *tail, struct tail_key *key, const struct fact *fact)
{
	const struct fact_topic *info = &fact->topic_info;
	int64_t behind = key->has_added && info->has_entries_added
		? info->entries_added - key->added
		: info->length - key->length;

	key->full_since_ms = 0;
	if (behind <= 2 * (int64_t)tail->page || id_compare(info->last_generated, key->at) <= 0) {
		return;
	}
	place(key, info);
	tell_skipped(tail, key, behind);
}

static void take_topic(struct tail *tail, const struct fact *fact)
{
	struct tail_key *key = tail_find(tail, fact->topic);
	int64_t server_now_ms;

	tail->outstanding--;
	if (key == NULL) {
		return;
	}
	key->placing = false;
	if (fact->outcome == FACT_LOST) {
		return;
	}
	if (fact->outcome == FACT_KNOWN && key->placed) {
		keep_or_skip(tail, key, fact);
	} else if (fact->outcome == FACT_KNOWN) {
		place(key, &fact->topic_info);
	} else if (fact->outcome == FACT_ABSENT) {
		key->at = (struct id){.ms = 0};
		key->has_added = true;
		key->added = key->length = 0;
	} else if (!key->placed && model_server_now_ms(tail->model, &server_now_ms)) {
		key->at = (struct id){.ms = (uint64_t)server_now_ms};
		key->has_added = false;
	}
	key->placed = true;
}

/* Answers are handed out before the loop tells that it woke. */
static void account(struct tail *tail)
{
	int64_t spent_us;

	side_woke(tail->side, (int64_t)uv_hrtime());
	spent_us = (tail->side->waited_ever_ns - tail->waited_before_ns) / 1000 - tail->floor_us;
	if (spent_us > 0) {
		tail->busy_us += spent_us;
		tail->time_left_us -= (double)spent_us;
	}
}

bool tail_is_placed(const struct tail *tail)
{
	for (size_t i = 0; i < tail->count; i++) {
		if (!tail->keys[i]->placed) {
			return false;
		}
	}
	return tail->count > 0;
}

void tail_fact(void *arg, const struct fact *fact)
{
	struct tail *tail = arg;

	if (fact->kind == FACT_TOPIC) {
		take_topic(tail, fact);
	} else if (!fact->entries.ends) {
		take_entries(tail, fact);
	} else {
		end_command(tail, fact);
	}
	if (tail->outstanding == 0) {
		account(tail);
	}
}

/* Twice the same end, before what was read: the topic was deleted and made anew. A sample alone
 * may be older than what was read since. */
static bool is_made_anew(struct tail_key *key, struct id last)
{
	bool before = id_compare(last, key->at) < 0;
	bool same = key->went_back && id_compare(key->sampled, last) == 0;

	key->went_back = before;
	key->sampled = last;
	return before && same;
}

void tail_sample(struct tail *tail, const struct fact *fact)
{
	struct tail_key *key = tail->begun ? tail_find(tail, fact->topic) : NULL;
	const struct fact_topic *info = &fact->topic_info;
	bool gone = fact->outcome == FACT_ABSENT;

	if (key == NULL || !key->placed || (fact->outcome != FACT_KNOWN && !gone)) {
		return;
	}
	tail->gone = gone && tail->count == 1;
	if (gone || is_made_anew(key, info->last_generated)) {
		tail_tell_gone(tail, key);
		key->at = (struct id){.ms = 0};
		key->has_added = true;
		key->added = key->length = 0;
		key->went_back = false;
		if (tail->gone) {
			error_set(&tail->trouble, ERROR_FAILED,
				"the topic is not there; it is followed again when it is back");
		}
		return;
	}
	/* Everything up to the end was read: what is missing was gone before. */
	if (id_compare(info->last_generated, key->at) == 0 && info->has_entries_added) {
		int64_t missing = key->has_added ? info->entries_added - key->added : 0;

		key->has_added = true;
		key->added = info->entries_added;
		if (missing > 0) {
			tell_skipped(tail, key, missing);
		}
	}
}
