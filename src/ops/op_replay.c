#include "ops/op.h"

#include "headroom.h"
#include "lua.h"
#include "ops/copy.h"
#include "ops/sets.h"
#include "position.h"
#include "base/number.h"
#include "script.h"

/* KEYS: target, marker. ARGV: position before, position after, whether the target may be made, then
 * for each entry its id, how many words follow, and the words. The marker keeps, by the position
 * before, the new ids as runs: ID+COUNT. */
static const char put[] =
	"local pos = redis.call('HGET', KEYS[2], 'pos') or '0-0'\n"
	"if pos ~= ARGV[1] then\n"
	"  return {'AT', pos, redis.call('HGET', KEYS[2], 'b|' .. ARGV[1]) or ''}\n"
	"end\n"
	"local kind = redis.call('TYPE', KEYS[1])['ok']\n"
	"if kind ~= 'stream' and not (kind == 'none' and ARGV[3] == '1') then\n"
	"  return {'BADTARGET'}\n"
	"end\n"
	"local out, runs, last, at = {'PUT'}, {}, ARGV[2], 4\n"
	"while at <= #ARGV do\n"
	"  local count = tonumber(ARGV[at + 1])\n"
	"  local id = redis.pcall('XADD', KEYS[1], '*', unpack(ARGV, at + 2, at + 1 + count))\n"
	"  if type(id) == 'table' then\n"
	"    if #out == 1 then return id end\n"
	"    out[1] = 'PART'\n"
	"    break\n"
	"  end\n"
	"  last = ARGV[at]\n"
	"  out[#out + 1] = id\n"
	"  at = at + 2 + count\n"
	"end\n"
	"local function split(id)\n"
	"  local ms, seq = string.match(id, '^(%d+)-(%d+)$')\n"
	"  return ms, #seq < 15 and tonumber(seq) or -1\n"
	"end\n"
	"local ms, seq = split(out[2])\n"
	"local ms_to, seq_to = split(out[#out])\n"
	"if ms == ms_to and seq >= 0 and seq_to - seq == #out - 2 then\n"
	"  runs[1] = out[2] .. '+' .. (#out - 1)\n"
	"else\n"
	"  local head, n = out[2], 1\n"
	"  for i = 3, #out do\n"
	"    local m, s = split(out[i])\n"
	"    if m == ms and s >= 0 and s == seq + 1 then\n"
	"      n = n + 1\n"
	"    else\n"
	"      runs[#runs + 1] = head .. '+' .. n\n"
	"      head, n = out[i], 1\n"
	"    end\n"
	"    ms, seq = m, s\n"
	"  end\n"
	"  runs[#runs + 1] = head .. '+' .. n\n"
	"end\n"
	"if out[1] == 'PUT' then last = ARGV[2] end\n"
	"redis.call('HSET', KEYS[2], 'pos', last)\n"
	"redis.call('HSET', KEYS[2], 'b|' .. ARGV[1],\n"
	"  last .. ' ' .. (#out - 1) .. ' ' .. table.concat(runs, ' '))\n"
	"redis.call('HINCRBY', KEYS[2], 'done', #out - 1)\n"
	"return out\n";

/* KEYS as above. ARGV: position before. A letter for each copy: deleted, read by a group, gone. */
static const char take_back[] = LUA_ABOVE LUA_CURSORS
	"local kept = redis.call('HGET', KEYS[2], 'u|' .. ARGV[1])\n"
	"if kept then return {'UNDONE', kept} end\n"
	"local batch = redis.call('HGET', KEYS[2], 'b|' .. ARGV[1])\n"
	"if not batch then return {'NOTDONE'} end\n"
	"local read, letters = cursors(KEYS[1]), {}\n"
	"local function take(id)\n"
	"  for _, cursor in pairs(read) do\n"
	"    if not above(id, cursor) then return 'R' end\n"
	"  end\n"
	"  return redis.call('XDEL', KEYS[1], id) == 1 and 'D' or 'G'\n"
	"end\n"
	"for ms, seq, n in string.gmatch(batch, '(%d+)%-(%d+)%+(%d+)') do\n"
	"  letters[#letters + 1] = take(ms .. '-' .. seq)\n"
	"  for i = 1, tonumber(n) - 1 do\n"
	"    letters[#letters + 1] = take(ms .. '-' .. string.format('%.0f', seq + i))\n"
	"  end\n"
	"end\n"
	"local all = table.concat(letters)\n"
	"redis.call('HSET', KEYS[2], 'u|' .. ARGV[1], all)\n"
	"return {'UNDONE', all}\n";

