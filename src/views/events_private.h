/*
 * What the files of the events screen share.
 */
#ifndef VIEWS_EVENTS_PRIVATE_H
#define VIEWS_EVENTS_PRIVATE_H

#include "chosen.h"
#include "events_scroll.h"

/* Columns, in the order in which they stand. */
enum event_column {
	COLUMN_TIME,
	COLUMN_TOPIC,
	COLUMN_TYPE,
	COLUMN_KEY,
	COLUMN_SERVICE,
	COLUMN_SIZE,
	COLUMN_PAYLOAD,
	COLUMN_ID,
	EVENT_COLUMNS,
};

enum { EVENTS_PAGE = 300, EVENTS_BYTES_MAX = 64 << 20 };

struct events {
	struct ref what; /* own */
	struct events_scroll scroll;
	struct buf typed, query; /* as the operator typed it, and as it is asked */
	bool has_anchor, live, stopped, unmasked;
	bool journeys; /* they were asked for */
	struct id anchor;
	size_t older, newer;
	unsigned turn;
	bool mine;                /* the model's list is the one that is wanted here */
	int cells[EVENT_COLUMNS]; /* the widest content that was in sight; it only grows */
	int shift;                /* cells of the payload that are scrolled off */
	int width, height;
	struct buf out, masked;
	struct chosen_ids chosen;
};

/* Heights; `strip` is 0 where there is no room for it. */
struct events_parts {
	int list, strip;
};
struct events_parts events_parts(const struct events *events);
/* Begins another list. */
void events_begin(struct events *events);
const struct mask *events_mask(const struct events *events, const struct model *model);
int64_t events_now_ms(const struct model *model); /* of the server; 0: not known */
bool events_of_several(const struct events *events);
/* Whether reading goes back for something that is looked for. */
bool events_searching(const struct events *events, const struct model *model);

/* events_draw.c */
void events_measure(struct events *events, const struct model *model);
void events_draw_list(
	const struct events *events, const struct model *model, struct canvas *canvas);
/* Cut between two characters. */
struct text events_at_most(struct text text, size_t most);

/* events_strip.c */
void events_draw_strip(
	const struct events *events, const struct model *model, struct canvas *canvas);
/* events_words.c */
enum { EVENTS_WORDS_MAX = 400 };
void events_title(const struct events *events, char *out, size_t size);
void events_place(const struct events *events, const struct model *model, char *out, size_t size);
enum role events_state(
	const struct events *events, const struct model *model, char *out, size_t size);
void events_why_none(
	const struct events *events, const struct model *model, char *out, size_t size);

/* events_chosen.c */
struct chosen events_chosen(void *self, const struct model *model, const struct op *op);

/* events_act.c */
struct intent events_act(void *self, const struct model *model, const char *action);
struct intent events_command(
	void *self, const struct model *model, struct text name, struct text argument);

/* events_find.c */
bool events_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX]);
struct text events_found(const void *self);

/* events_out.c */
struct intent events_copy(struct events *events, const struct model *model, const char *action);
struct intent events_export(struct events *events, const struct model *model);

#endif
