#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "decode_steps.h"
#include "wire/decode.h"

/* Where in struct fact_server a line of INFO goes. */
struct place {
	const char *name;
	size_t offset;
};

static void read_text(struct fact_server *server, struct text name, struct text value)
{
	static const struct place fields[] = {
		{.name = "redis_mode", .offset = offsetof(struct fact_server, mode)},
		{.name = "role", .offset = offsetof(struct fact_server, role)},
		{.name = "run_id", .offset = offsetof(struct fact_server, run_id)},
		{.name = "maxmemory_policy", .offset = offsetof(struct fact_server, eviction)},
	};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (text_is(name, fields[i].name)) {
			memcpy((char *)server + fields[i].offset, &value, sizeof value);
		}
	}
}

/* Whether `name` is a number this fact wants and `value` is one. */
static bool read_number(struct fact_server *server, struct text name, struct text value)
{
	static const struct place fields[] = {
		{.name = "uptime_in_seconds", .offset = offsetof(struct fact_server, uptime_s)},
		{.name = "connected_clients", .offset = offsetof(struct fact_server, clients)},
		{.name = "used_memory", .offset = offsetof(struct fact_server, memory_bytes)},
		{.name = "maxmemory", .offset = offsetof(struct fact_server, memory_max_bytes)},
		{.name = "instantaneous_ops_per_sec",
			.offset = offsetof(struct fact_server, commands_per_s)},
	};
	int64_t number;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (text_is(name, fields[i].name) && number_parse_i64(value, &number)) {
			memcpy((char *)server + fields[i].offset, &number, sizeof number);
			return true;
		}
	}
	return false;
}

/* Valkey gives for redis_version the one it is compatible with. */
static void read_name(struct fact_server *server, struct text name, struct text value)
{
	if (text_is(name, "server_name")) {
		server->name = value;
	} else if (text_is(name, "valkey_version")) {
		server->name = text_of("valkey");
		server->version = value;
	} else if (text_is(name, "redis_version") && server->version.length == 0) {
		server->version = value;
	}
}

static void read_line(struct fact_server *server, struct text name, struct text value)
{
	read_text(server, name, value);
	if (read_number(server, name, value)) {
		server->has_memory |= text_is(name, "used_memory");
		server->has_clients |= text_is(name, "connected_clients");
		server->has_rate |= text_is(name, "instantaneous_ops_per_sec");
	} else if (text_is(name, "loading")) {
		server->loading = text_is(value, "1");
	} else {
		read_name(server, name, value);
	}
}

static struct text without_return(struct text line)
{
	if (line.length > 0 && line.at[line.length - 1] == '\r') {
		line.length--;
	}
	return line;
}

void decode_server(const struct reply *info, struct fact *fact)
{
	fact->kind = FACT_SERVER;
	fact->server = (struct fact_server){.name = text_of("redis")};
	if (!decode_begin(info, REPLY_TEXT, fact)) {
		return;
	}
	struct text rest = info->text;
	while (rest.length > 0) {
		struct text value = without_return(text_cut(&rest, '\n'));
		struct text name = text_cut(&value, ':');
		read_line(&fact->server, name, value);
	}
	if (fact->server.version.length == 0) {
		decode_refuse(fact, "INFO was answered without a redis_version");
	}
}
