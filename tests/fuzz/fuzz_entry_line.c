#include <stdint.h>
#include <stdlib.h>

#include "stream/entry_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* What is read lies within what was given; what is refused has a sentence and a place. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct entry_line *line = entry_line_create();
	struct error error = {.code = ERROR_NONE};
	size_t column = 0, bytes = 0;

	if (entry_line_read(line, text_from(data, size), &column, &error)) {
		const struct entry *entry = entry_line_entry(line);

		require(entry->field_count > 0);
		for (size_t i = 0; i < entry->field_count; i++) {
			bytes += entry->fields[i].name.length + entry->fields[i].value.length;
		}
		require(bytes == entry_line_bytes(line) && bytes < size);
	} else {
		require(error.code == ERROR_USAGE && column >= 1 && column <= size + 1);
	}
	entry_line_destroy(line);
	return 0;
}
