#include "worker_mail.h"

#include <stdio.h>
#include <string.h>

#include "worker_facts.h"

void mailbox_init(struct mailbox *mailbox)
{
	*mailbox = (struct mailbox){.fresh_count = 0};
	uv_mutex_init(&mailbox->lock);
}

void mailbox_finish(struct mailbox *mailbox)
{
	uv_mutex_destroy(&mailbox->lock);
}

void mailbox_reset(struct mailbox *mailbox, double per_s, uint64_t remaining)
{
	uv_mutex_lock(&mailbox->lock);
	mailbox->control = (struct operate_control){.per_s = per_s};
	mailbox->result =
		(struct operate_result){.remaining = remaining, .state = JOB_RUNNING};
	mailbox->fresh_count = 0;
	mailbox->fresh_lost = 0;
	mailbox->ended = false;
	uv_mutex_unlock(&mailbox->lock);
}

void mailbox_add(struct mailbox *mailbox, const struct item *item)
{
	static const enum work_fate fates[] = {[FATE_DONE] = WORK_DONE,
		[FATE_SKIPPED] = WORK_SKIPPED,
		[FATE_FAILED] = WORK_FAILED};
	struct work_item fresh = {.id = item->id,
		.new_id = item->new_id,
		.has_new_id = item->has_new_id,
		.whole = item->once,
		.fate = fates[item->fate]};

	if (item->fate != FATE_DONE) {
		snprintf(fresh.why, sizeof fresh.why, "%s", item->why);
	}
	uv_mutex_lock(&mailbox->lock);
	if (mailbox->fresh_count == MAIL_ITEMS_MAX) {
		memmove(mailbox->fresh, mailbox->fresh + MAIL_ITEMS_MAX / 2,
			MAIL_ITEMS_MAX / 2 * sizeof *mailbox->fresh);
		mailbox->fresh_count = MAIL_ITEMS_MAX / 2;
		mailbox->fresh_lost += MAIL_ITEMS_MAX / 2;
	}
	mailbox->fresh[mailbox->fresh_count++] = fresh;
	uv_mutex_unlock(&mailbox->lock);
}

void mailbox_tell(struct mailbox *mailbox, const struct operate_result *result, bool ended)
{
	uv_mutex_lock(&mailbox->lock);
	mailbox->result = *result;
	mailbox->ended = ended;
	uv_mutex_unlock(&mailbox->lock);
}

void mailbox_ask(struct mailbox *mailbox, struct operate_control *control)
{
	uv_mutex_lock(&mailbox->lock);
	*control = mailbox->control;
	uv_mutex_unlock(&mailbox->lock);
}

bool mailbox_empty(struct mailbox *mailbox, struct work *work)
{
	bool ended;

	uv_mutex_lock(&mailbox->lock);
	for (size_t i = 0; i < mailbox->fresh_count; i++) {
		work_add_item(work, &mailbox->fresh[i]);
	}
	work->items_gone += mailbox->fresh_lost;
	mailbox->fresh_count = 0;
	mailbox->fresh_lost = 0;
	ended = mailbox->ended;
	if (work->stage == WORK_RUNNING) {
		work_take_result(work, &mailbox->result);
	}
	uv_mutex_unlock(&mailbox->lock);
	return ended;
}

void mailbox_say(struct mailbox *mailbox, const struct operate_control *control)
{
	uv_mutex_lock(&mailbox->lock);
	mailbox->control = *control;
	uv_mutex_unlock(&mailbox->lock);
}
