#include "envelope/event.h"

#include <inttypes.h>

#include "base/json.h"

static void member(struct buf *out, const char *name, struct text value)
{
	buf_addf(out, ", \"%s\": ", name);
	if (value.length == 0) {
		buf_add_string(out, "null");
	} else {
		json_quote_bytes(out, value);
	}
}

void event_json(const void *arg, struct buf *out)
{
	const struct event *event = arg;

	buf_addf(out, ", \"event\": {\"envelope\": \"%s\"", event->envelope);
	member(out, "type", event->type);
	member(out, "service", event->service);
	member(out, "journey", event->journey);
	member(out, "party", event->party);
	member(out, "trace", event->trace);
	member(out, "cause", event->cause);
	if (event->has_occurred) {
		buf_addf(out, ", \"occurred_ms\": %" PRId64, event->occurred_ms);
	} else {
		buf_add_string(out, ", \"occurred_ms\": null");
	}
	member(out, "outcome", event->outcome);
	if (event->broken) {
		buf_add_string(out, ", \"broken\": true");
	}
	if (event->repeated) {
		buf_add_string(out, ", \"repeated\": true");
	}
	buf_add_byte(out, '}');
}
