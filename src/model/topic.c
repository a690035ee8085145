#include "model/topic.h"

static struct known age(bool clock, struct known at_ms, int64_t server_now_ms)
{
	int64_t age_ms = server_now_ms - at_ms.n;

	if (!clock || !at_ms.is) {
		return (struct known){0};
	}
	return (struct known){.is = true, .n = age_ms > 0 ? age_ms : 0};
}

struct known topic_oldest_age(const struct topic *topic, int64_t server_now_ms, bool *none)
{
	struct known first_ms = {.is = topic->has_entries, .n = (int64_t)topic->first.ms};

	*none = topic->at_ms > 0 && topic->length == 0;
	return age(topic->ids_are_clock, first_ms, server_now_ms);
}

struct known group_oldest_undelivered_age(
	const struct group *group, int64_t server_now_ms, bool *none)
{
	*none = group->none_undelivered;
	return age(
		group->topic->ids_are_clock && !*none, group->first_undelivered_ms, server_now_ms);
}

struct known group_oldest_unacked_age(const struct group *group, int64_t server_now_ms, bool *none)
{
	*none = group->none_pending;
	return age(group->topic->ids_are_clock && !*none, group->oldest_pending_ms, server_now_ms);
}

int64_t consumer_idle_ms(const struct consumer *consumer, int64_t now_ms)
{
	return consumer->idle_ms + (now_ms > consumer->at_ms ? now_ms - consumer->at_ms : 0);
}

static void add_group(
	struct topic_summary *summary, const struct group *group, int64_t server_now_ms)
{
	bool none;
	struct known age_ms = group_oldest_undelivered_age(group, server_now_ms, &none);

	if (group->lag.is != LAG_UNKNOWN &&
		(summary->lag.is == LAG_UNKNOWN || group->lag.count > summary->lag.count)) {
		summary->lag = group->lag;
	}
	summary->pending.n += group->pending;
	summary->none_undelivered = summary->none_undelivered && none;
	if (age_ms.is &&
		(!summary->oldest_undelivered_age_ms.is ||
			age_ms.n > summary->oldest_undelivered_age_ms.n)) {
		summary->oldest_undelivered_age_ms = age_ms;
	}
	if (verdict_compare(group->verdict.id, summary->worst) > 0) {
		summary->worst = group->verdict.id;
	}
	summary->delivered.is = summary->delivered.is && group->delivered.is;
	summary->delivered.per_s += group->delivered.per_s;
}

struct topic_summary topic_summarise(const struct topic *topic, int64_t server_now_ms)
{
	struct topic_summary summary = {
		.lag = {.is = LAG_UNKNOWN, .reason = "the topic has no group"},
		.pending = {.is = topic->at_ms > 0},
		.none_undelivered = true,
		.worst = VERDICT_OK,
		.delivered = {.is = topic->group_count > 0},
	};

	for (size_t i = 0; i < topic->group_count; i++) {
		add_group(&summary, topic->groups[i], server_now_ms);
	}
	if (topic->group_count > 0 && summary.lag.is == LAG_UNKNOWN) {
		summary.lag.reason = topic->groups[0]->lag.reason;
	}
	return summary;
}
