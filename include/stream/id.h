/*
 * The id of an entry: milliseconds and a sequence number, ordered. It is the clock of everything.
 */
#ifndef STREAM_ID_H
#define STREAM_ID_H

#include "base/text.h"

#include <stdint.h>

enum { ID_TEXT_MAX = 44 };

struct id {
	uint64_t ms, seq;
};

/* `ms-seq`, or `ms` alone (seq 0). The whole text, digits only, both within 64 bits. */
bool id_parse(struct text text, struct id *id);
/* Returns `out`. */
char *id_format(char out[ID_TEXT_MAX], struct id id);
int id_compare(struct id a, struct id b);
bool id_is_zero(struct id id);
/* The next id: an exclusive lower bound for servers of any version. The greatest id stays. */
struct id id_next(struct id id);

#endif
