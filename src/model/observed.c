#include "observed.h"

#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"

/* Some microseconds each: at most a hundredth of a core. */
enum {
	A_SECOND = 2000,
	WINDOW = 4096,
	JUDGED_ANEW = 256,
	EVENT_BYTES = 1024,
	CEILING_PARTS = 32,
	TOPICS_MAX = 4096,
};

struct observed {
	size_t window;
	const struct event_options *envelopes;
	struct measure *measure; /* NULL before the first entry, as the others */
	struct contracts *contracts;
	struct event_reader *reader;
	struct map *seen; /* topic to struct seen */
	struct observed_counts counts;
	int64_t second_ms; /* in which so many were looked at */
	size_t in_second;
	const struct measured *fields; /* as they were judged last */
	size_t field_count;
	uint64_t judged_at; /* events that had been looked at */
};

/* What was looked at of a topic: lists are read forth and back, and again. */
struct seen {
	struct id first, last;
};

struct observed *observed_create(size_t ceiling_bytes, const struct event_options *envelopes)
{
	struct observed *observed = mem_alloc(1, sizeof(*observed));
	size_t window = ceiling_bytes / CEILING_PARTS / EVENT_BYTES;

	observed->envelopes = envelopes;
	observed->window = window < WINDOW ? window : WINDOW;
	return observed;
}

static void begin(struct observed *observed)
{
	if (!observed->measure) {
		observed->measure = measure_create(observed->window);
		observed->contracts = contracts_create();
		observed->seen = map_create();
		observed->reader = event_reader_create_for(observed->envelopes);
	}
}

static void forget_seen(struct map *seen)
{
	size_t cursor = 0;
	struct text topic;
	void *of;

	while (seen && map_next(seen, &cursor, &topic, &of)) {
		mem_free(of);
	}
	map_destroy(seen);
}

void observed_destroy(struct observed *observed)
{
	if (observed) {
		forget_seen(observed->seen);
		measure_destroy(observed->measure);
		contracts_destroy(observed->contracts);
		event_reader_destroy(observed->reader);
		mem_free(observed);
	}
}

static void look_at(struct observed *observed, struct text topic, const struct entry *entry)
{
	struct event event;

	event_read(observed->reader, topic, entry, &event);
	measure_add(observed->measure, topic, event.type, entry);
	contracts_add(observed->contracts, topic, entry, &event);
	observed->counts.looked_at++;
	observed->in_second++;
}

static const struct seen nothing_seen = {.first = {UINT64_MAX, UINT64_MAX}};

static struct seen *seen_of(struct observed *observed, struct text topic)
{
	struct seen *seen = map_get(observed->seen, topic);

	if (!seen && map_count(observed->seen) < TOPICS_MAX) {
		seen = mem_alloc(1, sizeof(*seen));
		*seen = nothing_seen;
		map_put(observed->seen, topic, seen);
	}
	return seen;
}

/* By rising ids, so that of two that differ the later is the one that looks otherwise. Of more
 * topics than are kept in mind every entry counts as new. */
static void look_through(struct observed *observed, const struct fact *fact)
{
	const struct entry *entries = fact->entries.entries;
	size_t count = fact->entries.count;
	bool falling = count > 1 && id_compare(entries[0].id, entries[count - 1].id) > 0;
	struct seen *seen = seen_of(observed, fact->topic);
	struct seen before = seen ? *seen : nothing_seen;

	for (size_t i = 0; i < count && observed->in_second < A_SECOND; i++) {
		const struct entry *entry = &entries[falling ? count - 1 - i : i];

		if (id_compare(entry->id, before.first) >= 0 &&
			id_compare(entry->id, before.last) <= 0) {
			continue;
		}
		look_at(observed, fact->topic, entry);
		if (seen && id_compare(entry->id, seen->first) < 0) {
			seen->first = entry->id;
		}
		if (seen && id_compare(entry->id, seen->last) > 0) {
			seen->last = entry->id;
		}
	}
}

void observed_apply(struct observed *observed, const struct fact *fact)
{
	const struct fact_entries *entries = &fact->entries;

	if (fact->outcome != FACT_KNOWN || entries->count == 0) {
		return;
	}
	if (fact->at_ms - observed->second_ms >= 1000 || fact->at_ms < observed->second_ms) {
		observed->second_ms = fact->at_ms;
		observed->in_second = 0;
	}
	begin(observed);
	observed->counts.read += entries->count;
	look_through(observed, fact);
}

size_t observed_bytes(const struct observed *observed)
{
	return observed->measure
		? measure_bytes(observed->measure) + contracts_bytes(observed->contracts) +
			map_bytes(observed->seen) + map_count(observed->seen) * sizeof(struct seen)
		: 0;
}

struct observed_counts observed_counts(const struct observed *observed)
{
	return observed->counts;
}

const struct contract *observed_contract(const struct observed *observed, size_t i)
{
	return observed->contracts ? contracts_at(observed->contracts, i) : NULL;
}

size_t observed_window(const struct observed *observed)
{
	return observed->measure ? measure_events(observed->measure) : 0;
}

/* The list is only a memory of the last judgement: asking changes nothing that was learnt. */
const struct measured *observed_fields(const struct observed *observed, size_t *count)
{
	struct observed *own = (struct observed *)(uintptr_t)observed;

	*count = 0;
	if (!own->measure) {
		return NULL;
	}
	if (!own->fields || own->counts.looked_at - own->judged_at >= JUDGED_ANEW) {
		own->fields = measure_judge(own->measure, &own->field_count);
		own->judged_at = own->counts.looked_at;
	}
	*count = own->field_count;
	return own->fields;
}
