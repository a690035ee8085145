/* What leaves the events screen: to the clipboard, into a file. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/shell.h"
#include "events_private.h"
#include "row_copy.h"

__attribute__((format(printf, 1, 2))) static struct intent say(const char *format, ...)
{
	struct intent intent = {.kind = INTENT_SAY};
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(intent.message, sizeof(intent.message), format, arguments);
	va_end(arguments);
	return intent;
}

struct wanted {
	const struct event_list *list;
	size_t i;
	const struct event_row *row;
	const struct mask *mask;
	const char *client; /* the command that reaches the server */
};

static void add_id(const struct wanted *wanted, struct buf *out)
{
	char id[ID_TEXT_MAX];

	buf_add_string(out, id_format(id, wanted->row->entry.id));
}

static void add_payload(const struct wanted *wanted, struct buf *out)
{
	row_copy_payload(out, wanted->row, event_list_event(wanted->list, wanted->i), wanted->mask);
}

static void add_row(const struct wanted *wanted, struct buf *out)
{
	row_copy_json(out, wanted->row, event_list_event(wanted->list, wanted->i), wanted->mask);
}

static void add_command(const struct wanted *wanted, struct buf *out)
{
	char id[ID_TEXT_MAX];

	id_format(id, wanted->row->entry.id);
	buf_addf(out, "%s XRANGE ", wanted->client);
	shell_word(out, wanted->row->topic);
	buf_addf(out, " %s %s", id, id);
}

static const struct {
	const char *action, *what;
	void (*add)(const struct wanted *wanted, struct buf *out);
	bool whole; /* of an entry that is not cut */
} copies[] = {
	{"copy-id", "id", add_id, false},
	{"copy-payload", "payload", add_payload, true},
	{"copy-command", "command", add_command, false},
	{"copy-row", "row", add_row, true},
};

static struct intent copy(
	struct events *events, const struct wanted *wanted, const struct model *model, size_t which)
{
	struct wanted masked = *wanted;
	struct intent intent = {.kind = INTENT_COPY};

	if (copies[which].whole && wanted->row->cut) {
		return say("the %s is not whole here: Enter opens all of it", copies[which].what);
	}
	masked.mask = model_export_mask(model);
	buf_reset(&events->out);
	buf_reset(&events->masked);
	copies[which].add(wanted, &events->out);
	copies[which].add(&masked, &events->masked);
	intent.text = buf_text(&events->out);
	intent.masked = buf_text(&events->masked);
	snprintf(intent.message, sizeof(intent.message), "%s", copies[which].what);
	return intent;
}

struct intent events_copy(struct events *events, const struct model *model, const char *action)
{
	const struct event_list *list = model_events(model);
	struct wanted wanted = {
		.list = list,
		.i = events->scroll.at,
		.row = events->mine ? events_scroll_row(&events->scroll, list) : NULL,
		.mask = events_mask(events, model),
		.client = model_client(model),
	};
	size_t i;

	for (i = 0; i < sizeof(copies) / sizeof(*copies); i++) {
		if (strcmp(action, copies[i].action) != 0) {
			continue;
		}
		if (!wanted.row) {
			return say("there is no event to copy");
		}
		return copy(events, &wanted, model, i);
	}
	return (struct intent){.kind = INTENT_UNKNOWN};
}

struct gathered {
	size_t count, cut, gone;
	struct ref first_cut; /* borrowed */
};

static void gather_one(struct events *events, const struct model *model, struct wanted *wanted,
	struct gathered *gathered)
{
	gathered->count++;
	if (wanted->row->cut) {
		gathered->first_cut = ref_entry(wanted->row->topic, wanted->row->entry.id);
		gathered->cut++;
		return;
	}
	wanted->mask = events_mask(events, model);
	add_row(wanted, &events->out);
	wanted->mask = model_export_mask(model);
	add_row(wanted, &events->masked);
}

static void gather(struct events *events, const struct model *model, struct gathered *gathered)
{
	const struct event_list *list = model_events(model);
	size_t marks = map_count(events->scroll.marks), i;

	*gathered = (struct gathered){.count = 0};
	buf_reset(&events->out);
	buf_reset(&events->masked);
	for (i = marks > 0 ? 0 : events->scroll.at; i < event_list_count(list); i++) {
		struct wanted wanted = {.list = list, .i = i, .row = event_list_at(list, i)};

		if (marks == 0 || events_scroll_marked(&events->scroll, wanted.row)) {
			gather_one(events, model, &wanted, gathered);
		}
		if (marks == 0) {
			break;
		}
	}
	gathered->gone = marks > gathered->count ? marks - gathered->count : 0;
}

struct intent events_export(struct events *events, const struct model *model)
{
	struct intent intent = {.kind = INTENT_EXPORT};
	struct gathered gathered;
	char id[ID_TEXT_MAX];

	if (!events->mine || !events_scroll_row(&events->scroll, model_events(model))) {
		return say("there is no event to export");
	}
	gather(events, model, &gathered);
	if (gathered.cut > 0) {
		return say(
			"%zu of %zu are not whole here, first %s: `rivermaster events` writes them "
			"whole",
			gathered.cut, gathered.count, id_format(id, gathered.first_cut.id));
	}
	if (gathered.gone > 0) {
		return say("%zu marked events are no longer in the list: U takes all marks away",
			gathered.gone);
	}
	if (events->out.full || events->masked.full) {
		return say("too much for one file from here: `rivermaster events` has no limit");
	}
	intent.text = buf_text(&events->out);
	intent.masked = buf_text(&events->masked);
	snprintf(intent.message, sizeof(intent.message), "events");
	return intent;
}
