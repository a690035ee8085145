#include <stdint.h>
#include <stdlib.h>

#include "stream/log_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t touch(struct text text)
{
	size_t sum = 0;

	for (size_t i = 0; i < text.length; i++) {
		sum += (unsigned char)text.at[i];
	}
	return sum;
}

/* What is read can be read whole, and is not longer than what it was read from. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct log_record record;
	struct buf room;
	size_t sum = 0;

	buf_init(&room, size);
	if (log_record_read_line(&record, text_from(data, size), &room)) {
		sum += touch(record.who) + touch(record.host) + touch(record.operation) +
			touch(record.job) + touch(record.reason) + touch(record.result) +
			touch(record.topic) + touch(record.group) + touch(record.id) +
			touch(record.view) + touch(record.plan_sha256) + touch(record.key);
		if (record.key.length == 0 || room.length > size || sum > 255 * size) {
			abort();
		}
	}
	buf_finish(&room);
	return 0;
}
