#include "ops/op.h"

#include "base/number.h"
#include "headroom.h"
#include "lua.h"
#include "ops/copy.h"
#include "ops/provenance.h"
#include "script.h"
#include "take.h"

enum { FRESH_MS = 30000 };

/* KEYS: topic, dead-letter topic, marker. ARGV: group, id, item, owner, deliveries, least idle,
 * whether the target may be made, then the fields behind the original ones. The marker keeps what
 * the way back needs. */
static const char park[] = LUA_PENDING LUA_NOW LUA_FOREIGN
	"local done = redis.call('HGET', KEYS[3], ARGV[3])\n"
	"if done then return {'ALREADY', (string.match(done, '^%S+'))} end\n"
	"local kind = redis.call('TYPE', KEYS[2])['ok']\n"
	"if kind ~= 'stream' and not (kind == 'none' and ARGV[7] == '1') then\n"
	"  return {'BADTARGET'}\n"
	"end\n"
	"local p = pending(KEYS[1], ARGV[1], ARGV[2])\n"
	"if not p then return {'NOTPENDING'} end\n"
	"if p[2] ~= ARGV[4] or p[4] ~= tonumber(ARGV[5]) then return {'CHANGED'} end\n"
	"if p[3] >= 0 and p[3] < tonumber(ARGV[6]) then return {'TOOFRESH'} end\n"
	"local e = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]\n"
	"if not e or not e[2] then return {'GONE'} end\n"
	"local f = e[2]\n"
	"if #f > 7800 then return {'TOOMANYFIELDS'} end\n"
	"if foreign(f) then return {'FOREIGN'} end\n" LUA_MAY_ACK
	"local at = string.format('%.0f', now() - p[3])\n"
	"for i = 8, #ARGV do f[#f + 1] = ARGV[i] end\n"
	"local id = redis.call('XADD', KEYS[2], '*', unpack(f))\n"
	"redis.call('HSET', KEYS[3], ARGV[3],\n"
	"  id .. ' ' .. ARGV[5] .. ' ' .. at .. ' ' .. ARGV[4])\n"
	"redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])\n"
	"return {'DONE', id}\n";

/* KEYS as above. ARGV: group, id, item. */
static const char unpark[] = LUA_PENDING
	"local done = redis.call('HGET', KEYS[3], ARGV[3])\n"
	"if not done then return {'NOTDONE'} end\n"
	"if done == 'undone' then return {'ALREADY'} end\n"
	"local id, count, at, owner = string.match(done, '^(%S+) (%S+) (%S+) (.*)$')\n"
	"if #redis.call('XRANGE', KEYS[2], id, id) == 0 then return {'COPYGONE'} end\n"
	"if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 0 then return {'GONE'} end\n"
	"if pending(KEYS[1], ARGV[1], ARGV[2]) then return {'PENDING'} end\n"
	"redis.call('XDEL', KEYS[2], '0-0')\n"
	"local back = redis.call('XCLAIM', KEYS[1], ARGV[1], owner, 0, ARGV[2],\n"
	"  'TIME', at, 'RETRYCOUNT', count, 'FORCE', 'JUSTID')\n"
	"if #back ~= 1 then return {'GONE'} end\n"
	"redis.call('XDEL', KEYS[2], id)\n"
	"redis.call('HSET', KEYS[3], ARGV[3], 'undone')\n"
	"return {'DONE', id}\n";

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], group[PLAN_NAME_MAX], target[PLAN_NAME_MAX],
		entries[PLAN_NAME_MAX];

	if (text_equal(request->topic, request->target)) {
		return error_set(error, ERROR_REFUSED,
			"a topic is not its own dead-letter topic; --into TOPIC names another");
	}
	plan_name(topic, request->topic);
	plan_name(group, request->group);
	plan_name(target, request->target);
	plan->topics = 2;
	plan->undo = true;
	buf_addf(&plan->effect,
		"copies %s of %s to %s%s and acknowledges %s in the group %s alone; the %s %s",
		plan_entries(entries, survey->entries), topic, target,
		survey->target.exists ? "" : " (a new topic)", survey->entries == 1 ? "it" : "them",
		group,
		survey->entries == 1 ? "entry itself stays in" : "entries themselves stay in",
		"the topic");
	plan_add_groups(plan, &survey->target, (struct id){0, 0});
	headroom_warn(&survey->target, survey->entries, plan);
	for (size_t i = 0; i < survey->sample_count; i++) {
		char id[ID_TEXT_MAX];

		id_format(id, survey->samples[i].id);
		plan_command(plan,
			"XADD %s * (the fields of %s, then _rm.*), XACK %s %s %s, in one script",
			target, id, topic, group, id);
	}
	return true;
}

static int64_t least_idle_ms(const struct request *request)
{
	if (request_has(request, "min-idle")) {
		return request_duration_ms(request, "min-idle", 0);
	}
	return request_has(request, "given-ids") || request_has(request, "by-idle") ? 0 : FRESH_MS;
}

static void begin(
	const struct request *request, const char *script, struct id id, struct command *out)
{
	script_begin(out, script, 3);
	command_add(out, request->topic);
	command_add(out, request->target);
	script_add_marker(out, request, request->target);
	command_add(out, request->group);
	command_add_id(out, id);
	script_add_item(out, request, id);
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	const struct item *item = &batch->items[first];

	begin(request, park, item->id, out);
	command_add(out, item->consumer);
	command_add_i64(out, item->deliveries);
	command_add_i64(out, least_idle_ms(request));
	command_add_string(out, request->target_exists ? "0" : "1");
	provenance_add(request, item, out);
	return 1;
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	begin(request, unpark, batch->items[first].id, out);
	return 1;
}

static const struct param *const params[] = {&param_where, &param_min_idle, &param_min_deliveries,
	&param_limit, &param_all, &param_into, NULL};

static const char *const sends[] = {"TYPE {target}", "XPENDING {topic} g - + 1", "TIME",
	"XRANGE {topic} - +", "XADD {target} * f v", "XACK {topic} g 0-0", NULL};

const struct op op_dead_letter = {
	.name = "dead-letter",
	.usage = "rivermaster dead-letter [OPTION]... TOPIC GROUP [ID]...",
	.summary = "set pending entries aside: a copy to the dead-letter topic, acknowledged here",
	.help = "Chooses by ID, or by --where, --min-idle, --min-deliveries over the pending "
		"entries. The\n"
		"copy has every field byte for byte and then where it came from (_rm.topic, "
		"_rm.id, ...).\n"
		"An entry that its consumer finishes meanwhile is left alone, and so is one that "
		"was\n"
		"delivered within the last 30 s, unless its ID was given or it was chosen by idle "
		"time.\n"
		"Without --into the target is the topic's dead-letter topic where there is one, "
		"else\n"
		"TOPIC:dlq, which is made. `jobs undo` gives each entry back to its owner as it "
		"was.\n",
	.subject = SUBJECT_GROUP,
	.flags = OP_IDS | OP_PENDING | OP_COPIES | OP_INTO_DEAD,
	.params = params,
	.sends = sends,
	.check = take_check,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
	.unbuild = unbuild,
	.unsettle = batch_answered,
};
