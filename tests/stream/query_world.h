/*
 * Random entries and random queries, made as trees and then written down: as JSON with escapes and
 * blanks, and in the query language. Include it after <cmocka.h>.
 */
#ifndef TESTS_STREAM_QUERY_WORLD_H
#define TESTS_STREAM_QUERY_WORLD_H

#include "base/buf.h"
#include "../base/seed.h"

enum {
	ROUNDS = 20000,
	FIELDS = 6,
	NODES = 64,
	TREES = 256,
	STEPS = 3,
	VALUES = 512,
	TEXT_MAX = 1 << 20,
	BOOM_ODDS = 150,
};

/* Words with what they are as numbers. */
struct word {
	const char *text;
	bool is_number, is_json; /* the latter: a number of JSON, too */
	long double number;
};

static const struct word words[] = {{"x", false, false, 0}, {"xy", false, false, 0},
	{"", false, false, 0}, {"true", false, false, 0}, {"null", false, false, 0},
	{"X\xff", false, false, 0}, {"q\"'\\\n", false, false, 0}, {"\xc3\xa9", false, false, 0},
	{"+1", false, false, 0}, {"1x", false, false, 0}, {"1.", false, false, 0},
	{".5", false, false, 0}, {"0", true, true, 0}, {"-0", true, true, 0}, {"1", true, true, 1},
	{"1.0", true, true, 1}, {"10", true, true, 10}, {"1e1", true, true, 10},
	{"100E-1", true, true, 10}, {"0.1e+2", true, true, 10}, {"007", true, false, 7},
	{"-1.5", true, true, -1.5L}, {"-150e-2", true, true, -1.5L}, {"9", true, true, 9},
	{"9007199254740992", true, true, 9007199254740992.0L},
	{"9007199254740993", true, true, 9007199254740993.0L},
	{"9007199254740993.0", true, true, 9007199254740993.0L}};

enum { WORDS = sizeof(words) / sizeof(*words) };

enum type { IS_NULL, IS_FALSE, IS_TRUE, IS_NUMBER, IS_STRING, IS_LIST, IS_OBJECT };

struct tree {
	enum type type;
	const struct word *word;
	size_t count;
	const char *names[3];
	const struct tree *members[3];
};

struct step {
	const char *name; /* NULL: the index */
	size_t index;
};

struct way {
	const char *exact; /* field("..."), before the steps */
	size_t count;
	struct step steps[STEPS];
};

/* A flat field is a string that may be a number; a document's values are what they are. */
struct value {
	enum type type;
	bool flat;
	const struct word *word; /* NULL: a flat field that is no word */
	const char *text;        /* of a string */
};

enum kind { OR, AND, NOT, COMPARE, PAIR, IN, HAS, TEXT, STARTS, CONTAINS, BOOM, KINDS };

struct node {
	enum kind kind;
	const struct node *left, *right;
	struct way way, other;
	size_t operator, count;
	struct value literals[3];
	const char *needle;
};

struct field {
	const char *name;
	const struct word *flat;     /* NULL: a document, or bytes that are none */
	const struct tree *document; /* NULL: none */
	struct buf bytes;
};

struct world {
	struct rng rng;
	struct tree trees[TREES];
	struct node nodes[NODES];
	size_t tree_count, node_count, field_count;
	struct field fields[FIELDS];
};

static const char *const field_names[] = {"a", "b", "a.b", "a[0]", "b.a.c", "c", "odd name"};
static const char *const member_names[] = {"a", "b", "c"};
static const char *const operators[] = {"==", "!=", "<", "<=", ">", ">="};
static const char *const needles[] = {"x", "1", "true", "\"", "zz", "e1", "\\u00"};

static size_t below(struct world *world, size_t bound)
{
	return (size_t)rng_below(&world->rng, bound);
}

/* --- entries --- */

static const struct word *any_word(struct world *world, bool json_number)
{
	const struct word *word;

	do {
		word = &words[below(world, WORDS)];
	} while (json_number && !word->is_json);
	return word;
}

