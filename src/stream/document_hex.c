/* A line of a hex dump: where, sixteen bytes, and what of them is ASCII. */
#include <stdio.h>

#include "document_private.h"

static void say_bytes(char *out, size_t size, struct text bytes)
{
	enum { HALF = DOCUMENT_HEX_BYTES / 2 };
	size_t i, used = 0;

	for (i = 0; i < DOCUMENT_HEX_BYTES; i++) {
		const char *gap = i == HALF ? "  " : i > 0 ? " " : "";

		used += (size_t)(i < bytes.length ? snprintf(out + used, size - used, "%s%02x", gap,
							    (unsigned char)bytes.at[i])
						  : snprintf(out + used, size - used, "%s  ", gap));
	}
}

void document_draw_hex(const struct document *document, size_t line, document_put *put, void *arg)
{
	struct text bytes = document_raw(document, line);
	char text[4 * DOCUMENT_HEX_BYTES];
	size_t i;

	snprintf(text, sizeof(text), "%08zx  ", line * DOCUMENT_HEX_BYTES);
	put(arg, DOCUMENT_ASIDE, text_of(text));
	say_bytes(text, sizeof(text), bytes);
	put(arg, DOCUMENT_PLAIN, text_of(text));
	put(arg, DOCUMENT_BLANK, text_of("  "));
	for (i = 0; i < bytes.length; i++) {
		text[i] = '.';
		if (bytes.at[i] >= 0x20 && bytes.at[i] < 0x7f) {
			text[i] = bytes.at[i];
		}
	}
	put(arg, DOCUMENT_STRING, text_from(text, bytes.length));
}
