#include "base/mem.h"
#include "base/moment.h"
#include "browse_private.h"
#include "denied.h"

enum { BATCH = 50, NAME_SHOWN_MAX = 200, DAY_MS = 86400000 };

static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

static int shown_length(struct text name)
{
	return name.length < NAME_SHOWN_MAX ? (int)name.length : NAME_SHOWN_MAX;
}

static void add_topic(struct browse *browse, struct text name, bool named)
{
	if (map_get(browse->by_name, name) != NULL) {
		return;
	}
	if (browse->topic_count == browse->topic_room) {
		browse->topic_room = browse->topic_room == 0 ? 16 : browse->topic_room * 2;
		browse->topics = mem_resize(
			browse->topics, browse->topic_room, sizeof(struct browse_topic *));
	}
	struct browse_topic *topic = mem_alloc(1, sizeof *topic);
	topic->name = text_from(text_dup(name), name.length);
	topic->named = named;
	topic->news = browse->begun;
	topic->held.removed = -1;
	browse->topics[browse->topic_count++] = topic;
	map_put(browse->by_name, topic->name, topic);
}

static void add_glob(struct browse *browse, const char *glob)
{
	browse->globs = mem_resize(browse->globs, browse->glob_count + 1, sizeof *browse->globs);
	browse->globs[browse->glob_count++] = text_of(glob);
}

/* What the configuration calls several keys is looked for by their globs. */
static void add_named(struct browse *browse, const char *name)
{
	const struct model_options *model = &browse->options->config->model;
	bool partitioned = false;

	for (size_t i = 0; i < model->partition_count; i++) {
		if (text_is(text_of(name), model->partitions[i].topic)) {
			partitioned = true;
			add_glob(browse, model->partitions[i].keys);
		}
	}
	if (!partitioned) {
		add_topic(browse, text_of(name), true);
	}
}

static struct id edge_id(const struct browse_edge *edge, int64_t server_ms, bool upper)
{
	int64_t ms = edge->is == BROWSE_AGE ? server_ms - edge->age_ms
					    : moment_of_clock(edge->age_ms, server_ms);

	if (edge->is == BROWSE_OPEN) {
		return upper ? highest : lowest;
	}
	return edge->is == BROWSE_ID
		? edge->id
		: (struct id){ms > 0 ? (uint64_t)ms : 0, upper ? UINT64_MAX : 0};
}

void browse_edge_ids(const struct browse_edge *from, const struct browse_edge *to,
	int64_t server_ms, struct id ids[2])
{
	ids[0] = edge_id(from, server_ms, false);
	ids[1] = edge_id(to, server_ms, true);
	if (to->is == BROWSE_CLOCK && id_compare(ids[1], ids[0]) < 0) {
		ids[1].ms += DAY_MS;
	}
}

bool browse_edge_needs_clock(const struct browse_edge *edge)
{
	return edge->is == BROWSE_AGE || edge->is == BROWSE_CLOCK;
}

static void begin_scan(struct browse *browse)
{
	const struct browse_options *options = browse->options;
	struct id edges[2], from, to;
	struct scan_range *ranges = mem_alloc(browse->topic_count + 1, sizeof *ranges);

	browse_edge_ids(&options->from, &options->to, browse->server_ms, edges);
	from = edges[0];
	to = edges[1];
	browse->from = from;
	browse->to = to;
	for (size_t i = 0; i < browse->topic_count; i++) {
		struct browse_topic *topic = browse->topics[i];
		bool empty = !topic->has_last || options->from_end;

		ranges[i].from = empty ? highest : from;
		ranges[i].to = id_compare(topic->last, to) < 0 ? topic->last : to;
		ranges[i].to = empty ? lowest : ranges[i].to;
		topic->cursor = topic->last;
		if (!options->from_end && id_compare(topic->last, from) < 0) {
			topic->cursor = id_is_zero(from) ? from
				: from.seq > 0           ? (struct id){from.ms, from.seq - 1}
							 : (struct id){from.ms - 1, UINT64_MAX};
		}
	}
	browse_scan(browse, ranges);
	mem_free(ranges);
}

/* The clock was asked before the ends: what is added after them has a greater id, by the clock. */
static struct id begin_of_following(const struct browse *browse)
{
	struct id begin = lowest;

	for (size_t i = 0; i < browse->topic_count; i++) {
		struct id last = browse->topics[i]->last;

		begin = id_compare(last, begin) > 0 ? last : begin;
	}
	if (browse->server_ms > 0 && begin.ms >= (uint64_t)browse->server_ms) {
		begin = (struct id){(uint64_t)browse->server_ms - 1, UINT64_MAX};
	}
	return begin;
}

static void conclude(struct browse *browse)
{
	const struct browse_options *options = browse->options;
	struct error error;

	if (browse->topic_count == 0 && options->topic_count > 0) {
		error_set(&error, ERROR_FAILED, "there is no topic %s", options->topics[0]);
		browse_fail(browse, &error);
		return;
	}
	browse->settled = browse->promise = browse->discovered = begin_of_following(browse);
	browse->greatest = browse->settled;
	begin_scan(browse);
}

