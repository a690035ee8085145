#include "engine/snapshot.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "denied.h"
#include "look.h"
#include "readable.h"
#include "wire/decode.h"

#define NO_KEY "rivermaster:doctor:no-such-key"

enum { TRIPS = 20, SLOW_US = 100000, CLOCK_OFF_MS = 2000, SCAN_STEPS_MAX = 200 };

struct prober;

/* Takes the answer to the step's command; true asks it again. */
typedef bool take_fn(struct prober *prober, const struct reply *reply);

struct step {
	const char *words;
	const char *acl;  /* the command as ACL rules name it; NULL: not told */
	const char *need; /* what it is for */
	bool optional;    /* the console does without it */
	take_fn *take;    /* NULL: only whether it is permitted */
};

struct prober {
	const struct config *config;
	struct look look;
	struct probe *probes;
	size_t count, step;
	uint64_t asked_ns;
	int64_t trips_us[TRIPS];
	size_t trip_count;
	uint64_t cursor;
	int scan_steps;
	int64_t streams, keys;
	struct readable readable;
};

static void add(struct prober *prober, const char *name, enum probe_result result,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

static void add(
	struct prober *prober, const char *name, enum probe_result result, const char *format, ...)
{
	struct probe *probe;
	va_list args;

	if (prober->count == PROBE_MAX) {
		return;
	}
	probe = &prober->probes[prober->count++];
	probe->name = name;
	probe->result = result;
	va_start(args, format);
	vsnprintf(probe->text, sizeof probe->text, format, args);
	va_end(args);
}

static int length_of(struct text text)
{
	return (int)(text.length < 60 ? text.length : 60);
}

static bool take_info(struct prober *prober, const struct reply *reply)
{
	struct fact fact = {.kind = FACT_SERVER};
	const struct fact_server *server = &fact.server;
	const char *shown = prober->look.address.shown, *from = prober->config->url_from;

	decode_server(reply, &fact);
	if (fact.outcome != FACT_KNOWN) {
		add(prober, "connection", PROBE_OK, "%s (%s)", shown, from);
		return false;
	}
	add(prober, "connection", PROBE_OK, "%s (%s): %.*s %.*s, %.*s, %.*s", shown, from,
		length_of(server->name), server->name.at, length_of(server->version),
		server->version.at, length_of(server->mode), server->mode.at,
		length_of(server->role), server->role.at);
	if (server->loading) {
		add(prober, "connection", PROBE_WARNING, "the server is loading its data");
	}
	if (text_starts(server->eviction, "allkeys")) {
		add(prober, "eviction", PROBE_WARNING,
			"maxmemory-policy %.*s may remove whole topics",
			length_of(server->eviction), server->eviction.at);
	} else if (server->eviction.length > 0) {
		add(prober, "eviction", PROBE_OK, "maxmemory-policy %.*s",
			length_of(server->eviction), server->eviction.at);
	}
	return false;
}

static int compare_trips(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static bool take_trip(struct prober *prober, const struct reply *reply)
{
	int64_t median;

	(void)reply;
	prober->trips_us[prober->trip_count++] = (int64_t)((uv_hrtime() - prober->asked_ns) / 1000);
	if (prober->trip_count < TRIPS) {
		return true;
	}
	qsort(prober->trips_us, TRIPS, sizeof prober->trips_us[0], compare_trips);
	median = prober->trips_us[TRIPS / 2];
	add(prober, "latency", median > SLOW_US ? PROBE_WARNING : PROBE_OK,
		"%.2f ms the least, %.2f ms the median of %d round trips",
		(double)prober->trips_us[0] / 1000, (double)median / 1000, TRIPS);
	return false;
}

static bool take_time(struct prober *prober, const struct reply *reply)
{
	struct fact fact = {.kind = FACT_CLOCK};
	char off[NUMBER_MAX];
	uv_timeval64_t here;
	int64_t ahead_ms;

	decode_clock(reply, &fact);
	if (fact.outcome != FACT_KNOWN || uv_gettimeofday(&here) != 0) {
		return false;
	}
	ahead_ms = fact.clock.server_ms - (here.tv_sec * 1000 + here.tv_usec / 1000);
	if (llabs(ahead_ms) > CLOCK_OFF_MS) {
		add(prober, "clock", PROBE_WARNING,
			"the server's clock is %s %s this machine's; ages are by the server's",
			number_duration(off, llabs(ahead_ms)),
			ahead_ms > 0 ? "ahead of" : "behind");
	} else {
		add(prober, "clock", PROBE_OK,
			"the server's clock and this machine's agree within %d s",
			CLOCK_OFF_MS / 1000);
	}
	return false;
}

static bool knows(const struct reply *reply, size_t i)
{
	const struct reply *item = reply_item(reply, i);

	return item != NULL && item->kind == REPLY_LIST && item->count > 0;
}

/* By what the server can do, not by what it calls itself. */
static bool take_commands(struct prober *prober, const struct reply *reply)
{
	if (!knows(reply, 0)) {
		add(prober, "advisory", PROBE_INFO,
			"older than 6.2: the patterns of SCAN can stall it (CVE-2022-36021, fixed "
			"in "
			"6.0.18);"
			" at most 4 `*` are sent");
	}
	if (knows(reply, 1)) {
		add(prober, "advisory", PROBE_INFO,
			"7.2 or later: blocked reads can crash 7.2.0 to 8.6.2 (CVE-2026-23479); "
			"this "
			"console"
			" never blocks");
	}
	if (knows(reply, 2)) {
		add(prober, "advisory", PROBE_INFO,
			"it knows XACKDEL: 8.2.0 to 8.2.2 can be taken over through it "
			"(CVE-2025-62507)");
	}
	return false;
}

static bool take_dbsize(struct prober *prober, const struct reply *reply)
{
	if (!reply_i64(reply, &prober->keys)) {
		prober->keys = -1;
	}
	return false;
}

static bool scan_ended(struct prober *prober, bool whole)
{
	char keys[NUMBER_MAX] = "?", streams[NUMBER_MAX];

	if (prober->keys >= 0) {
		number_count(keys, prober->keys, 20);
	}
	add(prober, "topics", PROBE_INFO, "%s%s streams among %s keys", whole ? "" : "at least ",
		number_count(streams, prober->streams, 20), keys);
	return false;
}

static bool take_scan(struct prober *prober, const struct reply *reply)
{
	const struct reply *keys = reply_item(reply, 1);
	struct text cursor;

	if (reply->kind == REPLY_ERROR) {
		if (text_starts(reply->text, "ERR syntax error")) {
			add(prober, "discovery", PROBE_INFO,
				"SCAN has no TYPE here (before 6.0): the type of each key is "
				"asked");
		}
		return false;
	}
	if (prober->scan_steps == 0) {
		add(prober, "discovery", PROBE_OK, "SCAN with TYPE is there");
	}
	if (!reply_text(reply_item(reply, 0), &cursor) ||
		!number_parse_u64(cursor, &prober->cursor)) {
		return false;
	}
	prober->streams += keys != NULL ? (int64_t)keys->count : 0;
	readable_keep(&prober->readable, keys);
	prober->scan_steps++;
	if (prober->cursor == 0 || prober->scan_steps == SCAN_STEPS_MAX) {
		return scan_ended(prober, prober->cursor == 0);
	}
	return true;
}

/* One topic after the other. A command that is refused has been told already. */
static bool take_readable(struct prober *prober, const struct reply *reply)
{
	bool denied = reply->kind == REPLY_ERROR && decode_outcome(reply->text) == FACT_DENIED;
	char text[sizeof(prober->probes->text)];
	enum probe_result result;

	if (denied && denied_command(reply->text)) {
		return false;
	}
	if (readable_take(&prober->readable, denied)) {
		return true;
	}
	result = readable_tell(&prober->readable, text, sizeof text);
	add(prober, "permission", result, "%s", text);
	return false;
}

static const struct step steps[] = {
	{.words = "INFO",
		.acl = "info",
		.need = "the server's state",
		.optional = true,
		.take = take_info},
	{.words = "PING", .acl = "ping", .need = "latency", .optional = true, .take = take_trip},
	{.words = "TIME", .acl = "time", .need = "ages", .take = take_time},
	{.words = "XINFO STREAM " NO_KEY, .acl = "xinfo|stream", .need = "topics"},
	{.words = "XINFO GROUPS " NO_KEY, .acl = "xinfo|groups", .need = "groups"},
	{.words = "XINFO CONSUMERS " NO_KEY " none", .acl = "xinfo|consumers", .need = "consumers"},
	{.words = "XPENDING " NO_KEY " none", .acl = "xpending", .need = "pending entries"},
	{.words = "XRANGE " NO_KEY " - + COUNT 1", .acl = "xrange", .need = "lag and ages"},
	{.words = "MEMORY USAGE " NO_KEY,
		.acl = "memory|usage",
		.need = "memory",
		.optional = true},
	{.words = "COMMAND INFO xautoclaim client|no-touch xackdel",
		.acl = "command|info",
		.need = "advisories",
		.optional = true,
		.take = take_commands},
	{.words = "DBSIZE",
		.acl = "dbsize",
		.need = "the number of keys",
		.optional = true,
		.take = take_dbsize},
	{.words = "SCAN", .acl = "scan", .need = "discovery", .take = take_scan},
	{.words = "XINFO GROUPS", .take = take_readable},
};

enum { STEPS = sizeof steps / sizeof steps[0] };

static void ask(struct prober *prober);

static void permitted(struct prober *prober, const struct step *step, const struct reply *reply)
{
	bool refused = reply->kind == REPLY_ERROR && decode_outcome(reply->text) == FACT_DENIED;
	char name[DENIED_COMMAND_MAX];

	if (refused && (denied_command(reply->text) || step->take != NULL)) {
		denied_name(reply->text, step->acl, name);
		add(prober, "permission", step->optional ? PROBE_WARNING : PROBE_BAD,
			"`%s` is not permitted, for %s; the ACL rule to add is `+%s`", step->acl,
			step->need, name);
	} else if (refused) {
		add(prober, "permission", PROBE_OK, "`%s` is permitted, on some keys", step->acl);
	} else {
		add(prober, "permission", PROBE_OK, "`%s` is permitted", step->acl);
	}
}

static void on_reply(void *arg, const struct reply *reply, const struct error *error)
{
	struct prober *prober = arg;
	const struct step *step = &steps[prober->step];

	if (prober->look.over) {
		return;
	}
	if (reply == NULL) {
		look_end(&prober->look, error);
		return;
	}
	if (step->take != NULL && step->take(prober, reply)) {
		ask(prober);
		return;
	}
	if (step->acl != NULL) {
		permitted(prober, step, reply);
	}
	prober->step++;
	ask(prober);
}

static void add_scan_words(const struct prober *prober, struct command *command)
{
	char cursor[24];

	snprintf(cursor, sizeof cursor, "%" PRIu64, prober->cursor);
	command_add_string(command, cursor);
	if (prober->config->topics != NULL) {
		command_words(command, "MATCH");
		command_add_string(command, prober->config->topics);
	}
	command_words(command, "COUNT 1000 TYPE stream");
}

static void ask(struct prober *prober)
{
	const struct step *step = &steps[prober->step];
	struct command command;
	struct error error;

	if (prober->step == STEPS || (step->take == take_readable && prober->readable.count == 0)) {
		look_end(&prober->look, NULL);
		return;
	}
	command_init(&command);
	command_words(&command, step->words);
	if (step->take == take_scan) {
		add_scan_words(prober, &command);
	} else if (step->take == take_readable) {
		command_add(&command, readable_next(&prober->readable));
	}
	prober->asked_ns = uv_hrtime();
	if (!conn_send(prober->look.conn, &command, on_reply, prober, &error)) {
		look_end(&prober->look, &error);
	}
	command_finish(&command);
}

static void on_ready(void *arg)
{
	ask(arg);
}

size_t snapshot_probe(
	const struct config *config, struct probe probes[PROBE_MAX], struct error *error)
{
	struct prober *prober = mem_alloc(1, sizeof *prober);
	struct error why = {.code = ERROR_NONE};
	size_t count;

	prober->config = config;
	prober->probes = probes;
	prober->keys = -1;
	if (!look_init(&prober->look, config->url, config->url_from, &why) ||
		!look_run(&prober->look, on_ready, prober, &why)) {
		add(prober, "connection", PROBE_BAD, "%s", why.text);
		error_set(error, why.code, "%s", why.text);
	}
	look_finish(&prober->look);
	count = prober->count;
	readable_finish(&prober->readable);
	mem_free(prober);
	return count;
}
