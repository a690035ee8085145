/*
 * What an operation's thread and the loop tell each other; all of it under one lock.
 */
#ifndef ENGINE_WORKER_MAIL_H
#define ENGINE_WORKER_MAIL_H

#include "engine/operate.h"
#include "model/work.h"

#include <uv.h>

enum { MAIL_ITEMS_MAX = 1000 };

struct mailbox {
	uv_mutex_t lock;
	struct operate_control control;
	struct operate_result result;
	struct work_item fresh[MAIL_ITEMS_MAX]; /* settled and not seen yet */
	size_t fresh_count;
	uint64_t fresh_lost;
	bool ended;
};

void mailbox_init(struct mailbox *mailbox);
void mailbox_finish(struct mailbox *mailbox);
/* Before a thread begins. */
void mailbox_reset(struct mailbox *mailbox, double per_s, uint64_t remaining);

/* The thread's. */
void mailbox_add(struct mailbox *mailbox, const struct item *item);
void mailbox_tell(struct mailbox *mailbox, const struct operate_result *result, bool ended);
void mailbox_ask(struct mailbox *mailbox, struct operate_control *control);

/* The loop's. What came since goes into `work`; returns whether the thread is at its end. */
bool mailbox_empty(struct mailbox *mailbox, struct work *work);
void mailbox_say(struct mailbox *mailbox, const struct operate_control *control);

#endif
