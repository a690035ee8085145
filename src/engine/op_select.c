#include "op_select.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/edge.h"
#include "engine/pending.h"
#include "envelope/row_query.h"
#include "op_backs.h"
#include "op_edit.h"
#include "op_feed.h"
#include "op_look.h"
#include "op_once.h"

static int compare_items(const void *a, const void *b)
{
	const struct request_item *one = a, *other = b;

	return id_compare(one->id, other->id);
}

/* In the order of their ids, each once. */
static void put_in_order(struct request *request)
{
	size_t kept = 0;

	if (request->item_count == 0) {
		return;
	}
	qsort(request->items, request->item_count, sizeof *request->items, compare_items);
	for (size_t i = 1; i < request->item_count; i++) {
		if (id_compare(request->items[i].id, request->items[kept].id) != 0) {
			request->items[++kept] = request->items[i];
		}
	}
	request->item_count = kept + 1;
}

static bool fail_too_many(struct error *error)
{
	return error_set(error, ERROR_REFUSED,
		"more than %d entries in one operation; --limit takes a part of them",
		REQUEST_ITEMS_MAX);
}

static void sample(struct survey *survey, const struct item *item)
{
	survey->entries++;
	survey->bytes += item->bytes;
	if (survey->entries == 1) {
		survey->first_id = item->id;
	}
	survey->last_id = item->id;
	if (survey->sample_count < SURVEY_SAMPLES) {
		survey->samples[survey->sample_count++] = (struct survey_sample){.id = item->id,
			.fields = item->entry == NULL ? 0 : item->entry->field_count,
			.bytes = item->bytes};
	}
}

/* --- as they are pending --- */

struct picking {
	const struct selecting *selecting;
	struct query *query;
	struct event_reader *reader;
	int64_t min_idle_ms, min_deliveries;
	uint64_t limit;
	bool full;
	struct error undecided;
};

static bool is_wanted(struct picking *picking, const struct pending_row *row, int64_t now_ms)
{
	struct entry nothing = {.id = row->as->id};
	struct event event = {.envelope = NULL};
	struct pending_subject subject = {
		.event = {.topic = row->topic,
			.entry = row->entry != NULL ? row->entry : &nothing,
			.event = &event,
			.server_now_ms = now_ms},
		.row = row,
	};

	if ((row->as->idle_ms >= 0 && row->as->idle_ms < picking->min_idle_ms) ||
		row->as->deliveries < picking->min_deliveries) {
		return false;
	}
	if (picking->query == NULL) {
		return true;
	}
	if (row->entry != NULL) {
		event_read(picking->reader, row->topic, row->entry, &event);
	}
	struct query_subject asked = pending_subject_query(&subject);
	enum query_result result = query_match(picking->query, &asked, &picking->undecided);
	picking->selecting->survey->undecided += result == QUERY_FAILED;
	return result == QUERY_YES;
}

static bool on_row(void *arg, const struct pending_row *row, int64_t now_ms)
{
	struct picking *picking = arg;
	struct request *request = picking->selecting->request;
	const struct request_item item = {.id = row->as->id,
		.consumer = row->as->consumer,
		.deliveries = row->as->deliveries};

	if (!is_wanted(picking, row, now_ms)) {
		return true;
	}
	picking->full = !request_choose(request, &item);
	return !picking->full && (picking->limit == 0 || request->item_count < picking->limit);
}

static enum browse_go on_turn(void *arg, const struct pending_coverage *coverage)
{
	const struct picking *picking = arg;
	bool enough =
		picking->limit > 0 && picking->selecting->request->item_count >= picking->limit;

	(void)coverage;
	return picking->full || enough ? BROWSE_ENOUGH : BROWSE_ON;
}

static bool run_picking(struct picking *picking, struct error *error)
{
	const struct selecting *selecting = picking->selecting;
	struct pending_coverage coverage;
	const struct pending_options options = {.config = selecting->config,
		.topic = selecting->request->topic,
		.group = selecting->request->group,
		.on_row = on_row,
		.on_turn = on_turn,
		.arg = picking};

	if (!pending_run(&options, &coverage, error)) {
		return false;
	}
	return !picking->full || fail_too_many(error);
}

static bool pick_pending(const struct selecting *selecting, struct error *error)
{
	const struct request *request = selecting->request;
	struct query_schema *schema = pending_schema_create();
	struct text where = request_text(request, "where");
	struct picking picking = {.selecting = selecting,
		.reader = event_reader_create_for(&selecting->config->envelopes),
		.min_idle_ms = request_duration_ms(request, "min-idle", 0),
		.min_deliveries = request_number(request, "min-deliveries", 0),
		.limit = (uint64_t)request_number(request, "limit", 0)};
	bool good = true;

	if (where.length > 0) {
		picking.query = query_compile(where, schema, NULL, error);
		good = picking.query != NULL || error_prefix(error, "--where");
	}
	good = good && run_picking(&picking, error);
	if (good && selecting->survey->undecided > 0) {
		good = error_set(error, ERROR_FAILED, "--where could not be decided for %llu: %s",
			(unsigned long long)selecting->survey->undecided, picking.undecided.text);
	}
	query_destroy(picking.query);
	event_reader_destroy(picking.reader);
	row_schema_destroy(schema);
	return good;
}

/* Who has each of those that were named. */
static bool look_at_each(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;
	const struct text names[2] = {request->topic, request->group};

	for (size_t i = 0; i < request->item_count; i++) {
		struct request_item *item = &request->items[i];
		struct op_looked looked;

		if (!op_look_pending(selecting->talk, names, item->id, &looked, error)) {
			return false;
		}
		item->deliveries = looked.deliveries;
		item->consumer = request_keep(request, looked.consumer);
		mem_free((void *)(uintptr_t)looked.consumer.at);
	}
	return true;
}

