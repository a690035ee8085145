/* Edit and replay: the fields of one entry, changed before a copy of it is appended. It sends
 * nothing: what was changed goes into the form of a replay. */
#include <stdio.h>
#include <string.h>

#include "edit_private.h"
#include "event_unread.h"
#include "operation_keys.h"
#include "ops/op.h"
#include "panel.h"

static const struct intent nothing = {.kind = INTENT_NONE};

static const struct binding bindings[] = {
	{.key = "Enter", .action = "edit-value", .label = "edit the value", .hint = "edit"},
	{.key = "u", .action = "as-it-was", .label = "the value as it was", .hint = "as it was"},
	{.key = "j Down Tab", .action = "down", .label = "the next field"},
	{.key = "k Up S-Tab", .action = "up", .label = "the field before"},
	{.key = "PgDn C-f C-d", .action = "page-down", .label = "a page down"},
	{.key = "PgUp C-b C-u", .action = "page-up", .label = "a page up"},
	{.key = "gg Home", .action = "first", .label = "the first field"},
	{.key = "G End", .action = "last", .label = "the last field"},
	{.key = "P",
		.action = "replay",
		.writes = true,
		.label = "append the entry again as it is now, for every group: asks",
		.hint = "replay"},
	{.key = "B",
		.action = "redrive",
		.writes = true,
		.label = "of a dead letter: take it back to its topic as it is now: asks",
		.hint = "redrive"},
	{.key = NULL},
};

static const struct binding typing_keys[] = {
	{.key = "Enter", .action = "edit-value", .hint = "take it"},
	{.key = "Tab", .action = "down", .hint = "and go on"},
	{.key = "C-o", .action = "new-line", .hint = "new line"},
	{.key = "Esc", .action = "cancel", .hint = "as it was"},
	{.key = NULL},
};

static void edit_open(void *self, const struct ref *ref)
{
	struct edit_screen *screen = self;

	ref_set(&screen->entry, ref);
	editor_init(&screen->editor, EDIT_TYPED_MAX);
	request_init(&screen->sets);
}

static void edit_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct edit_screen *screen = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	interest_add(out, INTEREST_TOPIC, screen->entry.topic, text_of(""));
	out->has_entry = true;
	out->entry_topic = screen->entry.topic;
	out->entry_id = screen->entry.id;
}

static void settle(struct edit_screen *screen)
{
	size_t rows = (size_t)editing_list_rows(screen);
	int low = editing_low_rows(screen);

	if (screen->at < screen->top) {
		screen->top = screen->at;
	} else if (screen->at >= screen->top + rows) {
		screen->top = screen->at - rows + 1;
	}
	editor_layout(&screen->editor, panel_inner_width(screen->width) - 2,
		panel_inner_height(screen->width, low) - EDIT_SAYS_ROWS);
}

static void edit_refresh(void *self, const struct model *model)
{
	struct edit_screen *screen = self;
	const struct close_entry *entry = event_of(model, &screen->entry);

	screen->model = model;
	if (!screen->read && event_is_read(entry)) {
		editing_read(screen, entry);
	}
	settle(screen);
}

static void edit_layout(void *self, int width, int height)
{
	struct edit_screen *screen = self;

	screen->width = width;
	screen->height = height;
	settle(screen);
}

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

static void go(struct edit_screen *screen, size_t to)
{
	screen->at = to;
	editing_show(screen);
	settle(screen);
}

static void move(struct edit_screen *screen, int64_t by)
{
	int64_t to = (int64_t)screen->at + by, last = (int64_t)screen->count - 1;

	to = to > last ? last : to;
	go(screen, (size_t)(to < 0 ? 0 : to));
}

static struct intent begin_typing(struct edit_screen *screen)
{
	const struct edited *field = editing_field(screen);

	if (field->lock != EDIT_FREE) {
		return say("this field is locked: below it says why");
	}
	screen->typing = true;
	screen->leaves = false;
	return nothing;
}

static struct intent restore(struct edit_screen *screen)
{
	edited_restore(editing_field(screen));
	editing_show(screen);
	settle(screen);
	return nothing;
}

