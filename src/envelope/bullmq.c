#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	int event = entry_find(entry, "event");

	return event >= 0 && (entry_find(entry, "jobId") >= 0 || text_ends(topic, ":events"));
}

/* What a queue says of itself and not of a job. */
static bool is_of_queue(struct text event)
{
	static const char *const names[] = {"drained", "paused", "resumed", "cleaned"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (text_is(event, names[i])) {
			return true;
		}
	}
	return false;
}

static bool is(const struct reading *reading)
{
	struct text event = entry_value(reading->entry, "event");

	return event.length > 0 && event.at[0] != '{' &&
		(entry_find(reading->entry, "jobId") >= 0 || is_of_queue(event));
}

static void read(struct reading *reading)
{
	static const char *const payloads[] = {"returnvalue", "data", "failedReason"};
	const struct entry *entry = reading->entry;
	size_t i;

	reading->event->type = entry_value(entry, "event");
	reading->event->journey = entry_value(entry, "jobId");
	reading->event->outcome = entry_value(entry, "failedReason");
	for (i = 0; i < sizeof(payloads) / sizeof(*payloads); i++) {
		if (entry_find(entry, payloads[i]) >= 0) {
			read_payload(reading, entry_value(entry, payloads[i]), false);
			break;
		}
	}
}

const struct envelope bullmq_envelope = {
	.name = "bullmq",
	.help = "BullMQ: what became of a job of a queue",
	.fits = fits,
	.is = is,
	.read = read,
};
