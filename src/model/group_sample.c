#include "state.h"

#include "rates.h"
#include "rule.h"

enum {
	READ_HOLDS_MS = 10 *
		1000, /* how long the first undelivered entry stands after the cursor moved on */
	LOST_HOLDS_MS = 60 * 60 * 1000,
};

static struct known known_of(int64_t n)
{
	return (struct known){.is = true, .n = n};
}

/* Where an emptied topic begins: behind all that ever was. */
static struct id beginning(const struct fact_topic *info)
{
	return info->has_entries ? info->first : info->last_generated;
}

static bool is_before_first(const struct fact_topic *info, const struct fact_group *from)
{
	return id_compare(from->last_delivered, beginning(info)) < 0;
}

static struct lag_count anchor(
	const struct fact_topic *info, const struct fact_group *from, int64_t count)
{
	return (struct lag_count){
		.known = true,
		.complete = true,
		.after = from->last_delivered,
		.upto = info->last,
		.first = beginning(info),
		.max_deleted = info->max_deleted,
		.count = count,
		.added = info->has_entries_added ? info->entries_added : -1,
		.length = info->length,
		.has_entries_read = from->has_entries_read,
		.entries_read = from->entries_read,
	};
}

/* What is exact now may be counted on from here. A cursor before the first entry keeps the count
 * that was made while it was not: the difference is what was lost. */
static void keep_anchor(
	struct group *group, const struct fact_topic *info, const struct fact_group *from)
{
	bool same_cursor = group->counted.known && group->counted.complete &&
		id_compare(group->counted.after, from->last_delivered) == 0;

	if (group->lag.is == LAG_EXACT && !(same_cursor && is_before_first(info, from))) {
		group->counted = anchor(info, from, group->lag.count);
		if (group->lag.count == 0) {
			/* The last ones may be deleted: what comes is beyond all that was. */
			group->counted.upto = info->last_generated;
		}
	}
}

/* Everything behind the cursor was counted before: what is neither there nor was
 * delivered is lost. */
static struct lost compute_lost(
	const struct group *group, const struct fact_topic *info, const struct fact_group *from)
{
	struct group_own *own = group_own(group);
	struct lost lost = lag_lost(info, from);
	const struct lag_count *counted = &group->counted;
	bool deleted_ahead =
		info->has_max_deleted && id_compare(info->max_deleted, from->last_delivered) > 0;

	own->lost_from_here = false;
	if (!is_before_first(info, from) || !counted->known || !counted->complete ||
		counted->added < 0 || !info->has_entries_added ||
		id_compare(counted->after, from->last_delivered) != 0) {
		return lost;
	}
	int64_t missing = counted->count + info->entries_added - counted->added - info->length;
	bool stood_inside = id_compare(counted->first, counted->after) <= 0;
	if (missing <= 0) {
		return stood_inside ? (struct lost){.known = true} : lost;
	}
	if (!stood_inside && !id_is_zero(counted->after)) {
		/* It stood before the first entry already: only what went since is certain. */
		return lost.happened ? lost : (struct lost){.happened = true};
	}
	own->lost_from_here = true;
	return (struct lost){
		.happened = true, .known = !deleted_ahead, .count = deleted_ahead ? 0 : missing};
}

static bool is_news(const struct group_own *own, const struct lost *now, struct id cursor)
{
	bool moved = id_compare(cursor, own->seen_cursor) != 0;

	if (!own->lost_seen || (moved && own->lost_from_here)) {
		return true;
	}
	return now->known && own->seen.known ? now->count > own->seen.count : moved;
}

static void latch_lost(struct model *model, struct group *group, const struct lost *now)
{
	struct group_own *own = group_own(group);

	own->now = *now;
	if (now->happened && is_news(own, now, group->last_delivered)) {
		if (!own->lost_latched || now->count > group->lost.count || !now->known) {
			group->lost = *now;
		}
		own->lost_latched = true;
		own->lost_seen = false;
		group->lost_at_ms = model->now_ms;
	} else if (own->lost_latched && model->now_ms - group->lost_at_ms > LOST_HOLDS_MS) {
		own->lost_latched = false;
	}
	if (!own->lost_latched) {
		group->lost = *now;
	}
}

static void follow_undelivered(
	struct model *model, struct group *group, const struct fact_topic *info, bool moved)
{
	struct group_own *own = group_own(group);

