#include "model/journey_query.h"

enum { WORDS_BYTES_MAX = 1 << 20 };

enum attribute {
	OF_STATE,
	OF_JOURNEY,
	OF_DEFINITION,
	OF_PARTY,
	OF_STEP,
	OF_STEPS,
	OF_AGE,
	OF_IDLE,
	OF_WALL,
	OF_DUE,
	OF_VALUE,
	OF_FLAGS,
	OF_REASON,
	OF_GROUP,
	OF_CONSUMER,
	OF_STARTED,
};

static const struct query_attribute attributes[] = {
	[OF_STATE] = {"state", QUERY_STRING,
		"ACTIVE, WAITING, LATE, STUCK, FAILED, COMPLETED, ..."},
	[OF_JOURNEY] = {"journey", QUERY_STRING, "what it is called by"},
	[OF_DEFINITION] = {"definition", QUERY_STRING, "the [journey NAME] that it follows"},
	[OF_PARTY] = {"party", QUERY_STRING, "whose it is"},
	[OF_STEP] = {"step", QUERY_STRING, "its last step"},
	[OF_STEPS] = {"steps", QUERY_NUMBER, "how many events it has"},
	[OF_AGE] = {"age", QUERY_DURATION, "since its first event"},
	[OF_IDLE] = {"idle", QUERY_DURATION, "since its last event"},
	[OF_WALL] = {"wall", QUERY_DURATION, "from its first event to its last"},
	[OF_DUE] = {"due", QUERY_DURATION,
		"until its next deadline; below 0 where that has passed"},
	[OF_VALUE] = {"value", QUERY_NUMBER, "what its definition says it is worth"},
	[OF_FLAGS] = {"flags", QUERY_STRING, "sla_breached, deviating, merged, ..., by blanks"},
	[OF_REASON] = {"reason", QUERY_STRING, "why it is in its state"},
	[OF_GROUP] = {"group", QUERY_STRING, "that holds it up"},
	[OF_CONSUMER] = {"consumer", QUERY_STRING, "that holds it up"},
	[OF_STARTED] = {"started", QUERY_TIME, "when its first event was added"},
};

const struct query_schema journey_schema = {
	.attributes = attributes, .count = sizeof attributes / sizeof *attributes};

void journey_subject_init(struct journey_subject *subject)
{
	*subject = (struct journey_subject){.number = 0};
	buf_init(&subject->words, WORDS_BYTES_MAX);
}

void journey_subject_finish(struct journey_subject *subject)
{
	buf_finish(&subject->words);
}

static struct query_value of_text(struct text text)
{
	return (struct query_value){
		.type = text.length > 0 ? QUERY_STRING : QUERY_NONE, .text = text};
}

static struct query_value of_duration(int64_t ms)
{
	return (struct query_value){.type = QUERY_DURATION, .n = ms};
}

static struct text last_step(const struct journey_subject *subject)
{
	const struct journey_event *event = journeys_first(subject->journeys, subject->number);
	uint16_t step = 0;

	for (; event != NULL; event = journeys_after(subject->journeys, event)) {
		step = event->step;
	}
	return journeys_step(subject->journeys, step);
}

static struct query_value flags_of(struct journey_subject *subject)
{
	buf_reset(&subject->words);
	for (int bit = 0; bit < JOURNEY_FLAGS; bit++) {
		if ((subject->view.flags >> bit & 1) != 0) {
			buf_addf(&subject->words, "%s%s", subject->words.length > 0 ? " " : "",
				journey_flag_name(bit));
		}
	}
	return of_text(buf_text(&subject->words));
}

static struct query_value reason_of(struct journey_subject *subject)
{
	buf_reset(&subject->words);
	journeys_reason(subject->journeys, subject->number, &subject->words);
	return of_text(buf_text(&subject->words));
}

static struct query_value number_of(const struct journey_subject *subject, enum attribute which)
{
	if (which == OF_STEPS) {
		return (struct query_value){
			.type = QUERY_NUMBER, .whole = true, .n = (int64_t)subject->view.events};
	}
	return (struct query_value){.type = subject->view.has_value ? QUERY_NUMBER : QUERY_NONE,
		.number = subject->view.value};
}

static struct query_value time_of(const struct journey_subject *subject, enum attribute which)
{
	const struct journey_view *view = &subject->view;

	switch (which) {
	case OF_AGE:
		return of_duration(subject->now_ms - view->started_ms);
	case OF_IDLE:
		return of_duration(subject->now_ms - view->last_ms);
	case OF_WALL:
		return of_duration(view->last_ms - view->started_ms);
	case OF_DUE:
		return view->has_due ? of_duration(view->due_ms - subject->now_ms)
				     : (struct query_value){.type = QUERY_NONE};
	default:
		return (struct query_value){.type = QUERY_TIME, .n = view->started_ms};
	}
}

/* One that is a text. */
static struct query_value text_of_it(struct journey_subject *subject, enum attribute which)
{
	static const struct text none = {.length = 0};

	switch (which) {
	case OF_STATE:
		return of_text(text_of(journey_state_name(subject->view.state)));
	case OF_JOURNEY:
		return of_text(subject->view.name);
	case OF_DEFINITION:
		return of_text(text_of(subject->view.definition->name));
	case OF_PARTY:
		return of_text(subject->view.party);
	case OF_STEP:
		return of_text(last_step(subject));
	case OF_FLAGS:
		return flags_of(subject);
	case OF_REASON:
		return reason_of(subject);
	case OF_GROUP:
		return of_text(subject->is_stuck ? subject->stuck.group : none);
	default:
		return of_text(subject->is_stuck ? subject->stuck.consumer : none);
	}
}

static void get(const void *arg, size_t attribute, struct query_value *out)
{
	struct journey_subject *subject = (struct journey_subject *)(uintptr_t)arg;

	switch (attributes[attribute].type) {
	case QUERY_NUMBER:
		*out = number_of(subject, (enum attribute)attribute);
		break;
	case QUERY_DURATION:
	case QUERY_TIME:
		*out = time_of(subject, (enum attribute)attribute);
		break;
	default:
		*out = text_of_it(subject, (enum attribute)attribute);
		break;
	}
}

struct query_subject journey_subject_set(struct journey_subject *subject,
	const struct journeys *journeys, uint32_t number, int64_t now_ms)
{
	subject->journeys = journeys;
	subject->number = number;
	subject->now_ms = now_ms;
	journeys_view(journeys, number, &subject->view);
	subject->is_stuck = journeys_stuck(journeys, number, &subject->stuck);
	return (struct query_subject){.arg = subject, .get = get};
}
