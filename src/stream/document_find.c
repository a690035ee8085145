/* Looking for bytes in a document, by line. */
#include "document_private.h"

static unsigned char fold(char byte)
{
	return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

static bool stands_at(struct text bytes, size_t at, struct text needle)
{
	size_t i;

	for (i = 0; i < needle.length; i++) {
		if (fold(bytes.at[at + i]) != fold(needle.at[i])) {
			return false;
		}
	}
	return true;
}

static bool find_forward(struct text bytes, struct text needle, size_t from, size_t *at)
{
	for (*at = from; *at + needle.length <= bytes.length; *at += 1) {
		if (stands_at(bytes, *at, needle)) {
			return true;
		}
	}
	return false;
}

/* The last one that begins before `to`. */
static bool find_back(struct text bytes, struct text needle, size_t to, size_t *at)
{
	if (needle.length > bytes.length) {
		return false;
	}
	*at = bytes.length - needle.length + 1;
	*at = to < *at ? to : *at;
	while (*at > 0) {
		*at -= 1;
		if (stands_at(bytes, *at, needle)) {
			return true;
		}
	}
	return false;
}

static size_t end_of(const struct document *document, size_t line)
{
	return document_offset(document, line) + document_raw(document, line).length;
}

bool document_seek(struct document *document, const struct document_search *search, size_t *line)
{
	struct text bytes = document->bytes;
	size_t from, at, found;
	bool is_there;

	if (search->needle.length == 0 || bytes.length == 0) {
		return false;
	}
	if (search->back) {
		from = search->from_start ? bytes.length : document_offset(document, *line);
		is_there = find_back(bytes, search->needle, from, &at);
	} else {
		from = search->from_start ? 0 : end_of(document, *line);
		is_there = find_forward(bytes, search->needle, from, &at);
	}
	if (!is_there) {
		return false;
	}
	found = document_line_at(document, at);
	if (!search->from_start && (search->back ? found >= *line : found <= *line)) {
		return false;
	}
	*line = found;
	return true;
}
