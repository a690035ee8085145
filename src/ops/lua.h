/*
 * What several scripts begin with. Lua has no way back: in every script all checks and the append
 * come first, what removes comes last.
 */
#ifndef OPS_LUA_H
#define OPS_LUA_H

/* The one pending entry of that id, or nil: its consumer is [2], idle [3], deliveries [4]. */
#define LUA_PENDING                                                   \
	"local function pending(key, group, id)\n"                    \
	"  return redis.call('XPENDING', key, group, id, id, 1)[1]\n" \
	"end\n"

/* Acknowledges nothing: where that is not permitted the script ends before its first effect. Of
 * KEYS[1] and ARGV[1], topic and group. */
#define LUA_MAY_ACK "redis.call('XACK', KEYS[1], ARGV[1], '0-0')\n"

/* The server's clock in ms. */
#define LUA_NOW                                            \
	"local function now()\n"                           \
	"  local t = redis.call('TIME')\n"                 \
	"  return t[1] * 1000 + math.floor(t[2] / 1000)\n" \
	"end\n"

/* Whether id x lies beyond id y: 64 bits, more than a number here holds. */
#define LUA_ABOVE                                           \
	"local function more(a, b)\n"                       \
	"  if #a ~= #b then return #a > #b end\n"           \
	"  return a > b\n"                                  \
	"end\n"                                             \
	"local function above(x, y)\n"                      \
	"  local a, b = string.match(x, '^(%d+)-(%d+)$')\n" \
	"  local c, d = string.match(y, '^(%d+)-(%d+)$')\n" \
	"  if a ~= c then return more(a, c) end\n"          \
	"  return more(b, d)\n"                             \
	"end\n"

/* The cursors of a key's groups by name. */
#define LUA_CURSORS                                                           \
	"local function cursors(key)\n"                                       \
	"  local found = {}\n"                                                \
	"  for _, row in ipairs(redis.call('XINFO', 'GROUPS', key)) do\n"     \
	"    local name, last\n"                                              \
	"    for i = 1, #row, 2 do\n"                                         \
	"      if row[i] == 'name' then name = row[i + 1] end\n"              \
	"      if row[i] == 'last-delivered-id' then last = row[i + 1] end\n" \
	"    end\n"                                                           \
	"    found[name] = last\n"                                            \
	"  end\n"                                                             \
	"  return found\n"                                                    \
	"end\n"

/* A group of a key by the names of XINFO GROUPS, or nil. */
#define LUA_GROUP                                                         \
	"local function group(key, wanted)\n"                             \
	"  for _, row in ipairs(redis.call('XINFO', 'GROUPS', key)) do\n" \
	"    local g = {}\n"                                              \
	"    for i = 1, #row, 2 do g[row[i]] = row[i + 1] end\n"          \
	"    if g['name'] == wanted then return g end\n"                  \
	"  end\n"                                                         \
	"end\n"

/* Whether the act has been done, by the marker's field `once`. KEYS[2] is the marker. */
#define LUA_ONCE                                             \
	"local once = redis.call('HGET', KEYS[2], 'once')\n" \
	"if once then return {'ALREADY', '', (string.match(once, '^%d+'))} end\n"

/* Fields named as ours must be a block at the end. */
#define LUA_FOREIGN                                                                        \
	"local function foreign(f)\n"                                                      \
	"  local inside = false\n"                                                         \
	"  for i = 1, #f, 2 do\n"                                                          \
	"    local ours = string.sub(f[i], 1, 4) == '_rm.'\n"                              \
	"    if inside ~= ours and (inside or f[i] ~= '_rm.topic') then return true end\n" \
	"    inside = ours\n"                                                              \
	"  end\n"                                                                          \
	"  return false\n"                                                                 \
	"end\n"

#endif
