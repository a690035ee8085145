/*
 * CRC-32C (Castagnoli): tells a record that was cut off or altered from one that is whole.
 */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include "base/text.h"

#include <stdint.h>

uint32_t crc32c(struct text bytes);

#endif
