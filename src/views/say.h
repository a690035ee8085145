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

/* The sentence says where the lag comes from: `counted, plus what was added since`. */
void say_lag_source(char *out, size_t size, const struct lag *lag);

/* What the topic, or the connection, has to say where there are no rows: one sentence. */
void say_why_empty(char *out, size_t size, const struct model *model, const char *what);
/* A name as it is said: an empty one is `""`; of a long one the first `most` bytes. */
struct text say_name(struct text name, size_t most);
/* `orders.created/billing`; raw. */
void say_group(char *out, size_t size, struct text topic, struct text group);
/* `orders.created/billing: STOPPED for 1m34s: 0 deliveries in 94 s ...`; raw. */
void say_verdict(char *out, size_t size, const struct model *model, const struct group *group);
/* `NOPERM ...` of the topic; empty where all is well. */
void say_topic_trouble(char *out, size_t size, const struct topic *topic);

#endif
