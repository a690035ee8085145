#include "op_feed.h"

#include "base/mem.h"
#include "engine/entry_file.h"
#include "envelope/row_query.h"
#include "op_page.h"

struct feed {
	struct feed_options options;
	size_t room, most;           /* in a batch */
	struct query_schema *schema; /* as a list of events is asked */
	struct query *query;
	struct event_reader *reader;
	struct dead_reader *dead_reader;
	struct op_page page;
	size_t page_at, item_at;
	struct id next; /* of the range */
	bool ended;     /* the range was read to its end */
	uint64_t taken, limit, undecided;
	bool once;
	bool held; /* of a file: `file_entry` was read and is in no batch yet */
	struct file_entry file_entry;
};

struct feed *feed_create(const struct feed_options *options, struct error *error)
{
	struct feed *feed = mem_alloc(1, sizeof *feed);
	const struct request *request = options->request;
	struct text where = request_text(request, "where");

	feed->options = *options;
	const struct op *op = op_find(request->operation);
	feed->room =
		op != NULL && (op->flags & OP_POSITION) != 0 ? BATCH_ENTRIES_MAX : BATCH_MARKED_MAX;
	feed->most = feed->room;
	feed->once = op != NULL && (op->flags & OP_ONCE) != 0;
	feed->limit = (uint64_t)request_number(request, "limit", 0);
	feed->next = request->from;
	if (!id_is_zero(options->after) && id_compare(options->after, request->from) >= 0) {
		feed->next = id_next(options->after);
	}
	op_page_init(&feed->page, options->talk);
	feed->reader = event_reader_create_for(&options->config->envelopes);
	feed->dead_reader = model_dead_reader(&options->config->model);
	feed->schema = listed_schema_create();
	if (where.length > 0 && !request->listed) {
		feed->query = query_compile(where, feed->schema, NULL, error);
		if (feed->query == NULL) {
			error_prefix(error, "--where");
			feed_destroy(feed);
			return NULL;
		}
	}
	if (request->file != NULL && !entry_file_rewind(request->file, error)) {
		feed_destroy(feed);
		return NULL;
	}
	return feed;
}

void feed_destroy(struct feed *feed)
{
	if (feed == NULL) {
		return;
	}
	op_page_finish(&feed->page);
	event_reader_destroy(feed->reader);
	query_destroy(feed->query);
	row_schema_destroy(feed->schema);
	dead_reader_destroy(feed->dead_reader);
	mem_free(feed);
}

void feed_set_most(struct feed *feed, size_t most)
{
	feed->most = most < feed->room ? most : feed->room;
}

uint64_t feed_undecided(const struct feed *feed)
{
	return feed->undecided;
}

static size_t bytes_of(const struct entry *entry)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return bytes;
}

static bool matches(struct feed *feed, const struct entry *entry)
{
	const struct request *request = feed->options.request;
	struct event event;

	if (feed->query == NULL) {
		return true;
	}
	event_read(feed->reader, request->topic, entry, &event);
	struct listed_subject subject = {.event = {.topic = request->topic,
						 .entry = entry,
						 .event = &event,
						 .server_now_ms = request->at_ms},
		.reader = feed->dead_reader};
	struct query_subject asked = listed_subject_query(&subject);
	enum query_result result = query_match(feed->query, &asked, NULL);
	feed->undecided += result == QUERY_FAILED;
	return result == QUERY_YES;
}

static struct item *add(struct batch *batch, struct id id)
{
	struct item *item = &batch->items[batch->count++];

	*item = (struct item){.id = id, .deliveries = -1};
	return item;
}

static bool is_satisfied(const struct feed *feed)
{
	return feed->limit > 0 && feed->taken == feed->limit;
}

/* The next page of the range, where the one before is used up. */
static bool turn_page(struct feed *feed, struct error *error)
{
	const struct request *request = feed->options.request;
	const struct id range[2] = {feed->next, request->to};

	feed->page_at = 0;
	if (!op_page_range(&feed->page, request->topic, range, OP_PAGE_ENTRIES, error)) {
		feed->page.count = 0;
		return false;
	}
	if (feed->page.has_toobig) {
		feed->next = id_next(feed->page.toobig);
	} else if (feed->page.count < OP_PAGE_ENTRIES) {
		feed->ended = true;
	} else {
		feed->next = id_next(feed->page.entries[feed->page.count - 1].id);
	}
	feed->ended = feed->ended || id_compare(feed->next, request->to) > 0;
	return true;
}

static void add_toobig(struct feed *feed, struct batch *batch)
{
	item_settle(add(batch, feed->page.toobig), FATE_FAILED,
		text_of("it is longer than may be read"));
	feed->page.has_toobig = false;
	feed->taken++;
}

