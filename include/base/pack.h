/*
 * Numbers and bytes one behind the other, to be read back in the same order: for records on disk
 * and on the server. The order is the whole format; it knows nothing of what they mean.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/buf.h"

#include <stdint.h>

void pack_u64(struct buf *out, uint64_t n);
void pack_i64(struct buf *out, int64_t n);
void pack_text(struct buf *out, struct text text);

/* Reads from the front. What is not there, or was not written by pack_*, is 0 or empty, and `bad`
 * stays set: many reads need one check. Texts are borrowed from the bytes. */
struct unpack {
	struct text rest;
	bool bad;
};
uint64_t unpack_u64(struct unpack *from);
int64_t unpack_i64(struct unpack *from);
struct text unpack_text(struct unpack *from);
/* How many things follow, each of at least `least` bytes: 0 and `bad` where there cannot be as
 * many. */
size_t unpack_count(struct unpack *from, size_t least);

#endif
