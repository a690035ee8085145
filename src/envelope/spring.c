#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "_class") >= 0;
}

static void read(struct reading *reading)
{
	reading->event->type = entry_value(reading->entry, "_class");
}

const struct envelope spring_envelope = {
	.name = "spring",
	.help = "Spring Data: an object's properties as fields",
	.fits = fits,
	.read = read,
};
