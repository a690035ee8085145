/*
 * What the desk's own files share.
 */
#ifndef APP_DESK_PRIVATE_H
#define APP_DESK_PRIVATE_H

#include "desk.h"

/* An action of console_bindings; false: there is none of that name. */
bool console_act(struct desk *desk, const char *action);
/* Whether it may be done while the picture is held. */
bool console_acts_paused(const char *action);

/* Help is about the screen below it and shows nothing of the model. */
bool desk_shows_help(const struct desk *desk);
/* The screen that the keys shown are about. */
const struct view *desk_subject(const struct desk *desk);
/* Says what lets the picture go. */
void desk_say_paused(struct desk *desk);

/* Does what a view wants done. */
void intent_follow(struct desk *desk, const struct intent *intent);

/* What the screen on top looks for, where it looks for something; false: it does not. */
bool desk_finds(struct desk *desk, struct text *found);
/* The table that `/` filters; NULL where there is none, or where `/` finds. */
struct table *desk_filtered(struct desk *desk);

/* A key while the prompt is open. */
void typing_key(struct desk *desk, const struct key *key);
void typing_start(struct desk *desk, enum prompt_kind kind, bool palette);
/* Opens the field for a command that begins so. */
void typing_ask(struct desk *desk, const char *words);

/* Runs a line as typed after `:`. */
void command_run(struct desk *desk, struct text line);
/* What the line could become. */
void command_complete(struct desk *desk, struct text line, struct candidates *out);

void header_draw(const struct desk *desk, struct canvas *line, int64_t wall_ms);
void screens_draw(const struct desk *desk, struct canvas *line);
void message_draw(struct desk *desk, struct canvas *line);
void keys_draw(const struct desk *desk, struct canvas *line);
void popup_draw(const struct desk *desk, struct canvas *body);

#endif
