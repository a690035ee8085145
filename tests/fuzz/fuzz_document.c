#include <locale.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/sanitise.h"
#include "stream/document.h"

enum { GROWTH_MAX = 10, STEPS = 64, LINE_CELLS_MAX = 80 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void put(void *arg, enum document_part part, struct text text)
{
	(void)part;
	sanitise_text(arg, text);
}

/* Every line is in the bytes, follows the one before and is no wider than was asked. */
static void check_lines(struct document *document, int width)
{
	size_t i, lines, end = 0;
	struct buf safe;
	bool more;

	lines = document_lines(document, &more);
	require(!more);
	buf_init(&safe, 1 << 20);
	for (i = 0; i < lines; i++) {
		size_t at = document_offset(document, i);

		require(i == 0 || at == end);
		end = at + document_raw(document, i).length;
		require(end > at && document_line_at(document, at) == i);
		buf_reset(&safe);
		document_draw(document, i, put, &safe);
		require(!safe.full && sanitise_width(buf_text(&safe)) <= width);
	}
	buf_finish(&safe);
}

static void walk(struct document *document, const uint8_t *data, size_t size)
{
	size_t i, lines, line;
	bool more, folded;

	lines = document_lines(document, &more);
	for (i = 0; lines > 0 && i < size && i < STEPS; i++) {
		line = data[i] * 7919u % lines;
		if (document_can_fold(document, line, &folded)) {
			document_fold(document, line, !folded);
		}
		line = document_seen(document, line);
		document_next(document, &line);
		require(line < lines && document_seen(document, line) == line);
		document_previous(document, &line);
		require(document_seen(document, line) == line);
		document_seek(document,
			&(struct document_search){
				.needle = text_from(data, i % 3), .back = i % 2 != 0},
			&line);
		require(line < lines);
		document_reveal(document, line);
	}
}

static void check(struct text bytes, enum document_kind kind, int width)
{
	struct document *document = document_create(bytes, kind, width);

	if (!document) {
		require(kind != DOCUMENT_AUTO && kind != DOCUMENT_TEXT && kind != DOCUMENT_HEX);
		return;
	}
	while (!document_advance(document, 7)) {
	}
	check_lines(document, LINE_CELLS_MAX);
	document_set_width(document, width);
	document_advance(document, SIZE_MAX);
	walk(document, (const uint8_t *)bytes.at, bytes.length);
	document_destroy(document);
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
	int kind;

	for (kind = 0; kind < DOCUMENT_KINDS; kind++) {
		check(text_from(data, size), (enum document_kind)kind,
			size > 0 ? 24 + data[0] % 56 : 24);
	}
	return 0;
}
