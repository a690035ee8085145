#include "call_out.h"

#include "base/json.h"

enum { INPUT_BYTES_MAX = 4 << 20 };

static void add_text(struct buf *out, const char *name, struct text value)
{
	buf_addf(out, ", \"%s\": ", name);
	if (value.length == 0) {
		buf_add_string(out, "null");
	} else {
		json_quote_bytes(out, value);
	}
}

static void add_time(struct buf *out, const char *name, int64_t ms)
{
	buf_addf(out, ms > 0 ? ", \"%s\": %lld" : ", \"%s\": null", name, (long long)ms);
}

void call_out_write(struct buf *out, const struct alert_event *event, const char *server)
{
	const struct alert_rule *rule = event->rule;
	bool is_topic = alert_subject_is_topic(rule->of);

	buf_addf(out, "{\"key\": \"%s\"", event->key);
	add_text(out, "alert", text_of(rule->name));
	add_text(out, "state", text_of(alert_state_name(event->state)));
	add_text(out, "severity", text_of(severity_name(rule->severity)));
	add_text(out, "of", text_of(alert_subject_name(rule->of)));
	add_text(out, "topic", is_topic ? event->names[0] : text_of(""));
	add_text(out, "group", event->names[1]);
	add_text(out, "name", is_topic ? text_of("") : event->names[0]);
	add_text(out, "when", text_of(rule->when));
	add_text(out, "reason", text_of(event->reason));
	add_time(out, "at_ms", event->server_ms);
	add_time(out, "fired_ms", event->fired_ms);
	add_text(out, "server", text_of(server));
	buf_add_string(out, "}\n");
}

static void call(struct call_out *out, const struct alert_event *event)
{
	struct buf input;

	buf_init(&input, INPUT_BYTES_MAX);
	call_out_write(&input, event, out->server);
	if (input.full) {
		out->hooks.told.dropped++;
	} else {
		hooks_add(&out->hooks, event->rule->exec, &input);
	}
	buf_finish(&input);
}

void call_out_turn(struct call_out *out, const struct model *model)
{
	const struct alert_list *list = model_alerts(model);
	uint64_t last = alert_list_events(list);

	while (out->seen < last) {
		const struct alert_event *event = alert_list_event(list, ++out->seen);

		if (event == NULL) {
			/* So many at once that it is no longer kept. */
			out->hooks.told.dropped++;
		} else if (event->rule->exec != NULL) {
			call(out, event);
		}
	}
}
