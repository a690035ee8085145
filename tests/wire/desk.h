/*
 * Where the decoder tests work: recorded replies in, one fact out.
 */
#ifndef TESTS_WIRE_DESK_H
#define TESTS_WIRE_DESK_H

#include "wire/decode.h"
#include "wire/parsing.h"
#include "wire/recorded.h"

/* Two parsers, so that both replies of a fact are there at once. */
struct desk {
	struct reply_parser *first, *second;
	struct decode_room *room;
	struct fact fact;
};

static inline void sit_down(struct desk *desk)
{
	struct reply_limits limits = reply_limits_default();
	*desk = (struct desk){
		.first = reply_parser_create(&limits),
		.second = reply_parser_create(&limits),
		.room = decode_room_create(),
	};
}

static inline void stand_up(struct desk *desk)
{
	reply_parser_destroy(desk->first);
	reply_parser_destroy(desk->second);
	decode_room_destroy(desk->room);
}

static inline const struct reply *first(struct desk *desk, enum recorded which)
{
	return parsing_feed(desk->first, text_of(recorded[which]));
}

static inline const struct reply *second(struct desk *desk, enum recorded which)
{
	return parsing_feed(desk->second, text_of(recorded[which]));
}

#endif
