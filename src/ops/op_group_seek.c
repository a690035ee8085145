#include "lua.h"
#include "once.h"

/* KEYS: topic, marker. ARGV: group, id. What the way back needs is kept. */
static const char seek[] = LUA_ONCE LUA_GROUP
	"local g = group(KEYS[1], ARGV[1])\n"
	"if not g then return {'NOGROUP'} end\n"
	"redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], ARGV[2])\n"
	"redis.call('HSET', KEYS[2], 'once', '0 ' .. g['last-delivered-id'] .. ' ' ..\n"
	"  tostring(g['entries-read'] or ''))\n"
	"return {'DONE'}\n";

/* KEYS and ARGV as above. */
static const char seek_back[] =
	LUA_GROUP "local once = redis.call('HGET', KEYS[2], 'once')\n"
		  "if not once then return {'NOTDONE'} end\n"
		  "if once == 'undone' then return {'ALREADY'} end\n"
		  "local g = group(KEYS[1], ARGV[1])\n"
		  "if not g then return {'NOGROUP'} end\n"
		  "if g['last-delivered-id'] ~= ARGV[2] then return {'USED'} end\n"
		  "local id, read = string.match(once, '^%d+ (%S+) (%S*)$')\n"
		  "if string.match(read, '^%d+$') then\n"
		  "  redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], id, 'ENTRIESREAD', read)\n"
		  "else\n"
		  "  redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], id)\n"
		  "end\n"
		  "redis.call('HSET', KEYS[2], 'once', 'undone')\n"
		  "return {'DONE'}\n";

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	const struct survey_group *group = survey_group(&survey->source, request->group);
	char topic[PLAN_NAME_MAX], name[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], from[ID_TEXT_MAX],
		to[ID_TEXT_MAX];
	int way = group == NULL ? 0 : id_compare(survey->at, group->cursor);

	(void)error;
	plan_name(topic, request->topic);
	plan_name(name, request->group);
	plan->topics = 1;
	plan->groups = way < 0 ? 0 : 1;
	plan->undo = true;
	buf_addf(&plan->effect, "moves the cursor of the group %s on %s from %s to %s: ", name,
		topic, id_format(from, group == NULL ? survey->at : group->cursor),
		id_format(to, survey->at));
	if (way < 0) {
		buf_addf(
			&plan->effect, "%s will be delivered again", once_between(entries, survey));
		plan_add_radius(plan, &survey->source, request->group, true);
	} else if (way > 0) {
		buf_addf(&plan->effect, "%s will never be delivered to it",
			once_between(entries, survey));
	} else {
		buf_add_string(&plan->effect, "it is there already");
	}
	if (way < 0 && group->pending > 0) {
		plan_warn(plan,
			"what is pending stays pending: an entry beyond the cursor is then "
			"delivered a second time to whoever reads next");
	}
	plan_command(
		plan, "XGROUP SETID %s %s %s, in a script", topic, name, id_format(to, survey->at));
	return true;
}

static size_t build_with(const struct request *request, const char *script, struct command *out)
{
	once_begin(request, script, out);
	command_add(out, request->group);
	command_add_id(out, request->from);
	return 1;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	(void)batch;
	(void)first;
	return build_with(request, seek, out);
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	(void)batch;
	(void)first;
	return build_with(request, seek_back, out);
}

static const struct param *const params[] = {NULL};

static const char *const sends[] = {"XINFO GROUPS {topic}", "XGROUP SETID {topic} g 0", NULL};

const struct op op_group_seek = {
	.name = "group seek",
	.usage = "rivermaster group seek [OPTION]... TOPIC GROUP ID",
	.summary = "move a group's cursor: deliver again, or pass over",
	.help = "ID is the last entry that counts as delivered: an entry's, 0 for everything "
		"again,\n"
		"$ for only what is added from now on, or a time or an age (15m). The plan says "
		"how\n"
		"many are delivered again or passed over. `jobs undo` moves it back while the "
		"group\n"
		"has read nothing.\n",
	.subject = SUBJECT_GROUP,
	.flags = OP_ONCE | OP_AT | OP_DESTROYS,
	.params = params,
	.sends = sends,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
	.unbuild = unbuild,
	.unsettle = batch_answered,
};
