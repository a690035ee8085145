/* Containers of JSON folded to one line, and the ways past them. */
#include "document_private.h"

enum { STEP_BYTES = 64 << 10 };

static const struct line *line_of(const struct document *document, size_t line)
{
	return document->layout == LAYOUT_JSON ? &document->lines[line] : NULL;
}

static bool is_folded(const struct line *line)
{
	return (line->flags & (LINE_OPENS | LINE_FOLDED)) == (LINE_OPENS | LINE_FOLDED);
}

bool document_next(const struct document *document, size_t *line)
{
	const struct line *here = line_of(document, *line);
	size_t to = *line + 1;
	bool more;

	if (here && is_folded(here)) {
		if (!here->match) {
			return false;
		}
		to = (size_t)here->match + 1;
	}
	if (to >= document_lines(document, &more)) {
		return false;
	}
	*line = to;
	return true;
}

bool document_previous(const struct document *document, size_t *line)
{
	const struct line *before;

	if (*line == 0) {
		return false;
	}
	*line -= 1;
	before = line_of(document, *line);
	if (before && before->flags & LINE_CLOSES && is_folded(&document->lines[before->match])) {
		*line = before->match;
	}
	return true;
}

/* The line that opens what this one opens or closes. */
static bool opening(const struct document *document, size_t *line)
{
	const struct line *here = line_of(document, *line);

	if (here && here->flags & LINE_CLOSES) {
		*line = here->match;
	}
	return here && here->flags & (LINE_OPENS | LINE_CLOSES);
}

bool document_parent(const struct document *document, size_t line, size_t *parent)
{
	const struct line *here;
	unsigned depth;

	if (!line_of(document, line)) {
		return false;
	}
	opening(document, &line);
	depth = document->lines[line].depth;
	while (line > 0) {
		line--;
		here = &document->lines[line];
		if (here->flags & LINE_OPENS && here->depth < depth) {
			*parent = line;
			return true;
		}
		line = here->flags & LINE_CLOSES ? here->match : line;
	}
	return false;
}

bool document_can_fold(const struct document *document, size_t line, bool *folded)
{
	if (!opening(document, &line)) {
		return false;
	}
	*folded = is_folded(&document->lines[line]);
	return true;
}

void document_fold(struct document *document, size_t line, bool folded)
{
	if (!opening(document, &line)) {
		return;
	}
	while (folded && !document->lines[line].match && !document_advance(document, STEP_BYTES)) {
	}
	document->lines[line].flags &= (uint16_t)~LINE_FOLDED;
	document->lines[line].flags |= folded && document->lines[line].match ? LINE_FOLDED : 0;
}

void document_fold_all(struct document *document, bool folded)
{
	size_t i;

	document->folds = folded;
	for (i = 0; document->layout == LAYOUT_JSON && i < document->count; i++) {
		struct line *line = &document->lines[i];

		if (line->flags & LINE_OPENS && line->depth > 0) {
			line->flags &= (uint16_t)~LINE_FOLDED;
			line->flags |= folded ? LINE_FOLDED : 0;
		}
	}
}

void document_reveal(struct document *document, size_t line)
{
	while (document_parent(document, line, &line)) {
		document->lines[line].flags &= (uint16_t)~LINE_FOLDED;
	}
}

size_t document_seen(const struct document *document, size_t line)
{
	size_t seen = line, above = line;

	if (opening(document, &above) && is_folded(&document->lines[above])) {
		seen = above;
	}
	while (document_parent(document, above, &above)) {
		if (is_folded(&document->lines[above])) {
			seen = above;
		}
	}
	return seen;
}
