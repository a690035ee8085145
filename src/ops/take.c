#include "take.h"

#include "lua.h"
#include "script.h"

bool take_check(const struct request *request, struct error *error)
{
	bool chosen = request->listed || request_has(request, "where") ||
		request_has(request, "min-idle") || request_has(request, "min-deliveries") ||
		request_has(request, "all");

	return chosen ||
		error_set(error, ERROR_USAGE,
			"which entries? name their IDs, or choose with --where, --min-idle or "
			"--min-deliveries; --all says it on purpose");
}

const char take_give_back[] = LUA_PENDING
	"local done = redis.call('HGET', KEYS[2], ARGV[3])\n"
	"if not done then return {'NOTDONE'} end\n"
	"if done == 'undone' then return {'ALREADY'} end\n"
	"local p = pending(KEYS[1], ARGV[1], ARGV[2])\n"
	"if p and ARGV[4] == '' then return {'PENDING'} end\n"
	"if not p and ARGV[4] ~= '' then return {'FINISHED'} end\n"
	"if p and p[2] ~= ARGV[4] then return {'TAKEN'} end\n"
	"if #redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2]) == 0 then return {'GONE'} end\n"
	"local count, at, owner = string.match(done, '^(%S+) (%S+) (.*)$')\n"
	"local back = redis.call('XCLAIM', KEYS[1], ARGV[1], owner, 0, ARGV[2],\n"
	"  'TIME', at, 'RETRYCOUNT', count, 'FORCE', 'JUSTID')\n"
	"if #back ~= 1 then return {'GONE'} end\n"
	"redis.call('HSET', KEYS[2], ARGV[3], 'undone')\n"
	"return {'DONE'}\n";

void take_begin(
	const struct request *request, const char *script, struct id id, struct command *out)
{
	script_begin(out, script, 2);
	command_add(out, request->topic);
	script_add_marker(out, request, request->topic);
	command_add(out, request->group);
	command_add_id(out, id);
	script_add_item(out, request, id);
}
