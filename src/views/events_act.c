/* What keys and commands do on the events screen. */
#include <stdio.h>
#include <string.h>

#include "events_when.h"
#include "events_private.h"
#include "journey_open.h"

enum { SHIFT = 8 };

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

static const struct intent done = {.kind = INTENT_NONE};

static struct intent act_open(struct events *events, const struct model *model)
{
	const struct event_row *row =
		events->mine ? events_scroll_row(&events->scroll, model_events(model)) : NULL;

	if (!row) {
		return say("there is no event to open");
	}
	return (struct intent){
		.kind = INTENT_OPEN,
		.view = "event",
		.ref = ref_entry(row->topic, row->entry.id),
	};
}

static struct intent act_journey(struct events *events, const struct model *model)
{
	const struct event_row *row =
		events->mine ? events_scroll_row(&events->scroll, model_events(model)) : NULL;

	events->journeys = true;
	return row ? journey_open(model, row->topic, row->entry.id) : say("there is no event here");
}

static struct intent act_envelopes(struct events *events, const struct model *model)
{
	const struct event_row *row =
		events->mine ? events_scroll_row(&events->scroll, model_events(model)) : NULL;
	struct ref topic = row ? ref_topic(row->topic) : ref_none();

	return (struct intent){.kind = INTENT_OPEN, .view = "envelope", .ref = topic};
}

static struct intent act_live(struct events *events, const struct model *model)
{
	(void)model;
	if (events->has_anchor) {
		events->has_anchor = false;
		events_begin(events);
	} else {
		events_scroll_act(&events->scroll, model_events(model), "last");
		events->live = true;
	}
	return done;
}

static struct intent act_follow(struct events *events, const struct model *model)
{
	if (events->has_anchor) {
		return act_live(events, model);
	}
	events->live = !events->live;
	return say(events->live ? "following what is added" : "not following: what is shown stays");
}

static struct intent act_search(struct events *events, const struct model *model)
{
	const struct event_list_about *about = event_list_about(model_events(model));

	if (events->mine && about->older.is == READING_END) {
		return say("there is nothing further back: this is the end of the topics");
	}
	if (events->mine && about->older.is == READING_FULL) {
		return say(
			"the list is full: a narrower query, or :at, shows what lies further back");
	}
	if (!events->stopped && about->older.is == READING_ON) {
		events->stopped = true;
		return say("stopped: s goes on");
	}
	events->older += events->stopped ? 0 : EVENTS_PAGE;
	events->stopped = false;
	return done;
}

/* What takes long ends first; only then the query goes, then the screen. */
static struct intent act_cancel(struct events *events, const struct model *model)
{
	if (!events_searching(events, model)) {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	events->stopped = true;
	return say("stopped: s goes on");
}

static struct intent act_left(struct events *events, const struct model *model)
{
	(void)model;
	events->shift = events->shift > SHIFT ? events->shift - SHIFT : 0;
	return done;
}

static struct intent act_right(struct events *events, const struct model *model)
{
	(void)model;
	events->shift += events->shift < 1024 * SHIFT ? SHIFT : 0;
	return done;
}

static struct intent act_take_back(struct events *events, const struct model *model)
{
	(void)model;
	events->unmasked = false;
	return done;
}

static const struct {
	const char *name;
	struct intent (*act)(struct events *events, const struct model *model);
} actions[] = {
	{"open", act_open},
	{"follow", act_follow},
	{"live", act_live},
	{"search-on", act_search},
	{"cancel", act_cancel},
	{"interrupt", act_cancel},
	{"left", act_left},
	{"right", act_right},
	{"envelopes", act_envelopes},
	{"event-journey", act_journey},
	{"export", events_export},
	{"take-back", act_take_back},
};

/* At an end of what was read more of it is wanted. */
static void want_more(struct events *events, const struct model *model)
{
	const struct event_list_about *about = event_list_about(model_events(model));
	const struct events_scroll *scroll = &events->scroll;

	if (scroll->top == 0 && scroll->at == 0 && about->older.is == READING_IDLE &&
		events->query.length == 0 && !events->stopped) {
		events->older += EVENTS_PAGE;
	}
	if (scroll->at + 1 >= scroll->count && events->has_anchor &&
		about->newer.is == READING_IDLE) {
		events->newer += EVENTS_PAGE;
	}
}

/* What is marked is what was read: all that match are the query's. */
static struct intent say_marks(const struct events *events)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message),
		"%zu marked, of what was read here; an operation's form can take all that match",
		map_count(events->scroll.marks));
	return intent;
}

struct intent events_act(void *self, const struct model *model, const char *action)
{
	struct events *events = self;
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcmp(action, actions[i].name) == 0) {
			return actions[i].act(events, model);
		}
	}
	if (strncmp(action, "copy-", 5) == 0) {
		return events_copy(events, model, action);
	}
	if (!events_scroll_knows(action)) {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	if (events->mine) {
		events_scroll_act(&events->scroll, model_events(model), action);
		want_more(events, model);
		events_measure(events, model);
	}
	return strcmp(action, "mark-all") == 0 ? say_marks(events) : done;
}

static struct intent unmask(struct events *events, const struct model *model)
{
	struct intent intent = {.kind = INTENT_RECORD};

	if (!model_mask(model)) {
		return say("nothing is masked here");
	}
	events->unmasked = !events->unmasked;
	if (!events->unmasked) {
		return say("masked again");
	}
	intent.ref = events->what;
	snprintf(intent.message, sizeof(intent.message), "unmask");
	return intent;
}

struct intent events_command(
	void *self, const struct model *model, struct text name, struct text argument)
{
	struct events *events = self;
	const char *why = "no id: 1712924455310-0";
	struct id id;

	if (text_is(name, "unmask")) {
		return unmask(events, model);
	}
	if (text_is(name, "at") ? !when_read(argument, events_now_ms(model), &id, &why)
				: !id_parse(argument, &id)) {
		return say(why);
	}
	events->has_anchor = true;
	events->anchor = id;
	events_begin(events);
	return done;
}
