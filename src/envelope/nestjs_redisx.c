#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry->field_count == 2 && entry_find(entry, "data") >= 0 &&
		entry_find(entry, "_attempt") >= 0;
}

static void read(struct reading *reading)
{
	read_payload(reading, entry_value(reading->entry, "data"), false);
}

const struct envelope nestjs_redisx_envelope = {
	.name = "nestjs-redisx",
	.help = "nestjs-redisx: data and the number of the attempt",
	.fits = fits,
	.read = read,
};
