#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "data") >= 0;
}

static bool is(const struct reading *reading)
{
	return has_marks(reading, MARKS(TASK_ID) | MARKS(TASK_NAME));
}

static void read(struct reading *reading)
{
	struct text data = entry_value(reading->entry, "data");
	struct json_value labels;

	reading->event->type = read_member(reading, data, "task_name");
	reading->event->journey = read_member(reading, data, "task_id");
	if (document_find(data, "labels", &labels) && labels.kind == JSON_OBJECT) {
		read_document(reading, labels.raw, PLACE_CARRIED);
	}
	read_payload(reading, data, false);
}

const struct envelope taskiq_envelope = {
	.name = "taskiq",
	.help = "taskiq: a task with its labels and arguments",
	.fits = fits,
	.is = is,
	.read = read,
};
