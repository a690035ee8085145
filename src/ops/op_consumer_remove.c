#include "base/number.h"
#include "lua.h"
#include "once.h"

enum { ACTIVE_MS = 30000 };

/* KEYS: topic, marker. ARGV: group, consumer, the console's consumer. A hundred of its pending
 * entries at a time; when it has none it goes. */
static const char drain[] = LUA_ONCE LUA_GROUP
	"if not group(KEYS[1], ARGV[1]) then return {'NOGROUP'} end\n"
	"local moved = tonumber(redis.call('HGET', KEYS[2], 'moved') or '0')\n"
	"local rows = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 100, ARGV[2])\n"
	"if #rows > 0 then\n"
	"  local claim = {'XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0}\n"
	"  for _, row in ipairs(rows) do claim[#claim + 1] = row[1] end\n"
	"  for _, word in ipairs({'IDLE', 86400000, 'JUSTID'}) do claim[#claim + 1] = word end\n"
	"  local got = #redis.call(unpack(claim))\n"
	"  local left = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 100, ARGV[2])\n"
	"  if #left > 0 and left[1][1] == rows[1][1] then return {'HELD'} end\n"
	"  redis.call('HSET', KEYS[2], 'moved', moved + got)\n"
	"  return {'MORE'}\n"
	"end\n"
	"redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])\n"
	"redis.call('HSET', KEYS[2], 'once', tostring(moved))\n"
	"return {'DONE', '', tostring(moved)}\n";

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], group[PLAN_NAME_MAX], consumer[PLAN_NAME_MAX],
		entries[PLAN_NAME_MAX], idle[NUMBER_MAX];
	struct text name = request_text(request, "consumer");

	if (text_is(name, op_owner)) {
		return error_set(error, ERROR_REFUSED,
			"%s is the console's own consumer, which goes by itself when it has "
			"nothing pending",
			op_owner);
	}
	plan_name(topic, request->topic);
	plan_name(group, request->group);
	plan_name(consumer, name);
	plan->topics = plan->groups = 1;
	buf_addf(&plan->effect,
		"removes the consumer %s from the group %s of %s; first its pending entries (%s) "
		"become the console's own, idle, so that the group's other consumers claim them",
		consumer, group, topic, plan_entries(entries, survey->entries));
	if (survey->idle_ms >= 0 && survey->idle_ms < ACTIVE_MS) {
		plan_warn(plan, "it was seen %s ago: a consumer that still reads is made anew",
			number_duration(idle, survey->idle_ms));
	}
	if (survey->entries > 0 && !survey->claims) {
		plan_warn(plan,
			"nothing shows that the consumers of %s claim idle entries (XAUTOCLAIM, "
			"XREADGROUP CLAIM): without that nobody takes them",
			group);
	}
	plan_command(plan,
		"XCLAIM %s %s %s 0 (its pending entries) IDLE 86400000 JUSTID, in a script", topic,
		group, op_owner);
	plan_command(plan, "XGROUP DELCONSUMER %s %s %s, in the same, when it has none", topic,
		group, consumer);
	return true;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	(void)batch;
	(void)first;
	once_begin(request, drain, out);
	command_add(out, request->group);
	command_add(out, request_text(request, "consumer"));
	command_add_string(out, op_owner);
	return 1;
}

static const struct param *const params[] = {NULL};

static const char *const sends[] = {"XINFO GROUPS {topic}", "XPENDING {topic} g - + 1",
	"XCLAIM {topic} g c 0 0-0", "XGROUP DELCONSUMER {topic} g c", NULL};

const struct op op_consumer_remove = {
	.name = "consumer remove",
	.usage = "rivermaster consumer remove [OPTION]... TOPIC GROUP CONSUMER",
	.summary = "remove a consumer, and lose nothing of what it has pending",
	.help = "Redis drops the pending entries of a consumer that is removed. Here they are "
		"first\n"
		"moved to a consumer of the console's own, from which the others claim them. "
		"There\n"
		"is no undo.\n",
	.subject = SUBJECT_CONSUMER,
	.flags = OP_ONCE | OP_OWNER | OP_DESTROYS,
	.params = params,
	.sends = sends,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
};
