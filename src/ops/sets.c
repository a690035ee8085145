#include "ops/sets.h"

#include <inttypes.h>
#include <string.h>

const struct param param_set = {.name = "set",
	.kind = PARAM_PAIR,
	.argument = "FIELD=VALUE",
	.help = "with another value in that field"};
const struct param param_allow_broken_json = {.name = "allow-broken-json",
	.kind = PARAM_FLAG,
	.help = "--set may make a field that is JSON into something else"};
bool sets_check(const struct request *request, struct error *error)
{
	for (size_t i = 0; i < request->value_count; i++) {
		struct text value = request->values[i].value;

		if (!text_is(request->values[i].name, "set")) {
			continue;
		}
		if (memchr(value.at, '=', value.length) == NULL || value.at[0] == '=') {
			return error_set(error, ERROR_USAGE, "--set needs FIELD=VALUE");
		}
		if (text_starts(value, "_rm.")) {
			return error_set(
				error, ERROR_USAGE, "--set: fields named _rm.* are the console's");
		}
	}
	return true;
}

static void show_edits(const struct survey *survey, struct plan *plan)
{
	char id[ID_TEXT_MAX], name[PLAN_NAME_MAX];

	plan->edit_count = survey->edit_count;
	plan->edits = survey->edits;
	for (size_t i = 0; i < survey->edit_count; i++) {
		const struct survey_edit *edit = &survey->edits[i];

		plan_command(plan, "%s %s: %.*s -> %.*s", id_format(id, edit->id),
			plan_name(name, edit->field), (int)edit->before.length, edit->before.at,
			(int)edit->after.length, edit->after.at);
	}
	if (survey->edits_more > 0) {
		plan_command(plan, "... and %" PRIu64 " more fields", survey->edits_more);
	}
}

static void warn_of_edits(const struct survey *survey, struct plan *plan)
{
	char entries[PLAN_NAME_MAX];

	if (survey->misses > 0) {
		plan_warn(plan, "%s without such a field: not appended",
			plan_entries(entries, survey->misses));
	} else if (survey->edit_count == 0 && survey->entries > 0) {
		plan_warn(plan, "nothing is changed: the fields have these values already");
	}
}

void sets_plan(const struct request *request, const struct survey *survey, struct plan *plan)
{
	if (request_has(request, "set")) {
		warn_of_edits(survey, plan);
		show_edits(survey, plan);
	}
}

void sets_names(const struct request *request, struct buf *out)
{
	size_t before = out->length;

	for (size_t i = 0; i < request->value_count; i++) {
		struct text rest = request->values[i].value;

		if (text_is(request->values[i].name, "set")) {
			buf_add_string(out, out->length > before ? ", " : "");
			buf_add_text(out, text_cut(&rest, '='));
		}
	}
}
