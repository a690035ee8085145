#include "snapshot_private.h"

#include "base/mem.h"
#include "needs.h"
#include "rows.h"

/* XINFO STREAM carries two entries: beyond this a page of 500 such would be no light work. */
enum { LARGE_REPLY_BYTES = 64 * 1024 };

bool snapshot_is_named(const struct snapshot *snapshot)
{
	return snapshot->options->topic.length > 0;
}

bool snapshot_is_partitioned(const struct snapshot *snapshot)
{
	const struct model_options *model = &snapshot->config->model;
	size_t i;

	for (i = 0; i < model->partition_count; i++) {
		if (text_is(snapshot->options->topic, model->partitions[i].topic)) {
			return true;
		}
	}
	return false;
}

static bool is_wanted(const struct snapshot *snapshot, struct text key)
{
	const struct model_options *model = &snapshot->config->model;
	size_t i;

	if (!snapshot_is_named(snapshot)) {
		return true;
	}
	for (i = 0; i < model->partition_count; i++) {
		if (text_is(snapshot->options->topic, model->partitions[i].topic) &&
			text_glob(text_of(model->partitions[i].keys), key)) {
			return true;
		}
	}
	return text_equal(snapshot->options->topic, key);
}

void snapshot_add_watch(struct snapshot *snapshot, struct text key)
{
	if (!is_wanted(snapshot, key) || roster_find(&snapshot->roster, key) != NULL) {
		return;
	}
	if (snapshot->watch_count == snapshot->watch_room) {
		snapshot->watch_room = snapshot->watch_room == 0 ? 64 : snapshot->watch_room * 2;
		snapshot->watches = mem_resize(
			snapshot->watches, snapshot->watch_room, sizeof *snapshot->watches);
	}
	snapshot->watches[snapshot->watch_count++] = roster_add(&snapshot->roster, key);
}

void snapshot_asked(struct snapshot *snapshot, int commands)
{
	snapshot->asked++;
	snapshot->room -= commands;
}

void snapshot_ask_server(struct snapshot *snapshot)
{
	if (!snapshot->phase_begun) {
		snapshot->phase_begun = true;
		snapshot_asked(snapshot, 1);
		fetch_server(snapshot->fetcher);
	}
}

void snapshot_ask_names(struct snapshot *snapshot)
{
	struct text glob = text_of(snapshot->config->topics);

	if (snapshot_is_named(snapshot) && !snapshot_is_partitioned(snapshot)) {
		snapshot_add_watch(snapshot, snapshot->options->topic);
		return;
	}
	if (!snapshot->scan_ended) {
		snapshot_asked(snapshot, 1);
		fetch_scan(snapshot->fetcher, snapshot_is_named(snapshot) ? text_of(NULL) : glob,
			!snapshot->scan_begun);
		snapshot->scan_begun = true;
	}
}

void snapshot_ask_sample(struct snapshot *snapshot)
{
	if (!snapshot->phase_begun) {
		snapshot->phase_begun = true;
		snapshot_asked(snapshot, 1);
		fetch_clock(snapshot->fetcher);
	}
	while (snapshot->next < snapshot->watch_count && snapshot->room >= 2) {
		snapshot_asked(snapshot, 2);
		fetch_topic(snapshot->fetcher, snapshot->watches[snapshot->next++]->name);
	}
}

typedef void group_fn(struct snapshot *snapshot, struct watch *watch, struct watch_group *asked,
	const struct group *group);

static bool next_group(struct snapshot *snapshot, struct watch **watch, struct watch_group **group)
{
	while (snapshot->next < snapshot->watch_count) {
		*watch = snapshot->watches[snapshot->next];
		if (snapshot->next_group < (*watch)->group_count) {
			*group = &(*watch)->groups[snapshot->next_group++];
			return true;
		}
		snapshot->next++;
		snapshot->next_group = 0;
	}
	return false;
}

/* `fn` for one group after the other, until the batch is full. */
static void each_group(struct snapshot *snapshot, int commands, group_fn *fn)
{
	struct text only = snapshot->options->group;
	struct watch *watch;
	struct watch_group *asked;

	while (snapshot->room >= commands && next_group(snapshot, &watch, &asked)) {
		const struct group *group = rows_group(
			snapshot->model, &snapshot->config->model, watch->name, asked->name);

		if (group != NULL && (only.length == 0 || text_equal(only, asked->name))) {
			fn(snapshot, watch, asked, group);
		}
	}
}

static void detail_group(struct snapshot *snapshot, struct watch *watch, struct watch_group *asked,
	const struct group *group)
{
	const struct id front = {.ms = 0, .seq = 0};

	if (!group->none_undelivered && !group->first_undelivered_ms.is) {
		snapshot_asked(snapshot, 1);
		fetch_undelivered(snapshot->fetcher, watch->name, asked->name, asked->cursor);
	}
	if (group->consumers > 0) {
		snapshot_asked(snapshot, 1);
		fetch_consumers(snapshot->fetcher, watch->name, asked->name);
	}
	if (group->pending > 0) {
		snapshot_asked(snapshot, 2);
		fetch_pending(
			snapshot->fetcher, watch->name, asked->name, front, SNAPSHOT_PENDING_PAGE);
	}
}

void snapshot_ask_details(struct snapshot *snapshot)
{
	each_group(snapshot, 4, detail_group);
}

static bool is_estimated(const struct group *group)
{
	return group->lag.is == LAG_ESTIMATE || group->lag.is == LAG_AT_MOST;
}

static void count_group(struct snapshot *snapshot, struct watch *watch, struct watch_group *asked,
	const struct group *group)
{
	if (is_estimated(group) && group->topic->reply_bytes <= LARGE_REPLY_BYTES) {
		snapshot_asked(snapshot, 1);
		fetch_count(snapshot->fetcher, watch->name, asked->name, asked->cursor,
			group->topic->last, NEED_COUNT_MOST);
	}
}

void snapshot_ask_counts(struct snapshot *snapshot)
{
	each_group(snapshot, 1, count_group);
}

void snapshot_ask_memory(struct snapshot *snapshot)
{
	while (snapshot->next < snapshot->watch_count && snapshot->room >= 1) {
		snapshot_asked(snapshot, 1);
		fetch_memory(snapshot->fetcher, snapshot->watches[snapshot->next++]->name);
	}
}
