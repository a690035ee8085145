/* What keys do on the screen `journey`. */
#include <stdio.h>
#include <string.h>

#include "chosen.h"
#include "journey_stand.h"
#include "ops/op.h"
#include "waterfall_private.h"

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

static const struct intent done = {.kind = INTENT_NONE};

/* The event that is meant by the selected row; of what is to come none is. */
static const struct fall_event *event_of(const struct waterfall *fall)
{
	const struct fall_row *row = fall_selected(fall);

	return row && row->kind != FALL_EXPECTED ? &fall->events[row->last] : NULL;
}

static struct intent act_open(struct waterfall *fall)
{
	const struct fall_event *event = event_of(fall);

	if (!event) {
		return say("this step has not come: there is no event to open");
	}
	return (struct intent){
		.kind = INTENT_OPEN,
		.view = "event",
		.ref = ref_entry(journeys_topic(fall->source.journeys, event->topic), event->id),
	};
}

/* Where one group alone reads the topic it is that one; else they are listed. */
static struct intent act_group(struct waterfall *fall)
{
	const struct fall_event *event = event_of(fall);
	struct intent intent = {.kind = INTENT_OPEN, .view = "groups"};
	const struct topic *topic;
	struct journey_stuck why;
	struct text name;

	if (!event) {
		return say("this step has not come: no group holds it");
	}
	if (event == &fall->events[fall->count - 1] &&
		journeys_stuck(fall->source.journeys, fall->number, &why) && why.group.length > 0) {
		return (struct intent){.kind = INTENT_OPEN,
			.view = "group",
			.ref = ref_group(
				model_topic_of_key(model_made_with(fall->model), why.topic),
				why.group)};
	}
	name = model_topic_of_key(
		model_made_with(fall->model), journeys_topic(fall->source.journeys, event->topic));
	topic = model_topic(fall->model, name);
	if (!topic || topic->group_count == 0) {
		return say("no group reads the topic of this step");
	}
	intent.ref = ref_topic(topic->name);
	if (topic->group_count == 1) {
		intent.view = "group";
		intent.ref = ref_group(topic->name, topic->groups[0]->name);
	}
	return intent;
}

/* Ids of two topics may be the same. */
static bool is_there(const struct waterfall *fall, const struct fall_event *event,
	const struct journey_stand *stand)
{
	return id_compare(event->id, stand->id) == 0 &&
		text_equal(journeys_topic(fall->source.journeys, event->topic), stand->topic);
}

/* The event of the selected step and the group that holds it, where that is known; what takes dead
 * letters back is about the journey's. */
struct chosen fall_chosen(void *self, const struct model *model, const struct op *op)
{
	struct waterfall *fall = self;
	const struct fall_event *event = event_of(fall);
	bool letter = (op->flags & OP_BACK) != 0 && (!event || (event->flags & EVENT_DEAD) == 0);
	struct journey_stand stand;
	bool held = fall->source.journeys && fall->count > 0 &&
		journey_stand(model, fall->source.journeys, fall->number, letter, &stand);

	if (letter ? !held : !event) {
		return (struct chosen){.why = letter
				? "this journey has no dead letter"
				: "this step has not come: there is no event to act on"};
	}
	if (!letter && !(held && is_there(fall, event, &stand))) {
		stand.topic = journeys_topic(fall->source.journeys, event->topic);
		stand.group = text_of("");
		stand.id = event->id;
	}
	fall->chosen = stand.id;
	return (struct chosen){.ids = &fall->chosen,
		.id_count = 1,
		.ref = stand.group.length > 0 ? ref_group(stand.topic, stand.group)
					      : ref_topic(stand.topic),
		.why = chosen_why_marked(&fall->table)};
}

static struct intent act_shape(struct waterfall *fall)
{
	static const char *const says[FALL_SHAPES] = {
		[FALL_STEPS] = "steps in the order in which they came",
		[FALL_TREE] = "a tree: each step stands below what it waited for",
		[FALL_LANES] = "a lane for each service",
	};

	fall->shape = (enum fall_shape)((fall->shape + 1) % FALL_SHAPES);
	return say(says[fall->shape]);
}

