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

int panel_wrap(struct canvas *canvas, int y, enum role role, struct text sentence)
{
	struct text rest;
	struct buf safe;
	size_t length;

	if (canvas->width <= 0) {
		return y;
	}
	sentence.length =
		sentence.length < SENTENCE_BYTES_MAX ? sentence.length : SENTENCE_BYTES_MAX;
	buf_init(&safe, 16 * SENTENCE_BYTES_MAX);
	sanitise_text(&safe, sentence);
	for (rest = buf_text(&safe); rest.length > 0 && y < canvas->height; y++) {
		length = line_length(rest, canvas->width);
		canvas_text(canvas, 0, y, canvas->width, role, text_from(rest.at, length));
		rest = text_from(rest.at + length, rest.length - length);
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
