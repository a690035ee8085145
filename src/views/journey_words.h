/*
 * What is said of a journey wherever one is shown: how grave its state is, when it is due, its keys
 * as they may be seen. It knows nothing of screens.
 */
#ifndef VIEWS_JOURNEY_WORDS_H
#define VIEWS_JOURNEY_WORDS_H

#include "draw/role.h"
#include "model/journey_path.h"
#include "model/model.h"
#include "stream/ref.h"

enum { JOURNEY_WORDS_MAX = 600 };

/* Where screens find journeys, masked as they are to be; `journeys` NULL: they are not followed. */
struct journey_source journey_source_of(const struct model *model);

/* 0 is the gravest: STUCK, LATE, FAILED, then what goes on, then what is over. */
int journey_rank(enum journey_state state);
/* Neither over nor failed. */
bool journey_goes_on(enum journey_state state);
/* ROLE_TEXT when calm. */
enum role journey_role(enum journey_state state);
/* `!!`, `!`, `?` or nothing; static. */
const char *journey_marker(enum journey_state state);
/* The nearest moment by which something should have come of it, a step or its end; false: there is
 * none. */
bool journey_deadline(const struct journey_view *view, int64_t *due_ms);
/* As the engine has it, and within what can be reckoned with: ids come from outside. */
int64_t journey_ms(uint64_t ms);

/* Each replaces what is in `out`, which holds JOURNEY_WORDS_MAX bytes at least. */
void journey_say_name(
	const struct journey_source *source, const struct journey_view *view, struct buf *out);
void journey_say_party(
	const struct journey_source *source, const struct journey_view *view, struct buf *out);
/* Why it is in its state; where that says all, the step that it is at. */
void journey_say_reason(
	const struct journey_source *source, const struct journey_view *view, struct buf *out);
/* The same in as few cells as can be: `billing: pending 1m24s x17 on c3`. */
void journey_say_short(
	const struct journey_source *source, const struct journey_view *view, struct buf *out);
/* `5/8`, or `5` where nothing tells how many there will be. */
struct journey_steps {
	size_t done, expected;
};
struct journey_steps journey_count_steps(
	const struct journey_source *source, const struct journey_view *view);

/* The number of the journey that is meant, by an event of it or by its name, of any definition
 * where the reference has none; 0: it is not held. */
uint32_t journey_find(const struct journeys *journeys, const struct ref *ref);
/* Borrowed from the journeys. */
struct ref journey_ref(const struct journey_view *view);

#endif
