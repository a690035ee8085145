#include "ops/back.h"
#include "ops/copy.h"
#include "ops/op.h"
#include "ops/sets.h"

#include "base/number.h"
#include "headroom.h"
#include "lua.h"
#include "script.h"

/* The letters stay: none of them must go to the same place twice by mistake. */
enum { REMEMBERED_S = 90 * 24 * 3600 };

/* KEYS: dead-letter topic, marker, where it goes, claims. ARGV: item, letter, group and original id
 * (empty: not to a group), the console's consumer, whether the topic may be made, job, whether also
 * what another job has sent there, for how long that is remembered, then the original fields where
 * they are known. */
static const char send_back[] = LUA_PENDING LUA_ABOVE LUA_CURSORS
	"local there = ARGV[1] .. '>' .. KEYS[3]\n"
	"local function remember()\n"
	"  redis.call('HSET', KEYS[4], there, ARGV[7])\n"
	"  redis.call('EXPIRE', KEYS[4], ARGV[9])\n"
	"end\n"
	"local done = redis.call('HGET', KEYS[2], ARGV[1])\n"
	"if done then return {'ALREADY', string.match(done, '^T (%S+)') or ''} end\n"
	"local by = redis.call('HGET', KEYS[4], there)\n"
	"if by and by ~= ARGV[7] and ARGV[8] ~= '1' then return {'SENTBACK'} end\n"
	"if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 0 then return {'GONE'} end\n"
	"local kind = redis.call('TYPE', KEYS[3])['ok']\n"
	"if ARGV[4] ~= '' and kind == 'stream' and\n"
	"  #redis.call('XRANGE', KEYS[3], ARGV[4], ARGV[4]) > 0 then\n"
	"  local cursor = cursors(KEYS[3])[ARGV[3]]\n"
	"  if cursor then\n"
	"    if above(ARGV[4], cursor) then return {'BEYOND'} end\n"
	"    if pending(KEYS[3], ARGV[3], ARGV[4]) then return {'PENDING'} end\n"
	"    local got = redis.call('XCLAIM', KEYS[3], ARGV[3], ARGV[5], 0, ARGV[4],\n"
	"      'IDLE', 86400000, 'RETRYCOUNT', 0, 'FORCE', 'JUSTID')\n"
	"    if #got ~= 1 then return {'GONE'} end\n"
	"    redis.call('HSET', KEYS[2], ARGV[1], 'G')\n"
	"    remember()\n"
	"    return {'DONE'}\n"
	"  end\n"
	"end\n"
	"if #ARGV == 9 then return {'LAYOUT'} end\n"
	"if kind ~= 'stream' and not (kind == 'none' and ARGV[6] == '1') then\n"
	"  return {'BADTARGET'}\n"
	"end\n"
	"local id = redis.call('XADD', KEYS[3], '*', unpack(ARGV, 10))\n"
	"redis.call('HSET', KEYS[2], ARGV[1], 'T ' .. id)\n"
	"remember()\n"
	"return {'DONE', id}\n";

/* KEYS and the first five of ARGV as above. */
static const char take_again[] = LUA_PENDING LUA_ABOVE LUA_CURSORS
	"local done = redis.call('HGET', KEYS[2], ARGV[1])\n"
	"if not done then return {'NOTDONE'} end\n"
	"if done == 'undone' then return {'ALREADY'} end\n"
	"local id = string.match(done, '^T (%S+)')\n"
	"if id then\n"
	"  for _, cursor in pairs(cursors(KEYS[3])) do\n"
	"    if not above(id, cursor) then return {'READ'} end\n"
	"  end\n"
	"  if redis.call('XDEL', KEYS[3], id) == 0 then return {'COPYGONE'} end\n"
	"else\n"
	"  local p = pending(KEYS[3], ARGV[3], ARGV[4])\n"
	"  if not p then return {'FINISHED'} end\n"
	"  if p[2] ~= ARGV[5] then return {'TAKEN'} end\n"
	"  redis.call('XACK', KEYS[3], ARGV[3], ARGV[4])\n"
	"end\n"
	"redis.call('HSET', KEYS[2], ARGV[1], 'undone')\n"
	"redis.call('HDEL', KEYS[4], ARGV[1] .. '>' .. KEYS[3])\n"
	"return {'DONE'}\n";

