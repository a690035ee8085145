#include <stddef.h>
#include <stdint.h>

#include "wire/decode.h"
#include "wire/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode_everything(const struct reply *reply, struct decode_room *room)
{
	static const struct fact empty;
	struct fact fact = empty;
	struct entry entry;
	uint64_t cursor;
	decode_server(reply, &fact);
	decode_clock(reply, &fact);
	decode_scan(reply, room, &fact, &cursor);
	decode_topic(reply, reply_item(reply, 0), room, &fact);
	decode_topic(reply_item(reply, 0), reply, room, &fact);
	decode_consumers(reply, room, &fact);
	decode_pending(reply, reply_item(reply, 0), room, &fact);
	decode_undelivered(reply, &fact);
	decode_memory(reply, &fact);
	decode_entry(reply, room, &entry);
}

/* The first byte says where the rest is cut in two. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct reply_limits limits = {
		.line_bytes = 1024,
		.bulk_bytes = 65536,
		.reply_bytes = 131072,
		.elements = 4096,
		.depth = 7,
	};
	if (size < 1) {
		return 0;
	}
	size_t cut = size > 1 ? data[0] % (size - 1) : 0;
	const char *bytes = (const char *)data + 1;
	const struct text parts[] = {text_from(bytes, cut), text_from(bytes + cut, size - 1 - cut)};
	struct reply_parser *parser = reply_parser_create(&limits);
	struct decode_room *room = decode_room_create();
	struct error error = {.code = ERROR_NONE};
	const struct reply *reply = NULL;
	for (size_t i = 0; i < 2 && error.code == ERROR_NONE; i++) {
		reply_parser_feed(parser, parts[i], &error);
		while (error.code == ERROR_NONE && reply_parser_next(parser, &reply, &error) &&
			reply != NULL) {
			decode_everything(reply, room);
		}
	}
	decode_room_destroy(room);
	reply_parser_destroy(parser);
	return 0;
}
