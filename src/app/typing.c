/* Keys while a filter or a command is typed. */
#include "base/mem.h"
#include "desk_private.h"

static void apply_filter(struct desk *desk, struct text filter)
{
	struct table *table = desk_table(desk);

	if (table) {
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
	struct table *table = desk_table(desk);

	prompt_open(&desk->prompt, kind, palette);
	if (kind == PROMPT_FILTER && table) {
		desk->prompt.before = text_dup(buf_text(&table->filter));
		field_set(&desk->prompt.filter, buf_text(&table->filter));
	}
	complete(desk);
}

static void cancel(struct desk *desk)
{
	if (desk->prompt.kind == PROMPT_FILTER) {
		apply_filter(desk, text_of(desk->prompt.before));
	}
	prompt_close(&desk->prompt);
}

static void accept_filter(struct desk *desk)
{
	field_accept(&desk->prompt.filter);
	prompt_close(&desk->prompt);
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
	} else if (field_key(prompt_field(prompt), key)) {
		typed(desk);
	}
}
