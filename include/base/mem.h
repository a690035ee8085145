/*
 * Memory that is there or the program ends: a program, not a library, cannot go on without it.
 * Every block is the caller's and is given back with mem_free (which is free, NULL ok).
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* count * size zeroed bytes; overflow and exhaustion end the program with a sentence on stderr. */
void *mem_alloc(size_t count, size_t size);

/* Resizes `block` to count * size bytes; new bytes are not zeroed. */
void *mem_resize(void *block, size_t count, size_t size);

/* A copy of `length` bytes with a NUL after them. */
char *mem_dup(const void *bytes, size_t length);

void mem_free(void *block);

#endif