/* What was typed is not dropped by one key. */
static struct intent leave(struct edit_screen *screen)
{
	if (editing_changes(screen) == 0 || screen->leaves) {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	screen->leaves = true;
	return say(screen->letter
			? "fields are changed: the same again drops that; `B` takes it back so"
			: "fields are changed: the same again drops that; `P` replays with it");
}

static bool act_move(struct edit_screen *screen, const char *action)
{
	int page = editing_list_rows(screen);
	const struct {
		const char *name;
		int64_t by;
	} moves[] = {{"down", 1}, {"up", -1}, {"page-down", page}, {"page-up", -page},
		{"first", -(int64_t)screen->count}, {"last", (int64_t)screen->count}};

	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		if (strcmp(moves[i].name, action) == 0) {
			move(screen, moves[i].by);
			screen->leaves = false;
			return true;
		}
	}
	return false;
}

static struct intent edit_act(void *self, const struct model *model, const char *action)
{
	struct edit_screen *screen = self;
	bool asks = strcmp(action, "edit-value") == 0, restores = strcmp(action, "as-it-was") == 0;

	(void)model;
	if (strcmp(action, "cancel") == 0 || strcmp(action, "back") == 0) {
		return leave(screen);
	}
	if (screen->count == 0 && (asks || restores)) {
		return say("this entry was not read yet");
	}
	if (asks) {
		return begin_typing(screen);
	}
	if (restores) {
		return restore(screen);
	}
	return act_move(screen, action) ? nothing : (struct intent){.kind = INTENT_UNKNOWN};
}

/* To the next field that can be edited; at the last one it ends. */
static void take(struct edit_screen *screen, bool goes_on)
{
	if (!editing_take(screen)) {
		return;
	}
	screen->typing = false;
	for (size_t i = screen->at + 1; goes_on && i < screen->count; i++) {
		if (screen->fields[i].lock == EDIT_FREE) {
			go(screen, i);
			screen->typing = true;
			return;
		}
	}
	editing_show(screen);
	settle(screen);
}

static bool edit_input(void *self, const struct key *key)
{
	struct edit_screen *screen = self;

	if (!screen->typing) {
		return false;
	}
	if (key->code == KEY_CODE_ENTER || key->code == KEY_CODE_TAB) {
		take(screen, key->code == KEY_CODE_TAB);
		return true;
	}
	if (key->code == KEY_CODE_ESC) {
		screen->typing = false;
		editing_show(screen);
		settle(screen);
		return true;
	}
	return editor_key(&screen->editor, key);
}

static const struct binding *edit_now(const void *self)
{
	const struct edit_screen *screen = self;

	return screen->typing ? typing_keys : bindings;
}

/* What an operation cannot do with what was changed; NULL: it can. */
static const char *why_not(struct edit_screen *screen, const struct op *op)
{
	bool back = (op->flags & OP_BACK) != 0;

	if (back != screen->letter) {
		return screen->letter ? "this is a dead letter: B takes it back to its topic"
				      : "this is no dead letter: P appends it again";
	}
	if (editing_changes(screen) == 0) {
		return "nothing is changed: Enter edits the field";
	}
	return editing_request(screen) ? NULL : "more fields are changed than an operation takes";
}

static struct chosen edit_chosen(void *self, const struct model *model, const struct op *op)
{
	struct edit_screen *screen = self;
	struct chosen chosen = {.ref = ref_topic(screen->entry.topic),
		.ids = &screen->entry.id,
		.id_count = 1};

	(void)model;
	screen->leaves = false;
	if (op_param(op, text_of("set"))) {
		chosen.why = screen->read ? why_not(screen, op) : "this entry was not read yet";
		chosen.sets = &screen->sets;
	}
	return chosen;
}

static void edit_close(void *self)
{
	struct edit_screen *screen = self;

	editing_forget(screen);
	editor_finish(&screen->editor);
	request_finish(&screen->sets);
	ref_finish(&screen->entry);
}

const struct view edit_view = {
	.name = "edit",
	.title = "Edit",
	.help = "edit and replay: the fields of one entry, changed before it is appended again",
	.subject = SUBJECT_ENTRY,
	.size = sizeof(struct edit_screen),
	.bindings = bindings,
	.open = edit_open,
	.interest = edit_interest,
	.refresh = edit_refresh,
	.layout = edit_layout,
	.draw = editing_draw,
	.act = edit_act,
	.chosen = edit_chosen,
	.input = edit_input,
	.now = edit_now,
	.close = edit_close,
};
