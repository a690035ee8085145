#include "journey_merges.h"

#include "base/json.h"
#include "base/sanitise.h"
#include "output.h"

/* A key as it may be seen. */
static void add_key(const struct journey_scan *scan, const struct journey_view *view,
	struct text key, struct buf *out)
{
	const struct journey_source source = journey_scan_source(scan);

	buf_reset(out);
	journey_source_text(&source, view->definition, KEY_USE_ANCHOR, key, out);
}

/* What two keys were joined by, as both forms show it. */
struct joining {
	struct text name, joined; /* of the keys, as they may be seen */
	const struct definition *definition;
	struct journey_merge merge;
};
typedef void joining_fn(const struct joining *joining, struct buf *out);

static void each(
	const struct journey_scan *scan, uint32_t number, joining_fn *write, struct buf *out)
{
	struct journey_view view;
	struct joining joining;
	struct buf name, joined;

	buf_init(&name, OUTPUT_BYTES_MAX);
	buf_init(&joined, OUTPUT_BYTES_MAX);
	journeys_view(scan->journeys, number, &view);
	joining.definition = view.definition;
	for (size_t i = 0; journeys_merge_at(scan->journeys, number, i, &joining.merge); i++) {
		add_key(scan, &view, view.name, &name);
		add_key(scan, &view, joining.merge.name, &joined);
		joining.name = buf_text(&name);
		joining.joined = buf_text(&joined);
		write(&joining, out);
	}
	buf_finish(&joined);
	buf_finish(&name);
}

static void write_text(const struct joining *joining, struct buf *out)
{
	char id[ID_TEXT_MAX];

	sanitise_text(out, joining->name);
	buf_add_string(out, "  joined ");
	sanitise_text(out, joining->joined);
	buf_addf(out, "  %s: ", journey_link_name(joining->merge.link));
	sanitise_text(out, joining->merge.topic);
	buf_addf(out, " %s\n", id_format(id, joining->merge.id));
}

static void write_json(const struct joining *joining, struct buf *out)
{
	char id[ID_TEXT_MAX];

	buf_add_string(out, "{\"journey\": ");
	json_quote_bytes(out, joining->name);
	buf_add_string(out, ", \"definition\": ");
	if (joining->definition->name == NULL) {
		buf_add_string(out, "null");
	} else {
		json_quote_bytes(out, text_of(joining->definition->name));
	}
	buf_add_string(out, ", \"joined\": ");
	json_quote_bytes(out, joining->joined);
	buf_addf(out, ", \"reason\": \"%s\", \"topic\": ", journey_link_name(joining->merge.link));
	json_quote_bytes(out, joining->merge.topic);
	buf_addf(out, ", \"id\": \"%s\"}\n", id_format(id, joining->merge.id));
}

void journey_merges_text(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	each(scan, number, write_text, out);
}

void journey_merges_json(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	each(scan, number, write_json, out);
}
