#include <stdint.h>
#include <stdlib.h>

#include "envelope/contract.h"
#include "envelope/measure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS_MAX = 6, EVENTS_MAX = 600 };

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* A short text; names come again, so that fields are the same. */
static struct text piece(const uint8_t **data, size_t *size, uint8_t most)
{
	size_t length = *size > 0 ? **data % most : 0;
	struct text text;

	*data += *size > 0;
	*size -= *size > 0;
	length = length < *size ? length : *size;
	text = text_from((const char *)*data, length);
	*data += length;
	*size -= length;
	return text;
}

static void judge(struct measure *measure)
{
	size_t count;
	const struct measured *all = measure_judge(measure, &count);

	for (size_t i = 0; i < count; i++) {
		require(all[i].confidence >= 0 && all[i].confidence <= 1);
		require(all[i].role <= KEY_RESOURCE && all[i].why[0] != '\0');
		require(all[i].values <= all[i].events);
		require(i == 0 || all[i].role != all[i - 1].role ||
			all[i].confidence <= all[i - 1].confidence);
	}
}

/* Events of a few short fields, forth and back; the same judged twice is the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct text types[] = {{"a", 1}, {"b", 1}, {"", 0}, {"c", 1}};
	struct measure *measure = measure_create(64 + size % 512);
	struct contracts *contracts = contracts_create();

	for (size_t i = 0; size > 2 && i < EVENTS_MAX; i++) {
		struct entry_field fields[FIELDS_MAX];
		uint8_t head = *data, step = data[1];
		struct entry entry = {.id = {.ms = 1000 + i * 10 - step, .seq = head % 3},
			.field_count = head % (FIELDS_MAX + 1),
			.fields = fields};
		struct event event = {.envelope = "flat", .type = types[head >> 6]};

		data += 2;
		size -= 2;
		for (size_t j = 0; j < entry.field_count; j++) {
			fields[j].name = piece(&data, &size, 3);
			fields[j].value = piece(&data, &size, 24);
		}
		event.service = entry.field_count > 0 ? fields[0].value : event.type;
		measure_add(measure, types[head >> 5 & 3], event.type, &entry);
		contracts_add(contracts, types[head >> 5 & 3], &entry, &event);
	}
	judge(measure);
	judge(measure);
	for (size_t i = 0; contracts_at(contracts, i) != NULL; i++) {
		require(contracts_at(contracts, i)->events > 0);
	}
	measure_destroy(measure);
	contracts_destroy(contracts);
	return 0;
}
