#include "ops/op.h"

#include <inttypes.h>

#include "base/number.h"
#include "headroom.h"
#include "lua.h"
#include "position.h"
#include "script.h"

/* KEYS: marker, the topics. ARGV: position before, position after, whether topics may be made, then
 * for each entry its line, the number of its topic from 1 on, its new id (or *), how many words
 * follow, and the words. The marker keeps, by the position before, the new ids as runs:
 * ID+COUNT@TOPIC. */
static const char put[] =
	"local pos = redis.call('HGET', KEYS[1], 'pos') or '0-0'\n"
	"if pos ~= ARGV[1] then\n"
	"  return {'AT', pos, redis.call('HGET', KEYS[1], 'b|' .. ARGV[1]) or ''}\n"
	"end\n"
	"local seen, at = {}, 4\n"
	"while at <= #ARGV do\n"
	"  local key = KEYS[ARGV[at + 1] + 1]\n"
	"  if not seen[key] then\n"
	"    local kind = redis.call('TYPE', key)['ok']\n"
	"    if kind ~= 'stream' and not (kind == 'none' and ARGV[3] == '1') then\n"
	"      return redis.error_reply('a topic is gone or no stream any more')\n"
	"    end\n"
	"    seen[key] = true\n"
	"  end\n"
	"  at = at + 4 + ARGV[at + 3]\n"
	"end\n"
	"local out, runs, last, run = {'PUT'}, {}, ARGV[2], nil\n"
	"local function flush()\n"
	"  if run then runs[#runs + 1] = run.head .. '+' .. run.count .. '@' .. run.topic end\n"
	"end\n"
	"at = 4\n"
	"while at <= #ARGV do\n"
	"  local topic, count = ARGV[at + 1], tonumber(ARGV[at + 3])\n"
	"  local id = redis.pcall('XADD', KEYS[topic + 1], ARGV[at + 2],\n"
	"    unpack(ARGV, at + 4, at + 3 + count))\n"
	"  if type(id) == 'table' then\n"
	"    if #out == 1 then return id end\n"
	"    out[1] = 'PART'\n"
	"    break\n"
	"  end\n"
	"  local ms, seq = string.match(id, '^(%d+)-(%d+)$')\n"
	"  seq = #seq < 15 and tonumber(seq) or -1\n"
	"  if run and run.topic == topic and run.ms == ms and seq >= 0 and\n"
	"    seq == run.seq + 1 then\n"
	"    run.count, run.seq = run.count + 1, seq\n"
	"  else\n"
	"    flush()\n"
	"    run = {head = id, ms = ms, seq = seq, topic = topic, count = 1}\n"
	"  end\n"
	"  last = ARGV[at]\n"
	"  out[#out + 1] = id\n"
	"  at = at + 4 + count\n"
	"end\n"
	"flush()\n"
	"if out[1] == 'PUT' then last = ARGV[2] end\n"
	"redis.call('HSET', KEYS[1], 'pos', last)\n"
	"redis.call('HSET', KEYS[1], 'b|' .. ARGV[1],\n"
	"  last .. ' ' .. (#out - 1) .. ' ' .. table.concat(runs, ' '))\n"
	"redis.call('HINCRBY', KEYS[1], 'done', #out - 1)\n"
	"return out\n";

/* KEYS as above. ARGV: position before. */
static const char take_back[] = LUA_ABOVE LUA_CURSORS
	"local kept = redis.call('HGET', KEYS[1], 'u|' .. ARGV[1])\n"
	"if kept then return {'UNDONE', kept} end\n"
	"local batch = redis.call('HGET', KEYS[1], 'b|' .. ARGV[1])\n"
	"if not batch then return {'NOTDONE'} end\n"
	"local read, letters = {}, {}\n"
	"local function take(key, id)\n"
	"  if not read[key] then\n"
	"    local there = redis.call('TYPE', key)['ok'] == 'stream'\n"
	"    read[key] = there and cursors(key) or 'none'\n"
	"  end\n"
	"  if read[key] == 'none' then return 'G' end\n"
	"  for _, cursor in pairs(read[key]) do\n"
	"    if not above(id, cursor) then return 'R' end\n"
	"  end\n"
	"  return redis.call('XDEL', key, id) == 1 and 'D' or 'G'\n"
	"end\n"
	"for ms, seq, n, topic in string.gmatch(batch, '(%d+)%-(%d+)%+(%d+)@(%d+)') do\n"
	"  local key = KEYS[topic + 1]\n"
	"  letters[#letters + 1] = take(key, ms .. '-' .. seq)\n"
	"  for i = 1, tonumber(n) - 1 do\n"
	"    letters[#letters + 1] = take(key, ms .. '-' .. string.format('%.0f', seq + i))\n"
	"  end\n"
	"end\n"
	"local all = table.concat(letters)\n"
	"redis.call('HSET', KEYS[1], 'u|' .. ARGV[1], all)\n"
	"return {'UNDONE', all}\n";

static void warn(const struct request *request, const struct survey *survey, struct plan *plan)
{
	char count[NUMBER_MAX];

	if (survey->masked > 0) {
		plan_warn(plan,
			"%s of the events were exported with masks: what is hidden in them is "
			"lost, the stars would be written in its place",
			number_count(count, (int64_t)survey->masked, NUMBER_MAX - 1));
	}
	if (!request_has(request, "keep-ids")) {
		plan_warn(plan,
			"the events get new ids: what was in the file under another id is a new "
			"event");
	}
	for (size_t i = 0; i < survey->place_count && i < PLAN_LINES_MAX; i++) {
		headroom_warn(&survey->places[i].topic, survey->places[i].entries, plan);
	}
}

