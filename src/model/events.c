/* The list of events: what was sought, what was found of it, and how the reading stands. */
#include "model/events.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "event_list.h"
#include "event_match.h"
#include "event_rows.h"

/* Rows are merged in batches, so that what goes beyond the ceiling for a moment is bounded. */
enum { BATCH_ROWS = 512, CEILING_PARTS = 16 };

struct event_list {
	struct event_list_about about;
	struct event_rows rows;
	size_t ceiling;
	bool sought;
	bool full_older, full_newer;
	uint64_t version;
	char *query_text, *topic;
	struct query_schema *schema;
	struct query *query;
	struct event_match match;
	struct event_reader *showing;
	struct event shown;
	struct map *names; /* of topics, to texts that rows share */
	size_t names_bytes;
	bool gap_next;              /* the next live row stands behind a gap */
	struct event_held *gap_row; /* the row that stands behind the last gap */
	struct event_slot *batch;
	size_t batch_count, batch_bytes;
};

struct event_list *event_list_create(size_t ceiling_bytes, const struct model_options *options)
{
	struct event_list *list = mem_alloc(1, sizeof(*list));

	list->ceiling = ceiling_bytes / CEILING_PARTS * (CEILING_PARTS - 1);
	list->names = map_create();
	list->match.reader = event_reader_create_for(options->envelopes);
	list->match.subject.reader = model_dead_reader(options);
	list->schema = listed_schema_create();
	list->showing = event_reader_create_for(options->envelopes);
	return list;
}

static void drop_names(struct event_list *list)
{
	size_t cursor = 0;
	struct text key;
	void *value;

	while (map_next(list->names, &cursor, &key, &value)) {
		mem_free(value);
	}
	map_destroy(list->names);
	list->names_bytes = 0;
}

void event_list_destroy(struct event_list *list)
{
	if (!list) {
		return;
	}
	event_rows_finish(&list->rows);
	drop_names(list);
	query_destroy(list->query);
	row_schema_destroy(list->schema);
	event_reader_destroy(list->match.reader);
	dead_reader_destroy(list->match.subject.reader);
	event_reader_destroy(list->showing);
	mem_free(list->batch);
	mem_free(list->query_text);
	mem_free(list->topic);
	mem_free(list);
}

size_t event_list_bytes(const struct event_list *list)
{
	return event_rows_bytes(&list->rows) + list->names_bytes + map_bytes(list->names) +
		(list->batch ? BATCH_ROWS * sizeof(*list->batch) : 0);
}

/* --- sought --- */

static void fail_reading(struct reading *reading, const char *trouble)
{
	reading->is = READING_FAILED;
	snprintf(reading->trouble, sizeof(reading->trouble), "%s", trouble);
}

static void compile(struct event_list *list)
{
	struct error error = {.code = ERROR_NONE};

	if (list->about.query.length == 0) {
		return;
	}
	list->query = query_compile(list->about.query, list->schema, NULL, &error);
	if (!list->query) {
		list->about.broken = true;
		fail_reading(&list->about.older, error.text);
		fail_reading(&list->about.newer, error.text);
	}
}

static void seek(struct event_list *list, const struct fact *fact)
{
	struct text query = text_trim(fact->sought.query);

	event_rows_finish(&list->rows);
	drop_names(list);
	list->names = map_create();
	query_destroy(list->query);
	list->query = NULL;
	mem_free(list->query_text);
	mem_free(list->topic);
	list->query_text = text_dup(query);
	list->topic = text_dup(fact->topic);
	list->about = (struct event_list_about){
		.query = text_from(list->query_text, query.length),
		.topic = text_from(list->topic, fact->topic.length),
		.live = fact->sought.live,
		.turn = fact->sought.turn,
	};
	list->sought = true;
	list->full_older = list->full_newer = list->gap_next = false;
	list->gap_row = NULL;
	compile(list);
}

/* --- entries --- */

static struct text shared_name(struct event_list *list, struct text name)
{
	struct text *known = map_get(list->names, name);

