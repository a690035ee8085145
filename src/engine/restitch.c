#include "restitch.h"

#include "base/mem.h"

enum { ASKED_MAX = 50, PLACES_MAX = 20000, BYTES_MAX = 64 << 20 };

bool apart_pairs_add(struct apart_pairs *aparts, struct text a, struct text b)
{
	for (size_t i = 0; i < aparts->count; i++) {
		const struct definition_apart *pair = &aparts->at[i];

		if ((text_is(a, pair->a) && text_is(b, pair->b)) ||
			(text_is(a, pair->b) && text_is(b, pair->a))) {
			return false;
		}
	}
	if (aparts->count == DEFINITION_APARTS_MAX) {
		return false;
	}
	aparts->at = mem_resize(aparts->at, aparts->count + 1, sizeof *aparts->at);
	aparts->at[aparts->count++] = (struct definition_apart){.a = text_dup(a), .b = text_dup(b)};
	return true;
}

void apart_pairs_apply(const struct apart_pairs *aparts, struct journeys *journeys)
{
	for (size_t i = 0; i < aparts->count; i++) {
		journeys_set_apart(journeys, text_of(aparts->at[i].a), text_of(aparts->at[i].b));
	}
}

void apart_pairs_finish(struct apart_pairs *aparts)
{
	for (size_t i = 0; i < aparts->count; i++) {
		mem_free(aparts->at[i].a);
		mem_free(aparts->at[i].b);
	}
	mem_free(aparts->at);
	*aparts = (struct apart_pairs){.count = 0};
}

static void forget(struct restitch *restitch)
{
	for (size_t i = 0; restitch->pages != NULL && i < restitch->count; i++) {
		mem_free(restitch->pages[i]);
	}
	mem_free(restitch->pages);
	mem_free(restitch->places);
	restitch->pages = NULL;
	restitch->places = NULL;
	restitch->count = restitch->next = restitch->answered = 0;
	restitch->gone = restitch->bytes = 0;
}

void restitch_drop(struct restitch *restitch)
{
	fetcher_destroy(restitch->fetcher);
	restitch->fetcher = NULL;
	restitch->next = restitch->answered;
}

void restitch_finish(struct restitch *restitch)
{
	restitch_drop(restitch);
	forget(restitch);
	apart_pairs_finish(&restitch->aparts);
	mem_free(restitch->name);
	mem_free(restitch->other);
}

static void say(struct restitch *restitch, enum apart_is is, const char *why)
{
	struct live_apart *told = &restitch->live->apart;

	told->is = is;
	told->events = restitch->count;
	told->gone = restitch->gone;
	told->why = why;
	restitch->on = is == APART_ON;
}

/* What it is made of now. */
static bool collect(struct restitch *restitch, struct journeys *journeys)
{
	struct journey_view view;

	forget(restitch);
	restitch->number = journeys_find(journeys, text_of(restitch->name), 0);
	if (restitch->number == 0) {
		say(restitch, APART_DONE, "it is not held");
		return false;
	}
	journeys_view(journeys, restitch->number, &view);
	restitch->serial = view.serial;
	restitch->events = view.events;
	restitch->places = journeys_places(journeys, restitch->number, &restitch->count);
	if (restitch->count > PLACES_MAX) {
		say(restitch, APART_REFUSED, "it has too many events");
		return false;
	}
	restitch->pages = mem_alloc(restitch->count + 1, sizeof *restitch->pages);
	say(restitch, APART_ON, "");
	return true;
}

void restitch_begin(
	struct restitch *restitch, struct journeys *journeys, struct text name, struct text other)
{
	if (restitch->on) {
		return;
	}
	mem_free(restitch->name);
	mem_free(restitch->other);
	restitch->name = text_dup(name);
	restitch->other = text_dup(other);
	if (journeys == NULL) {
		apart_pairs_add(&restitch->aparts, name, other);
		return;
	}
	restitch_drop(restitch);
	collect(restitch, journeys);
}

/* The places answer in the order in which they were asked. */
static void on_entry(void *arg, const struct fact *fact)
{
	struct restitch *restitch = arg;
	size_t at = restitch->answered;

	/* What follows is asked again with it. */
	restitch->missed = restitch->missed || fact->outcome == FACT_LOST || fact->passes;
	if (restitch->missed) {
		return;
	}
	if (fact->outcome == FACT_KNOWN && fact->entries.count == 1) {
		restitch->pages[at] = page_copy(fact->entries.entries, 1);
		restitch->bytes += restitch->pages[at]->bytes;
	} else {
		restitch->gone++;
	}
	restitch->answered++;
}

static void ask(struct restitch *restitch, struct conn *conn)
{
	if (restitch->fetcher == NULL) {
		restitch->fetcher = fetcher_create(conn, on_entry, restitch);
	}
	restitch->missed = false;
	restitch->next = restitch->answered;
	for (int i = 0; i < ASKED_MAX && restitch->next < restitch->count; i++) {
		const struct journey_place *place = &restitch->places[restitch->next++];

		fetch_range(restitch->fetcher, place->topic, place->id, place->id, false, 1);
	}
}

/* In the order of their ids, as they came. */
static void add_all(struct restitch *restitch, struct journeys *journeys)
{
	for (size_t i = 0; i < restitch->count; i++) {
		struct text topic = restitch->places[i].topic;
		struct event event;

		if (restitch->pages[i] != NULL) {
			event_read(
				restitch->reader, topic, &restitch->pages[i]->entries[0], &event);
			journeys_add(journeys, topic, &restitch->pages[i]->entries[0], &event);
		}
	}
}

static void conclude(struct restitch *restitch, struct journeys *journeys)
{
	struct text name = text_of(restitch->name), other = text_of(restitch->other);

	/* What would not be stitched again stays as it is. */
	if (restitch->gone == restitch->count) {
		say(restitch, APART_REFUSED, "none of its events can be read any more");
	} else if (!journeys_begin_again(journeys, restitch->number)) {
		say(restitch, APART_REFUSED, "its name was used again since");
	} else {
		if (apart_pairs_add(&restitch->aparts, name, other)) {
			journeys_set_apart(journeys, name, other);
		}
		add_all(restitch, journeys);
		journeys_end_again(journeys);
		say(restitch, APART_DONE, "");
	}
	restitch_drop(restitch);
	forget(restitch);
}

void restitch_turn(struct restitch *restitch, struct journeys *journeys, struct conn *conn)
{
	struct journey_view view = {.serial = 0};

	if (!restitch->on || conn == NULL ||
		(restitch->fetcher != NULL && fetcher_outstanding(restitch->fetcher) > 0)) {
		return;
	}
	if (restitch->bytes > BYTES_MAX) {
		say(restitch, APART_REFUSED, "its events are too large");
		restitch_drop(restitch);
		forget(restitch);
		return;
	}
	if (restitch->answered < restitch->count) {
		ask(restitch, conn);
		return;
	}
	/* It went on meanwhile: what came belongs to it. */
	if (journeys_holds(journeys, restitch->number, restitch->serial)) {
		journeys_view(journeys, restitch->number, &view);
	}
	if (view.serial == 0 || view.events != restitch->events) {
		restitch_drop(restitch);
		collect(restitch, journeys);
		return;
	}
	conclude(restitch, journeys);
}
