#include "ops/op.h"

#include "base/number.h"
#include "take.h"

/* KEYS: topic, marker. ARGV: group (none), id, item. */
static const char delete[] =
	"if redis.call('HGET', KEYS[2], ARGV[3]) then return {'ALREADY'} end\n"
	"if redis.call('XDEL', KEYS[1], ARGV[2]) == 0 then return {'GONE'} end\n"
	"redis.call('HSET', KEYS[2], ARGV[3], 'deleted')\n"
	"return {'DONE'}\n";

static bool check(const struct request *request, struct error *error)
{
	return request->listed ||
		error_set(error, ERROR_USAGE,
			"delete: which entries? name their IDs; `trim` and `purge` remove many");
}

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], name[PLAN_NAME_MAX];

	(void)error;
	plan_name(topic, request->topic);
	plan->topics = 1;
	plan->groups = survey->source.group_count;
	buf_addf(&plan->effect, "removes %s from %s for good",
		plan_entries(entries, survey->entries), topic);
	if (survey->missing > 0) {
		plan_warn(plan, "%s of them gone already", plan_entries(entries, survey->missing));
	}
	for (size_t i = 0; i < survey->source.group_count; i++) {
		const struct survey_group *group = &survey->source.groups[i];

		plan_name(name, group->name);
		if (id_compare(group->cursor, survey->last_id) < 0) {
			plan_warn(plan, "the group %s has not read all of them: it loses events",
				name);
		}
		if (group->holds > 0) {
			plan_warn(plan,
				"%s pending in the group %s, where nobody can read them any more",
				plan_entries(entries, group->holds), name);
		}
	}
	for (size_t i = 0; i < survey->sample_count; i++) {
		char id[ID_TEXT_MAX];

		plan_command(plan, "XDEL %s %s, in a script", topic,
			id_format(id, survey->samples[i].id));
	}
	return true;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	take_begin(request, delete, batch->items[first].id, out);
	return 1;
}

static const struct param *const params[] = {NULL};

static const char *const sends[] = {"XDEL {topic} 0-0", NULL};

const struct op op_delete = {
	.name = "delete",
	.usage = "rivermaster delete [OPTION]... TOPIC ID...",
	.summary = "remove entries from a topic for good",
	.help = "The plan says which groups have not read them, or have them pending. There is no "
		"undo.\n",
	.subject = SUBJECT_TOPIC,
	.flags = OP_IDS | OP_DESTROYS,
	.params = params,
	.sends = sends,
	.check = check,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
};
