#include "pending_desk.h"

#include <string.h>

#include "base/mem.h"

enum { ROUND_MS = 5000, SHORT_LIST = 1000, AGAIN_AT_ONCE = 25 };
static const uint64_t bytes_per_ms = 16 * 1000, burst_bytes = 1024 * 1024;
static const size_t light_bytes = 64 * 1024;

/* --- what is wanted --- */

static bool is_same(const struct pending_desk *desk, const struct interest_pending *pending)
{
	return desk->is && desk->turn == pending->turn && text_equal(desk->topic, pending->topic) &&
		text_equal(desk->group, pending->group) && text_equal(desk->query, pending->query);
}

static struct text put(char **at, struct text text)
{
	char *copy = *at;

	if (text.length > 0) {
		memcpy(copy, text.at, text.length);
	}
	*at += text.length;
	return text_from(copy, text.length);
}

void pending_desk_set(struct pending_desk *desk, const struct interest_pending *pending)
{
	char *at;

	desk->wanted = pending->wanted;
	if (!pending->wanted) {
		return;
	}
	desk->rows = pending->rows;
	desk->whole = pending->whole;
	desk->count = pending->count;
	memcpy(desk->ids, pending->ids, pending->count * sizeof *desk->ids);
	if (is_same(desk, pending)) {
		return;
	}
	pending_desk_drop(desk);
	cursors_finish(&desk->keys);
	mem_free(desk->texts);
	at = desk->texts = mem_alloc(
		pending->topic.length + pending->group.length + pending->query.length + 1, 1);
	desk->topic = put(&at, pending->topic);
	desk->group = put(&at, pending->group);
	desk->query = put(&at, pending->query);
	desk->turn = pending->turn;
	desk->is = desk->begins = true;
}

/* What was read counts on. */
static void end_walk(struct pending_desk *desk)
{
	if (desk->walks) {
		const struct pending_coverage *coverage = pending_tour_coverage(&desk->tour);

		desk->looked += coverage->rows;
		desk->bytes += coverage->bytes;
		desk->busy_ms += coverage->busy_ms;
		desk->walks = false;
		pending_tour_finish(&desk->tour);
	}
}

void pending_desk_drop(struct pending_desk *desk)
{
	end_walk(desk);
	fetcher_destroy(desk->again);
	desk->again = NULL;
	desk->asked_count = 0;
}

void pending_desk_refresh(struct pending_desk *desk)
{
	desk->next_ms = desk->again_ms = 0;
}

void pending_desk_finish(struct pending_desk *desk)
{
	pending_desk_drop(desk);
	cursors_finish(&desk->keys);
	mem_free(desk->froms);
	mem_free(desk->texts);
}

/* --- reading on --- */

static bool wants_more(const struct pending_desk *desk)
{
	const struct pending_list *list = model_pending(desk->model);

	return desk->wanted &&
		(desk->whole || desk->quiet ||
			(pending_list_count(list) < desk->rows &&
				pending_list_about(list)->unkept == 0));
}

static void tell_read(struct pending_desk *desk, bool on, struct fact *fact)
{
	struct pending_coverage none = {.rows = 0};
	const struct pending_coverage *coverage =
		desk->walks ? pending_tour_coverage(&desk->tour) : &none;
	struct fact_pending_read *read = &fact->pending_read;

	fact->kind = FACT_PENDING_READ;
	fact->topic = desk->topic;
	fact->group = desk->group;
	read->on = on && !desk->quiet;
	read->ends = desk->ended;
	read->has_total = coverage->has_total;
	read->total = coverage->total;
	read->has_reached = desk->has_reached;
	read->reached = desk->reached;
	read->looked = desk->looked + coverage->rows;
	read->bytes = desk->bytes + coverage->bytes;
	read->busy_ms = desk->busy_ms + coverage->busy_ms;
	desk->tell(desk->arg, fact);
}

