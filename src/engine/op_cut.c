#include "op_cut.h"

#include "op_look.h"
#include "op_page.h"

enum { PAGE_ENTRIES = 1000 };

static struct id id_before(struct id id)
{
	return id.seq > 0 ? (struct id){id.ms, id.seq - 1}
			  : (struct id){id.ms > 0 ? id.ms - 1 : 0, id.ms > 0 ? UINT64_MAX : 0};
}

/* Entries of a range, page by page. */
struct walk {
	struct op_page page;
	struct text topic;
	struct id from, to, last;
	uint64_t count;
};

static bool walk_on(struct walk *walk, uint64_t most, struct error *error)
{
	struct op_page *page = &walk->page;
	bool good = true, more = id_compare(walk->from, walk->to) <= 0;

	while (more && walk->count < most) {
		uint64_t left = most - walk->count;
		int wanted = left < PAGE_ENTRIES ? (int)left : PAGE_ENTRIES;

		good = op_page_range(page, walk->topic, (const struct id[]){walk->from, walk->to},
			wanted, error);
		walk->count += page->count + (page->has_toobig ? 1 : 0);
		more = good && (page->has_toobig || page->count == (size_t)wanted);
		if (good && (page->has_toobig || page->count > 0)) {
			walk->last =
				page->has_toobig ? page->toobig : page->entries[page->count - 1].id;
			walk->from = id_next(walk->last);
		}
	}
	return good;
}

bool op_cut_count(struct talk *talk, struct text topic, const struct id range[2], uint64_t *count,
	struct error *error)
{
	struct walk walk = {.topic = topic, .from = range[0], .to = range[1]};
	bool good;

	op_page_init(&walk.page, talk);
	good = walk_on(&walk, *count, error);
	op_page_finish(&walk.page);
	*count = walk.count;
	return good;
}

static struct survey_count bounded(uint64_t count)
{
	bool more = count > CUT_COUNTED_MAX;

	return (struct survey_count){.n = more ? CUT_COUNTED_MAX : count, .more = more};
}

bool op_cut_bound(struct talk *talk, const struct survey_topic *topic, uint64_t entries,
	struct id *bound, struct error *error)
{
	struct walk walk = {.topic = topic->name, .to = topic->last};
	bool good;

	op_page_init(&walk.page, talk);
	good = walk_on(&walk, entries, error);
	op_page_finish(&walk.page);
	*bound = walk.count > 0 ? id_next(walk.last) : (struct id){0, 0};
	return good;
}

static bool look_at_group(struct talk *talk, const struct survey_topic *topic,
	struct survey_group *group, struct id bound, struct error *error)
{
	const struct text names[2] = {topic->name, group->name};
	const struct id unread[2] = {id_next(group->cursor), id_before(bound)},
			there[2] = {topic->first, id_before(bound)};

	uint64_t count = CUT_COUNTED_MAX + 1;

	if (!op_cut_count(talk, topic->name, unread, &count, error) ||
		!op_look_count_pending(talk, names, there, &group->held_count, error)) {
		return false;
	}
	group->unread = bounded(count);
	group->loses = group->unread.n > 0 ? SURVEY_YES : SURVEY_NO;
	group->held = group->held_count.n > 0 ? SURVEY_YES : SURVEY_NO;
	return true;
}

bool op_cut_groups(
	struct talk *talk, struct survey_topic *topic, struct id bound, struct error *error)
{
	for (size_t i = 0; !id_is_zero(bound) && i < topic->group_count; i++) {
		if (!look_at_group(talk, topic, &topic->groups[i], bound, error)) {
			return false;
		}
	}
	return true;
}

/* Only where something was seen to be trimmed. */
static bool look_at_headroom(
	struct talk *talk, struct survey_topic *topic, uint64_t appended, struct error *error)
{
	uint64_t length = topic->length > 0 ? (uint64_t)topic->length : 0;
	struct id bound;

	topic->pushed_out = appended < length ? appended : length;
	if (topic->trimmed <= 0 || appended == 0) {
		return true;
	}
	topic->pushed_known = topic->pushed_out <= CUT_COUNTED_MAX;
	return !topic->pushed_known ||
		(op_cut_bound(talk, topic, topic->pushed_out, &bound, error) &&
			op_cut_groups(talk, topic, bound, error));
}

bool op_cut_headroom(const struct selecting *selecting, struct error *error)
{
	struct survey *survey = selecting->survey;

	for (size_t i = 0; i < survey->place_count; i++) {
		struct survey_place *place = &survey->places[i];

		if (place->topic.exists &&
			!look_at_headroom(selecting->talk, &place->topic, place->entries, error)) {
			return false;
		}
	}
	if ((selecting->op->flags & OP_COPIES) != 0 && survey->target.exists) {
		return look_at_headroom(selecting->talk, &survey->target, survey->entries, error);
	}
	for (size_t i = 0; i < survey->back_count; i++) {
		struct survey_back *back = &survey->backs[i];

		if (!look_at_headroom(selecting->talk, &back->source, back->to_topic, error)) {
			return false;
		}
	}
	return true;
}
