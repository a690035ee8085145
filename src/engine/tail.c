#include "tail_private.h"

#include "base/map.h"
#include "base/mem.h"

enum {
	SLOWEST_MS = 200,
	FASTEST_MS = 33,
	SYNC_MS = 1000,
	BEHIND_MS = 2000,
	PLACES = 50,
	COMMANDS = 10, /* on their way at once */
	PAGE_LEAST = 10,
	PAGE_MOST = 1000,
	ANSWER_BYTES = 1000 * 1000,
	QUIET_PART = 8,
	WAITS_MS = 500, /* for a server that cannot answer now */
};

/* 4 MB a second, and a twentieth of the server's time by what round trips take. */
static const double bytes_per_s = 4e6, bytes_most = 4e6;
static const double time_us_per_s = 50e3, time_us_most = 50e3;
static const double first_guess_bytes = 256;

void tail_init(struct tail *tail)
{
	tail->by_name = map_create();
	tail->interval_ms = SLOWEST_MS;
	tail->entry_bytes = first_guess_bytes;
	tail->bytes_left = bytes_most;
	tail->time_left_us = time_us_most;
}

static void free_key(struct tail_key *key)
{
	mem_free((void *)(uintptr_t)key->name.at);
	mem_free(key);
}

static void forget_keys(struct tail *tail)
{
	for (size_t i = 0; i < tail->count; i++) {
		free_key(tail->keys[i]);
	}
	tail->count = tail->next = 0;
	map_destroy(tail->by_name);
	tail->by_name = NULL;
}

void tail_finish(struct tail *tail)
{
	fetcher_destroy(tail->fetcher);
	forget_keys(tail);
	mem_free(tail->keys);
}

static void disconnect(struct tail *tail)
{
	fetcher_destroy(tail->fetcher);
	tail->fetcher = NULL;
	tail->outstanding = 0;
	tail->sent = tail->answered = 0;
	for (size_t i = 0; i < tail->count; i++) {
		tail->keys[i]->placing = false;
		tail->keys[i]->command = 0;
	}
}

void tail_begin(struct tail *tail)
{
	disconnect(tail);
	forget_keys(tail);
	tail->by_name = map_create();
	tail->begun = tail->on = tail->discovered = tail->has_reached = false;
	tail->entries = tail->bytes = 0;
	tail->busy_us = tail->synced_ms = tail->next_ms = 0;
	tail->waits = tail->gone = false;
	tail->trouble = (struct error){.code = ERROR_NONE};
}

void tail_drop(struct tail *tail, const struct error *error)
{
	disconnect(tail);
	tail->on = tail->waits = false;
	if (error != NULL && tail_wants(tail)) {
		tail->trouble = *error;
		tail_tell(tail, false);
	}
}

bool tail_wants(const struct tail *tail)
{
	bool broken = event_list_about(model_events(tail->model))->broken;

	return tail->sought->is && tail->sought->wanted && tail->sought->live && !broken;
}

/* --- keys come and go --- */

static void add_key(struct tail *tail, struct text name, int64_t now_ms)
{
	struct tail_key *key = mem_alloc(1, sizeof *key);

	if (tail->count == tail->room) {
		tail->room = tail->room * 2 + 16;
		tail->keys = mem_resize(tail->keys, tail->room, sizeof *tail->keys);
	}
	key->name = text_from(text_dup(name), name.length);
	key->kept = true;
	/* What discovery finds later is new, and all that is in it. */
	key->placed = key->has_added = tail->discovered;
	key->placed_ms = now_ms;
	tail->keys[tail->count++] = key;
	map_put(tail->by_name, key->name, key);
}

static void drop_unkept(struct tail *tail)
{
	size_t kept = 0;

	for (size_t i = 0; i < tail->count; i++) {
		struct tail_key *key = tail->keys[i];

		if (key->kept || key->placing) {
			tail->keys[kept++] = key;
		} else {
			tail_tell_gone(tail, key);
			map_remove(tail->by_name, key->name);
			free_key(key);
		}
	}
	tail->count = kept;
	tail->next = 0;
}

static void sync_keys(struct tail *tail, int64_t now_ms)
{
	size_t count;
	struct text *names;

	if (tail->synced_ms > 0 && now_ms - tail->synced_ms < SYNC_MS) {
		return;
	}
	tail->synced_ms = now_ms;
	names = sought_keys(tail->sought, tail->model, &count);
	for (size_t i = 0; i < tail->count; i++) {
		tail->keys[i]->kept = false;
	}
	for (size_t i = 0; i < count; i++) {
		struct tail_key *key = tail_find(tail, names[i]);

		if (key == NULL) {
			add_key(tail, names[i], now_ms);
		} else {
			key->kept = true;
		}
	}
	mem_free(names);
	drop_unkept(tail);
	tail->discovered = model_discovered(tail->model);
}

/* --- asking --- */

static bool needs_place(const struct tail_key *key, int64_t now_ms)
{
	return !key->placing &&
		(!key->placed ||
			(key->full_since_ms > 0 && now_ms - key->full_since_ms > BEHIND_MS));
}

static void ask_places(struct tail *tail, int64_t now_ms)
{
	for (size_t i = 0; i < tail->count && tail->outstanding < PLACES; i++) {
		struct tail_key *key = tail->keys[i];

		if (needs_place(key, now_ms)) {
			key->placing = true;
			tail->outstanding++;
			fetch_topic(tail->fetcher, key->name);
		}
	}
}

