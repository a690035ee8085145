/* All groups, or those of one topic; below them the consumers of the selected one and why it is as
 * it is. */
#include "views/view.h"

#include <stdio.h>
#include <string.h>

#include "chosen.h"
#include "operation_keys.h"
#include "ops/op.h"
#include "panel.h"
#include "rows.h"
#include "samples.h"
#include "say.h"
#include "why.h"

enum { DETAIL_BODY_MIN = 16, LIST_ROWS_MIN = 5, NAME_BYTES = 100 };

struct groups {
	struct ref topic; /* own; SUBJECT_NONE: all */
	struct rows rows;
	struct rows consumers; /* of the selected group */
	struct ref selected;   /* own: whose consumers these are */
	int width, height;
};

static const struct binding bindings[] = {
	{.key = "Enter", .action = "open", .label = "all of this group", .hint = "open"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of this group's topic",
		.hint = "events"},
	{.key = "n",
		.action = "group-pending",
		.label = "what is pending in this group",
		.hint = "pending"},
	{.key = "J",
		.action = "group-journeys",
		.label = "the journeys that wait behind this group"},
	{.key = "+", .action = "longer", .label = "look further back", .hint = "window"},
	{.key = "-", .action = "shorter", .label = "look less far back", .hint = "window"},
	BIND_CREATE,
	BIND_SEEK,
	BIND_DESTROY,
	{.key = NULL},
};

static void groups_open(void *self, const struct ref *ref)
{
	struct groups *groups = self;

	ref_set(&groups->topic, ref);
	rows_init(&groups->rows, &group_rows, NULL);
	groups->rows.within = groups->topic;
	if (groups->topic.subject != SUBJECT_NONE) {
		rows_leave_out(&groups->rows, "topic");
	}
	rows_init(&groups->consumers, &consumer_rows, "pending");
}

static const struct group *selected_group(const struct groups *groups)
{
	return rows_selected(&groups->rows);
}

static void groups_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct groups *groups = self;
	const struct group *selected = selected_group(groups);
	const void *row;
	size_t i;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	if (selected) {
		interest_add(out, INTEREST_GROUP, selected->topic->name, selected->name);
	}
	if (groups->topic.subject != SUBJECT_NONE) {
		interest_add(out, INTEREST_TOPIC, groups->topic.topic, text_of(""));
	}
	for (i = 0; rows_visible(&groups->rows, i, &row); i++) {
		const struct group *group = row;

		if (group) {
			interest_add(out, INTEREST_TOPIC, group->topic->name, text_of(""));
		}
	}
}

static void follow_selection(struct groups *groups, const struct model *model)
{
	const struct group *group = selected_group(groups);
	struct ref ref = group ? ref_group(group->topic->name, group->name) : ref_none();

	if (!ref_equal(&ref, &groups->selected)) {
		ref_set(&groups->selected, &ref);
	}
	groups->consumers.within = groups->selected;
	rows_refresh(&groups->consumers, model);
}

/* Heights of the parts, borders included; a part without room has height 0. */
struct parts {
	int list, consumers, why;
};

/* The reason takes what it says, the consumers what they fill up to half, the list the rest. */
static struct parts parts_of(
	const struct groups *groups, const struct group *group, int width, int height)
{
	int border = height - panel_inner_height(width, height);
	size_t count = groups->consumers.table.total;
	int rows = 1 + (count > (size_t)height ? height : count > 0 ? (int)count : 0);
	struct parts parts = {.list = height};
	int room;

	if (height < DETAIL_BODY_MIN || !group) {
		return parts;
	}
	parts.why = border + why_rows(group, panel_inner_width(width));
	room = height - parts.why - border - LIST_ROWS_MIN;
	room = room > height / 2 ? height / 2 : room;
	parts.consumers = border + rows < room ? border + rows : room;
	parts.consumers = parts.consumers > border ? parts.consumers : 0;
	parts.list = height - parts.why - parts.consumers;
	return parts.list > border + 1 ? parts : (struct parts){.list = height};
}

static void lay_out(struct groups *groups)
{
	struct parts parts =
		parts_of(groups, selected_group(groups), groups->width, groups->height);

	table_layout(&groups->rows.table, panel_inner_height(groups->width, parts.list));
	table_layout(&groups->consumers.table, panel_inner_height(groups->width, parts.consumers));
}

static void groups_refresh(void *self, const struct model *model)
{
	struct groups *groups = self;

	rows_refresh(&groups->rows, model);
	follow_selection(groups, model);
	lay_out(groups);
}

