/*
 * The picture held still, and what came in meanwhile. It keeps cells and numbers, no screen and no
 * row: what is shown of it is what was seen.
 */
#ifndef APP_PAUSE_H
#define APP_PAUSE_H

#include "base/map.h"
#include "draw/canvas.h"
#include "model/model.h"

struct pause {
	bool holds;
	int64_t since_ms;
	struct canvas *still; /* NULL: to be drawn yet */
	struct map *topics;   /* by name, into `added`; partitions are within their topic */
	int64_t *added;       /* entries ever added, as it was */
};

void pause_begin(struct pause *pause, const struct model *model, int64_t now_ms);
/* Does nothing where nothing is paused. */
void pause_end(struct pause *pause);

/* Keeps what is drawn there, cursor included. */
void pause_keep(struct pause *pause, const struct canvas *body);
/* Draws as much of it as fits. */
void pause_show(const struct pause *pause, struct canvas *body);

/* Entries added since, over the topics whose number was known before and is now. */
int64_t pause_entries(const struct pause *pause, const struct model *model);

#endif