static bool is_word_byte(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '.';
}

/* Whether the query asks for `idle`, outside of any longer word. */
static bool asks_for_idle(struct text where)
{
	static const char idle[] = "idle";
	const size_t length = sizeof idle - 1;

	for (size_t i = 0; i + length <= where.length; i++) {
		if (memcmp(where.at + i, idle, length) == 0 &&
			(i == 0 || !is_word_byte(where.at[i - 1])) &&
			(i + length == where.length || !is_word_byte(where.at[i + length]))) {
			return true;
		}
	}
	return false;
}

/* `owned`: what nobody has is not there to be worked on. */
static void count_items(const struct selecting *selecting, bool owned)
{
	for (size_t i = 0; i < selecting->request->item_count; i++) {
		const struct request_item *item = &selecting->request->items[i];

		if (owned && item->deliveries < 0) {
			selecting->survey->missing++;
		} else {
			sample(selecting->survey, &(struct item){.id = item->id});
		}
	}
}

static bool select_pending(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;

	if (request->listed) {
		put_in_order(request);
		if (!look_at_each(selecting, error)) {
			return false;
		}
		request_add(request, text_of("given-ids"), text_of("1"));
	} else {
		if (asks_for_idle(request_text(request, "where"))) {
			request_add(request, text_of("by-idle"), text_of("1"));
		}
		if (!pick_pending(selecting, error)) {
			return false;
		}
		request->listed = true;
	}
	count_items(selecting, true);
	return true;
}

/* --- of the topic --- */

static bool read_edge(
	const struct selecting *selecting, const char *name, struct id *id, struct error *error)
{
	struct text typed = request_text(selecting->request, name);
	bool upper = strcmp(name, "to") == 0;
	struct browse_edge edge;

	if (!edge_parse(upper ? "--to" : "--from", typed.length == 0 ? NULL : typed.at, upper,
		    &edge, error)) {
		return false;
	}
	if (edge.is == BROWSE_ID) {
		*id = edge.id;
	} else if (edge.is == BROWSE_AGE) {
		int64_t ms = selecting->survey->now_ms - edge.age_ms;
		*id = (struct id){ms > 0 ? (uint64_t)ms : 0, upper ? UINT64_MAX : 0};
	}
	return true;
}

/* Up to what is there now: what is appended by the operation itself never comes round. */
static bool read_range(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;

	request->to = selecting->survey->source.last;
	if (!read_edge(selecting, "from", &request->from, error) ||
		!read_edge(selecting, "to", &request->to, error)) {
		return false;
	}
	if (id_compare(request->to, selecting->survey->source.last) > 0) {
		request->to = selecting->survey->source.last;
	}
	return true;
}

static bool look_closer(const struct selecting *selecting, const struct mask *mask,
	const struct entry *entry, struct error *error)
{
	if (mask != NULL && !op_edit(selecting, mask, entry, error)) {
		return false;
	}
	return (selecting->op->flags & OP_BACK) == 0 || op_back_count(selecting, entry, error);
}

static bool count_batch(const struct selecting *selecting, const struct mask *mask,
	const struct batch *batch, struct error *error)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct item *item = &batch->items[i];

		if (item->fate == FATE_SKIPPED) {
			selecting->survey->missing++;
			continue;
		}
		sample(selecting->survey, item);
		if (item->entry != NULL && !look_closer(selecting, mask, item->entry, error)) {
			return false;
		}
	}
	return true;
}

static bool count_entries(const struct selecting *selecting, struct error *error)
{
	const struct feed_options options = {.talk = selecting->talk,
		.config = selecting->config,
		.request = selecting->request,
		.entries = true};
	struct feed *feed = feed_create(&options, error);
	struct batch *batch = mem_alloc(1, sizeof *batch);
	struct mask *mask = request_has(selecting->request, "set")
		? mask_create(&selecting->config->masks)
		: NULL;
	bool good = feed != NULL;

	do {
		good = good && feed_next(feed, batch, error) &&
			count_batch(selecting, mask, batch, error);
	} while (good && batch->count > 0);
	if (good && feed_undecided(feed) > 0) {
		good = error_set(error, ERROR_FAILED, "--where could not be decided for %llu",
			(unsigned long long)feed_undecided(feed));
	}
	mask_destroy(mask);
	mem_free(batch);
	feed_destroy(feed);
	return good;
}

bool op_select(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;
	bool good = true;

	if ((selecting->op->flags & OP_ONCE) != 0) {
		good = op_once(selecting, error);
		request->entries = 1;
		return good;
	}
	if ((selecting->op->flags & OP_FILE) != 0) {
		return true;
	}
	if ((selecting->op->flags & OP_PENDING) != 0) {
		good = select_pending(selecting, error);
	} else if ((selecting->op->flags & OP_ENTRIES) != 0) {
		put_in_order(request);
		good = (request->listed || read_range(selecting, error)) &&
			count_entries(selecting, error);
		/* Whoever goes on with it later finds the same end, however many --limit says. */
		if (selecting->survey->entries > 0) {
			request->to = selecting->survey->last_id;
		}
	} else if (request->listed) {
		put_in_order(request);
		count_items(selecting, false);
		good = op_held(selecting, error);
	}
	request->entries = selecting->survey->entries;
	request->bytes = selecting->survey->bytes;
	return good;
}