/* From the page into the batch; false where the batch is full. */
static bool take_page(struct feed *feed, struct batch *batch, size_t *bytes)
{
	while (feed->page_at < feed->page.count && !is_satisfied(feed)) {
		const struct entry *entry = &feed->page.entries[feed->page_at];
		size_t size = bytes_of(entry);

		if (batch->count == feed->most ||
			(batch->count > 0 && *bytes + size > BATCH_BYTES_MAX)) {
			return false;
		}
		feed->page_at++;
		if (matches(feed, entry)) {
			struct item *item = add(batch, entry->id);

			item->entry = entry;
			item->bytes = size;
			*bytes += size;
			feed->taken++;
		}
	}
	if (feed->page.has_toobig && !is_satisfied(feed)) {
		if (batch->count == feed->most) {
			return false;
		}
		add_toobig(feed, batch);
	}
	return true;
}

/* What a batch borrows from a page ends with the page: a batch never spans two. */
static bool next_of_range(struct feed *feed, struct batch *batch, struct error *error)
{
	size_t bytes = 0;

	while (take_page(feed, batch, &bytes) && batch->count == 0 && !feed->ended &&
		!is_satisfied(feed)) {
		if (talk_interrupted(feed->options.talk)) {
			return error_set(error, ERROR_FAILED, "interrupted");
		}
		if (!turn_page(feed, error)) {
			return false;
		}
	}
	return true;
}

static void attach(struct feed *feed, struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct item *item = &batch->items[i];

		item->entry = op_page_find(&feed->page, item->id);
		if (item->entry != NULL) {
			item->bytes = bytes_of(item->entry);
		} else if (feed->page.has_toobig && id_compare(feed->page.toobig, item->id) == 0) {
			item_settle(item, FATE_FAILED, text_of("it is longer than may be read"));
		} else {
			item_settle(
				item, FATE_SKIPPED, text_of("the entry is gone from the topic"));
		}
	}
}

/* One by one until there is a megabyte: their sizes are not known before. */
static void cut_to_size(struct feed *feed, struct batch *batch)
{
	size_t bytes = 0, kept = 0;

	while (kept < batch->count &&
		(kept == 0 || bytes + batch->items[kept].bytes <= BATCH_BYTES_MAX)) {
		bytes += batch->items[kept++].bytes;
	}
	feed->item_at -= batch->count - kept;
	feed->taken -= batch->count - kept;
	batch->count = kept;
}

static bool next_of_items(struct feed *feed, struct batch *batch, struct error *error)
{
	const struct request *request = feed->options.request;
	struct id ids[BATCH_ENTRIES_MAX];
	size_t began = feed->item_at;

	while (feed->item_at < request->item_count && batch->count < feed->most) {
		const struct request_item *from = &request->items[feed->item_at++];

		if (id_is_zero(feed->options.after) ||
			id_compare(from->id, feed->options.after) > 0) {
			struct item *item = add(batch, from->id);

			item->once = feed->once;
			item->consumer = from->consumer;
			item->deliveries = from->deliveries;
			ids[batch->count - 1] = from->id;
		}
	}
	feed->taken += batch->count;
	if (!feed->options.entries || batch->count == 0) {
		return true;
	}
	if (!op_page_ids(&feed->page, request->topic, ids, batch->count, error)) {
		feed->item_at = began;
		feed->taken -= batch->count;
		return false;
	}
	attach(feed, batch);
	cut_to_size(feed, batch);
	return true;
}

/* --- of a file --- */

static bool next_in_file(struct feed *feed, struct error *error)
{
	struct id after = feed->options.after;

	while (!feed->held &&
		entry_file_next(feed->options.request->file, &feed->file_entry, error)) {
		feed->held = feed->file_entry.line > after.ms;
	}
	return feed->held;
}

static bool next_of_file(struct feed *feed, struct batch *batch, struct error *error)
{
	struct error why = {.code = ERROR_NONE};
	size_t bytes = 0;

	op_page_reset(&feed->page);
	while (batch->count < feed->most && next_in_file(feed, &why)) {
		const struct file_entry *entry = &feed->file_entry;

		if (batch->count > 0 && bytes + entry->bytes > BATCH_BYTES_MAX) {
			break;
		}
		struct item *item = add(batch, (struct id){entry->line, 0});
		item->numbered = true;
		item->place = entry->topic;
		item->bytes = entry->bytes;
		bytes += entry->bytes;
		op_page_keep(&feed->page, entry->entry);
		feed->held = false;
	}
	op_page_point(&feed->page);
	for (size_t i = 0; i < batch->count; i++) {
		batch->items[i].entry = &feed->page.entries[i];
	}
	return why.code == ERROR_NONE || error_set(error, why.code, "%s", why.text);
}

bool feed_next(struct feed *feed, struct batch *batch, struct error *error)
{
	batch->count = 0;
	batch->halt = batch->more = false;
	if (feed->options.request->file != NULL) {
		return next_of_file(feed, batch, error);
	}
	return feed->options.request->listed ? next_of_items(feed, batch, error)
					     : next_of_range(feed, batch, error);
}