static bool on_row(void *arg, const struct pending_row *row, int64_t server_now_ms)
{
	struct pending_desk *desk = arg;
	struct cursor *key = &desk->keys.at[desk->tour.at];

	key->has_reached = desk->has_reached = true;
	key->reached = desk->reached = row->as->id;
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_PENDING_ROW,
			.topic = desk->topic,
			.group = desk->group,
			.pending_row = {.row = row, .server_now_ms = server_now_ms},
		});
	return wants_more(desk);
}

/* No faster than the server's others can bear. */
static bool is_too_fast(struct pending_desk *desk, const struct pending_coverage *coverage)
{
	uint64_t ms = (uint64_t)(coverage->busy_ms - desk->rated_ms);

	return coverage->bytes - desk->rated_bytes > burst_bytes + ms * bytes_per_ms;
}

static enum browse_go on_turn(void *arg, const struct pending_coverage *coverage)
{
	struct pending_desk *desk = arg;
	struct fact fact = {.outcome = FACT_KNOWN};
	bool more = wants_more(desk);

	tell_read(desk, more, &fact);
	if (!more) {
		desk->rated_bytes = coverage->bytes;
		desk->rated_ms = coverage->busy_ms;
		return BROWSE_WAIT;
	}
	return is_too_fast(desk, coverage) ? BROWSE_WAIT : BROWSE_ON;
}

static void on_end(void *arg, const struct error *error)
{
	struct pending_desk *desk = arg;
	struct fact fact = {.outcome = FACT_KNOWN};

	desk->over = true;
	if (error != NULL) {
		fact.outcome = error->code == ERROR_CONNECT ? FACT_LOST : FACT_FAILED;
		desk->next_ms = error->code == ERROR_CONNECT ? 0 : desk->next_ms;
		fact.error = *error;
	} else {
		desk->ended = true;
	}
	tell_read(desk, false, &fact);
}

static void on_key(void *arg, size_t key, bool ends)
{
	struct pending_desk *desk = arg;
	const struct browse_edge *from = &desk->froms[key].from;
	struct fact fact = {.outcome = FACT_KNOWN};

	fact.pending_read.pass_begins = !ends;
	fact.pending_read.pass_ends = ends;
	fact.pending_read.pass_key = desk->keys.at[key].key;
	fact.pending_read.pass_from = from->is == BROWSE_ID ? from->id : (struct id){0, 0};
	tell_read(desk, true, &fact);
}

static void begin_walk(struct pending_desk *desk, struct conn *conn, int64_t now_ms)
{
	bool again = desk->ended && desk->looked <= SHORT_LIST;

	if (again) {
		desk->has_reached = false;
		desk->looked = desk->bytes = 0;
		desk->busy_ms = 0;
	}
	cursors_find(&desk->keys, desk->model, desk->topic);
	desk->froms = mem_resize(desk->froms, desk->keys.count, sizeof *desk->froms);
	for (size_t i = 0; i < desk->keys.count; i++) {
		struct cursor *key = &desk->keys.at[i];

		key->has_reached = key->has_reached && !again;
		desk->froms[i] = (struct pending_tour_key){.key = key->key};
		if (key->has_reached) {
			desk->froms[i].from =
				(struct browse_edge){.is = BROWSE_ID, .id = id_next(key->reached)};
		}
	}
	desk->over = false;
	desk->rated_bytes = 0;
	desk->rated_ms = 0;
	desk->walks = true;
	desk->next_ms = now_ms + ROUND_MS;
	pending_tour_begin(&desk->tour,
		&(struct pending_tour_options){
			.walk = {.conn = conn,
				.now_ms = now_ms,
				.group = desk->group,
				.on_row = on_row,
				.on_turn = on_turn,
				.on_end = on_end,
				.arg = desk},
			.key_count = desk->keys.count,
			.keys = desk->froms,
			.on_key = on_key,
		});
}

static void read_on(struct pending_desk *desk, struct conn *conn, int64_t now_ms)
{
	if (desk->walks && desk->over) {
		end_walk(desk);
		desk->quiet = desk->ended;
	}
	if (desk->walks && wants_more(desk)) {
		pending_tour_go(&desk->tour, now_ms);
	} else if (!desk->walks && now_ms >= desk->next_ms) {
		begin_walk(desk, conn, now_ms);
	}
}

