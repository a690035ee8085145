/* The pending entries of one group: on whom, how long, how often tried, what is in them. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "operation_keys.h"
#include "panel.h"
#include "pending_private.h"

enum { STATE_ROWS = 1, NAME_BYTES = 120 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "all of this entry, and who has read it",
		.hint = "open"},
	{.key = "s",
		.action = "scan-on",
		.label = "read the whole list, or stop",
		.hint = "stop/go"},
	{.key = "e", .action = "topic-events", .label = "the events from this entry's topic"},
	{.key = "J",
		.action = "event-journey",
		.label = "the journey of this entry",
		.hint = "journey"},
	{.key = "yi", .action = "copy-id", .label = "copy the id"},
	{.key = "yp", .action = "copy-payload", .label = "copy the payload, masked as shown"},
	{.key = "yc",
		.action = "copy-command",
		.label = "copy the redis-cli command that shows it pending"},
	{.key = "yr", .action = "copy-row", .label = "copy the entry as one line of JSON"},
	BIND_DEAD_LETTER,
	BIND_REDELIVER,
	BIND_CLAIM,
	BIND_ACK,
	BIND_REPLAY,
	BIND_EDIT,
	{.key = NULL},
};

static const struct view_command commands[] = {
	{.name = "unmask",
		.help = "show what masks hide, or hide it again; it is recorded",
		.typed = ":unmask"},
	{.name = NULL},
};

const struct mask *pending_mask(const struct pending_screen *screen, const struct model *model)
{
	return screen->unmasked ? NULL : model_mask(model);
}

int64_t pending_idle_now(const struct pending_item *item, const struct model *model)
{
	int64_t since = model_now_ms(model) - item->at_ms;

	if (item->idle_ms < 0) {
		return -1;
	}
	since = since > 0 ? since : 0;
	return item->idle_ms > INT64_MAX - since ? INT64_MAX : item->idle_ms + since;
}

int pending_level(const struct pending_item *item, const struct model *model)
{
	size_t tried = pending_band_of(pending_delivery_bands, item->deliveries);
	int64_t idle = pending_idle_now(item, model);

	if (tried == PENDING_BANDS - 1) {
		return 2;
	}
	return tried == PENDING_BANDS - 2 || item->gone ||
			pending_band_of(pending_idle_bands, idle) == PENDING_BANDS - 1
		? 1
		: 0;
}

/* The ids as bytes that compare as ids do. */
static void put_name(unsigned char name[PENDING_NAME], const struct pending_item *item)
{
	int i;

	for (i = 0; i < 8; i++) {
		name[i] = (unsigned char)(item->id.ms >> (56 - 8 * i));
		name[8 + i] = (unsigned char)(item->id.seq >> (56 - 8 * i));
		name[16 + i] = (unsigned char)(item->key_hash >> (56 - 8 * i));
	}
}

static bool is_item(const struct pending_item *item, const struct pending_place *place)
{
	return id_compare(item->id, place->id) == 0 && item->key_hash == place->key_hash;
}

const struct pending_item *pending_item_at(
	const struct pending_screen *screen, size_t row, size_t *at)
{
	const struct pending_place *place;
	const struct pending_list *list;
	const struct pending_item *item;

	if (!screen->model || row >= screen->count) {
		return NULL;
	}
	place = &screen->places[row];
	list = model_pending(screen->model);
	item = pending_list_at(list, row);
	*at = row;
	if (item && is_item(item, place)) {
		return item;
	}
	pending_list_find(list, text_of(""), place->id, at);
	for (; (item = pending_list_at(list, *at)) != NULL; ++*at) {
		if (is_item(item, place) || id_compare(item->id, place->id) != 0) {
			break;
		}
	}
	return item && is_item(item, place) ? item : NULL;
}

const struct pending_item *pending_selected(const struct pending_screen *screen, size_t *at)
{
	size_t row;

	if (!screen->mine || !table_selected(&screen->table, &row)) {
		return NULL;
	}
	return pending_item_at(screen, row, at);
}

void pending_begin(struct pending_screen *screen)
{
	screen->turn++;
	screen->rows = PENDING_PAGE;
	screen->stopped = screen->whole = screen->mine = false;
	screen->count = 0;
}

/* Two screens that are open at once have turns of their own. */
static unsigned turn_of(const struct pending_screen *screen)
{
	return (unsigned)((uintptr_t)screen >> 4) << 8;
}

static void pending_open(void *self, const struct ref *ref)
{
	struct pending_screen *screen = self;

	ref_set(&screen->group, ref);
	table_init(&screen->table, pending_titles, PENDING_COLUMNS, "id");
	buf_init(&screen->typed, PENDING_BYTES_MAX);
	buf_init(&screen->query, PENDING_BYTES_MAX);
	buf_init(&screen->out, PENDING_BYTES_MAX);
	buf_init(&screen->masked, PENDING_BYTES_MAX);
	screen->turn = turn_of(screen);
	pending_begin(screen);
}

static void add_sight(const struct pending_screen *screen, struct interest_pending *out)
{
	size_t i, row;

	for (i = 0; out->count < INTEREST_PENDING_MAX && table_visible(&screen->table, i, &row);
		i++) {
		if (row < screen->count) {
			out->ids[out->count++] = screen->places[row].id;
		}
	}
}

