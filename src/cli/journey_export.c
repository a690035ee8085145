#include "journey_export.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/number.h"
#include "base/sanitise.h"
#include "output.h"

static struct text actor_of(const struct journey_path *path, size_t at)
{
	const struct journey_event *event = path->events[at];
	struct text service = journeys_service(path->source.journeys, event->service);

	return service.length > 0 ? service : journeys_topic(path->source.journeys, event->topic);
}

/* The first event of the same actor. */
static size_t actor_number(const struct journey_path *path, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (text_equal(actor_of(path, i), actor_of(path, at))) {
			return i;
		}
	}
	return at;
}

/* Safe on a terminal first; then what means something to the diagram, as its codes. */
static void add_label(struct buf *out, struct text raw)
{
	struct buf safe;

	buf_init(&safe, OUTPUT_BYTES_MAX);
	sanitise_text(&safe, raw);
	for (size_t i = 0; i < safe.length; i++) {
		char byte = safe.at[i];
		if (strchr("#;<>\"`%{}\\", byte) != NULL) {
			buf_addf(out, "#%d;", byte);
		} else {
			buf_add_byte(out, byte);
		}
	}
	buf_finish(&safe);
}

static void add_key(const struct journey_path *path, struct buf *out)
{
	journey_source_text(
		&path->source, path->view.definition, KEY_USE_ANCHOR, path->view.name, out);
}

void journey_export_mermaid(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	const struct journey_source source = journey_scan_source(scan);
	struct journey_path path;
	char took[NUMBER_MAX];
	struct buf key;

	journey_path_init(&path, &source, number);
	buf_init(&key, OUTPUT_BYTES_MAX);
	add_key(&path, &key);
	buf_add_string(out, "sequenceDiagram\n    title ");
	add_label(out, buf_text(&key));
	buf_addf(out, " is %s\n", journey_state_name(path.state));
	for (size_t i = 0; i < path.count; i++) {
		if (actor_number(&path, i) == i) {
			buf_addf(out, "    participant p%zu as ", i);
			add_label(out, actor_of(&path, i));
			buf_add_byte(out, '\n');
		}
	}
	for (size_t i = 0; i < path.count; i++) {
		const struct journey_event *event = path.events[i];
		bool failed = (event->flags & EVENT_FAILED) != 0;

		buf_addf(out, "    p%zu%sp%zu: ", actor_number(&path, i == 0 ? 0 : i - 1),
			failed ? "-x" : "->>", actor_number(&path, i));
		add_label(out, journeys_step(scan->journeys, event->step));
		if (i > 0) {
			buf_addf(out, " +%s",
				number_duration(
					took, (int64_t)(event->id.ms - path.events[i - 1]->id.ms)));
		}
		buf_add_byte(out, '\n');
	}
	for (size_t i = 0; i < path.expected_count && path.count > 0; i++) {
		buf_addf(out, "    Note over p%zu: expected ", actor_number(&path, path.count - 1));
		add_label(out, text_of(path.view.definition->steps[path.expected[i]].name));
		buf_add_byte(out, '\n');
	}
	buf_finish(&key);
	journey_path_finish(&path);
}

enum { TRACE_DIGITS = 32, SPAN_DIGITS = 16 };

/* The same journey has the same trace whenever it is exported. */
static void add_hash(struct buf *out, struct text of, int digits)
{
	char hex[DIGEST_HEX_MAX];

	buf_addf(out, "%.*s", digits, digest_of(of, hex));
}

static void add_event_hash(const struct journey_path *path, size_t at, struct buf *out)
{
	const struct journey_event *event = path->events[at];
	char id[ID_TEXT_MAX];
	struct buf name;

	buf_init(&name, OUTPUT_BYTES_MAX);
	buf_add_text(&name, journeys_topic(path->source.journeys, event->topic));
	buf_addf(&name, " %s", id_format(id, event->id));
	add_hash(out, buf_text(&name), SPAN_DIGITS);
	buf_finish(&name);
}

/* A string attribute; bytes that are no text are shown as a terminal would have them. */
static void add_attribute(struct buf *out, const char *name, struct text raw, bool first)
{
	struct buf safe;

	buf_init(&safe, OUTPUT_BYTES_MAX);
	sanitise_text(&safe, raw);
	buf_addf(out, "%s{\"key\": \"%s\", \"value\": {\"stringValue\": ", first ? "" : ", ", name);
	json_quote(out, buf_text(&safe));
	buf_add_string(out, "}}");
	buf_finish(&safe);
}

