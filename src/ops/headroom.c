#include "headroom.h"

#include "cut.h"

static void warn_of_groups(const struct survey_topic *topic, struct plan *plan)
{
	char name[PLAN_NAME_MAX], in[PLAN_NAME_MAX], entries[PLAN_NAME_MAX];

	plan_name(in, topic->name);
	for (size_t i = 0; i < topic->group_count; i++) {
		const struct survey_group *group = &topic->groups[i];

		plan_name(name, group->name);
		if (group->loses == SURVEY_YES) {
			plan_warn(plan, "of what is pushed out of %s the group %s has not read %s",
				in, name, cut_count(entries, &group->unread));
		}
		if (group->held == SURVEY_YES) {
			plan_warn(plan, "of what is pushed out of %s the group %s has %s pending",
				in, name, cut_count(entries, &group->held_count));
		}
	}
}

void headroom_warn(const struct survey_topic *topic, uint64_t appended, struct plan *plan)
{
	char name[PLAN_NAME_MAX], now[PLAN_NAME_MAX], out[PLAN_NAME_MAX], gone[PLAN_NAME_MAX],
		pushed[PLAN_NAME_MAX];

	if (!topic->exists || topic->length == 0 || appended == 0 || topic->trimmed == 0) {
		return;
	}
	plan_name(name, topic->name);
	plan_entries(out, appended);
	if (topic->trimmed < 0) {
		plan_warn(plan,
			"where a producer trims %s, %s more may push unread events out of it: "
			"whether one does cannot be told",
			name, out);
		return;
	}
	plan_warn(plan, "%s is trimmed: it holds %s and has lost %s; %s more push out %s", name,
		plan_entries(now, (uint64_t)topic->length),
		plan_entries(gone, (uint64_t)topic->trimmed), out,
		plan_entries(pushed, topic->pushed_out));
	if (topic->pushed_known) {
		warn_of_groups(topic, plan);
	} else {
		plan_warn(plan, "these are too many to tell which groups have not read them");
	}
}
