/* Keys while a filter or a command is typed. */
#include <stdio.h>

#include "base/mem.h"
#include "desk_private.h"

/* False: it cannot be; the prompt says why. */
static bool find(struct desk *desk, struct text typed, bool done)
{
	struct place *top = stack_top(&desk->stack);
	struct prompt *prompt = &desk->prompt;
	char says[INTENT_MESSAGE_MAX] = "";
	bool can = top->view->find(top->state, desk->options.model, typed, done, says);

	snprintf(prompt->says, sizeof(prompt->says), "%s", says);
	prompt->refused = !can;
	stack_refresh(&desk->stack);
	return can;
}

static void apply_filter(struct desk *desk, struct text filter)
{
	struct table *table = desk_filtered(desk);
	struct text found;

	if (!table && desk_finds(desk, &found)) {
		find(desk, filter, false);
	} else if (table) {
		table_set_filter(table, filter);
		stack_refresh(&desk->stack);
	}
}

static void complete(struct desk *desk)
{
	struct prompt *prompt = &desk->prompt;

	candidates_clear(&prompt->candidates);
	prompt->picked = CANDIDATES_MAX;
	if (prompt->kind == PROMPT_COMMAND) {
		command_complete(desk, buf_text(&prompt->command.text), &prompt->candidates);
	}
	if (prompt->palette && prompt->candidates.count > 0) {
		prompt->picked = 0;
	}
}

void typing_start(struct desk *desk, enum prompt_kind kind, bool palette)
{
	struct table *table = desk_filtered(desk);
	struct text before = text_of("");

	prompt_open(&desk->prompt, kind, palette);
	if (kind == PROMPT_FILTER && (table || desk_finds(desk, &before))) {
		before = table ? buf_text(&table->filter) : before;
		desk->prompt.before = text_dup(before);
		field_set(&desk->prompt.filter, before);
	}
	complete(desk);
}

void typing_ask(struct desk *desk, const char *words)
{
	typing_start(desk, PROMPT_COMMAND, false);
	field_set(&desk->prompt.command, text_of(words));
	complete(desk);
}

static void cancel(struct desk *desk)
{
	struct text found;

	if (desk->prompt.kind == PROMPT_FILTER && desk_filtered(desk)) {
		apply_filter(desk, text_of(desk->prompt.before));
	} else if (desk->prompt.kind == PROMPT_FILTER && desk_finds(desk, &found)) {
		find(desk, text_of(desk->prompt.before), true);
	}
	prompt_close(&desk->prompt);
}

/* What cannot be looked for stays in the field, to be put right. */
static void accept_filter(struct desk *desk)
{
	struct prompt *prompt = &desk->prompt;
	struct text found;

	if (!desk_filtered(desk) && desk_finds(desk, &found)) {
		if (!find(desk, buf_text(&prompt->filter.text), true)) {
			return;
		}
		if (prompt->says[0] != '\0') {
			desk_say(desk, ROLE_INFO, "%s", prompt->says);
		}
	}
	field_accept(&prompt->filter);
	prompt_close(prompt);
}

/* In a palette Enter takes what is chosen; what wants an argument waits for it. */
static void accept_command(struct desk *desk)
{
	struct prompt *prompt = &desk->prompt;
	const struct candidate *picked = prompt->palette ? prompt_picked(prompt) : NULL;
	char *line;

	if (picked && picked->wants_more) {
		line = text_dup(text_of(picked->line));
		prompt->palette = false;
		field_set(&prompt->command, text_of(line));
		mem_free(line);
		complete(desk);
		return;
	}
	line = picked ? text_dup(text_of(picked->line)) : text_dup(buf_text(&prompt->command.text));
	field_set(&prompt->command, text_of(line));
	field_accept(&prompt->command);
	prompt_close(prompt);
	command_run(desk, text_trim(text_of(line)));
	mem_free(line);
}

static void typed(struct desk *desk)
{
	if (desk->prompt.kind == PROMPT_FILTER) {
		apply_filter(desk, buf_text(&desk->prompt.filter.text));
	} else {
		complete(desk);
	}
}

static void put_copied(struct desk *desk)
{
	const struct key paste = {
		.code = KEY_CODE_PASTE,
		.paste = text_from(desk->copied, desk->copied_length),
	};

	field_key(prompt_field(&desk->prompt), &paste);
}

static bool is_cancel(const struct prompt *prompt, const struct key *key)
{
	bool empty = prompt->kind == PROMPT_COMMAND ? prompt->command.text.length == 0
						    : prompt->filter.text.length == 0;

	return key->code == KEY_CODE_ESC || (key->control && key->code == 'c') ||
		(key->code == KEY_CODE_BACKSPACE && empty);
}

void typing_key(struct desk *desk, const struct key *key)
{
	struct prompt *prompt = &desk->prompt;
	bool picks = prompt->kind == PROMPT_COMMAND, palette = prompt->palette;

	if (is_cancel(prompt, key)) {
		cancel(desk);
	} else if (key->code == KEY_CODE_ENTER && prompt->kind == PROMPT_FILTER) {
		accept_filter(desk);
	} else if (key->code == KEY_CODE_ENTER) {
		accept_command(desk);
	} else if (picks &&
		(key->code == KEY_CODE_TAB || (palette && key->code == KEY_CODE_DOWN))) {
		prompt_pick(prompt, 1);
	} else if (picks &&
		(key->code == KEY_CODE_BACKTAB || (palette && key->code == KEY_CODE_UP))) {
		prompt_pick(prompt, -1);
	} else if (key->control && key->code == 'y') {
		put_copied(desk);
		typed(desk);
	} else if (field_key(prompt_field(prompt), key)) {
		typed(desk);
	}
}
