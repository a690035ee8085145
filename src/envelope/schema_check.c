/* A compiled schema against a document, or against the fields of an entry. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "schema_private.h"

enum { WHERE_MAX = 120, SHOWN_BYTES = 40 };

struct checking {
	struct schema *schema;
	char where[WHERE_MAX];
	char *why; /* NULL: nobody asks */
	bool undecided;
};

static bool fail(struct checking *checking, const char *what)
{
	if (checking->why != NULL) {
		snprintf(checking->why, SCHEMA_WHY_MAX, "%.90s%s%.100s", checking->where,
			checking->where[0] != '\0' ? ": " : "", what);
	}
	return false;
}

static bool fail_value(struct checking *checking, const char *what, struct text raw)
{
	char words[SCHEMA_WHY_MAX];

	snprintf(words, sizeof(words), "%s: %.*s", what,
		(int)(raw.length < SHOWN_BYTES ? raw.length : SHOWN_BYTES), raw.at);
	return fail(checking, words);
}

/* A step down; returns the length to cut back to. */
static size_t go_down(struct checking *checking, const char *name)
{
	size_t before = strlen(checking->where);

	snprintf(checking->where + before, WHERE_MAX - before, "%s%s", before > 0 ? "." : "", name);
	return before;
}

/* Its digits end before its point does. */
static bool is_integer(const struct decimal *number)
{
	int64_t place = 0, last = 0;

	for (size_t i = 0; i < number->digits.length; i++) {
		char digit = number->digits.at[i];

		place += digit != '.';
		last = digit != '.' && digit != '0' ? place : last;
	}
	return last == 0 || last <= number->exponent;
}

static unsigned type_of(const struct json_value *value, struct decimal *number)
{
	switch (value->kind) {
	case JSON_NULL:
		return TYPE_NULL;
	case JSON_FALSE:
	case JSON_TRUE:
		return TYPE_BOOLEAN;
	case JSON_NUMBER:
		return decimal_parse(value->raw, number) && is_integer(number)
			? TYPE_INTEGER | TYPE_NUMBER
			: TYPE_NUMBER;
	case JSON_STRING:
		return TYPE_STRING;
	case JSON_ARRAY:
		return TYPE_ARRAY;
	case JSON_OBJECT:
		return TYPE_OBJECT;
	case JSON_NONE:
		break;
	}
	return 0;
}

static bool check_type(
	struct checking *checking, const struct schema_node *node, unsigned type, struct text raw)
{
	char words[SCHEMA_WHY_MAX], types[SCHEMA_TYPES_MAX];

	if (node->types == 0 || (node->types & type) != 0) {
		return true;
	}
	snprintf(words, sizeof(words), "%s expected", schema_types(types, node->types));
	return fail_value(checking, words, raw);
}

static bool is_same(struct schema *schema, const struct json_value *wanted,
	const struct json_value *value, const struct decimal *number)
{
	struct decimal other;

	if (wanted->kind != value->kind) {
		return false;
	}
	if (wanted->kind == JSON_NUMBER) {
		return decimal_parse(wanted->raw, &other) && decimal_compare(&other, number) == 0;
	}
	if (wanted->kind != JSON_STRING) {
		return true;
	}
	buf_reset(&schema->room);
	return json_string(&schema->room, wanted) && json_string_is(value, buf_text(&schema->room));
}

static bool check_enum(struct checking *checking, const struct schema_node *node,
	const struct json_value *value, const struct decimal *number)
{
	for (size_t i = 0; i < node->value_count; i++) {
		if (is_same(checking->schema, &node->values[i], value, number)) {
			return true;
		}
	}
	return !node->has_values || fail_value(checking, "none of the values", value->raw);
}

static bool check_number(struct checking *checking, const struct schema_node *node,
	const struct decimal *number, struct text raw)
{
	if (node->has_min && decimal_compare(number, &node->min) < 0) {
		return fail_value(checking, "below the minimum", raw);
	}
	if (node->has_max && decimal_compare(number, &node->max) > 0) {
		return fail_value(checking, "above the maximum", raw);
	}
	return true;
}

static int64_t characters(struct text text)
{
	int64_t count = 0;

	for (size_t i = 0; i < text.length; i++) {
		count += ((unsigned char)text.at[i] & 0xc0) != 0x80;
	}
	return count;
}

static bool check_text(struct checking *checking, const struct schema_node *node, struct text text)
{
	int64_t length = characters(text);

	if (length < node->min_length) {
		return fail_value(checking, "too short", text);
	}
	if (length > node->max_length) {
		return fail_value(checking, "too long", text);
	}
	if (node->regex == NULL) {
		return true;
	}
	switch (regex_match(node->regex, text, NULL)) {
	case QUERY_YES:
		return true;
	case QUERY_NO:
		return fail_value(checking, "does not match the pattern", text);
	case QUERY_FAILED:
		break;
	}
	checking->undecided = true;
	return false;
}

static bool check_string(
	struct checking *checking, const struct schema_node *node, const struct json_value *value)
{
	if (node->regex == NULL && node->min_length == 0 && node->max_length == INT64_MAX) {
		return true;
	}
	buf_reset(&checking->schema->room);
	json_string(&checking->schema->room, value);
	return check_text(checking, node, buf_text(&checking->schema->room));
}

static bool check_node(
	struct checking *checking, const struct schema_node *node, const struct json_value *value);

static const struct schema_property *find_property(
	const struct schema_node *node, const struct json_value *name)
{
	for (size_t i = 0; i < node->property_count; i++) {
		const struct schema_property *property = &node->properties[i];

		if (json_string_is(name, text_from(property->name, property->length))) {
			return property;
		}
	}
	return NULL;
}