/* --- once more --- */

static void ask_some(struct pending_desk *desk)
{
	for (int i = 0; i < AGAIN_AT_ONCE && desk->asked_next < desk->asked_count; i++) {
		const struct pending_seen *seen = &desk->asked[desk->asked_next++];

		if (seen->ranged) {
			fetch_range(desk->again, seen->key, seen->id, seen->id, false, 1);
		}
		fetch_pending_page(desk->again,
			&(struct fetch_page){
				.topic = seen->key,
				.group = desk->group,
				.from = seen->id,
				.to = seen->id,
				.count = 1,
			});
	}
}

/* First whether the entry is there, then whether it is pending still: only both tell a ghost. */
static void on_again(void *arg, const struct fact *fact)
{
	struct pending_desk *desk = arg;

	if (fact->kind == FACT_ENTRIES) {
		desk->gone = fact->outcome == FACT_KNOWN && fact->entries.count == 0;
		return;
	}
	const struct pending_seen *seen = &desk->asked[desk->answered++];
	struct fact told = {
		.kind = FACT_PENDING_AGAIN,
		.at_ms = fact->at_ms,
		.topic = desk->topic,
		.group = desk->group,
		.pending_again = {.key = seen->key, .id = seen->id, .gone = desk->gone},
	};
	desk->gone = false;
	if (fact->outcome == FACT_KNOWN) {
		told.pending_again.pending = fact->pending.count > 0;
		if (fact->pending.count > 0) {
			told.pending_again.as = fact->pending.entries[0];
		}
		desk->tell(desk->arg, &told);
	}
	if (desk->answered == desk->asked_next) {
		ask_some(desk);
	}
}

/* In whichever keys there is one of that id. */
static void want_again(struct pending_desk *desk, struct id id)
{
	const struct pending_list *list = model_pending(desk->model);
	const struct pending_item *item;
	size_t at;

	pending_list_find(list, text_of(""), id, &at);
	for (; (item = pending_list_at(list, at)) != NULL && id_compare(item->id, id) == 0 &&
		desk->asked_count < INTEREST_PENDING_MAX;
		at++) {
		desk->asked[desk->asked_count++] = (struct pending_seen){.key = item->key,
			.id = item->id,
			.ranged = item->row != NULL && item->row->bytes <= light_bytes};
	}
}

static void look_again(struct pending_desk *desk, struct conn *conn, int64_t now_ms)
{
	if (desk->answered < desk->asked_count || now_ms < desk->again_ms || desk->count == 0) {
		return;
	}
	if (desk->again == NULL) {
		desk->again = fetcher_create(conn, on_again, desk);
	}
	desk->asked_count = desk->asked_next = desk->answered = 0;
	for (size_t i = 0; i < desk->count; i++) {
		want_again(desk, desk->ids[i]);
	}
	desk->again_ms = now_ms + ROUND_MS;
	ask_some(desk);
}

/* --- */

static void begin(struct pending_desk *desk, int64_t now_ms)
{
	desk->begins = desk->over = desk->ended = desk->quiet = desk->has_reached = false;
	desk->looked = desk->bytes = 0;
	desk->busy_ms = desk->next_ms = 0;
	desk->again_ms = now_ms + ROUND_MS;
	desk->answered = 0;
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_PENDING_SOUGHT,
			.topic = desk->topic,
			.group = desk->group,
			.pending_sought = {.query = desk->query, .turn = desk->turn},
		});
}

void pending_desk_turn(struct pending_desk *desk, struct conn *conn, int64_t now_ms)
{
	if (desk->wanted && desk->begins) {
		begin(desk, now_ms);
	}
	if (desk->wanted && conn != NULL) {
		read_on(desk, conn, now_ms);
		if (!desk->ended || desk->looked > SHORT_LIST) {
			look_again(desk, conn, now_ms);
		}
	}
}
