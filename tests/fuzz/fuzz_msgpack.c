#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "stream/java_text.h"
#include "stream/msgpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* What is written as JSON is JSON, also of damaged bytes; what can be passed over whole can be
 * written whole, unless it is too deep or a name is no scalar. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text bytes = text_from(data, size), rest = bytes;
	struct json_value value;
	struct buf out;
	bool whole;

	buf_init(&out, 16 << 20);
	whole = msgpack_to_json(bytes, &out);
	require(out.full || out.length == 0 || json_read(buf_text(&out), &value));
	require(!whole || (msgpack_skip(&rest) && rest.length == 0));
	buf_reset(&out);
	java_text(bytes, &out);
	rest = bytes;
	msgpack_find(&rest, "packet");
	require(rest.length <= size);
	buf_finish(&out);
	return 0;
}
