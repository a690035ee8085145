#include "engine/snapshot.h"

#include "base/mem.h"
#include "denied.h"
#include "snapshot_private.h"

enum { BATCH = 50, SAMPLE_MS = 1000, PENDING_MOST = 20000 };

static void fail(struct snapshot *snapshot, const struct error *error)
{
	look_end(&snapshot->look, error);
}

static const struct phase phases[] = {
	{.ask = snapshot_ask_server},
	{.ask = snapshot_ask_names},
	{.ask = snapshot_ask_memory, .memory = true},
	{.ask = snapshot_ask_sample},
	{.ask = snapshot_ask_sample, .pause_ms = SAMPLE_MS},
	{.ask = snapshot_ask_sample, .pause_ms = SAMPLE_MS},
	{.ask = snapshot_ask_details, .details = true},
	{.ask = snapshot_ask_counts, .details = true},
	{.ask = snapshot_ask_dead, .dead = true},
	{.ask = NULL},
};

static void step(struct snapshot *snapshot);

static void on_pause_over(uv_timer_t *timer)
{
	struct look *look = timer->data;
	struct snapshot *snapshot = look->arg;

	model_advance(snapshot->model, (int64_t)uv_now(&look->loop));
	step(snapshot);
}

static bool is_skipped(const struct snapshot *snapshot, const struct phase *phase)
{
	return (phase->details && !snapshot->options->groups) ||
		(phase->memory && !snapshot->options->memory) ||
		(phase->dead && !snapshot->options->dead);
}

static bool next_phase(struct snapshot *snapshot)
{
	int64_t now_ms, pause_ms;

	do {
		snapshot->phase++;
	} while (is_skipped(snapshot, snapshot->phase));
	snapshot->next = snapshot->next_group = 0;
	snapshot->phase_begun = false;
	uv_update_time(&snapshot->look.loop);
	now_ms = (int64_t)uv_now(&snapshot->look.loop);
	pause_ms = snapshot->phase_began_ms + snapshot->phase->pause_ms - now_ms;
	pause_ms = snapshot->phase->pause_ms > 0 && pause_ms > 0 ? pause_ms : 0;
	snapshot->phase_began_ms = now_ms + pause_ms;
	if (pause_ms > 0) {
		uv_timer_start(&snapshot->look.timer, on_pause_over, (uint64_t)pause_ms, 0);
	}
	return pause_ms == 0;
}

static void conclude(struct snapshot *snapshot)
{
	const struct snapshot_options *options = snapshot->options;
	struct error error;

	model_advance(snapshot->model, (int64_t)uv_now(&snapshot->look.loop));
	if (snapshot_is_named(snapshot) && snapshot->watch_count == 0) {
		error_set(&error, ERROR_FAILED, "there is no topic %.*s",
			(int)options->topic.length, options->topic.at);
		fail(snapshot, &error);
	} else if (snapshot_is_named(snapshot) && options->group.length > 0 &&
		model_group(snapshot->model, options->topic, options->group) == NULL) {
		error_set(&error, ERROR_FAILED, "topic %.*s has no group %.*s",
			(int)options->topic.length, options->topic.at, (int)options->group.length,
			options->group.at);
		fail(snapshot, &error);
	} else {
		look_end(&snapshot->look, NULL);
	}
}

static void step(struct snapshot *snapshot)
{
	while (!snapshot->look.over && snapshot->asked == 0) {
		if (snapshot->phase->ask == NULL) {
			conclude(snapshot);
			return;
		}
		snapshot->room = BATCH;
		snapshot->phase->ask(snapshot);
		if (snapshot->asked == 0 && !next_phase(snapshot)) {
			return;
		}
	}
}

static bool topic_failed(
	const struct snapshot *snapshot, const struct fact *fact, struct error *error)
{
	int length = (int)fact->topic.length;

	if (!snapshot_is_named(snapshot) || snapshot_is_partitioned(snapshot)) {
		return false;
	}
	if (fact->outcome == FACT_ABSENT) {
		error_set(error, ERROR_FAILED, "there is no topic %.*s", length, fact->topic.at);
	} else if (fact->outcome == FACT_WRONGTYPE) {
		error_set(error, ERROR_FAILED, "the key %.*s is no stream", length, fact->topic.at);
	} else {
		error_set(
			error, ERROR_FAILED, "%.*s: %s", length, fact->topic.at, fact->error.text);
	}
	return true;
}

/* Without these commands numbers are missing, and the rest is true. */
static bool goes_without(const struct snapshot *snapshot, enum fact_kind kind)
{
	switch (kind) {
	case FACT_SERVER:
	case FACT_CLOCK:
	case FACT_MEMORY:
	case FACT_ENTRIES:
		return true;
	case FACT_CONSUMERS:
	case FACT_PENDING:
	case FACT_UNDELIVERED:
	case FACT_COUNT:
		return snapshot->options->spare_details;
	default:
		return false;
	}
}

