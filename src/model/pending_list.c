#include "pending_list.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "pending_rows.h"

struct pending_list {
	struct pending_about about;
	size_t ceiling;
	struct pending_rows rows;
	bool sought, broken, full; /* broken: the query cannot be compiled */
	uint64_t version, pass;
	struct id pass_from;
	struct text pass_key;
	char *topic, *group, *query_text;
	struct query_schema *schema;
	struct query *query;
	struct event_reader *matching, *showing;
	struct event shown;
	struct map *names; /* of consumers, to texts that rows share */
	size_t names_bytes;
};

struct pending_list *pending_list_create(
	size_t ceiling_bytes, const struct event_options *envelopes)
{
	struct pending_list *list = mem_alloc(1, sizeof(*list));

	list->ceiling = ceiling_bytes;
	list->names = map_create();
	list->schema = pending_schema_create();
	list->matching = event_reader_create_for(envelopes);
	list->showing = event_reader_create_for(envelopes);
	return list;
}

static void drop_names(struct pending_list *list)
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

static void drop_texts(struct pending_list *list)
{
	query_destroy(list->query);
	list->query = NULL;
	mem_free(list->topic);
	mem_free(list->group);
	mem_free(list->query_text);
}

void pending_list_destroy(struct pending_list *list)
{
	if (!list) {
		return;
	}
	pending_rows_finish(&list->rows);
	drop_names(list);
	drop_texts(list);
	row_schema_destroy(list->schema);
	event_reader_destroy(list->matching);
	event_reader_destroy(list->showing);
	mem_free(list);
}

size_t pending_list_bytes(const struct pending_list *list)
{
	return pending_rows_bytes(&list->rows) + list->names_bytes + map_bytes(list->names);
}

/* --- sought --- */

static void compile(struct pending_list *list)
{
	struct error error = {.code = ERROR_NONE};

	if (list->about.query.length == 0) {
		return;
	}
	list->query = query_compile(list->about.query, list->schema, NULL, &error);
	if (!list->query) {
		list->broken = true;
		list->about.reading.is = READING_FAILED;
		snprintf(list->about.reading.trouble, sizeof(list->about.reading.trouble), "%s",
			error.text);
	}
}

static void seek(struct pending_list *list, const struct fact *fact)
{
	struct text query = text_trim(fact->pending_sought.query);

	pending_rows_finish(&list->rows);
	drop_names(list);
	list->names = map_create();
	drop_texts(list);
	list->topic = text_dup(fact->topic);
	list->group = text_dup(fact->group);
	list->query_text = text_dup(query);
	list->about = (struct pending_about){
		.topic = text_from(list->topic, fact->topic.length),
		.group = text_from(list->group, fact->group.length),
		.query = text_from(list->query_text, query.length),
		.turn = fact->pending_sought.turn,
	};
	list->pass_key = text_of("");
	list->sought = true;
	list->broken = list->full = false;
	compile(list);
}

/* --- rows --- */

static struct text shared_name(struct pending_list *list, struct text name)
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

static void change(uint64_t *count, bool more)
{
	*count += more ? 1 : UINT64_MAX;
}

/* The entry counts, or no longer. */
static void count_item(struct pending_list *list, const struct pending_item *item, bool more)
{
	struct pending_about *about = &list->about;

	change(&about->matched, more);
	if (item->idle_ms >= 0) {
		change(&about->idle[pending_band_of(pending_idle_bands, item->idle_ms)], more);
	}
	change(&about->deliveries[pending_band_of(pending_delivery_bands, item->deliveries)], more);
	if (item->gone) {
		change(&about->gone, more);
	}
	if (item->toobig) {
		change(&about->toobig, more);
	}
	if (item->owner == PENDING_OWNER_GONE) {
		change(&about->owner_gone, more);
	}
	if (item->owner == PENDING_RELEASED) {
		change(&about->released, more);
	}
}

static bool matches(struct pending_list *list, const struct pending_subject *subject)
{
	struct pending_about *about = &list->about;
	struct error why = {.code = ERROR_NONE};
	struct query_subject asked = pending_subject_query(subject);

	if (!list->query) {
		return true;
	}
	switch (query_match(list->query, &asked, about->undecided == 0 ? &why : NULL)) {
	case QUERY_YES:
		return true;
	case QUERY_NO:
		return false;
	case QUERY_FAILED:
		break;
	}
	if (about->undecided++ == 0) {
		snprintf(about->undecided_why, sizeof(about->undecided_why), "%.159s", why.text);
	}
	return false;
}

static void keep(struct pending_list *list, const struct pending_item *item,
	const struct pending_row *from, const struct event *event)
{
	struct pending_held *row = mem_alloc(1, sizeof(*row));

	row->item = *item;
	row->pass = list->pass;
	row->item.consumer = shared_name(list, item->consumer);
	row->item.key = shared_name(list, item->key);
	row->item.key_hash = map_hash(item->key, 0);
	if (from->entry) {
		row->held = event_held_make(
			row->item.key, from->entry, event_held_cuts(from->entry) ? event : NULL);
		row->item.row = &row->held->row;
	}
	pending_rows_insert(&list->rows, row);
}

