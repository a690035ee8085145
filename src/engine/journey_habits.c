#include "journey_habits.h"

#include <uv.h>

#include "base/mem.h"

enum {
	/* Of what there is for all. */
	VARIANTS_SHARE = 16,
	DELIVERIES_SHARE = 64,
	HOPS_SHARE = 128, /* twice: as they are told, and being counted */
	MEASURE_MS = 5000,
	MEASURE_TIMES = 100,    /* as long as it took */
	WALK_EVENTS_MAX = 1000, /* of a turn */
	PAGE_ENTRIES = 100,
	LATELY_MS = 60 * 1000,
};

static size_t share(const struct journey_habits *habits, size_t part)
{
	return (size_t)habits->config->memory_bytes / part;
}

void journey_habits_init(struct journey_habits *habits)
{
	habits->deliveries = deliveries_create(share(habits, DELIVERIES_SHARE),
		habits->config->services, habits->config->service_count);
	habits->live->deliveries = habits->deliveries;
}

static void forget_asked(struct journey_habits *habits)
{
	for (size_t i = 0; i < habits->asked; i++) {
		mem_free((void *)(uintptr_t)habits->names[i][0].at);
		mem_free((void *)(uintptr_t)habits->names[i][1].at);
	}
	habits->asked = habits->answered = 0;
}

void journey_habits_drop(struct journey_habits *habits)
{
	fetcher_destroy(habits->fetcher);
	habits->fetcher = NULL;
	habits->denied = false;
	forget_asked(habits);
}

void journey_habits_finish(struct journey_habits *habits)
{
	journey_habits_drop(habits);
	variants_destroy(habits->variants);
	deliveries_destroy(habits->deliveries);
	hops_destroy(habits->hops);
	hops_destroy(habits->next_hops);
}

/* --- what is watched --- */

/* The server's clock at a moment of this machine's. */
static bool server_ms_at(const struct journey_habits *habits, int64_t at_ms, int64_t *server_ms)
{
	if (!model_server_now_ms(habits->model, server_ms)) {
		return false;
	}
	*server_ms -= model_now_ms(habits->model) - at_ms;
	return true;
}

void journey_habits_see(
	struct journey_habits *habits, const struct text names[2], const struct fact *fact)
{
	struct known trip_us = model_link(habits->model)->round_trip_us;
	int64_t server_ms;

	if (fact->outcome != FACT_KNOWN || !server_ms_at(habits, fact->at_ms, &server_ms)) {
		return;
	}
	/* It was idle for so long half a round trip before the answer came. */
	server_ms -= trip_us.is ? trip_us.n / 2000 : 0;
	for (size_t i = 0; i < fact->pending.count; i++) {
		const struct fact_pending_entry *entry = &fact->pending.entries[i];

		if (entry->deliveries == 1 && entry->idle_ms >= 0) {
			deliveries_see_pending(
				habits->deliveries, names, entry->id, server_ms - entry->idle_ms);
		}
	}
}

static void on_page(void *arg, const struct fact *fact)
{
	struct journey_habits *habits = arg;

	habits->denied = habits->denied || fact->outcome == FACT_DENIED;
	journey_habits_see(habits, habits->names[habits->answered++], fact);
}

static struct text own(struct text text)
{
	return text_from(text_dup(text), text.length);
}

static void ask(struct journey_habits *habits, const struct group *group, int64_t server_ms)
{
	struct text *names = habits->names[habits->asked++];
	uint64_t from_ms = server_ms > LATELY_MS ? (uint64_t)(server_ms - LATELY_MS) : 0;

	names[0] = own(group->topic->name);
	names[1] = own(group->name);
	fetch_pending_page(habits->fetcher,
		&(struct fetch_page){.topic = names[0],
			.group = names[1],
			.from = {from_ms, 0},
			.to = {UINT64_MAX, UINT64_MAX},
			.count = PAGE_ENTRIES});
}

/* A few groups, the next ones in the next turn. */
struct looking {
	struct journey_habits *habits;
	size_t at; /* the group, of all */
	bool asks;
	int64_t server_ms;
};

