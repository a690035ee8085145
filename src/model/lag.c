#include "model/lag.h"

static struct lag lag_of(enum lag_is is, int64_t count, const char *reason)
{
	return (struct lag){.is = is, .count = count, .reason = reason};
}

/* The cursor stands where it stood at the count, and between then and now nothing behind it was
 * removed. */
static bool carries(const struct fact_topic *topic, const struct fact_group *group,
	const struct lag_count *counted)
{
	/* A cursor that was set ahead of the end: what came since may stand before it. */
	if (id_compare(counted->after, group->last_delivered) != 0 ||
		id_compare(counted->after, counted->upto) > 0) {
		return false;
	}
	if (!topic->has_entries_added || counted->added < 0) {
		return topic->length == counted->length &&
			id_compare(topic->last, counted->upto) == 0;
	}
	int64_t added = topic->entries_added - counted->added;
	if (added < 0) {
		return false;
	}
	/* Trimming takes from the front, and the first entry is not beyond the cursor; what was
	 * deleted by id is never greater than the greatest deleted one. */
	return topic->length - counted->length == added ||
		(topic->has_max_deleted &&
			id_compare(topic->max_deleted, group->last_delivered) <= 0);
}

static int64_t added_since(const struct fact_topic *topic, const struct lag_count *counted)
{
	return topic->has_entries_added && counted->added >= 0
		? topic->entries_added - counted->added
		: 0;
}

static bool moved_on(const struct fact_topic *topic, const struct fact_group *group,
	const struct lag_count *counted)
{
	return topic->has_entries_added && counted->added >= 0 &&
		topic->entries_added >= counted->added && counted->has_entries_read &&
		group->has_entries_read && group->entries_read >= counted->entries_read &&
		id_compare(group->last_delivered, counted->after) >= 0;
}

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

/* first <= cursor < last: between 1 and length - 1 entries are undelivered. */
static struct lag lag_between(const struct fact_topic *topic, const struct fact_group *group,
	const struct lag_count *counted)
{
	int64_t most = topic->length - 1;
	bool partly = counted && counted->known && !counted->complete &&
		id_compare(counted->after, group->last_delivered) == 0;
	int64_t least = partly ? clamp(counted->count, 1, most) : 1;

	if (least == most) {
		return lag_of(LAG_EXACT, most, "one entry is left between the cursor and the end");
	}
	if (counted && counted->known && counted->complete) {
		int64_t count = counted->count + added_since(topic, counted);
		if (carries(topic, group, counted) && count >= 1 && count <= most) {
			return lag_of(LAG_COUNTED, count, "counted, and what was added since");
		}
		if (moved_on(topic, group, counted)) {
			count -= group->entries_read - counted->entries_read;
			return lag_of(LAG_ESTIMATE, clamp(count, 1, most),
				"counted earlier; deliveries since by the server's counter");
		}
	}
	if (group->has_lag && group->lag >= least && group->lag <= most) {
		return lag_of(LAG_ESTIMATE, group->lag,
			partly ? "the server's figure; counted in part"
			       : "the server's figure; not yet counted");
	}
	return lag_of(LAG_AT_MOST, most,
		partly                   ? "too many to count at once: counted in part"
			: group->has_lag ? "not yet counted; the server's figure cannot be true"
					 : "not yet counted; the server does not know");
}

struct lag lag_compute(const struct fact_topic *topic, const struct fact_group *group,
	const struct lag_count *counted)
{
	if (topic->length == 0) {
		return lag_of(LAG_EXACT, 0, "the topic is empty");
	}
	if (!topic->has_entries) {
		return lag_of(LAG_UNKNOWN, 0, "the server did not tell the first and last entry");
	}
	if (id_compare(group->last_delivered, topic->first) < 0) {
		return lag_of(LAG_EXACT, topic->length, "the cursor stands before the first entry");
	}
	if (id_compare(group->last_delivered, topic->last) >= 0) {
		return lag_of(LAG_EXACT, 0, "the cursor stands at the last entry");
	}
	if (topic->length < 2) {
		return lag_of(LAG_UNKNOWN, 0, "the server's numbers contradict each other");
	}
	return lag_between(topic, group, counted);
}

struct lost lag_lost(const struct fact_topic *topic, const struct fact_group *group)
{
	const struct lost nothing = {.known = true}, not_knowable = {.known = false};
	struct id cursor = group->last_delivered;
	struct id next = topic->has_entries ? topic->first : topic->last_generated;

	bool behind = topic->length == 0 || topic->has_entries;
	if (!behind || id_compare(cursor, next) >= 0) {
		return behind ? nothing : not_knowable;
	}
	if (topic->has_entries_added && topic->entries_added == topic->length) {
		return nothing;
	}
	if (!topic->has_entries_added || id_is_zero(cursor)) {
		return not_knowable;
	}
	bool deleted_ahead = !topic->has_max_deleted || id_compare(topic->max_deleted, cursor) > 0;
	if (deleted_ahead || !group->has_entries_read) {
		return (struct lost){.happened = true};
	}
	int64_t count = topic->entries_added - topic->length - group->entries_read;
	if (count <= 0) {
		return nothing;
	}
	return (struct lost){
		.known = id_is_zero(topic->max_deleted), .happened = true, .count = count};
}

const char *lag_is_name(enum lag_is is)
{
	switch (is) {
	case LAG_EXACT:
		return "exact";
	case LAG_COUNTED:
		return "counted";
	case LAG_ESTIMATE:
		return "estimate";
	case LAG_AT_MOST:
		return "at_most";
	case LAG_UNKNOWN:
		break;
	}
	return "unknown";
}
