/*
 * What Redis stores: an id and fields in order, names may repeat. Borrowed bytes.
 */
#ifndef STREAM_ENTRY_H
#define STREAM_ENTRY_H

#include "stream/id.h"

struct entry_field {
	struct text name, value;
};

struct entry {
	struct id id;
	size_t field_count;
	const struct entry_field *fields;
};

#endif
