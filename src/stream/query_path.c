/* The names of what is asked about, step by step. */
#include <string.h>

#include "base/mem.h"
#include "query_private.h"

bool parser_take_string(struct parser *parser, struct text *out)
{
	struct query *query = parser->query;
	char *at = query->strings + query->strings_used;
	size_t length;

	if (parser->lexer->token.kind != TOKEN_STRING) {
		return lexer_fail(parser->lexer, "expected text in quotes");
	}
	if (!lexer_string(parser->lexer, parser->lexer->token.raw, at, &length)) {
		return false;
	}
	*out = text_from(at, length);
	query->strings_used += length;
	return lexer_next(parser->lexer);
}

static struct step *add_step(struct parser *parser, struct path *path)
{
	if (path->step_count == QUERY_STEPS_MAX) {
		lexer_fail(parser->lexer, "more than %d steps in one path", QUERY_STEPS_MAX);
		return NULL;
	}
	path->steps = mem_resize(path->steps, path->step_count + 1, sizeof(*path->steps));
	path->steps[path->step_count] = (struct step){.is_index = false};
	return &path->steps[path->step_count++];
}

static bool add_index(struct parser *parser, struct path *path, struct text rest, size_t *used)
{
	struct step *step = add_step(parser, path);
	size_t at = 1;

	if (step == NULL) {
		return false;
	}
	step->is_index = true;
	for (; at < rest.length && rest.at[at] >= '0' && rest.at[at] <= '9' && at < 9; at++) {
		step->index = step->index * 10 + (size_t)(rest.at[at] - '0');
	}
	if (at == 1 || at == rest.length || rest.at[at] != ']') {
		return lexer_fail_at(
			parser->lexer, rest.at, "an index is a whole number: items[0]");
	}
	*used = at + 1;
	return true;
}

static bool add_name(struct parser *parser, struct path *path, struct text rest, size_t *used)
{
	size_t dot = *used = path->step_count > 0, end = dot;
	struct step *step = add_step(parser, path);

	while (end < rest.length && lexer_goes_on_name(rest.at[end])) {
		end++;
	}
	if (step == NULL) {
		return false;
	}
	if (end == dot) {
		return lexer_fail_at(parser->lexer, rest.at, "a name is missing behind the dot");
	}
	step->name = text_from(rest.at + dot, end - dot);
	*used = end;
	return true;
}

/* What follows in `raw` from `at` on, each step with a dot or an index. */
static bool add_steps(struct parser *parser, struct path *path, struct text raw, size_t at)
{
	while (at < raw.length) {
		struct text rest = text_from(raw.at + at, raw.length - at);
		size_t used = 0;
		bool good = rest.at[0] == '[' ? add_index(parser, path, rest, &used)
					      : add_name(parser, path, rest, &used);

		if (!good) {
			return false;
		}
		at += used;
		path->steps[path->step_count - 1].end = at;
	}
	return true;
}

bool parser_at_keyword(const struct lexer *lexer)
{
	static const char *const words[] = {"and", "or", "not", "in", "true", "false", "null"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (lexer_is_word(lexer, words[i])) {
			return true;
		}
	}
	return false;
}

static bool opens_behind(const struct lexer *lexer)
{
	size_t at = lexer->at;

	while (at < lexer->text.length && lexer->text.at[at] == ' ') {
		at++;
	}
	return at < lexer->text.length && lexer->text.at[at] == '(';
}

bool parser_at_function(const struct lexer *lexer, const char *name)
{
	return lexer_is_word(lexer, name) && opens_behind(lexer);
}

/* `field("any name")`, and what is meant within its document. */
static bool take_exact(struct parser *parser, struct path *path)
{
	struct lexer *lexer = parser->lexer;
	struct step *step = add_step(parser, path);
	struct text name, rest;
	size_t end;

	path->exact = true;
	path->written = lexer->token.raw;
	if (!lexer_next(lexer) || !lexer_next(lexer) || !parser_take_string(parser, &name)) {
		return false;
	}
	if (lexer->token.kind != TOKEN_CLOSE) {
		return lexer_fail(lexer, "expected ) behind the name of the field");
	}
	step->name = name;
	rest = text_from(lexer->text.at + lexer->at, lexer->text.length - lexer->at);
	for (end = 0; end < rest.length &&
		(lexer_goes_on_name(rest.at[end]) || strchr(".[]", rest.at[end]) != NULL) &&
		rest.at[end] != '\0' && (end > 0 || rest.at[0] == '.' || rest.at[0] == '[');
		end++) {
	}
	lexer->at += end;
	return add_steps(parser, path, text_from(rest.at, end), 0) && lexer_next(lexer);
}

bool path_take(struct parser *parser, struct path *path)
{
	struct lexer *lexer = parser->lexer;

	if (lexer->token.kind != TOKEN_NAME || parser_at_keyword(lexer)) {
		return lexer_fail(lexer, "expected the name of a field");
	}
	if (parser_at_function(lexer, "field")) {
		return take_exact(parser, path);
	}
	path->written = lexer->token.raw;
	return add_steps(parser, path, path->written, 0) && lexer_next(lexer);
}
