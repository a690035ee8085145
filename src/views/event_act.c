/* What the keys of the screen `event` do. */
#include <stdio.h>
#include <string.h>

#include "event_copy.h"
#include "event_screen.h"
#include "journey_open.h"

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

/* As it is shown, and as it may leave where nothing may without masks. */
static struct intent give(
	const struct event_screen *screen, enum intent_kind kind, const char *what)
{
	struct intent intent = {
		.kind = kind,
		.text = buf_text(&screen->out),
		.masked = buf_text(&screen->masked),
	};

	if (screen->out.full || screen->masked.full) {
		return say("this is too large to be copied");
	}
	snprintf(intent.message, sizeof(intent.message), "%s", what);
	return intent;
}

static struct intent copy_id(
	struct event_screen *screen, const struct model *model, const struct close_entry *entry)
{
	char id[ID_TEXT_MAX];

	(void)model;
	buf_add_string(&screen->out, id_format(id, entry->id));
	buf_add_text(&screen->masked, buf_text(&screen->out));
	return give(screen, INTENT_COPY, "id");
}

static struct intent copy_field(
	struct event_screen *screen, const struct model *model, const struct close_entry *entry)
{
	const struct entry_field *of;
	size_t field;

	if (!event_page_field(&screen->page, screen->pager.at, &field)) {
		return say("there is no field here");
	}
	of = &entry->entry.fields[field];
	buf_add_text(&screen->out, screen->page.values[field].shown);
	mask_value(model_export_mask(model), of->name, of->value, &screen->masked);
	return give(screen, INTENT_COPY, "field");
}

static struct intent copy_payload(
	struct event_screen *screen, const struct model *model, const struct close_entry *entry)
{
	if (!event_copy_payload(&screen->out, entry, event_mask(screen, model))) {
		return say("its fields are its payload: yr copies them, yf copies one");
	}
	event_copy_payload(&screen->masked, entry, model_export_mask(model));
	return give(screen, INTENT_COPY, "payload");
}

static struct intent copy_row(
	struct event_screen *screen, const struct model *model, const struct close_entry *entry)
{
	event_copy_row(&screen->out, entry, event_mask(screen, model));
	event_copy_row(&screen->masked, entry, model_export_mask(model));
	return give(screen, INTENT_COPY, "row");
}

static struct intent copy_command(
	struct event_screen *screen, const struct model *model, const struct close_entry *entry)
{
	event_copy_command(&screen->out, model, entry);
	buf_add_text(&screen->masked, buf_text(&screen->out));
	return give(screen, INTENT_COPY, "command");
}

static struct intent export_row(
	struct event_screen *screen, const struct model *model, const struct close_entry *entry)
{
	event_copy_row(&screen->out, entry, event_mask(screen, model));
	event_copy_row(&screen->masked, entry, model_export_mask(model));
	buf_add_byte(&screen->out, '\n');
	buf_add_byte(&screen->masked, '\n');
	return give(screen, INTENT_EXPORT, "event");
}

static struct intent unmask(
	struct event_screen *screen, const struct model *model, const struct close_entry *entry)
{
	struct intent intent = {.kind = INTENT_RECORD};

	(void)entry;
	if (!model_mask(model)) {
		return say("nothing is masked: masks are off");
	}
	screen->unmasked = !screen->unmasked;
	event_refresh(screen, model);
	if (!screen->unmasked) {
		return say("masked again");
	}
	intent.ref = screen->entry;
	snprintf(intent.message, sizeof(intent.message), "unmask");
	return intent;
}

static struct intent take_back(
	struct event_screen *screen, const struct model *model, const struct close_entry *entry)
{
	(void)entry;
	screen->unmasked = false;
	event_refresh(screen, model);
	return (struct intent){.kind = INTENT_NONE};
}

static const struct {
	const char *name;
	struct intent (*act)(struct event_screen *screen, const struct model *model,
		const struct close_entry *entry);
} takes[] = {
	{.name = "copy-id", .act = copy_id},
	{.name = "copy-field", .act = copy_field},
	{.name = "copy-payload", .act = copy_payload},
	{.name = "copy-row", .act = copy_row},
	{.name = "copy-command", .act = copy_command},
	{.name = "export", .act = export_row},
	{.name = "unmask", .act = unmask},
	{.name = "take-back", .act = take_back},
};

static const struct {
	const char *name;
	void (*act)(struct event_page *page, struct pager_place *at);
} turns[] = {
	{.name = "toggle", .act = event_page_toggle},
	{.name = "fold", .act = event_page_fold},
	{.name = "unfold", .act = event_page_unfold},
	{.name = "fold-all", .act = event_page_fold_all},
	{.name = "kind", .act = event_page_turn},
};

