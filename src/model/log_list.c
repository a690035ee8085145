#include "log_list.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "state.h"

/* The key is a hash in hexadecimal: half of it tells records apart as well. */
enum { KEY_KEPT = 32, TEXT_KEPT = 4096, TEXTS = 14 };

struct log_own {
	int64_t at_ms, entries, bytes;
	uint32_t size; /* of the whole block */
	uint16_t lengths[TEXTS];
	bool has[LOG_SOURCES], broken;
	char texts[];
};

struct log_list {
	struct log_about about;
	size_t ceiling_bytes, own_bytes;
	struct log_own **at; /* by number; NULL: gone */
	uint32_t made, room;
	uint32_t *order; /* newest first up to `settled`, then as they came */
	size_t count, settled, order_room;
	struct map *by_key; /* to the number, from 1 */
	bool moved;         /* some record's moment has changed */
	uint64_t version;
};

struct log_list *log_list_create(size_t ceiling_bytes)
{
	struct log_list *list = mem_alloc(1, sizeof(*list));

	list->ceiling_bytes = ceiling_bytes;
	list->by_key = map_create();
	return list;
}

void log_list_destroy(struct log_list *list)
{
	for (uint32_t i = 0; list && i < list->made; i++) {
		mem_free(list->at[i]);
	}
	if (list) {
		map_destroy(list->by_key);
		mem_free(list->at);
		mem_free(list->order);
		mem_free(list);
	}
}

size_t log_list_bytes(const struct log_list *list)
{
	return list->own_bytes + map_bytes(list->by_key) + list->room * sizeof(*list->at) +
		list->order_room * sizeof(*list->order);
}

/* The texts of a record, in the order in which they are kept. */
static void texts_of(struct log_record *record, struct text *texts[TEXTS])
{
	size_t i = 0;

	texts[i++] = &record->key;
	texts[i++] = &record->who;
	texts[i++] = &record->host;
	texts[i++] = &record->operation;
	texts[i++] = &record->job;
	texts[i++] = &record->reason;
	texts[i++] = &record->result;
	texts[i++] = &record->topic;
	texts[i++] = &record->group;
	texts[i++] = &record->id;
	texts[i++] = &record->target;
	texts[i++] = &record->view;
	texts[i++] = &record->plan_sha256;
	texts[i++] = &record->server;
}

static struct log_own *pack(const struct log_record *record)
{
	struct log_record copy = *record;
	struct text *texts[TEXTS];
	size_t length = 0, used = 0;
	struct log_own *own;

	texts_of(&copy, texts);
	copy.key.length = copy.key.length < KEY_KEPT ? copy.key.length : KEY_KEPT;
	for (size_t i = 0; i < TEXTS; i++) {
		texts[i]->length = texts[i]->length < TEXT_KEPT ? texts[i]->length : TEXT_KEPT;
		length += texts[i]->length;
	}
	own = mem_alloc(1, sizeof(*own) + length);
	own->size = (uint32_t)(sizeof(*own) + length);
	own->at_ms = copy.at_ms;
	own->entries = copy.entries;
	own->bytes = copy.bytes;
	for (size_t i = 0; i < TEXTS; i++) {
		own->lengths[i] = (uint16_t)texts[i]->length;
		if (texts[i]->length > 0) {
			memcpy(own->texts + used, texts[i]->at, texts[i]->length);
		}
		used += texts[i]->length;
	}
	return own;
}

static void unpack(const struct log_own *own, struct log_record *record)
{
	struct text *texts[TEXTS];
	size_t used = 0;

	texts_of(record, texts);
	record->at_ms = own->at_ms;
	record->entries = own->entries;
	record->bytes = own->bytes;
	for (size_t i = 0; i < TEXTS; i++) {
		*texts[i] = text_from(own->texts + used, own->lengths[i]);
		used += own->lengths[i];
	}
}

static struct text key_of(const struct log_own *own)
{
	return text_from(own->texts, own->lengths[0]);
}

static void put(struct log_list *list, uint32_t number, struct log_own *own)
{
	list->own_bytes += own->size;
	list->own_bytes -= list->at[number] ? list->at[number]->size : 0;
	mem_free(list->at[number]);
	list->at[number] = own;
	list->version++;
}

static void add(struct log_list *list, struct log_own *own)
{
	if (list->made == list->room) {
		list->room = list->room * 2 + 64;
		list->at = mem_resize(list->at, list->room, sizeof(*list->at));
	}
	if (list->count == list->order_room) {
		list->order_room = list->order_room * 2 + 64;
		list->order = mem_resize(list->order, list->order_room, sizeof(*list->order));
	}
	list->at[list->made] = NULL;
	list->order[list->count++] = list->made;
	put(list, list->made, own);
	/* The number is the value itself, and never NULL. */
	map_put(list->by_key, key_of(own), (void *)(uintptr_t)++list->made);
}

static uint32_t number_of(const struct log_list *list, struct text key)
{
	key.length = key.length < KEY_KEPT ? key.length : KEY_KEPT;
	return (uint32_t)(uintptr_t)map_get(list->by_key, key);
}

/* What the file says counts, but for what only the stream has: the server's clock, the target. */
static void merge(struct log_list *list, uint32_t number, const struct fact_log_record *from)
{
	const struct log_own *old = list->at[number];
	const struct log_record *file = from->record, *stream = from->record;
	struct log_record before, merged;
	struct log_own *own;

	unpack(old, &before);
	if (from->source == LOG_STREAM) {
		file = &before;
	} else {
		stream = &before;
	}
	if (!old->has[LOG_FILE] && from->source != LOG_FILE) {
		return;
	}
	merged = *file;
	if (from->source == LOG_STREAM || old->has[LOG_STREAM]) {
		merged.at_ms = stream->at_ms >= 0 ? stream->at_ms : file->at_ms;
		merged.target = stream->target;
	}
	own = pack(&merged);
	own->has[LOG_FILE] = true;
	own->has[LOG_STREAM] = from->source == LOG_STREAM || old->has[LOG_STREAM];
	own->broken = from->source == LOG_FILE ? from->broken : old->broken;
	list->moved = list->moved || own->at_ms != old->at_ms;
	put(list, number, own);
}

