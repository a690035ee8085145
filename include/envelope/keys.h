/*
 * The values that stand at paths of an entry, all of them: a field that occurs twice has two, a
 * list in a document as many as it holds. It knows paths, not what the values are for.
 *
 * A path is the name of a field; or such a name, a dot, and a path into its JSON; or a path from
 * the root of whichever field holds a document; or, where nothing stands there, the same below
 * `data`, `payload`, `metadata` and the like, or in the event's own payload.
 */
#ifndef ENVELOPE_KEYS_H
#define ENVELOPE_KEYS_H

#include "envelope/event.h"

struct key_reader;

struct key_reader *key_reader_create(void);
void key_reader_destroy(struct key_reader *reader);

/* The entry that is read next, with its event (may be NULL): both outlive the reading. */
void key_reader_begin(
	struct key_reader *reader, const struct entry *entry, const struct event *event);
/* Tells each value at the path, in order; returns how many. Texts are borrowed until the next
 * begin. Empty ones, null and containers are passed over. */
typedef void key_fn(void *arg, struct text value);
size_t key_reader_find(struct key_reader *reader, const char *path, key_fn *fn, void *arg);
/* The first value; the empty text where there is none. */
struct text key_reader_first(struct key_reader *reader, const char *path);

/* What producers write where there is nothing (empty, null, none, -1, unknown, all zeros) is no
 * key. */
bool key_is_none(struct text value);

#endif