	if (!known) {
		known = mem_alloc(1, sizeof(*known) + name.length + 1);
		char *bytes = (char *)(known + 1);
		if (name.length > 0) {
			memcpy(bytes, name.at, name.length);
		}
		*known = text_from(bytes, name.length);
		map_put(list->names, name, known);
		list->names_bytes += sizeof(*known) + name.length + 1;
	}
	return *known;
}

static void drop_first(struct event_list *list)
{
	if (event_rows_at(&list->rows, 0) == list->gap_row) {
		list->gap_row = NULL;
	}
	event_rows_drop_first(&list->rows);
	list->about.dropped++;
	list->full_older = true;
	list->about.older.is = READING_FULL;
}

/* Rows that come to stand right before the one behind the gap were read after it, too. */
static void mark_gap(struct event_list *list, size_t lowest)
{
	struct event_held *behind = list->gap_row;
	size_t left = list->batch_count, place;

	if (list->gap_next) {
		behind = event_rows_at(&list->rows, lowest);
	} else if (behind) {
		place = event_rows_place(&list->rows, 0, behind->row.entry.id, behind->row.topic);
		while (left > 0 && id_compare(list->batch[left - 1].id, behind->row.entry.id) > 0) {
			left--;
		}
		while (left > 0 && place > 0 &&
			event_rows_at(&list->rows, place - 1) == list->batch[left - 1].held) {
			behind = list->batch[--left].held;
			place--;
		}
		list->gap_row->row.gap = false;
	}
	list->gap_next = false;
	list->gap_row = behind;
	if (behind) {
		behind->row.gap = true;
	}
}

static void merge_batch(struct event_list *list, enum whence whence)
{
	size_t lowest;

	if (list->batch_count == 0) {
		return;
	}
	lowest = event_rows_merge(&list->rows, list->batch, list->batch_count);
	list->about.matched += list->batch_count;
	if (whence == WHENCE_LIVE) {
		mark_gap(list, lowest);
		while (list->rows.count > EVENT_LIST_ROWS_MAX ||
			(list->rows.count > 0 && event_list_bytes(list) > list->ceiling)) {
			drop_first(list);
		}
	}
	list->batch_count = list->batch_bytes = 0;
}

/* What is read backwards and forwards is not to push out what is there. */
static bool has_room(const struct event_list *list, const struct event_held *held)
{
	return list->rows.count + list->batch_count < EVENT_LIST_ROWS_MAX &&
		event_list_bytes(list) + list->batch_bytes + held->block_bytes <= list->ceiling;
}

static void become_full(struct event_list *list, enum whence whence)
{
	bool older = whence == WHENCE_OLDER;

	*(older ? &list->full_older : &list->full_newer) = true;
	(older ? &list->about.older : &list->about.newer)->is = READING_FULL;
}

static void take(
	struct event_list *list, enum whence whence, struct text topic, const struct entry *entry)
{
	struct event_held *held = event_held_make(
		topic, entry, event_held_cuts(entry) ? event_match_event(&list->match) : NULL);

	if (whence != WHENCE_LIVE && !has_room(list, held)) {
		mem_free(held);
		become_full(list, whence);
		return;
	}
	if (!list->batch) {
		list->batch = mem_alloc(BATCH_ROWS, sizeof(*list->batch));
	}
	list->batch[list->batch_count++] = (struct event_slot){.id = entry->id, .held = held};
	list->batch_bytes += held->block_bytes;
}

static bool batch_is_full(const struct event_list *list)
{
	return list->batch_count == BATCH_ROWS || list->batch_bytes > list->ceiling / CEILING_PARTS;
}

static bool follows_batch(const struct event_list *list, struct id id)
{
	return list->batch_count == 0 || id_compare(list->batch[list->batch_count - 1].id, id) < 0;
}

static bool is_full(const struct event_list *list, enum whence whence)
{
	return whence == WHENCE_OLDER ? list->full_older
				      : whence == WHENCE_NEWER && list->full_newer;
}

