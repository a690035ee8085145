/* Topics that are made of several keys: sums, and the worst of what cannot be summed. */
#include "state.h"

#include <stdio.h>
#include <string.h>

#include "rates.h"

struct text model_parent_of(const struct model_options *options, struct text key)
{
	for (size_t i = options->partition_count; i-- > 0;) {
		const struct model_partition_rule *rule = &options->partitions[i];

		if (text_glob(text_of(rule->keys), key) || text_is(key, rule->topic)) {
			return text_of(rule->topic);
		}
	}
	return text_of(NULL);
}

struct text model_topic_of_key(const struct model_options *options, struct text key)
{
	struct text parent = model_parent_of(options, key);

	return parent.length > 0 ? parent : key;
}

static struct text topic_of(const void *arg, struct text key)
{
	return model_topic_of_key(arg, key);
}

struct dead_reader *model_dead_reader(const struct model_options *options)
{
	return dead_reader_create(options->partition_count > 0 ? topic_of : NULL, options);
}

static struct known sum_known(struct known a, struct known b)
{
	return (struct known){.is = a.is && b.is, .n = a.n + b.n};
}

static struct known_rate sum_rates(struct known_rate a, struct known_rate b)
{
	return (struct known_rate){.is = a.is && b.is, .per_s = a.per_s + b.per_s};
}

static struct known least(struct known a, struct known b)
{
	return !a.is || (b.is && b.n < a.n) ? b : a;
}

static struct known most(struct known a, struct known b)
{
	return !a.is || (b.is && b.n > a.n) ? b : a;
}

/* How much a number may be relied on: a sum is as good as the worst of its parts. */
static int strength(enum lag_is is)
{
	static const int strengths[] = {
		[LAG_UNKNOWN] = 0,
		[LAG_AT_MOST] = 1,
		[LAG_ESTIMATE] = 2,
		[LAG_COUNTED] = 3,
		[LAG_EXACT] = 4,
	};
	return strengths[is];
}

static struct lag sum_lags(struct lag a, struct lag b)
{
	struct lag weaker = strength(b.is) < strength(a.is) ? b : a;

	weaker.count = a.count + b.count;
	return weaker;
}

static void take_worst_verdict(struct group *sum, const struct group *part, struct text key)
{
	if (verdict_compare(part->verdict.id, sum->verdict.id) <= 0) {
		return;
	}
	sum->verdict.id = part->verdict.id;
	sum->verdict.severity = part->verdict.severity;
	snprintf(sum->verdict.reason, sizeof(sum->verdict.reason), "%.*s: %.*s",
		key.length < 60 ? (int)key.length : 60, key.at, VERDICT_REASON_MAX - 64,
		part->verdict.reason);
}

static void add_pending(struct group *sum, const struct group *part)
{
	if (part->oldest_pending_ms.is &&
		(!sum->oldest_pending_ms.is ||
			part->oldest_pending_ms.n < sum->oldest_pending_ms.n)) {
		sum->oldest_pending_ms = part->oldest_pending_ms;
		sum->oldest_pending_idle_ms = part->oldest_pending_idle_ms;
		sum->oldest_pending_deliveries = part->oldest_pending_deliveries;
	}
	sum->pending += part->pending;
	sum->none_pending = sum->none_pending && part->none_pending;
	sum->max_deliveries = most(sum->max_deliveries, part->max_deliveries);
	sum->max_deliveries_partial = sum->max_deliveries_partial || part->max_deliveries_partial;
}

static void add_lost(struct group *sum, const struct group *part)
{
	sum->lost.known = sum->lost.known && part->lost.known;
	sum->lost.happened = sum->lost.happened || part->lost.happened;
	sum->lost.count += part->lost.count;
	sum->lost_at_ms = part->lost_at_ms > sum->lost_at_ms ? part->lost_at_ms : sum->lost_at_ms;
}

static void add_group(struct group *sum, const struct group *part, struct text key)
{
	sum->at_ms = part->at_ms > sum->at_ms ? part->at_ms : sum->at_ms;
	sum->consumers += part->consumers;
	sum->entries_read = sum_known(sum->entries_read, part->entries_read);
	sum->server_lag = sum_known(sum->server_lag, part->server_lag);
	sum->lag = sum_lags(sum->lag, part->lag);
	sum->first_undelivered_ms = least(sum->first_undelivered_ms, part->first_undelivered_ms);
	sum->first_undelivered_old = sum->first_undelivered_old || part->first_undelivered_old;
	sum->none_undelivered = sum->none_undelivered && part->none_undelivered;
	add_pending(sum, part);
	add_lost(sum, part);
	sum->in = sum_rates(sum->in, part->in);
	sum->delivered = sum_rates(sum->delivered, part->delivered);
	sum->acked = sum_rates(sum->acked, part->acked);
	sum->headroom_ms = least(sum->headroom_ms, part->headroom_ms);
	take_worst_verdict(sum, part, key);
}

