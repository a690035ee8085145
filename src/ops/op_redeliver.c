#include "ops/op.h"

#include "lua.h"
#include "take.h"

/* KEYS: topic, marker. ARGV: group, id, item, the console's consumer, owner, deliveries (-1: it was
 * not pending). A larger IDLE would become 0. */
static const char give[] = LUA_PENDING LUA_NOW LUA_ABOVE LUA_CURSORS
	"if redis.call('HGET', KEYS[2], ARGV[3]) then return {'ALREADY'} end\n"
	"if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 0 then return {'GONE'} end\n"
	"local p = pending(KEYS[1], ARGV[1], ARGV[2])\n"
	"if above(ARGV[2], cursors(KEYS[1])[ARGV[1]]) then return {'BEYOND'} end\n"
	"if not p and ARGV[6] ~= '-1' then return {'NOTPENDING'} end\n"
	"if p and (p[2] ~= ARGV[5] or p[4] ~= tonumber(ARGV[6])) then return {'CHANGED'} end\n"
	"local before = 'N'\n"
	"if p then\n"
	"  before = 'P ' .. ARGV[6] .. ' ' .. string.format('%.0f', now() - p[3]) .. ' ' .. p[2]\n"
	"end\n"
	"local got = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[4], 0, ARGV[2],\n"
	"  'IDLE', 86400000, 'RETRYCOUNT', 0, 'FORCE', 'JUSTID')\n"
	"if #got ~= 1 then return {'GONE'} end\n"
	"redis.call('HSET', KEYS[2], ARGV[3], before)\n"
	"return {'DONE'}\n";

/* KEYS as above. ARGV: group, id, item, the console's consumer. */
static const char take_back[] =
	LUA_PENDING "local done = redis.call('HGET', KEYS[2], ARGV[3])\n"
		    "if not done then return {'NOTDONE'} end\n"
		    "if done == 'undone' then return {'ALREADY'} end\n"
		    "local p = pending(KEYS[1], ARGV[1], ARGV[2])\n"
		    "if not p then return {'FINISHED'} end\n"
		    "if p[2] ~= ARGV[4] then return {'TAKEN'} end\n"
		    "if done == 'N' then\n"
		    "  redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])\n"
		    "else\n"
		    "  local count, at, owner = string.match(done, '^P (%S+) (%S+) (.*)$')\n"
		    "  local back = redis.call('XCLAIM', KEYS[1], ARGV[1], owner, 0, ARGV[2],\n"
		    "    'TIME', at, 'RETRYCOUNT', count, 'FORCE', 'JUSTID')\n"
		    "  if #back ~= 1 then return {'GONE'} end\n"
		    "end\n"
		    "redis.call('HSET', KEYS[2], ARGV[3], 'undone')\n"
		    "return {'DONE'}\n";

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], group[PLAN_NAME_MAX], entries[PLAN_NAME_MAX];

	(void)error;
	plan_name(topic, request->topic);
	plan_name(group, request->group);
	plan->topics = 1;
	plan->undo = true;
	buf_addf(&plan->effect,
		"gives %s of %s to the group %s again, and to no other group: whoever of it claims "
		"idle entries next takes %s",
		plan_entries(entries, survey->entries), topic, group,
		survey->entries == 1 ? "it" : "them");
	plan_add_radius(plan, &survey->source, request->group, true);
	if (!survey->claims) {
		plan_warn(plan,
			"nothing shows that the consumers of %s claim idle entries (XAUTOCLAIM, "
			"XREADGROUP CLAIM): without that nobody takes them",
			group);
	}
	for (size_t i = 0; i < survey->sample_count; i++) {
		char id[ID_TEXT_MAX];

		plan_command(plan,
			"XCLAIM %s %s %s 0 %s IDLE 86400000 RETRYCOUNT 0 FORCE JUSTID, in a script",
			topic, group, op_owner, id_format(id, survey->samples[i].id));
	}
	return true;
}

static void begin(
	const struct request *request, const char *script, struct id id, struct command *out)
{
	take_begin(request, script, id, out);
	command_add_string(out, op_owner);
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	const struct item *item = &batch->items[first];

	begin(request, give, item->id, out);
	command_add(out, item->consumer);
	command_add_i64(out, item->deliveries);
	return 1;
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	begin(request, take_back, batch->items[first].id, out);
	return 1;
}

static const struct param *const params[] = {
	&param_where, &param_min_idle, &param_min_deliveries, &param_limit, &param_all, NULL};

static const char *const sends[] = {"XPENDING {topic} g - + 1", "TIME", "XRANGE {topic} - +",
	"XINFO GROUPS {topic}", "XCLAIM {topic} g c 0 0-0", NULL};

const struct op op_redeliver = {
	.name = "redeliver",
	.usage = "rivermaster redeliver [OPTION]... TOPIC GROUP [ID]...",
	.summary = "give entries to one group again, and to no other",
	.help = "Chooses by ID, also entries that the group has acknowledged, or by --where, "
		"--min-idle,\n"
		"--min-deliveries over its pending entries. They become pending on a consumer of "
		"the\n"
		"console's own, idle for a day and never delivered, so that the group's consumers "
		"claim\n"
		"them. An entry that the group has not come to yet is refused: it would get it "
		"twice.\n",
	.subject = SUBJECT_GROUP,
	.flags = OP_IDS | OP_PENDING | OP_OWNER,
	.params = params,
	.sends = sends,
	.check = take_check,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
	.unbuild = unbuild,
	.unsettle = batch_answered,
};
