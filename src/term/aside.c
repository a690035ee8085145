/* memfd_create is Linux' own. */
#define _GNU_SOURCE

#include "aside.h"

#include <sys/mman.h>
#include <unistd.h>

enum { BLOCK_BYTES = 16384 };

int aside_open(void)
{
	return memfd_create("rivermaster-screen", MFD_CLOEXEC);
}

bool aside_take(int aside, struct outlet *outlet)
{
	char bytes[BLOCK_BYTES];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(aside, bytes, sizeof(bytes), at)) > 0) {
		outlet_add(outlet, text_from(bytes, (size_t)n));
		at += n;
	}
	return ftruncate(aside, 0) == 0 && lseek(aside, 0, SEEK_SET) == 0;
}
