#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "envelope/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS_MAX = 12 };

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* A text of its own allocation, so that a look beyond its end is found. */
static struct text piece(const uint8_t **data, size_t *size)
{
	size_t length = *size >= 2 ? (size_t)(*data)[0] | (size_t)((*data)[1] & 0x3f) << 8 : 0;
	char *copy;

	*data += *size >= 2 ? 2 : *size;
	*size -= *size >= 2 ? 2 : *size;
	length = length < *size ? length : *size;
	copy = malloc(length > 0 ? length : 1);
	memcpy(copy, *data, length);
	*data += length;
	*size -= length;
	return text_from(copy, length);
}

/* Every byte that the event points to can be read. */
static void touch(struct text text)
{
	size_t i;
	unsigned sum = 0;

	for (i = 0; i < text.length; i++) {
		sum += (unsigned char)text.at[i];
	}
	require(sum <= text.length * 255);
}

static void touch_all(const struct event *event)
{
	require(event->envelope != NULL);
	touch(event->type);
	touch(event->service);
	touch(event->journey);
	touch(event->party);
	touch(event->trace);
	touch(event->cause);
	touch(event->outcome);
	touch(event->payload);
}

/* One entry: the topic, then names and values, each with its length in two bytes. Reading it again
 * says the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct entry_field fields[FIELDS_MAX];
	struct entry entry = {.fields = fields};
	struct text topic = piece(&data, &size);
	struct event_reader *reader = event_reader_create();
	struct event first, second;
	const char *envelope;
	struct buf out;
	size_t i;

	while (size > 0 && entry.field_count < FIELDS_MAX) {
		fields[entry.field_count].name = piece(&data, &size);
		fields[entry.field_count++].value = piece(&data, &size);
	}
	event_read(reader, topic, &entry, &first);
	touch_all(&first);
	envelope = first.envelope;
	event_read(reader, topic, &entry, &second);
	touch_all(&second);
	require(strcmp(envelope, second.envelope) == 0);
	buf_init(&out, 1 << 20);
	event_json(&second, &out);
	require(out.length > 0);
	buf_finish(&out);
	event_reader_destroy(reader);
	for (i = 0; i < entry.field_count; i++) {
		free((void *)fields[i].name.at);
		free((void *)fields[i].value.at);
	}
	free((void *)topic.at);
	return 0;
}
