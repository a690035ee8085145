#include "ops/op.h"

#include "lua.h"
#include "take.h"

/* KEYS: topic, marker. ARGV: group, id, item, the new owner, the owner and the deliveries of the
 * plan. JUSTID: it is no delivery. */
static const char take_over[] = LUA_PENDING LUA_NOW
	"if redis.call('HGET', KEYS[2], ARGV[3]) then return {'ALREADY'} end\n"
	"local p = pending(KEYS[1], ARGV[1], ARGV[2])\n"
	"if not p then return {'NOTPENDING'} end\n"
	"if p[2] ~= ARGV[5] or p[4] ~= tonumber(ARGV[6]) then return {'CHANGED'} end\n"
	"if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 0 then return {'GONE'} end\n"
	"local at = string.format('%.0f', now() - p[3])\n"
	"local got = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[4], 0, ARGV[2], 'JUSTID')\n"
	"if #got ~= 1 then return {'GONE'} end\n"
	"redis.call('HSET', KEYS[2], ARGV[3], ARGV[6] .. ' ' .. at .. ' ' .. p[2])\n"
	"return {'DONE'}\n";

static bool check(const struct request *request, struct error *error)
{
	if (!request_has(request, "consumer")) {
		return error_set(error, ERROR_USAGE, "claim: for whom? --consumer NAME");
	}
	return take_check(request, error);
}

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], group[PLAN_NAME_MAX], owner[PLAN_NAME_MAX],
		entries[PLAN_NAME_MAX];

	(void)error;
	plan_name(topic, request->topic);
	plan_name(group, request->group);
	plan_name(owner, request_text(request, "consumer"));
	plan->topics = 1;
	plan->undo = true;
	buf_addf(&plan->effect, "makes %s of %s pending on the consumer %s of the group %s",
		plan_entries(entries, survey->entries), topic, owner, group);
	plan_warn(plan,
		"a consumer is not told what it was given: %s sees them when it reads its own "
		"pending entries (XREADGROUP with an id) or claims idle ones",
		owner);
	for (size_t i = 0; i < survey->sample_count; i++) {
		char id[ID_TEXT_MAX];

		plan_command(plan, "XCLAIM %s %s %s 0 %s JUSTID, in a script", topic, group, owner,
			id_format(id, survey->samples[i].id));
	}
	return true;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	const struct item *item = &batch->items[first];

	take_begin(request, take_over, item->id, out);
	command_add(out, request_text(request, "consumer"));
	command_add(out, item->consumer);
	command_add_i64(out, item->deliveries);
	return 1;
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	take_begin(request, take_give_back, batch->items[first].id, out);
	command_add(out, request_text(request, "consumer"));
	return 1;
}

static const struct param *const params[] = {&param_consumer, &param_where, &param_min_idle,
	&param_min_deliveries, &param_limit, &param_all, NULL};

static const char *const sends[] = {
	"XPENDING {topic} g - + 1", "TIME", "XRANGE {topic} - +", "XCLAIM {topic} g c 0 0-0", NULL};

const struct op op_claim = {
	.name = "claim",
	.usage = "rivermaster claim [OPTION]... --consumer NAME TOPIC GROUP [ID]...",
	.summary = "make pending entries another consumer's",
	.help = "Chooses by ID, or by --where, --min-idle, --min-deliveries over the pending\n"
		"entries. The number of deliveries stays. `jobs undo` gives back what the new "
		"owner\n"
		"still has, with its owner, deliveries and time.\n",
	.subject = SUBJECT_GROUP,
	.flags = OP_IDS | OP_PENDING,
	.params = params,
	.sends = sends,
	.check = check,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
	.unbuild = unbuild,
	.unsettle = batch_answered,
};
