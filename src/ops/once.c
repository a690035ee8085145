#include "once.h"

#include <stdio.h>

#include "script.h"

void once_begin(const struct request *request, const char *script, struct command *out)
{
	script_begin(out, script, 2);
	command_add(out, request->topic);
	script_add_marker(out, request, request->topic);
}

char *once_between(char out[PLAN_NAME_MAX], const struct survey *survey)
{
	char entries[PLAN_NAME_MAX];

	snprintf(out, PLAN_NAME_MAX, "%s%.60s", survey->between_more ? "more than " : "",
		plan_entries(entries, survey->between));
	return out;
}