/* Whether the answer ends the look: what only concerns one of many keys is shown in its row
 * instead. */
static bool ends_with(const struct snapshot *snapshot, const struct fact *fact, struct error *error)
{
	bool of_key = fact->topic.length > 0 && !denied_command(text_of(fact->error.text));

	if (fact->outcome == FACT_KNOWN || fact->kind == FACT_SERVER) {
		return false;
	}
	*error = fact->error;
	if (fact->outcome == FACT_LOST) {
		return true;
	}
	if (fact->outcome == FACT_DENIED && goes_without(snapshot, fact->kind)) {
		return false;
	}
	if (fact->outcome == FACT_DENIED) {
		denied_explain(fact, error);
		return snapshot_is_named(snapshot) || !of_key;
	}
	if (fact->kind == FACT_TOPIC) {
		return topic_failed(snapshot, fact, error);
	}
	return fact->kind == FACT_SCAN;
}

static void take_pending(struct snapshot *snapshot, struct watch *watch, const struct fact *fact)
{
	const struct fact_pending *pending = &fact->pending;
	struct watch_group *group = watch_group_find(watch, fact->group);
	struct id next;

	if (group == NULL || pending->page_ends || pending->count == 0) {
		return;
	}
	group->pending_seen += (int64_t)pending->count;
	next = id_next(pending->entries[pending->count - 1].id);
	if (group->pending_seen < PENDING_MOST) {
		snapshot_asked(snapshot, 2);
		fetch_pending(
			snapshot->fetcher, fact->topic, fact->group, next, SNAPSHOT_PENDING_PAGE);
	}
}

static void take(struct snapshot *snapshot, const struct fact *fact)
{
	struct watch *watch = roster_find(&snapshot->roster, fact->topic);
	size_t i;

	if (fact->kind == FACT_SCAN) {
		for (i = 0; i < fact->scan.count; i++) {
			snapshot_add_watch(snapshot, fact->scan.names[i]);
		}
		snapshot->scan_ended = fact->scan.ends;
	} else if (fact->kind == FACT_TOPIC && watch != NULL) {
		watch_take_groups(watch, &fact->topic_info);
	} else if (fact->kind == FACT_PENDING && watch != NULL) {
		take_pending(snapshot, watch, fact);
	}
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct snapshot *snapshot = arg;
	struct error error;

	snapshot->asked--;
	if (snapshot->look.over) {
		return;
	}
	if (ends_with(snapshot, fact, &error)) {
		fail(snapshot, &error);
		return;
	}
	/* A discovery for one topic names others, too. */
	if (fact->kind == FACT_ENTRIES) {
		snapshot_take_dead(snapshot, fact);
	} else if (fact->kind != FACT_SCAN || !snapshot_is_named(snapshot)) {
		model_apply(snapshot->model, fact);
	}
	if (fact->outcome == FACT_KNOWN) {
		take(snapshot, fact);
	}
	step(snapshot);
}

static void on_ready(void *arg)
{
	struct snapshot *snapshot = arg;

	model_apply(snapshot->model,
		&(struct fact){
			.kind = FACT_LINK,
			.outcome = FACT_KNOWN,
			.at_ms = (int64_t)uv_now(&snapshot->look.loop),
			.link = {.ready = true, .retry_in_ms = -1},
		});
	step(snapshot);
}

static bool run(struct snapshot *snapshot, struct error *error)
{
	struct model_options options = snapshot->config->model;

	options.one_shot = true;
	options.alert_count = 0;
	snapshot->model = model_create(&options);
	snapshot->phase = phases;
	snapshot->fetcher = fetcher_create(snapshot->look.conn, on_fact, snapshot);
	return look_run(&snapshot->look, on_ready, snapshot, error);
}

bool snapshot_take(const struct config *config, const struct snapshot_options *options,
	struct model **model, struct error *error)
{
	struct snapshot *snapshot = mem_alloc(1, sizeof *snapshot);
	bool good;

	snapshot->config = config;
	snapshot->options = options;
	roster_init(&snapshot->roster, 0);
	dead_candidates_init(&snapshot->dead);
	snapshot->dead_reader = model_dead_reader(&config->model);
	good = look_init(&snapshot->look, config->url, config->url_from, error) &&
		run(snapshot, error);
	*model = good ? snapshot->model : NULL;
	if (!good) {
		model_destroy(snapshot->model);
	}
	fetcher_destroy(snapshot->fetcher);
	look_finish(&snapshot->look);
	roster_finish(&snapshot->roster);
	dead_candidates_finish(&snapshot->dead);
	dead_reader_destroy(snapshot->dead_reader);
	mem_free(snapshot->watches);
	mem_free(snapshot);
	return good;
}
