/* Who writes into which topic, which groups read it, and where that leads: learned from the events.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "flow_private.h"
#include "panel.h"

enum { REBUILD_MS = 1000, QUERY_BYTES_MAX = 8192 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "the topic's groups, the group, what is written; or go there",
		.hint = "open"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of this topic",
		.hint = "events"},
	{.key = "n",
		.action = "group-pending",
		.label = "what is pending in this group",
		.hint = "pending"},
	{.key = "J",
		.action = "group-journeys",
		.label = "the journeys that wait behind this group",
		.hint = "journeys"},
	{.key = "f",
		.action = "focus",
		.label = "only what leads to this topic, and from it; or all",
		.hint = "focus"},
	{.key = "t", .action = "shape", .label = "as a map, as a tree", .hint = "tree"},
	{.key = "j Down", .action = "down", .label = "one row down"},
	{.key = "k Up", .action = "up", .label = "one row up"},
	{.key = "h Left", .action = "left", .label = "against the flow"},
	{.key = "l Right", .action = "right", .label = "with the flow"},
	{.key = "C-d", .action = "half-down", .label = "half a page down"},
	{.key = "C-u", .action = "half-up", .label = "half a page up"},
	{.key = "PgDn C-f", .action = "page-down", .label = "a page down"},
	{.key = "PgUp", .action = "page-up", .label = "a page up"},
	{.key = "gg Home", .action = "first", .label = "the first row"},
	{.key = "G End", .action = "last", .label = "the last row"},
	{.key = "y", .action = "copy", .label = "copy the name"},
	{.key = NULL},
};

static struct buf *new_buf(void)
{
	struct buf *buf = mem_alloc(1, sizeof(*buf));

	buf_init(buf, QUERY_BYTES_MAX);
	return buf;
}

static void flow_open(void *self, const struct ref *ref)
{
	struct flow_screen *screen = self;

	(void)ref;
	screen->filter = new_buf();
	screen->focus = new_buf();
	screen->query = new_buf();
	screen->column = screen->wanted = MAP_TOPIC;
	screen->width = PANEL_WIDE;
	screen->height = 1;
}

static void flow_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct flow_screen *screen = self;
	const struct flow_map *map = &screen->map;
	size_t last = screen->top + (size_t)screen->height;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	for (size_t i = screen->top; i < last && i < map->line_count; i++) {
		if (map->lines[i].at[MAP_TOPIC] >= 0) {
			interest_add(out, INTEREST_TOPIC,
				map->topics[map->lines[i].at[MAP_TOPIC]].name, text_of(""));
		}
	}
	out->journeys = true;
}

static void build(struct flow_screen *screen)
{
	struct map_wanted wanted = {.model = screen->model,
		.filter = buf_text(screen->filter),
		.focus = buf_text(screen->focus),
		.tree = screen->tree};

	model_server_now_ms(screen->model, &wanted.now_ms);
	flow_map_build(&screen->map, &wanted);
	screen->built_ms = model_now_ms(screen->model);
	flow_find_again(screen);
}

static void flow_refresh(void *self, const struct model *model)
{
	struct flow_screen *screen = self;

	screen->model = model;
	/* The more there is, the less often. */
	if (screen->built_ms == 0 ||
		model_now_ms(model) - screen->built_ms >=
			REBUILD_MS + (int64_t)screen->map.topic_count) {
		build(screen);
	}
}

static void flow_layout(void *self, int width, int height)
{
	struct flow_screen *screen = self;
	bool tree = screen->asked_tree || width < FLOW_WIDE;

	screen->width = width;
	screen->height = panel_inner_height(width, height - flow_below(width, height)) - 1;
	if (tree != screen->tree) {
		screen->tree = tree;
		screen->built_ms = 0;
	}
	flow_keep_in_sight(screen);
}

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

static struct intent opens(const char *view, struct ref ref)
{
	return (struct intent){.kind = INTENT_OPEN, .view = view, .ref = ref};
}

/* To the place of a topic on the map. */
static struct intent go_to(struct flow_screen *screen, struct text topic)
{
	for (size_t i = 0; i < screen->map.line_count; i++) {
		const struct map_line *line = &screen->map.lines[i];

		if (flow_has(line, MAP_TOPIC) &&
			text_equal(screen->map.topics[line->at[MAP_TOPIC]].name, topic)) {
			screen->line = i;
			screen->column = screen->wanted = MAP_TOPIC;
			flow_keep_in_sight(screen);
			flow_remember(screen);
			return (struct intent){.kind = INTENT_NONE};
		}
	}
	return say(
		"this topic is not on the map: a filter or a focus leaves it out, or it is gone");
}

/* What a service writes: events of the topic that name it. */
static struct intent open_source(struct flow_screen *screen, const struct map_line *line)
{
	const struct map_source *source = &screen->map.sources[line->at[MAP_SOURCE]];
	struct intent intent = opens("events", ref_topic(screen->map.topics[line->topic].name));

