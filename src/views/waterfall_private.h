/*
 * What the files of the screen `journey` share: one journey as a waterfall, as a causal tree, as
 * lanes of its services.
 */
#ifndef VIEWS_WATERFALL_PRIVATE_H
#define VIEWS_WATERFALL_PRIVATE_H

#include "draw/axis.h"
#include "journey_copy.h"
#include "views/view.h"

enum fall_shape { FALL_STEPS, FALL_TREE, FALL_LANES, FALL_SHAPES };

/* An event with what it waited for. */
struct fall_event {
	struct id id;
	int64_t at_ms, from_ms; /* of the event before it on its way */
	size_t before;
	uint16_t topic, step, service, flags, lane;
	bool is_split, critical;
	int64_t queue_ms, either_ms, work_ms; /* either: between the two, not known to be which */
};

enum fall_kind {
	FALL_EVENT,
	FALL_OPEN,     /* what goes on since the last event */
	FALL_EXPECTED, /* is to come */
	FALL_LANE,     /* of a service; the last one may stand for all others */
};

struct fall_row {
	enum fall_kind kind;
	size_t first, last;    /* events, where equal ones are folded; of OPEN the last there is */
	size_t events, failed; /* how many it stands for */
	int depth;
	uint8_t step; /* of what is expected, as declared; DEFINITION_NONE: not known */
	uint64_t key[3];
};

/* What it was made of: another is to be made where any of it changed. */
struct fall_made {
	uint32_t serial, events;
	unsigned flags;
	enum journey_state state;
	int64_t last_ms, at_ms; /* monotonic: when it was made */
	enum fall_shape shape;
	bool folded;
	int width;
	unsigned shown; /* of the past; 0: it is live */
};

enum fall_column {
	FALL_MARKER,
	FALL_NUMBER,
	FALL_STEP,
	FALL_SERVICE,
	FALL_TOOK,
	FALL_USUAL,
	FALL_WAIT,
	FALL_WORK,
	FALL_COLUMNS,
};

enum { FALL_GUTTER = 5, FALL_ZOOM_MAX = 256, FALL_LANES_MAX = 200 };

struct waterfall {
	struct ref what; /* own */
	struct table table;
	struct journey_source source; /* of the last refresh */
	const struct model *model;
	uint32_t number;          /* 0: it is not held */
	enum journey_state state; /* as it is shown */
	bool is_learned;          /* the state */
	struct fall_made made;
	struct fall_event *events;
	size_t count;
	struct fall_row *rows;
	size_t row_count;
	struct critical_part *parts;
	size_t part_count;
	int64_t now_ms; /* of the server, since the epoch; 0: not known */
	bool is_given;  /* something is known of when the last event was given to its group */
	struct delivery given;
	struct axis axis;
	enum fall_shape shape;
	bool folded;
	int zoom, width, height;
	struct buf *scratch;
	struct journey_copy copy;

	/* Looked for in the past, where it is not held or somebody asked. */
	bool seeks, asked, stopped;
	unsigned turn;
	struct ref sought; /* own */
	unsigned shown;    /* what is shown is of the past: which; 0: it is live */
	bool went_on;      /* what is live has later events */
	struct id chosen;  /* for an operation */
};

/* Heights and widths of the parts. */
struct fall_parts {
	int head, list, detail; /* rows; detail 0: there is no room for it */
	int left;               /* cells of the table; the rest is time */
};
struct fall_parts fall_parts(const struct waterfall *fall, int width, int height);

/* The journey as it is now; false where it is held no more. */
bool fall_journey(const struct waterfall *fall, struct journey_view *view);
/* waterfall_read.c: takes the journey in, as it is now. */
void fall_read(struct waterfall *fall);
void fall_forget(struct waterfall *fall);
/* waterfall_past.c: which journey is shown, the live one or the one of the past. */
void fall_choose(struct waterfall *fall);
void fall_past_interest(const struct waterfall *fall, struct interest *out);
/* `look-back`: looks further back, or stops. */
void fall_look_back(struct waterfall *fall, char *says, size_t size);
/* One line on what is shown of the past, or how far looking for it is. */
enum role fall_say_past(const struct waterfall *fall, char *out, size_t size);
/* In place of the journey, where none is found. */
void fall_draw_past(const struct waterfall *fall, struct canvas *canvas);
/* waterfall_arrange.c: makes its rows. */
void fall_arrange(struct waterfall *fall, const uint8_t *expected, size_t expected_count);
/* Makes the axis anew, as wide as the zoom wants it. */
void fall_make_axis(struct waterfall *fall);

/* waterfall_rows.c */
extern const struct table_column fall_titles[FALL_COLUMNS];
struct table_source fall_source(const struct waterfall *fall);
/* Columns of which nothing is known are left out. */
void fall_choose_columns(struct waterfall *fall);
/* NULL where there is none. */
const struct fall_row *fall_selected(const struct waterfall *fall);
void fall_say_step(const struct waterfall *fall, const struct fall_row *row, struct buf *out);
/* How long that hop takes otherwise; false: nothing is known of it. */
struct fall_usual {
	int64_t p50_ms, p95_ms, p99_ms;
	uint64_t count;
};
bool fall_usual(const struct waterfall *fall, const struct fall_row *row, struct fall_usual *out);
/* NULL: nothing is known of how that hop waits and is worked on. */
const struct hop *fall_hop(const struct waterfall *fall, const struct fall_row *row);

/* waterfall_bars.c: beside a row of the list. */
void fall_draw_hop(const struct waterfall *fall, const struct fall_row *row, struct canvas *line);
void fall_draw_shares(
	const struct waterfall *fall, const struct fall_row *row, struct canvas *line);
void fall_draw_open(const struct waterfall *fall, const struct fall_row *row, struct canvas *line);
/* waterfall_draw.c */
void fall_draw(const struct waterfall *fall, struct canvas *canvas);
/* waterfall_detail.c */
void fall_draw_detail(const struct waterfall *fall, struct canvas *canvas);
/* waterfall_act.c */
struct chosen fall_chosen(void *self, const struct model *model, const struct op *op);
struct intent fall_act(void *self, const struct model *model, const char *action);

#endif
