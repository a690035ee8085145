#include "engine/held.h"

#include "base/map.h"
#include "base/mem.h"
#include "op_look.h"

enum { ASKED_MAX = 2000, DELIVERIES_BYTES = 1 << 20 };

struct looking {
	struct talk *talk;
	const struct journeys *journeys;
	struct held_list *list;
	struct map *topics; /* of struct survey_topic */
	int64_t server_ms, at_ms;
	struct error *error;
};

static int64_t server_now_ms(const struct looking *looking)
{
	return looking->server_ms + talk_now_ms(looking->talk) - looking->at_ms;
}

static struct text own(struct text text)
{
	return text_from(text_dup(text), text.length);
}

/* With its groups, and where their cursors stand. */
static const struct survey_topic *look_at_topic(struct looking *looking, struct text name)
{
	struct survey_topic *topic = map_get(looking->topics, name);

	if (topic != NULL) {
		return topic;
	}
	topic = mem_alloc(1, sizeof *topic);
	map_put(looking->topics, name, topic);
	if (!op_look_topic(looking->talk, name, topic, looking->error)) {
		return NULL;
	}
	for (size_t i = 0; i < topic->group_count; i++) {
		const struct text names[2] = {name, topic->groups[i].name};

		deliveries_see_cursor(looking->list->deliveries, names, topic->groups[i].cursor,
			server_now_ms(looking));
	}
	return topic;
}

/* `looked` goes over to the list. */
static void keep(struct looking *looking, const struct text names[2], struct id id,
	const struct op_looked *looked)
{
	struct held_list *list = looking->list;
	int64_t delivered_ms = server_now_ms(looking) - looked->idle_ms;
	bool once = looked->deliveries == 1 && looked->idle_ms >= 0;

	list->entries = mem_resize(list->entries, list->count + 1, sizeof *list->entries);
	list->entries[list->count++] = (struct held){.topic = own(names[0]),
		.group = own(names[1]),
		.consumer = looked->consumer,
		.id = id,
		.idle_ms = looked->idle_ms,
		.deliveries = looked->deliveries,
		.waited_ms = !once                      ? -1
			: delivered_ms > (int64_t)id.ms ? delivered_ms - (int64_t)id.ms
							: 0};
	if (once) {
		deliveries_see_pending(list->deliveries, names, id, delivered_ms);
	}
}

static bool look_at(struct looking *looking, const struct journey_event *event)
{
	const struct text name = journeys_topic(looking->journeys, event->topic);
	const struct survey_topic *topic = look_at_topic(looking, name);

	for (size_t i = 0; topic != NULL && i < topic->group_count; i++) {
		const struct survey_group *group = &topic->groups[i];
		const struct text names[2] = {name, group->name};
		struct op_looked looked;

		if (group->pending == 0 || id_compare(event->id, group->cursor) > 0) {
			continue;
		}
		if (looking->list->asked >= ASKED_MAX || talk_interrupted(looking->talk)) {
			looking->list->left++;
			continue;
		}
		looking->list->asked++;
		if (!op_look_pending(looking->talk, names, event->id, &looked, looking->error)) {
			return false;
		}
		if (looked.pending) {
			keep(looking, names, event->id, &looked);
		} else {
			mem_free((void *)(uintptr_t)looked.consumer.at);
		}
	}
	return topic != NULL;
}

/* The newest first: what is pending is mostly at the end. */
static bool look_at_all(struct looking *looking, uint32_t number)
{
	struct journey_view view;
	const struct journey_event **events, *event;
	size_t count = 0;
	bool good = true;

	journeys_view(looking->journeys, number, &view);
	events = mem_alloc(view.events + 1U, sizeof *events);
	for (event = journeys_first(looking->journeys, number); event != NULL;
		event = journeys_after(looking->journeys, event)) {
		events[count++] = event;
	}
	while (good && count > 0) {
		good = look_at(looking, events[--count]);
	}
	mem_free(events);
	return good;
}

static bool begin(struct looking *looking)
{
	struct survey survey = {.now_ms = 0};

	if (!talk_ready(looking->talk, 0, looking->error) ||
		!op_look_server(looking->talk, &survey, looking->error)) {
		return false;
	}
	looking->server_ms = survey.now_ms;
	looking->at_ms = talk_now_ms(looking->talk);
	return true;
}

static void drop_topics(struct map *topics)
{
	size_t cursor = 0;
	struct text name;
	void *topic;

	while (map_next(topics, &cursor, &name, &topic)) {
		survey_topic_finish(topic);
		mem_free(topic);
	}
	map_destroy(topics);
}

bool held_look(const struct config *config, const struct journeys *journeys,
	const uint32_t *numbers, size_t count, struct held_list *list, struct error *error)
{
	struct looking looking = {.journeys = journeys, .list = list, .error = error};

	*list = (struct held_list){.deliveries = deliveries_create(DELIVERIES_BYTES,
					   config->services, config->service_count)};
	looking.topics = map_create();
	looking.talk = talk_open(config, CONN_READ, error);
	bool good = looking.talk != NULL && begin(&looking);
	for (size_t i = 0; good && i < count; i++) {
		good = look_at_all(&looking, numbers[i]);
	}
	talk_close(looking.talk);
	drop_topics(looking.topics);
	list->is_looked = good;
	return good;
}

void held_finish(struct held_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		mem_free((void *)(uintptr_t)list->entries[i].topic.at);
		mem_free((void *)(uintptr_t)list->entries[i].group.at);
		mem_free((void *)(uintptr_t)list->entries[i].consumer.at);
	}
	mem_free(list->entries);
	deliveries_destroy(list->deliveries);
	*list = (struct held_list){.count = 0};
}
