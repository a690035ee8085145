#include "panel.h"

#include <string.h>

#include "base/sanitise.h"
#include "base/utf8.h"

enum { SENTENCE_BYTES_MAX = 4096 };

int panel_inner_height(int width, int height)
{
	int inner = width >= PANEL_WIDE ? height - 2 : height - 1;

	return inner > 0 ? inner : 0;
}

int panel_inner_width(int width)
{
	return width >= PANEL_WIDE ? width - 2 : width;
}

static struct canvas draw_rule(
	struct canvas *canvas, const char *title, const char *right, bool focus)
{
	enum role role = focus ? ROLE_BORDER_FOCUS : ROLE_BORDER;
	struct canvas line = canvas_part(canvas, 0, 0, canvas->width, 1);

	if (line.width > 0 && line.height > 0) {
		canvas_frame(&line, title, right, focus);
		canvas_glyph(&line, 0, 0, role, GLYPH_H);
		canvas_glyph(&line, line.width - 1, 0, role, GLYPH_H);
	}
	return canvas_part(canvas, 0, 1, canvas->width, canvas->height - 1);
}

struct canvas panel_draw(struct canvas *canvas, const char *title, const char *right, bool focus)
{
	if (canvas->width < PANEL_WIDE) {
		return draw_rule(canvas, title, right, focus);
	}
	if (canvas->height > 0) {
		canvas_frame(canvas, title, right, focus);
	}
	return canvas_part(canvas, 1, 1, canvas->width - 2, canvas->height - 2);
}

/* Bytes of the words that fit `width` cells: at least one character, cut after a blank where there
 * is one. */
static size_t line_length(struct text safe, int width)
{
	size_t at = 0, blank = 0, length;
	uint32_t code;
	int used = 0;

	while (at < safe.length) {
		length = utf8_decode(text_from(safe.at + at, safe.length - at), &code);
		length = length ? length : 1;
		used += utf8_width(code) > 0 ? utf8_width(code) : 1;
		if (used > width && at > 0) {
			return blank > 0 ? blank : at;
		}
		at += length;
		blank = safe.at[at - 1] == ' ' ? at : blank;
	}
	return safe.length;
}

static void make_safe(struct buf *safe, struct text sentence)
{
	sentence.length =
		sentence.length < SENTENCE_BYTES_MAX ? sentence.length : SENTENCE_BYTES_MAX;
	buf_init(safe, 16 * SENTENCE_BYTES_MAX);
	sanitise_text(safe, sentence);
}

/* The first row of `rest`, which is left with what comes after it. */
static struct text take_line(struct text *rest, int width)
{
	size_t length = line_length(*rest, width);
	struct text line = text_from(rest->at, length);

	*rest = text_from(rest->at + length, rest->length - length);
	return line;
}

int panel_rows(int width, struct text sentence)
{
	struct text rest;
	struct buf safe;
	int rows = 0;

	if (width <= 0) {
		return 0;
	}
	make_safe(&safe, sentence);
	for (rest = buf_text(&safe); rest.length > 0; rows++) {
		take_line(&rest, width);
	}
	buf_finish(&safe);
	return rows;
}

int panel_wrap(struct canvas *canvas, int y, enum role role, struct text sentence)
{
	struct text rest;
	struct buf safe;

	if (canvas->width <= 0) {
		return y;
	}
	make_safe(&safe, sentence);
	for (rest = buf_text(&safe); rest.length > 0 && y < canvas->height; y++) {
		canvas_text(canvas, 0, y, canvas->width, role, take_line(&rest, canvas->width));
	}
	buf_finish(&safe);
	return y;
}

void panel_say(struct canvas *canvas, enum role role, struct text sentence)
{
	int margin = canvas->width > 20 ? 4 : 0, y = canvas->height / 3;
	struct canvas inside =
		canvas_part(canvas, margin, y, canvas->width - 2 * margin, canvas->height - y);

	panel_wrap(&inside, 0, role, sentence);
}
