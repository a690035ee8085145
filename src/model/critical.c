#include "model/critical.h"

const char *critical_kind_name(enum critical_kind kind)
{
	static const char *const names[] = {
		[CRITICAL_QUEUE] = "queue", [CRITICAL_WORK] = "work", [CRITICAL_GAP] = "gap"};

	return names[kind];
}

typedef bool relation(const void *arg, uint32_t from, uint32_t to);

/* The nearest event before it of which the relation holds; itself where there is none. */
static size_t nearest(
	const struct critical_event *events, size_t at, relation *holds, const void *arg)
{
	size_t end = at > CRITICAL_LOOK ? at - CRITICAL_LOOK : 0;

	for (size_t i = at; holds != NULL && i-- > end;) {
		if (holds(arg, events[i].step, events[at].step)) {
			return i;
		}
	}
	return at;
}

size_t critical_before(
	const struct critical_event *events, size_t at, const struct critical_model *model)
{
	size_t found = events[at].cause;

	if (found < at) {
		return found;
	}
	found = nearest(events, at, model->needs, model->arg);
	if (found == at) {
		found = nearest(events, at, model->follows, model->arg);
	}
	return found == at ? at - 1 : found;
}

/* Written backwards. */
static size_t put(struct critical_part *parts, size_t count, const struct critical_event *events,
	size_t at, int64_t ms)
{
	const struct critical_event *event = &events[at];
	int64_t either_ms = ms - event->queue_ms - event->work_ms;

	if (!event->is_split || either_ms < 0) {
		parts[count++] = (struct critical_part){at, CRITICAL_GAP, ms};
		return count;
	}
	parts[count++] = (struct critical_part){at, CRITICAL_WORK, event->work_ms};
	if (either_ms > 0) {
		parts[count++] = (struct critical_part){at, CRITICAL_GAP, either_ms};
	}
	parts[count++] = (struct critical_part){at, CRITICAL_QUEUE, event->queue_ms};
	return count;
}

size_t critical_path(const struct critical_event *events, size_t count,
	const struct critical_model *model, struct critical_part *parts)
{
	size_t at = count == 0 ? 0 : count - 1, made = 0;

	while (at > 0) {
		size_t earlier = critical_before(events, at, model);

		made = put(parts, made, events, at, events[at].at_ms - events[earlier].at_ms);
		at = earlier;
	}
	for (size_t i = 0; i < made / 2; i++) {
		struct critical_part kept = parts[i];
		parts[i] = parts[made - 1 - i];
		parts[made - 1 - i] = kept;
	}
	return made;
}