/* Where each topic ends now: what is added later belongs to no range. */
void browse_ask_ends(struct browse *browse)
{
	while (browse->next < browse->topic_count && browse->asked < BATCH) {
		const struct browse_topic *topic = browse->topics[browse->next++];

		browse->asked++;
		fetch_range(browse->fetcher, topic->name, lowest, highest, true, 1);
		if (topic->named) {
			browse->asked++;
			fetch_type(browse->fetcher, topic->name);
		}
		if (browse->options->topics_covered != NULL && !browse->begun) {
			browse->asked++;
			fetch_topic(browse->fetcher, topic->name);
		}
	}
	if (browse->asked > 0) {
		return;
	}
	if (browse->begun) {
		browse_decide(browse);
	} else {
		conclude(browse);
	}
}

static void go_on(struct browse *browse)
{
	if (browse->look.over) {
		return;
	}
	if (!browse->begun && browse->glob_at < browse->glob_count) {
		if (browse->asked == 0) {
			browse->asked++;
			fetch_scan(browse->fetcher, browse->globs[browse->glob_at], false);
		}
		return;
	}
	browse_ask_ends(browse);
}

static void take_end(struct browse_topic *topic, const struct fact *fact)
{
	if (fact->outcome == FACT_TOOBIG && fact->entries.has_toobig) {
		topic->has_last = true;
		topic->last = fact->entries.toobig;
	} else if (fact->outcome == FACT_KNOWN && fact->entries.count > 0) {
		topic->has_last = true;
		topic->last = fact->entries.entries[0].id;
	}
}

/* Whether the walk cannot go on, and why. What only concerns one of many keys is left to the scan.
 */
static bool ends_with(struct browse *browse, const struct fact *fact, struct error *error)
{
	struct browse_topic *topic = map_get(browse->by_name, fact->topic);
	bool named = topic != NULL && topic->named;
	int length = shown_length(fact->topic);
	const struct browse_options *options = browse->options;
	bool needs_clock = browse_edge_needs_clock(&options->from) ||
		(browse_edge_needs_clock(&options->to) && !options->follow);

	*error = fact->error;
	switch (fact->outcome) {
	case FACT_KNOWN:
		return false;
	case FACT_TOOBIG:
		return !fact->entries.has_toobig;
	case FACT_ABSENT:
		error_set(error, ERROR_FAILED, "there is no topic %.*s", length, fact->topic.at);
		return named;
	case FACT_WRONGTYPE:
		error_set(error, ERROR_FAILED, "the key %.*s is no stream", length, fact->topic.at);
		return named;
	case FACT_DENIED:
		denied_explain(fact, error);
		return fact->kind == FACT_SCAN || (fact->kind == FACT_ENTRIES && named) ||
			(fact->kind == FACT_ENTRIES && denied_command(text_of(fact->error.text))) ||
			(fact->kind == FACT_CLOCK && needs_clock);
	case FACT_LOST:
	case FACT_FAILED:
		break;
	}
	return true;
}

static void take_newest(struct browse *browse, const struct fact *fact)
{
	struct browse_topic *topic = map_get(browse->by_name, fact->topic);

	take_end(topic, fact);
	topic->denied = fact->outcome == FACT_DENIED;
	if (topic->denied && browse->before.topics_denied++ == 0) {
		denied_explain(fact, &browse->before.trouble);
	}
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct browse *browse = arg;
	struct error error;

	browse->asked--;
	if (browse->look.over) {
		return;
	}
	struct browse_topic *topic = map_get(browse->by_name, fact->topic);
	if (fact->kind == FACT_TOPIC && !browse->begun && fact->outcome != FACT_LOST) {
		coverage_note_held(&topic->held, fact);
		go_on(browse);
		return;
	}
	bool checked = browse->begun && topic != NULL && !id_is_zero(topic->cursor);
	bool lost = (fact->outcome == FACT_LOST || fact->passes || checked) && browse->begun;
	if (!lost && ends_with(browse, fact, &error)) {
		browse_fail(browse, &error);
		return;
	}
	if (fact->kind == FACT_CLOCK) {
		browse->server_ms = fact->clock.server_ms;
		browse->server_at_ms = (int64_t)uv_now(&browse->look.loop);
	} else if (fact->kind == FACT_SCAN) {
		for (size_t i = 0; !lost && i < fact->scan.count; i++) {
			add_topic(browse, fact->scan.names[i], false);
		}
		if (browse->begun) {
			browse_discovered(browse, !lost && fact->scan.ends);
		} else {
			browse->glob_at += fact->scan.ends;
		}
	} else if (checked) {
		browse_checked(browse, topic, fact);
	} else if (fact->kind == FACT_ENTRIES) {
		take_newest(browse, fact);
	}
	go_on(browse);
}

void browse_begin(struct browse *browse)
{
	const struct browse_options *options = browse->options;

	browse->fetcher = fetcher_create(browse->look.conn, on_fact, browse);
	for (size_t i = 0; i < options->topic_count; i++) {
		add_named(browse, options->topics[i]);
	}
	if (options->topic_count == 0) {
		add_glob(browse, options->config->topics);
	}
	browse->asked = 1;
	fetch_clock(browse->fetcher);
}
