/*
 * The pending entries of one group as somebody looks at them, in the order of their ids, each with
 * its entry; and how they spread over idle times and delivery counts. Made of facts within a
 * ceiling; FACT_PENDING_SOUGHT begins it anew. Borrowed until the next apply.
 */
#ifndef MODEL_PENDING_H
#define MODEL_PENDING_H

#include "envelope/row_query.h"
#include "model/events.h"

struct pending_item {
	struct text key; /* of the topic's, which may have several */
	uint64_t key_hash;
	struct id id;
	struct text consumer; /* empty: given back */
	enum pending_owner owner;
	int64_t idle_ms; /* at `at_ms` (monotonic); -1: not known */
	int64_t at_ms, deliveries;
	bool gone, toobig;
	const struct event_row *row; /* NULL: gone from the topic, or too big to be read */
};

enum { PENDING_BANDS = 4, PENDING_ROWS_MAX = 20000 };

struct pending_band {
	const char *name;
	int64_t below; /* the first that is no longer in it */
};
extern const struct pending_band pending_idle_bands[PENDING_BANDS];
extern const struct pending_band pending_delivery_bands[PENDING_BANDS];
size_t pending_band_of(const struct pending_band bands[PENDING_BANDS], int64_t n);

struct pending_about {
	struct text topic, group, query; /* the empty query: every entry */
	unsigned turn;                   /* of the interest that this list was made for */
	struct reading reading;
	bool has_total;
	int64_t total; /* pending in the group when reading began, or went on */
	/* Of all that was looked at and matches, kept as a row or not. An entry that was
	 * acknowledged since goes where it was kept. */
	uint64_t matched, gone, owner_gone, released, toobig, unkept;
	uint64_t idle[PENDING_BANDS], deliveries[PENDING_BANDS];
	uint64_t undecided; /* the query could not be decided */
	char undecided_why[160];
	size_t bytes;
};

struct pending_list;

size_t pending_list_count(const struct pending_list *list);
/* Ascending by id; NULL beyond the end. */
const struct pending_item *pending_list_at(const struct pending_list *list, size_t i);
bool pending_list_find(const struct pending_list *list, struct text key, struct id id, size_t *i);
/* The row read through its envelope, NULL where it has none; borrowed until the next call. */
const struct event *pending_list_event(const struct pending_list *list, size_t i);
/* Grows with every change. */
uint64_t pending_list_version(const struct pending_list *list);
const struct pending_about *pending_list_about(const struct pending_list *list);

#endif
