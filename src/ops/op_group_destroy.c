#include "base/number.h"
#include "lua.h"
#include "once.h"

/* KEYS: topic, marker. ARGV: group. */
static const char destroy[] =
	LUA_ONCE LUA_GROUP "local g = group(KEYS[1], ARGV[1])\n"
			   "if not g then return {'NOGROUP'} end\n"
			   "redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1])\n"
			   "redis.call('HSET', KEYS[2], 'once', '0')\n"
			   "return {'DONE'}\n";

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	const struct survey_group *group = survey_group(&survey->source, request->group);
	char topic[PLAN_NAME_MAX], name[PLAN_NAME_MAX], pending[NUMBER_MAX], consumers[NUMBER_MAX],
		id[ID_TEXT_MAX];

	if (group == NULL) {
		return error_set(error, ERROR_FAILED, "the group is gone");
	}
	plan_name(topic, request->topic);
	plan_name(name, request->group);
	plan->topics = plan->groups = 1;
	buf_addf(&plan->effect,
		"destroys the group %s of %s: its cursor (%s), %s consumers and %s pending entries "
		"are forgotten",
		name, topic, id_format(id, group->cursor),
		number_count(consumers, group->consumers, NUMBER_MAX - 1),
		number_count(pending, group->pending, NUMBER_MAX - 1));
	if (group->consumers > 0) {
		plan_warn(plan, "consumers that still read get NOGROUP from then on");
	}
	if (group->pending > 0) {
		plan_warn(plan,
			"what is pending is not done by anybody; `dead-letter` sets it aside "
			"before");
	}
	plan_command(plan, "XGROUP DESTROY %s %s, in a script", topic, name);
	return true;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	(void)batch;
	(void)first;
	once_begin(request, destroy, out);
	command_add(out, request->group);
	return 1;
}

static const struct param *const params[] = {NULL};

static const char *const sends[] = {"XINFO GROUPS {topic}", "XGROUP DESTROY {topic} g", NULL};

const struct op op_group_destroy = {
	.name = "group destroy",
	.usage = "rivermaster group destroy [OPTION]... TOPIC GROUP",
	.summary = "destroy a group with its cursor and what is pending",
	.help = "The entries stay in the topic. There is no undo: a group of the same name begins "
		"anew.\n",
	.subject = SUBJECT_GROUP,
	.flags = OP_ONCE | OP_DESTROYS,
	.params = params,
	.sends = sends,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
};
