#include "form.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

char *form_time(char out[EVENT_TIME_MAX], int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	char date[EVENT_TIME_MAX];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out, EVENT_TIME_MAX, "%.19s.%03dZ", date, (int)(wall_ms % 1000));
	return out;
}

static bool stands_apart(const char *name, const char *const *apart)
{
	while (*apart != NULL && strcmp(*apart, name) != 0) {
		apart++;
	}
	return *apart != NULL;
}

void form_members(
	struct buf *document, const struct event *event, bool carried, const char *const *apart)
{
	for (size_t i = 0; i < event->count; i++) {
		const struct event_field *field = &event->fields[i];
		const char *quote = field->bare ? "" : "\"";
		if (field->carried != carried || stands_apart(field->name, apart)) {
			continue;
		}
		const char *comma = document->at[document->length - 1] == '{' ? "" : ",";
		buf_addf(document, "%s\"%s\":%s%s%s", comma, field->name, quote, field->value,
			quote);
	}
}

const char *form_value(const struct event *event, const char *name)
{
	const struct event_field *field = event_field(event, name);
	return field != NULL ? field->value : "";
}

const char *form_anchor(const struct event *event)
{
	size_t own = event_field(event, "causation_id") != NULL ? 2 : 1;
	return event->fields[own].value;
}

void form_copy(const struct entry *entry, struct command *command)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		command_add(command, entry->fields[i].name);
		command_add(command, entry->fields[i].value);
	}
}
