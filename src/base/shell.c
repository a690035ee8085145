#include "base/shell.h"

#include <string.h>

enum { PLAIN_FIRST = 0x20, PLAIN_LAST = 0x7e };

static bool is_plain(unsigned char byte)
{
	return byte >= PLAIN_FIRST && byte <= PLAIN_LAST;
}

static bool is_bare(struct text word)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				   "_./:@%+=,-";

	for (size_t i = 0; i < word.length; i++) {
		if (word.at[i] == '\0' || strchr(safe, word.at[i]) == NULL) {
			return false;
		}
	}
	return word.length > 0;
}

static void quote(struct buf *out, struct text word, bool plain)
{
	for (size_t i = 0; i < word.length; i++) {
		unsigned char byte = (unsigned char)word.at[i];

		if (byte == '\'') {
			buf_add_string(out, plain ? "'\\''" : "\\'");
		} else if (!plain && byte == '\\') {
			buf_add_string(out, "\\\\");
		} else if (!is_plain(byte)) {
			buf_addf(out, "\\x%02x", byte);
		} else {
			buf_add_byte(out, word.at[i]);
		}
	}
}

void shell_word(struct buf *out, struct text word)
{
	bool plain = true;

	if (is_bare(word)) {
		buf_add_text(out, word);
		return;
	}
	for (size_t i = 0; i < word.length; i++) {
		plain = plain && is_plain((unsigned char)word.at[i]);
	}
	buf_add_string(out, plain ? "'" : "$'");
	quote(out, word, plain);
	buf_add_byte(out, '\'');
}
