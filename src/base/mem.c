#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die_without_memory(void)
{
	fputs("rivermaster: out of memory\n", stderr);
	exit(EXIT_FAILURE);
}

void *mem_alloc(size_t count, size_t size)
{
	/* calloc may answer NULL for nothing, which would read as exhaustion. */
	void *block = count == 0 || size == 0 ? calloc(1, 1) : calloc(count, size);

	if (!block) {
		die_without_memory();
	}
	return block;
}

void *mem_resize(void *block, size_t count, size_t size)
{
	void *moved;

	if (size != 0 && count > SIZE_MAX / size) {
		die_without_memory();
	}
	moved = realloc(block, count * size == 0 ? 1 : count * size);
	if (!moved) {
		die_without_memory();
	}
	return moved;
}

char *mem_dup(const void *bytes, size_t length)
{
	char *copy;

	if (length == SIZE_MAX) {
		die_without_memory();
	}
	copy = mem_resize(NULL, length + 1, 1);
	if (length > 0) {
		memcpy(copy, bytes, length);
	}
	copy[length] = '\0';
	return copy;
}

void mem_free(void *block)
{
	free(block);
}
