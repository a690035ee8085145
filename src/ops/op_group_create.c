#include "lua.h"
#include "once.h"

/* KEYS: topic, marker. ARGV: group, id, whether the topic may be made. */
static const char make[] =
	LUA_ONCE "local kind = redis.call('TYPE', KEYS[1])['ok']\n"
		 "if kind ~= 'stream' and not (kind == 'none' and ARGV[3] == '1') then\n"
		 "  return {'NOTOPIC'}\n"
		 "end\n"
		 "local made\n"
		 "if kind == 'none' then\n"
		 "  made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], ARGV[2], 'MKSTREAM')\n"
		 "else\n"
		 "  made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], ARGV[2])\n"
		 "end\n"
		 "if made['err'] then\n"
		 "  if string.find(made['err'], 'BUSYGROUP') then return {'EXISTS'} end\n"
		 "  return made\n"
		 "end\n"
		 "redis.call('HSET', KEYS[2], 'once', '0 ' .. ARGV[2])\n"
		 "return {'DONE'}\n";

/* KEYS as above. ARGV: group, id. */
static const char unmake[] = LUA_GROUP
	"local once = redis.call('HGET', KEYS[2], 'once')\n"
	"if not once then return {'NOTDONE'} end\n"
	"if once == 'undone' then return {'ALREADY'} end\n"
	"local g = group(KEYS[1], ARGV[1])\n"
	"if not g then return {'NOGROUP'} end\n"
	"if g['last-delivered-id'] ~= ARGV[2] or g['pending'] ~= 0 or g['consumers'] ~= 0 then\n"
	"  return {'USED'}\n"
	"end\n"
	"redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1])\n"
	"redis.call('HSET', KEYS[2], 'once', 'undone')\n"
	"return {'DONE'}\n";

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], group[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], id[ID_TEXT_MAX];

	(void)error;
	plan_name(topic, request->topic);
	plan_name(group, request->group);
	plan->topics = plan->groups = 1;
	plan->undo = true;
	buf_addf(&plan->effect, "makes the group %s on %s%s, which will see %s", group, topic,
		survey->source.exists ? "" : " (a new topic)", once_between(entries, survey));
	plan_command(plan, "XGROUP CREATE %s %s %s%s, in a script", topic, group,
		id_format(id, survey->at), survey->source.exists ? "" : " MKSTREAM");
	return true;
}

static void begin(const struct request *request, const char *script, struct command *out)
{
	once_begin(request, script, out);
	command_add(out, request->group);
	command_add_id(out, request->from);
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	(void)batch;
	(void)first;
	begin(request, make, out);
	command_add_string(out, request_has(request, "create") ? "1" : "0");
	return 1;
}

static size_t unbuild(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	(void)batch;
	(void)first;
	begin(request, unmake, out);
	return 1;
}

static const struct param *const params[] = {&param_create, NULL};

static const char *const sends[] = {"TYPE {topic}", "XGROUP CREATE {topic} g 0", NULL};

const struct op op_group_create = {
	.name = "group create",
	.usage = "rivermaster group create [OPTION]... TOPIC GROUP ID",
	.summary = "make a consumer group that begins behind an entry",
	.help = "ID is an entry's, 0 for all that the topic holds, $ for what is added from now "
		"on,\n"
		"or a time or an age (15m). --create makes the topic, too, where it is missing.\n"
		"`jobs undo` destroys the group while nobody has used it.\n",
	.subject = SUBJECT_GROUP,
	.flags = OP_ONCE | OP_AT | OP_NEW_GROUP,
	.params = params,
	.sends = sends,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
	.unbuild = unbuild,
	.unsettle = batch_answered,
};
