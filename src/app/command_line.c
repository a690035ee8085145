/* A line after `:`, run or completed. */
#include <string.h>

#include "base/mem.h"
#include "commands.h"
#include "desk_private.h"
#include "operate.h"

enum { LINE_BYTES_MAX = 8192 };

static const struct view_command *find_command(const struct view *view, struct text name)
{
	const struct view_command *command = view->commands;

	for (; command && command->name; command++) {
		if (text_is(name, command->name)) {
			return command;
		}
	}
	return NULL;
}

/* One that only the screen on top has. */
static bool command_of_view(struct desk *desk, struct text name, struct text argument)
{
	struct place *top = stack_top(&desk->stack);
	struct intent intent;

	if (!find_command(top->view, name)) {
		return false;
	}
	if (desk->pause.holds) {
		desk_say_paused(desk);
		return true;
	}
	intent = top->view->command(top->state, desk->options.model, name, argument);
	intent_follow(desk, &intent);
	stack_refresh(&desk->stack);
	return intent.kind != INTENT_UNKNOWN;
}

void command_run(struct desk *desk, struct text line)
{
	struct text arguments = line, word = text_cut(&arguments, ' ');
	const struct verb *verb = verb_find(word);
	char *action;

	arguments = text_trim(arguments);
	if (word.length == 0) {
		return;
	}
	if (operate_line(desk, line)) {
		return;
	}
	if (verb && desk->pause.holds && !verb->paused) {
		desk_say_paused(desk);
		return;
	}
	if (verb) {
		verb->run(desk, arguments);
		return;
	}
	if (command_of_view(desk, word, arguments)) {
		return;
	}
	action = text_dup(word);
	if (arguments.length > 0 || strlen(action) != word.length || !desk_act(desk, action)) {
		desk_say(desk, ROLE_WARN, "no command `%.*s`; Tab lists them", (int)line.length,
			line.at);
	}
	mem_free(action);
}

static bool has_line(const struct candidates *out, struct text line)
{
	size_t i;

	for (i = 0; i < out->count; i++) {
		if (text_is(line, out->at[i].line)) {
			return true;
		}
	}
	return false;
}

struct offer {
	struct candidates *out;
	const struct desk *desk;
	struct text typed;
	bool within; /* anywhere in the word; else at its start */
};

static void offer_word(const struct offer *offer, const char *word, const struct candidate *about)
{
	struct text name = text_of(word);
	bool starts = offer->typed.length <= name.length &&
		text_equal(text_from(name.at, offer->typed.length), offer->typed);
	struct buf line;

	if (!starts && (!offer->within || !text_contains_fold(name, offer->typed))) {
		return;
	}
	buf_init(&line, LINE_BYTES_MAX);
	buf_addf(&line, "%s%s", word, about->wants_more ? " " : "");
	if (!has_line(offer->out, buf_text(&line))) {
		candidates_add(offer->out, buf_text(&line), about);
	}
	buf_finish(&line);
}

static void offer_bindings(const struct offer *offer, const struct binding *list)
{
	const struct desk *desk = offer->desk;

	for (; list && list->key; list++) {
		struct candidate about = {
			.help = list->label,
			.keys = keymap_keys(desk->keymap, desk_subject(desk), list),
		};

		if (!verb_find(text_of(list->action))) {
			offer_word(offer, list->action, &about);
		}
	}
}

static void offer_words(const struct offer *offer)
{
	const struct desk *desk = offer->desk;
	const struct view *view = stack_peek(&desk->stack)->view;
	const struct view_command *command;
	const struct view *screen;
	const struct verb *verb;
	const struct op *op;
	size_t i;

	offer_bindings(offer, keymap_screens(desk->keymap));
	for (i = 0; (screen = view_at(i)) != NULL; i++) {
		struct candidate about = {.help = screen->help, .keys = ""};

		if (!screen->key && screen->subject == SUBJECT_NONE &&
			strcmp(screen->name, "help") != 0) {
			offer_word(offer, screen->name, &about);
		}
	}
	for (i = 0; (verb = verb_at(i)) != NULL; i++) {
		struct candidate about = {
			.help = verb->help,
			.keys = "",
			.wants_more = verb->arguments != NULL,
		};

		offer_word(offer, verb->name, &about);
	}
	for (i = 0; (op = op_at(i)) != NULL; i++) {
		struct candidate about = {.help = op->summary, .keys = "", .wants_more = true};

		if ((op->flags & OP_FILE) == 0) {
			offer_word(offer, op->name, &about);
		}
	}
	for (command = view->commands; command && command->name; command++) {
		struct candidate about = {
			.help = command->help,
			.keys = "",
			.wants_more = command->arguments != NULL,
		};

		offer_word(offer, command->name, &about);
	}
	offer_bindings(offer, view->bindings);
	offer_bindings(offer, console_bindings);
	offer_bindings(offer, view->table ? table_bindings : NULL);
}

void command_complete(struct desk *desk, struct text line, struct candidates *out)
{
	struct text arguments = line, word = text_cut(&arguments, ' ');
	struct offer offer = {.out = out, .desk = desk, .typed = word};
	const struct verb *verb = verb_find(word);

	if (word.length < line.length) {
		if (verb && verb->complete) {
			verb->complete(desk, text_trim(arguments), out);
		}
		return;
	}
	offer_words(&offer);
	offer.within = true;
	offer_words(&offer);
}
