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

void journey_merges_text(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	struct journey_view view;
	struct journey_merge merge;
	char id[ID_TEXT_MAX];
	struct buf key;

	buf_init(&key, OUTPUT_BYTES_MAX);
	journeys_view(scan->journeys, number, &view);
	for (size_t i = 0; journeys_merge_at(scan->journeys, number, i, &merge); i++) {
		add_key(scan, &view, view.name, &key);
		sanitise_text(out, buf_text(&key));
		buf_add_string(out, "  joined ");
		add_key(scan, &view, merge.name, &key);
		sanitise_text(out, buf_text(&key));
		buf_addf(out, "  %s: ", journey_link_name(merge.link));
		sanitise_text(out, merge.topic);
		buf_addf(out, " %s\n", id_format(id, merge.id));
	}
	buf_finish(&key);
}

void journey_merges_json(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	struct journey_view view;
	struct journey_merge merge;
	char id[ID_TEXT_MAX];
	struct buf key;

	buf_init(&key, OUTPUT_BYTES_MAX);
	journeys_view(scan->journeys, number, &view);
	for (size_t i = 0; journeys_merge_at(scan->journeys, number, i, &merge); i++) {
		buf_add_string(out, "{\"journey\": ");
		add_key(scan, &view, view.name, &key);
		json_quote_bytes(out, buf_text(&key));
		buf_add_string(out, ", \"definition\": ");
		if (view.definition->name == NULL) {
			buf_add_string(out, "null");
		} else {
			json_quote_bytes(out, text_of(view.definition->name));
		}
		buf_add_string(out, ", \"joined\": ");
		add_key(scan, &view, merge.name, &key);
		json_quote_bytes(out, buf_text(&key));
		buf_addf(out, ", \"reason\": \"%s\", \"topic\": ", journey_link_name(merge.link));
		json_quote_bytes(out, merge.topic);
		buf_addf(out, ", \"id\": \"%s\"}\n", id_format(id, merge.id));
	}
	buf_finish(&key);
}
