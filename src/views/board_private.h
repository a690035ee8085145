/*
 * What the files of the screen `journeys` share: the board of what is on its way.
 */
#ifndef VIEWS_BOARD_PRIVATE_H
#define VIEWS_BOARD_PRIVATE_H

#include "chosen.h"
#include "journey_copy.h"
#include "draw/axis.h"
#include "model/funnel.h"
#include "rows_filter.h"
#include "views/view.h"

enum board_column {
	BOARD_MARKER,
	BOARD_STATE,
	BOARD_JOURNEY,
	BOARD_DUE,
	BOARD_AGE,
	BOARD_REASON,
	BOARD_STEPS,
	BOARD_VALUE,
	BOARD_PARTY,
	BOARD_IDLE,
	BOARD_DEFINITION,
	BOARD_COLUMNS,
};

enum {
	BOARD_ROWS_MAX = 20000, /* that are listed; beyond it the gravest are */
	BOARD_TURN = 20000,     /* journeys that are looked at in one refresh */
};

/* One journey as of the look at it; what is shown of it is asked for anew. */
struct board_row {
	uint32_t number, serial, events;
	enum journey_state state;
	bool has_due, has_value;
	int64_t started_ms, last_ms, due_ms;
	double value;
};

/* A look at all journeys, over as many refreshes as it takes. */
struct board_look {
	struct board_row *rows;
	size_t count, room;
	uint64_t of[JOURNEY_STATES];
	uint64_t unlisted; /* that would be rows, had they room */
	double grave_value;
	uint32_t at; /* the journey that was looked at last */
};

/* Which journeys are listed. */
enum board_shown { BOARD_OPEN_FAILED, BOARD_OPEN, BOARD_ALL, BOARD_SHOWN };

struct board {
	struct table table;
	struct table_column titles[BOARD_COLUMNS]; /* what is sorted by is never hidden */
	struct ref within;    /* own; of a party only its journeys, in order of time; of a
				 group those behind it; of a way, of a number of a
				 funnel those that it counts */
	struct funnel funnel; /* of that number */
	struct rows_filter filter;
	struct journey_source source; /* of the last refresh */
	const struct model *model;
	enum board_shown lists;
	bool looked;
	struct board_look now, next;
	int width, height;
	struct buf *scratch; /* for the words of one cell */
	struct axis axis;    /* of the screen `customer` */
	struct text other;   /* that is compared with */
	struct journey_copy copy;
	struct chosen_ids chosen;
	char why[INTENT_MESSAGE_MAX]; /* no operation can be */
};

/* board.c: what the screens `journeys` and `customer` have in common. */
void board_open(void *self, const struct ref *ref);
void board_interest(const void *self, const struct model *model, struct interest *out);
void board_refresh(void *self, const struct model *model);
struct intent board_act(void *self, const struct model *model, const char *action);
struct table *board_table(void *self);
void board_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX]);
void board_close(void *self);

/* board_chosen.c */
struct chosen board_chosen(void *self, const struct model *model, const struct op *op);

extern const struct table_column board_titles[BOARD_COLUMNS];
struct table_source board_source(const struct board *board);
/* False where it is held no more. */
bool board_journey(const struct board *board, size_t row, struct journey_view *view);
/* What a query in its filter may ask of a row, which is a struct board_live. */
struct board_live {
	const struct board *board;
	struct journey_view view;
};
extern const struct column board_attributes[];
extern const size_t board_attribute_count;

/* Goes on looking; takes the look over once it is through. */
void board_look_on(struct board *board);
void board_look_again(struct board *board);

/* `STUCK 2   LATE 14   ...`. */
void board_draw_states(const struct board *board, struct canvas *row);
void board_say_title(const struct board *board, char *out, size_t size);
void board_say_place(const struct board *board, char *out, size_t size);
void board_say_none(const struct board *board, char *out, size_t size);

#endif
