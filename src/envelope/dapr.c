#include "cloudevents.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "data") >= 0;
}

static bool is(const struct reading *reading)
{
	return has_marks(reading, MARKS(SPECVERSION) | MARKS(PUBSUB));
}

const struct envelope dapr_envelope = {
	.name = "dapr",
	.help = "Dapr: a CloudEvent with what Dapr adds to it",
	.fits = fits,
	.is = is,
	.read = cloudevents_read,
};
