#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "data") >= 0 && entry_find(entry, "correlationId") >= 0;
}

static void read(struct reading *reading)
{
	read_payload(reading, entry_value(reading->entry, "data"), false);
}

const struct envelope nestjs_envelope = {
	.name = "nestjs-streams",
	.help = "nestjs-redis-streams: data, and a field for each header",
	.fits = fits,
	.read = read,
};
