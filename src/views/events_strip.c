/* The strip that shows more of the selected event. */
#include <stdio.h>

#include "base/number.h"
#include "events_private.h"
#include "events_when.h"
#include "panel.h"

enum { VALUE_BYTES_MAX = 1 << 20, NAME_CELLS = 20 };

static void draw_head(const struct events *events, const struct model *model, struct canvas *canvas)
{
	const struct event_list *list = model_events(model);
	const struct event_row *row = event_list_at(list, events->scroll.at);
	const struct event *event = event_list_event(list, events->scroll.at);
	int64_t now_ms = events_now_ms(model);
	char when[WHEN_MAX], age[NUMBER_MAX] = "?", bytes[NUMBER_MAX];

	if (now_ms > 0) {
		number_duration(age, now_ms - (int64_t)row->entry.id.ms);
	}
	canvas_printf(canvas, 1, 0, canvas->width - 2, ROLE_TEXT,
		"%s UTC   %s ago   %s   %zu field%s   %s%s%s%s%s",
		when_say(when, row->entry.id.ms, now_ms), age, number_bytes(bytes, row->bytes),
		row->entry.field_count, row->entry.field_count == 1 ? "" : "s",
		event->envelope ? event->envelope : "?", event->broken ? ", broken" : "",
		event->repeated ? ", a name twice" : "",
		row->cut ? "   not whole here: Enter asks for all of it" : "",
		row->gap ? "   entries before it were passed over" : "");
}

void events_draw_strip(
	const struct events *events, const struct model *model, struct canvas *canvas)
{
	const struct event_row *row = events_scroll_row(&events->scroll, model_events(model));
	char id[ID_TEXT_MAX];
	struct canvas inside;
	struct buf value;
	size_t n;

	inside = panel_draw(canvas, row ? id_format(id, row->entry.id) : "Entry", NULL, false);
	if (!row) {
		return;
	}
	draw_head(events, model, &inside);
	buf_init(&value, VALUE_BYTES_MAX);
	for (n = 0; n < row->entry.field_count && (int)n + 1 < inside.height; n++) {
		const struct entry_field *field = &row->entry.fields[n];

		buf_reset(&value);
		mask_value(events_mask(events, model), field->name, field->value, &value);
		canvas_name(&inside, 1, (int)n + 1, NAME_CELLS, ROLE_STRONG, field->name);
		canvas_text(&inside, NAME_CELLS + 2, (int)n + 1, inside.width - NAME_CELLS - 3,
			ROLE_TEXT, events_at_most(buf_text(&value), 4 * (size_t)inside.width));
	}
	buf_finish(&value);
}