static void begin_sum(struct group *group)
{
	const struct known zero = {.is = true};
	const struct known_rate no_rate = {.is = true};

	*group = (struct group){
		.topic = group->topic,
		.name = group->name,
		.history = group->history,
		.lag_series = group->lag_series,
		.pending_series = group->pending_series,
		.delivered_series = group->delivered_series,
		.entries_read = zero,
		.server_lag = zero,
		.lag = {.is = LAG_EXACT, .reason = "the sum of the partitions"},
		.none_undelivered = true,
		.none_pending = true,
		.lost = {.known = true},
		.in = no_rate,
		.delivered = no_rate,
		.acked = no_rate,
		.verdict = {.id = VERDICT_OK},
	};
}

static void combine_group(struct model *model, struct topic *topic, struct group *group)
{
	struct verdict before = group->verdict;
	size_t parts = 0, samples = RATE_SAMPLES;

	begin_sum(group);
	for (size_t i = 0; i < topic->partition_count; i++) {
		const struct group *part = store_find_group(topic->partitions[i], group->name);
		if (!part || part->at_ms == 0) {
			continue;
		}
		if (parts++ == 0) {
			group->last_delivered = part->last_delivered;
		}
		size_t count = group_own(part)->history.count;
		samples = count < samples ? count : samples;
		add_group(group, part, topic->partitions[i]->name);
	}
	group->verdict.since_ms = group->verdict.id == before.id ? before.since_ms : model->now_ms;
	rates_drain(group, samples);
	if (strength(group->lag.is) >= strength(LAG_ESTIMATE)) {
		store_put_series(model, &group->lag_series, SERIES_LAST, (double)group->lag.count);
	}
	store_put_series(model, &group->pending_series, SERIES_LAST, (double)group->pending);
	if (group->delivered.is) {
		store_put_series(
			model, &group->delivered_series, SERIES_MAX, group->delivered.per_s);
	}
}

static void match_groups(struct model *model, struct topic *topic)
{
	for (size_t i = topic->group_count; i-- > 0;) {
		bool found = false;
		for (size_t k = 0; k < topic->partition_count && !found; k++) {
			found = store_find_group(topic->partitions[k], topic->groups[i]->name) !=
				NULL;
		}
		if (!found) {
			store_remove_group(model, topic, i);
		}
	}
	for (size_t k = 0; k < topic->partition_count; k++) {
		const struct topic *part = topic->partitions[k];
		for (size_t i = 0; i < part->group_count; i++) {
			if (!store_find_group(topic, part->groups[i]->name)) {
				store_add_group(model, topic, part->groups[i]->name);
			}
		}
	}
}

static void begin_topic(struct topic *topic)
{
	topic->length = 0;
	topic->entries_added = (struct known){.is = true};
	topic->has_entries = false;
	topic->first = topic->last = topic->last_generated = (struct id){0};
	topic->in = (struct known_rate){.is = true};
	topic->memory_bytes = (struct known){.is = true};
	topic->ids_are_clock = true;
	topic->reply_bytes = 0;
}

static void add_topic(struct topic *sum, const struct topic *part)
{
	sum->at_ms = part->at_ms > sum->at_ms ? part->at_ms : sum->at_ms;
	sum->length += part->length;
	sum->entries_added = sum_known(sum->entries_added, part->entries_added);
	sum->in = sum_rates(sum->in, part->in);
	sum->memory_bytes = sum_known(sum->memory_bytes, part->memory_bytes);
	sum->ids_are_clock = sum->ids_are_clock && part->ids_are_clock;
	sum->reply_bytes += part->reply_bytes;
	if (part->has_entries) {
		sum->first = !sum->has_entries || id_compare(part->first, sum->first) < 0
			? part->first
			: sum->first;
		sum->last = id_compare(part->last, sum->last) > 0 ? part->last : sum->last;
		sum->has_entries = true;
	}
	if (id_compare(part->last_generated, sum->last_generated) > 0) {
		sum->last_generated = part->last_generated;
	}
}

static void take_worst_outcome(struct topic *sum, const struct topic *part)
{
	if (part->outcome != FACT_KNOWN && part->outcome != FACT_LOST) {
		sum->outcome = part->outcome;
		memcpy(sum->trouble, part->trouble, sizeof(sum->trouble));
	}
}

void partition_combine(struct model *model, struct topic *topic)
{
	size_t known = 0;

	begin_topic(topic);
	topic->outcome = FACT_KNOWN;
	topic->trouble[0] = '\0';
	for (size_t i = 0; i < topic->partition_count; i++) {
		const struct topic *part = topic->partitions[i];
		take_worst_outcome(topic, part);
		if (part->at_ms > 0) {
			known++;
			add_topic(topic, part);
		}
	}
	if (known == 0) {
		topic->entries_added.is = topic->in.is = topic->memory_bytes.is = false;
	} else if (topic->in.is) {
		store_put_series(model, &topic->in_series, SERIES_MAX, topic->in.per_s);
	}
	match_groups(model, topic);
	for (size_t i = 0; i < topic->group_count; i++) {
		combine_group(model, topic, topic_own(topic)->groups[i]);
	}
}
