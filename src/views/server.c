/* The server, the connection to it, and what watching costs it. */
#include "views/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "panel.h"
#include "say.h"

enum { LINES_MAX = 48, LABEL_CELLS = 18, WORDS_MAX = 320, TROUBLES_MAX = 8, CELLS = 15 };

struct server {
	int top, height, count; /* first line shown, lines that fit, lines there are */
};

struct line {
	const char *label; /* NULL: goes on; a heading where there are no words */
	enum role role;
	char words[WORDS_MAX];
};

struct lines {
	int count;
	struct line at[LINES_MAX];
};

static const struct binding bindings[] = {
	{.key = "j Down", .action = "down", .label = "one line down"},
	{.key = "k Up", .action = "up", .label = "one line up"},
	{.key = "C-d", .action = "half-down", .label = "half a page down"},
	{.key = "C-u", .action = "half-up", .label = "half a page up"},
	{.key = "PgDn C-f", .action = "page-down", .label = "a page down"},
	{.key = "PgUp", .action = "page-up", .label = "a page up"},
	{.key = "gg Home", .action = "first", .label = "the first line"},
	{.key = "G End", .action = "last", .label = "the last line"},
	{.key = NULL},
};

__attribute__((format(printf, 4, 5))) static void put(
	struct lines *lines, enum role role, const char *label, const char *format, ...)
{
	struct line *line = &lines->at[lines->count];
	va_list arguments;

	if (lines->count == LINES_MAX) {
		return;
	}
	line->label = label;
	line->role = role;
	va_start(arguments, format);
	vsnprintf(line->words, sizeof(line->words), format, arguments);
	va_end(arguments);
	lines->count++;
}

static void put_heading(struct lines *lines, const char *label)
{
	if (lines->count > 0) {
		put(lines, ROLE_TEXT, NULL, "%s", "");
	}
	put(lines, ROLE_TITLE, label, "%s", "");
}

static void put_server(struct lines *lines, const struct model *model)
{
	const struct model_server *server = model_server(model);
	char clients[SAY_MAX], memory[SAY_MAX], most[SAY_MAX], rate[SAY_MAX], up[NUMBER_MAX];

	put_heading(lines, "Server");
	if (server->outcome != FACT_KNOWN) {
		put(lines, ROLE_UNKNOWN, "facts", "? %s",
			server->trouble[0] ? server->trouble : "not asked yet");
		return;
	}
	put(lines, ROLE_TEXT, "program", "%s %s", server->name, server->version);
	put(lines, ROLE_TEXT, "mode", "%s, %s", server->mode, server->role);
	put(lines, ROLE_TEXT, "up for", "%s", number_duration(up, 1000 * server->uptime_s));
	put(lines, ROLE_TEXT, "clients", "%s", say_count(clients, server->clients));
	put(lines, ROLE_TEXT, "memory", "%s, limit %s, when full: %s",
		say_bytes(memory, server->memory_bytes),
		server->memory_max_bytes.is && server->memory_max_bytes.n == 0
			? "none"
			: say_bytes(most, server->memory_max_bytes),
		server->eviction[0] ? server->eviction : "?");
	put(lines, ROLE_TEXT, "commands", "%s/s, of everybody",
		say_count(rate, server->commands_per_s));
	if (server->loading) {
		put(lines, ROLE_WARN, "state", "loading its data set: answers will come later");
	}
}

static void put_link(struct lines *lines, const struct model *model)
{
	const struct model_link *link = model_link(model);
	int64_t now_ms = model_now_ms(model);
	char since[NUMBER_MAX], age[NUMBER_MAX];

	put_heading(lines, "Connection");
	put(lines, link->ready ? ROLE_OK : ROLE_WARN, "state", "%s for %s",
		link->ready ? "connected" : "not connected",
		number_duration(since, now_ms - link->since_ms));
	put(lines, ROLE_TEXT, "last answer", "%s ago",
		number_duration(age, now_ms - link->last_fact_ms));
	if (link->round_trip_us.is) {
		put(lines, ROLE_TEXT, "round trip", "%.1f ms",
			(double)link->round_trip_us.n / 1000);
	} else {
		put(lines, ROLE_UNKNOWN, "round trip", "?");
	}
	if (link->trouble[0] != '\0') {
		put(lines, ROLE_WARN, link->ready ? "last trouble" : "trouble", "%s",
			link->trouble);
	}
}

static void put_cost(struct lines *lines, const struct model *model)
{
	const struct fact_cost *cost = model_cost(model);
	char bytes[NUMBER_MAX], commands[NUMBER_MAX], round[NUMBER_MAX];

	put_heading(lines, "What watching costs");
	put(lines, ROLE_TEXT, "of its time", "%.2f%% of one core; the limit is 1%%",
		100 * cost->server_share);
	put(lines, ROLE_TEXT, "bytes", "%s/s; the limit is 2M/s",
		number_bytes(bytes, (uint64_t)(cost->bytes_per_s > 0 ? cost->bytes_per_s : 0)));
	put(lines, ROLE_TEXT, "commands", "%s/s",
		number_rate(commands, cost->commands_per_s, CELLS));
	put(lines, ROLE_TEXT, "a whole round", "%s",
		cost->round_us > 0 ? number_duration(round, (cost->round_us + 999) / 1000)
				   : "not yet done");
	if (cost->slowed) {
		put(lines, ROLE_WARN, "pace", "held back, so as to stay within the limits");
	}
}

