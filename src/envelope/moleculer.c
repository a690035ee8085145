#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "payload") >= 0 && entry_find(entry, "headers") >= 0;
}

static bool is(const struct reading *reading)
{
	return has_marks(reading, MARKS(REQUEST));
}

static void read(struct reading *reading)
{
	struct text headers = entry_value(reading->entry, "headers");

	reading->event->trace = read_member(reading, headers, "$requestID");
	reading->event->cause = read_member(reading, headers, "$parentID");
	reading->event->service = read_member(reading, headers, "$caller");
	found_forget(&reading->found, ROLE_JOURNEY, reading->event->trace);
	read_payload(reading, entry_value(reading->entry, "payload"), false);
}

const struct envelope moleculer_envelope = {
	.name = "moleculer",
	.help = "Moleculer channels: payload and headers, each as JSON",
	.fits = fits,
	.is = is,
	.read = read,
};