static void take_entries(struct event_list *list, const struct fact *fact, int64_t server_now_ms)
{
	const struct fact_entries *entries = &fact->entries;
	struct text topic = shared_name(list, fact->topic);
	size_t place = 0;

	event_match_begin(&list->match, topic, server_now_ms);
	for (size_t i = 0; i < entries->count && !is_full(list, entries->whence); i++) {
		const struct entry *entry = &entries->entries[i];
		if (!follows_batch(list, entry->id) || batch_is_full(list)) {
			merge_batch(list, entries->whence);
			place = 0;
		}
		place = event_rows_place(&list->rows, place, entry->id, topic);
		event_match_entry(&list->match, entry);
		if (!event_rows_is(&list->rows, place, entry->id, topic) &&
			event_match_is(&list->match, list->query, &list->about)) {
			take(list, entries->whence, topic, entry);
		}
	}
	merge_batch(list, entries->whence);
}

static void apply_entries(struct event_list *list, const struct fact *fact, int64_t server_now_ms)
{
	const struct fact_entries *entries = &fact->entries;

	if (fact->outcome != FACT_KNOWN || !list->sought || list->about.broken) {
		return;
	}
	if (entries->whence == WHENCE_LIVE) {
		event_match_followed(fact, &list->about);
		list->gap_next = list->gap_next || entries->skipped > 0;
	}
	if (entries->count > 0) {
		take_entries(list, fact, server_now_ms);
	}
}

/* --- reading --- */

static enum reading_is reading_is(const struct fact *fact, bool full)
{
	const struct fact_reading *reading = &fact->reading;

	if (fact->outcome != FACT_KNOWN) {
		return READING_FAILED;
	}
	if (full || reading->full) {
		return READING_FULL;
	}
	return reading->ends ? READING_END : reading->on ? READING_ON : READING_IDLE;
}

static void apply_reading(struct event_list *list, const struct fact *fact)
{
	const struct fact_reading *from = &fact->reading;
	bool older = from->whence == WHENCE_OLDER;
	struct reading *to = older ? &list->about.older : &list->about.newer;

	if (!list->sought || list->about.broken) {
		return;
	}
	to->is = reading_is(fact, older ? list->full_older : list->full_newer);
	to->has_reached = from->has_reached;
	to->reached = from->reached;
	to->entries = from->entries;
	to->bytes = from->bytes;
	to->busy_ms = from->busy_ms;
	to->waits = from->waits;
	snprintf(to->trouble, sizeof(to->trouble), "%s", fact->error.text);
}

void event_list_apply(struct event_list *list, const struct fact *fact, int64_t server_now_ms)
{
	list->version++;
	switch (fact->kind) {
	case FACT_SOUGHT:
		seek(list, fact);
		break;
	case FACT_ENTRIES:
		apply_entries(list, fact, server_now_ms);
		break;
	case FACT_READING:
		apply_reading(list, fact);
		break;
	default:
		break;
	}
	list->about.bytes = event_list_bytes(list);
}

/* --- what may be asked --- */

size_t event_list_count(const struct event_list *list)
{
	return list->rows.count;
}

const struct event_row *event_list_at(const struct event_list *list, size_t i)
{
	return i < list->rows.count ? &event_rows_at(&list->rows, i)->row : NULL;
}

bool event_list_find(const struct event_list *list, struct text topic, struct id id, size_t *i)
{
	*i = event_rows_place(&list->rows, 0, id, topic);
	return event_rows_is(&list->rows, *i, id, topic);
}

const struct event *event_list_event(const struct event_list *list, size_t i)
{
	struct event_list *own = (struct event_list *)(uintptr_t)list;

	assert(i < list->rows.count);
	const struct event_held *held = event_rows_at(&list->rows, i);
	if (held->event) {
		return held->event;
	}
	event_read(own->showing, held->row.topic, &held->row.entry, &own->shown);
	return &own->shown;
}

uint64_t event_list_version(const struct event_list *list)
{
	return list->version;
}

const struct event_list_about *event_list_about(const struct event_list *list)
{
	return &list->about;
}
