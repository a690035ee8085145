#include "schema_private.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"

enum { DEPTH_MAX = 32, NODES_MAX = 2000, WHERE_MAX = 256, NAME_MAX_BYTES = 1024 };

struct compiling {
	struct error *error;
	struct buf where; /* `properties.total` */
	size_t nodes, depth;
};

static bool fail(struct compiling *compiling, const char *what)
{
	return error_set(compiling->error, ERROR_USAGE, "%s%s%s",
		compiling->where.length > 0 ? compiling->where.at : "",
		compiling->where.length > 0 ? ": " : "", what);
}

/* A step down; returns the length to cut back to. */
static size_t go_down(struct compiling *compiling, const char *name, size_t length)
{
	size_t before = compiling->where.length;

	buf_addf(&compiling->where, "%s%.*s", before > 0 ? "." : "", (int)length, name);
	return before;
}

static struct schema_node *compile_node(struct compiling *compiling, const struct json_value *from);

static void node_destroy(struct schema_node *node)
{
	if (node == NULL) {
		return;
	}
	for (size_t i = 0; i < node->property_count; i++) {
		mem_free(node->properties[i].name);
		node_destroy(node->properties[i].node);
	}
	node_destroy(node->items);
	regex_destroy(node->regex);
	mem_free(node->properties);
	mem_free(node->values);
	mem_free(node);
}

static bool add_type(
	struct compiling *compiling, struct schema_node *node, const struct json_value *name)
{
	unsigned type = name->kind == JSON_STRING ? schema_type_named(name) : 0;

	node->types |= type;
	return type != 0 ||
		fail(compiling,
			"null, boolean, integer, number, string, array, object, or a list of such");
}

static bool take_type(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	struct json_value name, item;
	struct json_walk walk;
	bool good = true;

	if (value->kind != JSON_ARRAY) {
		return add_type(compiling, node, value);
	}
	json_walk_begin(&walk, value);
	while (good && json_walk_next(&walk, &name, &item)) {
		good = add_type(compiling, node, &item);
	}
	return good;
}

static struct schema_property *property_of(struct schema_node *node, struct text name)
{
	for (size_t i = 0; i < node->property_count; i++) {
		struct schema_property *property = &node->properties[i];

		if (text_equal(name, text_from(property->name, property->length))) {
			return property;
		}
	}
	node->properties =
		mem_resize(node->properties, node->property_count + 1, sizeof(*node->properties));
	node->properties[node->property_count] =
		(struct schema_property){.name = text_dup(name), .length = name.length};
	return &node->properties[node->property_count++];
}

/* The text that a JSON_STRING stands for, in `room`; false where it is none or too long. */
static bool take_name(const struct json_value *string, struct buf *room)
{
	buf_init(room, NAME_MAX_BYTES);
	if (string->kind == JSON_STRING && json_string(room, string) && !room->full) {
		return true;
	}
	buf_finish(room);
	return false;
}

static bool take_required(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	struct json_value name, item;
	struct json_walk walk;
	struct buf room;

	if (value->kind != JSON_ARRAY) {
		return fail(compiling, "a list of names");
	}
	json_walk_begin(&walk, value);
	while (json_walk_next(&walk, &name, &item)) {
		if (!take_name(&item, &room)) {
			return fail(compiling, "a list of names");
		}
		property_of(node, buf_text(&room))->required = true;
		buf_finish(&room);
	}
	return true;
}

static bool take_property(struct compiling *compiling, struct schema_node *node,
	const struct json_value *name, const struct json_value *value)
{
	struct schema_node *child;
	struct schema_property *property;
	struct buf room;
	size_t before;

	if (!take_name(name, &room)) {
		return fail(compiling, "a name is too long");
	}
	before = go_down(compiling, room.at == NULL ? "" : room.at, room.length);
	property = property_of(node, buf_text(&room));
	child = property->node == NULL ? compile_node(compiling, value) : NULL;
	if (property->node != NULL) {
		fail(compiling, "it is there twice");
	}
	buf_finish(&room);
	if (child == NULL) {
		return false;
	}
	property->node = child;
	buf_cut(&compiling->where, before);
	return true;
}

static bool take_properties(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	struct json_value name, item;
	struct json_walk walk;
	bool good = true;

	if (value->kind != JSON_OBJECT) {
		return fail(compiling, "an object of schemas");
	}
	json_walk_begin(&walk, value);
	while (good && json_walk_next(&walk, &name, &item)) {
		good = take_property(compiling, node, &name, &item);
	}
	return good;
}

static bool take_items(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	node->items = compile_node(compiling, value);
	return node->items != NULL;
}

static bool take_enum(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	struct json_value name, item;
	struct json_walk walk;

	if (value->kind != JSON_ARRAY) {
		return fail(compiling, "a list of values");
	}
	node->has_values = true;
	json_walk_begin(&walk, value);
	while (json_walk_next(&walk, &name, &item)) {
		if (item.kind == JSON_OBJECT || item.kind == JSON_ARRAY) {
			return fail(compiling, "plain values: text, numbers, true, false, null");
		}
		node->values =
			mem_resize(node->values, node->value_count + 1, sizeof(*node->values));
		node->values[node->value_count++] = item;
	}
	return true;
}

