#include "event_unread.h"

#include <stdio.h>

#include "panel.h"
#include "say.h"

enum { NAME_BYTES = 60 };

const struct close_entry *event_of(const struct model *model, const struct ref *entry)
{
	const struct close_entry *close = model_entry(model);
	bool is = close && text_equal(close->topic, entry->topic) &&
		id_compare(close->id, entry->id) == 0;

	return is ? close : NULL;
}

bool event_is_read(const struct close_entry *entry)
{
	return entry && (entry->outcome == FACT_KNOWN || entry->event != NULL);
}

static void say_absent(
	char *out, size_t size, const struct model *model, const struct ref *entry)
{
	const struct topic *topic = model_topic(model, entry->topic);
	struct text name = say_name(entry->topic, NAME_BYTES);
	char id[ID_TEXT_MAX], first[ID_TEXT_MAX], last[ID_TEXT_MAX];
	int used = snprintf(out, size, "%s is not in %.*s", id_format(id, entry->id),
		(int)name.length, name.at);

	if (topic && topic->outcome == FACT_ABSENT) {
		snprintf(out + used, size - (size_t)used, ": the topic is gone");
	} else if (topic && topic->has_entries) {
		snprintf(out + used, size - (size_t)used,
			": its first entry is %s, its last %s; it was deleted or trimmed, or "
			"never there",
			id_format(first, topic->first), id_format(last, topic->last));
	} else if (topic && topic->at_ms > 0) {
		snprintf(out + used, size - (size_t)used, ": there are no entries in it");
	}
}

void event_unread_draw(
	struct canvas *canvas, const struct model *model, const struct ref *entry)
{
	const struct close_entry *close = event_of(model, entry);
	struct text name = say_name(entry->topic, NAME_BYTES);
	char sentence[ERROR_TEXT_MAX + 400], id[ID_TEXT_MAX];
	enum role role = ROLE_MUTED;

	if (close && close->outcome == FACT_ABSENT) {
		say_absent(sentence, sizeof(sentence), model, entry);
		role = ROLE_WARN;
	} else if (close && close->outcome != FACT_LOST && close->outcome != FACT_KNOWN) {
		snprintf(sentence, sizeof(sentence), "%s of %.*s cannot be read: %s",
			id_format(id, entry->id), (int)name.length, name.at,
			close->outcome == FACT_WRONGTYPE ? "the key is no stream" : close->trouble);
		role = ROLE_WARN;
	} else if (!model_link(model)->ready) {
		say_why_empty(sentence, sizeof(sentence), model, "such entry");
	} else {
		snprintf(sentence, sizeof(sentence), "reading %s of %.*s ...",
			id_format(id, entry->id), (int)name.length, name.at);
	}
	panel_say(canvas, role, text_of(sentence));
}
