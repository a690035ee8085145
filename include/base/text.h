/*
 * A borrowed run of bytes with a length: what comes from the server is bytes, never a C string.
 * It owns nothing and knows nothing of encodings (utf8.h) or of terminals (sanitise.h).
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
	const char *at;
	size_t length;
};

/* Borrows a C string; NULL gives the empty text. */
struct text text_of(const char *string);
struct text text_from(const void *at, size_t length);

bool text_equal(struct text a, struct text b);
bool text_is(struct text a, const char *string);
/* Byte order; a prefix sorts first. */
int text_compare(struct text a, struct text b);
bool text_starts(struct text a, const char *prefix);
/* Byte search, ASCII case folded; the empty needle is found everywhere. */
bool text_contains_fold(struct text haystack, struct text needle);
/* Without leading and trailing spaces and tabs. */
struct text text_trim(struct text a);
/* Cuts `*rest` at the first `mark`: returns what stood before it and leaves what stands after it;
 * without a mark everything is returned and `*rest` becomes empty. */
struct text text_cut(struct text *rest, char mark);
/* A copy on the heap with a NUL after it: the caller's, freed with mem_free. */
char *text_dup(struct text a);

/* Redis' glob (`* ? [a-z] [^a] \x`), in time O(pattern * text) whatever the pattern. */
bool text_glob(struct text pattern, struct text subject);

#endif
