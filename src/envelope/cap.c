#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "headers") >= 0 && entry_find(entry, "body") >= 0;
}

static bool is(const struct reading *reading)
{
	return has_marks(reading, MARKS(CAP_NAME));
}

/* The body is a JSON string of base64, or null. */
static void read_body(struct reading *reading, struct text body)
{
	struct json_value value;

	body = text_trim(body);
	if (body.length == 0 || text_is(body, "null")) {
		return;
	}
	if (!json_read(body, &value) || value.kind != JSON_STRING) {
		reading->event->broken = true;
		reading->event->payload = body;
		return;
	}
	read_payload(reading, read_base64(reading, read_value(reading, &value)), true);
}

static void read(struct reading *reading)
{
	struct text headers = entry_value(reading->entry, "headers");

	reading->event->type = read_member(reading, headers, "cap-msg-name");
	read_body(reading, entry_value(reading->entry, "body"));
}

const struct envelope cap_envelope = {
	.name = "cap",
	.help = "DotNetCore.CAP: headers as JSON, the body as base64",
	.fits = fits,
	.is = is,
	.read = read,
};