static void take_record(struct log_list *list, const struct fact_log_record *from)
{
	uint32_t known = number_of(list, from->record->key);
	struct log_own *own;

	if (known > 0) {
		merge(list, known - 1, from);
		return;
	}
	if (!log_list_wants(list, from->record->at_ms)) {
		list->about.dropped++;
		return;
	}
	own = pack(from->record);
	own->has[from->source] = true;
	own->broken = from->broken;
	add(list, own);
}

/* --- order --- */

static bool is_newer(const struct log_list *list, uint32_t a, uint32_t b)
{
	const struct log_own *one = list->at[a], *other = list->at[b];

	return one->at_ms != other->at_ms ? one->at_ms > other->at_ms
					  : text_compare(key_of(one), key_of(other)) < 0;
}

/* What is in order costs one comparison. */
static void sort(const struct log_list *list, uint32_t *rows, uint32_t *scratch, size_t count)
{
	size_t half = count / 2, left = 0, right = half, out = 0;

	if (count < 2) {
		return;
	}
	sort(list, rows, scratch, half);
	sort(list, rows + half, scratch, count - half);
	if (!is_newer(list, rows[half], rows[half - 1])) {
		return;
	}
	memcpy(scratch, rows, half * sizeof(*rows));
	while (left < half && right < count) {
		rows[out++] = is_newer(list, rows[right], scratch[left]) ? rows[right++]
									 : scratch[left++];
	}
	memcpy(rows + out, scratch + left, (half - left) * sizeof(*rows));
}

static void drop(struct log_list *list, uint32_t number)
{
	struct log_own *own = list->at[number];

	map_remove(list->by_key, key_of(own));
	list->own_bytes -= own->size;
	mem_free(own);
	list->at[number] = NULL;
	list->version++;
}

static void settle(struct log_list *list)
{
	if (list->settled != list->count || list->moved) {
		uint32_t *scratch = mem_alloc(list->count / 2 + 1, sizeof(*scratch));

		sort(list, list->order, scratch, list->count);
		mem_free(scratch);
		list->moved = false;
		list->version++;
	}
	while (list->count > 0 && log_list_bytes(list) > list->ceiling_bytes) {
		drop(list, list->order[--list->count]);
		list->about.dropped++;
	}
	list->settled = list->count;
}

/* Another file: its records are no more, unless the stream has them. */
static void forget_file(struct log_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct log_own *own = list->at[list->order[i]];

		own->has[LOG_FILE] = own->broken = false;
		if (own->has[LOG_STREAM]) {
			list->order[kept++] = list->order[i];
		} else {
			drop(list, list->order[i]);
		}
	}
	list->count = list->settled = kept;
}

static void take_read(struct log_list *list, const struct fact *fact)
{
	const struct fact_log_read *from = &fact->log_read;
	struct log_source_about *about = &list->about.of[from->source];

	if (from->begins && from->source == LOG_FILE) {
		settle(list);
		forget_file(list);
	}
	if (from->source == LOG_FILE) {
		snprintf(list->about.path, sizeof(list->about.path), "%.*s",
			(int)(from->path.length < LOG_PATH_MAX ? from->path.length
							       : LOG_PATH_MAX - 1),
			from->path.length > 0 ? from->path.at : "");
	}
	*about = (struct log_source_about){
		.told = true,
		.on = from->on,
		.ended = from->ends,
		.held = from->held,
		.absent = fact->outcome == FACT_ABSENT,
		.failed = fact->outcome != FACT_ABSENT && fact->outcome != FACT_KNOWN,
		.unfinished = from->unfinished,
		.records = from->records,
		.broken = from->broken,
	};
	snprintf(about->trouble, sizeof(about->trouble), "%s", fact->error.text);
	settle(list);
}

void log_list_apply(struct log_list *list, const struct fact *fact)
{
	if (fact->kind == FACT_LOG_RECORD) {
		take_record(list, &fact->log_record);
	} else if (fact->kind == FACT_LOG_READ) {
		take_read(list, fact);
	}
}

/* --- what may be asked --- */

size_t log_list_count(const struct log_list *list)
{
	return list->settled;
}

uint32_t log_list_number(const struct log_list *list, size_t i)
{
	return list->order[i];
}

bool log_list_get(const struct log_list *list, uint32_t number, struct log_row *row)
{
	const struct log_own *own = number < list->made ? list->at[number] : NULL;

	if (!own) {
		return false;
	}
	unpack(own, &row->as);
	memcpy(row->has, own->has, sizeof(row->has));
	row->broken = own->broken;
	return true;
}

uint64_t log_list_version(const struct log_list *list)
{
	return list->version;
}

bool log_list_wants(const struct log_list *list, int64_t at_ms)
{
	const size_t reserve = list->ceiling_bytes / 64;

	return list->settled == 0 || log_list_bytes(list) + reserve < list->ceiling_bytes ||
		at_ms > list->at[list->order[list->settled - 1]]->at_ms;
}

const struct log_about *log_list_about(const struct log_list *list)
{
	return &list->about;
}

const struct log_list *model_log(const struct model *model)
{
	return model->log;
}
