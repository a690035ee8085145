#include "desk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "commands.h"
#include "desk_private.h"
#include "operate.h"

enum { MESSAGE_MS = 8000 };

bool desk_init(struct desk *desk, const struct desk_options *options, struct error *error)
{
	const struct view *first = view_at(0);

	*desk = (struct desk){.options = *options};
	if (options->view) {
		first = view_find(options->view);
	}
	if (!first || !first->key) {
		return error_set(
			error, ERROR_USAGE, "there is no screen `%s` to begin with", options->view);
	}
	desk->keymap = keymap_create(options->config, error);
	if (!desk->keymap) {
		return false;
	}
	stack_init(&desk->stack, options->model, first);
	prompt_init(&desk->prompt);
	if (options->writes) {
		write_mode_begin(&desk->write, text_of(""), INT64_MAX);
	}
	return true;
}

void desk_finish(struct desk *desk)
{
	if (desk->keymap) {
		pause_end(&desk->pause);
		stack_finish(&desk->stack);
		prompt_finish(&desk->prompt);
		keymap_destroy(desk->keymap);
		mem_free(desk->copied);
	}
	*desk = (struct desk){.quits = true};
}

void desk_say(struct desk *desk, enum role role, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(desk->message, sizeof(desk->message), format, arguments);
	va_end(arguments);
	desk->asked_ms = 0;
	desk->message_role = role;
	desk->message_until_ms = desk->now_ms + MESSAGE_MS;
}

struct table *desk_table(struct desk *desk)
{
	struct place *top = stack_top(&desk->stack);

	return top->view->table ? top->view->table(top->state) : NULL;
}

struct table *desk_filtered(struct desk *desk)
{
	return stack_top(&desk->stack)->view->find ? NULL : desk_table(desk);
}

bool desk_finds(struct desk *desk, struct text *found)
{
	struct place *top = stack_top(&desk->stack);

	if (!top->view->find) {
		return false;
	}
	*found = top->view->found ? top->view->found(top->state) : text_of("");
	return true;
}

bool desk_shows_help(const struct desk *desk)
{
	return strcmp(stack_peek(&desk->stack)->view->name, "help") == 0;
}

const struct view *desk_subject(const struct desk *desk)
{
	const struct stack *stack = &desk->stack;

	if (!desk_shows_help(desk)) {
		return stack_peek(stack)->view;
	}
	return stack->depth > 1 ? stack->above[stack->depth - 2].view
				: stack->roots[stack->root].view;
}

static const char *key_for(void *arg, const struct binding *binding)
{
	const struct desk *desk = arg;

	return keymap_keys(desk->keymap, desk_subject(desk), binding);
}

static void set_help_page(struct desk *desk)
{
	const struct place *below = stack_below(&desk->stack);
	struct place *top = stack_top(&desk->stack);
	struct help_page page = {.key_for = key_for, .arg = desk};

	if (below && desk_shows_help(desk)) {
		page.view = below->view;
		page.has_table = below->view->table != NULL;
		help_set_page(top->state, &page);
		stack_refresh(&desk->stack);
	}
}

void desk_open(struct desk *desk, const char *name, const struct ref *ref)
{
	const struct view *view = view_find(name);

	if (!view) {
		desk_say(desk, ROLE_WARN, "there is no screen %s", name);
		return;
	}
	stack_open(&desk->stack, view, ref);
	set_help_page(desk);
}

void desk_say_paused(struct desk *desk)
{
	const struct binding *binding = console_bindings;
	const char *keys;

	while (strcmp(binding->action, "pause") != 0) {
		binding++;
	}
	keys = keymap_keys(desk->keymap, desk_subject(desk), binding);
	desk_say(desk, ROLE_INFO, "paused: %.*s goes on", (int)strcspn(keys, " "), keys);
}