static void take_row(struct pending_list *list, const struct fact *fact)
{
	const struct pending_row *row = fact->pending_row.row;
	struct entry nothing = {.id = row->as->id};
	struct event event = {.envelope = NULL};
	const struct pending_subject subject = {
		.event = {.topic = row->topic,
			.entry = row->entry ? row->entry : &nothing,
			.event = &event,
			.server_now_ms = fact->pending_row.server_now_ms},
		.row = row,
	};
	const struct pending_item item = {
		.key = row->topic,
		.id = row->as->id,
		.consumer = row->as->consumer,
		.owner = row->owner,
		.idle_ms = row->as->idle_ms,
		.at_ms = fact->at_ms,
		.deliveries = row->as->deliveries,
		.gone = row->gone,
		.toobig = row->toobig,
	};
	size_t at = pending_rows_place(&list->rows, item.key, item.id);

	if (row->entry) {
		event_read(list->matching, row->topic, row->entry, &event);
	}
	if (pending_rows_is(&list->rows, at, item.key, item.id)) {
		count_item(list, &list->rows.at[at]->item, false);
		pending_rows_take_out(&list->rows, at);
	}
	if (!matches(list, &subject)) {
		return;
	}
	count_item(list, &item, true);
	list->full = list->full || list->rows.count >= PENDING_ROWS_MAX ||
		pending_list_bytes(list) > list->ceiling;
	if (list->full) {
		list->about.unkept++;
	} else {
		keep(list, &item, row, &event);
	}
}

/* What is known of a row that is in sight already. */
static void take_again(struct pending_list *list, const struct fact *fact)
{
	const struct fact_pending_again *again = &fact->pending_again;
	size_t at = pending_rows_place(&list->rows, again->key, again->id);

	if (!pending_rows_is(&list->rows, at, again->key, again->id)) {
		return;
	}
	struct pending_held *row = list->rows.at[at];
	count_item(list, &row->item, false);
	if (!again->pending) {
		pending_rows_take_out(&list->rows, at);
		return;
	}
	if (!text_equal(row->item.consumer, again->as.consumer)) {
		row->item.consumer = shared_name(list, again->as.consumer);
		row->item.owner = again->as.consumer.length > 0 ? PENDING_OWNED : PENDING_RELEASED;
	}
	row->item.idle_ms = again->as.idle_ms;
	row->item.deliveries = again->as.deliveries;
	row->item.at_ms = fact->at_ms;
	if (again->gone && !row->item.gone) {
		pending_rows_make_ghost(&list->rows, row);
	}
	count_item(list, &row->item, true);
}

static void end_pass(struct pending_list *list)
{
	struct pending_rows *rows = &list->rows;
	size_t kept = pending_rows_place(rows, text_of(""), list->pass_from);

	for (size_t i = kept; i < rows->count; i++) {
		struct pending_held *row = rows->at[i];

		if (row->pass == list->pass || !text_equal(row->item.key, list->pass_key)) {
			rows->at[kept++] = row;
		} else {
			count_item(list, &row->item, false);
			pending_rows_free(rows, row);
		}
	}
	rows->count = kept;
}

static void take_read(struct pending_list *list, const struct fact *fact)
{
	const struct fact_pending_read *from = &fact->pending_read;
	struct reading *to = &list->about.reading;

	if (from->pass_begins) {
		list->pass++;
		list->pass_from = from->pass_from;
		list->pass_key = shared_name(list, from->pass_key);
	}
	if (from->pass_ends) {
		end_pass(list);
	}
	to->is = fact->outcome != FACT_KNOWN ? READING_FAILED
		: from->ends                 ? READING_END
		: from->on                   ? READING_ON
					     : READING_IDLE;
	to->has_reached = from->has_reached;
	to->reached = from->reached;
	to->entries = from->looked;
	to->bytes = from->bytes;
	to->busy_ms = from->busy_ms;
	if (from->has_total) {
		list->about.has_total = true;
		list->about.total = from->total;
	}
	snprintf(to->trouble, sizeof(to->trouble), "%s", fact->error.text);
}

void pending_list_apply(struct pending_list *list, const struct fact *fact)
{
	list->version++;
	if (fact->kind == FACT_PENDING_SOUGHT) {
		seek(list, fact);
	} else if (!list->sought || list->broken) {
		return;
	} else if (fact->kind == FACT_PENDING_ROW) {
		take_row(list, fact);
	} else if (fact->kind == FACT_PENDING_AGAIN) {
		take_again(list, fact);
	} else if (fact->kind == FACT_PENDING_READ) {
		take_read(list, fact);
	}
	list->about.bytes = pending_list_bytes(list);
}

/* --- what may be asked --- */

size_t pending_list_count(const struct pending_list *list)
{
	return list->rows.count;
}

const struct pending_item *pending_list_at(const struct pending_list *list, size_t i)
{
	return i < list->rows.count ? &list->rows.at[i]->item : NULL;
}

bool pending_list_find(const struct pending_list *list, struct text key, struct id id, size_t *i)
{
	*i = pending_rows_place(&list->rows, key, id);
	return pending_rows_is(&list->rows, *i, key, id);
}

const struct event *pending_list_event(const struct pending_list *list, size_t i)
{
	struct pending_list *own = (struct pending_list *)(uintptr_t)list;

	assert(i < list->rows.count);
	const struct pending_held *row = list->rows.at[i];
	if (!row->held) {
		return NULL;
	}
	if (row->held->event) {
		return row->held->event;
	}
	event_read(own->showing, row->held->row.topic, &row->held->row.entry, &own->shown);
	return &own->shown;
}

uint64_t pending_list_version(const struct pending_list *list)
{
	return list->version;
}

const struct pending_about *pending_list_about(const struct pending_list *list)
{
	return &list->about;
}