static void groups_layout(void *self, int width, int height)
{
	struct groups *groups = self;

	groups->width = width;
	groups->height = height;
	if (groups->rows.model) {
		lay_out(groups);
	}
}

static void say_why_no_groups(
	const struct groups *groups, const struct model *model, struct canvas *canvas)
{
	const struct topic *topic = NULL;
	struct text name;
	char sentence[ERROR_TEXT_MAX];

	say_why_empty(sentence, sizeof(sentence), model, "consumer groups");
	if (groups->topic.subject != SUBJECT_NONE) {
		topic = model_topic(model, groups->topic.topic);
	}
	if (groups->topic.subject != SUBJECT_NONE && !topic && model_discovered(model)) {
		name = say_name(groups->topic.topic, NAME_BYTES);
		snprintf(sentence, sizeof(sentence), "topic %.*s is gone", (int)name.length,
			name.at);
	} else if (topic && topic->outcome != FACT_KNOWN && topic->at_ms > 0) {
		say_topic_trouble(sentence, sizeof(sentence), topic);
	} else if (topic && topic->at_ms > 0) {
		snprintf(sentence, sizeof(sentence), "this topic has no consumer group");
	}
	panel_say(canvas, ROLE_MUTED, text_of(sentence));
}

static void draw_list(const struct groups *groups, const struct model *model, struct canvas *canvas)
{
	char title[400], place[96], what[256] = "Groups";
	struct text topic = say_name(groups->topic.topic, NAME_BYTES);
	char sentence[200];
	struct canvas inside;

	if (groups->topic.subject != SUBJECT_NONE) {
		snprintf(what, sizeof(what), "Groups of %.*s", (int)topic.length, topic.at);
	}
	rows_title(&groups->rows, what, title, sizeof(title));
	rows_place(&groups->rows, place, sizeof(place));
	inside = panel_draw(canvas, title, place, true);
	rows_draw(&groups->rows, &inside, true);
	if (groups->rows.table.total == 0) {
		say_why_no_groups(groups, model, &inside);
	} else if (groups->rows.table.shown == 0) {
		rows_say_none(&groups->rows, sentence, sizeof(sentence));
		panel_say(&inside, ROLE_MUTED, text_of(sentence));
	}
}

/* Nothing is chosen here: the list above is where the keys go. */
static void draw_consumers(const struct groups *groups, struct canvas *canvas)
{
	rows_draw(&groups->consumers, canvas, false);
	for (int y = 1; y < canvas->height; y++) {
		canvas_text(canvas, 0, y, 1, ROLE_TEXT, text_of(" "));
	}
}

static void draw_consumers_of(
	const struct groups *groups, const struct group *group, struct canvas *canvas)
{
	struct text topic = say_name(group->topic->name, NAME_BYTES);
	struct text name = say_name(group->name, NAME_BYTES);
	size_t total = groups->consumers.table.total;
	int rows = panel_inner_height(canvas->width, canvas->height) - 1;
	char title[256], place[64] = "";
	struct canvas inside;

	snprintf(title, sizeof(title), "Consumers of %.*s / %.*s", (int)topic.length, topic.at,
		(int)name.length, name.at);
	if (rows > 0 && total > (size_t)rows) {
		snprintf(place, sizeof(place), "%d of %zu", rows, total);
	}
	inside = panel_draw(canvas, title, place[0] ? place : NULL, false);
	if (total > 0) {
		draw_consumers(groups, &inside);
	} else {
		canvas_text(&inside, 1, 0, inside.width - 1, ROLE_MUTED,
			text_of(why_no_consumers(group)));
	}
}

static void groups_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct groups *groups = self;
	const struct group *group = selected_group(groups);
	struct parts parts = parts_of(groups, group, canvas->width, canvas->height);
	struct canvas list = canvas_part(canvas, 0, 0, canvas->width, parts.list);
	struct canvas consumers =
		canvas_part(canvas, 0, parts.list, canvas->width, parts.consumers);
	struct canvas why =
		canvas_part(canvas, 0, parts.list + parts.consumers, canvas->width, parts.why);

	if (consumers.height > 0) {
		draw_consumers_of(groups, group, &consumers);
	}
	if (why.height > 0) {
		why = panel_draw(&why, "Why", NULL, false);
		why_draw(group, model, &why);
	}
	draw_list(groups, model, &list);
}

static struct intent open_events(const struct groups *groups, const struct group *group)
{
	struct intent intent = {.kind = INTENT_OPEN, .view = "events"};

