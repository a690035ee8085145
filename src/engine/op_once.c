#include "op_once.h"

#include "engine/edge.h"
#include "op_cut.h"
#include "op_look.h"
#include "op_page.h"

enum { COUNTED_MAX = CUT_COUNTED_MAX, ASKED_MAX = 2000 };

/* --- counting --- */

static struct id id_before(struct id id)
{
	return id.seq > 0 ? (struct id){id.ms, id.seq - 1}
			  : (struct id){id.ms > 0 ? id.ms - 1 : 0, id.ms > 0 ? UINT64_MAX : 0};
}

static bool count_range(const struct selecting *selecting, const struct id range[2], uint64_t most,
	uint64_t *count, struct error *error)
{
	*count = most;
	return op_cut_count(selecting->talk, selecting->request->topic, range, count, error);
}

/* --- where a cursor shall be --- */

static bool read_at(const struct selecting *selecting, struct id *at, struct error *error)
{
	struct text typed = request_text(selecting->request, "id");
	struct browse_edge edge;
	int64_t ms;

	*at = (struct id){0, 0};
	if (text_is(typed, "$")) {
		*at = selecting->survey->source.last;
		return true;
	}
	if (text_is(typed, "0") || id_parse(typed, at)) {
		return true;
	}
	if (!edge_parse("ID", typed.at, false, &edge, error)) {
		return false;
	}
	switch (edge.is) {
	case BROWSE_ID:
		*at = edge.id;
		break;
	case BROWSE_AGE:
		ms = selecting->survey->now_ms - edge.age_ms;
		*at = (struct id){ms > 0 ? (uint64_t)ms : 0, 0};
		break;
	case BROWSE_OPEN:
	case BROWSE_CLOCK:
		return error_set(error, ERROR_USAGE,
			"ID: an entry's such as 1700000000000-0, 0, $, a time or an age");
	}
	return true;
}

/* How many the group would see again, or would never see. */
static bool look_at_cursor(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;
	struct survey *survey = selecting->survey;
	const struct survey_group *group = survey_group(&survey->source, request->group);
	struct id range[2];

	if (!read_at(selecting, &survey->at, error)) {
		return false;
	}
	request->from = survey->at;
	struct id before = group == NULL ? survey->source.last : group->cursor;
	bool back = id_compare(survey->at, before) < 0;
	range[0] = id_next(back ? survey->at : before);
	range[1] = back ? before : survey->at;
	if (group == NULL && !back) {
		return true;
	}
	if (!count_range(selecting, range, COUNTED_MAX + 1, &survey->between, error)) {
		return false;
	}
	survey->between_more = survey->between > COUNTED_MAX;
	survey->between -= survey->between_more ? 1 : 0;
	survey->entries = survey->between;
	return true;
}

/* --- entries that go --- */

/* Whether so many entries from somewhere on are more than are kept; no more than `most` of them
 * were counted. */
static enum survey_known compare_kept(uint64_t count, uint64_t keep, uint64_t most)
{
	return count > keep ? SURVEY_YES : count == most ? SURVEY_UNKNOWN : SURVEY_NO;
}

/* What is not among the newest `keep` goes. */
static bool look_beyond(const struct selecting *selecting, struct survey_group *group,
	uint64_t keep, struct error *error)
{
	const struct text names[2] = {selecting->request->topic, group->name};
	const struct id last = selecting->survey->source.last, all[2] = {{0, 0}, last},
			unread[2] = {id_next(group->cursor), last};
	uint64_t most = keep < COUNTED_MAX ? keep + 1 : COUNTED_MAX + 1, count;
	struct id first;
	bool found;

	if (!count_range(selecting, unread, most, &count, error) ||
		!op_look_first_pending(selecting->talk, names, all, &first, &found, error)) {
		return false;
	}
	group->loses = compare_kept(count, keep, most);
	if (found) {
		const struct id from_it[2] = {first, last};

		if (!count_range(selecting, from_it, most, &count, error)) {
			return false;
		}
		group->held = compare_kept(count, keep, most);
	}
	return true;
}

/* Where both what goes and what stays is too much to be counted. */
static bool look_at_groups(const struct selecting *selecting, uint64_t keep, struct error *error)
{
	struct survey_topic *source = &selecting->survey->source;

	for (size_t i = 0; i < source->group_count; i++) {
		if (!look_beyond(selecting, &source->groups[i], keep, error)) {
			return false;
		}
	}
	return true;
}

