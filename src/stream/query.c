#include "stream/query.h"

#include <string.h>

#include "base/mem.h"
#include "query_private.h"

/* Unescaped strings are shorter than what they were in. */
enum { ROOM_MAX = 1 << 30 };

/* What one question is about, while its values are looked at. */
struct asked {
	struct query *query;
	const struct query_subject *subject;
	struct node *node;
	const struct operand *left; /* while the other side is gone through */
	bool failed;
	struct error *why;
};

struct query *query_compile(
	struct text text, const struct query_schema *schema, size_t *column, struct error *error)
{
	struct query *query;
	struct lexer lexer = {.column = column, .error = error};

	if (text.length > QUERY_TEXT_MAX) {
		if (column != NULL) {
			*column = QUERY_TEXT_MAX + 1;
		}
		error_set(error, ERROR_USAGE, "a query has at most %d bytes", QUERY_TEXT_MAX);
		return NULL;
	}
	query = mem_alloc(1, sizeof(*query));
	query->text = text_dup(text);
	query->length = text.length;
	query->schema = schema;
	/* An escape is longer than what it stands for. */
	query->strings = mem_alloc(text.length + 8, 1);
	buf_init(&query->left, ROOM_MAX);
	buf_init(&query->right, ROOM_MAX);
	lexer.text = text_from(query->text, text.length);
	if (!query_parse(query, &lexer)) {
		query_destroy(query);
		return NULL;
	}
	return query;
}

void query_destroy(struct query *query)
{
	if (query == NULL) {
		return;
	}
	for (size_t i = 0; i < query->node_count; i++) {
		mem_free(query->nodes[i].path.steps);
		mem_free(query->nodes[i].other.steps);
		mem_free(query->nodes[i].operands);
		regex_destroy(query->nodes[i].regex);
	}
	buf_finish(&query->left);
	buf_finish(&query->right);
	mem_free(query->documents);
	mem_free(query->strings);
	mem_free(query->text);
	mem_free(query);
}

struct text query_text(const struct query *query)
{
	return text_from(query->text, query->length);
}

/* --- one question --- */

static bool compare_other(void *arg, const struct operand *value)
{
	struct asked *asked = arg;

	return operand_compare(asked->left, asked->node->is, value);
}

static bool compare(void *arg, const struct operand *value)
{
	struct asked *asked = arg;
	struct node *node = asked->node;

	if (node->has_other) {
		asked->left = value;
		return query_find(asked->query, asked->subject, &node->other, &asked->query->right,
			compare_other, asked);
	}
	for (size_t i = 0; i < node->operand_count; i++) {
		if (operand_compare(value, node->is, &node->operands[i])) {
			return true;
		}
	}
	return false;
}

static bool match(void *arg, const struct operand *value)
{
	struct asked *asked = arg;
	enum query_result result = QUERY_NO;

	if (value->type == QUERY_STRING) {
		result = regex_match(
			asked->node->regex, value->text, asked->failed ? NULL : asked->why);
	}
	asked->failed = asked->failed || result == QUERY_FAILED;
	return result == QUERY_YES;
}

static bool starts(void *arg, const struct operand *value)
{
	const struct asked *asked = arg;
	struct text needle = asked->node->needle;

	return value->type == QUERY_STRING && value->text.length >= needle.length &&
		(needle.length == 0 || memcmp(value->text.at, needle.at, needle.length) == 0);
}

static bool exists(void *arg, const struct operand *value)
{
	(void)arg;
	(void)value;
	return true;
}

static bool holds_bytes(struct text value, struct text needle)
{
	const char *at = value.at, *end = value.at + value.length;

	if (needle.length == 0) {
		return true;
	}
	while ((size_t)(end - at) >= needle.length) {
		at = memchr(at, needle.at[0], (size_t)(end - at) - needle.length + 1);
		if (at == NULL) {
			return false;
		}
		if (memcmp(at, needle.at, needle.length) == 0) {
			return true;
		}
		at++;
	}
	return false;
}