static const struct tree *grow(struct world *world, int depth)
{
	struct tree *tree;
	size_t type = depth == 0 ? IS_LIST + below(world, 2) : below(world, depth > 2 ? 5 : 7);

	assert_true(world->tree_count < TREES);
	tree = &world->trees[world->tree_count++];
	*tree = (struct tree){.type = (enum type)type};
	if (tree->type < IS_LIST) {
		tree->word = any_word(world, tree->type == IS_NUMBER);
		return tree;
	}
	tree->count = below(world, 4);
	for (size_t i = 0; i < tree->count; i++) {
		tree->names[i] = member_names[below(world, 3)];
		tree->members[i] = grow(world, depth + 1);
	}
	return tree;
}

static void blank(struct world *world, struct buf *out)
{
	static const char *const blanks[] = {"", "", "", " ", "\n\t"};

	buf_add_string(out, blanks[below(world, 5)]);
}

static void write_string(struct world *world, struct buf *out, const char *text)
{
	buf_add_byte(out, '"');
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte < 0x20 || byte == '"' || byte == '\\' ||
			(byte < 0x80 && below(world, 4) == 0)) {
			buf_addf(out, below(world, 2) ? "\\u%04x" : "\\u%04X", byte);
		} else {
			buf_add_byte(out, *text);
		}
	}
	buf_add_byte(out, '"');
}

static void write_tree(struct world *world, struct buf *out, const struct tree *tree)
{
	static const char *const plain[] = {"null", "false", "true"};
	bool object = tree->type == IS_OBJECT;

	if (tree->type <= IS_TRUE) {
		buf_add_string(out, plain[tree->type]);
	} else if (tree->type == IS_NUMBER) {
		buf_add_string(out, tree->word->text);
	} else if (tree->type == IS_STRING) {
		write_string(world, out, tree->word->text);
	} else {
		buf_add_byte(out, object ? '{' : '[');
		blank(world, out);
		for (size_t i = 0; i < tree->count; i++) {
			buf_add_string(out, i > 0 ? "," : "");
			blank(world, out);
			if (object) {
				write_string(world, out, tree->names[i]);
				blank(world, out);
				buf_add_byte(out, ':');
				blank(world, out);
			}
			write_tree(world, out, tree->members[i]);
			blank(world, out);
		}
		buf_add_byte(out, object ? '}' : ']');
	}
}

static void make_entry(struct world *world)
{
	world->tree_count = 0;
	world->field_count = below(world, FIELDS + 1);
	for (size_t i = 0; i < world->field_count; i++) {
		struct field *field = &world->fields[i];

		field->name = field_names[below(world, 7)];
		field->flat = below(world, 2) ? any_word(world, false) : NULL;
		field->document = NULL;
		buf_reset(&field->bytes);
		if (field->flat != NULL) {
			buf_add_string(&field->bytes, field->flat->text);
			continue;
		}
		field->document = grow(world, 0);
		blank(world, &field->bytes);
		write_tree(world, &field->bytes, field->document);
		blank(world, &field->bytes);
		if (below(world, 6) == 0) {
			/* No document any more. */
			buf_add_string(&field->bytes, below(world, 2) ? "," : "\x01");
			field->document = NULL;
		}
	}
}

/* --- queries --- */

static struct way any_way(struct world *world)
{
	struct way way = {.count = 1 + below(world, STEPS)};

	if (below(world, 5) == 0) {
		way.exact = field_names[below(world, 7)];
		way.count--;
	}
	for (size_t i = 0; i < way.count; i++) {
		way.steps[i].name = member_names[below(world, 3)];
		way.steps[i].index = below(world, 3);
		if ((i > 0 || way.exact != NULL) && below(world, 3) == 0) {
			way.steps[i].name = NULL;
		}
	}
	return way;
}

static struct value any_literal(struct world *world, bool ordered)
{
	static const enum type types[] = {
		IS_NUMBER, IS_STRING, IS_NUMBER, IS_STRING, IS_NULL, IS_FALSE, IS_TRUE};
	struct value value = {.type = types[below(world, ordered ? 4 : 7)]};

	value.word = any_word(world, value.type == IS_NUMBER);
	value.text = value.word->text;
	return value;
}

