#include "cut.h"

#include <stdio.h>

char *cut_count(char out[PLAN_NAME_MAX], const struct survey_count *count)
{
	char entries[PLAN_NAME_MAX];

	snprintf(out, PLAN_NAME_MAX, "%s%.60s", count->more ? "more than " : "",
		plan_entries(entries, count->n));
	return out;
}

void cut_warn(const struct survey *survey, struct plan *plan)
{
	char name[PLAN_NAME_MAX], count[PLAN_NAME_MAX];

	for (size_t i = 0; survey->entries > 0 && i < survey->source.group_count; i++) {
		const struct survey_group *group = &survey->source.groups[i];

		plan_name(name, group->name);
		if (group->loses == SURVEY_YES) {
			plan_warn(plan,
				"the group %s has not read all of them: it loses events%s%s", name,
				group->unread.n > 0 ? ", " : "",
				group->unread.n > 0 ? cut_count(count, &group->unread) : "");
		} else if (group->loses == SURVEY_UNKNOWN) {
			plan_warn(plan,
				"whether the group %s has read all of them is not known: it is far "
				"behind",
				name);
		}
		if (group->held == SURVEY_YES) {
			plan_warn(plan,
				"%s of them %s pending in the group %s, where nobody can read "
				"them any more",
				group->held_count.n > 0 ? cut_count(count, &group->held_count)
							: "some",
				group->held_count.n == 1 ? "is" : "are", name);
		} else if (group->held == SURVEY_UNKNOWN) {
			plan_warn(plan,
				"whether some of them are pending in the group %s is not known",
				name);
		}
	}
}
