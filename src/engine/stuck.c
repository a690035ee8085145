#include "engine/stuck.h"

#include "base/map.h"
#include "base/mem.h"
#include "op_look.h"

enum { ASKED_MAX = 20000 };

/* A topic that some journey ends in. */
struct place {
	struct survey_topic topic;
	int64_t *still_ms; /* by group */
};

struct looking {
	struct talk *talk;
	struct journeys *journeys;
	struct stuck_coverage *coverage;
	struct map *places;
	struct error *error;
};

static bool look_at_groups(struct looking *looking, struct place *place, struct text name)
{
	if (!op_look_topic(looking->talk, name, &place->topic, looking->error)) {
		return false;
	}
	place->still_ms = mem_alloc(place->topic.group_count + 1, sizeof *place->still_ms);
	for (size_t i = 0; i < place->topic.group_count; i++) {
		const struct text names[2] = {name, place->topic.groups[i].name};

		if (!op_look_still(looking->talk, names, &place->still_ms[i], looking->error)) {
			return false;
		}
	}
	return true;
}

static struct place *find_place(struct looking *looking, struct text name)
{
	struct place *place = map_get(looking->places, name);

	if (place == NULL) {
		place = mem_alloc(1, sizeof *place);
		map_put(looking->places, name, place);
		if (!look_at_groups(looking, place, name)) {
			return NULL;
		}
	}
	return place;
}

/* Whether the entry is pending there; not asked where it cannot be. */
static bool look_at_entry(struct looking *looking, const struct stuck_suspect *suspect,
	const struct survey_group *from, struct stuck_group *group)
{
	const struct text names[2] = {suspect->topic, from->name};
	struct op_looked looked;

	if (from->pending == 0 || id_compare(suspect->id, from->cursor) > 0) {
		return true;
	}
	looking->coverage->asked++;
	if (!op_look_pending(looking->talk, names, suspect->id, &looked, looking->error)) {
		return false;
	}
	group->is_pending = looked.pending;
	group->consumer = looked.consumer;
	group->idle_ms = looked.idle_ms;
	group->deliveries = looked.deliveries;
	return true;
}

static bool look_at(struct looking *looking, const struct stuck_suspect *suspect)
{
	const struct place *place = find_place(looking, suspect->topic);
	size_t count = place == NULL ? 0 : place->topic.group_count;
	struct stuck_group *groups = mem_alloc(count + 1, sizeof *groups);
	struct journey_stuck why;
	bool good = place != NULL;

	for (size_t i = 0; good && i < count; i++) {
		const struct survey_group *from = &place->topic.groups[i];

		groups[i] = (struct stuck_group){.name = from->name,
			.cursor = from->cursor,
			.consumers = from->consumers,
			.still_ms = place->still_ms[i],
			.lag = -1};
		good = look_at_entry(looking, suspect, from, &groups[i]);
	}
	if (good) {
		bool is = stuck_judge(suspect, groups, count, &why) ||
			journeys_is_overdue(looking->journeys, suspect->number, &why);

		journeys_set_stuck(looking->journeys, suspect->number, is ? &why : NULL);
	}
	for (size_t i = 0; i < count; i++) {
		mem_free((void *)(uintptr_t)groups[i].consumer.at);
	}
	mem_free(groups);
	return good;
}

static bool look_at_all(struct looking *looking)
{
	struct stuck_suspect suspect = {.number = 0};

	while (journeys_suspect(looking->journeys, suspect.number, &suspect)) {
		if (looking->coverage->asked >= ASKED_MAX || talk_interrupted(looking->talk)) {
			looking->coverage->left++;
			continue;
		}
		looking->coverage->looked++;
		if (!look_at(looking, &suspect)) {
			return false;
		}
	}
	return true;
}

static void drop_places(struct map *places)
{
	size_t cursor = 0;
	struct text name;
	void *value;

	while (map_next(places, &cursor, &name, &value)) {
		struct place *place = value;

		survey_topic_finish(&place->topic);
		mem_free(place->still_ms);
		mem_free(place);
	}
	map_destroy(places);
}

bool stuck_look(const struct config *config, struct journeys *journeys,
	struct stuck_coverage *coverage, struct error *error)
{
	struct stuck_suspect suspect;
	struct looking looking = {.journeys = journeys, .coverage = coverage, .error = error};
	bool good;

	*coverage = (struct stuck_coverage){.looked = 0};
	if (!journeys_suspect(journeys, 0, &suspect)) {
		return true;
	}
	looking.places = map_create();
	looking.talk = talk_open(config, CONN_READ, error);
	good = looking.talk != NULL && talk_ready(looking.talk, 0, error) && look_at_all(&looking);
	talk_close(looking.talk);
	drop_places(looking.places);
	return good;
}
