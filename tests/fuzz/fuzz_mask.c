#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "stream/mask.h"

enum { NAME_MAX_BYTES = 12, GROWTH_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* The first byte says how much of the rest is the field's name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t length = size > 0 ? data[0] % NAME_MAX_BYTES : 0;
	struct mask *mask = mask_create(NULL);
	struct text name, value;
	struct json_value document;
	struct buf out;
	bool hidden;

	length = length + 1 < size ? length : 0;
	name = text_from(data + (size > 0), length);
	value = text_from(data + (size > 0) + length, size - length - (size > 0));
	buf_init(&out, size * GROWTH_MAX + GROWTH_MAX);
	hidden = mask_value(mask, name, value, &out);
	require(hidden || text_equal(buf_text(&out), value));
	require(out.full || !utf8_valid(value) || utf8_valid(buf_text(&out)));
	if (!out.full && json_looks(value) && json_read(value, &document)) {
		require(json_read(buf_text(&out), &document));
	}
	require(!mask_value(NULL, name, value, &out));
	buf_finish(&out);
	mask_destroy(mask);
	return 0;
}
