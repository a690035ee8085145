#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "base/number.h"
#include "base/utf8.h"
#include "query_private.h"

enum { SENTENCE_MAX = 256 };

/* In characters, as they are counted on a screen; a byte that begins none is one. */
static size_t column_of(const struct lexer *lexer, const char *at)
{
	struct text before = text_from(lexer->text.at, (size_t)(at - lexer->text.at));
	size_t column = 1;
	uint32_t code;

	for (; before.length > 0; column++) {
		size_t length = utf8_decode(before, &code);

		length = length > 0 ? length : 1;
		before = text_from(before.at + length, before.length - length);
	}
	return column;
}

__attribute__((format(printf, 3, 0))) static bool fail_at(
	struct lexer *lexer, const char *at, const char *format, va_list arguments)
{
	char sentence[SENTENCE_MAX];
	size_t column = column_of(lexer, at);

	vsnprintf(sentence, sizeof(sentence), format, arguments);
	if (lexer->column != NULL) {
		*lexer->column = column;
	}
	return error_set(lexer->error, ERROR_USAGE, "column %zu: %s", column, sentence);
}

bool lexer_fail_at(struct lexer *lexer, const char *at, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fail_at(lexer, at, format, arguments);
	va_end(arguments);
	return false;
}

bool lexer_fail(struct lexer *lexer, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fail_at(lexer, lexer->token.raw.at, format, arguments);
	va_end(arguments);
	return false;
}

bool lexer_begins_name(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
		byte == '$' || byte == '@' || (unsigned char)byte >= 0x80;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

bool lexer_goes_on_name(char byte)
{
	return lexer_begins_name(byte) || is_digit(byte) || byte == '-';
}

static char byte_at(const struct lexer *lexer, size_t at)
{
	return at < lexer->text.length ? lexer->text.at[at] : '\0';
}

static void skip_blank(struct lexer *lexer)
{
	for (;;) {
		char byte = byte_at(lexer, lexer->at);

		if (byte == '#') {
			while (lexer->at < lexer->text.length &&
				byte_at(lexer, lexer->at) != '\n') {
				lexer->at++;
			}
		} else if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') {
			lexer->at++;
		} else {
			return;
		}
	}
}

static bool take(struct lexer *lexer, enum token_kind kind, size_t length)
{
	lexer->token = (struct token){
		.kind = kind,
		.raw = text_from(lexer->text.at + lexer->at, length),
	};
	lexer->at += length;
	return true;
}

/* Names with their steps: `data.items[0].price`. What is wrong with it is for the parser to say. */
static bool take_name(struct lexer *lexer)
{
	size_t end = lexer->at;
	char byte = byte_at(lexer, end);

	while (lexer_goes_on_name(byte) || byte == '.' || byte == '[') {
		end++;
		if (byte == '[') {
			while (is_digit(byte_at(lexer, end))) {
				end++;
			}
			end += byte_at(lexer, end) == ']';
		}
		byte = byte_at(lexer, end);
	}
	return take(lexer, TOKEN_NAME, end - lexer->at);
}

static bool is_id(struct text text)
{
	return memchr(text.at, '-', text.length) != NULL;
}

/* A number, an id, a duration or a time: what begins with a digit, as long as it goes on. */
static bool take_literal(struct lexer *lexer)
{
	size_t end = lexer->at + 1;
	struct decimal decimal;
	struct token *token = &lexer->token;
	char byte = byte_at(lexer, end);

	while (is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		(byte != '\0' && strchr(".:+-_", byte) != NULL)) {
		byte = byte_at(lexer, ++end);
	}
	take(lexer, TOKEN_NUMBER, end - lexer->at);
	if (decimal_parse(token->raw, &decimal)) {
		return true;
	}
	if (number_parse_duration(token->raw, &token->n)) {
		token->kind = TOKEN_DURATION;
	} else if (is_id(token->raw) && id_parse(token->raw, &token->id)) {
		token->kind = TOKEN_ID;
	} else if (moment_parse(token->raw, &token->n)) {
		token->kind = TOKEN_TIME;
	} else {
		return lexer_fail(lexer,
			"`%.*s` is no number, duration (5m, 1m30s), id (1700000000000-0) or time "
			"(2026-11-25T12:30:00Z); text stands in quotes",
			(int)(token->raw.length < 40 ? token->raw.length : 40), token->raw.at);
	}
	return true;
}

static bool take_string(struct lexer *lexer)
{
	char quote = byte_at(lexer, lexer->at);
	size_t end = lexer->at + 1;

	while (end < lexer->text.length && byte_at(lexer, end) != quote) {
		end += byte_at(lexer, end) == '\\' ? 2 : 1;
	}
	if (end >= lexer->text.length) {
		return lexer_fail_at(lexer, lexer->text.at + lexer->at, "this quote is not closed");
	}
	return take(lexer, TOKEN_STRING, end + 1 - lexer->at);
}