	if (group) {
		intent.ref = ref_topic(group->topic->name);
	} else if (groups->topic.subject != SUBJECT_NONE) {
		intent.ref = ref_topic(groups->topic.topic);
	} else {
		intent =
			(struct intent){.kind = INTENT_SAY, .message = "there is no group to open"};
	}
	return intent;
}

/* `3` is taken for the selected group, too. */
static struct intent open_pending(const struct group *group)
{
	struct intent intent = {.kind = INTENT_OPEN, .view = "pending"};

	if (group) {
		intent.ref = ref_group(group->topic->name, group->name);
	} else {
		intent = (struct intent){
			.kind = INTENT_SAY, .message = "there is no group: nothing is pending"};
	}
	return intent;
}

static bool is_pending(const char *action)
{
	return strcmp(action, "group-pending") == 0 || strcmp(action, "pending") == 0;
}

static struct intent open_journeys(const struct group *group)
{
	if (!group) {
		return (struct intent){.kind = INTENT_SAY, .message = "there is no group here"};
	}
	return (struct intent){.kind = INTENT_OPEN,
		.view = "journeys",
		.ref = ref_group(group->topic->name, group->name)};
}

static struct intent groups_act(void *self, const struct model *model, const char *action)
{
	struct groups *groups = self;
	const struct group *group = selected_group(groups);
	struct intent intent = {.kind = INTENT_NONE};

	if (strcmp(action, "open") == 0 && group) {
		intent.kind = INTENT_OPEN;
		intent.view = "group";
		intent.ref = ref_group(group->topic->name, group->name);
	} else if (strcmp(action, "open") == 0) {
		intent.kind = INTENT_SAY;
		snprintf(intent.message, sizeof(intent.message), "there is no group to open");
	} else if (strcmp(action, "topic-events") == 0) {
		intent = open_events(groups, group);
	} else if (is_pending(action)) {
		intent = open_pending(group);
	} else if (strcmp(action, "group-journeys") == 0) {
		intent = open_journeys(group);
	} else if (strcmp(action, "longer") == 0) {
		rows_set_span(&groups->rows, span_step(groups->rows.span_s, 1));
	} else if (strcmp(action, "shorter") == 0) {
		rows_set_span(&groups->rows, span_step(groups->rows.span_s, -1));
	} else if (rows_act(&groups->rows, model, action)) {
		follow_selection(groups, model);
	} else {
		intent.kind = INTENT_UNKNOWN;
	}
	return intent;
}

static struct chosen groups_chosen(void *self, const struct model *model, const struct op *op)
{
	const struct groups *groups = self;
	const struct group *group = selected_group(groups);

	(void)model;
	if (!group) {
		bool may = (op->flags & OP_NEW_GROUP) != 0 && groups->topic.topic.length > 0;

		return (struct chosen){.ref = groups->topic,
			.why = may ? NULL : "there is no group here to act on"};
	}
	return (struct chosen){.ref = ref_group(group->topic->name, group->name),
		.why = chosen_why_marked(&groups->rows.table)};
}

static struct table *groups_table(void *self)
{
	struct groups *groups = self;

	return &groups->rows.table;
}

static void groups_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct groups *groups = self;
	const struct group *group = selected_group(groups);

	out[0] = '\0';
	if (group && group->topic->outcome != FACT_KNOWN) {
		say_topic_trouble(out, INTENT_MESSAGE_MAX, group->topic);
	}
	if (group && out[0] == '\0' && group->verdict.severity != SEVERITY_OK) {
		say_verdict(out, INTENT_MESSAGE_MAX, model, group);
	}
	if (group && out[0] == '\0' && rows_cuts(&groups->rows, panel_inner_width(groups->width))) {
		say_group(out, INTENT_MESSAGE_MAX, group->topic->name, group->name);
	}
}

static void groups_close(void *self)
{
	struct groups *groups = self;

	rows_finish(&groups->rows);
	rows_finish(&groups->consumers);
	ref_finish(&groups->topic);
	ref_finish(&groups->selected);
}

const struct view groups_view = {
	.name = "groups",
	.title = "Groups",
	.help = "consumer groups, worst first, with the reason of the selected one's verdict",
	.key = "2",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct groups),
	.bindings = bindings,
	.open = groups_open,
	.interest = groups_interest,
	.refresh = groups_refresh,
	.layout = groups_layout,
	.draw = groups_draw,
	.act = groups_act,
	.chosen = groups_chosen,
	.table = groups_table,
	.note = groups_note,
	.close = groups_close,
};
