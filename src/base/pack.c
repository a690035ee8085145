#include "base/pack.h"

enum { BITS = 7, MORE = 128, BITS_MAX = 63 };

void pack_u64(struct buf *out, uint64_t n)
{
	char bytes[10];
	size_t length = 0;

	while (n >= MORE) {
		bytes[length++] = (char)(unsigned char)((n & (MORE - 1)) | MORE);
		n >>= BITS;
	}
	bytes[length++] = (char)(unsigned char)n;
	buf_add(out, bytes, length);
}

/* Small ones of either sign stay short. */
void pack_i64(struct buf *out, int64_t n)
{
	uint64_t shifted = (uint64_t)n << 1;

	pack_u64(out, n < 0 ? ~shifted : shifted);
}

void pack_text(struct buf *out, struct text text)
{
	pack_u64(out, text.length);
	buf_add_text(out, text);
}

static bool take_byte(struct unpack *from, unsigned char *byte)
{
	if (from->bad || from->rest.length == 0) {
		from->bad = true;
		return false;
	}
	*byte = (unsigned char)from->rest.at[0];
	from->rest = text_from(from->rest.at + 1, from->rest.length - 1);
	return true;
}

uint64_t unpack_u64(struct unpack *from)
{
	uint64_t n = 0;
	unsigned char byte;

	for (unsigned shift = 0; shift <= BITS_MAX; shift += BITS) {
		if (!take_byte(from, &byte) || (shift == BITS_MAX && byte > 1)) {
			break;
		}
		n |= (uint64_t)(byte & (MORE - 1)) << shift;
		if (byte < MORE) {
			return n;
		}
	}
	from->bad = true;
	return 0;
}

int64_t unpack_i64(struct unpack *from)
{
	uint64_t n = unpack_u64(from);

	return (n & 1) != 0 ? -(int64_t)(n >> 1) - 1 : (int64_t)(n >> 1);
}

struct text unpack_text(struct unpack *from)
{
	uint64_t length = unpack_u64(from);
	struct text text = from->rest;

	if (from->bad || length > text.length) {
		from->bad = true;
		return text_from("", 0);
	}
	text.length = (size_t)length;
	from->rest = text_from(text.at + text.length, from->rest.length - text.length);
	return text;
}

size_t unpack_count(struct unpack *from, size_t least)
{
	uint64_t count = unpack_u64(from);

	if (from->bad || count > from->rest.length / least) {
		from->bad = true;
		return 0;
	}
	return (size_t)count;
}
