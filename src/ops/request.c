#include "ops/request.h"

#include <string.h>

#include "base/mem.h"
#include "base/number.h"

enum { LEAST_PACKED = 2, GROWTH = 16 };

void request_init(struct request *request)
{
	*request = (struct request){.value_count = 0};
}

void request_finish(struct request *request)
{
	for (size_t i = 0; i < request->kept_count; i++) {
		mem_free(request->kept[i]);
	}
	mem_free(request->kept);
	mem_free(request->values);
	mem_free(request->items);
	request_init(request);
}

struct text request_keep(struct request *request, struct text text)
{
	if (request->kept_count == request->kept_room) {
		request->kept_room = request->kept_room * 2 + GROWTH;
		request->kept =
			mem_resize(request->kept, request->kept_room, sizeof *request->kept);
	}
	char *copy = text_dup(text);
	request->kept[request->kept_count++] = copy;
	return text_from(copy, text.length);
}

bool request_add(struct request *request, struct text name, struct text value)
{
	if (request->value_count == REQUEST_VALUES_MAX) {
		return false;
	}
	if (request->values == NULL) {
		request->values = mem_alloc(REQUEST_VALUES_MAX, sizeof *request->values);
	}
	request->values[request->value_count++] = (struct request_value){
		.name = request_keep(request, name), .value = request_keep(request, value)};
	return true;
}

bool request_add_all(struct request *request, const struct request *from)
{
	for (size_t i = 0; from && i < from->value_count; i++) {
		if (!request_add(request, from->values[i].name, from->values[i].value)) {
			return false;
		}
	}
	return true;
}

void request_drop(struct request *request, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < request->value_count; i++) {
		if (!text_is(request->values[i].name, name)) {
			request->values[kept++] = request->values[i];
		}
	}
	request->value_count = kept;
}

void request_ask_again(struct request *request, bool anew)
{
	const struct text none = text_from("", 0);

	request_drop(request, "given-ids");
	request_drop(request, "by-idle");
	request_drop(request, REQUEST_SERVER);
	request_drop(request, REQUEST_SERVER_RUN);
	if (anew) {
		request->listed = false;
		request->item_count = 0;
	}
	request->target = request->who = request->host = request->reason = none;
	request->target_exists = false;
	request->from = request->to = (struct id){0, 0};
	request->at_ms = 0;
	request->entries = request->bytes = 0;
}

static const struct request_value *find(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->value_count; i++) {
		if (text_is(request->values[i].name, name)) {
			return &request->values[i];
		}
	}
	return NULL;
}

struct text request_text(const struct request *request, const char *name)
{
	const struct request_value *value = find(request, name);

	return value == NULL ? text_from("", 0) : value->value;
}

bool request_has(const struct request *request, const char *name)
{
	return find(request, name) != NULL;
}

int64_t request_number(const struct request *request, const char *name, int64_t missing)
{
	int64_t n;

	return number_parse_i64(request_text(request, name), &n) ? n : missing;
}

int64_t request_duration_ms(const struct request *request, const char *name, int64_t missing)
{
	int64_t ms;

	return number_parse_duration(request_text(request, name), &ms) ? ms : missing;
}

/* The consumers of a long list are few: the name before is used again. */
static struct text keep_consumer(struct request *request, struct text consumer)
{
	size_t count = request->item_count;

	if (consumer.length == 0) {
		return text_from("", 0);
	}
	if (count > 0 && text_equal(request->items[count - 1].consumer, consumer)) {
		return request->items[count - 1].consumer;
	}
	return request_keep(request, consumer);
}

bool request_choose(struct request *request, const struct request_item *item)
{
	size_t count = request->item_count;

	if (count == REQUEST_ITEMS_MAX) {
		return false;
	}
	/* Room for a power of two. */
	if ((count & (count - 1)) == 0) {
		size_t room = count == 0 ? 1 : count * 2;
		request->items = mem_resize(request->items, room, sizeof *request->items);
	}
	request->items[count] = *item;
	request->items[count].consumer = keep_consumer(request, item->consumer);
	request->item_count++;
	return true;
}

struct text request_beside(const struct request *request)
{
	return request->target.length > 0 ? request->target : request->topic;
}

static bool is_of_file(const struct request *request)
{
	return request_has(request, REQUEST_TOPICS);
}

