#include <stdint.h>
#include <stdlib.h>

#include "ops/journal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void count(void *arg, const struct journal_item *item)
{
	uint64_t *items = arg;

	(void)item;
	(*items)++;
}

/* What reads as a request is written as it was read. */
static void read_request(struct text bytes)
{
	struct error error = {.code = ERROR_NONE};
	struct request request, again;
	struct buf packed;

	request_init(&request);
	request_init(&again);
	buf_init(&packed, KEY_BYTES_MAX);
	if (request_unpack(&request, bytes, &error)) {
		request_pack(&request, &packed);
		require(request_unpack(&again, buf_text(&packed), &error));
		require(again.item_count == request.item_count);
		require(again.value_count == request.value_count);
	} else {
		require(error.code != ERROR_NONE);
	}
	buf_finish(&packed);
	request_finish(&request);
	request_finish(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error = {.code = ERROR_NONE};
	struct text bytes = text_from(data, size);
	struct journal journal;
	uint64_t items = 0;

	read_request(bytes);
	journal_read(&journal, bytes, count, &items, &error);
	require(journal.whole <= size);
	require(journal.done + journal.failed + journal.skipped <= items);
	journal_finish(&journal);
	return 0;
}