static void warn(const struct request *request, const struct survey *survey, struct plan *plan)
{
	char target[PLAN_NAME_MAX];

	plan_name(target, request->target);
	if (survey->target.group_count > 0) {
		plan_warn(plan,
			"every group of %s sees the events, also those that have had them; "
			"`redeliver` reaches one group alone",
			target);
	}
	headroom_warn(&survey->target, survey->entries, plan);
	if (request_has(request, "no-provenance")) {
		plan_warn(plan, "the copies do not tell where they came from (--no-provenance)");
	}
}

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], target[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], bytes[NUMBER_MAX];
	bool same = text_equal(request->topic, request->target);

	(void)error;
	plan_name(topic, request->topic);
	plan_name(target, request->target);
	plan->topics = same ? 1 : 2;
	plan->undo = true;
	buf_addf(&plan->effect, "appends %s of %s (%s)%s to %s%s as new events",
		plan_entries(entries, survey->entries), topic, number_bytes(bytes, survey->bytes),
		request_has(request, "set") ? ", changed," : "", same ? "the same topic" : target,
		survey->target.exists ? "" : " (a new topic)");
	plan_add_groups(plan, &survey->target, same ? survey->last_id : (struct id){0, 0});
	warn(request, survey, plan);
	sets_plan(request, survey, plan);
	for (size_t i = 0; i < survey->sample_count; i++) {
		char id[ID_TEXT_MAX];

		plan_command(plan, "XADD %s * (the %zu fields of %s%s), %s", target,
			survey->samples[i].fields, id_format(id, survey->samples[i].id),
			request_has(request, "no-provenance") ? "" : ", then _rm.*",
			op_way(request));
	}
	return true;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	struct copy copy;

	copy_init(&copy);
	script_begin(out, put, 2);
	command_add(out, request->target);
	script_add_marker(out, request, request->target);
	position_add(batch, first, out);
	command_add_string(out, request->target_exists ? "0" : "1");
	for (size_t i = first; i < batch->count; i++) {
		if (batch->items[i].fate == FATE_OPEN) {
			copy_make(&copy, request, &batch->items[i]);
			command_add_id(out, batch->items[i].id);
			position_add_copy(&copy, out);
		}
	}
	copy_finish(&copy);
	return batch->count - first;
}

static void plain(const struct request *request, const struct item *item, struct command *out)
{
	struct copy copy;

	copy_init(&copy);
	copy_make(&copy, request, item);
	command_add_string(out, "XADD");
	command_add(out, request->target);
	if (request->target_exists) {
		command_add_string(out, "NOMKSTREAM");
	}
	command_add_string(out, "*");
	for (size_t i = 0; i < copy.count; i++) {
		command_add(out, copy.fields[i].name);
		command_add(out, copy.fields[i].value);
	}
	copy_finish(&copy);
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	script_begin(out, take_back, 2);
	command_add(out, request->target);
	script_add_marker(out, request, request->target);
	command_add_id(out, batch->after);
	return batch->count - first;
}

static const struct param param_no_provenance = {.name = "no-provenance",
	.kind = PARAM_FLAG,
	.help = "without the fields that tell where it came from"};
static const struct param *const params[] = {&param_from, &param_to, &param_where, &param_limit,
	&param_into, &param_create, &param_set, &param_allow_broken_json, &param_no_provenance,
	&param_no_scripts, NULL};

static const char *const sends[] = {
	"TYPE {target}", "XADD {target} * f v", "HINCRBY {marker} f 1", NULL};

static const char *const sends_plain[] = {"XADD {target} * f v", "XREVRANGE {target} + -", NULL};

const struct op op_replay = {
	.name = "replay",
	.usage = "rivermaster replay [OPTION]... TOPIC [ID]...",
	.summary = "append events of a topic again, as new ones, for every group to see",
	.help = "Chooses by ID, or by --from, --to, --where; without any, the whole topic as it "
		"is now.\n"
		"They keep their order, get new ids, and have every field byte for byte, then "
		"where they\n"
		"came from (_rm.topic, _rm.id, ...). `jobs undo` deletes the copies that no group "
		"has read.\n",
	.subject = SUBJECT_TOPIC,
	.flags = OP_IDS | OP_ENTRIES | OP_COPIES | OP_POSITION,
	.params = params,
	.sends = sends,
	.check = sets_check,
	.plan = plan,
	.prepare = copy_prepare,
	.build = build,
	.settle = position_settle,
	.plain = plain,
	.sends_plain = sends_plain,
	.unbuild = unbuild,
	.unsettle = position_unsettle,
};