static bool check_member(struct checking *checking, const struct schema_node *node,
	const struct json_value *name, const struct json_value *value)
{
	const struct schema_property *property = find_property(node, name);
	size_t before;

	if (property == NULL) {
		return !node->closed || fail_value(checking, "not allowed", name->raw);
	}
	if (property->node == NULL) {
		return true;
	}
	before = go_down(checking, property->name);
	if (!check_node(checking, property->node, value)) {
		return false;
	}
	checking->where[before] = '\0';
	return true;
}

static bool has_member(const struct json_value *object, const struct schema_property *property)
{
	struct json_value name, value;
	struct json_walk walk;

	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &name, &value)) {
		if (json_string_is(&name, text_from(property->name, property->length))) {
			return true;
		}
	}
	return false;
}

static bool check_object(
	struct checking *checking, const struct schema_node *node, const struct json_value *object)
{
	struct json_value name, value;
	struct json_walk walk;

	for (size_t i = 0; i < node->property_count; i++) {
		if (node->properties[i].required && !has_member(object, &node->properties[i])) {
			go_down(checking, node->properties[i].name);
			return fail(checking, "missing");
		}
	}
	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &name, &value)) {
		if (!check_member(checking, node, &name, &value)) {
			return false;
		}
	}
	return true;
}

static bool check_items(
	struct checking *checking, const struct schema_node *node, const struct json_value *array)
{
	struct json_value name, value;
	struct json_walk walk;
	size_t before = strlen(checking->where), i = 0;
	char place[32];

	if (node->items == NULL) {
		return true;
	}
	json_walk_begin(&walk, array);
	while (json_walk_next(&walk, &name, &value)) {
		snprintf(place, sizeof(place), "[%zu]", i++);
		snprintf(checking->where + before, WHERE_MAX - before, "%s", place);
		if (!check_node(checking, node->items, &value)) {
			return false;
		}
	}
	checking->where[before] = '\0';
	return true;
}

static bool check_node(
	struct checking *checking, const struct schema_node *node, const struct json_value *value)
{
	struct decimal number = {.negative = false};
	unsigned type = type_of(value, &number);

	if (!check_type(checking, node, type, value->raw) ||
		!check_enum(checking, node, value, &number)) {
		return false;
	}
	switch (value->kind) {
	case JSON_NUMBER:
		return check_number(checking, node, &number, value->raw);
	case JSON_STRING:
		return check_string(checking, node, value);
	case JSON_OBJECT:
		return check_object(checking, node, value);
	case JSON_ARRAY:
		return check_items(checking, node, value);
	default:
		return true;
	}
}

static enum query_result result_of(const struct checking *checking, bool good)
{
	if (checking->undecided) {
		return QUERY_FAILED;
	}
	return good ? QUERY_NO : QUERY_YES;
}

enum query_result schema_violated(
	struct schema *schema, struct text document, char why[SCHEMA_WHY_MAX])
{
	struct checking checking = {.schema = schema, .why = why};
	struct json_value root;

	if (!json_read(document, &root)) {
		return result_of(&checking, fail(&checking, "no JSON document"));
	}
	return result_of(&checking, check_node(&checking, schema->root, &root));
}

/* What the field reads as, where that is wanted; a document in it is one. */
static bool check_field(
	struct checking *checking, const struct schema_node *node, struct text value)
{
	struct json_value read;
	bool plain = node->types == 0 || (node->types & TYPE_STRING) != 0;

	if (!plain && json_read(value, &read) && read.kind != JSON_STRING) {
		return check_node(checking, node, &read);
	}
	if (!check_type(checking, node, TYPE_STRING, value)) {
		return false;
	}
	for (size_t i = 0; i < node->value_count; i++) {
		if (node->values[i].kind == JSON_STRING &&
			json_string_is(&node->values[i], value)) {
			return check_text(checking, node, value);
		}
	}
	return node->has_values ? fail_value(checking, "none of the values", value)
				: check_text(checking, node, value);
}

static const struct text *find_field(
	const struct entry *entry, const struct schema_property *property)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (text_equal(
			    entry->fields[i].name, text_from(property->name, property->length))) {
			return &entry->fields[i].value;
		}
	}
	return NULL;
}

static bool check_properties(
	struct checking *checking, const struct schema_node *node, const struct entry *entry)
{
	for (size_t i = 0; i < node->property_count; i++) {
		const struct schema_property *property = &node->properties[i];
		const struct text *value = find_field(entry, property);

		checking->where[0] = '\0';
		go_down(checking, property->name);
		if (value == NULL && property->required) {
			return fail(checking, "missing");
		}
		if (value != NULL && property->node != NULL &&
			!check_field(checking, property->node, *value)) {
			return false;
		}
	}
	checking->where[0] = '\0';
	return true;
}

static bool has_property(const struct schema_node *node, struct text name)
{
	for (size_t i = 0; i < node->property_count; i++) {
		if (text_equal(name,
			    text_from(node->properties[i].name, node->properties[i].length))) {
			return true;
		}
	}
	return false;
}

enum query_result schema_violated_fields(
	struct schema *schema, const struct entry *entry, char why[SCHEMA_WHY_MAX])
{
	struct checking checking = {.schema = schema, .why = why};
	const struct schema_node *root = schema->root;
	bool good = check_type(&checking, root, TYPE_OBJECT, text_of("fields")) &&
		check_properties(&checking, root, entry);

	for (size_t i = 0; good && root->closed && i < entry->field_count; i++) {
		good = has_property(root, entry->fields[i].name) ||
			fail_value(&checking, "not allowed", entry->fields[i].name);
	}
	return result_of(&checking, good);
}
