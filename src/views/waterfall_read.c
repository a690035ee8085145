/* Takes one journey in: its events, what each waited for, what is to come. */
#include "base/mem.h"
#include "waterfall_private.h"

enum { MADE_AGE_MS = 1000 };

bool fall_journey(const struct waterfall *fall, struct journey_view *view)
{
	if (!fall->source.journeys || fall->made.shown != fall->shown ||
		!journeys_holds(fall->source.journeys, fall->number, fall->made.serial)) {
		return false;
	}
	journeys_view(fall->source.journeys, fall->number, view);
	return true;
}

void fall_forget(struct waterfall *fall)
{
	mem_free(fall->events);
	mem_free(fall->rows);
	mem_free(fall->parts);
	fall->events = NULL;
	fall->rows = NULL;
	fall->parts = NULL;
	fall->count = fall->row_count = fall->part_count = 0;
}

static void take_event(struct waterfall *fall, const struct journey_path *path, size_t at)
{
	const struct journey_event *event = path->events[at];
	const struct critical_event *critical = &path->critical[at];
	size_t before = journey_path_before(path, at);

	fall->events[at] = (struct fall_event){
		.id = event->id,
		.at_ms = journey_ms(event->id.ms),
		.from_ms = journey_ms(path->events[before]->id.ms),
		.before = before,
		.topic = event->topic,
		.step = event->step,
		.service = event->service,
		.flags = event->flags,
		.is_split = critical->is_split,
		.queue_ms = critical->queue_ms,
		.work_ms = critical->work_ms,
	};
	fall->events[at].either_ms = fall->events[at].at_ms - fall->events[at].from_ms -
		critical->queue_ms - critical->work_ms;
}

static void take(struct waterfall *fall, struct journey_path *path)
{
	fall->count = path->count;
	fall->events = mem_alloc(path->count + 1, sizeof(*fall->events));
	for (size_t i = 0; i < path->count; i++) {
		take_event(fall, path, i);
	}
	fall->parts = path->parts;
	fall->part_count = path->part_count;
	path->parts = NULL;
	struct text group;
	fall->is_given = journey_path_given(path, &group, &fall->given);
	for (size_t i = 0; i < fall->part_count; i++) {
		fall->events[fall->parts[i].event].critical = fall->parts[i].ms > 0;
	}
}

static bool is_made(const struct waterfall *fall, const struct fall_made *wanted)
{
	const struct fall_made *made = &fall->made;

	return made->serial == wanted->serial && made->events == wanted->events &&
		made->flags == wanted->flags && made->state == wanted->state &&
		made->last_ms == wanted->last_ms && made->shape == wanted->shape &&
		made->folded == wanted->folded && made->width == wanted->width &&
		made->shown == wanted->shown && wanted->at_ms - made->at_ms < MADE_AGE_MS;
}

void fall_read(struct waterfall *fall)
{
	struct journey_view view;
	struct journey_path path;
	struct fall_made wanted;

	journeys_view(fall->source.journeys, fall->number, &view);
	wanted = (struct fall_made){
		.serial = view.serial,
		.events = view.events,
		.flags = view.flags,
		.state = view.state,
		.last_ms = view.last_ms,
		.at_ms = model_now_ms(fall->model),
		.shape = fall->shape,
		.folded = fall->folded,
		.width = fall->width,
		.shown = fall->shown,
	};
	if (is_made(fall, &wanted)) {
		return;
	}
	fall_forget(fall);
	fall->made = wanted;
	if (!model_server_now_ms(fall->model, &fall->now_ms)) {
		fall->now_ms = 0;
	}
	journey_path_init(&path, &fall->source, fall->number);
	take(fall, &path);
	fall->state = path.state;
	fall->is_learned = path.is_learned;
	fall_arrange(fall, path.expected, path.expected_count);
	journey_path_finish(&path);
	fall_make_axis(fall);
}
