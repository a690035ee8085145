#include "pending_private.h"

#include "base/mem.h"
#include "denied.h"

enum { WAIT_LEAST_MS = 1, WAIT_MOST_MS = 50, NAME_SHOWN_MAX = 200 };

static int shown_length(struct text name)
{
	return name.length < NAME_SHOWN_MAX ? (int)name.length : NAME_SHOWN_MAX;
}

void pending_fail(struct pending *pending, const struct error *error)
{
	look_end(&pending->look, error);
}

static int64_t now_ms(const struct pending *pending)
{
	return (int64_t)uv_now(&pending->look.loop);
}

static void tell(struct pending *pending)
{
	pending->coverage.busy_ms = now_ms(pending) - pending->began_ms;
	pending->coverage.interrupted = pending->look.interrupted;
}

static enum pending_owner owner_of(const struct pending *pending, struct text consumer)
{
	if (consumer.length == 0) {
		return PENDING_RELEASED;
	}
	if (!pending->consumers_known) {
		return PENDING_OWNER_UNSURE;
	}
	return map_get(pending->consumers, consumer) != NULL ? PENDING_OWNED : PENDING_OWNER_GONE;
}

static size_t bytes_of(const struct entry *entry)
{
	size_t bytes = 0;

	for (size_t i = 0; entry != NULL && i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return bytes;
}

bool pending_hand(struct pending *pending, const struct entry *entry, bool toobig)
{
	const struct pending_options *options = pending->options;
	const struct pending_kept *kept = &pending->rows[pending->next++];
	int64_t server_ms = pending->server_ms == 0
		? 0
		: pending->server_ms + now_ms(pending) - pending->server_at_ms;
	struct pending_row row = {
		.topic = options->topic,
		.group = options->group,
		.as = &kept->as,
		.owner = owner_of(pending, kept->as.consumer),
		.gone = entry == NULL && !toobig,
		.toobig = toobig,
		.entry = entry,
	};

	pending->coverage.rows++;
	pending->coverage.gone += row.gone;
	pending->coverage.toobig += toobig;
	pending->coverage.bytes += bytes_of(entry);
	pending->coverage.has_reached = true;
	pending->coverage.reached = kept->as.id;
	pending->held = !options->on_row(options->arg, &row, server_ms);
	return !pending->held;
}

/* False where the walk is over or waits. */
static bool ask_caller(struct pending *pending);

static void on_wait_over(uv_timer_t *timer)
{
	struct look *look = timer->data;

	pending_go(look->arg);
}

static bool ask_caller(struct pending *pending)
{
	tell(pending);
	switch (pending->options->on_turn(pending->options->arg, &pending->coverage)) {
	case BROWSE_ON:
		pending->held = false;
		pending->pause_ms = WAIT_LEAST_MS;
		return true;
	case BROWSE_ENOUGH:
		look_end(&pending->look, NULL);
		return false;
	case BROWSE_WAIT:
		break;
	}
	pending->held = true;
	pending->pause_ms =
		pending->pause_ms * 2 < WAIT_MOST_MS ? pending->pause_ms * 2 : WAIT_MOST_MS;
	uv_timer_start(&pending->look.timer, on_wait_over, (uint64_t)pending->pause_ms, 0);
	return false;
}

static bool is_handed_over(const struct pending *pending)
{
	return pending->next == pending->count;
}

/* What is known to be gone needs no answer. */
static void hand_gone(struct pending *pending)
{
	while (!pending->held && !is_handed_over(pending) &&
		pending->rows[pending->next].state == PENDING_GONE) {
		pending_hand(pending, NULL, false);
	}
}

void pending_go(struct pending *pending)
{
	while (!pending->look.over && pending->asked == 0) {
		if (pending->held && !ask_caller(pending)) {
			return;
		}
		hand_gone(pending);
		if (pending->held) {
			continue;
		}
		if (pending->wants_confirm) {
			pending_ask_confirm(pending);
		} else if (!is_handed_over(pending)) {
			pending_ask_entries(pending);
		} else if (pending->begun && !ask_caller(pending)) {
			return;
		} else if (pending->page_ends) {
			pending->coverage.whole = true;
			look_end(&pending->look, NULL);
		} else {
			pending_ask_page(pending);
		}
	}
}

static void explain(struct pending *pending, const struct fact *fact, struct error *error)
{
	struct text topic = pending->options->topic, group = pending->options->group;

	*error = fact->error;
	if (fact->outcome == FACT_DENIED) {
		denied_explain(fact, error);
	} else if (fact->outcome == FACT_WRONGTYPE) {
		error_set(error, ERROR_FAILED, "the key %.*s is no stream", shown_length(topic),
			topic.at);
	} else if (fact->outcome == FACT_ABSENT && pending->topic_missing) {
		error_set(error, ERROR_FAILED, "there is no topic %.*s", shown_length(topic),
			topic.at);
	} else if (fact->outcome == FACT_ABSENT) {
		error_set(error, ERROR_FAILED, "topic %.*s has no group %.*s", shown_length(topic),
			topic.at, shown_length(group), group.at);
	}
}

static struct id edge_id(const struct pending *pending, const struct browse_edge *edge, bool upper)
{
	int64_t ms = pending->server_ms - edge->age_ms;

	switch (edge->is) {
	case BROWSE_ID:
		return edge->id;
	case BROWSE_AGE:
		return (struct id){ms > 0 ? (uint64_t)ms : 0, upper ? UINT64_MAX : 0};
	case BROWSE_OPEN:
		break;
	}
	return upper ? (struct id){UINT64_MAX, UINT64_MAX} : (struct id){0, 0};
}

/* The list as it is now: what is added later belongs to no range. */
static void begin(struct pending *pending, const struct fact_pending *summary)
{
	pending->begun = true;
	pending->coverage.has_total = true;
	pending->coverage.total = summary->total;
	pending->from = edge_id(pending, &pending->options->from, false);
	pending->to = edge_id(pending, &pending->options->to, true);
	pending->page_ends = !summary->has_range;
	if (summary->has_range) {
		if (id_compare(summary->lowest, pending->from) > 0) {
			pending->from = summary->lowest;
		}
		if (id_compare(summary->highest, pending->to) < 0) {
			pending->to = summary->highest;
		}
		pending->page_ends = id_compare(pending->from, pending->to) > 0;
	}
}

static void take_pending(struct pending *pending, const struct fact_pending *page)
{
	if (!pending->begun) {
		begin(pending, page);
	} else if (pending->wants_confirm) {
		pending_take_confirm(pending, page);
	} else {
		pending_take_page(pending, page);
	}
}

static void take_consumers(struct pending *pending, const struct fact *fact)
{
	pending->consumers_known = fact->outcome == FACT_KNOWN;
	pending->topic_missing = fact->outcome == FACT_ABSENT &&
		text_starts(text_of(fact->error.text), "ERR no such key");
	for (size_t i = 0; pending->consumers_known && i < fact->consumers.count; i++) {
		map_put(pending->consumers, fact->consumers.consumers[i].name, pending);
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
	struct pending *pending = arg;
	struct error error;

	pending->asked--;
	if (pending->look.over) {
		return;
	}
	if (fact->outcome != FACT_KNOWN && !goes_without(fact)) {
		explain(pending, fact, &error);
		pending_fail(pending, &error);
		return;
	}
	switch (fact->kind) {
	case FACT_CLOCK:
		pending->server_ms = fact->outcome == FACT_KNOWN ? fact->clock.server_ms : 0;
		pending->server_at_ms = fact->at_ms;
		break;
	case FACT_CONSUMERS:
		take_consumers(pending, fact);
		break;
	case FACT_PENDING:
		take_pending(pending, &fact->pending);
		break;
	case FACT_ENTRIES:
		pending_take_entries(pending, fact);
		break;
	default:
		break;
	}
	pending_go(pending);
}

static void on_ready(void *arg)
{
	struct pending *pending = arg;
	const struct pending_options *options = pending->options;

	pending->began_ms = now_ms(pending);
	pending->asked = 3;
	fetch_clock(pending->fetcher);
	fetch_consumers(pending->fetcher, options->topic, options->group);
	fetch_pending(pending->fetcher, options->topic, options->group, (struct id){0, 0}, 1);
}

static bool run(struct pending *pending, struct error *error)
{
	pending->fetcher = fetcher_create(pending->look.conn, on_fact, pending);
	return look_run(&pending->look, on_ready, pending, error);
}

bool pending_run(const struct pending_options *options, struct pending_coverage *coverage,
	struct error *error)
{
	struct pending *pending = mem_alloc(1, sizeof *pending);
	const struct config *config = options->config;

	pending->options = options;
	pending->consumers = map_create();
	bool good = look_init(&pending->look, config->url, config->url_from, error) &&
		run(pending, error);
	tell(pending);
	*coverage = pending->coverage;
	if (!good && pending->begun && error->code == ERROR_CONNECT) {
		error->code = ERROR_FAILED;
	}
	fetcher_destroy(pending->fetcher);
	look_finish(&pending->look);
	map_destroy(pending->consumers);
	mem_free(pending->rows);
	buf_finish(&pending->names);
	mem_free(pending);
	return good;
}