static bool search(const struct entry *entry, struct text needle)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (entry->fields[i].value.length >= needle.length &&
			holds_bytes(entry->fields[i].value, needle)) {
			return true;
		}
	}
	return false;
}

static enum query_result ask_contract(const struct asked *asked)
{
	const struct query_subject *subject = asked->subject;

	if (subject->violates == NULL) {
		error_set(asked->why, ERROR_USAGE, "contracts are not known here");
		return QUERY_FAILED;
	}
	return subject->violates(subject->arg, asked->node->needle, asked->why);
}

static enum query_result ask(struct asked *asked)
{
	static find_fn *const fns[] = {
		[IS_COMPARE] = compare,
		[IS_IN] = compare,
		[IS_MATCH] = match,
		[IS_HAS] = exists,
		[IS_STARTS] = starts,
	};
	struct node *node = asked->node;
	bool found;

	if (node->kind == IS_VIOLATES) {
		return ask_contract(asked);
	}
	found = node->kind == IS_TEXT ? search(asked->subject->entry, node->needle)
				      : query_find(asked->query, asked->subject, &node->path,
						&asked->query->left, fns[node->kind], asked);

	if (found) {
		return QUERY_YES;
	}
	return asked->failed ? QUERY_FAILED : QUERY_NO;
}

/* --- all of them: what failed stays so unless the other side decides alone --- */

static enum query_result evaluate(struct query *query, struct node *node, const struct asked *about)
{
	enum query_result decides = node->kind == IS_OR ? QUERY_YES : QUERY_NO;
	enum query_result left, right;
	struct asked asked = *about;

	if (node->kind > IS_NOT) {
		asked.node = node;
		return ask(&asked);
	}
	left = evaluate(query, node->left, about);
	if (node->kind == IS_NOT) {
		return left == QUERY_FAILED ? left : left == QUERY_YES ? QUERY_NO : QUERY_YES;
	}
	if (left == decides) {
		return left;
	}
	right = evaluate(query, node->right, about);
	return right == decides || left != QUERY_FAILED ? right : left;
}

enum query_result query_match(
	struct query *query, const struct query_subject *subject, struct error *why)
{
	struct asked asked = {.query = query, .subject = subject, .why = why};

	query->stamp++;
	return evaluate(query, query->root, &asked);
}

bool query_unseen(const struct query *query, struct text *name)
{
	for (size_t i = 0; i < query->node_count; i++) {
		const struct node *node = &query->nodes[i];
		const struct path *paths[] = {&node->path, &node->other};

		for (size_t k = 0; k < 2 && node->kind != IS_HAS; k++) {
			if (paths[k]->sought && !paths[k]->seen) {
				*name = paths[k]->exact ? paths[k]->steps[0].name
							: paths[k]->written;
				return true;
			}
		}
	}
	return false;
}

/* --- whether it is one --- */

static bool begins_operator(struct text rest)
{
	static const char *const operators[] = {"==", "!=", "<", ">", "~", " in (", " in(", "has(",
		"text(", "starts_with(", "violates(", "field("};

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		if (text_starts(rest, operators[i])) {
			return true;
		}
	}
	return false;
}

bool query_is_meant(struct text text)
{
	char quote = '\0';

	for (size_t i = 0; i < text.length; i++) {
		char byte = text.at[i];

		if (quote == '\0' && begins_operator(text_from(text.at + i, text.length - i))) {
			return true;
		}
		if (byte == quote) {
			quote = '\0';
		} else if (quote == '\0' && (byte == '"' || byte == '\'')) {
			quote = byte;
		}
	}
	return false;
}

void query_add_string(struct buf *out, struct text text)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] == '"' || text.at[i] == '\\') {
			buf_add_byte(out, '\\');
		}
		buf_add_byte(out, text.at[i]);
	}
	buf_add_byte(out, '"');
}