static void put_console(struct lines *lines, const struct model *model)
{
	struct model_totals totals = model_totals(model);
	uint64_t dropped;
	size_t held = model_bytes(model, &dropped);
	char bytes[NUMBER_MAX], count[NUMBER_MAX];

	put_heading(lines, "This console");
	put(lines, ROLE_TEXT, "topics", "%zu, of which %zu have answered; %zu groups",
		totals.topics, totals.topics_known, totals.groups);
	put(lines, model_discovered(model) ? ROLE_TEXT : ROLE_UNKNOWN, "discovery", "%s",
		model_discovered(model) ? "done: these are all there are"
					: "going on: there may be more");
	put(lines, ROLE_TEXT, "memory", "%s", number_bytes(bytes, held));
	put(lines, dropped > 0 ? ROLE_WARN : ROLE_TEXT, "given up",
		"%s samples of history, to stay within the memory limit",
		number_count(count, dropped < INT64_MAX ? (int64_t)dropped : INT64_MAX, CELLS));
	if (model_refused_rows(model) > 0) {
		put(lines, ROLE_WARN, "left out",
			"topics and groups, %s times: there was no room (--memory)",
			number_count(count, (int64_t)model_refused_rows(model), CELLS));
	}
}

static void put_troubles(struct lines *lines, const struct model *model)
{
	size_t count, i, found = 0;
	const struct topic *const *topics = model_topics(model, &count);
	char sentence[WORDS_MAX];

	put_heading(lines, "Troubles");
	if (model_server(model)->trouble[0] != '\0') {
		put(lines, ROLE_WARN, "server", "%s", model_server(model)->trouble);
		found++;
	}
	for (i = 0; i < count; i++) {
		say_topic_trouble(sentence, sizeof(sentence), topics[i]);
		if (sentence[0] == '\0') {
			continue;
		}
		if (found++ < TROUBLES_MAX) {
			put(lines, ROLE_WARN, "topic", "%s", sentence);
		}
	}
	if (found > TROUBLES_MAX) {
		put(lines, ROLE_WARN, "", "and %zu more", found - TROUBLES_MAX);
	} else if (found == 0) {
		put(lines, ROLE_OK, "none", "%s", "everything asked was answered");
	}
}

static void put_all(struct lines *lines, const struct model *model)
{
	lines->count = 0;
	put_server(lines, model);
	put_link(lines, model);
	put_cost(lines, model);
	put_console(lines, model);
	put_troubles(lines, model);
}

static void server_open(void *self, const struct ref *ref)
{
	(void)self;
	(void)ref;
}

static void server_interest(const void *self, const struct model *model, struct interest *out)
{
	(void)self;
	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
}

static void keep_inside(struct server *server)
{
	int last = server->count - server->height;

	server->top = server->top > last ? last : server->top;
	server->top = server->top < 0 ? 0 : server->top;
}

static void server_refresh(void *self, const struct model *model)
{
	struct server *server = self;
	struct lines lines;

	put_all(&lines, model);
	server->count = lines.count;
	keep_inside(server);
}

static void server_layout(void *self, int width, int height)
{
	struct server *server = self;

	server->height = panel_inner_height(width, height);
	keep_inside(server);
}

static void server_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct server *server = self;
	struct canvas inside;
	struct lines lines;
	char place[64];
	int i, y = 0, last;

	put_all(&lines, model);
	last = server->top + server->height;
	snprintf(place, sizeof(place), "lines %d-%d of %d%s", server->top + 1,
		last < lines.count ? last : lines.count, lines.count,
		last < lines.count ? "  PgDn more" : "");
	inside = panel_draw(canvas, "Server", place, true);
	for (i = server->top; i < lines.count && y < inside.height; i++, y++) {
		const struct line *line = &lines.at[i];
		bool heading = line->words[0] == '\0';

		if (line->label) {
			canvas_text(&inside, heading ? 1 : 3, y, inside.width - 3,
				heading ? ROLE_TITLE : ROLE_MUTED, text_of(line->label));
		}
		canvas_text(&inside, LABEL_CELLS, y, inside.width - LABEL_CELLS, line->role,
			text_of(line->words));
	}
	canvas_set_cursor(&inside, 0, 0);
}

static struct intent server_act(void *self, const struct model *model, const char *action)
{
	struct server *server = self;
	const struct {
		const char *action;
		int by;
	} moves[] = {
		{.action = "down", .by = 1},
		{.action = "up", .by = -1},
		{.action = "half-down", .by = (server->height + 1) / 2},
		{.action = "half-up", .by = -(server->height + 1) / 2},
		{.action = "page-down", .by = server->height},
		{.action = "page-up", .by = -server->height},
		{.action = "first", .by = -server->count},
		{.action = "last", .by = server->count},
	};
	size_t i;

	(void)model;
	for (i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		if (strcmp(action, moves[i].action) == 0) {
			server->top += moves[i].by;
			keep_inside(server);
			return (struct intent){.kind = INTENT_NONE};
		}
	}
	return (struct intent){.kind = INTENT_UNKNOWN};
}

static void server_close(void *self)
{
	(void)self;
}

const struct view server_view = {
	.name = "server",
	.title = "Server",
	.help = "the server, the connection, what watching costs, and what could not be asked",
	.key = "9",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct server),
	.bindings = bindings,
	.open = server_open,
	.interest = server_interest,
	.refresh = server_refresh,
	.layout = server_layout,
	.draw = server_draw,
	.act = server_act,
	.close = server_close,
};