	if (source->service.length == 0) {
		return source->from.length > 0 ? go_to(screen, source->from) : intent;
	}
	buf_reset(screen->query);
	buf_add_string(screen->query, "service == \"");
	for (size_t i = 0; i < source->service.length; i++) {
		char byte = source->service.at[i];

		if (byte == '"' || byte == '\\') {
			buf_add_byte(screen->query, '\\');
		}
		buf_add_byte(screen->query, byte);
	}
	buf_add_byte(screen->query, '"');
	intent.text = buf_text(screen->query);
	return intent;
}

static struct intent act_open(struct flow_screen *screen, const struct map_line *line)
{
	struct text topic = screen->map.topics[line->topic].name;

	switch (screen->column) {
	case MAP_SOURCE:
		return open_source(screen, line);
	case MAP_TOPIC:
		return opens("groups", ref_topic(topic));
	case MAP_GROUP:
		return flow_name_at(&screen->map, line, MAP_GROUP).length > 0
			? opens("group",
				  ref_group(topic, flow_name_at(&screen->map, line, MAP_GROUP)))
			: say("which group reads this is not known");
	default:
		return go_to(screen, flow_name_at(&screen->map, line, MAP_NEXT));
	}
}

static struct intent act_group(
	struct flow_screen *screen, const struct map_line *line, const char *view)
{
	struct text topic = screen->map.topics[line->topic].name;

	if (line->read < 0 || screen->column < MAP_GROUP ||
		screen->map.reads[line->read].how == MAP_UNKNOWN) {
		return say("no group is selected: l goes to those of this topic");
	}
	return opens(view, ref_group(topic, screen->map.reads[line->read].group));
}

static struct intent act_focus(struct flow_screen *screen, const struct map_line *line)
{
	if (screen->focus->length > 0) {
		buf_reset(screen->focus);
	} else {
		buf_add_text(screen->focus, screen->map.topics[line->topic].name);
	}
	screen->held = true;
	build(screen);
	return (struct intent){.kind = INTENT_NONE};
}

static struct intent act_shape(struct flow_screen *screen)
{
	if (screen->width < FLOW_WIDE) {
		return say("a map needs 100 columns: here is a tree");
	}
	screen->asked_tree = !screen->asked_tree;
	screen->tree = screen->asked_tree;
	build(screen);
	return (struct intent){.kind = INTENT_NONE};
}

static struct intent copy(const struct flow_screen *screen, const struct map_line *line)
{
	struct text name = flow_name_at(&screen->map, line, screen->column);

	if (name.length == 0) {
		return say("there is no name to copy");
	}
	return (struct intent){
		.kind = INTENT_COPY, .text = name, .masked = name, .message = "name"};
}

static struct intent act_here(struct flow_screen *screen, const char *action)
{
	const struct map_line *line = &screen->map.lines[screen->line];

	if (strcmp(action, "open") == 0) {
		return act_open(screen, line);
	}
	if (strcmp(action, "topic-events") == 0) {
		return opens("events", ref_topic(screen->map.topics[line->topic].name));
	}
	if (strcmp(action, "group-pending") == 0) {
		return act_group(screen, line, "pending");
	}
	if (strcmp(action, "group-journeys") == 0) {
		return act_group(screen, line, "journeys");
	}
	if (strcmp(action, "focus") == 0) {
		return act_focus(screen, line);
	}
	return copy(screen, line);
}

static struct intent flow_act(void *self, const struct model *model, const char *action)
{
	static const char *const here[] = {
		"open", "topic-events", "group-pending", "group-journeys", "focus", "copy"};
	struct flow_screen *screen = self;

	(void)model;
	if (strcmp(action, "shape") == 0) {
		return act_shape(screen);
	}
	for (size_t i = 0; i < sizeof(here) / sizeof(*here); i++) {
		if (strcmp(action, here[i]) == 0) {
			return screen->map.line_count > 0 ? act_here(screen, action)
							  : say("there is no topic here");
		}
	}
	return (struct intent){.kind = flow_move(screen, action) ? INTENT_NONE : INTENT_UNKNOWN};
}

static bool flow_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX])
{
	struct flow_screen *screen = self;

	(void)model;
	(void)done;
	buf_reset(screen->filter);
	buf_add_text(screen->filter, text_trim(typed));
	screen->built_ms = 0;
	screen->held = false;
	says[0] = '\0';
	return true;
}

static struct text flow_found(const void *self)
{
	return buf_text(((const struct flow_screen *)self)->filter);
}

static void drop(struct buf *buf)
{
	buf_finish(buf);
	mem_free(buf);
}

static void flow_close(void *self)
{
	struct flow_screen *screen = self;

	flow_map_free(&screen->map);
	drop(screen->filter);
	drop(screen->focus);
	drop(screen->query);
}

const struct view flow_view = {
	.name = "flow",
	.title = "Flow",
	.help = "who writes into which topic, which groups read it, and where that leads",
	.key = "6",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct flow_screen),
	.bindings = bindings,
	.open = flow_open,
	.interest = flow_interest,
	.refresh = flow_refresh,
	.layout = flow_layout,
	.draw = flow_draw,
	.act = flow_act,
	.find = flow_find,
	.found = flow_found,
	.close = flow_close,
};