static const struct node *make_query(struct world *world, int depth)
{
	size_t kind = depth > 4 || world->node_count > NODES - 8
		? COMPARE + below(world, BOOM - COMPARE)
		: below(world, BOOM);
	struct node *node = &world->nodes[world->node_count++];

	*node = (struct node){.kind = (enum kind)kind};
	if (kind >= COMPARE && below(world, BOOM_ODDS) == 0) {
		node->kind = BOOM;
		return node;
	}
	if (kind <= NOT) {
		node->left = make_query(world, depth + 1);
		node->right = kind == NOT ? NULL : make_query(world, depth + 1);
		return node;
	}
	node->way = any_way(world);
	node->other = any_way(world);
	node->operator= below(world, 6);
	node->count = kind == IN ? 1 + below(world, 3) : 1;
	for (size_t i = 0; i < node->count; i++) {
		node->literals[i] = any_literal(world, kind == COMPARE && node->operator> 1);
	}
	node->needle = needles[below(world, kind == CONTAINS ? 3 : 7)];
	return node;
}

static void write_steps(struct buf *out, const struct way *way, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (way->steps[i].name == NULL) {
			buf_addf(out, "[%zu]", way->steps[i].index);
		} else {
			buf_addf(out, "%s%s", i > 0 || way->exact != NULL ? "." : "",
				way->steps[i].name);
		}
	}
}

static void write_text(struct world *world, struct buf *out, const char *text)
{
	char quote = below(world, 2) ? '"' : '\'';

	buf_add_byte(out, quote);
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte < 0x20 || byte >= 0x80 || below(world, 8) == 0) {
			buf_addf(out, "\\x%02x", byte);
		} else if (*text == quote || *text == '\\') {
			buf_addf(out, "\\%c", *text);
		} else {
			buf_add_byte(out, *text);
		}
	}
	buf_add_byte(out, quote);
}

static void write_way(struct world *world, struct buf *out, const struct way *way)
{
	if (way->exact != NULL) {
		buf_add_string(out, "field(");
		write_text(world, out, way->exact);
		buf_add_byte(out, ')');
	}
	write_steps(out, way, way->count);
}

static void write_literal(struct world *world, struct buf *out, const struct value *literal)
{
	static const char *const plain[] = {"null", "false", "true"};

	if (literal->type <= IS_TRUE) {
		buf_add_string(out, plain[literal->type]);
	} else if (literal->type == IS_NUMBER) {
		buf_add_string(out, literal->word->text);
	} else {
		write_text(world, out, literal->word->text);
	}
}

static void write_leaf(struct world *world, struct buf *out, const struct node *node)
{
	static const char *const calls[] = {
		[HAS] = "has(", [TEXT] = "text(", [STARTS] = "starts_with("};

	if (node->kind == HAS || node->kind == TEXT || node->kind == STARTS) {
		buf_add_string(out, calls[node->kind]);
	}
	if (node->kind != TEXT) {
		write_way(world, out, &node->way);
	}
	if (node->kind == COMPARE || node->kind == PAIR) {
		buf_addf(out, " %s ", operators[node->operator]);
	}
	if (node->kind == COMPARE) {
		write_literal(world, out, &node->literals[0]);
	} else if (node->kind == PAIR) {
		write_way(world, out, &node->other);
	} else if (node->kind == CONTAINS) {
		buf_addf(out, " ~ /%s/", node->needle);
	} else if (node->kind == IN) {
		buf_add_string(out, " in (");
		for (size_t i = 0; i < node->count; i++) {
			buf_add_string(out, i > 0 ? ", " : "");
			write_literal(world, out, &node->literals[i]);
		}
		buf_add_byte(out, ')');
	} else {
		buf_add_string(out, node->kind == STARTS ? ", " : "");
		if (node->kind != HAS) {
			write_text(world, out, node->needle);
		}
		buf_add_byte(out, ')');
	}
}

static void write_query(
	struct world *world, struct buf *out, const struct node *node, enum kind around)
{
	/* What binds less than what is around it needs them. */
	bool parens = node->kind < around || below(world, 8) == 0;

	buf_add_string(out, parens ? "(" : "");
	if (node->kind == NOT) {
		buf_add_string(out, "not ");
		write_query(world, out, node->left, NOT);
	} else if (node->kind < NOT) {
		write_query(world, out, node->left, node->kind);
		buf_add_string(out, node->kind == OR ? " or " : " and ");
		write_query(world, out, node->right, node->kind);
	} else if (node->kind == BOOM) {
		buf_add_string(out, "slow ~ /^(a+)+$/");
	} else {
		write_leaf(world, out, node);
	}
	buf_add_string(out, parens ? ")" : "");
}

#endif