	group->none_undelivered = group->lag.is == LAG_EXACT && group->lag.count == 0;
	if (group->none_undelivered) {
		group->first_undelivered_ms = (struct known){0};
		group->first_undelivered_old = false;
	} else if (info->has_entries && id_compare(group->last_delivered, info->first) < 0) {
		group->first_undelivered_ms = known_of((int64_t)info->first.ms);
		group->first_undelivered_old = false;
		own->undelivered_at_ms = model->now_ms;
	} else if (moved) {
		group->first_undelivered_old = group->first_undelivered_ms.is;
	}
	if (group->first_undelivered_old &&
		model->now_ms - own->undelivered_at_ms > READ_HOLDS_MS) {
		group->first_undelivered_ms = (struct known){0};
		group->first_undelivered_old = false;
	}
}

static void follow_pending(struct group *group, int64_t pending)
{
	group->pending = pending;
	group->none_pending = pending == 0;
	if (pending == 0) {
		group->oldest_pending_ms = (struct known){0};
		group->oldest_pending_idle_ms = (struct known){0};
		group->oldest_pending_deliveries = (struct known){0};
		group->max_deliveries = known_of(0);
		group->max_deliveries_partial = false;
		group_own(group)->sweep_max = 0;
		group_own(group)->swept = false;
	} else if (group->max_deliveries.is && group->max_deliveries.n == 0) {
		group->max_deliveries = (struct known){0};
	}
}

static void keep_sample(struct model *model, struct group *group, const struct fact_topic *info)
{
	struct group_own *own = group_own(group);
	size_t before = history_bytes(&own->history);
	const struct sample sample = {
		.at_ms = model->now_ms,
		.lag = group->lag.count,
		.lag_is = group->lag.is,
		.pending = group->pending,
		.length = info->length,
		.added = info->has_entries_added ? info->entries_added : -1,
		.entries_read = group->entries_read.is ? group->entries_read.n : -1,
		.cursor = group->last_delivered,
		.first = info->first,
	};
	bool behind = group->lag.is == LAG_AT_MOST
		? own->limits.allowed <= 0
		: group->lag.is != LAG_UNKNOWN && group->lag.count > own->limits.allowed;

	history_put(&own->history, &sample,
		&(struct history_limits){
			.window_ms = own->limits.window_ms,
			.room_max = store_room_for_samples(model),
			.every = model->options.one_shot,
			.behind = behind,
		});
	model->bytes += history_bytes(&own->history) - before;
}

static void put_series(struct model *model, struct group *group)
{
	if (group->lag.is != LAG_UNKNOWN && group->lag.is != LAG_AT_MOST) {
		store_put_series(model, &group->lag_series, SERIES_LAST, (double)group->lag.count);
	}
	store_put_series(model, &group->pending_series, SERIES_LAST, (double)group->pending);
	if (group->delivered.is) {
		store_put_series(
			model, &group->delivered_series, SERIES_MAX, group->delivered.per_s);
	}
}

void sample_group(struct model *model, struct group *group, const struct fact_topic *info,
	const struct fact_group *from)
{
	bool moved =
		group->at_ms > 0 && id_compare(group->last_delivered, from->last_delivered) != 0;

	group->at_ms = model->now_ms;
	group->consumers = from->consumers;
	group->last_delivered = from->last_delivered;
	group->entries_read = (struct known){.is = from->has_entries_read, .n = from->entries_read};
	group->server_lag = (struct known){.is = from->has_lag, .n = from->lag};
	follow_pending(group, from->pending);
	group->lag = lag_compute(info, from, group->counted.known ? &group->counted : NULL);

	struct lost lost = compute_lost(group, info, from);
	latch_lost(model, group, &lost);
	keep_anchor(group, info, from);
	follow_undelivered(model, group, info, moved);
	keep_sample(model, group, info);
	rates_of_group(group, &group_own(group)->history, group_own(group)->limits.window_ms);
	put_series(model, group);
	sample_judge(model, group);
}

static struct known recent(struct known value, int64_t age_ms, int64_t limit_ms)
{
	return value.is && age_ms <= limit_ms ? value : (struct known){0};
}

void sample_judge(struct model *model, struct group *group)
{
	struct group_own *own = group_own(group);
	int64_t server_now_ms;
	bool none;
	struct evidence evidence = {
		.topic = group->topic,
		.group = group,
		.limits = &own->limits,
		.history = &own->history,
		.one_shot = model->options.one_shot,
		.lost = own->lost_latched,
		.now_ms = model->now_ms,
	};

	if (model_server_now_ms(model, &server_now_ms) && group->topic->ids_are_clock) {
		if (!group->first_undelivered_old) {
			evidence.undelivered_age_ms =
				group_oldest_undelivered_age(group, server_now_ms, &none);
		}
		evidence.unacked_age_ms = group_oldest_unacked_age(group, server_now_ms, &none);
	}
	evidence.oldest_idle_ms = recent(group->oldest_pending_idle_ms,
		model->now_ms - own->pending_at_ms, own->limits.window_ms);
	evidence_complete(&evidence);
	health_judge(&evidence, &group->verdict);
}
