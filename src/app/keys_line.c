/* The last line: the keys that matter now. */
#include <stdio.h>
#include <string.h>

#include "desk_private.h"

enum { HINTS_MAX = 16 };

static int put(struct canvas *line, int x, enum role role, const char *words)
{
	return x + canvas_text(line, x, 0, line->width - x, role, text_of(words)) + 1;
}

struct hint {
	char key[KEY_NAME_MAX];
	const char *label;
	bool idle; /* it leads to what is not allowed now */
};

struct hints {
	size_t count;
	struct hint at[HINTS_MAX];
};

/* Neighbours with the same word share it: `+/- window`. */
static bool join_hint(struct hints *hints, const char *word, const char *keys)
{
	struct hint *last = hints->count > 0 ? &hints->at[hints->count - 1] : NULL;
	size_t used = last ? strlen(last->key) : 0;

	if (!last || strcmp(last->label, word) != 0) {
		return false;
	}
	snprintf(
		last->key + used, sizeof(last->key) - used, "/%.*s", (int)strcspn(keys, " "), keys);
	return true;
}

static void add_hint(const struct desk *desk, const struct binding *binding, struct hints *hints)
{
	const char *keys = keymap_keys(desk->keymap, desk_subject(desk), binding);
	struct hint *hint = &hints->at[hints->count];

	if (binding->hint && keys[0] != '\0' && join_hint(hints, binding->hint, keys)) {
		return;
	}
	if (binding->hint && keys[0] != '\0' && hints->count < HINTS_MAX) {
		snprintf(hint->key, KEY_NAME_MAX, "%.*s", (int)strcspn(keys, " "), keys);
		hint->label = binding->hint;
		hint->idle = binding->writes && !desk->write.on;
		hints->count++;
	}
}

static void add_hints(const struct desk *desk, const struct binding *list, struct hints *hints)
{
	for (; list && list->key; list++) {
		add_hint(desk, list, hints);
	}
}

static bool is_digit(const char *keys)
{
	return keys[0] >= '0' && keys[0] <= '9' && (keys[1] == '\0' || keys[1] == ' ');
}

/* `1-4/9`. */
static void say_digits(struct hint *hint, const char *digits)
{
	size_t i = 0, end, at = 0;

	while (digits[i] != '\0' && at + 4 < KEY_NAME_MAX) {
		end = i;
		while (digits[end + 1] == digits[end] + 1) {
			end++;
		}
		end = end < i + 2 ? i : end;
		at += (size_t)snprintf(
			hint->key + at, KEY_NAME_MAX - at, "%s%c", at > 0 ? "/" : "", digits[i]);
		if (end > i) {
			at += (size_t)snprintf(
				hint->key + at, KEY_NAME_MAX - at, "-%c", digits[end]);
		}
		i = end + 1;
	}
}

/* Where the screens still have digits for keys. */
static void add_screens(const struct desk *desk, struct hints *hints)
{
	const struct binding *screen = keymap_screens(desk->keymap);
	char digits[STACK_ROOTS_MAX + 1] = "";
	size_t count = 0;

	for (; screen->key && count < STACK_ROOTS_MAX; screen++) {
		const char *keys = keymap_keys(desk->keymap, desk_subject(desk), screen);

		if (!is_digit(keys)) {
			return;
		}
		digits[count++] = keys[0];
	}
	if (count > 0 && hints->count < HINTS_MAX) {
		struct hint *hint = &hints->at[hints->count++];

		say_digits(hint, digits);
		hint->label = "screens";
	}
}

static void add_common(const struct desk *desk, struct hints *hints)
{
	const struct binding *list = console_bindings;

	for (; list->key; list++) {
		if (strcmp(list->action, "command") == 0) {
			add_screens(desk, hints);
		}
		add_hint(desk, list, hints);
	}
}

static int hints_width(const struct hints *hints)
{
	int width = 0;
	size_t i;

	for (i = 0; i < hints->count; i++) {
		width += (int)(strlen(hints->at[i].key) + strlen(hints->at[i].label)) + 3;
	}
	return width;
}

static struct hints prompt_hints(const struct desk *desk)
{
	static const struct hints filter = {
		.count = 3,
		.at = {{.key = "Enter", .label = "keep"}, {.key = "!", .label = "inverts"},
			{.key = "Esc", .label = "as before"}},
	};
	static const struct hints find = {
		.count = 3,
		.at = {{.key = "Enter", .label = "find"}, {.key = "Up", .label = "history"},
			{.key = "Esc", .label = "as before"}},
	};
	static const struct hints command = {
		.count = 4,
		.at = {{.key = "Enter", .label = "run"}, {.key = "Tab", .label = "complete"},
			{.key = "Up", .label = "history"}, {.key = "Esc", .label = "close"}},
	};
	static const struct hints palette = {
		.count = 4,
		.at = {{.key = "Enter", .label = "run"}, {.key = "Tab", .label = "complete"},
			{.key = "Up", .label = "choose"}, {.key = "Esc", .label = "close"}},
	};

	if (desk->prompt.kind == PROMPT_FILTER) {
		return stack_peek(&desk->stack)->view->find ? find : filter;
	}
	return desk->prompt.palette ? palette : command;
}

static struct hints screen_hints(const struct desk *desk)
{
	const struct view *view = stack_peek(&desk->stack)->view;
	struct hints hints = {.count = 0};

	add_hints(desk, view->now ? view->now(stack_peek(&desk->stack)->state) : view->bindings,
		&hints);
	add_hints(desk, view->table ? table_bindings : NULL, &hints);
	if (!view->input) {
		add_common(desk, &hints);
	}
	return hints;
}

/* Help and the way back stay to the last; the hints before them give way. */
static void fit_hints(struct hints *hints, int width)
{
	struct hint *last = &hints->at[hints->count];

	for (; hints->count > 2 && hints_width(hints) > width - 2; last--) {
		memmove(last - 3, last - 2, 2 * sizeof(*last));
		hints->count--;
	}
}

void keys_draw(const struct desk *desk, struct canvas *line)
{
	bool prompts = desk->prompt.kind != PROMPT_NONE;
	struct hints hints = prompts ? prompt_hints(desk) : screen_hints(desk);
	size_t i;
	int x = 1;

	canvas_clear(line);
	fit_hints(&hints, line->width);
	for (i = 0; i < hints.count; i++) {
		bool idle = hints.at[i].idle;

		x = put(line, x, idle ? ROLE_MUTED : ROLE_KEY_HINT, hints.at[i].key);
		x = put(line, x, idle ? ROLE_MUTED : ROLE_KEY_LABEL, hints.at[i].label) + 1;
	}
}
