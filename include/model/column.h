/*
 * What can be said of a row, column by column: the screen's tables and `--json` are made of the
 * same list. A value knows whether it is known, exact or estimated; formatting for people and for
 * JSON happens with it.
 */
#ifndef MODEL_COLUMN_H
#define MODEL_COLUMN_H

#include "model/model.h"

enum value_kind {
	VALUE_UNKNOWN, /* `?`, null */
	VALUE_NONE,    /* there is none: `-`, null */
	VALUE_NEVER,   /* `never`, null: drains never */
	VALUE_FLAG,    /* n is 0 or 1: `no`, `yes`; false, true */
	VALUE_COUNT,
	VALUE_RATE,  /* per second */
	VALUE_TREND, /* signed rate: `+41/s` */
	VALUE_AGE,   /* ms */
	VALUE_BYTES,
	VALUE_TEXT,
	VALUE_ID,
	VALUE_VERDICT,
	VALUE_SERIES, /* drawn as a spark, no JSON */
};

enum value_mark { MARK_EXACT, MARK_APPROX, MARK_AT_MOST };

struct value {
	enum value_kind kind;
	enum value_mark mark;
	int64_t n;        /* COUNT AGE BYTES VERDICT */
	double rate;      /* RATE TREND */
	struct text text; /* TEXT; raw, borrowed from the model or static */
	struct id id;
	const struct series *series;
	bool stale; /* of a sample older than it should be */
};

struct column {
	const char *name;  /* for :sort; lower case */
	const char *title; /* on screen; NULL: not on screen */
	const char *json;  /* member; NULL: not in JSON */
	int min, preferred, priority, weight;
	bool left;            /* align left */
	bool ascending;       /* first direction of sorting */
	enum value_kind kind; /* of its values, where they are known */
	void (*get)(const struct model *model, const void *row, struct value *out);
};

/* Rows are const struct topic *, const struct group *, const struct consumer *. In the order of the
 * contract. */
extern const struct column topic_columns[];
extern const size_t topic_column_count;
extern const struct column group_columns[];
extern const size_t group_column_count;
extern const struct column consumer_columns[];
extern const size_t consumer_column_count;
/* Rows are const struct indicator_result *, const struct journey_tally *. */
extern const struct column indicator_columns[];
extern const size_t indicator_column_count;
extern const struct column journey_columns[];
extern const size_t journey_column_count;

/* For people, at most `width` cells where the kind allows it; raw text is not sanitised. */
enum { VALUE_TEXT_MAX = 64 };
/* TEXT values are handed out as they are; all others are formatted into `room`. */
struct text value_format(const struct value *value, int width, char room[VALUE_TEXT_MAX]);
/* Ascending; unknown and none stand below every known value. */
int value_compare(const struct value *a, const struct value *b);

#endif
