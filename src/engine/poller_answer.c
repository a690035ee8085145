#include "needs.h"
#include "poller_ask.h"

enum { COUNT_PAGE = 500 };

static void follow(struct poller *poller, struct watch *watch, int64_t now_ms)
{
	unsigned needs = 0;
	size_t i;

	for (i = 0; i < watch->group_count; i++) {
		needs |= ask_needs_at(poller, watch, &watch->groups[i], now_ms);
	}
	if (needs & NEED_COUNT) {
		roster_push(
			&poller->roster, watch->visible ? LIST_COUNT_VISIBLE : LIST_COUNT, watch);
	}
	if (needs & ~(unsigned)NEED_COUNT) {
		roster_push(
			&poller->roster, watch->visible ? LIST_FOLLOW_VISIBLE : LIST_FOLLOW, watch);
	}
}

static void count_loss(const struct poller *poller, const struct fact *fact, int *losses)
{
	if (fact->outcome == FACT_TOOBIG) {
		*losses = LOSSES_TELLING;
	} else if (fact->outcome != FACT_LOST) {
		*losses = 0;
	} else if (poller->guilty && *losses < LOSSES_TELLING) {
		++*losses;
	}
}

static void topic_answered(
	struct poller *poller, struct watch *watch, const struct fact *fact, int64_t now_ms)
{
	watch->asking = false;
	count_loss(poller, fact, &watch->losses);
	if (fact->outcome == FACT_LOST) {
		return;
	}
	watch->outcome = fact->outcome;
	if (fact->outcome == FACT_KNOWN) {
		watch->reply_bytes = fact->topic_info.reply_bytes;
		watch_take_groups(watch, &fact->topic_info);
		follow(poller, watch, now_ms);
	}
}

static void pending_answered(struct watch_group *group, const struct fact *fact)
{
	const struct fact_pending *pending = &fact->pending;

	if (!group->sweeping || id_compare(pending->from, group->sweep) != 0) {
		return;
	}
	group->sweeping = false;
	group->sweep = (struct id){.ms = 0, .seq = 0};
	if (fact->outcome == FACT_KNOWN && !pending->page_ends && pending->count > 0) {
		group->sweep = id_next(pending->entries[pending->count - 1].id);
	}
}

void poller_answered(struct poller *poller, const struct fact *fact, int64_t now_ms)
{
	struct watch *watch = roster_find(&poller->roster, fact->topic);
	struct watch_group *group;

	if (watch == NULL) {
		return;
	}
	if (fact->kind == FACT_TOPIC) {
		topic_answered(poller, watch, fact, now_ms);
		return;
	}
	group = watch_group_find(watch, fact->group);
	if (group == NULL) {
		return;
	}
	if (fact->kind == FACT_PENDING) {
		pending_answered(group, fact);
	} else if (fact->kind == FACT_UNDELIVERED) {
		count_loss(poller, fact, &group->undelivered_losses);
	} else if (fact->kind == FACT_COUNT && (fact->outcome != FACT_LOST || poller->guilty)) {
		needs_count_done(group, fact, now_ms);
		if (fact->count.count / COUNT_PAGE + 1 > poller->trips) {
			poller->trips = fact->count.count / COUNT_PAGE + 1;
		}
	}
}