/* So that an answer is not too long; of keys that are quiet few will speak at once. */
static int page_for(const struct tail *tail)
{
	size_t count = tail->count < FETCH_READ_MAX ? tail->count : FETCH_READ_MAX;
	size_t active = tail->active < count ? tail->active : count;
	size_t keys = 1 + active + (count - active) / QUIET_PART;
	double each = tail->entry_bytes > 1 ? tail->entry_bytes : 1;
	double page = ANSWER_BYTES / each / (double)keys;

	return page < PAGE_LEAST ? PAGE_LEAST : page > PAGE_MOST ? PAGE_MOST : (int)page;
}

/* The next keys of the round in one command. */
static void ask_command(struct tail *tail, int64_t now_ms)
{
	struct fetch_place places[FETCH_READ_MAX];
	size_t count = 0;

	while (tail->next < tail->count && count < FETCH_READ_MAX) {
		struct tail_key *key = tail->keys[tail->next];

		if (!key->placed || now_ms < key->not_before_ms) {
			tail->next++;
			continue;
		}
		if (key->alone && count > 0) {
			break;
		}
		places[count++] = (struct fetch_place){.topic = key->name, .after = key->at};
		key->command = tail->sent + 1;
		key->full = false;
		tail->next++;
		if (key->alone) {
			break;
		}
	}
	if (count > 0) {
		tail->sent++;
		tail->outstanding++;
		fetch_read(tail->fetcher, places, count, tail->page);
	}
}

static void refill(struct tail *tail, int64_t now_ms)
{
	double elapsed_s = (double)(now_ms - tail->filled_ms) / 1000;

	if (tail->filled_ms == 0) {
		elapsed_s = 0;
	}
	tail->filled_ms = now_ms;
	tail->bytes_left += elapsed_s * bytes_per_s;
	tail->time_left_us += elapsed_s * time_us_per_s;
	tail->bytes_left = tail->bytes_left < bytes_most ? tail->bytes_left : bytes_most;
	tail->time_left_us = tail->time_left_us < time_us_most ? tail->time_left_us : time_us_most;
}

/* How long until something may be spent again. */
static int64_t owed_ms(const struct tail *tail)
{
	double bytes_ms = -tail->bytes_left / bytes_per_s * 1000;
	double time_ms = -tail->time_left_us / time_us_per_s * 1000;
	double most = bytes_ms > time_ms ? bytes_ms : time_ms;

	return most > 0 ? (int64_t)most + 1 : 0;
}

static bool is_behind(const struct tail *tail)
{
	for (size_t i = 0; i < tail->count; i++) {
		if (tail->keys[i]->full_since_ms > 0) {
			return true;
		}
	}
	return false;
}

static bool is_troubled(const struct tail *tail)
{
	bool troubled = tail->gone;

	for (size_t i = 0; i < tail->count && !troubled; i++) {
		troubled = tail->keys[i]->refused;
	}
	return troubled;
}

static void end_round(struct tail *tail, int64_t now_ms)
{
	tail->next = 0;
	tail->interval_ms = tail->got ? tail->interval_ms / 2 : tail->interval_ms * 3 / 2;
	tail->interval_ms = tail->interval_ms < FASTEST_MS ? FASTEST_MS
		: tail->interval_ms > SLOWEST_MS           ? SLOWEST_MS
							   : tail->interval_ms;
	tail->next_ms = now_ms + (is_behind(tail) ? 0 : tail->interval_ms);
	if (tail->waits) {
		tail->next_ms = now_ms + WAITS_MS;
	} else if (!is_troubled(tail)) {
		tail->trouble = (struct error){.code = ERROR_NONE};
	}
	if (tail->got || (tail->trouble.code != ERROR_NONE) != tail->told_trouble) {
		tail_tell(tail, true);
	}
	tail->got = false;
	tail->active = tail->active_now;
	tail->active_now = 0;
}

static void go_on(struct tail *tail, struct conn *conn)
{
	if (tail->fetcher == NULL) {
		tail->fetcher = fetcher_create(conn, tail_fact, tail);
		if (tail->trouble.code == ERROR_CONNECT) {
			tail->trouble = (struct error){.code = ERROR_NONE};
		}
	}
	if (!tail->on) {
		tail->on = tail->begun = true;
		for (size_t i = 0; i < tail->count; i++) {
			tail->keys[i]->full_since_ms = 0;
		}
		tail_tell(tail, true);
	}
}

static void hold(struct tail *tail)
{
	if (tail->on) {
		tail->on = false;
		tail_tell(tail, false);
	}
}

static void ask(struct tail *tail, int64_t now_ms)
{
	tail->waited_before_ns = tail->side->waited_ever_ns;
	if (tail->next == 0) {
		sync_keys(tail, now_ms);
		ask_places(tail, now_ms);
	}
	if (tail->outstanding > 0 || tail->count == 0) {
		return;
	}
	tail->page = page_for(tail);
	while (tail->next < tail->count && tail->outstanding < COMMANDS) {
		ask_command(tail, now_ms);
	}
}

int64_t tail_turn(struct tail *tail, struct conn *conn, int64_t now_ms)
{
	bool knows = tail->sought->topic_count > 0 || model_discovered(tail->model);

	if (!tail_wants(tail)) {
		hold(tail);
		return -1;
	}
	if (conn == NULL || !knows || tail->outstanding > 0) {
		return -1;
	}
	go_on(tail, conn);
	if (tail->next > 0 && tail->next >= tail->count) {
		end_round(tail, now_ms);
	}
	refill(tail, now_ms);
	if (tail->next == 0 && now_ms < tail->next_ms) {
		return tail->next_ms - now_ms;
	}
	if (owed_ms(tail) > 0) {
		return owed_ms(tail);
	}
	ask(tail, now_ms);
	return tail->outstanding > 0 ? -1 : SLOWEST_MS;
}
