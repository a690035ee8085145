#include "cut.h"
#include "lua.h"
#include "once.h"

/* KEYS: topic, marker. ARGV: the last id of the plan: what came later stays. MINID would need a
 * newer server than the rest. */
static const char purge[] =
	LUA_ONCE "if redis.call('TYPE', KEYS[1])['ok'] ~= 'stream' then return {'NOTOPIC'} end\n"
		 "local moved = tonumber(redis.call('HGET', KEYS[2], 'moved') or '0')\n"
		 "local rows = redis.call('XRANGE', KEYS[1], '-', ARGV[1], 'COUNT', 1000)\n"
		 "if #rows > 0 then\n"
		 "  local delete = {'XDEL', KEYS[1]}\n"
		 "  for _, row in ipairs(rows) do delete[#delete + 1] = row[1] end\n"
		 "  redis.call('HSET', KEYS[2], 'moved', moved + redis.call(unpack(delete)))\n"
		 "  return {'MORE'}\n"
		 "end\n"
		 "redis.call('HSET', KEYS[2], 'once', tostring(moved))\n"
		 "return {'DONE', '', tostring(moved)}\n";

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], id[ID_TEXT_MAX];

	(void)error;
	plan_name(topic, request->topic);
	plan->topics = 1;
	plan->groups = survey->source.group_count;
	buf_addf(&plan->effect,
		"removes every entry of %s up to %s for good: %s; the topic, its groups and what "
		"is added meanwhile stay",
		topic, id_format(id, request->to), plan_entries(entries, survey->entries));
	cut_warn(survey, plan);
	plan_command(plan, "XDEL %s (1000 at a time), in a script", topic);
	return true;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	(void)batch;
	(void)first;
	once_begin(request, purge, out);
	command_add_id(out, request->to);
	return 1;
}

static const struct param *const params[] = {NULL};

static const char *const sends[] = {"TYPE {topic}", "XRANGE {topic} - +", "XDEL {topic} 0-0", NULL};

const struct op op_purge = {
	.name = "purge",
	.usage = "rivermaster purge [OPTION]... TOPIC",
	.summary = "remove every entry that a topic holds now, for good",
	.help = "The topic and its groups stay, and so does what is added after the plan. The "
		"plan\n"
		"says which groups have not read all of it. There is no undo.\n",
	.subject = SUBJECT_TOPIC,
	.flags = OP_ONCE | OP_CUTS | OP_DESTROYS,
	.params = params,
	.sends = sends,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
};
