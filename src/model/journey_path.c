#include "model/journey_path.h"

#include "base/mem.h"
#include "model/hops.h"
#include "model/learn.h"

static bool needs(const void *arg, uint32_t from, uint32_t to)
{
	const struct journey_path *path = arg;
	const struct definition *definition = path->view.definition;
	const struct journeys *journeys = path->source.journeys;

	if (definition->rule_count == 0) {
		return false;
	}
	uint8_t first = definition_step_of(definition, journeys_step(journeys, (uint16_t)from));
	uint8_t second = definition_step_of(definition, journeys_step(journeys, (uint16_t)to));
	for (size_t i = 0; second != DEFINITION_NONE && i < definition->rule_count; i++) {
		if (definition->rules[i].from == first && definition->rules[i].to == second) {
			return true;
		}
	}
	return false;
}

static bool follows(const void *arg, uint32_t from, uint32_t to)
{
	const struct journey_path *path = arg;
	const struct variants *variants = path->source.variants;
	const struct variant_edge *edge;

	if (variants == NULL) {
		return false;
	}
	edge = variants_edge(variants, (uint16_t)from, (uint16_t)to);
	return edge != NULL && learn_is_habit(variants, edge);
}

/* Causes are mostly near. */
static size_t place_of(const struct journey_path *path, const struct journey_event *cause)
{
	for (size_t i = path->count; cause != NULL && i-- > 0;) {
		if (path->events[i] == cause) {
			return i;
		}
	}
	return CRITICAL_NONE;
}

static void take_events(struct journey_path *path)
{
	const struct journeys *journeys = path->source.journeys;
	const struct journey_event *event = journeys_first(journeys, path->view.number);

	path->events = mem_alloc(path->view.events + 1, sizeof(*path->events));
	path->critical = mem_alloc(path->view.events + 1, sizeof(*path->critical));
	path->parts = mem_alloc(path->view.events * CRITICAL_PARTS + 1UL, sizeof(*path->parts));
	for (; event != NULL; event = journeys_after(journeys, event)) {
		path->events[path->count] = event;
		path->critical[path->count] = (struct critical_event){
			.at_ms = (int64_t)event->id.ms,
			.step = event->step,
			.cause = place_of(path, journeys_cause(journeys, event)),
		};
		path->count++;
	}
}

/* Where nothing is declared an end may have been learned. */
static void learn_state(struct journey_path *path)
{
	path->state = path->view.state;
	if (path->source.variants != NULL && path->view.definition->ends == 0 && path->count > 0 &&
		path->state == JOURNEY_ACTIVE &&
		variants_ends(path->source.variants, path->events[path->count - 1]->step)) {
		path->state = JOURNEY_COMPLETED;
		path->is_learned = true;
	}
}

static struct critical_model model_of(const struct journey_path *path)
{
	return (struct critical_model){.needs = needs, .follows = follows, .arg = path};
}

static int64_t within(int64_t ms, int64_t least_ms, int64_t most_ms)
{
	return ms < least_ms ? least_ms : ms > most_ms ? most_ms : ms;
}

/* What was seen to be wrong is not believed, whoever says it. */
static bool reader_of(const struct journey_path *path, const struct journey_event *input,
	uint16_t service, struct text *group)
{
	const struct journey_source *source = &path->source;

	if (deliveries_reader(source->deliveries, journeys_topic(source->journeys, input->topic),
		    journeys_service(source->journeys, service), group)) {
		return source->hops == NULL ||
			!hops_excludes(source->hops, input->topic, service, *group);
	}
	return source->hops != NULL && hops_reader(source->hops, input->topic, service, group);
}