static bool take_pattern(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	struct error why = {.code = ERROR_NONE};
	struct buf room;
	size_t offset;

	if (!take_name(value, &room)) {
		return fail(compiling, "a regular expression of at most 1,024 bytes");
	}
	node->regex = regex_create(buf_text(&room), text_of(""), &offset, &why);
	buf_finish(&room);
	return node->regex != NULL || fail(compiling, why.text);
}

static bool take_bound(struct compiling *compiling, const struct json_value *value, bool *has,
	struct decimal *bound)
{
	*has = true;
	return (value->kind == JSON_NUMBER && decimal_parse(value->raw, bound)) ||
		fail(compiling, "a number");
}

static bool take_minimum(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	return take_bound(compiling, value, &node->has_min, &node->min);
}

static bool take_maximum(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	return take_bound(compiling, value, &node->has_max, &node->max);
}

static bool take_length(
	struct compiling *compiling, const struct json_value *value, int64_t *length)
{
	return (value->kind == JSON_NUMBER && number_parse_i64(value->raw, length) &&
		       *length >= 0) ||
		fail(compiling, "a whole number from 0 on");
}

static bool take_min_length(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	return take_length(compiling, value, &node->min_length);
}

static bool take_max_length(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	return take_length(compiling, value, &node->max_length);
}

static bool take_closed(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value)
{
	node->closed = value->kind == JSON_FALSE;
	return value->kind == JSON_FALSE || value->kind == JSON_TRUE ||
		fail(compiling, "true or false");
}

typedef bool take_fn(
	struct compiling *compiling, struct schema_node *node, const struct json_value *value);

static const struct {
	const char *name;
	take_fn *take; /* NULL: without effect */
} keywords[] = {
	{.name = "type", .take = take_type},
	{.name = "required", .take = take_required},
	{.name = "properties", .take = take_properties},
	{.name = "items", .take = take_items},
	{.name = "enum", .take = take_enum},
	{.name = "pattern", .take = take_pattern},
	{.name = "minimum", .take = take_minimum},
	{.name = "maximum", .take = take_maximum},
	{.name = "minLength", .take = take_min_length},
	{.name = "maxLength", .take = take_max_length},
	{.name = "additionalProperties", .take = take_closed},
	{.name = "$schema"},
	{.name = "$id"},
	{.name = "$comment"},
	{.name = "title"},
	{.name = "description"},
	{.name = "default"},
	{.name = "examples"},
};

static bool fail_unknown(struct compiling *compiling)
{
	struct buf list;

	buf_init(&list, WHERE_MAX * 2);
	buf_add_string(&list, "not understood here; understood are");
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
		if (keywords[i].take != NULL) {
			buf_addf(&list, "%s %s", i > 0 ? "," : "", keywords[i].name);
		}
	}
	fail(compiling, list.at);
	buf_finish(&list);
	return false;
}

static bool take_keyword(struct compiling *compiling, struct schema_node *node,
	const struct json_value *name, const struct json_value *value)
{
	size_t before = go_down(
		compiling, name->raw.at + 1, name->raw.length < 2 ? 0 : name->raw.length - 2);

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
		if (!json_string_is(name, text_of(keywords[i].name))) {
			continue;
		}
		if ((node->taken & 1U << i) != 0) {
			return fail(compiling, "it is there twice");
		}
		node->taken |= 1U << i;
		if (keywords[i].take != NULL && !keywords[i].take(compiling, node, value)) {
			return false;
		}
		buf_cut(&compiling->where, before);
		return true;
	}
	return fail_unknown(compiling);
}

/* NULL with what is wrong. */
static struct schema_node *compile_node(struct compiling *compiling, const struct json_value *from)
{
	struct schema_node *node;
	struct json_value name, value;
	struct json_walk walk;
	bool good = true;

	if (from->kind != JSON_OBJECT) {
		fail(compiling, "a schema is an object");
		return NULL;
	}
	if (++compiling->nodes > NODES_MAX || compiling->depth == DEPTH_MAX) {
		fail(compiling, "too deep or too large");
		return NULL;
	}
	compiling->depth++;
	node = mem_alloc(1, sizeof(*node));
	node->max_length = INT64_MAX;
	json_walk_begin(&walk, from);
	while (good && json_walk_next(&walk, &name, &value)) {
		good = take_keyword(compiling, node, &name, &value);
	}
	compiling->depth--;
	if (!good) {
		node_destroy(node);
		return NULL;
	}
	return node;
}

struct schema *schema_compile(struct text text, struct error *error)
{
	struct schema *schema = mem_alloc(1, sizeof(*schema));
	struct compiling compiling = {.error = error};
	struct json_value root;

	schema->text = text_dup(text);
	buf_init(&schema->room, SCHEMA_ROOM_MAX);
	buf_init(&compiling.where, WHERE_MAX);
	if (json_read(text_from(schema->text, text.length), &root)) {
		schema->root = compile_node(&compiling, &root);
	} else {
		error_set(error, ERROR_USAGE, "no JSON document");
	}
	buf_finish(&compiling.where);
	if (schema->root == NULL) {
		schema_destroy(schema);
		return NULL;
	}
	return schema;
}

void schema_destroy(struct schema *schema)
{
	if (schema != NULL) {
		node_destroy(schema->root);
		buf_finish(&schema->room);
		mem_free(schema->text);
		mem_free(schema);
	}
}
