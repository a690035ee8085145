#include "pending_walk_private.h"

#include "base/mem.h"
#include "denied.h"

enum { NAME_SHOWN_MAX = 200 };

static int shown_length(struct text name)
{
	return name.length < NAME_SHOWN_MAX ? (int)name.length : NAME_SHOWN_MAX;
}

static void end(struct pending_walk *walk, const struct error *error)
{
	if (!walk->over) {
		walk->over = true;
		walk->options.on_end(walk->options.arg, error);
	}
}

static enum pending_owner owner_of(const struct pending_walk *walk, struct text consumer)
{
	if (consumer.length == 0) {
		return PENDING_RELEASED;
	}
	if (!walk->consumers_known) {
		return PENDING_OWNER_UNSURE;
	}
	return map_get(walk->consumers, consumer) != NULL ? PENDING_OWNED : PENDING_OWNER_GONE;
}

static size_t bytes_of(const struct entry *entry)
{
	size_t bytes = 0;

	for (size_t i = 0; entry != NULL && i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return bytes;
}

bool pending_walk_hand(struct pending_walk *walk, const struct entry *entry, bool toobig)
{
	const struct pending_walk_options *options = &walk->options;
	const struct pending_kept *kept = &walk->rows[walk->next++];
	int64_t server_ms =
		walk->server_ms == 0 ? 0 : walk->server_ms + walk->now_ms - walk->server_at_ms;
	struct pending_row row = {
		.topic = options->topic,
		.group = options->group,
		.as = &kept->as,
		.owner = owner_of(walk, kept->as.consumer),
		.gone = entry == NULL && !toobig,
		.toobig = toobig,
		.entry = entry,
	};

	walk->coverage.rows++;
	walk->coverage.gone += row.gone;
	walk->coverage.toobig += toobig;
	walk->coverage.bytes += bytes_of(entry);
	walk->coverage.has_reached = true;
	walk->coverage.reached = kept->as.id;
	walk->held = !options->on_row(options->arg, &row, server_ms);
	return !walk->held;
}

/* False where the walk is over or waits. */
static bool ask_caller(struct pending_walk *walk)
{
	walk->coverage.busy_ms = walk->now_ms - walk->options.now_ms;
	switch (walk->options.on_turn(walk->options.arg, &walk->coverage)) {
	case BROWSE_ON:
		walk->held = false;
		return true;
	case BROWSE_ENOUGH:
		end(walk, NULL);
		return false;
	case BROWSE_WAIT:
		break;
	}
	walk->held = true;
	return false;
}

static bool is_handed_over(const struct pending_walk *walk)
{
	return walk->next == walk->count;
}

/* What is known to be gone needs no answer. */
static void hand_gone(struct pending_walk *walk)
{
	while (!walk->held && !is_handed_over(walk) &&
		walk->rows[walk->next].state == PENDING_GONE) {
		pending_walk_hand(walk, NULL, false);
	}
}

void pending_walk_go(struct pending_walk *walk, int64_t now_ms)
{
	walk->now_ms = now_ms > walk->now_ms ? now_ms : walk->now_ms;
	while (!walk->over && walk->asked == 0) {
		if (walk->held && !ask_caller(walk)) {
			return;
		}
		hand_gone(walk);
		if (walk->held) {
			continue;
		}
		if (walk->wants_confirm) {
			pending_walk_ask_confirm(walk);
		} else if (!is_handed_over(walk)) {
			pending_walk_ask_entries(walk);
		} else if (walk->begun && !ask_caller(walk)) {
			return;
		} else if (walk->page_ends) {
			walk->coverage.whole = true;
			end(walk, NULL);
		} else {
			pending_walk_ask_page(walk);
		}
	}
}

static void explain(struct pending_walk *walk, const struct fact *fact, struct error *error)
{
	struct text topic = walk->options.topic, group = walk->options.group;

	*error = fact->error;
	if (fact->outcome == FACT_DENIED) {
		denied_explain(fact, error);
	} else if (fact->outcome == FACT_WRONGTYPE) {
		error_set(error, ERROR_FAILED, "the key %.*s is no stream", shown_length(topic),
			topic.at);
	} else if (fact->outcome == FACT_ABSENT && walk->topic_missing) {
		error_set(error, ERROR_FAILED, "there is no topic %.*s", shown_length(topic),
			topic.at);
	} else if (fact->outcome == FACT_ABSENT) {
		error_set(error, ERROR_FAILED, "topic %.*s has no group %.*s", shown_length(topic),
			topic.at, shown_length(group), group.at);
	}
}

/* The list as it is now: what is added later belongs to no range. */
static void begin(struct pending_walk *walk, const struct fact_pending *summary)
{
	struct id edges[2];

	walk->begun = true;
	walk->coverage.has_total = true;
	walk->coverage.total = summary->total;
	browse_edge_ids(&walk->options.from, &walk->options.to, walk->server_ms, edges);
	walk->from = edges[0];
	walk->to = edges[1];
	walk->page_ends = !summary->has_range;
	if (summary->has_range) {
		if (id_compare(summary->lowest, walk->from) > 0) {
			walk->from = summary->lowest;
		}
		if (id_compare(summary->highest, walk->to) < 0) {
			walk->to = summary->highest;
		}
		walk->page_ends = id_compare(walk->from, walk->to) > 0;
	}
}

static void take_pending(struct pending_walk *walk, const struct fact_pending *page)
{
	if (!walk->begun) {
		begin(walk, page);
	} else if (walk->wants_confirm) {
		pending_walk_take_confirm(walk, page);
	} else {
		pending_walk_take_page(walk, page);
	}
}

static void take_consumers(struct pending_walk *walk, const struct fact *fact)
{
	walk->consumers_known = fact->outcome == FACT_KNOWN;
	walk->topic_missing = fact->outcome == FACT_ABSENT &&
		text_starts(text_of(fact->error.text), "ERR no such key");
	for (size_t i = 0; walk->consumers_known && i < fact->consumers.count; i++) {
		map_put(walk->consumers, fact->consumers.consumers[i].name, walk);
	}
}

/* Without the clock and the consumers less is known, and the rest is true. */
static bool goes_without(const struct fact *fact)
{
	return fact->outcome != FACT_LOST &&
		(fact->kind == FACT_CLOCK || fact->kind == FACT_CONSUMERS ||
			(fact->kind == FACT_ENTRIES && fact->outcome == FACT_TOOBIG));
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct pending_walk *walk = arg;
	struct error error;

	walk->asked--;
	walk->now_ms = fact->at_ms > walk->now_ms ? fact->at_ms : walk->now_ms;
	if (walk->over) {
		return;
	}
	if (fact->outcome != FACT_KNOWN && !goes_without(fact)) {
		explain(walk, fact, &error);
		end(walk, &error);
		return;
	}
	switch (fact->kind) {
	case FACT_CLOCK:
		walk->server_ms = fact->outcome == FACT_KNOWN ? fact->clock.server_ms : 0;
		walk->server_at_ms = fact->at_ms;
		break;
	case FACT_CONSUMERS:
		take_consumers(walk, fact);
		break;
	case FACT_PENDING:
		take_pending(walk, &fact->pending);
		break;
	case FACT_ENTRIES:
		pending_walk_take_entries(walk, fact);
		break;
	default:
		break;
	}
	pending_walk_go(walk, walk->now_ms);
}

struct pending_walk *pending_walk_create(const struct pending_walk_options *options)
{
	struct pending_walk *walk = mem_alloc(1, sizeof *walk);

	walk->options = *options;
	walk->now_ms = options->now_ms;
	walk->consumers = map_create();
	walk->fetcher = fetcher_create(options->conn, on_fact, walk);
	walk->asked = 3;
	fetch_clock(walk->fetcher);
	fetch_consumers(walk->fetcher, options->topic, options->group);
	fetch_pending(walk->fetcher, options->topic, options->group, (struct id){0, 0}, 1);
	return walk;
}

void pending_walk_destroy(struct pending_walk *walk)
{
	if (walk != NULL) {
		fetcher_destroy(walk->fetcher);
		map_destroy(walk->consumers);
		mem_free(walk->rows);
		buf_finish(&walk->names);
		mem_free(walk);
	}
}

const struct pending_coverage *pending_walk_coverage(const struct pending_walk *walk)
{
	return &walk->coverage;
}
