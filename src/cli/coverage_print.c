#include "coverage_print.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/sanitise.h"

enum { TOPICS_TOLD = 20 };

void coverage_text(const struct coverage *coverage, struct buf *out)
{
	size_t told = 0, untold = 0;

	buf_add_string(out, "read: ");
	coverage_say_all(coverage, out);
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < coverage->count; i++) {
		const struct coverage_topic *topic = &coverage->topics[i];

		if (coverage_topic_is_whole(coverage, topic)) {
			continue;
		}
		if (told++ >= TOPICS_TOLD) {
			untold++;
			continue;
		}
		buf_add_string(out, "  ");
		sanitise_text(out, topic->name);
		buf_add_string(out, ": ");
		coverage_say_topic(coverage, topic, out);
		buf_add_byte(out, '\n');
	}
	if (untold > 0) {
		buf_addf(out, "  and %zu topics more, which --json tells\n", untold);
	}
}

static void add_id(struct buf *out, const char *name, bool known, struct id id)
{
	char text[ID_TEXT_MAX];

	if (known) {
		buf_addf(out, ", \"%s\": \"%s\"", name, id_format(text, id));
	} else {
		buf_addf(out, ", \"%s\": null", name);
	}
}

static void add_topic(
	const struct coverage *coverage, const struct coverage_topic *topic, struct buf *out)
{
	buf_add_string(out, "{\"topic\": ");
	json_quote_bytes(out, topic->name);
	buf_addf(out, ", \"state\": \"%s\", \"whole\": %s, \"entries\": %" PRIu64,
		coverage_topic_state(topic),
		coverage_topic_is_whole(coverage, topic) ? "true" : "false", topic->entries);
	add_id(out, "first", topic->entries > 0, topic->first);
	add_id(out, "last", topic->entries > 0, topic->last);
	add_id(out, "held_from", topic->has_held, topic->held_first);
	if (topic->removed >= 0) {
		buf_addf(out, ", \"removed\": %" PRId64, topic->removed);
	} else {
		buf_add_string(out, ", \"removed\": null");
	}
	add_id(out, "deleted_up_to", !id_is_zero(topic->deleted), topic->deleted);
	buf_addf(out, ", \"trimmed\": %s, \"too_big\": %zu}", topic->trimmed ? "true" : "false",
		topic->toobig);
}

void coverage_json(const struct coverage *coverage, struct buf *out)
{
	bool open = coverage->to.ms == UINT64_MAX;

	buf_addf(out, "{\"end\": \"%s\"", coverage_limit_name(coverage->limit));
	add_id(out, "from", !id_is_zero(coverage->from), coverage->from);
	add_id(out, "to", !open, coverage->to);
	buf_addf(out,
		", \"entries\": %" PRIu64 ", \"bytes\": %" PRIu64 ", \"journeys_dropped\": %" PRIu64
		", \"topics\": [",
		coverage->entries, coverage->bytes, coverage->dropped);
	for (size_t i = 0; i < coverage->count; i++) {
		buf_add_string(out, i > 0 ? ", " : "");
		add_topic(coverage, &coverage->topics[i], out);
	}
	buf_add_string(out, "]}");
}
