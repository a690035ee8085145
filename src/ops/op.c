#include "ops/op.h"

#include <string.h>

#include "base/number.h"
#include "ops/list.h"
#include "script.h"

enum { VALUE_SHOWN_MAX = 120 };

#define DECLARE(symbol, name) extern const struct op op_##symbol;
OP_LIST(DECLARE)

#define POINT(symbol, name) &op_##symbol,
static const struct op *const ops[] = {OP_LIST(POINT)};

const char op_owner[] = "rivermaster";

const char *const op_sends_always[] = {"EVAL x 1 {marker}", "EVALSHA x 1 {marker}",
	"HSETNX {marker} f v", "HSET {marker} f v", "HGET {marker} f", "EXPIRE {marker} 1", NULL};

const char *const op_sends_plain[] = {"MULTI", "EXEC", "HSETNX {marker} f v", "HSET {marker} f v",
	"HGET {marker} f", "EXPIRE {marker} 1", NULL};

/* KEYS: topic. ARGV: group, consumer. Looked at and removed in one go: a consumer that is removed
 * takes its pending entries with it. */
static const char release[] =
	"for _, row in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do\n"
	"  local name, pending\n"
	"  for i = 1, #row, 2 do\n"
	"    if row[i] == 'name' then name = row[i + 1] end\n"
	"    if row[i] == 'pending' then pending = row[i + 1] end\n"
	"  end\n"
	"  if name == ARGV[2] and pending == 0 then\n"
	"    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])\n"
	"    return 1\n"
	"  end\n"
	"end\n"
	"return 0\n";

void op_release_owner(const struct request *request, struct command *out)
{
	script_begin(out, release, 1);
	command_add(out, request->topic);
	command_add(out, request->group);
	command_add_string(out, op_owner);
}

const struct param param_from = {.name = "from",
	.kind = PARAM_EDGE,
	.argument = "WHEN",
	.help = "from there on: an id, a time, an age (-)"};
const struct param param_to = {.name = "to",
	.kind = PARAM_EDGE,
	.argument = "WHEN",
	.help = "up to there, the same included (+)"};
const struct param param_where = {.name = "where",
	.kind = PARAM_QUERY,
	.argument = "EXPR",
	.help = "only those for which this query holds"};
const struct param param_limit = {
	.name = "limit", .kind = PARAM_COUNT, .argument = "N", .help = "the first N and no more"};
const struct param param_into = {.name = "into",
	.kind = PARAM_TEXT,
	.argument = "TOPIC",
	.help = "the target, instead of where they came from"};
const struct param param_create = {
	.name = "create", .kind = PARAM_FLAG, .help = "make the target where it is missing"};
const struct param param_min_idle = {.name = "min-idle",
	.kind = PARAM_DURATION,
	.argument = "TIME",
	.help = "only what is idle for at least so long"};
const struct param param_min_deliveries = {.name = "min-deliveries",
	.kind = PARAM_COUNT,
	.argument = "N",
	.help = "only what was delivered at least N times"};
const struct param param_all = {
	.name = "all", .kind = PARAM_FLAG, .help = "all of them, on purpose"};

const struct param param_no_scripts = {.name = "no-scripts",
	.kind = PARAM_FLAG,
	.help = "by MULTI, where this user may not run scripts"};

const struct param param_consumer = {.name = "consumer",
	.kind = PARAM_TEXT,
	.argument = "NAME",
	.help = "the consumer that gets them; made where it is missing"};

const struct op *op_at(size_t i)
{
	return i < sizeof ops / sizeof *ops ? ops[i] : NULL;
}

const struct op *op_find(struct text name)
{
	const struct op *op;

	for (size_t i = 0; (op = op_at(i)) != NULL; i++) {
		if (text_is(name, op->name)) {
			return op;
		}
	}
	return NULL;
}

const struct param *op_param(const struct op *op, struct text name)
{
	for (size_t i = 0; op->params[i] != NULL; i++) {
		if (text_is(name, op->params[i]->name)) {
			return op->params[i];
		}
	}
	return NULL;
}

