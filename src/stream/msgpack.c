#include "stream/msgpack.h"

#include <string.h>

static uint64_t big_endian(const char *at, size_t size)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		value = value << 8 | (unsigned char)at[i];
	}
	return value;
}

/* The bytes behind the first one, as a number; *rest moves behind them. */
static bool take(struct text *rest, size_t size, uint64_t *value)
{
	if (rest->length < size) {
		return false;
	}
	*value = big_endian(rest->at, size);
	*rest = text_from(rest->at + size, rest->length - size);
	return true;
}

static bool take_bytes(
	struct text *rest, enum msgpack_kind kind, uint64_t length, struct msgpack_item *item)
{
	if (rest->length < length) {
		return false;
	}
	item->kind = kind;
	item->bytes = text_from(rest->at, (size_t)length);
	*rest = text_from(rest->at + length, rest->length - (size_t)length);
	return true;
}

static bool take_sized(
	struct text *rest, enum msgpack_kind kind, size_t size, struct msgpack_item *item)
{
	uint64_t length;

	return take(rest, size, &length) && take_bytes(rest, kind, length, item);
}

static bool take_ext(struct text *rest, uint64_t length, struct msgpack_item *item)
{
	uint64_t type;

	if (!take(rest, 1, &type)) {
		return false;
	}
	item->ext = (int8_t)(type > 127 ? (int)type - 256 : (int)type);
	return take_bytes(rest, MSGPACK_EXT, length, item);
}

static bool take_sized_ext(struct text *rest, size_t size, struct msgpack_item *item)
{
	uint64_t length;

	return take(rest, size, &length) && take_ext(rest, length, item);
}

static bool take_count(
	struct text *rest, enum msgpack_kind kind, size_t size, struct msgpack_item *item)
{
	uint64_t count;

	item->kind = kind;
	if (!take(rest, size, &count)) {
		return false;
	}
	item->count = (uint32_t)count;
	return true;
}

static bool take_unsigned(struct text *rest, size_t size, struct msgpack_item *item)
{
	if (!take(rest, size, &item->u)) {
		return false;
	}
	item->kind = item->u > INT64_MAX ? MSGPACK_UINT : MSGPACK_INT;
	item->i = item->u > INT64_MAX ? 0 : (int64_t)item->u;
	return true;
}

static bool take_signed(struct text *rest, size_t size, struct msgpack_item *item)
{
	uint64_t bits, sign = UINT64_C(1) << (8 * size - 1);

	if (!take(rest, size, &bits)) {
		return false;
	}
	item->kind = MSGPACK_INT;
	item->i = (bits & sign) != 0 ? -(int64_t)((sign - (bits & (sign - 1))) - 1) - 1
				     : (int64_t)bits;
	return true;
}

static bool take_float(struct text *rest, size_t size, struct msgpack_item *item)
{
	uint64_t bits;
	uint32_t half;
	float single;

	if (!take(rest, size, &bits)) {
		return false;
	}
	item->kind = MSGPACK_FLOAT;
	if (size == sizeof(double)) {
		memcpy(&item->number, &bits, sizeof(double));
	} else {
		half = (uint32_t)bits;
		memcpy(&single, &half, sizeof(single));
		item->number = (double)single;
	}
	return true;
}

/* The forms from 0xc4 on, each with bytes of its own behind the first. */
static bool take_long(struct text *rest, unsigned first, struct msgpack_item *item)
{
	static const size_t sizes[] = {1, 2, 4, 8};

	if (first <= 0xc6) {
		return take_sized(rest, MSGPACK_BYTES, sizes[first - 0xc4], item);
	}
	if (first <= 0xc9) {
		return take_sized_ext(rest, sizes[first - 0xc7], item);
	}
	if (first <= 0xcb) {
		return take_float(rest, first == 0xca ? 4 : 8, item);
	}
	if (first <= 0xcf) {
		return take_unsigned(rest, sizes[first - 0xcc], item);
	}
	if (first <= 0xd3) {
		return take_signed(rest, sizes[first - 0xd0], item);
	}
	if (first <= 0xd8) {
		return take_ext(rest, UINT64_C(1) << (first - 0xd4), item);
	}
	if (first <= 0xdb) {
		return take_sized(rest, MSGPACK_STRING, sizes[first - 0xd9], item);
	}
	return take_count(
		rest, first <= 0xdd ? MSGPACK_ARRAY : MSGPACK_MAP, first % 2 == 0 ? 2 : 4, item);
}

static bool take_item(struct text *rest, struct msgpack_item *item)
{
	unsigned first = (unsigned char)rest->at[0];

	*rest = text_from(rest->at + 1, rest->length - 1);
	if (first < 0x80 || first >= 0xe0) {
		item->kind = MSGPACK_INT;
		item->i = first < 0x80 ? (int)first : (int)first - 256;
		return true;
	}
	if (first < 0xa0) {
		item->kind = first < 0x90 ? MSGPACK_MAP : MSGPACK_ARRAY;
		item->count = first & 0x0f;
		return true;
	}
	if (first < 0xc0) {
		return take_bytes(rest, MSGPACK_STRING, first & 0x1f, item);
	}
	if (first < 0xc4) {
		item->kind = first == 0xc0 ? MSGPACK_NIL : MSGPACK_BOOL;
		item->boolean = first == 0xc3;
		return first != 0xc1;
	}
	return take_long(rest, first, item);
}

bool msgpack_next(struct text *rest, struct msgpack_item *item)
{
	struct text left = *rest;

	*item = (struct msgpack_item){.kind = MSGPACK_NIL};
	if (rest->length == 0 || !take_item(&left, item)) {
		return false;
	}
	*rest = left;
	return true;
}

bool msgpack_skip(struct text *rest)
{
	struct text left = *rest;
	struct msgpack_item item;
	uint64_t due = 1;

	while (due > 0) {
		if (!msgpack_next(&left, &item)) {
			return false;
		}
		due += item.kind == MSGPACK_MAP      ? 2 * (uint64_t)item.count
			: item.kind == MSGPACK_ARRAY ? item.count
						     : 0;
		due--;
		/* Each item takes a byte at least. */
		if (due > left.length) {
			return false;
		}
	}
	*rest = left;
	return true;
}

bool msgpack_find(struct text *rest, const char *name)
{
	struct msgpack_item map, key;
	uint32_t i;

	if (!msgpack_next(rest, &map) || map.kind != MSGPACK_MAP) {
		return false;
	}
	for (i = 0; i < map.count; i++) {
		struct text head = *rest, value;

		if (!msgpack_skip(rest) || !msgpack_next(&head, &key)) {
			return false;
		}
		value = *rest;
		if (!msgpack_skip(rest)) {
			return false;
		}
		if (key.kind == MSGPACK_STRING && text_is(key.bytes, name)) {
			*rest = text_from(value.at, value.length - rest->length);
			return true;
		}
	}
	return false;
}
