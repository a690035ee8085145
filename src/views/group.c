/* One group: its verdict, four lag numbers with where each comes from, its consumers and its lag
 * over time. */
#include "views/view.h"

#include <stdio.h>
#include <string.h>

#include "area.h"
#include "chosen.h"
#include "operation_keys.h"
#include "ops/op.h"
#include "panel.h"
#include "rows.h"
#include "samples.h"
#include "say.h"
#include "why.h"

enum { CONSUMERS_MIN = 3, CONSUMERS_SEEN = 3, CHART_MIN = 6, NAME_BYTES = 60 };
enum { QUERY_BYTES_MAX = 1 << 20 };

struct group_page {
	struct ref group; /* own */
	struct rows consumers;
	struct chart_scale_state scale;
	int span_s;
	struct buf query; /* that finds what a consumer holds */
	int width, height;
};

/* Rows of the verdict, and of the facts below it. */
struct head {
	int verdict, facts;
};

static const struct binding bindings[] = {
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
		.label = "the journeys that wait behind this group",
		.hint = "journeys"},
	{.key = "a", .action = "seen", .label = "this loss has been seen: stop showing LOST"},
	{.key = "+", .action = "longer", .label = "look further back", .hint = "window"},
	{.key = "-", .action = "shorter", .label = "look less far back", .hint = "window"},
	BIND_REDELIVER,
	BIND_DEAD_LETTER,
	BIND_CLAIM,
	BIND_ACK,
	BIND_CREATE,
	BIND_SEEK,
	BIND_REMOVE,
	BIND_DESTROY,
	{.key = NULL},
};

static const struct group *group_of(const struct group_page *page, const struct model *model)
{
	return model_group(model, page->group.topic, page->group.group);
}

static void group_open(void *self, const struct ref *ref)
{
	struct group_page *page = self;

	ref_set(&page->group, ref);
	rows_init(&page->consumers, &consumer_rows, "pending");
	page->consumers.within = page->group;
	page->span_s = 600;
	buf_init(&page->query, QUERY_BYTES_MAX);
}

static void group_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct group_page *page = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	interest_add(out, INTEREST_GROUP, page->group.topic, page->group.group);
	interest_add(out, INTEREST_TOPIC, page->group.topic, text_of(""));
}

/* Uncut where that leaves the consumers in sight; else fewer facts, since the first ones say most.
 */
static struct head head_of(
	const struct group *group, const struct model *model, int width, int height)
{
	int seen = group->consumer_count < CONSUMERS_SEEN ? (int)group->consumer_count
							  : CONSUMERS_SEEN;
	int consumers = height - panel_inner_height(width, height) + 1 + (seen > 0 ? seen : 1);
	struct head head = {
		.verdict = why_verdict_rows(group, width),
		.facts = why_facts_rows(group, model, width),
	};
	int room = height - head.verdict - consumers;

	if (head.facts > room) {
		head.facts = room > WHY_FACTS ? WHY_FACTS : room > 0 ? room : 0;
	}
	return head;
}

static void lay_out(struct group_page *page, const struct group *group, const struct model *model);

static void group_refresh(void *self, const struct model *model)
{
	struct group_page *page = self;
	const struct group *group = group_of(page, model);

	if (group) {
		lay_out(page, group, model);
	}
	rows_refresh(&page->consumers, model);
	if (group) {
		area_hold_scale(&page->scale, model, group->lag_series, page->span_s);
	}
}

/* Where the parts below the facts are; a part without room has height 0. */
struct parts {
	int consumers_width, consumers_height;
	int chart_x, chart_y, chart_width, chart_height;
};

