/* The first screen: every topic with its rates, its lag and the verdict of its worst group. */
#include "views/view.h"

#include <stdio.h>
#include <string.h>

#include "area.h"
#include "chosen.h"
#include "operation_keys.h"
#include "panel.h"
#include "rows.h"
#include "samples.h"
#include "say.h"
#include "totals.h"

enum { CHART_BODY_MIN = 26, CHART_HEIGHT = 8 };

struct topics {
	struct rows rows;
	struct chart_scale_state scale;
	int width, height;
	struct text marked[INTEREST_TOPICS_MAX]; /* borrowed, while a key is acted on */
};

static const struct binding bindings[] = {
	{.key = "Enter", .action = "open", .label = "the groups of this topic", .hint = "groups"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of this topic, or of the marked ones",
		.hint = "events"},
	{.key = "d",
		.action = "topic-dead",
		.label = "the dead letters in this topic, or of it, or all"},
	{.key = "+", .action = "longer", .label = "look further back", .hint = "window"},
	{.key = "-", .action = "shorter", .label = "look less far back", .hint = "window"},
	BIND_REPLAY,
	BIND_TRIM,
	BIND_CREATE,
	{.key = NULL},
};

static bool has_chart(const struct topics *topics)
{
	return topics->height >= CHART_BODY_MIN && topics->width >= PANEL_WIDE;
}

static int head_height(const struct topics *topics)
{
	return has_chart(topics) ? CHART_HEIGHT : 1;
}

static void topics_open(void *self, const struct ref *ref)
{
	struct topics *topics = self;

	(void)ref;
	rows_init(&topics->rows, &topic_rows, NULL);
}

static void topics_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct topics *topics = self;
	const void *row;
	size_t i;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	for (i = 0; rows_visible(&topics->rows, i, &row); i++) {
		const struct topic *topic = row;

		if (topic) {
			interest_add(out, INTEREST_TOPIC, topic->name, text_of(""));
			interest_add(out, INTEREST_MEMORY, topic->name, text_of(""));
		}
	}
}

static void topics_refresh(void *self, const struct model *model)
{
	struct topics *topics = self;

	rows_refresh(&topics->rows, model);
	area_hold_scale(&topics->scale, model, model_in_series(model), topics->rows.span_s);
}

static void topics_layout(void *self, int width, int height)
{
	struct topics *topics = self;

	topics->width = width;
	topics->height = height;
	table_layout(&topics->rows.table, panel_inner_height(width, height - head_height(topics)));
}

static void draw_chart(const struct topics *topics, const struct model *model, const char *title,
	struct canvas *canvas)
{
	char right[64];
	struct area area = {
		.series = model_in_series(model),
		.span_s = topics->rows.span_s,
		.scale = topics->scale.scale,
	};
	struct canvas inside;

	snprintf(right, sizeof(right), "in/s, %s, max", span_name(area.span_s));
	inside = panel_draw(canvas, title, right, false);
	area_draw(&area, model, &inside);
}

static void draw_list(const struct topics *topics, const struct model *model, struct canvas *canvas)
{
	char title[160], place[96], sentence[ERROR_TEXT_MAX];
	struct canvas inside;

	rows_title(&topics->rows, "Topics", title, sizeof(title));
	rows_place(&topics->rows, place, sizeof(place));
	inside = panel_draw(canvas, title, place, true);
	rows_draw(&topics->rows, &inside, true);
	if (topics->rows.table.total == 0) {
		say_why_empty(sentence, sizeof(sentence), model, "streams");
		panel_say(&inside, ROLE_MUTED, text_of(sentence));
	} else if (topics->rows.table.shown == 0) {
		rows_say_none(&topics->rows, sentence, sizeof(sentence));
		panel_say(&inside, ROLE_MUTED, text_of(sentence));
	}
}

static void topics_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct topics *topics = self;
	int head = head_height(topics);
	struct canvas top = canvas_part(canvas, 0, 0, canvas->width, head);
	struct canvas list = canvas_part(canvas, 0, head, canvas->width, canvas->height - head);
	char totals[TOTALS_MAX];

	totals_say(totals, canvas, model);
	if (has_chart(topics)) {
		draw_chart(topics, model, totals, &top);
	} else {
		canvas_text(&top, 1, 0, top.width - 1, ROLE_TEXT, text_of(totals));
	}
	draw_list(topics, model, &list);
}

static struct intent open_selected(const struct topics *topics)
{
	const struct topic *topic = rows_selected(&topics->rows);

	if (!topic) {
		return (struct intent){.kind = INTENT_SAY, .message = "there is no topic to open"};
	}
	return (struct intent){
		.kind = INTENT_OPEN,
		.view = "groups",
		.ref = ref_topic(topic->name),
	};
}

