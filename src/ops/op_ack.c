#include "ops/op.h"

#include "lua.h"
#include "take.h"

/* KEYS: topic, marker. ARGV: group, id, item, the owner and the deliveries of the plan. An entry
 * that is gone from the topic can be acknowledged, too. */
static const char finish[] = LUA_PENDING LUA_NOW
	"if redis.call('HGET', KEYS[2], ARGV[3]) then return {'ALREADY'} end\n"
	"local p = pending(KEYS[1], ARGV[1], ARGV[2])\n"
	"if not p then return {'NOTPENDING'} end\n"
	"if p[2] ~= ARGV[4] or p[4] ~= tonumber(ARGV[5]) then return {'CHANGED'} end\n" LUA_MAY_ACK
	"local at = string.format('%.0f', now() - p[3])\n"
	"redis.call('HSET', KEYS[2], ARGV[3], ARGV[5] .. ' ' .. at .. ' ' .. p[2])\n"
	"redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])\n"
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
		"acknowledges %s of %s for the group %s: nobody of it works on %s any more",
		plan_entries(entries, survey->entries), topic, group,
		survey->entries == 1 ? "it" : "them");
	plan_warn(plan,
		"what an entry asked for is not done by this; `dead-letter` keeps a copy to come "
		"back to");
	for (size_t i = 0; i < survey->sample_count; i++) {
		char id[ID_TEXT_MAX];

		plan_command(plan, "XACK %s %s %s, %s", topic, group,
			id_format(id, survey->samples[i].id), op_way(request));
	}
	return true;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	const struct item *item = &batch->items[first];

	take_begin(request, finish, item->id, out);
	command_add(out, item->consumer);
	command_add_i64(out, item->deliveries);
	return 1;
}

static void plain(const struct request *request, const struct item *item, struct command *out)
{
	command_add_string(out, "XACK");
	command_add(out, request->topic);
	command_add(out, request->group);
	command_add_id(out, item->id);
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	take_begin(request, take_give_back, batch->items[first].id, out);
	command_add_string(out, "");
	return 1;
}

static const struct param *const params[] = {&param_where, &param_min_idle, &param_min_deliveries,
	&param_limit, &param_all, &param_no_scripts, NULL};

static const char *const sends[] = {"XPENDING {topic} g - + 1", "TIME", "XACK {topic} g 0-0", NULL};

static const char *const sends_plain[] = {"XPENDING {topic} g - + 1", "XACK {topic} g 0-0", NULL};

const struct op op_ack = {
	.name = "ack",
	.usage = "rivermaster ack [OPTION]... TOPIC GROUP [ID]...",
	.summary = "acknowledge pending entries without their work being done",
	.help = "Chooses by ID, or by --where, --min-idle, --min-deliveries over the pending\n"
		"entries. --reason tells why, in the audit. `jobs undo` makes them pending again,\n"
		"with owner, deliveries and time, where the topic still has them.\n",
	.subject = SUBJECT_GROUP,
	.flags = OP_IDS | OP_PENDING,
	.params = params,
	.sends = sends,
	.check = take_check,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
	.plain = plain,
	.sends_plain = sends_plain,
	.unbuild = unbuild,
	.unsettle = batch_answered,
};
