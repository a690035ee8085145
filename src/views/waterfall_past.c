/* Where a journey is not held, or not whole: what looking back through the topics has found. */
#include <stdio.h>

#include "base/number.h"
#include "events_when.h"
#include "panel.h"
#include "say.h"
#include "waterfall_private.h"

enum { WORDS_MAX = 1000, NAME_BYTES = 80, SAY_BYTES_MAX = 1 << 14 };

/* What was found so far is what is meant here. */
static bool is_mine(const struct waterfall *fall, const struct past_journeys *past)
{
	return fall->seeks && past->what != NULL && past->turn == fall->turn &&
		ref_equal(past->what, &fall->sought);
}

static uint32_t find_past(const struct waterfall *fall, const struct past_journeys *past)
{
	if (!is_mine(fall, past) || past->journeys == NULL) {
		return 0;
	}
	return fall->shown == past->shown && fall->made.shown == past->shown &&
			journeys_holds(past->journeys, fall->number, fall->made.serial)
		? fall->number
		: past_find(past->journeys, past->what);
}

/* By an event it is looked for once: that goes over all journeys. */
static uint32_t find_live(const struct waterfall *fall, const struct journeys *live)
{
	if (live == NULL) {
		return 0;
	}
	if (fall->shown == 0 && fall->made.shown == 0 &&
		journeys_holds(live, fall->number, fall->made.serial)) {
		return fall->number;
	}
	return fall->seeks && fall->what.topic.length > 0 ? 0 : journey_find(live, &fall->what);
}

static const struct journey_event *last_event(const struct journeys *journeys, uint32_t number)
{
	const struct journey_event *event = journeys_first(journeys, number), *last = event;

	for (; event != NULL; event = journeys_after(journeys, event)) {
		last = event;
	}
	return last;
}

/* One that is held in part is looked for by its last event: its name may have been used before. */
static void seek(struct waterfall *fall)
{
	const struct journeys *live = fall->source.journeys;
	const struct journey_event *last =
		fall->shown == 0 && fall->number != 0 ? last_event(live, fall->number) : NULL;
	struct ref what = fall->what;

	if (last != NULL) {
		what = ref_journey_of(journeys_topic(live, last->topic), last->id);
		what.definition = fall->what.definition;
	}
	what.incarnation = 0;
	if (!fall->seeks) {
		ref_set(&fall->sought, &what);
	}
	fall->seeks = true;
}

void fall_choose(struct waterfall *fall)
{
	const struct past_journeys *past = model_past(fall->model);
	struct journey_source live = journey_source_of(fall->model);
	uint32_t number = find_live(fall, live.journeys), old = find_past(fall, past);
	struct journey_view of_live, of_past;

	fall->source = live;
	fall->went_on = false;
	if (old != 0 && (number == 0 || fall->asked)) {
		fall->source.journeys = past->journeys;
		fall->source.variants = past->variants;
		journeys_view(past->journeys, old, &of_past);
		if (number != 0) {
			journeys_view(live.journeys, number, &of_live);
			fall->went_on = of_live.last_ms > of_past.last_ms;
		}
		fall->shown = past->shown;
		fall->number = old;
		return;
	}
	fall->shown = 0;
	fall->number = number;
	if (number == 0 && live.journeys != NULL && !model_live(fall->model)->reading_back) {
		seek(fall);
	}
}

void fall_past_interest(const struct waterfall *fall, struct interest *out)
{
	if (fall->seeks) {
		out->past = (struct interest_past){.wanted = true,
			.stopped = fall->stopped,
			.what = fall->sought,
			.turn = fall->turn};
	}
}

void fall_look_back(struct waterfall *fall, char *says, size_t size)
{
	const struct past_journeys *past = model_past(fall->model);

	if (!fall->source.journeys) {
		snprintf(says, size, "journeys are not followed here");
	} else if (is_mine(fall, past) && past->on && !fall->stopped) {
		fall->stopped = true;
		snprintf(says, size, "stopped: s looks again, and further");
	} else {
		fall->turn += fall->seeks;
		seek(fall);
		fall->asked = true;
		fall->stopped = false;
		snprintf(says, size, "looking further back: s stops");
	}
}

/* --- in words --- */

static const char *say_from(const struct waterfall *fall, struct id from, char out[WHEN_MAX])
{
	return id_is_zero(from) ? "the beginning" : when_say(out, from.ms, fall->now_ms);
}

static void say_reading(
	const struct waterfall *fall, const struct past_journeys *past, char *out, size_t size)
{
	char entries[NUMBER_MAX], bytes[NUMBER_MAX], from[WHEN_MAX];

	if (past->waits.code != ERROR_NONE) {
		snprintf(out, size, "looking back waits: %s", past->waits.text);
	} else if (past->topics == 0) {
		snprintf(out, size, "looking back: asking what there is ...");
	} else {
		snprintf(out, size,
			"looking back: %s entries (%s) of %zu topics read from %s on; s stops",
			number_count(entries, (int64_t)past->entries, NUMBER_MAX),
			number_bytes(bytes, past->bytes), past->topics,
			say_from(fall, past->from, from));
	}
}