static void add_quoted(struct buf *out, struct text raw)
{
	struct buf safe;

	buf_init(&safe, OUTPUT_BYTES_MAX);
	sanitise_text(&safe, raw);
	json_quote(out, buf_text(&safe));
	buf_finish(&safe);
}

static void add_times(struct buf *out, uint64_t from_ms, uint64_t to_ms)
{
	buf_addf(out,
		", \"kind\": 1, \"startTimeUnixNano\": \"%" PRIu64
		"000000\", \"endTimeUnixNano\": \"%" PRIu64 "000000\"",
		from_ms, to_ms);
}

static void add_status(struct buf *out, bool failed)
{
	buf_addf(out, ", \"status\": {\"code\": %d}", failed ? 2 : 1);
}

static void begin_service(struct buf *out, struct text name, bool first)
{
	buf_addf(out, "%s{\"resource\": {\"attributes\": [", first ? "" : ",\n");
	add_attribute(out, "service.name", name, true);
	buf_add_string(
		out, "]}, \"scopeSpans\": [{\"scope\": {\"name\": \"rivermaster\"}, \"spans\": [");
}

/* The span of the journey as a whole. */
static void add_root(const struct journey_path *path, struct text key, struct buf *out)
{
	begin_service(out, text_of("journey"), true);
	buf_add_string(out, "{\"traceId\": \"");
	add_hash(out, key, TRACE_DIGITS);
	buf_add_string(out, "\", \"spanId\": \"");
	add_hash(out, key, SPAN_DIGITS);
	buf_add_string(out, "\", \"name\": ");
	add_quoted(out, key);
	add_times(out, (uint64_t)path->view.started_ms, (uint64_t)path->view.last_ms);
	buf_add_string(out, ", \"attributes\": [");
	add_attribute(out, "journey.state", text_of(journey_state_name(path->state)), true);
	buf_add_byte(out, ']');
	add_status(out, path->state == JOURNEY_FAILED);
	buf_add_string(out, "}]}]}");
}

static void add_span(const struct journey_path *path, struct text key, size_t at, struct buf *out)
{
	const struct journeys *journeys = path->source.journeys;
	const struct journey_event *event = path->events[at];
	uint64_t from_ms = path->events[at == 0 ? 0 : at - 1]->id.ms;
	char id[ID_TEXT_MAX];

	buf_add_string(out, "{\"traceId\": \"");
	add_hash(out, key, TRACE_DIGITS);
	buf_add_string(out, "\", \"spanId\": \"");
	add_event_hash(path, at, out);
	buf_add_string(out, "\", \"parentSpanId\": \"");
	add_hash(out, key, SPAN_DIGITS);
	buf_add_string(out, "\", \"name\": ");
	add_quoted(out, journeys_step(journeys, event->step));
	add_times(out, from_ms, event->id.ms);
	buf_add_string(out, ", \"attributes\": [");
	add_attribute(
		out, "messaging.destination.name", journeys_topic(journeys, event->topic), true);
	add_attribute(out, "messaging.message.id", text_of(id_format(id, event->id)), false);
	buf_add_byte(out, ']');
	add_status(out, (event->flags & EVENT_FAILED) != 0);
	buf_add_byte(out, '}');
}

void journey_export_otlp(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	const struct journey_source source = journey_scan_source(scan);
	struct journey_path path;
	struct buf key;

	journey_path_init(&path, &source, number);
	buf_init(&key, OUTPUT_BYTES_MAX);
	add_key(&path, &key);
	buf_add_string(out, "{\"resourceSpans\": [");
	add_root(&path, buf_text(&key), out);
	for (size_t actor = 0; actor < path.count; actor++) {
		bool first = true;

		if (actor_number(&path, actor) != actor) {
			continue;
		}
		begin_service(out, actor_of(&path, actor), false);
		for (size_t i = actor; i < path.count; i++) {
			if (actor_number(&path, i) == actor) {
				buf_add_string(out, first ? "" : ",\n");
				add_span(&path, buf_text(&key), i, out);
				first = false;
			}
		}
		buf_add_string(out, "]}]}");
	}
	buf_add_string(out, "]}\n");
	buf_finish(&key);
	journey_path_finish(&path);
}
