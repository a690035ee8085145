/* The lines around the body: context, screens, message. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "alarm.h"
#include "base/number.h"
#include "desk_private.h"
#include "link_words.h"
#include "operate.h"

enum { WIDE = 100, TITLE_MAX = 40, CLOCK_TEXT = 16, PART_MAX = 160 };

static int put(struct canvas *line, int x, enum role role, const char *words)
{
	return x + canvas_text(line, x, 0, line->width - x, role, text_of(words)) + 1;
}

static void say_clock(char out[CLOCK_TEXT], const struct desk *desk, int64_t wall_ms)
{
	time_t at = (time_t)(wall_ms / 1000);
	struct tm tm;

	out[0] = '\0';
	if (!(desk->options.config && desk->options.config->clock_off) && localtime_r(&at, &tm)) {
		strftime(out, CLOCK_TEXT, "  %H:%M:%S", &tm);
	}
}

static enum role say_state(char out[PART_MAX], const struct desk *desk)
{
	const struct model *model = desk->options.model;
	int64_t paused_s = (desk->now_ms - desk->pause.since_ms) / 1000;
	char link[LINK_WORDS_MAX], entries[NUMBER_MAX];
	enum role role = link_words(link, model, desk->now_ms, desk->was_ready);

	if (!desk->pause.holds) {
		snprintf(out, PART_MAX, "%s", link);
		return role;
	}
	if (model_link(model)->ready) {
		number_count(entries, pause_entries(&desk->pause, model), NUMBER_MAX);
		snprintf(out, PART_MAX, "PAUSED %02d:%02d  +%s entries", (int)(paused_s / 60),
			(int)(paused_s % 60), entries);
	} else {
		snprintf(out, PART_MAX, "%s  PAUSED %02d:%02d", link, (int)(paused_s / 60),
			(int)(paused_s % 60));
	}
	return ROLE_WARN;
}

static void say_cost(char out[PART_MAX], const struct model *model)
{
	const struct known *trip = &model_link(model)->round_trip_us;
	char rtt[32] = "?";

	if (trip->is) {
		snprintf(rtt, sizeof(rtt), "%.1fms", (double)trip->n / 1000);
	}
	snprintf(
		out, PART_MAX, "  rtt %s  cost %.1f%%", rtt, 100 * model_cost(model)->server_share);
}

static int put_name(struct canvas *line, int x, enum role role, const char *name)
{
	return x + canvas_name(line, x, 0, line->width - x, role, text_of(name)) + 1;
}

/* `[PROD] `; empty where there is nothing to say. */
static enum role say_environment(char out[PART_MAX], const struct desk *desk)
{
	const struct config *config = desk->options.config;
	bool prod;

	out[0] = '\0';
	if (!config || !config->environment) {
		return ROLE_TEXT;
	}
	prod = strcmp(config->environment, "prod") == 0;
	snprintf(out, PART_MAX, "[%.40s] ", prod ? "PROD" : config->environment);
	return prod ? ROLE_ENV_PROD : ROLE_ENV_OTHER;
}

/* Names give way: whether this can do harm, and where, is always said. */
static void draw_context(const struct desk *desk, bool wide, struct canvas *line)
{
	const struct model_server *server = model_server(desk->options.model);
	char environment[PART_MAX], part[PART_MAX], mode[WRITE_WORDS_MAX];
	enum role role = say_environment(environment, desk);
	enum role may = desk->write.on ? ROLE_WRITE : ROLE_READONLY;
	int marks = (int)(strlen(environment) +
		strlen(write_mode_words(mode, &desk->write, desk->now_ms, wide)));
	struct canvas names = canvas_part(line, 0, 0, line->width - marks - 1, 1);
	int x = put(&names, 1, desk->write.on ? ROLE_WRITE : ROLE_STRONG, "rivermaster") + wide;

	if (desk->options.title) {
		x = put_name(&names, x, ROLE_ACCENT, desk->options.title) + wide;
	}
	if (wide && server->version[0] != '\0') {
		snprintf(part, sizeof(part), "%s %s", server->name, server->version);
		x = put(&names, x, ROLE_TEXT, part) + 1;
	}
	if (desk->options.address && (wide || !desk->options.title)) {
		x = put_name(&names, x, ROLE_TEXT, desk->options.address) + wide;
	}
	x = x <= names.width ? x : names.width + 1;
	x += canvas_text(line, x, 0, line->width - x, role, text_of(environment));
	canvas_text(line, x, 0, line->width - x, may, text_of(mode));
}