static struct parts parts_of(
	const struct group *group, int width, int height, const struct head *head)
{
	int top = head->verdict + head->facts, rest = height - top, half = width / 2;
	int wanted = height - panel_inner_height(width, height) + 1 + (int)group->consumer_count;
	struct parts parts = {.consumers_width = width, .consumers_height = rest > 0 ? rest : 0};

	wanted = wanted > CONSUMERS_MIN ? wanted : CONSUMERS_MIN;
	if (width >= PANEL_WIDE && rest >= CHART_MIN) {
		parts.consumers_width = half;
		parts.chart_x = half;
		parts.chart_y = top;
		parts.chart_width = width - half;
		parts.chart_height = rest;
	} else if (rest >= CONSUMERS_MIN + CHART_MIN && width < PANEL_WIDE) {
		parts.chart_height = rest - wanted > CHART_MIN ? rest - wanted : CHART_MIN;
		parts.consumers_height = rest - parts.chart_height;
		parts.chart_y = top + parts.consumers_height;
		parts.chart_width = width;
	}
	return parts;
}

static void lay_out(struct group_page *page, const struct group *group, const struct model *model)
{
	struct head head = head_of(group, model, page->width, page->height);
	struct parts parts = parts_of(group, page->width, page->height, &head);

	table_layout(&page->consumers.table,
		panel_inner_height(parts.consumers_width, parts.consumers_height));
}

/* How high the parts are depends on what they say: that is for the refresh that follows. */
static void group_layout(void *self, int width, int height)
{
	struct group_page *page = self;

	page->width = width;
	page->height = height;
}

static void say_page(const struct group_page *page, char *out, size_t size)
{
	struct text topic = say_name(page->group.topic, NAME_BYTES);
	struct text name = say_name(page->group.group, NAME_BYTES);

	snprintf(out, size, "group %.*s of %.*s", (int)name.length, name.at, (int)topic.length,
		topic.at);
}

static void draw_consumers(
	const struct group_page *page, const struct group *group, struct canvas *canvas)
{
	char title[160], place[96];
	struct canvas inside;

	rows_title(&page->consumers, "Consumers", title, sizeof(title));
	rows_place(&page->consumers, place, sizeof(place));
	inside = panel_draw(canvas, title, place, true);
	if (page->consumers.table.total > 0) {
		rows_draw(&page->consumers, &inside, true);
		return;
	}
	canvas_text(&inside, 1, 0, inside.width - 1, ROLE_MUTED, text_of(why_no_consumers(group)));
}

static void draw_lag_chart(const struct group_page *page, const struct group *group,
	const struct model *model, struct canvas *canvas)
{
	struct area area = {
		.series = group->lag_series,
		.span_s = page->span_s,
		.scale = page->scale.scale > LAG_SCALE_LEAST ? page->scale.scale : LAG_SCALE_LEAST,
	};
	char title[80], lag[SAY_MAX];
	struct canvas inside;

	snprintf(title, sizeof(title), "Lag %s",
		say_lag(lag, canvas, group->lag.count, group->lag.is));
	inside = panel_draw(canvas, title, span_name(page->span_s), false);
	area_draw(&area, model, &inside);
}

static void draw_gone(
	const struct group_page *page, const struct model *model, struct canvas *canvas)
{
	const struct topic *topic = model_topic(model, page->group.topic);
	char name[200], sentence[400];

	say_page(page, name, sizeof(name));
	if (model_discovered(model) && (!topic || topic->at_ms > 0)) {
		snprintf(sentence, sizeof(sentence), "%s is gone; q goes back", name);
	} else {
		say_why_empty(sentence, sizeof(sentence), model, "such group");
	}
	panel_say(canvas, ROLE_MUTED, text_of(sentence));
}

static void draw_group(const struct group_page *page, const struct group *group,
	const struct model *model, struct canvas *canvas)
{
	struct head head = head_of(group, model, canvas->width, canvas->height);
	struct parts parts = parts_of(group, canvas->width, canvas->height, &head);
	int top = head.verdict + head.facts;
	struct canvas facts = canvas_part(canvas, 0, head.verdict, canvas->width, head.facts);
	struct canvas consumers =
		canvas_part(canvas, 0, top, parts.consumers_width, parts.consumers_height);
	struct canvas chart = canvas_part(
		canvas, parts.chart_x, parts.chart_y, parts.chart_width, parts.chart_height);

	why_draw_verdict(group, model, canvas, 0);
	why_draw_facts(group, model, &facts);
	if (consumers.height > 1) {
		draw_consumers(page, group, &consumers);
	}
	if (chart.height > 0) {
		draw_lag_chart(page, group, model, &chart);
	}
}