bool desk_act(struct desk *desk, const char *action)
{
	struct place *top = stack_top(&desk->stack);
	struct intent intent = {.kind = INTENT_UNKNOWN};
	const struct ref nothing = ref_none();
	const struct view *screen;

	if (operate_line(desk, text_of(action))) {
		return true;
	}
	if (!desk->pause.holds || desk_shows_help(desk)) {
		intent = top->view->act(top->state, desk->options.model, action);
	}
	if (intent.kind != INTENT_UNKNOWN) {
		intent_follow(desk, &intent);
		return true;
	}
	if (desk->pause.holds && !console_acts_paused(action)) {
		desk_say_paused(desk);
		return keymap_has_action(desk->keymap, action);
	}
	if (console_act(desk, action)) {
		return true;
	}
	screen = view_find(action);
	if (screen && screen->subject == SUBJECT_NONE) {
		desk_open(desk, action, &nothing);
		return true;
	}
	return false;
}

static void say_unbound(struct desk *desk)
{
	char first[KEY_NAME_MAX], second[KEY_NAME_MAX] = "";

	key_format(first, &desk->pressed[0]);
	if (desk->pressed_count > 1) {
		key_format(second, &desk->pressed[1]);
	}
	desk_say(desk, ROLE_INFO, "%s%s: not bound here, ? for help", first, second);
}

/* A key may stand for a command that is typed elsewhere. */
static bool run_verb(struct desk *desk, const char *action)
{
	const struct verb *verb = verb_find(text_of(action));

	if (verb) {
		verb->run(desk, text_of(""));
	}
	return verb != NULL;
}

static void press(struct desk *desk, const struct key *key)
{
	const struct place *top = stack_peek(&desk->stack);
	const char *action = NULL;
	enum keymap_found found;

	desk->pressed[desk->pressed_count++] = *key;
	found = keymap_find(desk->keymap, top->view, desk->pressed, desk->pressed_count, &action);
	if (found == KEYMAP_PREFIX && desk->pressed_count < KEYMAP_SEQUENCE_MAX) {
		return;
	}
	if (found != KEYMAP_ACTION) {
		say_unbound(desk);
	} else if (!desk_act(desk, action) && !run_verb(desk, action)) {
		desk_say(desk, ROLE_INFO, "%s: not possible on this screen", action);
	}
	desk->pressed_count = 0;
}

/* What cannot be seen is not acted on: one can leave, and no more. */
static void leave_unseen(struct desk *desk, const struct key *key)
{
	const char *action = key->control && key->code == 'c'             ? "interrupt"
		: !key->control && (key->code == 'q' || key->code == 'Q') ? "quit"
									  : NULL;

	if (action) {
		console_act(desk, action);
	}
}

void desk_key(struct desk *desk, const struct key *key, int64_t now_ms)
{
	struct place *top = stack_top(&desk->stack);

	desk->now_ms = now_ms;
	if (key->code == KEY_CODE_RESIZE || key->code == KEY_CODE_EOF) {
		return;
	}
	if (desk->too_small) {
		leave_unseen(desk, key);
		return;
	}
	desk->message[0] = '\0';
	if (desk->prompt.kind != PROMPT_NONE) {
		typing_key(desk, key);
		return;
	}
	if (top->view->input && top->view->input(top->state, key)) {
		return;
	}
	if (key->code == KEY_CODE_PASTE) {
		desk_say(desk, ROLE_INFO, "paste ignored: no field is open");
	} else {
		press(desk, key);
	}
}

/* What was asked was answered: saying so would be late. */
static void hush(struct desk *desk)
{
	if (desk->asked_ms > 0 && model_link(desk->options.model)->last_fact_ms > desk->asked_ms) {
		desk->message[0] = '\0';
		desk->asked_ms = 0;
	}
}