/* The entry beside this one in the list of events; a list is kept while its entries are read. */
static struct intent go_beside(
	const struct event_screen *screen, const struct model *model, bool newer)
{
	const struct event_list *list = model_events(model);
	const struct event_row *row = NULL;
	size_t at;

	if (!event_list_find(list, screen->entry.topic, screen->entry.id, &at)) {
		return say("this entry is not in the list of events: e opens that");
	}
	if (newer || at > 0) {
		row = event_list_at(list, newer ? at + 1 : at - 1);
	}
	if (!row) {
		return say(newer ? "this is the newest in the list of events"
				 : "this is the oldest in the list of events");
	}
	return (struct intent){
		.kind = INTENT_OPEN,
		.view = "event",
		.ref = ref_entry(row->topic, row->entry.id),
	};
}

static struct intent find_next(
	struct event_screen *screen, const struct pager_source *source, bool back)
{
	const struct event_page_search search = {
		.needle = buf_text(&screen->needle),
		.back = back,
	};
	bool around = false;

	if (screen->needle.length == 0) {
		return say("nothing was looked for yet: / looks");
	}
	if (!event_page_find(&screen->page, &search, &screen->pager.at, &around)) {
		return say("it is nowhere in this entry");
	}
	pager_go(&screen->pager, source, screen->pager.at);
	if (around) {
		return say(back ? "went on from the end" : "went on from the beginning");
	}
	return (struct intent){.kind = INTENT_NONE};
}

static void go_field(struct event_screen *screen, const struct pager_source *source, int by)
{
	struct pager_place to = {.part = screen->pager.at.part};

	if (by < 0 && screen->pager.at.line == 0 && to.part > 0) {
		to.part--;
	} else if (by > 0 && to.part < screen->page.count) {
		to.part++;
	} else if (by > 0) {
		to = screen->pager.at;
	}
	pager_go(&screen->pager, source, to);
}

static struct intent act_on_page(
	struct event_screen *screen, const struct pager_source *source, const char *action)
{
	struct intent done = {.kind = INTENT_NONE};
	size_t i;

	for (i = 0; i < sizeof(turns) / sizeof(*turns); i++) {
		if (strcmp(turns[i].name, action) == 0) {
			turns[i].act(&screen->page, &screen->pager.at);
			pager_go(&screen->pager, source, screen->pager.at);
			return done;
		}
	}
	if (strcmp(action, "next-match") == 0 || strcmp(action, "previous-match") == 0) {
		return find_next(screen, source, action[0] == 'p');
	}
	if (strcmp(action, "next-field") == 0 || strcmp(action, "previous-field") == 0) {
		go_field(screen, source, action[0] == 'p' ? -1 : 1);
		return done;
	}
	event_page_advance(&screen->page, strcmp(action, "last") == 0);
	done.kind = pager_act(&screen->pager, source, action) ? INTENT_NONE : INTENT_UNKNOWN;
	return done;
}

static bool is_action(const char *action)
{
	const struct binding *binding;

	for (binding = event_view.bindings; binding->key; binding++) {
		if (strcmp(binding->action, action) == 0) {
			return true;
		}
	}
	return false;
}

struct intent event_act(void *self, const struct model *model, const char *action)
{
	struct event_screen *screen = self;
	const struct close_entry *entry = event_shown(screen, model);
	const struct pager_source source = event_source(screen);
	size_t i;

	if (strcmp(action, "newer") == 0 || strcmp(action, "older") == 0) {
		return go_beside(screen, model, action[0] == 'n');
	}
	if (strcmp(action, "topic-events") == 0) {
		return (struct intent){
			.kind = INTENT_OPEN,
			.view = "events",
			.ref = ref_topic(screen->entry.topic),
		};
	}
	if (strcmp(action, "event-journey") == 0) {
		return journey_open(model, screen->entry.topic, screen->entry.id);
	}
	if (!entry) {
		return is_action(action) ? say("this entry was not read yet")
					 : (struct intent){.kind = INTENT_UNKNOWN};
	}
	for (i = 0; i < sizeof(takes) / sizeof(*takes); i++) {
		if (strcmp(takes[i].name, action) == 0) {
			buf_reset(&screen->out);
			buf_reset(&screen->masked);
			return takes[i].act(screen, model, entry);
		}
	}
	return act_on_page(screen, &source, action);
}

bool event_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX])
{
	struct event_screen *screen = self;
	const struct pager_source source = event_source(screen);
	const struct event_page_search search = {.needle = typed, .here = true};
	struct pager_place at;
	bool around, found;

	says[0] = '\0';
	if (!event_shown(screen, model)) {
		snprintf(says, INTENT_MESSAGE_MAX, "this entry was not read yet");
		return false;
	}
	if (!screen->typing) {
		screen->origin = screen->pager.at;
	}
	screen->typing = !done && typed.length > 0;
	buf_reset(&screen->needle);
	buf_add_text(&screen->needle, typed);
	at = screen->origin;
	found = event_page_find(&screen->page, &search, &at, &around);
	event_page_keep(&screen->page, &at);
	pager_go(&screen->pager, &source, at);
	if (typed.length > 0 && !found) {
		snprintf(says, INTENT_MESSAGE_MAX, "it is nowhere in this entry");
	}
	return found || typed.length == 0;
}

struct text event_found(const void *self)
{
	const struct event_screen *screen = self;

	return buf_text(&screen->needle);
}
