#include "model/funnel.h"

#include <string.h>

#include "base/mem.h"

enum { USES_MIN = 64 };

const char *funnel_came_name(enum funnel_came came)
{
	static const char *const names[FUNNEL_CAME] = {
		[FUNNEL_REACHED] = "reached",
		[FUNNEL_CONVERTED] = "went on",
		[FUNNEL_IN_FLIGHT] = "in flight",
		[FUNNEL_LOST] = "lost",
	};

	return names[came];
}

bool funnel_init(struct funnel *funnel, const struct text *steps, size_t count, int64_t within_ms,
	struct error *error)
{
	*funnel = (struct funnel){.within_ms = within_ms};
	if (count < 2 || count > FUNNEL_STEPS_MAX) {
		return error_set(
			error, ERROR_USAGE, "a funnel has 2 to %d steps", FUNNEL_STEPS_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		funnel->steps[i].name = text_from(text_dup(steps[i]), steps[i].length);
	}
	funnel->count = count;
	return true;
}

void funnel_finish(struct funnel *funnel)
{
	for (size_t i = 0; i < funnel->count; i++) {
		mem_free((void *)(uintptr_t)funnel->steps[i].name.at);
		sketch_finish(&funnel->steps[i].from_previous);
	}
	mem_free(funnel->uses);
	*funnel = (struct funnel){.count = 0};
}

bool funnel_equal(const struct funnel *a, const struct funnel *b)
{
	size_t same = 0;

	while (same < a->count && same < b->count &&
		text_equal(a->steps[same].name, b->steps[same].name)) {
		same++;
	}
	return same == a->count && same == b->count && a->within_ms == b->within_ms;
}

/* The whole of the name, or its end behind a dot. */
static bool is_named(struct text name, struct text wanted)
{
	if (text_equal(name, wanted)) {
		return true;
	}
	return wanted.length > 0 && name.length > wanted.length &&
		name.at[name.length - wanted.length - 1] == '.' &&
		memcmp(name.at + name.length - wanted.length, wanted.at, wanted.length) == 0;
}

static bool is_step(struct text name, struct text wanted)
{
	if (is_named(name, wanted)) {
		return true;
	}
	while (wanted.length > 0) {
		if (is_named(name, text_trim(text_cut(&wanted, ',')))) {
			return true;
		}
	}
	return false;
}

/* Bits of the steps that it is. */
static uint64_t use_of(struct funnel *funnel, const struct journeys *journeys, uint16_t step)
{
	static const uint64_t known = UINT64_C(1) << 63;
	size_t room = funnel->use_room;

	if (step >= room) {
		room = step + step / 2U + USES_MIN;
		funnel->uses = mem_resize(funnel->uses, room, sizeof(*funnel->uses));
		memset(funnel->uses + funnel->use_room, 0,
			(room - funnel->use_room) * sizeof(*funnel->uses));
		funnel->use_room = room;
	}
	if (funnel->uses[step] == 0) {
		funnel->uses[step] = known;
		for (size_t i = 0; i < funnel->count; i++) {
			bool is = is_step(journeys_step(journeys, step), funnel->steps[i].name);

			funnel->uses[step] |= (uint64_t)is << i;
		}
	}
	return funnel->uses[step];
}

/* May something still come of it? */
static bool is_open(enum journey_state state)
{
	return state != JOURNEY_COMPLETED && state != JOURNEY_FAILED && state != JOURNEY_ABANDONED;
}

static enum funnel_came ended(
	const struct funnel *funnel, const struct funnel_way *way, int64_t now_ms)
{
	bool in_time = funnel->within_ms == 0 || now_ms - way->at_ms[0] <= funnel->within_ms;

	if (way->reached == funnel->count) {
		return FUNNEL_CONVERTED;
	}
	return in_time && is_open(way->state) ? FUNNEL_IN_FLIGHT : FUNNEL_LOST;
}

void funnel_follow(struct funnel *funnel, const struct journeys *journeys, uint32_t number,
	int64_t now_ms, struct funnel_way *way)
{
	const struct journey_event *event = journeys_first(journeys, number);
	struct journey_view view;

	way->reached = 0;
	for (; event != NULL && way->reached < funnel->count;
		event = journeys_after(journeys, event)) {
		int64_t at_ms = (int64_t)event->id.ms;

		if ((event->flags & EVENT_DEAD) != 0 ||
			(use_of(funnel, journeys, event->step) >> way->reached & 1) == 0) {
			continue;
		}
		if (way->reached > 0 && funnel->within_ms > 0 &&
			at_ms - way->at_ms[0] > funnel->within_ms) {
			break;
		}
		way->at_ms[way->reached++] = at_ms;
	}
	journeys_view(journeys, number, &view);
	way->state = view.state;
	way->ended = way->reached > 0 ? ended(funnel, way, now_ms) : FUNNEL_REACHED;
}

bool funnel_counts(const struct funnel *funnel, const struct funnel_way *way, size_t step,
	enum funnel_came came)
{
	bool is_last = step + 1 == funnel->count;

	switch (came) {
	case FUNNEL_REACHED:
		return way->reached > step;
	case FUNNEL_CONVERTED:
		return way->reached > step + !is_last;
	default:
		return way->reached == step + 1 && way->ended == came;
	}
}

void funnel_add(
	struct funnel *funnel, const struct journeys *journeys, uint32_t number, int64_t now_ms)
{
	struct funnel_way way;

	funnel->journeys++;
	funnel_follow(funnel, journeys, number, now_ms, &way);
	for (size_t i = 0; i < way.reached; i++) {
		struct funnel_step *step = &funnel->steps[i];

		step->reached++;
		step->converted += funnel_counts(funnel, &way, i, FUNNEL_CONVERTED);
		step->in_flight += funnel_counts(funnel, &way, i, FUNNEL_IN_FLIGHT);
		if (funnel_counts(funnel, &way, i, FUNNEL_LOST)) {
			step->lost++;
			step->lost_as[way.state]++;
		}
		if (i > 0) {
			sketch_add(&step->from_previous, way.at_ms[i] - way.at_ms[i - 1]);
		}
	}
}
