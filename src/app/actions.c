/* What the keys of every screen do. */
#include <stdio.h>
#include <string.h>

#include "desk_private.h"
#include "operate.h"

enum { INTERRUPT_AGAIN_MS = 1000, LEAVE_AGAIN_MS = 5000 };

static void act_filter(struct desk *desk)
{
	struct text found;

	if (!desk_filtered(desk) && !desk_finds(desk, &found)) {
		desk_say(desk, ROLE_INFO, "there is nothing to filter or to find here");
		return;
	}
	typing_start(desk, PROMPT_FILTER, false);
}

static void act_command(struct desk *desk)
{
	typing_start(desk, PROMPT_COMMAND, false);
}

static void act_palette(struct desk *desk)
{
	typing_start(desk, PROMPT_COMMAND, true);
}

static void act_pause(struct desk *desk)
{
	if (desk_shows_help(desk)) {
		stack_back(&desk->stack);
	}
	if (desk->pause.holds) {
		pause_end(&desk->pause);
		stack_refresh(&desk->stack);
	} else {
		pause_begin(&desk->pause, desk->options.model, desk->now_ms);
	}
}

static void act_refresh(struct desk *desk)
{
	desk->options.host->refresh(desk->options.host->arg);
	/* While it is away the line says which attempt this is. */
	if (model_link(desk->options.model)->ready) {
		desk_say(desk, ROLE_INFO, "asking the server");
		desk->asked_ms = desk->now_ms;
	}
}

static void act_repaint(struct desk *desk)
{
	desk->options.host->repaint(desk->options.host->arg);
}

static void act_suspend(struct desk *desk)
{
	desk->options.host->suspend(desk->options.host->arg);
}

static void walk(struct desk *desk, int by, const char *none)
{
	if (!stack_walk(&desk->stack, by)) {
		desk_say(desk, ROLE_INFO, "%s", none);
	}
}

static void act_previous(struct desk *desk)
{
	walk(desk, -1, "no place was visited before this one");
}

static void act_next(struct desk *desk)
{
	walk(desk, 1, "no place was visited after this one");
}

static void act_help(struct desk *desk)
{
	const struct ref nothing = ref_none();

	desk_open(desk, "help", &nothing);
}

/* What runs stops after its batch, and can go on later: that is asked first. */
static void act_quit(struct desk *desk)
{
	bool again = desk->left_ms != 0 && desk->now_ms - desk->left_ms <= LEAVE_AGAIN_MS;

	if (!operate_runs(desk) || again) {
		desk->quits = true;
		return;
	}
	desk->left_ms = desk->now_ms;
	desk_say(desk, ROLE_WARN,
		"an operation runs: the same again stops it after its batch and leaves; `:resume` "
		"goes on later");
}

static void act_back(struct desk *desk)
{
	if (!stack_back(&desk->stack)) {
		act_quit(desk);
	}
}

static void find_nothing(struct desk *desk)
{
	struct place *top = stack_top(&desk->stack);
	char says[INTENT_MESSAGE_MAX] = "";

	top->view->find(top->state, desk->options.model, text_of(""), true, says);
	stack_refresh(&desk->stack);
	if (says[0] != '\0') {
		desk_say(desk, ROLE_INFO, "%s", says);
	}
}

/* One level for each press; never quits. */
static void act_cancel(struct desk *desk)
{
	struct table *table = desk_filtered(desk);
	struct text found;

	if (table && table->filter.length > 0) {
		table_set_filter(table, text_of(""));
		stack_refresh(&desk->stack);
	} else if (desk_finds(desk, &found) && found.length > 0) {
		find_nothing(desk);
	} else if (!stack_back(&desk->stack)) {
		desk_say(desk, ROLE_INFO, "this is the first screen; q quits");
	}
}

static void act_interrupt(struct desk *desk)
{
	bool again = desk->interrupted_ms != 0 &&
		desk->now_ms - desk->interrupted_ms <= INTERRUPT_AGAIN_MS;

	if (again) {
		act_quit(desk);
		return;
	}
	desk->interrupted_ms = desk->now_ms;
	desk_say(desk, ROLE_WARN, "press Ctrl-C again to quit");
}

static const struct {
	const char *name;
	void (*act)(struct desk *desk);
	bool paused; /* also while the picture is held: brings no new facts into it */
} actions[] = {
	{.name = "filter", .act = act_filter},
	{.name = "command", .act = act_command, .paused = true},
	{.name = "palette", .act = act_palette, .paused = true},
	{.name = "pause", .act = act_pause, .paused = true},
	{.name = "refresh", .act = act_refresh},
	{.name = "repaint", .act = act_repaint, .paused = true},
	{.name = "previous", .act = act_previous},
	{.name = "next", .act = act_next},
	{.name = "help", .act = act_help, .paused = true},
	{.name = "cancel", .act = act_cancel},
	{.name = "back", .act = act_back},
	{.name = "quit", .act = act_quit, .paused = true},
	{.name = "suspend", .act = act_suspend, .paused = true},
	{.name = "interrupt", .act = act_interrupt, .paused = true},
};

bool console_act(struct desk *desk, const char *action)
{
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcmp(actions[i].name, action) == 0) {
			actions[i].act(desk);
			return true;
		}
	}
	return false;
}

bool console_acts_paused(const char *action)
{
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcmp(actions[i].name, action) == 0) {
			return actions[i].paused;
		}
	}
	return false;
}