struct text request_about(const struct request *request)
{
	return is_of_file(request) ? request->target : request->topic;
}

struct text request_place(const struct request *request, size_t place)
{
	struct unpack from = {.rest = request_text(request, REQUEST_TOPICS)};
	struct text name = place == 0 ? request->target : text_from("", 0);

	for (size_t i = 0; is_of_file(request) && i <= place; i++) {
		name = unpack_text(&from);
	}
	return name;
}

static void pack_id(struct buf *out, struct id id)
{
	pack_u64(out, id.ms);
	pack_u64(out, id.seq);
}

static struct id unpack_id(struct unpack *from)
{
	uint64_t ms = unpack_u64(from);

	return (struct id){ms, unpack_u64(from)};
}

static void pack_items(const struct request *request, struct buf *out)
{
	struct text consumer = {.length = 0};

	pack_u64(out, request->item_count);
	for (size_t i = 0; i < request->item_count; i++) {
		const struct request_item *item = &request->items[i];
		bool same = text_equal(item->consumer, consumer);

		pack_id(out, item->id);
		pack_i64(out, item->deliveries);
		pack_u64(out, same ? 0 : 1);
		if (!same) {
			consumer = item->consumer;
			pack_text(out, consumer);
		}
	}
}

void request_pack(const struct request *request, struct buf *out)
{
	pack_u64(out, REQUEST_VERSION);
	pack_text(out, text_of(request->job));
	pack_text(out, request->operation);
	pack_text(out, request->topic);
	pack_text(out, request->group);
	pack_text(out, request->target);
	pack_text(out, request->who);
	pack_text(out, request->host);
	pack_text(out, request->reason);
	pack_u64(out, (uint64_t)(request->target_exists ? 1 : 0) | (request->listed ? 2 : 0));
	pack_id(out, request->from);
	pack_id(out, request->to);
	pack_i64(out, request->at_ms);
	pack_u64(out, request->entries);
	pack_u64(out, request->bytes);
	pack_u64(out, request->value_count);
	for (size_t i = 0; i < request->value_count; i++) {
		pack_text(out, request->values[i].name);
		pack_text(out, request->values[i].value);
	}
	pack_items(request, out);
}

static void unpack_items(struct request *request, struct unpack *from)
{
	size_t count = unpack_count(from, LEAST_PACKED);
	struct request_item item = {.deliveries = -1};

	for (size_t i = 0; i < count && !from->bad; i++) {
		item.id = unpack_id(from);
		item.deliveries = unpack_i64(from);
		if (unpack_u64(from) != 0) {
			item.consumer = unpack_text(from);
		}
		from->bad = from->bad || !request_choose(request, &item);
	}
}

static void unpack_values(struct request *request, struct unpack *from)
{
	size_t count = unpack_count(from, LEAST_PACKED);

	for (size_t i = 0; i < count && !from->bad; i++) {
		struct text name = unpack_text(from), value = unpack_text(from);
		from->bad = from->bad || !request_add(request, name, value);
	}
}

static void unpack_body(struct request *request, struct unpack *from)
{
	struct text *const texts[] = {&request->operation, &request->topic, &request->group,
		&request->target, &request->who, &request->host, &request->reason};
	struct text job = unpack_text(from);

	from->bad = from->bad || !job_id_valid(job);
	if (from->bad) {
		return;
	}
	memcpy(request->job, job.at, job.length);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = request_keep(request, unpack_text(from));
	}
	uint64_t flags = unpack_u64(from);
	request->target_exists = (flags & 1) != 0;
	request->listed = (flags & 2) != 0;
	request->from = unpack_id(from);
	request->to = unpack_id(from);
	request->at_ms = unpack_i64(from);
	request->entries = unpack_u64(from);
	request->bytes = unpack_u64(from);
	unpack_values(request, from);
	unpack_items(request, from);
}

bool request_unpack(struct request *request, struct text bytes, struct error *error)
{
	struct unpack from = {.rest = bytes};
	uint64_t version = unpack_u64(&from);

	if (!from.bad && version > REQUEST_VERSION) {
		return error_set(error, ERROR_REFUSED,
			"it was written by a newer version; finish it with that one");
	}
	if (!from.bad) {
		unpack_body(request, &from);
	}
	return (!from.bad && from.rest.length == 0) ||
		error_set(error, ERROR_FAILED, "it does not read as a request");
}
