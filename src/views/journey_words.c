#include "journey_words.h"

#include <inttypes.h>

#include "base/number.h"

struct journey_source journey_source_of(const struct model *model)
{
	return (struct journey_source){
		.journeys = model_journeys(model),
		.variants = model_live(model)->variants,
		.deliveries = model_live(model)->deliveries,
		.hops = model_live(model)->hops,
		.mask = model_mask(model),
	};
}

int journey_rank(enum journey_state state)
{
	static const int ranks[JOURNEY_STATES] = {
		[JOURNEY_STUCK] = 0,
		[JOURNEY_LATE] = 1,
		[JOURNEY_FAILED] = 2,
		[JOURNEY_ACTIVE] = 3,
		[JOURNEY_WAITING] = 3,
		[JOURNEY_UNKNOWN] = 3,
		[JOURNEY_ABANDONED] = 4,
		[JOURNEY_COMPLETED] = 4,
	};

	return ranks[state];
}

bool journey_goes_on(enum journey_state state)
{
	return journey_rank(state) < 4 && state != JOURNEY_FAILED;
}

enum role journey_role(enum journey_state state)
{
	switch (state) {
	case JOURNEY_STUCK:
	case JOURNEY_FAILED:
		return ROLE_CRIT;
	case JOURNEY_LATE:
		return ROLE_WARN;
	case JOURNEY_UNKNOWN:
		return ROLE_UNKNOWN;
	case JOURNEY_ABANDONED:
	case JOURNEY_COMPLETED:
		return ROLE_MUTED;
	default:
		return ROLE_TEXT;
	}
}

const char *journey_marker(enum journey_state state)
{
	switch (state) {
	case JOURNEY_STUCK:
	case JOURNEY_FAILED:
		return "!!";
	case JOURNEY_LATE:
		return "! ";
	case JOURNEY_UNKNOWN:
		return "? ";
	default:
		return "";
	}
}

bool journey_deadline(const struct journey_view *view, int64_t *due_ms)
{
	bool ends = view->definition->sla_ms > 0 && view->events > 0;
	int64_t end_ms = ends ? view->started_ms + view->definition->sla_ms : 0;

	if (journey_rank(view->state) > 3 || view->state == JOURNEY_FAILED) {
		return false;
	}
	if (view->has_due && (!ends || view->due_ms < end_ms)) {
		*due_ms = view->due_ms;
	} else {
		*due_ms = end_ms;
	}
	return view->has_due || ends;
}

int64_t journey_ms(uint64_t ms)
{
	return ms < INT64_MAX / 4 ? (int64_t)ms : INT64_MAX / 4;
}

static void say_key(const struct journey_source *source, const struct journey_view *view,
	enum key_use use, struct text key, struct buf *out)
{
	buf_reset(out);
	if (key.length > 0) {
		journey_source_text(source, view->definition, use, key, out);
	}
}

void journey_say_name(
	const struct journey_source *source, const struct journey_view *view, struct buf *out)
{
	say_key(source, view, KEY_USE_ANCHOR, view->name, out);
}

void journey_say_party(
	const struct journey_source *source, const struct journey_view *view, struct buf *out)
{
	say_key(source, view, KEY_USE_PARTY, view->party, out);
}

/* The step that came last; empty: it has no event. */
static struct text last_step(const struct journeys *journeys, uint32_t number)
{
	const struct journey_event *event = journeys_first(journeys, number), *last = event;

	for (; event != NULL; event = journeys_after(journeys, event)) {
		last = event;
	}
	return last == NULL ? text_of("") : journeys_step(journeys, last->step);
}

void journey_say_reason(
	const struct journey_source *source, const struct journey_view *view, struct buf *out)
{
	buf_reset(out);
	journeys_reason(source->journeys, view->number, out);
	if (out->length == 0) {
		struct text step = last_step(source->journeys, view->number);

		buf_add_string(out, journey_goes_on(view->state) ? "after " : "ended with ");
		buf_add_text(out, step.length > 0 ? step : text_of("?"));
	}
}

void journey_say_short(
	const struct journey_source *source, const struct journey_view *view, struct buf *out)
{
	struct journey_stuck why;
	char idle[NUMBER_MAX];

	buf_reset(out);
	if (view->state != JOURNEY_STUCK || !journeys_stuck(source->journeys, view->number, &why) ||
		why.group.length == 0) {
		journey_say_reason(source, view, out);
		return;
	}
	buf_add_text(out, why.group);
	switch (why.rule) {
	case STUCK_PENDING:
		buf_addf(out, ": pending %s x%" PRId64 " on ", number_duration(idle, why.idle_ms),
			why.deliveries);
		buf_add_text(out, why.consumer);
		break;
	case STUCK_NO_CONSUMER:
		buf_add_string(out, ": no consumer");
		break;
	default:
		buf_add_string(out, ": not read");
	}
	if (why.rule != STUCK_PENDING && why.lag >= 0) {
		buf_addf(out, ", lag %" PRId64, why.lag);
	}
}

struct journey_steps journey_count_steps(
	const struct journey_source *source, const struct journey_view *view)
{
	const struct journeys *journeys = source->journeys;
	const struct journey_event *event = journeys_first(journeys, view->number);
	uint8_t expected[DEFINITION_STEPS_MAX];
	struct journey_steps steps = {
		.expected = journeys_expected(journeys, view->number, expected)};

	for (; event != NULL; event = journeys_after(journeys, event)) {
		steps.done += (event->flags & EVENT_DEAD) == 0;
	}
	return steps;
}

static bool is_meant(const struct journey_view *view, const struct ref *ref)
{
	const char *name = view->definition->name ? view->definition->name : "";

	return (ref->definition.length == 0 || text_is(ref->definition, name)) &&
		text_equal(view->name, ref->journey) &&
		(ref->incarnation == 0 || view->incarnation == ref->incarnation);
}

uint32_t journey_find(const struct journeys *journeys, const struct ref *ref)
{
	uint32_t number = 0;

	if (ref->topic.length > 0) {
		return journeys_with(journeys, ref->topic, ref->id, 0);
	}
	while ((number = journeys_find(journeys, ref->journey, number)) != 0) {
		struct journey_view view;

		journeys_view(journeys, number, &view);
		if (is_meant(&view, ref)) {
			return number;
		}
	}
	return 0;
}

struct ref journey_ref(const struct journey_view *view)
{
	return ref_journey(text_of(view->definition->name ? view->definition->name : ""),
		view->name, view->incarnation);
}
