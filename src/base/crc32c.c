#include "base/crc32c.h"

enum { BITS = 8 };

static const uint32_t polynomial = 0x82f63b78, ones = 0xffffffff;

uint32_t crc32c(struct text bytes)
{
	uint32_t crc = ones;

	for (size_t i = 0; i < bytes.length; i++) {
		crc ^= (unsigned char)bytes.at[i];
		for (int bit = 0; bit < BITS; bit++) {
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
		}
	}
	return crc ^ ones;
}