static bool take_operator(struct lexer *lexer)
{
	static const struct {
		const char *word;
		enum token_kind kind;
	} operators[] = {{"==", TOKEN_EQ}, {"!=", TOKEN_NE}, {"<=", TOKEN_LE}, {">=", TOKEN_GE},
		{"<", TOKEN_LT}, {">", TOKEN_GT}, {"~", TOKEN_MATCH}, {"(", TOKEN_OPEN},
		{")", TOKEN_CLOSE}, {",", TOKEN_COMMA}};
	const char *at = lexer->text.at + lexer->at;
	struct text rest = text_from(at, lexer->text.length - lexer->at);

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		if (text_starts(rest, operators[i].word)) {
			return take(lexer, operators[i].kind, strlen(operators[i].word));
		}
	}
	if (*at == '=') {
		return lexer_fail_at(lexer, at, "`=` is no operator: `==` compares");
	}
	if (*at == '&' || *at == '|' || *at == '!') {
		return lexer_fail_at(lexer, at, "`%c` is no operator: say and, or, not", *at);
	}
	if (*at == '/') {
		return lexer_fail_at(lexer, at, "a regex stands behind ~");
	}
	return lexer_fail_at(lexer, at, "`%c` begins nothing here",
		(unsigned char)*at < 0x20 || *at == 0x7f ? '?' : *at);
}

bool lexer_next(struct lexer *lexer)
{
	char byte;

	skip_blank(lexer);
	byte = byte_at(lexer, lexer->at);
	if (lexer->at >= lexer->text.length) {
		return take(lexer, TOKEN_END, 0);
	}
	if (lexer_begins_name(byte)) {
		return take_name(lexer);
	}
	if (is_digit(byte) || (byte == '-' && is_digit(byte_at(lexer, lexer->at + 1)))) {
		return take_literal(lexer);
	}
	return byte == '"' || byte == '\'' ? take_string(lexer) : take_operator(lexer);
}

bool lexer_regex(struct lexer *lexer, struct text *pattern, struct text *flags)
{
	size_t start, end;

	skip_blank(lexer);
	start = end = lexer->at + 1;
	while (end < lexer->text.length && byte_at(lexer, end) != '/') {
		end += byte_at(lexer, end) == '\\' ? 2 : 1;
	}
	if (end >= lexer->text.length) {
		return lexer_fail_at(
			lexer, lexer->text.at + lexer->at, "this regex has no / at its end");
	}
	*pattern = text_from(lexer->text.at + start, end - start);
	start = ++end;
	while (lexer_begins_name(byte_at(lexer, end))) {
		end++;
	}
	*flags = text_from(lexer->text.at + start, end - start);
	lexer->at = end;
	return true;
}

/* The number of `digits` hexadecimal ones at `at`; -1 where they are not there. */
static int32_t hex(struct text raw, size_t at, size_t digits)
{
	int32_t value = 0;

	for (size_t i = at; i < at + digits; i++) {
		const char *all = "0123456789abcdef", *found;
		char byte = i < raw.length ? raw.at[i] : '\0';

		byte = byte >= 'A' && byte <= 'F' ? (char)(byte | 0x20) : byte;
		found = byte == '\0' ? NULL : strchr(all, byte);
		if (found == NULL) {
			return -1;
		}
		value = value * 16 + (int32_t)(found - all);
	}
	return value;
}

/* The escape at `*at`, a backslash; writes what it stands for. */
static bool unescape(struct text raw, size_t *at, char *out, size_t *length)
{
	static const char letters[] = "nrt\\\"'/", bytes[] = "\n\r\t\\\"'/";
	char kind = raw.at[*at + 1];
	const char *letter = kind == '\0' ? NULL : strchr(letters, kind);
	int32_t code;

	if (letter != NULL) {
		out[(*length)++] = bytes[letter - letters];
		*at += 2;
		return true;
	}
	if (kind != 'x' && kind != 'u') {
		return false;
	}
	code = hex(raw, *at + 2, kind == 'x' ? 2 : 4);
	if (code < 0 || (code >= 0xd800 && code <= 0xdfff)) {
		return false;
	}
	if (kind == 'x') {
		out[(*length)++] = (char)code;
	} else {
		*length += utf8_encode(out + *length, (uint32_t)code);
	}
	*at += kind == 'x' ? 4 : 6;
	return true;
}

bool lexer_string(struct lexer *lexer, struct text raw, char *out, size_t *length)
{
	struct text inner = text_from(raw.at, raw.length - 1);
	size_t at = 1;

	*length = 0;
	while (at < inner.length) {
		if (inner.at[at] != '\\') {
			out[(*length)++] = inner.at[at++];
		} else if (at + 1 >= inner.length || !unescape(inner, &at, out, length)) {
			return lexer_fail_at(lexer, inner.at + at,
				"no such escape; there are \\\\ \\\" \\' \\/ \\n \\r \\t \\xHH "
				"\\uXXXX");
		}
	}
	return true;
}

bool lexer_is_word(const struct lexer *lexer, const char *word)
{
	return lexer->token.kind == TOKEN_NAME && text_is(lexer->token.raw, word);
}
