/* What the events screen says of itself: title, place, how the reading stands, why there is
 * nothing.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "events_when.h"
#include "events_private.h"
#include "say.h"

enum { EXACT_CELLS = 15, NAME_BYTES = 60, QUERY_BYTES = 80 };

struct words {
	char *out;
	size_t size, length;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *words, const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(words->out + words->length, words->size - words->length, format, arguments);
	va_end(arguments);
	words->length += n > 0 ? (size_t)n : 0;
	if (words->length >= words->size) {
		words->length = words->size - 1;
	}
}

static struct words begin(char *out, size_t size)
{
	out[0] = '\0';
	return (struct words){.out = out, .size = size};
}

static const char *count_of(char out[NUMBER_MAX], uint64_t n)
{
	return number_count(out, n < INT64_MAX ? (int64_t)n : INT64_MAX, EXACT_CELLS);
}

static void add_what(const struct events *events, struct words *words)
{
	struct text topic = say_name(events->what.topic, NAME_BYTES);

	if (events->what.subject == SUBJECT_NONE) {
		add(words, "all topics");
	} else if (events->what.more_count > 0) {
		add(words, "%zu topics", events->what.more_count + 1);
	} else {
		add(words, "%.*s", (int)topic.length, topic.at);
	}
}

void events_title(const struct events *events, char *out, size_t size)
{
	struct words words = begin(out, size);
	struct text typed = buf_text(&events->typed);

	add(&words, events->unmasked ? "Events UNMASKED of " : "Events of ");
	add_what(events, &words);
	if (typed.length > 0) {
		typed.length = typed.length < QUERY_BYTES ? typed.length : QUERY_BYTES;
		add(&words, "   find: %.*s", (int)typed.length, typed.at);
	}
}

void events_place(const struct events *events, const struct model *model, char *out, size_t size)
{
	const struct events_scroll *scroll = &events->scroll;
	struct words words = begin(out, size);
	size_t last = scroll->top + (scroll->rows > 0 ? (size_t)scroll->rows : 0), below;
	char number[NUMBER_MAX];

	last = last < scroll->count ? last : scroll->count;
	if (!events->mine) {
		return;
	}
	if (events->live) {
		add(&words, "FOLLOW   ");
	}
	if (map_count(scroll->marks) > 0) {
		add(&words, "marks %zu   ", map_count(scroll->marks));
	}
	add(&words, "%zu-%zu of %s", last > 0 ? scroll->top + 1 : 0, last,
		count_of(number, scroll->count));
	below = events_scroll_below(scroll, model_events(model));
	if (below > 0) {
		add(&words, "   +%s new below", count_of(number, below));
	}
}

static uint64_t length_of(const struct topic *topic)
{
	return topic->length > 0 ? (uint64_t)topic->length : 0;
}

/* Entries that the topics hold, as far as that is known; 0: it is not. */
static uint64_t total_of(const struct events *events, const struct model *model)
{
	size_t count, i;
	const struct topic *const *topics = model_topics(model, &count);
	uint64_t total = 0;

	if (events->what.subject == SUBJECT_NONE) {
		for (i = 0; i < count; i++) {
			total += length_of(topics[i]);
		}
		return total;
	}
	for (i = 0; i <= events->what.more_count; i++) {
		struct text name = i > 0 ? events->what.more[i - 1] : events->what.topic;
		const struct topic *topic = model_topic(model, name);

		total += topic ? length_of(topic) : 0;
	}
	return total;
}

/* Of a narrow screen the end of the line is cut: what matters less stands there. */
static void add_looked(const struct events *events, const struct model *model,
	const struct reading *reading, struct words *words)
{
	uint64_t total = total_of(events, model);
	char looked[NUMBER_MAX], all[NUMBER_MAX], bytes[NUMBER_MAX], busy[NUMBER_MAX];
	char when[WHEN_MAX];

	add(words, "%s", count_of(looked, reading->entries));
	if (total >= reading->entries && reading->is != READING_END) {
		add(words, " of ~%s", count_of(all, total));
	} else {
		add(words, " entries");
	}
	if (reading->has_reached && reading->is != READING_END) {
		add(words, ", to %s", when_say(when, reading->reached.ms, events_now_ms(model)));
	}
	add(words, ", %s, %s", number_bytes(bytes, reading->bytes),
		number_duration(busy, reading->busy_ms));
}

static void add_search(const struct events *events, const struct model *model, struct words *words)
{
	const struct event_list_about *about = event_list_about(model_events(model));
	const struct reading *reading = &about->older;
	char found[NUMBER_MAX];

	count_of(found, about->matched);
	switch (reading->is) {
	case READING_ON:
		add(words, "searching back: %s found in ", found);
		break;
	case READING_END:
		add(words, "end of the topics: %s found in ", found);
		break;
	case READING_FULL:
		add(words, "list is full: %s found in ", found);
		break;
	case READING_IDLE:
	case READING_FAILED:
		add(words,
			events->stopped ? "stopped, s goes on: %s found in "
					: "holds, s goes on: %s found in ",
			found);
		break;
	}
	add_looked(events, model, reading, words);
}

