/* From words to a tree: or < and < not < what is asked. */
#include "base/mem.h"
#include "query_private.h"

static struct node *parse_or(struct parser *parser);

static struct node *add_node(struct parser *parser, enum node_kind kind)
{
	struct query *query = parser->query;
	struct node *node;

	if (query->node_count == QUERY_NODES_MAX) {
		lexer_fail(parser->lexer, "more than %d parts in one query", QUERY_NODES_MAX);
		return NULL;
	}
	node = &query->nodes[query->node_count++];
	node->kind = kind;
	node->at = parser->lexer->token.raw.at;
	return node;
}

/* NULL where one of the sides is. */
static struct node *join(
	struct parser *parser, enum node_kind kind, struct node *left, struct node *right)
{
	struct node *node = left == NULL || right == NULL ? NULL : add_node(parser, kind);

	if (node != NULL) {
		node->left = left;
		node->right = right;
	}
	return node;
}

static bool expect(struct parser *parser, enum token_kind kind, const char *what)
{
	if (parser->lexer->token.kind != kind) {
		return lexer_fail(parser->lexer, "expected %s", what);
	}
	return lexer_next(parser->lexer);
}

/* --- values --- */

static bool take_operand(struct parser *parser, struct operand *out)
{
	struct lexer *lexer = parser->lexer;
	const struct token *token = &lexer->token;

	*out = (struct operand){
		.text = token->raw, .n = token->n, .id = token->id, .at = token->raw.at};
	switch (token->kind) {
	case TOKEN_STRING:
		out->type = QUERY_STRING;
		return parser_take_string(parser, &out->text);
	case TOKEN_NUMBER:
		out->type = QUERY_NUMBER;
		out->is_number = decimal_parse(token->raw, &out->number);
		break;
	case TOKEN_ID:
		out->type = QUERY_ID;
		break;
	case TOKEN_DURATION:
		out->type = QUERY_DURATION;
		break;
	case TOKEN_TIME:
		out->type = QUERY_TIME;
		break;
	default:
		out->boolean = lexer_is_word(lexer, "true");
		out->type = lexer_is_word(lexer, "null") ? QUERY_NULL : QUERY_BOOL;
		if (!out->boolean && out->type == QUERY_BOOL && !lexer_is_word(lexer, "false")) {
			return lexer_fail(lexer, "expected a value");
		}
		break;
	}
	return lexer_next(lexer);
}

static bool add_operand(struct parser *parser, struct node *node)
{
	node->operands =
		mem_resize(node->operands, node->operand_count + 1, sizeof(*node->operands));
	return take_operand(parser, &node->operands[node->operand_count++]);
}

static bool take_list(struct parser *parser, struct node *node)
{
	do {
		/* Over the parenthesis, or the comma before the next one. */
		if (!lexer_next(parser->lexer) || !add_operand(parser, node)) {
			return false;
		}
	} while (parser->lexer->token.kind == TOKEN_COMMA);
	return expect(parser, TOKEN_CLOSE, "a comma or ) in the list");
}

static bool take_right_side(struct parser *parser, struct node *node)
{
	if (parser->lexer->token.kind == TOKEN_NAME && !parser_at_keyword(parser->lexer)) {
		node->has_other = true;
		return path_take(parser, &node->other);
	}
	return add_operand(parser, node);
}

/* --- what is asked --- */

/* *at: where the pattern stands, with the quote that it may be in. */
static bool take_pattern(struct parser *parser, bool written, struct text *pattern,
	struct text *flags, const char **at)
{
	struct lexer *lexer = parser->lexer;

	*flags = text_of("");
	if (written) {
		bool good = lexer_regex(lexer, pattern, flags);

		*at = pattern->at;
		return good;
	}
	if (!lexer_next(lexer)) {
		return false;
	}
	*at = lexer->token.raw.at;
	return parser_take_string(parser, pattern);
}

static bool take_regex(struct parser *parser, struct node *node)
{
	struct lexer *lexer = parser->lexer;
	struct text rest = text_from(lexer->text.at + lexer->at, lexer->text.length - lexer->at);
	struct text pattern = text_of(""), flags;
	struct error error = {.code = ERROR_NONE};
	const char *at = NULL;
	size_t offset = 0;
	bool written = text_trim(rest).length > 0 && text_trim(rest).at[0] == '/';

	if (!take_pattern(parser, written, &pattern, &flags, &at)) {
		return false;
	}
	node->regex = regex_create(pattern, flags, &offset, &error);
	if (node->regex == NULL) {
		/* Within a string the place is not known: an escape is longer as it is written. */
		return lexer_fail_at(lexer, at + (written ? offset : 0), "%s", error.text);
	}
	return !written || lexer_next(lexer);
}

static bool take_in(struct parser *parser, struct node *node)
{
	if (!lexer_next(parser->lexer)) {
		return false;
	}
	if (parser->lexer->token.kind != TOKEN_OPEN) {
		return lexer_fail(parser->lexer, "expected a list behind in: (\"a\", \"b\")");
	}
	node->kind = IS_IN;
	return take_list(parser, node);
}

