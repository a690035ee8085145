#include <locale.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/sanitise.h"
#include "base/utf8.h"

enum { MARKS_MAX = 2, GROWTH_MAX = 10 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static bool is_hidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0xad || code == 0x61c ||
		(code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
		(code >= 0x2060 && code <= 0x206f) || code == 0xfeff || code >= 0xe0000;
}

static void check_safe(struct text safe)
{
	int marks = MARKS_MAX;

	while (safe.length > 0) {
		uint32_t code = 0;
		size_t length = utf8_decode(safe, &code);

		require(length > 0 && !is_hidden(code) && utf8_width(code) >= 0);
		marks = utf8_width(code) == 0 ? marks + 1 : 0;
		require(marks <= MARKS_MAX);
		safe = text_from(safe.at + length, safe.length - length);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	require(setlocale(LC_ALL, "C.UTF-8") != NULL);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text raw = text_from(data, size);
	struct buf once, twice, cut;
	int width = size > 0 ? data[0] : 0;
	bool altered;

	buf_init(&once, size * GROWTH_MAX);
	buf_init(&twice, size * GROWTH_MAX);
	buf_init(&cut, size * GROWTH_MAX + 1);
	altered = sanitise_text(&once, raw);
	require(!once.full && altered == !text_equal(raw, buf_text(&once)));
	check_safe(buf_text(&once));
	require(!sanitise_text(&twice, buf_text(&once)));
	require(text_equal(buf_text(&once), buf_text(&twice)));
	sanitise_cut_middle(&cut, buf_text(&once), width, "~");
	require(!cut.full && sanitise_width(buf_text(&cut)) <= width);
	buf_finish(&once);
	buf_finish(&twice);
	buf_finish(&cut);
	return 0;
}
