/*
 * What the files of the pending screen share.
 */
#ifndef VIEWS_PENDING_PRIVATE_H
#define VIEWS_PENDING_PRIVATE_H

#include "chosen.h"

/* Columns, in the order in which they stand. */
enum pending_column {
	PENDING_LEVEL,
	PENDING_ID,
	PENDING_CONSUMER,
	PENDING_IDLE,
	PENDING_DELIVERIES,
	PENDING_KEY,
	PENDING_TYPE,
	PENDING_PAYLOAD,
	PENDING_COLUMNS,
};

enum {
	PENDING_NAME = 24,
	PENDING_PAGE = 300,
	PENDING_BYTES_MAX = 64 << 20,
	PENDING_WORDS_MAX = 400
};

/* What tells one entry from others, as bytes: its id, and which key of the topic it stands in. */
struct pending_place {
	unsigned char name[PENDING_NAME];
	struct id id;
	uint64_t key_hash;
};

struct pending_screen {
	struct ref group; /* own; SUBJECT_NONE: none was chosen */
	struct table table;
	const struct model *model; /* of the last refresh */
	struct pending_place *places;
	size_t count, room;
	struct buf typed, query; /* as the operator typed it, and as it is asked */
	bool stopped, whole, unmasked;
	bool journeys; /* they were asked for */
	size_t rows;
	unsigned turn;
	bool mine; /* the model's list is the one that is wanted here */
	int width, height;
	struct buf out, masked;
	struct chosen_ids chosen;
};

/* Begins another list. */
void pending_begin(struct pending_screen *screen);
const struct mask *pending_mask(const struct pending_screen *screen, const struct model *model);
/* The item of a row, NULL where the model no longer has it; *at: where it stands there. */
const struct pending_item *pending_item_at(
	const struct pending_screen *screen, size_t row, size_t *at);
const struct pending_item *pending_selected(const struct pending_screen *screen, size_t *at);
/* -1: not known. */
int64_t pending_idle_now(const struct pending_item *item, const struct model *model);
/* How bad it is: 0 calm, 1 to be watched, 2 a candidate for poison. */
int pending_level(const struct pending_item *item, const struct model *model);

/* pending_rows.c */
extern const struct table_column pending_titles[PENDING_COLUMNS];
struct table_source pending_source(const struct pending_screen *screen);
bool pending_sorts_by(size_t column);

/* pending_bands.c */
int pending_bands_height(int width, int height);
void pending_bands_draw(
	const struct pending_screen *screen, const struct model *model, struct canvas *canvas);

/* pending_words.c */
void pending_title(const struct pending_screen *screen, char *out, size_t size);
void pending_position(const struct pending_screen *screen, char *out, size_t size);
/* `of 1,204: all`, `12,000 of ~1,000,000 looked at`. */
void pending_share(const struct model *model, char *out, size_t size);
enum role pending_state(
	const struct pending_screen *screen, const struct model *model, char *out, size_t size);
void pending_why_none(
	const struct pending_screen *screen, const struct model *model, char *out, size_t size);

/* pending_chosen.c */
struct chosen pending_chosen(void *self, const struct model *model, const struct op *op);

/* pending_act.c */
struct intent pending_act(void *self, const struct model *model, const char *action);
struct intent pending_command(
	void *self, const struct model *model, struct text name, struct text argument);
bool pending_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX]);
struct text pending_found(const void *self);

#endif
