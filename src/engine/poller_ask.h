/*
 * The questions of one batch, each kind by its own rule of what is due. Only for the poller.
 */
#ifndef ENGINE_POLLER_ASK_H
#define ENGINE_POLLER_ASK_H

#include "poller.h"

void ask_clock(struct poller *poller);
void ask_server(struct poller *poller, int64_t now_ms);
void ask_scan(struct poller *poller, bool restart);
void ask_visible(struct poller *poller, int64_t now_ms);
/* Something visible has not been asked for 5 s: it is asked whatever the budget says. */
bool ask_visible_starves(const struct poller *poller, int64_t now_ms);
void ask_following(struct poller *poller, enum watch_list list, int64_t now_ms);
void ask_fresh(struct poller *poller, int64_t now_ms);
void ask_queue(struct poller *poller, int64_t now_ms);
/* Counts, which are a batch of their own. False: there is none to be made. */
bool ask_count(struct poller *poller, int64_t now_ms);
/* Whether something hidden is due. */
bool ask_waits(const struct poller *poller, int64_t now_ms);
/* The questions that follow from what is known of a group, as a set (needs.h). */
unsigned ask_needs_at(const struct poller *poller, const struct watch *watch,
	const struct watch_group *asked, int64_t now_ms);

/* What an answer means for the next questions: FACT_TOPIC, FACT_PENDING,
 * FACT_UNDELIVERED, FACT_COUNT. */
void poller_answered(struct poller *poller, const struct fact *fact, int64_t now_ms);

#endif