static bool look_at_cut(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;
	struct survey *survey = selecting->survey;
	uint64_t length = survey->source.length > 0 ? (uint64_t)survey->source.length : 0;
	struct id bound;

	if (request_has(request, "maxlen")) {
		uint64_t keep = (uint64_t)request_number(request, "maxlen", 0);

		survey->entries = length > keep ? length - keep : 0;
		if (survey->entries > CUT_COUNTED_MAX) {
			return look_at_groups(selecting, keep, error);
		}
		return survey->entries == 0 ||
			(op_cut_bound(selecting->talk, &survey->source, survey->entries, &bound,
				 error) &&
				op_cut_groups(selecting->talk, &survey->source, bound, error));
	}
	if (id_parse(request_text(request, "minid"), &bound)) {
		const struct id range[2] = {{0, 0}, id_before(bound)};

		if (!id_is_zero(bound) &&
			!count_range(selecting, range, COUNTED_MAX + 1, &survey->entries, error)) {
			return false;
		}
		survey->between_more = survey->entries > COUNTED_MAX;
		survey->entries -= survey->between_more ? 1 : 0;
	} else {
		request->to = survey->source.last;
		survey->entries = length;
		bound = id_next(request->to);
	}
	return survey->entries == 0 ||
		op_cut_groups(selecting->talk, &survey->source, bound, error);
}

/* --- a consumer that goes --- */

static bool look_at_consumer(const struct selecting *selecting, struct error *error)
{
	const struct request *request = selecting->request;
	struct text name = request_text(request, "consumer");
	struct op_consumer consumer = {.name = name};
	const struct text names[2] = {request->topic, request->group};

	if (!op_look_consumer(selecting->talk, names, &consumer, error)) {
		return false;
	}
	if (!consumer.found) {
		return error_set(error, ERROR_FAILED, "there is no consumer %.*s in the group %.*s",
			(int)(name.length < PLAN_NAME_MAX ? name.length : PLAN_NAME_MAX), name.at,
			(int)(request->group.length < PLAN_NAME_MAX ? request->group.length
								    : PLAN_NAME_MAX),
			request->group.at);
	}
	selecting->survey->entries = (uint64_t)consumer.pending;
	selecting->survey->idle_ms = consumer.idle_ms;
	return true;
}

bool op_once(const struct selecting *selecting, struct error *error)
{
	const struct request_item item = {.deliveries = -1};
	unsigned flags = selecting->op->flags;

	request_choose(selecting->request, &item);
	selecting->request->listed = true;
	if ((flags & OP_AT) != 0) {
		return look_at_cursor(selecting, error);
	}
	if ((flags & OP_CUTS) != 0) {
		return look_at_cut(selecting, error);
	}
	return selecting->op->subject != SUBJECT_CONSUMER || look_at_consumer(selecting, error);
}

/* --- chosen entries --- */

static bool count_gone(const struct selecting *selecting, struct error *error)
{
	const struct request *request = selecting->request;
	struct op_page page;
	bool good = true;

	op_page_init(&page, selecting->talk);
	for (size_t i = 0; good && i < request->item_count; i++) {
		good = op_page_ids(&page, request->topic, &request->items[i].id, 1, error);
		selecting->survey->missing += good && page.count == 0 && !page.has_toobig;
	}
	op_page_finish(&page);
	return good;
}

bool op_held(const struct selecting *selecting, struct error *error)
{
	const struct request *request = selecting->request;
	struct survey_topic *source = &selecting->survey->source;

	if (request->item_count * (source->group_count + 1) > ASKED_MAX) {
		return true;
	}
	for (size_t g = 0; g < source->group_count; g++) {
		const struct text names[2] = {request->topic, source->groups[g].name};

		for (size_t i = 0; i < request->item_count; i++) {
			const struct id range[2] = {request->items[i].id, request->items[i].id};
			struct id first;
			bool found;

			if (!op_look_first_pending(
				    selecting->talk, names, range, &first, &found, error)) {
				return false;
			}
			source->groups[g].holds += found;
		}
	}
	return count_gone(selecting, error);
}
