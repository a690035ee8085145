#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "wire/decode.h"
#include "wire/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every byte is read, so that one that is not the fact's own is found. */
static unsigned walk_text(struct text text)
{
	unsigned sum = 0;

	for (size_t i = 0; i < text.length; i++) {
		sum = sum * 31 + (unsigned char)text.at[i];
	}
	return sum;
}

static unsigned walk_entry(const struct entry *entry)
{
	unsigned sum = (unsigned)(entry->id.ms ^ entry->id.seq);

	for (size_t i = 0; i < entry->field_count; i++) {
		sum += walk_text(entry->fields[i].name);
		sum ^= walk_text(entry->fields[i].value);
	}
	return sum;
}

/* What is said of the outcome and what is there go together. */
static void check(const struct fact *fact, const struct reply *range)
{
	const struct fact_entries *entries = &fact->entries;
	bool known = fact->outcome == FACT_KNOWN;

	if (fact->kind != FACT_ENTRIES || (known && fact->error.code != ERROR_NONE) ||
		(!known && fact->error.code == ERROR_NONE) ||
		(known && entries->count != range->count) ||
		(!known && fact->outcome != FACT_TOOBIG && entries->count > 0) ||
		(entries->has_toobig && fact->outcome != FACT_TOOBIG)) {
		abort();
	}
}

static unsigned walk(const struct reply *range, struct decode_room *room)
{
	struct fact fact = {.kind = FACT_SERVER};
	unsigned sum;

	decode_range(range, room, &fact);
	check(&fact, range);
	sum = walk_text(text_of(fact.error.text));
	for (size_t i = 0; i < fact.entries.count; i++) {
		sum += walk_entry(&fact.entries.entries[i]);
	}
	return fact.entries.has_toobig ? sum + (unsigned)fact.entries.toobig.ms : sum;
}

static unsigned walk_replies(
	struct reply_parser *parser, struct decode_room *room, struct error *error)
{
	const struct reply *reply = NULL;
	unsigned sum = 0;

	while (reply_parser_next(parser, &reply, error) && reply != NULL) {
		sum += walk(reply, room);
		for (size_t i = 0; reply_item(reply, i) != NULL; i++) {
			sum += walk(reply_item(reply, i), room);
		}
	}
	return sum;
}

/* The first byte says where the rest is cut in two; the limits are low, so that answers that are
 * too long are found soon. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct reply_limits limits = {
		.line_bytes = 256,
		.bulk_bytes = 64,
		.reply_bytes = 512,
		.elements = 64,
		.depth = 7,
	};
	volatile unsigned sum = 0;

	if (size < 1) {
		return 0;
	}
	size_t cut = size > 1 ? data[0] % (size - 1) : 0;
	const char *bytes = (const char *)data + 1;
	const struct text parts[] = {text_from(bytes, cut), text_from(bytes + cut, size - 1 - cut)};
	struct reply_parser *parser = reply_parser_create(&limits);
	struct decode_room *room = decode_room_create();
	struct error error = {.code = ERROR_NONE};

	for (size_t i = 0; i < 2 && error.code == ERROR_NONE; i++) {
		reply_parser_feed(parser, parts[i], &error);
		if (error.code == ERROR_NONE) {
			sum = sum + walk_replies(parser, room, &error);
		}
	}
	sum = sum + walk(NULL, room);
	decode_room_destroy(room);
	reply_parser_destroy(parser);
	return 0;
}
