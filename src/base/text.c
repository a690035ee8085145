#include "base/text.h"

#include <string.h>

#include "base/mem.h"

struct text text_of(const char *string)
{
	return string ? text_from(string, strlen(string)) : text_from("", 0);
}

struct text text_from(const void *at, size_t length)
{
	return (struct text){.at = at, .length = length};
}

static struct text text_after(struct text a, size_t skipped)
{
	return skipped == 0 ? a : text_from(a.at + skipped, a.length - skipped);
}

bool text_equal(struct text a, struct text b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

bool text_is(struct text a, const char *string)
{
	return text_equal(a, text_of(string));
}

int text_compare(struct text a, struct text b)
{
	size_t shared = a.length < b.length ? a.length : b.length;
	int order = shared == 0 ? 0 : memcmp(a.at, b.at, shared);

	return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

bool text_starts(struct text a, const char *prefix)
{
	size_t length = strlen(prefix);

	return length <= a.length && text_equal(text_from(a.at, length), text_from(prefix, length));
}

static unsigned char fold(char byte)
{
	return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

static bool starts_fold(struct text a, struct text prefix)
{
	size_t i;

	for (i = 0; i < prefix.length; i++) {
		if (fold(a.at[i]) != fold(prefix.at[i])) {
			return false;
		}
	}
	return true;
}

bool text_contains_fold(struct text haystack, struct text needle)
{
	if (needle.length == 0) {
		return true;
	}
	for (; haystack.length >= needle.length; haystack = text_after(haystack, 1)) {
		if (starts_fold(haystack, needle)) {
			return true;
		}
	}
	return false;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

struct text text_trim(struct text a)
{
	while (a.length > 0 && is_blank(a.at[0])) {
		a = text_after(a, 1);
	}
	while (a.length > 0 && is_blank(a.at[a.length - 1])) {
		a.length--;
	}
	return a;
}

struct text text_cut(struct text *rest, char mark)
{
	struct text whole = *rest;
	const char *found = whole.length == 0 ? NULL : memchr(whole.at, mark, whole.length);
	size_t before = found ? (size_t)(found - whole.at) : whole.length;

	*rest = text_after(whole, found ? before + 1 : before);
	return text_from(whole.at, before);
}

char *text_dup(struct text a)
{
	return mem_dup(a.at, a.length);
}
