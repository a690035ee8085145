#include "base/ini.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct reader {
	struct ini_line line;
	ini_handler *handler;
	void *arg;
	struct error *error;
};

bool ini_error(struct error *error, const struct ini_line *line, const char *format, ...)
{
	char sentence[ERROR_TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	return error_set(error, ERROR_USAGE, "%s:%d: %s", line->file, line->line, sentence);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static struct text rest_of(struct text a, size_t from)
{
	return text_from(a.at + from, a.length - from);
}

/* Without a comment that begins behind `from`, and trimmed. */
static struct text without_comment(struct text a, size_t from)
{
	size_t i;

	for (i = from + 1; i < a.length; i++) {
		if (a.at[i] == '#' && is_blank(a.at[i - 1])) {
			a.length = i;
		}
	}
	return text_trim(a);
}

/*
 * Where the section's bracket closes: names may hold patterns such as `orders.[ab]*`, so it is the
 * first bracket with nothing but a comment behind it. 0 where there is none.
 */
static size_t closing_bracket(struct text a)
{
	size_t i;

	for (i = 1; i < a.length; i++) {
		struct text rest = rest_of(a, i + 1 < a.length ? i + 1 : a.length);

		if (a.at[i] == ']' && (rest.length == 0 || is_blank(rest.at[0])) &&
			(text_trim(rest).length == 0 || text_starts(text_trim(rest), "#"))) {
			return i;
		}
	}
	return 0;
}

static bool read_section(struct reader *reader, struct text a)
{
	struct ini_line *line = &reader->line;
	size_t end = closing_bracket(a), kind = 0;
	struct text inner;

	if (end == 0) {
		return ini_error(reader->error, line,
			memchr(a.at, ']', a.length) ? "text after the section's ]"
						    : "the section is not closed with ]");
	}
	inner = text_trim(text_from(a.at + 1, end - 1));
	if (inner.length == 0) {
		return ini_error(reader->error, line, "the section has no kind");
	}
	while (kind < inner.length && !is_blank(inner.at[kind])) {
		kind++;
	}
	line->kind = text_from(inner.at, kind);
	line->name = text_trim(rest_of(inner, kind));
	line->key = line->value = text_of("");
	return reader->handler(reader->arg, line, reader->error);
}

static bool read_pair(struct reader *reader, struct text a)
{
	struct ini_line *line = &reader->line;
	struct text value = a, key = text_cut(&value, '=');

	/* A comment before the `=` hides it. */
	if (key.length == a.length || without_comment(key, 0).length != text_trim(key).length) {
		return ini_error(reader->error, line, "expected `key = value` or `[kind name]`");
	}
	line->key = text_trim(key);
	if (line->key.length == 0) {
		return ini_error(reader->error, line, "no key before the =");
	}
	/* The value's first byte begins no comment: `colour = #ff8700`. */
	line->value = without_comment(text_trim(value), 0);
	return reader->handler(reader->arg, line, reader->error);
}

static bool has_control(struct text a)
{
	size_t i;

	for (i = 0; i < a.length; i++) {
		if (((unsigned char)a.at[i] < 0x20 && a.at[i] != '\t') || a.at[i] == 0x7f) {
			return true;
		}
	}
	return false;
}

static bool read_line(struct reader *reader, struct text a)
{
	if (a.length > 0 && a.at[a.length - 1] == '\r') {
		a.length--;
	}
	if (a.length > INI_LINE_MAX) {
		return ini_error(reader->error, &reader->line, "the line is longer than %d bytes",
			INI_LINE_MAX);
	}
	if (has_control(a)) {
		return ini_error(
			reader->error, &reader->line, "the line holds a control character");
	}
	if (!utf8_valid(a)) {
		return ini_error(reader->error, &reader->line, "the line is not UTF-8");
	}
	a = text_trim(a);
	if (a.length == 0 || a.at[0] == '#') {
		return true;
	}
	return a.at[0] == '[' ? read_section(reader, a) : read_pair(reader, a);
}

bool ini_read(
	struct text content, const char *file, ini_handler *handler, void *arg, struct error *error)
{
	struct reader reader = {
		.line =
			{
				.file = file,
				.kind = text_of(""),
				.name = text_of(""),
			},
		.handler = handler,
		.arg = arg,
		.error = error,
	};

	if (text_starts(content, "\xef\xbb\xbf")) {
		content = rest_of(content, 3);
	}
	while (content.length > 0) {
		reader.line.line++;
		if (!read_line(&reader, text_cut(&content, '\n'))) {
			return false;
		}
	}
	return true;
}
