/*
 * What the files of the operation's screen share: a form, what it would do, a word to be typed, how
 * far it is.
 */
#ifndef VIEWS_OPERATION_PRIVATE_H
#define VIEWS_OPERATION_PRIVATE_H

#include "draw/field.h"
#include "views/operation.h"
#include "views/view.h"

enum operation_step {
	STEP_SHOW, /* whatever is planned or done */
	STEP_FORM,
	STEP_PLAN,
	STEP_CONFIRM,
};

enum form_kind {
	FORM_TOPIC,
	FORM_GROUP,
	FORM_CONSUMER,
	FORM_AT,
	FORM_CHOSEN, /* the entries that were chosen, or the rows below */
	FORM_SETS,   /* the fields that were edited */
	FORM_PARAM,
	FORM_RATE,
	FORM_FIRST,
	FORM_MAX_LAG,
	FORM_MAX_LATENCY,
	FORM_MAX_DEAD,
	FORM_REASON,
};

enum { FORM_ROWS_MAX = 24, OPERATION_SAYS_MAX = 300, OPERATION_NAME_MAX = 32 };

struct form_row {
	enum form_kind kind;
	const struct param *param; /* of FORM_PARAM */
	const char *label, *help;
	bool fixed, flag; /* fixed: as it was given; flag: on or off */
	bool on;
	struct field field;
};

struct operation_form {
	size_t count, at;
	struct form_row rows[FORM_ROWS_MAX];
};

struct operation {
	enum operation_step step, back; /* back: where an order was refused */
	const struct op *op;            /* NULL: none was begun here */
	struct ref ref;                 /* own */
	struct id *ids;                 /* own */
	size_t id_count;
	struct request sets; /* what was edited, one `set` a field */
	char note[CHOSEN_WORDS_MAX], found[CHOSEN_WORDS_MAX]; /* as of struct chosen */
	struct operation_form form;
	struct field confirm;
	struct request request;
	struct work_order order;      /* the last one */
	enum work_order_kind carries; /* what the word that is typed sets going */
	char job[WORK_JOB_MAX];       /* of what is not a plan, or is planned again */
	bool repeats;                 /* the plan is of what that job was asked */
	struct buf word;              /* to be typed for that */
	char says[OPERATION_SAYS_MAX];
	double per_s;
	uint64_t first;
	struct work_limits limits;
	const struct model *model;
	int top, lines; /* of the plan: the first line in sight, and how many there are */
	bool away;      /* from the newest item */
	uint64_t item;  /* the selected one, counted from the first of all */
	int width, height;
};

/* operation_form.c */
void form_begin(struct operation *operation, const struct operation_wish *wish);
void form_finish(struct operation_form *form);
bool form_input(struct operation *operation, const struct key *key);
void form_draw(const struct operation *operation, struct canvas *canvas);
/* The entries were chosen one by one; and a param that chooses otherwise. */
bool form_is_chosen(const struct operation *operation);
bool form_chooses(const struct param *param);

/* operation_ask.c: the request that the form stands for; false: `says` tells why it is none. */
bool form_request(struct operation *operation);

/* operation_plan.c */
void plan_draw(const struct operation *operation, const struct model *model, struct canvas *canvas);
int plan_lines(const struct operation *operation, const struct model *model, int width);

/* operation_run.c */
void run_draw(const struct operation *operation, const struct model *model, struct canvas *canvas);
/* The number of the selected item; false: there is none. */
bool run_selected(const struct operation *operation, const struct work *work, size_t *at);
void run_move(struct operation *operation, const struct work *work, int64_t by);

/* operation_act.c */
/* What has to be typed before what is asked for is done. */
struct text operation_word(const struct operation *operation, const struct work *work);
struct intent operation_act(void *self, const struct model *model, const char *action);

/* Whether what runs or ran is in sight, not a plan. */
bool operation_shows_run(const struct operation *operation, const struct model *model);

#endif
