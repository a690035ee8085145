/*
 * When entries were first delivered to groups, as far as it was seen: where a group's cursor stood
 * whenever somebody looked tells between which two moments it passed an entry; how long a pending
 * entry has been idle tells it exactly, where it was delivered once. A cursor that is set forward
 * by hand passes what it never delivers: that cannot be told apart. Within a ceiling. And by which
 * group a service reads. It knows nothing of journeys or connections.
 */
#ifndef MODEL_DELIVERIES_H
#define MODEL_DELIVERIES_H

#include <stdint.h>

#include "base/text.h"
#include "stream/id.h"

/* By so much two looks at the server's clock may differ. */
enum { DELIVERIES_SLACK_MS = 50 };

/* A service that is declared to read by a group. */
struct service_group {
	char *service, *group;
	char *where; /* FILE:LINE, for messages */
};

struct delivery {
	int64_t from_ms, to_ms; /* after the one, not after the other; equal: then exactly */
	bool has_from, has_to;  /* without `to` it had not been delivered at `from` */
	bool is_bounded;        /* somebody looked before it and after it */
};

struct deliveries;

/* The declared ones outlive it. */
struct deliveries *deliveries_create(
	size_t memory_bytes, const struct service_group *services, size_t service_count);
void deliveries_destroy(struct deliveries *deliveries);

/* A look at all groups begins: what is not seen until the next one begins is gone. */
void deliveries_turn(struct deliveries *deliveries);
/* names: topic, group. All times by the server's clock. */
void deliveries_see_cursor(
	struct deliveries *deliveries, const struct text names[2], struct id cursor, int64_t at_ms);
/* A pending entry that was delivered once, and when. */
void deliveries_see_pending(struct deliveries *deliveries, const struct text names[2], struct id id,
	int64_t delivered_ms);

/* By which group of the topic a service reads: the only one, else the one that is declared, else
 * the one of the service's own name. False: not known. Borrowed until the next turn. */
bool deliveries_reader(const struct deliveries *deliveries, struct text topic, struct text service,
	struct text *group);
/* The next group of a topic, in no order, from *at = 0 on; false: no more. */
bool deliveries_group(
	const struct deliveries *deliveries, struct text topic, size_t *at, struct text *group);
/* False: nothing is known of it. */
bool deliveries_when(const struct deliveries *deliveries, const struct text names[2], struct id id,
	struct delivery *delivery);
size_t deliveries_bytes(const struct deliveries *deliveries);

#endif