/* The marked topics, as many as may be looked at together, else the selected one. */
static struct intent open_events(struct topics *topics)
{
	const struct topic *selected = rows_selected(&topics->rows);
	size_t count = rows_marked(&topics->rows, topics->marked, INTEREST_TOPICS_MAX);
	struct intent intent = {.kind = INTENT_OPEN, .view = "events"};

	if (count > 0) {
		intent.ref = ref_topic(topics->marked[0]);
		intent.ref.more = topics->marked + 1;
		intent.ref.more_count = count - 1;
	} else if (selected) {
		intent.ref = ref_topic(selected->name);
	} else {
		intent =
			(struct intent){.kind = INTENT_SAY, .message = "there is no topic to open"};
	}
	return intent;
}

/* Those in the topic itself, where it holds some; those that came from it; else all. */
static struct intent open_dead(const struct topics *topics, const struct model *model)
{
	const struct topic *topic = rows_selected(&topics->rows);
	size_t i, count;
	const struct topic *const *all = model_topics(model, &count);

	if (topic && model_dead_source(model, topic->name).length > 0) {
		return (struct intent){
			.kind = INTENT_OPEN, .view = "causes", .ref = ref_topic(topic->name)};
	}
	for (i = 0; topic && i < count; i++) {
		if (text_equal(model_dead_source(model, all[i]->name), topic->name)) {
			return (struct intent){.kind = INTENT_OPEN,
				.view = "causes",
				.ref = ref_topic(all[i]->name)};
		}
	}
	return (struct intent){.kind = INTENT_OPEN, .view = "dead-letters", .ref = ref_none()};
}

static struct intent topics_act(void *self, const struct model *model, const char *action)
{
	struct topics *topics = self;
	struct intent done = {.kind = INTENT_NONE};

	if (strcmp(action, "open") == 0) {
		return open_selected(topics);
	}
	if (strcmp(action, "topic-events") == 0) {
		return open_events(topics);
	}
	if (strcmp(action, "topic-dead") == 0) {
		return open_dead(topics, model);
	}
	if (strcmp(action, "longer") == 0 || strcmp(action, "shorter") == 0) {
		rows_set_span(&topics->rows,
			span_step(topics->rows.span_s, strcmp(action, "longer") == 0 ? 1 : -1));
		topics->scale = (struct chart_scale_state){.scale = 0};
		topics_refresh(self, model);
		return done;
	}
	done.kind = rows_act(&topics->rows, model, action) ? INTENT_NONE : INTENT_UNKNOWN;
	return done;
}

static struct chosen topics_chosen(void *self, const struct model *model, const struct op *op)
{
	const struct topics *topics = self;
	const struct topic *topic = rows_selected(&topics->rows);

	(void)model;
	(void)op;
	if (!topic) {
		return (struct chosen){.why = "there is no topic here to act on"};
	}
	return (struct chosen){
		.ref = ref_topic(topic->name), .why = chosen_why_marked(&topics->rows.table)};
}

static struct table *topics_table(void *self)
{
	struct topics *topics = self;

	return &topics->rows.table;
}

/* The trouble of the topic itself, else the reason of its worst group. */
static void topics_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct topics *topics = self;
	const struct topic *topic = rows_selected(&topics->rows);
	const struct group *worst = NULL;
	struct text name;
	size_t i;

	out[0] = '\0';
	if (!topic) {
		return;
	}
	say_topic_trouble(out, INTENT_MESSAGE_MAX, topic);
	for (i = 0; i < topic->group_count; i++) {
		const struct group *group = topic->groups[i];

		if (!worst || verdict_compare(group->verdict.id, worst->verdict.id) > 0) {
			worst = group;
		}
	}
	if (out[0] == '\0' && worst && worst->verdict.severity != SEVERITY_OK) {
		say_verdict(out, INTENT_MESSAGE_MAX, model, worst);
	}
	if (out[0] == '\0' && rows_cuts(&topics->rows, panel_inner_width(topics->width))) {
		name = say_name(topic->name, INTENT_MESSAGE_MAX);
		snprintf(out, INTENT_MESSAGE_MAX, "%.*s", (int)name.length, name.at);
	}
}

static void topics_close(void *self)
{
	struct topics *topics = self;

	rows_finish(&topics->rows);
}

const struct view topics_view = {
	.name = "topics",
	.title = "Topics",
	.help = "every topic: what comes in, what waits, and how its worst group fares",
	.key = "1",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct topics),
	.bindings = bindings,
	.open = topics_open,
	.interest = topics_interest,
	.refresh = topics_refresh,
	.layout = topics_layout,
	.draw = topics_draw,
	.act = topics_act,
	.chosen = topics_chosen,
	.table = topics_table,
	.note = topics_note,
	.close = topics_close,
};