static struct intent act_fold(struct waterfall *fall)
{
	fall->folded = !fall->folded;
	return say(fall->folded ? "equal steps that follow each other are one row; failures show"
				: "every event is a row");
}

static void zoom_to(struct waterfall *fall, int zoom)
{
	int cells = fall->axis.width / fall->zoom, middle = fall->axis.left + cells / 2;

	fall->axis.left = middle * zoom / fall->zoom - cells / 2;
	fall->zoom = zoom;
	fall_make_axis(fall);
}

static struct intent act_in(struct waterfall *fall)
{
	if (fall->zoom >= FALL_ZOOM_MAX || axis_ms_per_cell(&fall->axis) <= 1) {
		return say("this is the closest look");
	}
	zoom_to(fall, fall->zoom * 2);
	return done;
}

static struct intent act_out(struct waterfall *fall)
{
	if (fall->zoom > 1) {
		zoom_to(fall, fall->zoom / 2);
	}
	return done;
}

static struct intent act_fit(struct waterfall *fall)
{
	fall->zoom = 1;
	fall->axis.left = 0;
	fall_make_axis(fall);
	return done;
}

static struct intent shift(struct waterfall *fall, int by)
{
	int cells = fall->axis.width / fall->zoom;

	if (fall->zoom == 1) {
		return say("all of its time is in sight: + zooms");
	}
	fall->axis.left += by * (cells / 4 > 0 ? cells / 4 : 1);
	fall_make_axis(fall);
	return done;
}

static struct intent act_left(struct waterfall *fall)
{
	return shift(fall, -1);
}

static struct intent act_right(struct waterfall *fall)
{
	return shift(fall, 1);
}

static struct intent act_customer(struct waterfall *fall)
{
	struct journey_view view;

	if (!fall_journey(fall, &view) || view.party.length == 0) {
		return say("nothing tells whose journey this is: party = FIELD in its definition");
	}
	return (struct intent){
		.kind = INTENT_OPEN, .view = "customer", .ref = ref_party(view.party)};
}

static struct intent act_compare(struct waterfall *fall)
{
	if (fall->shown != 0) {
		return say("this journey is of the past: only what is held is compared");
	}
	return (struct intent){.kind = INTENT_OPEN, .view = "compare", .ref = fall->what};
}

static struct intent act_merges(struct waterfall *fall)
{
	struct journey_view view;

	if (fall->shown != 0 || !fall_journey(fall, &view)) {
		return say("this journey is of the past: `rivermaster journey KEY --merges` lists "
			   "why it is one, --apart undoes it");
	}
	return (struct intent){.kind = INTENT_OPEN, .view = "merges", .ref = journey_ref(&view)};
}

static const struct {
	const char *name;
	struct intent (*act)(struct waterfall *fall);
} actions[] = {
	{"open", act_open},
	{"step-group", act_group},
	{"shape", act_shape},
	{"fold-equal", act_fold},
	{"longer", act_in},
	{"shorter", act_out},
	{"fit", act_fit},
	{"left", act_left},
	{"right", act_right},
	{"customer", act_customer},
	{"compare", act_compare},
	{"merges", act_merges},
};

struct intent fall_act(void *self, const struct model *model, const char *action)
{
	struct waterfall *fall = self;
	struct table_source source = fall_source(fall);
	struct journey_view view;
	bool known;

	if (strcmp(action, "look-back") == 0) {
		struct intent intent = {.kind = INTENT_SAY};

		fall_look_back(fall, intent.message, sizeof(intent.message));
		return intent;
	}
	if (strcmp(action, "covered") == 0) {
		return fall->seeks ? (struct intent){.kind = INTENT_OPEN,
					     .view = "covered",
					     .ref = fall->sought}
				   : say("nothing was looked for further back: s does");
	}
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcmp(action, actions[i].name) == 0) {
			return fall->number == 0 ? say("this journey is not held here")
						 : actions[i].act(fall);
		}
	}
	if (strncmp(action, "copy-", 5) == 0) {
		return fall_journey(fall, &view)
			? journey_copy_act(&fall->copy, model, &view, action)
			: say("this journey is not held here");
	}
	known = table_act(&fall->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}