static void group_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct group_page *page = self;
	const struct group *group = group_of(page, model);

	if (group) {
		draw_group(page, group, model, canvas);
	} else {
		draw_gone(page, model, canvas);
	}
}

static struct intent say_seen(const struct group_page *page, const struct group *group)
{
	if (!group || !group->lost.happened) {
		return (struct intent){
			.kind = INTENT_SAY,
			.message = "nothing to take note of: no loss is shown here",
		};
	}
	return (struct intent){.kind = INTENT_SEEN, .ref = page->group};
}

static struct intent group_act(void *self, const struct model *model, const char *action)
{
	struct group_page *page = self;
	struct intent done = {.kind = INTENT_NONE};

	if (strcmp(action, "seen") == 0) {
		return say_seen(page, group_of(page, model));
	}
	if (strcmp(action, "topic-events") == 0) {
		return (struct intent){
			.kind = INTENT_OPEN, .view = "events", .ref = ref_topic(page->group.topic)};
	}
	if (strcmp(action, "group-pending") == 0 || strcmp(action, "pending") == 0) {
		return (struct intent){.kind = INTENT_OPEN, .view = "pending", .ref = page->group};
	}
	if (strcmp(action, "group-journeys") == 0) {
		return (struct intent){.kind = INTENT_OPEN, .view = "journeys", .ref = page->group};
	}
	if (strcmp(action, "longer") == 0 || strcmp(action, "shorter") == 0) {
		page->span_s = span_step(page->span_s, strcmp(action, "longer") == 0 ? 1 : -1);
		page->scale = (struct chart_scale_state){.scale = 0};
		group_refresh(self, model);
		return done;
	}
	done.kind = rows_act(&page->consumers, model, action) ? INTENT_NONE : INTENT_UNKNOWN;
	return done;
}

/* Of the selected consumer: what it holds, or itself. */
static struct chosen group_chosen(void *self, const struct model *model, const struct op *op)
{
	struct group_page *page = self;
	const struct consumer *consumer = rows_selected(&page->consumers);
	struct chosen chosen = {
		.ref = page->group, .why = chosen_why_marked(&page->consumers.table)};

	(void)model;
	if (consumer && (op->flags & OP_PENDING) != 0) {
		buf_reset(&page->query);
		buf_add_string(&page->query, "consumer == ");
		query_add_string(&page->query, consumer->name);
		chosen.query = buf_text(&page->query);
		snprintf(chosen.note, sizeof(chosen.note),
			"what this consumer holds, %lld a moment ago: the plan counts",
			(long long)consumer->pending);
	} else if (consumer && op->subject == SUBJECT_CONSUMER) {
		chosen.ref = ref_consumer(page->group.topic, page->group.group, consumer->name);
	}
	return chosen;
}

static struct table *group_table(void *self)
{
	struct group_page *page = self;

	return &page->consumers.table;
}

static void group_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct group_page *page = self;
	const struct topic *topic = model_topic(model, page->group.topic);

	out[0] = '\0';
	if (topic) {
		say_topic_trouble(out, INTENT_MESSAGE_MAX, topic);
	}
}

static void group_close(void *self)
{
	struct group_page *page = self;

	rows_finish(&page->consumers);
	buf_finish(&page->query);
	ref_finish(&page->group);
}

const struct view group_view = {
	.name = "group",
	.title = "Group",
	.help = "one group: verdict, the four lag numbers and where they come from, consumers",
	.subject = SUBJECT_GROUP,
	.size = sizeof(struct group_page),
	.bindings = bindings,
	.open = group_open,
	.interest = group_interest,
	.refresh = group_refresh,
	.layout = group_layout,
	.draw = group_draw,
	.act = group_act,
	.chosen = group_chosen,
	.table = group_table,
	.note = group_note,
	.close = group_close,
};