static void show_place(const struct survey_place *place, struct plan *plan)
{
	char name[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], there[NUMBER_MAX];

	plan_name(name, place->topic.name);
	plan_entries(entries, place->entries);
	if (place->topic.exists) {
		plan_command(plan, "%s: %s, %s there now", name, entries,
			number_count(there, place->topic.length, NUMBER_MAX - 1));
	} else {
		plan_command(plan, "%s: %s, a new topic", name, entries);
	}
}

static void show_samples(
	const struct request *request, const struct survey *survey, struct plan *plan)
{
	char name[PLAN_NAME_MAX], id[ID_TEXT_MAX];

	for (size_t i = 0; i < survey->sample_count; i++) {
		const struct survey_sample *sample = &survey->samples[i];

		plan_command(plan, "XADD %s %s (%zu fields, %zu bytes), in a script",
			plan_name(name, request_place(request, sample->place)),
			request_has(request, "keep-ids") ? id_format(id, sample->id) : "*",
			sample->fields, sample->bytes);
	}
	if (survey->entries > survey->sample_count) {
		plan_command(
			plan, "... and %" PRIu64 " more", survey->entries - survey->sample_count);
	}
}

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char file[PLAN_NAME_MAX], target[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], bytes[NUMBER_MAX];

	(void)error;
	plan_name(file, request->topic);
	plan_name(target, request->target);
	plan->topics = survey->place_count;
	plan->undo = true;
	buf_addf(&plan->effect, "adds %s of %s (%s) to ", plan_entries(entries, survey->entries),
		file, number_bytes(bytes, survey->bytes));
	if (survey->place_count == 1) {
		buf_add_string(&plan->effect, target);
	} else {
		buf_addf(&plan->effect, "%zu topics", survey->place_count);
	}
	for (size_t i = 0; i < survey->place_count; i++) {
		plan_add_groups(
			plan, &survey->places[i].topic, (struct id){UINT64_MAX, UINT64_MAX});
		if (i < PLAN_LINES_MAX) {
			show_place(&survey->places[i], plan);
		}
	}
	if (survey->place_count > PLAN_LINES_MAX) {
		plan_command(plan, "... and %zu more topics", survey->place_count - PLAN_LINES_MAX);
	}
	warn(request, survey, plan);
	show_samples(request, survey, plan);
	return true;
}

static void add_keys(const struct request *request, const char *script, struct command *out)
{
	struct unpack from = {.rest = request_text(request, REQUEST_TOPICS)};
	size_t count = 0;

	for (; from.rest.length > 0 && !from.bad; count++) {
		unpack_text(&from);
	}
	script_begin(out, script, 1 + count);
	script_add_marker(out, request, request->target);
	from.rest = request_text(request, REQUEST_TOPICS);
	while (from.rest.length > 0 && !from.bad) {
		command_add(out, unpack_text(&from));
	}
}

static void add_entry(const struct request *request, const struct item *item, struct copy *copy,
	struct command *out)
{
	command_add_id(out, item->id);
	command_add_i64(out, (int64_t)item->place + 1);
	if (request_has(request, "keep-ids")) {
		command_add_id(out, item->entry->id);
	} else {
		command_add_string(out, "*");
	}
	copy_make(copy, request, item);
	position_add_copy(copy, out);
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	struct copy copy;

	copy_init(&copy);
	add_keys(request, put, out);
	position_add(batch, first, out);
	command_add_string(out, request_has(request, "create") ? "1" : "0");
	for (size_t i = first; i < batch->count; i++) {
		if (batch->items[i].fate == FATE_OPEN) {
			add_entry(request, &batch->items[i], &copy, out);
		}
	}
	copy_finish(&copy);
	return batch->count - first;
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	add_keys(request, take_back, out);
	command_add_id(out, batch->after);
	return batch->count - first;
}

static const struct param param_keep_ids = {.name = "keep-ids",
	.kind = PARAM_FLAG,
	.help = "with their own ids, beyond the target's last"};
static const struct param *const params[] = {&param_into, &param_create, &param_keep_ids, NULL};

static const char *const sends[] = {
	"TYPE {target}", "XADD {target} * f v", "HINCRBY {marker} f 1", NULL};

const struct op op_import = {
	.name = "import",
	.usage = "rivermaster import FILE [OPTION]...",
	.summary = "add the events of a file to their topics, or to another",
	.help = "FILE is what `events --json` and `record` write, one event a line; `-` is "
		"standard "
		"input.\n"
		"The whole file is checked before anything is written. The events get new ids "
		"unless\n"
		"--keep-ids is given. `jobs resume JOB` goes on with an import that was stopped, "
		"with the\n"
		"same file; `jobs undo` deletes what no group has read.\n",
	.subject = SUBJECT_TOPIC,
	.flags = OP_FILE | OP_ENTRIES | OP_COPIES | OP_POSITION,
	.params = params,
	.sends = sends,
	.plan = plan,
	.build = build,
	.settle = position_settle,
	.unbuild = unbuild,
	.unsettle = position_unsettle,
};