static void tell_back(const struct survey_back *back, struct plan *plan)
{
	char topic[PLAN_NAME_MAX], group[PLAN_NAME_MAX], entries[PLAN_NAME_MAX];

	plan_name(topic, back->source.name);
	if (back->to_group > 0) {
		plan_command(plan,
			"XCLAIM %s %s %s 0 (%s) IDLE 86400000 RETRYCOUNT 0 FORCE JUSTID, in a "
			"script",
			topic, plan_name(group, back->group), op_owner,
			plan_entries(entries, back->to_group));
		plan_add_radius(plan, &back->source, back->group, true);
	}
	if (back->to_topic > 0) {
		plan_command(plan, "XADD %s * (the original fields; %s), in a script", topic,
			plan_entries(entries, back->to_topic));
		plan_add_groups(plan, &back->source, (struct id){0, 0});
		headroom_warn(&back->source, back->to_topic, plan);
		if (back->source.group_count > 0) {
			plan_warn(plan, "every group of %s sees what is appended there", topic);
		}
	}
	if (back->refused > 0) {
		plan_warn(plan, "%s cannot go back: %s", plan_entries(entries, back->refused),
			back->why.text);
	}
}

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], group[PLAN_NAME_MAX],
		append[PLAN_NAME_MAX];
	uint64_t to_group = 0, to_topic = 0, refused = 0;

	for (size_t i = 0; i < survey->back_count; i++) {
		to_group += survey->backs[i].to_group;
		to_topic += survey->backs[i].to_topic;
		refused += survey->backs[i].refused;
	}
	if (survey->entries > 0 && refused == survey->entries) {
		return error_set(error, ERROR_REFUSED, "none of them can go back: %s",
			survey->backs[0].why.text);
	}
	plan_name(topic, request->topic);
	plan->topics = survey->back_count + 1;
	plan->undo = true;
	buf_addf(&plan->effect,
		"takes %s of %s back: %s to the group that gave them up, %s to their topic as new "
		"events%s; the dead letters stay",
		plan_entries(entries, survey->entries), topic, plan_entries(group, to_group),
		plan_entries(append, to_topic),
		request_has(request, "set") ? ", changed" : "");
	for (size_t i = 0; i < survey->back_count; i++) {
		tell_back(&survey->backs[i], plan);
	}
	sets_plan(request, survey, plan);
	if (survey->backs_more > 0) {
		plan_warn(plan, "%s go elsewhere: their sources are too many to be told",
			plan_entries(entries, survey->backs_more));
	}
	return true;
}

/* What cannot go anywhere. */
static void prepare(const struct request *request, struct batch *batch)
{
	struct back back;

	back_init(&back);
	for (size_t i = 0; i < batch->count; i++) {
		struct item *item = &batch->items[i];

		if (item->fate != FATE_OPEN || item->entry == NULL) {
			continue;
		}
		if (!back_read(&back, request, item->entry)) {
			item_settle(item, FATE_FAILED, text_of(back.why.text));
		} else {
			copy_check_sets(request,
				&(struct entry){.field_count = back.restored.count,
					.fields = back.restored.fields},
				item);
		}
	}
	back_finish(&back);
}

static void begin(const struct request *request, const struct item *item, const char *script,
	const struct back *back, struct command *out)
{
	struct buf claims;

	script_begin(out, script, 4);
	command_add(out, request->topic);
	script_add_marker(
		out, request, request->target.length > 0 ? request->target : request->topic);
	command_add(out, back->topic);
	buf_init(&claims, KEY_BYTES_MAX);
	key_claims(&claims, request->topic);
	command_add(out, buf_text(&claims));
	buf_finish(&claims);
	script_add_item(out, request, item->id);
	command_add_id(out, item->id);
	if (back->to_group) {
		command_add(out, back->letter.group);
		command_add_id(out, back->original);
	} else {
		command_add_string(out, "");
		command_add_string(out, "");
	}
	command_add_string(out, op_owner);
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	const struct item *item = &batch->items[first];
	struct back back;

	back_init(&back);
	back_read(&back, request, item->entry);
	back_edit(&back, request, item->id);
	begin(request, item, send_back, &back, out);
	command_add_string(out, request_has(request, "create") ? "1" : "0");
	command_add_string(out, request->job);
	command_add_string(out, request_has(request, "again") ? "1" : "0");
	command_add_i64(out, REMEMBERED_S);
	for (size_t i = 0; back.whole && i < back.restored.count; i++) {
		command_add(out, back.restored.fields[i].name);
		command_add(out, back.restored.fields[i].value);
	}
	back_finish(&back);
	return 1;
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	const struct item *item = &batch->items[first];
	struct back back;

	back_init(&back);
	back_read(&back, request, item->entry);
	begin(request, item, take_again, &back, out);
	back_finish(&back);
	return 1;
}

static const struct param param_again = {
	.name = "again", .kind = PARAM_FLAG, .help = "also what was taken back there before"};
static const struct param *const params[] = {&param_from, &param_to, &param_where, &param_limit,
	&param_into, &param_create, &param_again, &param_set, &param_allow_broken_json, NULL};

static const char *const sends[] = {"XRANGE {topic} - +", "TYPE {back}", "XRANGE {back-group} - +",
	"XINFO GROUPS {back-group}", "XPENDING {back-group} g - + 1",
	"XCLAIM {back-group} g c 0 0-0", "XADD {back-topic} * f v", "HGET {claims} f",
	"HSET {claims} f v", "EXPIRE {claims} 1", NULL};

const struct op op_redrive = {
	.name = "redrive",
	.usage = "rivermaster redrive [OPTION]... DLQ [ID]...",
	.summary = "take dead letters back: to the group that gave them up, or to their topic",
	.help = "Chooses by ID, or by --from, --to, --where; without any, all of the topic. Where\n"
		"the source entry is still there its group gets it again, and no other; else its\n"
		"original fields are appended to its topic, byte for byte, or the letter is\n"
		"refused. --into TOPIC appends them there; --set appends them changed, for every\n"
		"group. The dead letters stay; none goes to\n"
		"the same place twice within 90 days, but with --again. `jobs undo` takes back\n"
		"what nobody has read.\n",
	.subject = SUBJECT_TOPIC,
	.flags = OP_IDS | OP_ENTRIES | OP_BACK,
	.params = params,
	.sends = sends,
	.check = sets_check,
	.plan = plan,
	.prepare = prepare,
	.build = build,
	.settle = batch_answered,
	.unbuild = unbuild,
	.unsettle = batch_answered,
};
