/*
 * What the files of the screen `alerts` share.
 */
#ifndef VIEWS_ALERTS_PRIVATE_H
#define VIEWS_ALERTS_PRIVATE_H

#include "views/view.h"

enum alert_column {
	ALERT_SEVERITY,
	ALERT_STATE,
	ALERT_SINCE,
	ALERT_NAME,
	ALERT_SUBJECT,
	ALERT_REASON,
	ALERT_COLUMNS,
};

struct alerts {
	struct table table;
	const struct model *model; /* of the last refresh */
	char keys[ALERTS_MAX][ALERT_KEY_MAX];
	size_t count;
	int width, height;
	char copy[ALERT_KEY_MAX];
};

enum { SUBJECT_BYTES_MAX = 256 };

extern const struct table_column alerts_titles[ALERT_COLUMNS];
/* NULL where it is no longer about. */
const struct alert *alerts_at(const struct alerts *alerts, size_t row);
struct table_source alerts_source(const struct alerts *alerts);
/* `orders.created/billing`, or the topic alone; raw. */
void alerts_say_subject(char out[SUBJECT_BYTES_MAX], const struct text names[ALERT_NAMES]);

/* alerts_events.c: what happened, newest first, from row y on. */
void alerts_draw_events(const struct model *model, int y, struct canvas *inside);

#endif
