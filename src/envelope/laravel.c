#include "envelope.h"

#include "base/moment.h"

static bool fits(struct text topic, const struct entry *entry)
{
	static const char *const names[] = {"type", "version", "name", "domain", "created", "data"};
	size_t i;

	(void)topic;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (entry_find(entry, names[i]) < 0) {
			return false;
		}
	}
	return true;
}

static void read(struct reading *reading)
{
	const struct entry *entry = reading->entry;
	struct event *event = reading->event;

	event->type = entry_value(entry, "name");
	event->service = entry_value(entry, "domain");
	event->cause = entry_value(entry, "original_id");
	event->has_occurred = moment_read(entry_value(entry, "created"), &event->occurred_ms);
	read_payload(reading, entry_value(entry, "data"), false);
}

const struct envelope laravel_envelope = {
	.name = "laravel-streamer",
	.help = "laravel-streamer: name, domain and data",
	.fits = fits,
	.read = read,
};
