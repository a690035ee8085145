/* Arbitrary bytes as a document: what is taken can be walked to its leaves and quoted back. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"

enum { ROOM = 1 << 22 };

static void walk(const struct json_value *container, int depth)
{
	struct json_value name, value;
	struct json_walk steps;

	json_walk_begin(&steps, container);
	while (json_walk_next(&steps, &name, &value)) {
		struct json_value alone;

		assert(json_read(value.raw, &alone) && alone.kind == value.kind);
		if (depth < 20) {
			walk(&value, depth + 1);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text document = text_from(data, size);
	struct json_value value, again;
	struct buf quoted;

	buf_init(&quoted, ROOM);
	if (json_read(document, &value)) {
		assert(json_looks(document) ==
			(value.kind == JSON_OBJECT || value.kind == JSON_ARRAY));
		walk(&value, 0);
		json_string(&quoted, &value);
		buf_reset(&quoted);
	}
	json_quote_bytes(&quoted, document);
	assert(json_read(buf_text(&quoted), &again));
	buf_finish(&quoted);
	return 0;
}
