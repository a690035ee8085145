#include "envelope/event.h"

#include "base/mem.h"
#include "plan.h"

struct event_reader {
	const struct event_options *options;
	struct plans *plans;
	struct role_cache *cache;
	struct room room;
};

struct event_reader *event_reader_create(void)
{
	return event_reader_create_for(NULL);
}

struct event_reader *event_reader_create_for(const struct event_options *options)
{
	struct event_reader *reader = mem_alloc(1, sizeof(*reader));

	reader->options = options;
	reader->plans = plans_create(options);
	reader->cache = role_cache_create();
	room_init(&reader->room);
	return reader;
}

void event_reader_destroy(struct event_reader *reader)
{
	if (reader == NULL) {
		return;
	}
	plans_destroy(reader->plans);
	role_cache_destroy(reader->cache);
	room_finish(&reader->room);
	mem_free(reader);
}

void event_read(struct event_reader *reader, struct text topic, const struct entry *entry,
	struct event *event)
{
	const struct plan *plan = plans_get(reader->plans, topic, entry);
	struct reading reading = {
		.topic = topic,
		.entry = entry,
		.event = event,
		.room = &reader->room,
		.cache = reader->cache,
		.plan = plan,
	};
	size_t i = 0;

	room_reset(&reader->room);
	found_begin(&reading.found);
	*event = (struct event){.envelope = "", .options = reader->options};
	read_fields(&reading);
	while (i + 1 < plan->candidate_count && plan->candidates[i]->is != NULL &&
		!plan->candidates[i]->is(&reading)) {
		i++;
	}
	event->envelope = plan->candidates[i]->name;
	plan->candidates[i]->read(&reading);
	found_fill(&reading.found, &reader->room, event);
	if (plan->rule != NULL) {
		read_rule(&reading, plan->rule);
	}
}
