/*
 * What the files of the screen `indicators` share.
 */
#ifndef VIEWS_INDICATORS_PRIVATE_H
#define VIEWS_INDICATORS_PRIVATE_H

#include "views/view.h"

enum figure_column {
	FIGURE_SEVERITY,
	FIGURE_NAME,
	FIGURE_VALUE,
	FIGURE_TREND,
	FIGURE_TARGET,
	FIGURE_SAMPLES,
	FIGURE_FLIGHT,
	FIGURE_NOTE,
	FIGURE_COLUMNS,
};

enum behind_column {
	BEHIND_OUTCOME,
	BEHIND_VALUE,
	BEHIND_WHOSE,
	BEHIND_WHEN,
	BEHIND_TOPIC,
	BEHIND_ID,
	BEHIND_COLUMNS,
};

enum { BEHIND_KEY_MAX = 160 };

struct figures {
	struct table table;  /* the indicators */
	struct table behind; /* what stands behind the one that is selected */
	bool below;          /* the second has the keys */
	const struct model *model;
	size_t count; /* of indicators, at the last refresh */
	const struct indicator_result *shown;
	size_t behind_count;
	char keys[INDICATOR_BEHIND_MAX][BEHIND_KEY_MAX];
	char copy[BEHIND_KEY_MAX];
	int width, height;
};

extern const struct table_column figures_titles[FIGURE_COLUMNS];
extern const struct table_column behind_titles[BEHIND_COLUMNS];
struct table_source figures_source(const struct figures *figures);
struct table_source behind_source(const struct figures *figures);
/* NULL where there is none of that number, or it was not reckoned yet. */
const struct indicator_result *figures_result(const struct figures *figures, size_t row);
const struct indicator_behind *figures_behind(const struct figures *figures, size_t row);

#endif
