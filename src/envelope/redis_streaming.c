#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	static const char *const names[] = {
		"payload", "timestamp", "retryCount", "maxRetries", "topic", "partitionId"};
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
	reading->event->journey = entry_value(reading->entry, "key");
	read_payload(reading, entry_value(reading->entry, "payload"), false);
}

const struct envelope redis_streaming_envelope = {
	.name = "redis-streaming",
	.help = "redis-streaming: payload, partition and retries",
	.fits = fits,
	.read = read,
};