const struct param *param_find(struct text name)
{
	const struct param *param = NULL;
	const struct op *op;

	for (size_t i = 0; param == NULL && (op = op_at(i)) != NULL; i++) {
		param = op_param(op, name);
	}
	return param;
}

static bool is_of_kind(const struct param *param, struct text value)
{
	uint64_t n;
	int64_t ms;

	switch (param->kind) {
	case PARAM_COUNT:
		return number_parse_u64(value, &n) && n <= INT64_MAX;
	case PARAM_DURATION:
		return number_parse_duration(value, &ms);
	case PARAM_PAIR:
		return value.length > 0 && value.at[0] != '=' &&
			memchr(value.at, '=', value.length) != NULL;
	case PARAM_FLAG:
	case PARAM_TEXT:
	case PARAM_EDGE:
	case PARAM_QUERY:
		break;
	}
	return true;
}

bool param_fits(const struct param *param, struct text value, struct error *error)
{
	return is_of_kind(param, value) ||
		error_set(error, ERROR_USAGE, "needs %s, not `%.*s`",
			param->kind == PARAM_COUNT          ? "a whole number"
				: param->kind == PARAM_PAIR ? param->argument
							    : "a time such as 30s",
			value.length < VALUE_SHOWN_MAX ? (int)value.length : VALUE_SHOWN_MAX,
			value.at);
}

static void warn_of_earlier(
	const struct request *request, const struct survey *survey, struct plan *plan)
{
	for (size_t i = 0; i < survey->earlier_count; i++) {
		const struct survey_earlier *earlier = &survey->earlier[i];
		char operation[PLAN_NAME_MAX], entries[PLAN_NAME_MAX], who[PLAN_NAME_MAX],
			ago[NUMBER_MAX];

		plan_warn(plan, "%s %s before on %s of these: %s ago, by %s, job %s%s",
			plan_name(operation, request->operation),
			earlier->ended ? "was done" : "was begun",
			earlier->entries > 0 ? plan_entries(entries, earlier->entries) : "some",
			number_duration(ago, survey->now_ms - earlier->at_ms),
			plan_name(who, text_of(earlier->who)), earlier->job,
			earlier->ended ? "" : ", which `jobs resume` ends");
	}
}

static void warn_of_missing(const struct op *op, const struct survey *survey, struct plan *plan)
{
	char entries[PLAN_NAME_MAX];

	if (survey->missing == 0) {
		return;
	}
	if ((op->flags & OP_PENDING) != 0) {
		plan_warn(plan, "%s not pending there, and so passed over",
			plan_entries(entries, survey->missing));
	} else if ((op->flags & OP_ENTRIES) != 0) {
		plan_warn(plan, "%s not in the topic any more, and so passed over",
			plan_entries(entries, survey->missing));
	}
}

static void tell_waits(const struct request *request, struct plan *plan)
{
	int64_t replicas = request_number(request, "wait", 0),
		aof = request_number(request, "wait-aof", -1);

	if (replicas > 0) {
		plan_command(plan, "WAIT %lld, behind each batch", (long long)replicas);
	}
	if (aof >= 0) {
		plan_command(plan, "WAITAOF 1 %lld, behind each batch", (long long)aof);
	}
}

const char *op_way(const struct request *request)
{
	return request_has(request, "no-scripts") ? "in MULTI" : "in a script";
}

static void tell_plain(const struct request *request, struct plan *plan)
{
	if (request_has(request, "no-scripts")) {
		plan->undo = false;
		plan_warn(plan,
			"without scripts: what another console does to an entry at the same moment "
			"is told and not prevented; what is in doubt after a crash is looked for "
			"and not sent again");
	}
}

bool op_plan(const struct op *op, const struct request *request, const struct survey *survey,
	struct plan *plan, struct error *error)
{
	plan->entries = survey->entries;
	plan->bytes = survey->bytes;
	if (!op->plan(request, survey, plan, error)) {
		return false;
	}
	warn_of_missing(op, survey, plan);
	warn_of_earlier(request, survey, plan);
	tell_waits(request, plan);
	tell_plain(request, plan);
	if (survey->denied.code != ERROR_NONE) {
		plan_warn(plan, "it will be refused: %s", survey->denied.text);
	}
	plan_seal(plan, request);
	return true;
}