static void add_reading(
	const struct events *events, const struct event_list_about *about, struct words *words)
{
	const struct reading *reading = &about->older;
	bool gone = about->gone > 0;

	if (reading->is == READING_ON) {
		add(words, "reading older ...");
	} else if (events->stopped) {
		add(words, "stopped, s goes on");
	} else if (reading->is == READING_END) {
		add(words, "the first entry there %s stands above", gone ? "was" : "is");
	} else if (reading->is == READING_FULL) {
		add(words, "list is full: nothing older is kept");
	}
}

static bool fails(const struct event_list_about *about, const struct reading **which)
{
	*which = about->older.is == READING_FAILED ? &about->older : &about->newer;
	return (*which)->is == READING_FAILED;
}

/* The server is busy, and is asked again. */
static const struct reading *waiting(const struct event_list_about *about)
{
	return about->older.waits ? &about->older : about->newer.waits ? &about->newer : NULL;
}

static void add_missed(const struct event_list_about *about, struct words *words)
{
	char number[NUMBER_MAX];

	if (about->gone == 1) {
		struct text name = say_name(text_of(about->gone_first), NAME_BYTES);

		add(words, "%.*s was deleted, its rows are copies; ", (int)name.length, name.at);
	} else if (about->gone > 1) {
		add(words, "%s topics were deleted, their rows are copies; ",
			count_of(number, about->gone));
	}
	if (about->skipped > 0) {
		add(words, "skipped %s to keep up; ", count_of(number, about->skipped));
	}
	if (about->undecided > 0) {
		add(words, "%s not decided; ", count_of(number, about->undecided));
	}
}

static void add_end(const struct events *events, const struct event_list_about *about,
	int64_t now_ms, struct words *words)
{
	const char *between = words->length > 0 ? "; " : "";
	char number[NUMBER_MAX], when[WHEN_MAX];

	if (events->has_anchor) {
		add(words, "%sat %s, = for now", between,
			when_say(when, events->anchor.ms, now_ms));
	} else if (!events->live) {
		add(words, "%snot following, f follows", between);
	}
	if (about->dropped > 0) {
		add(words, "%s%s older rows given up for room", words->length > 0 ? "; " : "",
			count_of(number, about->dropped));
	}
	if (about->undecided > 0) {
		add(words, "; the first not decided: %s", about->undecided_why);
	}
}

enum role events_state(
	const struct events *events, const struct model *model, char *out, size_t size)
{
	const struct event_list_about *about = event_list_about(model_events(model));
	struct words words = begin(out, size);
	const struct reading *failed;

	if (!events->mine) {
		return ROLE_MUTED;
	}
	if (fails(about, &failed)) {
		add(&words, "could not be read: %s", failed->trouble);
		return ROLE_WARN;
	}
	if (waiting(about)) {
		add(&words, "waits for the server and asks again: %s", waiting(about)->trouble);
		return ROLE_WARN;
	}
	add_missed(about, &words);
	if (events->query.length > 0) {
		add_search(events, model, &words);
	} else {
		add_reading(events, about, &words);
	}
	add_end(events, about, events_now_ms(model), &words);
	return about->undecided > 0 || about->skipped > 0 || about->gone > 0 ? ROLE_WARN
									     : ROLE_MUTED;
}

static bool say_no_topic(
	const struct events *events, const struct model *model, struct words *words)
{
	const struct topic *topic;
	char trouble[ERROR_TEXT_MAX] = "";

	if (events->what.subject == SUBJECT_NONE || events->what.more_count > 0) {
		return false;
	}
	topic = model_topic(model, events->what.topic);
	if (topic) {
		say_topic_trouble(trouble, sizeof(trouble), topic);
	} else if (model_discovered(model)) {
		add(words, "there is no topic ");
		add_what(events, words);
	}
	add(words, "%s", trouble);
	return words->length > 0;
}

void events_why_none(const struct events *events, const struct model *model, char *out, size_t size)
{
	const struct event_list_about *about = event_list_about(model_events(model));
	struct words words = begin(out, size);
	const struct reading *failed;

	if (!model_link(model)->ready) {
		say_why_empty(out, size, model, "streams");
	} else if (events->mine && fails(about, &failed)) {
		add(&words, "could not be read: %s", failed->trouble);
	} else if (events->mine && waiting(about)) {
		add(&words, "waits for the server and asks again: %s", waiting(about)->trouble);
	} else if (say_no_topic(events, model, &words)) {
		return;
	} else if (!events->mine || (about->older.is == READING_ON && !events->query.length)) {
		add(&words, "reading the newest entries of ");
		add_what(events, &words);
		add(&words, " ...");
	} else if (events->query.length > 0) {
		add(&words, "nothing matches so far: ");
		add_search(events, model, &words);
	} else if (about->older.is == READING_END) {
		add(&words, "no entry in ");
		add_what(events, &words);
		add(&words, "%s", events->live ? ": what is added will show here" : "");
	} else {
		add(&words, "nothing was read yet");
	}
}
