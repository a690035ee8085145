/*
 * The inside of a schema, shared by its files: schema.c (from text), schema_check.c (against
 * documents).
 */
#ifndef ENVELOPE_SCHEMA_PRIVATE_H
#define ENVELOPE_SCHEMA_PRIVATE_H

#include "base/json.h"
#include "envelope/schema.h"
#include "stream/decimal.h"
#include "stream/regex.h"

enum schema_type {
	TYPE_NULL = 1,
	TYPE_BOOLEAN = 2,
	TYPE_INTEGER = 4,
	TYPE_NUMBER = 8,
	TYPE_STRING = 16,
	TYPE_ARRAY = 32,
	TYPE_OBJECT = 64,
};

struct schema_property {
	char *name;
	size_t length;
	bool required;
	struct schema_node *node; /* NULL: anything */
};

struct schema_node {
	unsigned taken; /* a bit a keyword */
	unsigned types; /* 0: any */
	struct schema_property *properties;
	size_t property_count;
	bool closed; /* no other properties */
	struct schema_node *items;
	struct json_value *values; /* of the enum; borrowed from the text */
	size_t value_count;
	bool has_values;
	struct regex *regex;
	bool has_min, has_max;
	struct decimal min, max;        /* borrowed from the text */
	int64_t min_length, max_length; /* of texts, in characters */
};

struct schema {
	char *text;
	struct schema_node *root;
	struct buf room; /* an unescaped text; a name */
};

enum { SCHEMA_ROOM_MAX = 64 << 20 };

/* `number or null`; returns `out`. */
enum { SCHEMA_TYPES_MAX = 80 };
/* 0: there is none of that name. */
unsigned schema_type_named(const struct json_value *name);
char *schema_types(char out[SCHEMA_TYPES_MAX], unsigned types);

#endif
