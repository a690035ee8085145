#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "payload") >= 0;
}

static bool is(const struct reading *reading)
{
	return has_marks(reading, MARKS(BODY) | MARKS(HEADERS) | MARKS(PROPERTIES));
}

static void read(struct reading *reading)
{
	struct text message = entry_value(reading->entry, "payload");
	struct text body = read_member(reading, message, "body");
	struct event *event = reading->event;

	event->type = read_member(reading, message, "headers.task");
	event->journey = read_member(reading, message, "headers.root_id");
	event->cause = read_member(reading, message, "headers.parent_id");
	event->service = read_member(reading, message, "headers.origin");
	if (text_is(read_member(reading, message, "properties.body_encoding"), "base64")) {
		body = read_base64(reading, body);
	}
	read_payload(reading, body, true);
}

const struct envelope celery_envelope = {
	.name = "celery",
	.help = "Celery: a message of Kombu as JSON",
	.fits = fits,
	.is = is,
	.read = read,
};