static bool take_comparison(struct parser *parser, struct node *node)
{
	static const enum comparison comparisons[] = {
		[TOKEN_EQ] = IS_EQ,
		[TOKEN_NE] = IS_NE,
		[TOKEN_LT] = IS_LT,
		[TOKEN_LE] = IS_LE,
		[TOKEN_GT] = IS_GT,
		[TOKEN_GE] = IS_GE,
	};
	enum token_kind kind = parser->lexer->token.kind;

	if (kind < TOKEN_EQ || kind > TOKEN_GE) {
		return lexer_fail(parser->lexer,
			"expected an operator behind `%.*s`: == != < <= > >= ~ in",
			(int)node->path.written.length, node->path.written.at);
	}
	node->is = comparisons[kind];
	return lexer_next(parser->lexer) && take_right_side(parser, node);
}

static struct node *negate(struct parser *parser, struct node *node)
{
	struct node *not = node == NULL ? NULL : add_node(parser, IS_NOT);

	if (not != NULL) {
		not ->left = node;
	}
	return not ;
}

static struct node *checked(struct parser *parser, struct node *node, bool good)
{
	return good && query_check(parser->query, node, parser->lexer) ? node : NULL;
}

static struct node *parse_comparison(struct parser *parser)
{
	struct node *node = add_node(parser, IS_COMPARE);
	struct lexer *lexer = parser->lexer;
	bool inverted;

	if (node == NULL || !path_take(parser, &node->path)) {
		return NULL;
	}
	inverted = lexer_is_word(lexer, "not");
	if (inverted && !lexer_next(lexer)) {
		return NULL;
	}
	if (inverted && !lexer_is_word(lexer, "in")) {
		lexer_fail(lexer, "expected in behind not");
		return NULL;
	}
	if (lexer_is_word(lexer, "in")) {
		node = checked(parser, node, take_in(parser, node));
		return inverted ? negate(parser, node) : node;
	}
	if (lexer->token.kind == TOKEN_MATCH) {
		node->kind = IS_MATCH;
		return checked(parser, node, take_regex(parser, node));
	}
	return checked(parser, node, take_comparison(parser, node));
}

static struct node *parse_function(struct parser *parser, enum node_kind kind)
{
	struct node *node = add_node(parser, kind);
	struct lexer *lexer = parser->lexer;
	bool good = node != NULL && lexer_next(lexer) && lexer_next(lexer);

	if (kind != IS_TEXT && kind != IS_VIOLATES) {
		good = good && path_take(parser, &node->path);
	}
	if (kind == IS_STARTS) {
		good = good && expect(parser, TOKEN_COMMA, "a comma behind the name");
	}
	if (kind != IS_HAS) {
		good = good && parser_take_string(parser, &node->needle);
	}
	good = good && expect(parser, TOKEN_CLOSE, ") at the end");
	return checked(parser, node, good);
}

static struct node *parse_primary(struct parser *parser)
{
	struct lexer *lexer = parser->lexer;
	struct node *node;

	if (lexer->token.kind != TOKEN_OPEN) {
		return parser_at_function(lexer, "has")     ? parse_function(parser, IS_HAS)
			: parser_at_function(lexer, "text") ? parse_function(parser, IS_TEXT)
			: parser_at_function(lexer, "violates")
			? parse_function(parser, IS_VIOLATES)
			: parser_at_function(lexer, "starts_with")
			? parse_function(parser, IS_STARTS)
			: parse_comparison(parser);
	}
	if (!lexer_next(lexer)) {
		return NULL;
	}
	node = parse_or(parser);
	return node != NULL && expect(parser, TOKEN_CLOSE, "and, or, or )") ? node : NULL;
}

static struct node *parse_not(struct parser *parser)
{
	struct node *node = NULL;

	if (parser->depth == QUERY_DEPTH_MAX) {
		lexer_fail(parser->lexer, "nested deeper than %d", QUERY_DEPTH_MAX);
		return NULL;
	}
	parser->depth++;
	if (!lexer_is_word(parser->lexer, "not")) {
		node = parse_primary(parser);
	} else if (lexer_next(parser->lexer)) {
		node = negate(parser, parse_not(parser));
	}
	parser->depth--;
	return node;
}

static struct node *parse_and(struct parser *parser)
{
	struct node *node = parse_not(parser);

	while (node != NULL && lexer_is_word(parser->lexer, "and")) {
		node = lexer_next(parser->lexer) ? join(parser, IS_AND, node, parse_not(parser))
						 : NULL;
	}
	return node;
}

static struct node *parse_or(struct parser *parser)
{
	struct node *node = parse_and(parser);

	while (node != NULL && lexer_is_word(parser->lexer, "or")) {
		node = lexer_next(parser->lexer) ? join(parser, IS_OR, node, parse_and(parser))
						 : NULL;
	}
	return node;
}

bool query_parse(struct query *query, struct lexer *lexer)
{
	struct parser parser = {.query = query, .lexer = lexer};

	if (!lexer_next(lexer)) {
		return false;
	}
	if (lexer->token.kind == TOKEN_END) {
		return lexer_fail(lexer, "an empty query; leave it out to mean everything");
	}
	query->root = parse_or(&parser);
	if (query->root == NULL) {
		return false;
	}
	return lexer->token.kind == TOKEN_END ||
		lexer_fail(lexer, "expected and, or, or the end of the query");
}