/* Once, at the start: what was left undone here is offered. */
static void offer_jobs(struct desk *desk)
{
	const struct job_list *list = model_jobs(desk->options.model);
	size_t left = 0, elsewhere = 0;

	if (desk->jobs_offered || !job_list_about(list)->told[0]) {
		return;
	}
	desk->jobs_offered = true;
	for (size_t i = 0; i < job_list_count(list); i++) {
		const struct job_row *job = job_list_at(list, i);

		if (job->local && !job->ended && !text_is(job->state, "running")) {
			bool here = job->server.length == 0 ||
				text_is(job->server, desk->options.address);

			left += here;
			elsewhere += !here;
		}
	}
	if (left > 0) {
		desk_say(desk, ROLE_WARN, "%zu unfinished job%s from before: `:jobs` lists %s",
			left, left == 1 ? "" : "s", left == 1 ? "it, c goes on with it" : "them");
	} else if (elsewhere > 0) {
		desk_say(desk, ROLE_INFO, "%zu unfinished job%s of another server, in `:jobs`",
			elsewhere, elsewhere == 1 ? "" : "s");
	}
}

void desk_refresh(struct desk *desk, int64_t now_ms)
{
	desk->now_ms = now_ms;
	desk->was_ready = desk->was_ready || model_link(desk->options.model)->ready;
	hush(desk);
	offer_jobs(desk);
	if (write_mode_expires(&desk->write, now_ms)) {
		desk_say(desk, ROLE_WARN, "write mode is over after 15 minutes: read-only again");
	}
	if (!desk->pause.holds) {
		stack_refresh(&desk->stack);
	}
}

void desk_interest(const struct desk *desk, struct interest *out)
{
	const struct place *top = stack_peek(&desk->stack);

	out->count = 0;
	out->events = (struct interest_events){.wanted = false};
	out->has_entry = false;
	out->pending = (struct interest_pending){.wanted = false};
	out->dead = (struct interest_dead){.find = false};
	out->past = (struct interest_past){.wanted = false};
	out->log = (struct interest_log){.records = false};
	out->journeys = false;
	top->view->interest(top->state, desk->options.model, out);
	out->log.jobs = out->log.jobs || (desk->was_ready && !desk->jobs_offered);
}

static void draw_too_small(struct canvas *canvas)
{
	canvas_clear(canvas);
	canvas_printf(canvas, 0, 0, canvas->width, ROLE_WARN, "rivermaster needs %dx%d (now %dx%d)",
		DESK_WIDTH_MIN, DESK_HEIGHT_MIN, canvas->width, canvas->height);
}

static void draw_body(struct desk *desk, struct canvas *body)
{
	struct place *top = stack_top(&desk->stack);
	bool still = desk->pause.holds && !desk_shows_help(desk);

	if (body->width != desk->stack.width || body->height != desk->stack.height) {
		stack_layout(&desk->stack, body->width, body->height);
	}
	canvas_clear(body);
	if (still && desk->pause.still) {
		pause_show(&desk->pause, body);
	} else {
		top->view->draw(top->state, desk->options.model, body);
	}
	if (still && !desk->pause.still) {
		pause_keep(&desk->pause, body);
	}
	popup_draw(desk, body);
}

static void draw_around(struct desk *desk, struct canvas *canvas, int64_t wall_ms)
{
	struct canvas line = canvas_part(canvas, 0, 0, canvas->width, 1);

	header_draw(desk, &line, wall_ms);
	line = canvas_part(canvas, 0, 1, canvas->width, 1);
	screens_draw(desk, &line);
	line = canvas_part(canvas, 0, canvas->height - 1, canvas->width, 1);
	keys_draw(desk, &line);
}

void desk_draw(struct desk *desk, struct canvas *canvas, int64_t now_ms, int64_t wall_ms)
{
	struct canvas body = canvas_part(canvas, 0, 2, canvas->width, canvas->height - 4);
	struct canvas line = canvas_part(canvas, 0, canvas->height - 2, canvas->width, 1);

	desk->now_ms = now_ms;
	desk->too_small = canvas->width < DESK_WIDTH_MIN || canvas->height < DESK_HEIGHT_MIN;
	if (desk->too_small) {
		draw_too_small(canvas);
		return;
	}
	draw_around(desk, canvas, wall_ms);
	if (desk->prompt.kind == PROMPT_NONE) {
		message_draw(desk, &line);
	}
	draw_body(desk, &body);
	if (desk->prompt.kind != PROMPT_NONE) {
		message_draw(desk, &line);
	}
}