static const char *say_limit(enum coverage_limit limit)
{
	static const char *const words[] = {
		[COVERAGE_WHOLE] = "",
		[COVERAGE_ON] = "",
		[COVERAGE_ENOUGH] = "",
		[COVERAGE_BYTES] = "; the limit was reached, s goes further",
		[COVERAGE_CANCELLED] = "; stopped, s goes on",
		[COVERAGE_FAILED] = "; the server failed, s tries again",
	};

	return words[limit];
}

static enum role say_covered(
	const struct waterfall *fall, const struct past_journeys *past, char *out, size_t size)
{
	const struct coverage *covered = &past->covered;
	char from[WHEN_MAX], as_of[WHEN_MAX];
	size_t whole = 0;

	for (size_t i = 0; i < covered->count; i++) {
		whole += coverage_topic_is_whole(covered, &covered->topics[i]);
	}
	snprintf(out, size, "past, as of %s: %zu of %zu topics whole from %s on%s%s; o tells each",
		when_say(as_of, (uint64_t)past->as_of_ms, fall->now_ms), whole, covered->count,
		say_from(fall, covered->from, from), say_limit(covered->limit),
		fall->went_on ? "; it went on since, s looks again" : "");
	return whole < covered->count || say_limit(covered->limit)[0] != '\0' || fall->went_on
		? ROLE_WARN
		: ROLE_ACCENT;
}

enum role fall_say_past(const struct waterfall *fall, char *out, size_t size)
{
	const struct past_journeys *past = model_past(fall->model);

	if (!is_mine(fall, past) || (past->on && fall->shown == 0)) {
		say_reading(fall, past, out, size);
		return ROLE_MUTED;
	}
	if (past->on) {
		say_reading(fall, past, out, size);
		return ROLE_ACCENT;
	}
	return say_covered(fall, past, out, size);
}

static struct text say_what(const struct waterfall *fall)
{
	char id[ID_TEXT_MAX];

	buf_reset(fall->scratch);
	if (fall->what.journey.length > 0) {
		mask_value(model_mask(fall->model), text_of("journey"), fall->what.journey,
			fall->scratch);
	} else {
		buf_add_string(fall->scratch, "the journey of ");
		buf_add_text(fall->scratch, say_name(fall->what.topic, NAME_BYTES));
		buf_addf(fall->scratch, " %s", id_format(id, fall->what.id));
	}
	return say_name(buf_text(fall->scratch), 2 * NAME_BYTES);
}

/* All that was read, and what was not. */
static void draw_covered(const struct past_journeys *past, struct text what, struct canvas *canvas)
{
	const struct coverage *covered = &past->covered;
	struct buf words;
	int y;

	buf_init(&words, SAY_BYTES_MAX);
	buf_add_text(&words, what);
	buf_add_string(&words, " is in nothing that was read: ");
	coverage_say_all(covered, &words);
	buf_add_string(&words, covered->limit == COVERAGE_WHOLE ? "." : ". s looks further.");
	y = panel_wrap(canvas, 1, ROLE_WARN, buf_text(&words)) + 1;
	for (size_t i = 0; i < covered->count && y < canvas->height; i++) {
		const struct coverage_topic *topic = &covered->topics[i];

		if (coverage_topic_is_whole(covered, topic)) {
			continue;
		}
		buf_reset(&words);
		buf_add_text(&words, say_name(topic->name, NAME_BYTES));
		buf_add_string(&words, ": ");
		coverage_say_topic(covered, topic, &words);
		canvas_text(canvas, 1, y++, canvas->width - 2, ROLE_MUTED, buf_text(&words));
	}
	buf_finish(&words);
}

void fall_draw_past(const struct waterfall *fall, struct canvas *canvas)
{
	const struct past_journeys *past = model_past(fall->model);
	struct text what = say_what(fall);
	char words[WORDS_MAX];
	int n;

	if (is_mine(fall, past) && !past->on) {
		draw_covered(past, what, canvas);
		return;
	}
	if (!model_link(fall->model)->ready && !fall->source.journeys) {
		say_why_empty(words, sizeof(words), fall->model, "journeys");
	} else if (!fall->source.journeys) {
		snprintf(words, sizeof(words), "journeys are not followed here");
	} else if (!fall->seeks) {
		snprintf(words, sizeof(words), "%.*s is not held yet: reading what the topics hold",
			(int)what.length, what.at);
	} else {
		n = snprintf(words, sizeof(words), "%.*s is not held. ", (int)what.length, what.at);
		say_reading(fall, past, words + n, sizeof(words) - (size_t)n);
	}
	panel_say(canvas, ROLE_MUTED, text_of(words));
}
