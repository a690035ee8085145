/* The lines around the body: context, screens, message, keys. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/number.h"
#include "desk_private.h"
#include "link_words.h"

enum { WIDE = 100, HINTS_MAX = 16, CLOCK_TEXT = 16, PART_MAX = 160 };

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
	char link[LINK_WORDS_MAX];
	enum role role = link_words(link, desk->options.model, desk->now_ms, desk->was_ready);
	int64_t paused_s = (desk->now_ms - desk->paused_ms) / 1000;

	if (!desk->paused) {
		snprintf(out, PART_MAX, "%s", link);
		return role;
	}
	snprintf(out, PART_MAX, "%s  PAUSED %02d:%02d", strcmp(link, "LIVE") == 0 ? "" : link,
		(int)(paused_s / 60), (int)(paused_s % 60));
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

static const char *read_only(bool wide)
{
	return wide ? "[READ-ONLY]" : "[RO]";
}

/* Names give way: whether this can do harm, and where, is always said. */
static void draw_context(const struct desk *desk, bool wide, struct canvas *line)
{
	const struct model_server *server = model_server(desk->options.model);
	char environment[PART_MAX], part[PART_MAX];
	enum role role = say_environment(environment, desk);
	int marks = (int)(strlen(environment) + strlen(read_only(wide)));
	struct canvas names = canvas_part(line, 0, 0, line->width - marks - 1, 1);
	int x = put(&names, 1, ROLE_STRONG, "rivermaster") + wide;

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
	canvas_text(line, x, 0, line->width - x, ROLE_READONLY, text_of(read_only(wide)));
}

void header_draw(const struct desk *desk, struct canvas *line, int64_t wall_ms)
{
	char state[PART_MAX], cost[PART_MAX] = "", clock[CLOCK_TEXT];
	enum role role = say_state(state, desk);
	struct canvas left;
	int right;

	canvas_clear(line);
	say_clock(clock, desk, wall_ms);
	if (line->width >= WIDE) {
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

static void draw_path(const struct desk *desk, struct canvas *line, int x)
{
	const struct place *top = stack_peek(&desk->stack);
	int half = (line->width - x - 6) / 2;

	if (desk->stack.depth == 0) {
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
	char part[PART_MAX];
	int x = 1;

	canvas_clear(line);
	for (; screen->key; screen++) {
		const struct view *view = view_find(screen->action);
		bool here = view == current;
		const char *keys = keymap_keys(desk->keymap, screen);

		snprintf(part, sizeof(part), here ? "[%.*s %s]" : " %.*s %s ",
			(int)strcspn(keys, " "), keys, view->title);
		x = put(line, x, here ? ROLE_TITLE_FOCUS : ROLE_TITLE, part);
	}
	draw_path(desk, line, x);
}

static void draw_field(struct desk *desk, struct canvas *line)
{
	struct table *table = desk_table(desk);
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
	} else if (words[0] == '\0' && top->view->note && !desk->paused) {
		top->view->note(top->state, desk->options.model, note);
		snprintf(words, sizeof(words), "%s", note);
		role = ROLE_TEXT;
	}
	canvas_text(line, 1, 0, line->width - 2, role, text_of(words));
}

struct hint {
	char key[KEY_NAME_MAX];
	const char *label;
};

static void add_hints(
	const struct desk *desk, const struct binding *list, struct hint *hints, size_t *count)
{
	for (; list && list->key; list++) {
		const char *keys = keymap_keys(desk->keymap, list);

		if (list->hint && *count < HINTS_MAX) {
			snprintf(hints[*count].key, KEY_NAME_MAX, "%.*s", (int)strcspn(keys, " "),
				keys);
			hints[(*count)++].label = list->hint;
		}
	}
}

static int hints_width(const struct hint *hints, size_t count)
{
	int width = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		width += (int)(strlen(hints[i].key) + strlen(hints[i].label)) + 3;
	}
	return width;
}

static size_t prompt_hints(const struct desk *desk, struct hint *hints)
{
	static const struct hint command[] = {
		{.key = "Enter", .label = "run"},
		{.key = "Tab", .label = "complete"},
		{.key = "Up", .label = "history"},
		{.key = "Esc", .label = "close"},
	};
	static const struct hint filter[] = {
		{.key = "Enter", .label = "keep"},
		{.key = "!", .label = "inverts"},
		{.key = "Esc", .label = "as before"},
	};

	if (desk->prompt.kind == PROMPT_FILTER) {
		memcpy(hints, filter, sizeof(filter));
		return sizeof(filter) / sizeof(*filter);
	}
	memcpy(hints, command, sizeof(command));
	if (desk->prompt.palette) {
		hints[2].label = "choose";
	}
	return sizeof(command) / sizeof(*command);
}

/* Help and the way back stay to the last; the hints before them give way. */
static size_t fit_hints(struct hint *hints, size_t count, int width)
{
	while (count > 2 && hints_width(hints, count) > width - 2) {
		memmove(&hints[count - 3], &hints[count - 2], 2 * sizeof(*hints));
		count--;
	}
	return count;
}

void keys_draw(const struct desk *desk, struct canvas *line)
{
	const struct view *view = stack_peek(&desk->stack)->view;
	struct hint hints[HINTS_MAX];
	size_t count = 0, i;
	int x = 1;

	canvas_clear(line);
	if (desk->prompt.kind != PROMPT_NONE) {
		count = prompt_hints(desk, hints);
	} else {
		add_hints(desk, view->bindings, hints, &count);
		add_hints(desk, view->table ? table_bindings : NULL, hints, &count);
		add_hints(desk, view->input ? NULL : console_bindings, hints, &count);
	}
	count = fit_hints(hints, count, line->width);
	for (i = 0; i < count; i++) {
		x = put(line, x, ROLE_KEY_HINT, hints[i].key);
		x = put(line, x, ROLE_KEY_LABEL, hints[i].label) + 1;
	}
}
