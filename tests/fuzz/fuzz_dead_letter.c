#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "envelope/dead_groups.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS_MAX = 12 };

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* Up to a zero byte, or to the end. */
static struct text take(struct text *rest)
{
	return text_cut(rest, '\0');
}

static bool look(const struct dead_letter *letter)
{
	const struct text texts[] = {letter->source, letter->original_id, letter->group,
		letter->consumer, letter->reason, letter->error_type};
	volatile unsigned sum = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		for (size_t j = 0; j < texts[i].length; j++) {
			sum = sum + (unsigned char)texts[i].at[j];
		}
	}
	return !letter->has_deliveries || letter->deliveries >= 0;
}

static void look_at_name(struct text topic)
{
	struct dead_name name;

	dead_name_read(&name, topic);
	require(name.count <= DEAD_SOURCES_MAX);
	for (size_t i = 0; i < name.count; i++) {
		require(name.sources[i].length > 0 && name.sources[i].length < topic.length);
	}
	dead_name_finish(&name);
}

static void look_at_reason(struct text reason)
{
	struct buf once, twice;

	buf_init(&once, 4 * DEAD_REASON_MAX);
	buf_init(&twice, 4 * DEAD_REASON_MAX);
	dead_reason_normalise(&once, reason);
	require(once.length <= DEAD_REASON_MAX);
	dead_reason_normalise(&twice, buf_text(&once));
	require(twice.length <= once.length);
	buf_finish(&once);
	buf_finish(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = text_from(data, size), topic = take(&rest);
	struct entry_field fields[FIELDS_MAX];
	struct entry entry = {.fields = fields};
	struct dead_reader *reader = dead_reader_create(NULL, NULL);
	struct dead_groups *groups = dead_groups_create(2);
	struct dead_letter letter;

	look_at_name(topic);
	look_at_reason(rest);
	while (rest.length > 0 && entry.field_count < FIELDS_MAX) {
		fields[entry.field_count].name = take(&rest);
		fields[entry.field_count++].value = take(&rest);
		bool is = dead_letter_read(reader, topic, &entry, &letter);
		require(is == (letter.convention != NULL) && look(&letter));
		dead_groups_add(groups, topic, (struct id){topic.length, size}, &letter);
	}
	dead_groups_destroy(groups);
	dead_reader_destroy(reader);
	return 0;
}