void header_draw(const struct desk *desk, struct canvas *line, int64_t wall_ms)
{
	char state[PART_MAX], cost[PART_MAX] = "", clock[CLOCK_TEXT];
	enum role role = say_state(state, desk);
	struct canvas left;
	int right;

	canvas_clear(line);
	say_clock(clock, desk, wall_ms);
	if (line->width >= WIDE && !desk->pause.holds) {
		say_cost(cost, desk->options.model);
	}
	right = (int)(strlen(state) + strlen(cost) + strlen(clock)) + 1;
	left = canvas_part(line, 0, 0, line->width - right - 1, 1);
	draw_context(desk, line->width >= WIDE, &left);
	right = line->width - right;
	right += canvas_text(line, right, 0, line->width - right, role, text_of(state));
	right += canvas_text(line, right, 0, line->width - right, ROLE_MUTED, text_of(cost));
	canvas_text(line, right, 0, line->width - right, ROLE_TEXT, text_of(clock));
}

/* And at the right end what is under way. */
static void draw_path(const struct desk *desk, struct canvas *line, int x)
{
	const struct place *top = stack_peek(&desk->stack);
	int half = (line->width - x - 6) / 2;
	char running[PART_MAX];

	operate_words(desk, running, sizeof(running));
	if (running[0] != '\0') {
		line->width -=
			canvas_right(line, 0, 0, line->width - 1, ROLE_WRITE, text_of(running)) + 2;
	}
	if (desk->stack.depth == 0 || line->width <= x) {
		return;
	}
	x = put(line, x + 1, ROLE_MUTED, ">");
	x = put(line, x, ROLE_TITLE_FOCUS, top->view->title);
	if (top->ref.topic.length > 0) {
		x += canvas_name(line, x, 0, half, ROLE_ACCENT, top->ref.topic);
	}
	if (top->ref.group.length > 0) {
		x += canvas_text(line, x, 0, 3, ROLE_MUTED, text_of(" / "));
		canvas_name(line, x, 0, line->width - x, ROLE_ACCENT, top->ref.group);
	}
}

void screens_draw(const struct desk *desk, struct canvas *line)
{
	const struct binding *screen = keymap_screens(desk->keymap);
	const struct view *current = desk->stack.roots[desk->stack.root].view;
	bool narrow = desk->stack.depth > 0 && line->width < WIDE;
	char part[PART_MAX];
	int x = 1;

	canvas_clear(line);
	for (; screen->key; screen++) {
		const struct view *view = view_find(screen->action);
		bool here = view == current;
		const char *keys = keymap_keys(desk->keymap, desk_subject(desk), screen);

		snprintf(part, sizeof(part), "%c%.*s %.*s%c", here ? '[' : ' ',
			(int)strcspn(keys, " "), keys, narrow && !here ? 3 : TITLE_MAX, view->title,
			here ? ']' : ' ');
		x = put(line, x, here ? ROLE_TITLE_FOCUS : ROLE_TITLE, part);
	}
	draw_path(desk, line, x);
}

static void draw_field(struct desk *desk, struct canvas *line)
{
	struct table *table = desk_filtered(desk);
	bool filters = desk->prompt.kind == PROMPT_FILTER;
	char count[64] = "";

	if (filters && table) {
		snprintf(count, sizeof(count), "%zu of %zu", table->shown, table->total);
	}
	canvas_right(line, line->width - 24, 0, 23, ROLE_MUTED, text_of(count));
	field_draw(prompt_field(&desk->prompt), line, 1, 0, line->width - (filters ? 26 : 2),
		filters ? "/" : ":");
}

void message_draw(struct desk *desk, struct canvas *line)
{
	const struct place *top = stack_peek(&desk->stack);
	char words[DESK_MESSAGE_MAX], note[INTENT_MESSAGE_MAX] = "";
	bool listed = strcmp(top->view->name, "alerts") == 0;
	enum role role = ROLE_WARN;

	canvas_clear(line);
	if (desk->prompt.kind != PROMPT_NONE) {
		draw_field(desk, line);
		return;
	}
	link_sentence(words, sizeof(words), desk->options.model, desk->now_ms);
	if (desk->message[0] != '\0' && desk->now_ms < desk->message_until_ms) {
		snprintf(words, sizeof(words), "%s", desk->message);
		role = desk->message_role;
	} else if (words[0] == '\0' &&
		(listed || !alarm_sentence(words, sizeof(words), desk->options.model, &role)) &&
		top->view->note && !desk->pause.holds) {
		top->view->note(top->state, desk->options.model, note);
		snprintf(words, sizeof(words), "%s", note);
		role = ROLE_TEXT;
	}
	canvas_text(line, 1, 0, line->width - 2, role, text_of(words));
}
