#include "envelope.h"

/* What the inputs of Redpanda Connect say of where a message came from. */
static bool is_metadata(struct text name)
{
	static const char *const prefixes[] = {"redis_stream", "kafka_", "http_server_", "mqtt_",
		"nats_", "amqp_", "gcp_pubsub_", "s3_", "sqs_", "benthos_"};
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (text_starts(name, prefixes[i])) {
			return true;
		}
	}
	return false;
}

static bool fits(struct text topic, const struct entry *entry)
{
	size_t i;

	(void)topic;
	for (i = 0; i < entry->field_count; i++) {
		if (is_metadata(entry->fields[i].name)) {
			return entry_find(entry, "body") >= 0;
		}
	}
	return false;
}

static void read(struct reading *reading)
{
	read_payload(reading, entry_value(reading->entry, "body"), false);
}

const struct envelope benthos_envelope = {
	.name = "benthos",
	.help = "Redpanda Connect: the body, and a field for each metadata",
	.fits = fits,
	.read = read,
};