static void pending_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct pending_screen *screen = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->journeys = screen->journeys;
	if (screen->group.subject == SUBJECT_NONE) {
		return;
	}
	interest_add(out, INTEREST_GROUP, screen->group.topic, screen->group.group);
	interest_add(out, INTEREST_TOPIC, screen->group.topic, text_of(""));
	out->pending.wanted = true;
	out->pending.topic = screen->group.topic;
	out->pending.group = screen->group.group;
	out->pending.query = buf_text(&screen->query);
	out->pending.rows = screen->stopped ? 0 : screen->rows;
	out->pending.whole = screen->whole;
	out->pending.turn = screen->turn;
	out->pending.count = 0;
	if (screen->mine) {
		add_sight(screen, &out->pending);
	}
}

static void gather(struct pending_screen *screen, const struct pending_list *list)
{
	size_t count = screen->mine ? pending_list_count(list) : 0, i;

	if (count > screen->room) {
		screen->room = count + count / 2 + 64;
		screen->places = mem_resize(screen->places, screen->room, sizeof(*screen->places));
	}
	for (i = 0; i < count; i++) {
		screen->places[i].id = pending_list_at(list, i)->id;
		screen->places[i].key_hash = pending_list_at(list, i)->key_hash;
		put_name(screen->places[i].name, pending_list_at(list, i));
	}
	screen->count = count;
}

static void pending_refresh(void *self, const struct model *model)
{
	struct pending_screen *screen = self;
	const struct pending_list *list = model_pending(model);
	const struct pending_about *about = pending_list_about(list);
	struct table_source source = pending_source(screen);

	screen->model = model;
	screen->mine = screen->group.subject != SUBJECT_NONE && about->turn == screen->turn &&
		text_equal(about->topic, screen->group.topic) &&
		text_equal(about->group, screen->group.group) &&
		text_equal(about->query, buf_text(&screen->query));
	if (!pending_sorts_by(screen->table.sort_column)) {
		table_sort_by(&screen->table, "id", false);
	}
	gather(screen, list);
	table_refresh(&screen->table, &source, model_now_ms(model));
}

static void lay_out(struct pending_screen *screen)
{
	int height = screen->height - pending_bands_height(screen->width, screen->height);

	table_layout(&screen->table, panel_inner_height(screen->width, height) - STATE_ROWS);
}

static void pending_layout(void *self, int width, int height)
{
	struct pending_screen *screen = self;

	screen->width = width;
	screen->height = height;
	lay_out(screen);
}

static void draw_list(
	const struct pending_screen *screen, const struct model *model, struct canvas *canvas)
{
	char title[PENDING_WORDS_MAX], words[PENDING_WORDS_MAX];
	struct table_source source = pending_source(screen);
	struct canvas inside, rows;
	enum role role;

	pending_title(screen, title, sizeof(title));
	pending_position(screen, words, sizeof(words));
	inside = panel_draw(canvas, title, words, true);
	role = pending_state(screen, model, words, sizeof(words));
	canvas_text(&inside, 1, 0, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (screen->mine && screen->count > 0) {
		table_draw(&screen->table, &source, &rows, true);
		return;
	}
	pending_why_none(screen, model, words, sizeof(words));
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

static void pending_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct pending_screen *screen = self;
	int below = pending_bands_height(canvas->width, canvas->height);
	struct canvas list = canvas_part(canvas, 0, 0, canvas->width, canvas->height - below);
	struct canvas bands = canvas_part(canvas, 0, canvas->height - below, canvas->width, below);

	if (below > 0 && screen->mine) {
		pending_bands_draw(screen, model, &bands);
	}
	draw_list(screen, model, &list);
}

static struct table *pending_table(void *self)
{
	struct pending_screen *screen = self;

	return &screen->table;
}

/* What has no room in the row. */
static void pending_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct pending_screen *screen = self;
	size_t at;
	const struct pending_item *item = pending_selected(screen, &at);
	char id[ID_TEXT_MAX];

	(void)model;
	out[0] = '\0';
	if (item && item->owner == PENDING_OWNER_GONE) {
		snprintf(out, INTENT_MESSAGE_MAX, "%s: the group has no such consumer any more",
			id_format(id, item->id));
	} else if (item && item->owner == PENDING_RELEASED) {
		snprintf(out, INTENT_MESSAGE_MAX, "%s was given back: it is nobody's",
			id_format(id, item->id));
	} else if (item && item->gone) {
		snprintf(out, INTENT_MESSAGE_MAX,
			"%s is pending and no longer in the topic: nobody can read it again",
			id_format(id, item->id));
	} else if (item && !text_equal(item->key, screen->group.topic)) {
		snprintf(out, INTENT_MESSAGE_MAX, "%s stands in %.*s", id_format(id, item->id),
			(int)(item->key.length < NAME_BYTES ? item->key.length : NAME_BYTES),
			item->key.at);
	}
}

static void pending_close(void *self)
{
	struct pending_screen *screen = self;

	table_finish(&screen->table);
	ref_finish(&screen->group);
	mem_free(screen->places);
	buf_finish(&screen->typed);
	buf_finish(&screen->query);
	buf_finish(&screen->out);
	buf_finish(&screen->masked);
	mem_free(screen->chosen.at);
}

const struct view pending_view = {
	.name = "pending",
	.title = "Pending",
	.help = "what a group was given and has not acknowledged: on whom, how long, how often",
	.key = "3",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct pending_screen),
	.bindings = bindings,
	.open = pending_open,
	.interest = pending_interest,
	.refresh = pending_refresh,
	.layout = pending_layout,
	.draw = pending_draw,
	.act = pending_act,
	.chosen = pending_chosen,
	.table = pending_table,
	.note = pending_note,
	.find = pending_find,
	.found = pending_found,
	.command = pending_command,
	.commands = commands,
	.close = pending_close,
};
