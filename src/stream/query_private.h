/*
 * The insides of a query, shared by its files: query_lex.c (words), query_path.c (names),
 * query_parse.c (the tree), query_check.c (types, before anything is asked), query_find.c (what a
 * path means in an entry), query_operand.c (values against values), query_regex.c (PCRE2), query.c
 * (the answer).
 */
#ifndef STREAM_QUERY_PRIVATE_H
#define STREAM_QUERY_PRIVATE_H

#include "base/json.h"
#include "stream/query.h"

enum {
	QUERY_TEXT_MAX = 4096,
	QUERY_NODES_MAX = 256,
	QUERY_DEPTH_MAX = 64,
	QUERY_STEPS_MAX = 64, /* of one path */
};

/* --- words --- */

enum token_kind {
	TOKEN_END,
	TOKEN_NAME, /* a path, or a word of the language */
	TOKEN_STRING,
	TOKEN_NUMBER,
	TOKEN_ID,
	TOKEN_DURATION,
	TOKEN_TIME,
	TOKEN_EQ,
	TOKEN_NE,
	TOKEN_LT,
	TOKEN_LE,
	TOKEN_GT,
	TOKEN_GE,
	TOKEN_MATCH,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_COMMA,
};

struct token {
	enum token_kind kind;
	struct text raw; /* as written, with its quotes */
	int64_t n;       /* DURATION, TIME */
	struct id id;
};

struct lexer {
	struct text text; /* the whole query */
	size_t at;        /* behind the token */
	struct token token;
	size_t *column; /* where an error is told; may be NULL */
	struct error *error;
};

/* Takes the next token. False: what stands there is none. */
bool lexer_next(struct lexer *lexer);
/* `/pattern/flags` behind a ~; leaves the token as it is and *pattern without the slashes. */
bool lexer_regex(struct lexer *lexer, struct text *pattern, struct text *flags);
/* Says what is wrong at the token, or at a place in the text; returns false. */
bool lexer_fail(struct lexer *lexer, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool lexer_fail_at(struct lexer *lexer, const char *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Decodes a STRING into `out`, which has room for all of `raw`; returns its length. */
bool lexer_string(struct lexer *lexer, struct text raw, char *out, size_t *length);
bool lexer_is_word(const struct lexer *lexer, const char *word);
/* A byte of a name; the first one is stricter. */
bool lexer_begins_name(char byte);
bool lexer_goes_on_name(char byte);

/* --- values --- */

/* A number by its digits: 0.DIGITS * 10^exponent, exact whatever its length. */
struct decimal {
	bool negative;
	struct text digits; /* without the point; no zeros at the front */
	bool point;         /* `digits` holds one, to be passed over */
	int64_t exponent;
};

/* What can stand on either side of a comparison. */
struct operand {
	enum query_type type; /* of a flat field STRING */
	bool flat;            /* a flat field: compares as a number where it reads as one */
	bool is_number;
	struct decimal number;
	bool boolean;
	struct text text;
	int64_t n;
	struct id id;
	const char *at; /* where it stands in the query; NULL: it is a value */
};

enum comparison { IS_EQ, IS_NE, IS_LT, IS_LE, IS_GT, IS_GE };

bool decimal_parse(struct text text, struct decimal *out);
int decimal_compare(const struct decimal *a, const struct decimal *b);
/* `digits` is room for a number of an attribute. */
enum { OPERAND_DIGITS = 32 };
void operand_of_value(
	struct operand *out, const struct query_value *value, char digits[OPERAND_DIGITS]);
void operand_of_flat(struct operand *out, struct text value);
/* An unescaped string goes into `room`, which is emptied before. */
void operand_of_json(struct operand *out, const struct json_value *value, struct buf *room);
bool operand_compare(const struct operand *a, enum comparison is, const struct operand *b);

/* --- the tree --- */

struct step {
	bool is_index;
	size_t index;
	struct text name;
	size_t end; /* of this step within the path as it is written */
};

struct path {
	struct text written;
	int attribute; /* of the schema; -1: a field */
	bool exact;    /* field("..."): the first step is a flat field, and nothing else */
	size_t step_count;
	struct step *steps;
	bool sought, seen; /* asked for in an entry; some entry had a value there */
};

enum node_kind { IS_OR, IS_AND, IS_NOT, IS_COMPARE, IS_IN, IS_MATCH, IS_HAS, IS_TEXT, IS_STARTS };

struct regex;

struct node {
	enum node_kind kind;
	struct node *left, *right; /* of the logic; NOT has the left one */
	struct path path, other;   /* what is asked about; COMPARE with a path on its right side */
	bool has_other;
	enum comparison is;
	size_t operand_count; /* COMPARE: one, unless there is `other`; IN: any */
	struct operand *operands;
	const char *at;     /* where it stands in the text */
	struct text needle; /* TEXT, STARTS */
	struct regex *regex;
};

struct cached_document {
	uint64_t stamp; /* of the match it was looked at in */
	struct json_value value;
};

struct query {
	char *text; /* a copy, that tokens and paths point into */
	size_t length;
	const struct query_schema *schema;
	struct node nodes[QUERY_NODES_MAX];
	size_t node_count;
	struct node *root;
	char *strings; /* decoded ones */
	size_t strings_used;
	struct cached_document *documents; /* by field */
	size_t document_room;
	uint64_t stamp;
	struct buf left, right; /* unescaped while two values are compared */
};

struct parser {
	struct query *query;
	struct lexer *lexer;
	size_t depth;
};

/* query_path.c: each takes what is at hand and goes on behind it; false with what is wrong. */
bool path_take(struct parser *parser, struct path *path);
bool parser_take_string(struct parser *parser, struct text *out);
/* Whether the token is a word of the language, or that function's name. */
bool parser_at_keyword(const struct lexer *lexer);
bool parser_at_function(const struct lexer *lexer, const char *name);

/* query_parse.c: false with what is wrong. */
bool query_parse(struct query *query, struct lexer *lexer);
/* query_check.c: gives paths their attributes and checks the types of one node. */
bool query_check(const struct query *query, struct node *node, struct lexer *lexer);

/* query_find.c: calls `fn` for each value that the path has, until it returns true; returns whether
 * it did. */
typedef bool find_fn(void *arg, const struct operand *value);
bool query_find(struct query *query, const struct query_subject *subject, struct path *path,
	struct buf *room, find_fn *fn, void *arg);

/* query_regex.c */
struct regex *regex_create(
	struct text pattern, struct text flags, size_t *offset, struct error *error);
void regex_destroy(struct regex *regex);
enum query_result regex_match(struct regex *regex, struct text subject, struct error *why);

#endif
