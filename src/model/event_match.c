#include "event_match.h"

#include <stdio.h>

void event_match_begin(struct event_match *match, struct text topic, int64_t server_now_ms)
{
	match->subject.event = (struct event_subject){
		.topic = topic, .event = &match->event, .server_now_ms = server_now_ms};
	match->inner = listed_subject_query(&match->subject);
}

void event_match_entry(struct event_match *match, const struct entry *entry)
{
	match->subject.event.entry = entry;
	match->read = false;
}

const struct event *event_match_event(struct event_match *match)
{
	if (!match->read) {
		match->read = true;
		event_read(match->reader, match->subject.event.topic, match->subject.event.entry,
			&match->event);
	}
	return &match->event;
}

static void get_attribute(const void *arg, size_t attribute, struct query_value *out)
{
	struct event_match *match = (struct event_match *)(uintptr_t)arg;

	event_match_event(match);
	match->inner.get(match->inner.arg, attribute, out);
}

bool event_match_is(struct event_match *match, struct query *query, struct event_list_about *about)
{
	struct error why = {.code = ERROR_NONE};
	const struct query_subject subject = {
		.arg = match,
		.get = get_attribute,
		.entry = match->subject.event.entry,
	};

	if (!query) {
		return true;
	}
	switch (query_match(query, &subject, about->undecided == 0 ? &why : NULL)) {
	case QUERY_YES:
		return true;
	case QUERY_NO:
		return false;
	case QUERY_FAILED:
		break;
	}
	if (about->undecided++ == 0) {
		snprintf(about->undecided_why, sizeof(about->undecided_why), "%.159s", why.text);
	}
	return false;
}

void event_match_followed(const struct fact *fact, struct event_list_about *about)
{
	int most = (int)sizeof(about->gone_first) - 1;
	struct text topic = fact->topic;

	about->followed += fact->entries.count;
	about->skipped += fact->entries.skipped;
	if (fact->entries.gone && about->gone++ == 0) {
		snprintf(about->gone_first, sizeof(about->gone_first), "%.*s",
			topic.length < (size_t)most ? (int)topic.length : most, topic.at);
	}
}
