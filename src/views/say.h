/*
 * Numbers that may not be known, as words.
 */
#ifndef VIEWS_SAY_H
#define VIEWS_SAY_H

#include "draw/canvas.h"
#include "model/model.h"

enum { SAY_MAX = 64 };

/* Each returns `out`: `?` where it is not known. */
char *say_count(char out[SAY_MAX], struct known known);
char *say_age(char out[SAY_MAX], struct known known);
char *say_bytes(char out[SAY_MAX], struct known known);
char *say_rate(char out[SAY_MAX], struct known_rate rate);
/* `12,331`, `≤12,331`, `≈12,331`, `?`. */
char *say_lag(char out[SAY_MAX], const struct canvas *canvas, int64_t count, enum lag_is is);

/* What the topic, or the connection, has to say where there are no rows: one sentence. */
void say_why_empty(char *out, size_t size, const struct model *model, const char *what);
/* `billing: STOPPED for 1m34s: 0 deliveries in 94 s ...`; raw. */
void say_verdict(char *out, size_t size, const struct model *model, const struct group *group);
/* `NOPERM ...` of the topic; empty where all is well. */
void say_topic_trouble(char *out, size_t size, const struct topic *topic);

#endif