static void look_at(struct looking *looking, const struct group *group)
{
	struct journey_habits *habits = looking->habits;
	const struct text names[2] = {group->topic->name, group->name};
	int64_t at_ms;

	looking->at++;
	if (group->at_ms == 0 || !server_ms_at(habits, group->at_ms, &at_ms)) {
		return;
	}
	deliveries_see_cursor(habits->deliveries, names, group->last_delivered, at_ms);
	if (looking->asks && group->pending > 0 && looking->at > habits->next_group &&
		habits->asked < HABITS_ASKED_MAX) {
		ask(habits, group, looking->server_ms);
		habits->next_group = looking->at;
	}
}

static void look_at_all(struct looking *looking)
{
	size_t count, key_count;
	const struct topic *const *topics = model_topics(looking->habits->model, &count);

	deliveries_turn(looking->habits->deliveries);
	for (size_t i = 0; i < count; i++) {
		const struct topic *const *keys;

		key_count = model_topic_keys(topics[i], &keys);
		for (size_t k = 0; k < key_count; k++) {
			for (size_t g = 0; g < keys[k]->group_count; g++) {
				look_at(looking, keys[k]->groups[g]);
			}
		}
	}
}

static void watch(struct journey_habits *habits, struct conn *conn)
{
	struct looking looking = {.habits = habits};

	if (!model_server_now_ms(habits->model, &looking.server_ms)) {
		return;
	}
	if (habits->fetcher == NULL && conn != NULL) {
		habits->fetcher = fetcher_create(conn, on_page, habits);
	}
	if (habits->fetcher != NULL && fetcher_outstanding(habits->fetcher) == 0) {
		forget_asked(habits);
		looking.asks = !habits->denied;
	}
	look_at_all(&looking);
	if (looking.asks && habits->asked < HABITS_ASKED_MAX) {
		habits->next_group = 0;
	}
}

/* --- what is counted --- */

/* Anew now and then: seldom enough to cost little. */
static void measure(struct journey_habits *habits, int64_t now_ms)
{
	uint64_t began_ns = uv_hrtime();

	if (habits->variants != NULL && now_ms - habits->measured_ms < habits->measure_after_ms) {
		return;
	}
	journeys_order(habits->journeys);
	variants_destroy(habits->variants);
	habits->variants = variants_create(share(habits, VARIANTS_SHARE), true);
	for (uint32_t at = 0; (at = journeys_next(habits->journeys, at)) != 0;) {
		struct journey_view view;

		journeys_view(habits->journeys, at, &view);
		if (view.leads) {
			variants_add(habits->variants, habits->journeys, at);
		}
	}
	habits->live->variants = habits->variants;
	habits->live->measured++;
	habits->measured_ms = now_ms;
	habits->measure_after_ms =
		(int64_t)((uv_hrtime() - began_ns) / 1000000) * MEASURE_TIMES + MEASURE_MS;
}

static void tell_hops(struct journey_habits *habits)
{
	hops_destroy(habits->hops);
	habits->hops = habits->next_hops;
	habits->live->hops = habits->hops;
	habits->next_hops = NULL;
}

/* Some journeys a turn; when all were counted they are told. */
static void walk(struct journey_habits *habits)
{
	const struct journey_source source = {.journeys = habits->journeys,
		.variants = habits->variants,
		.deliveries = habits->deliveries,
		.hops = habits->hops};
	size_t events = 0;

	if (habits->next_hops == NULL) {
		habits->next_hops = hops_create(share(habits, HOPS_SHARE));
	}
	while (events < WALK_EVENTS_MAX) {
		struct journey_view view;
		struct journey_path path;

		habits->walked = journeys_next(habits->journeys, habits->walked);
		if (habits->walked == 0) {
			tell_hops(habits);
			return;
		}
		journeys_view(habits->journeys, habits->walked, &view);
		events += 1 + view.events;
		if (view.leads && view.events <= WALK_EVENTS_MAX) {
			journey_path_init(&path, &source, habits->walked);
			hops_add(habits->next_hops, &path);
			journey_path_finish(&path);
		}
	}
}

void journey_habits_turn(struct journey_habits *habits, struct conn *conn, int64_t now_ms)
{
	watch(habits, conn);
	measure(habits, now_ms);
	walk(habits);
}
