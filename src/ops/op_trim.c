#include "cut.h"
#include "lua.h"
#include "once.h"

/* KEYS: topic, marker. ARGV: MAXLEN or MINID, and what. */
static const char trim[] =
	LUA_ONCE "if redis.call('TYPE', KEYS[1])['ok'] ~= 'stream' then return {'NOTOPIC'} end\n"
		 "local n = tostring(redis.call('XTRIM', KEYS[1], ARGV[1], ARGV[2]))\n"
		 "redis.call('HSET', KEYS[2], 'once', n)\n"
		 "return {'DONE', '', n}\n";

static bool check(const struct request *request, struct error *error)
{
	struct id id;

	if (request_has(request, "maxlen") == request_has(request, "minid")) {
		return error_set(error, ERROR_USAGE, "trim: to what? --maxlen N or --minid ID");
	}
	return !request_has(request, "minid") || id_parse(request_text(request, "minid"), &id) ||
		error_set(error, ERROR_USAGE, "--minid needs an ID such as 1700000000000-0");
}

static const char *word(const struct request *request)
{
	return request_has(request, "maxlen") ? "MAXLEN" : "MINID";
}

static struct text limit(const struct request *request)
{
	return request_text(request, request_has(request, "maxlen") ? "maxlen" : "minid");
}

static bool plan(const struct request *request, const struct survey *survey, struct plan *plan,
	struct error *error)
{
	char topic[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], to[PLAN_NAME_MAX];

	(void)error;
	plan_name(topic, request->topic);
	plan->topics = 1;
	plan->groups = survey->source.group_count;
	buf_addf(&plan->effect, "removes the oldest entries of %s for good: %s%s", topic,
		survey->between_more ? "more than " : "", plan_entries(entries, survey->entries));
	cut_warn(survey, plan);
	if (request_has(request, "maxlen")) {
		plan_warn(plan,
			"that is as of now: what is added until then pushes out as many more, "
			"which --minid does not");
	}
	plan_command(plan, "XTRIM %s %s %s, in a script", topic, word(request),
		plan_name(to, limit(request)));
	return true;
}

static size_t build(
	const struct request *request, const struct batch *batch, size_t first, struct command *out)
{
	(void)batch;
	(void)first;
	once_begin(request, trim, out);
	command_add_string(out, word(request));
	command_add(out, limit(request));
	return 1;
}

static const struct param param_maxlen = {.name = "maxlen",
	.kind = PARAM_COUNT,
	.argument = "N",
	.help = "keep the newest N entries"};
static const struct param param_minid = {.name = "minid",
	.kind = PARAM_TEXT,
	.argument = "ID",
	.help = "keep the entries from that ID on"};
static const struct param *const params[] = {&param_maxlen, &param_minid, NULL};

static const char *const sends[] = {"TYPE {topic}", "XTRIM {topic} MAXLEN 1", NULL};

const struct op op_trim = {
	.name = "trim",
	.usage = "rivermaster trim [OPTION]... TOPIC",
	.summary = "remove the oldest entries of a topic for good",
	.help = "--maxlen N keeps the newest N, --minid ID (Redis 6.2) those from there on, "
		"exactly.\n"
		"The plan says how many go and which groups have not read them. There is no "
		"undo.\n",
	.subject = SUBJECT_TOPIC,
	.flags = OP_ONCE | OP_CUTS | OP_DESTROYS,
	.params = params,
	.sends = sends,
	.check = check,
	.plan = plan,
	.build = build,
	.settle = batch_answered,
};
