/*
 * One family of metrics: a const struct that is a row in metric_rows.c. It knows nothing of the
 * page that it stands on.
 */
#ifndef MODEL_METRIC_H
#define MODEL_METRIC_H

#include "metric_text.h"
#include "model/journey_tally.h"
#include "model/model.h"

enum metric_type { TYPE_GAUGE, TYPE_COUNTER };
enum metric_of { OF_SERVER, OF_TOPIC, OF_GROUP, OF_JOURNEY, OF_INDICATOR, OF_ALERT };

/* The row of OF_JOURNEY; that of OF_INDICATOR is a const struct indicator_result *, of OF_ALERT a
 * const struct alert *. */
struct metric_journey {
	const struct journey_tally *tally;
	enum journey_state state;
};

/* What a column's VALUE_NONE is: an age of what is not there is 0. */
enum none_is { NONE_UNKNOWN, NONE_ZERO };

struct metric {
	const char *name; /* without the prefix and a counter's suffix */
	const char *unit; /* the end of the name; NULL: none */
	const char *help;
	enum metric_type type;
	enum metric_of of;
	const char *member; /* the column's JSON member; or `get` */
	enum none_is none;
	void (*get)(const struct model *model, const void *row, struct metric_value *out);
	const char *label; /* besides, and its value */
	const char *(*label_of)(const void *row);
	const char *other; /* and a second one */
	const char *(*other_of)(const void *row);
	bool always; /* told of a topic that cannot be read, too */
};

extern const struct metric metric_rows[];
extern const size_t metric_row_count;

/* The server answers, and did not long ago. */
bool metric_is_up(const struct model *model);

#endif