bool journey_path_split(const struct journey_path *path, size_t at, struct journey_split *split)
{
	const struct journey_event *event = path->events[at], *input;
	struct delivery when;

	*split = (struct journey_split){.queue_ms = 0};
	if (at == 0 || path->source.deliveries == NULL) {
		return false;
	}
	input = path->events[journey_path_before(path, at)];
	if (((event->flags | input->flags) & EVENT_DEAD) != 0 ||
		!reader_of(path, input, event->service, &split->group)) {
		return false;
	}
	const struct text names[2] = {
		journeys_topic(path->source.journeys, input->topic), split->group};
	int64_t came_ms = (int64_t)input->id.ms, went_ms = (int64_t)event->id.ms;
	/* What came before its input was given did not come of it. */
	if (!deliveries_when(path->source.deliveries, names, input->id, &when) ||
		(when.has_from && when.from_ms > went_ms + DELIVERIES_SLACK_MS)) {
		return false;
	}
	when.from_ms = when.has_from ? within(when.from_ms, came_ms, went_ms) : came_ms;
	when.to_ms = when.has_to ? within(when.to_ms, when.from_ms, went_ms) : went_ms;
	split->queue_ms = when.from_ms - came_ms;
	split->either_ms = when.to_ms - when.from_ms;
	split->work_ms = went_ms - when.to_ms;
	split->is_bounded = when.is_bounded;
	return split->is_bounded || split->either_ms < went_ms - came_ms;
}

bool journey_path_given(
	const struct journey_path *path, struct text *group, struct delivery *delivery)
{
	const struct journey_event *last = path->count == 0 ? NULL : path->events[path->count - 1];

	if (last == NULL || path->source.deliveries == NULL || !reader_of(path, last, 0, group)) {
		return false;
	}
	const struct text names[2] = {journeys_topic(path->source.journeys, last->topic), *group};
	return deliveries_when(path->source.deliveries, names, last->id, delivery);
}

static void take_splits(struct journey_path *path)
{
	struct journey_split split;

	for (size_t at = 1; path->source.deliveries != NULL && at < path->count; at++) {
		struct critical_event *critical = &path->critical[at];

		critical->is_split = journey_path_split(path, at, &split) &&
			(split.either_ms == 0 || split.queue_ms + split.work_ms > 0);
		critical->queue_ms = split.queue_ms;
		critical->work_ms = split.work_ms;
	}
}

void journey_path_init(
	struct journey_path *path, const struct journey_source *source, uint32_t number)
{
	struct critical_model model = model_of(path);

	*path = (struct journey_path){.source = *source};
	journeys_view(source->journeys, number, &path->view);
	take_events(path);
	learn_state(path);
	take_splits(path);
	path->part_count = critical_path(path->critical, path->count, &model, path->parts);
	path->expected_count = journeys_expected(source->journeys, number, path->expected);
}

void journey_path_finish(struct journey_path *path)
{
	mem_free(path->events);
	mem_free(path->critical);
	mem_free(path->parts);
}

size_t journey_path_before(const struct journey_path *path, size_t at)
{
	struct critical_model model = model_of(path);

	return at == 0 ? 0 : critical_before(path->critical, at, &model);
}

size_t journey_path_steps(const struct journey_path *path)
{
	size_t steps = 0;

	for (size_t i = 0; i < path->count; i++) {
		steps += (path->events[i]->flags & EVENT_DEAD) == 0;
	}
	return steps;
}

void journey_path_reason(const struct journey_path *path, struct buf *out)
{
	if (path->is_learned) {
		buf_add_string(out, "journeys end there (learned)");
	} else {
		journeys_reason(path->source.journeys, path->view.number, out);
	}
}

const char *journey_path_event_state(const struct journey_event *event)
{
	return (event->flags & EVENT_DEAD) != 0      ? "dead"
		: (event->flags & EVENT_FAILED) != 0 ? "failed"
		: (event->flags & EVENT_STUCK) != 0  ? "stuck"
		: (event->flags & EVENT_LATE) != 0   ? "late"
						     : "done";
}

void journey_source_text(const struct journey_source *source, const struct definition *definition,
	enum key_use use, struct text text, struct buf *out)
{
	struct text field = text_of(use == KEY_USE_PARTY ? "customer" : "journey");

	for (size_t i = 0; i < definition->key_count; i++) {
		if (definition->keys[i].use == use) {
			struct text path = text_of(definition->keys[i].path);
			while (path.length > 0) {
				field = text_cut(&path, '.');
			}
			break;
		}
	}
	mask_value(source->mask, field, text, out);
}
