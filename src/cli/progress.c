#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/number.h"

enum { ENTRIES_BETWEEN = 20000, LINE_BYTES = 128 };

void progress_tell(struct progress *progress, uint64_t entries, uint64_t found)
{
	char line[LINE_BYTES], read[NUMBER_MAX], kept[NUMBER_MAX];
	int length;

	if (!progress->shows || entries - progress->told_at < ENTRIES_BETWEEN) {
		return;
	}
	progress->told_at = entries;
	length = snprintf(line, sizeof(line), "\rrivermaster: %s entries read, %s found ",
		number_count(read, (int64_t)entries, NUMBER_MAX),
		number_count(kept, (int64_t)found, NUMBER_MAX));
	if (write(STDERR_FILENO, line, (size_t)length) < 0) {
		progress->shows = false;
	}
}

void progress_clear(struct progress *progress)
{
	if (progress->told_at > 0 && write(STDERR_FILENO, "\r\033[K", 4) < 0) {
		progress->shows = false;
	}
}
