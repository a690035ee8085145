/* What can be known to be wrong before anything is asked. */
#include <string.h>

#include "query_private.h"

static const char *const type_names[] = {
	[QUERY_NONE] = "nothing",
	[QUERY_NULL] = "null",
	[QUERY_BOOL] = "true or false",
	[QUERY_NUMBER] = "a number",
	[QUERY_STRING] = "text in quotes",
	[QUERY_ID] = "an id such as 1700000000000-0",
	[QUERY_DURATION] = "a duration such as 5m or 1m30s",
	[QUERY_TIME] = "a time such as 2026-11-25T12:30:00Z",
};

static int find_attribute(const struct query_schema *schema, struct text name)
{
	for (size_t i = 0; i < schema->count; i++) {
		if (text_is(name, schema->attributes[i].name)) {
			return (int)i;
		}
	}
	return -1;
}

/* Letters that the two have in common at the front: enough to tell what was meant. */
static size_t likeness(struct text name, const char *other)
{
	size_t same = 0;

	while (same < name.length && other[same] != '\0' &&
		(name.at[same] | 0x20) == (other[same] | 0x20)) {
		same++;
	}
	return same;
}

static bool fail_unknown(const struct query *query, const struct path *path, struct lexer *lexer)
{
	const struct query_schema *schema = query->schema;
	const char *near = NULL;
	size_t best = 0;
	char all[400] = "";

	for (size_t i = 0; i < schema->count; i++) {
		const char *name = schema->attributes[i].name;
		size_t like = likeness(path->written, name), used = strlen(all);

		if (like > best) {
			best = like;
			near = name;
		}
		if (used + strlen(name) + 3 < sizeof(all)) {
			memcpy(all + used, used > 0 ? ", " : "", used > 0 ? 3 : 1);
			used += used > 0 ? 2 : 0;
			memcpy(all + used, name, strlen(name) + 1);
		}
	}
	if (near != NULL) {
		return lexer_fail_at(lexer, path->written.at, "no name `%.*s` here; is it %s?",
			(int)path->written.length, path->written.at, near);
	}
	return lexer_fail_at(lexer, path->written.at, "no name `%.*s` here; there are %s",
		(int)path->written.length, path->written.at, all);
}

static bool resolve(const struct query *query, struct path *path, struct lexer *lexer)
{
	path->attribute = -1;
	if (path->exact) {
		return query->schema->fields ||
			lexer_fail_at(lexer, path->written.at, "there are no fields here");
	}
	path->attribute = path->step_count == 1 ? find_attribute(query->schema, path->written) : -1;
	return path->attribute >= 0 || query->schema->fields || fail_unknown(query, path, lexer);
}

/* A whole number in milliseconds is the id it begins. */
static bool fit(enum query_type type, struct operand *operand)
{
	uint64_t ms = 0;

	if (type == QUERY_TIME && operand->type == QUERY_STRING) {
		return true;
	}
	if (type != QUERY_ID || operand->type != QUERY_NUMBER) {
		return operand->type == type;
	}
	for (size_t i = 0; i < operand->text.length; i++) {
		char byte = operand->text.at[i];

		if (byte < '0' || byte > '9' || i > 18) {
			return false;
		}
		ms = ms * 10 + (uint64_t)(byte - '0');
	}
	*operand = (struct operand){.type = QUERY_ID, .id = {.ms = ms}, .at = operand->at};
	return true;
}

static bool check_operands(const struct query *query, struct node *node, struct lexer *lexer)
{
	const struct query_attribute *attribute = &query->schema->attributes[node->path.attribute];

	for (size_t i = 0; i < node->operand_count; i++) {
		struct operand *operand = &node->operands[i];

		if (operand->type == QUERY_NULL) {
			return lexer_fail_at(lexer, operand->at,
				"`%s` is never null: has(%s) tells whether it is known",
				attribute->name, attribute->name);
		}
		if (!fit(attribute->type, operand)) {
			return lexer_fail_at(lexer, operand->at, "`%s` is compared with %s",
				attribute->name, type_names[attribute->type]);
		}
	}
	return true;
}

/* Two attributes that can never be alike. */
static bool check_other(const struct query *query, const struct node *node, struct lexer *lexer)
{
	const struct query_attribute *all = query->schema->attributes;
	int left = node->path.attribute, right = node->other.attribute;

	if (!node->has_other || left < 0 || right < 0 || all[left].type == all[right].type ||
		all[left].type == QUERY_NONE || all[right].type == QUERY_NONE) {
		return true;
	}
	return lexer_fail_at(lexer, node->other.written.at, "`%s` is compared with %s, not `%s`",
		all[left].name, type_names[all[left].type], all[right].name);
}

static bool is_ordered(const struct node *node)
{
	return node->kind == IS_COMPARE && node->is != IS_EQ && node->is != IS_NE;
}

static bool check_order(const struct node *node, struct lexer *lexer)
{
	enum query_type type = node->operand_count == 1 ? node->operands[0].type : QUERY_STRING;

	if (is_ordered(node) && (type == QUERY_BOOL || type == QUERY_NULL)) {
		return lexer_fail_at(lexer, node->operands[0].at,
			"%s has no order: == and != compare it", type_names[type]);
	}
	return true;
}

static bool check_text(const struct query *query, const struct node *node, struct lexer *lexer)
{
	const struct query_attribute *attribute = &query->schema->attributes[node->path.attribute];

	return attribute->type == QUERY_STRING ||
		lexer_fail_at(lexer, node->path.written.at, "`%s` is no text but %s",
			attribute->name, type_names[attribute->type]);
}

bool query_check(const struct query *query, struct node *node, struct lexer *lexer)
{
	bool asks = node->kind >= IS_COMPARE && node->kind != IS_TEXT && node->kind != IS_VIOLATES;

	if (node->kind == IS_TEXT && !query->schema->fields) {
		return lexer_fail_at(
			lexer, node->at, "text() searches entries: there are none here");
	}
	if (node->kind == IS_VIOLATES && !query->schema->contracts) {
		return lexer_fail_at(
			lexer, node->at, "violates() asks events: there are none here");
	}
	if (!asks) {
		return true;
	}
	if (!resolve(query, &node->path, lexer) ||
		(node->has_other && !resolve(query, &node->other, lexer)) ||
		!check_other(query, node, lexer) || !check_order(node, lexer)) {
		return false;
	}
	if (node->path.attribute < 0) {
		return true;
	}
	if (node->kind == IS_MATCH || node->kind == IS_STARTS) {
		return check_text(query, node, lexer);
	}
	return check_operands(query, node, lexer);
}
