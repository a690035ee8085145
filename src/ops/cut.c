#include "cut.h"

void cut_warn(const struct survey *survey, struct plan *plan)
{
	char name[PLAN_NAME_MAX];

	for (size_t i = 0; survey->entries > 0 && i < survey->source.group_count; i++) {
		const struct survey_group *group = &survey->source.groups[i];

		plan_name(name, group->name);
		if (group->loses == SURVEY_YES) {
			plan_warn(plan, "the group %s has not read all of them: it loses events",
				name);
		} else if (group->loses == SURVEY_UNKNOWN) {
			plan_warn(plan,
				"whether the group %s has read all of them is not known: it is far "
				"behind",
				name);
		}
		if (group->held == SURVEY_YES) {
			plan_warn(plan,
				"some of them are pending in the group %s, where nobody can read "
				"them any more",
				name);
		} else if (group->held == SURVEY_UNKNOWN) {
			plan_warn(plan,
				"whether some of them are pending in the group %s is not known",
				name);
		}
	}
}
