#include "envelope.h"

#include "base/moment.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry->field_count == 2 && entry_find(entry, "task_id") >= 0 &&
		entry_find(entry, "enqueue_time") >= 0;
}

static void read(struct reading *reading)
{
	struct event *event = reading->event;

	event->journey = entry_value(reading->entry, "task_id");
	event->has_occurred =
		moment_read(entry_value(reading->entry, "enqueue_time"), &event->occurred_ms);
}

const struct envelope streaq_envelope = {
	.name = "streaq",
	.help = "streaq: a task is due",
	.fits = fits,
	.read = read,
};
