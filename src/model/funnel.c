#include "model/funnel.h"

#include <string.h>

#include "base/mem.h"

bool funnel_init(struct funnel *funnel, const char *const *steps, size_t count, int64_t within_ms,
	struct error *error)
{
	*funnel = (struct funnel){.within_ms = within_ms};
	if (count < 2 || count > FUNNEL_STEPS_MAX) {
		return error_set(
			error, ERROR_USAGE, "a funnel has 2 to %d steps", FUNNEL_STEPS_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		funnel->steps[i].name = mem_dup(steps[i], strlen(steps[i]));
	}
	funnel->count = count;
	return true;
}

void funnel_finish(struct funnel *funnel)
{
	for (size_t i = 0; i < funnel->count; i++) {
		mem_free(funnel->steps[i].name);
		sketch_finish(&funnel->steps[i].from_previous);
	}
	*funnel = (struct funnel){.count = 0};
}

static bool is_step(struct text name, const char *wanted)
{
	size_t length = strlen(wanted);

	if (text_is(name, wanted)) {
		return true;
	}
	return name.length > length && name.at[name.length - length - 1] == '.' &&
		memcmp(name.at + name.length - length, wanted, length) == 0;
}

/* May something still come of it? */
static bool is_open(const struct journey_view *view)
{
	return view->state != JOURNEY_COMPLETED && view->state != JOURNEY_FAILED &&
		view->state != JOURNEY_ABANDONED;
}

static void end_at(struct funnel *funnel, size_t reached, const struct journey_view *view,
	int64_t first_ms, int64_t now_ms)
{
	struct funnel_step *last = &funnel->steps[reached - 1];
	bool in_time = funnel->within_ms == 0 || now_ms - first_ms <= funnel->within_ms;

	if (reached == funnel->count) {
		last->converted++;
	} else if (in_time && is_open(view)) {
		last->in_flight++;
	} else {
		last->lost++;
	}
}

void funnel_add(
	struct funnel *funnel, const struct journeys *journeys, uint32_t number, int64_t now_ms)
{
	const struct journey_event *event = journeys_first(journeys, number);
	int64_t first_ms = 0, before_ms = 0;
	struct journey_view view;
	size_t reached = 0;

	funnel->journeys++;
	for (; event != NULL && reached < funnel->count; event = journeys_after(journeys, event)) {
		int64_t at_ms = (int64_t)event->id.ms;

		if ((event->flags & EVENT_DEAD) != 0 ||
			!is_step(journeys_step(journeys, event->step),
				funnel->steps[reached].name)) {
			continue;
		}
		if (reached > 0 && funnel->within_ms > 0 && at_ms - first_ms > funnel->within_ms) {
			break;
		}
		first_ms = reached == 0 ? at_ms : first_ms;
		if (reached > 0) {
			sketch_add(&funnel->steps[reached].from_previous, at_ms - before_ms);
			funnel->steps[reached - 1].converted++;
		}
		before_ms = at_ms;
		funnel->steps[reached++].reached++;
	}
	if (reached > 0) {
		journeys_view(journeys, number, &view);
		end_at(funnel, reached, &view, first_ms, now_ms);
	}
}
