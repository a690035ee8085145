#include "envelope/declared.h"

enum attribute {
	ATTRIBUTE_TOPIC,
	ATTRIBUTE_ID,
	ATTRIBUTE_TIME,
	ATTRIBUTE_AGE,
	ATTRIBUTE_SIZE,
	ATTRIBUTE_TYPE,
	ATTRIBUTE_SERVICE,
	ATTRIBUTE_ENVELOPE,
	ATTRIBUTE_JOURNEY,
	ATTRIBUTE_PARTY,
	ATTRIBUTE_TRACE,
	ATTRIBUTE_CAUSE,
	ATTRIBUTE_OUTCOME,
	ATTRIBUTE_OCCURRED,
	ATTRIBUTE_COUNT,
};

static const struct query_attribute attributes[ATTRIBUTE_COUNT] = {
	[ATTRIBUTE_TOPIC] = {"topic", QUERY_STRING, "the stream's key"},
	[ATTRIBUTE_ID] = {"id", QUERY_ID, "the entry's id"},
	[ATTRIBUTE_TIME] = {"time", QUERY_TIME, "when it arrived, by its id"},
	[ATTRIBUTE_AGE] = {"age", QUERY_DURATION, "how long ago it arrived"},
	[ATTRIBUTE_SIZE] = {"size", QUERY_NUMBER, "bytes of its names and values"},
	[ATTRIBUTE_TYPE] = {"type", QUERY_STRING, "what happened"},
	[ATTRIBUTE_SERVICE] = {"service", QUERY_STRING, "who says so"},
	[ATTRIBUTE_ENVELOPE] = {"envelope", QUERY_STRING, "how it is wrapped"},
	[ATTRIBUTE_JOURNEY] = {"journey", QUERY_STRING, "the key of its journey"},
	[ATTRIBUTE_PARTY] = {"party", QUERY_STRING, "the customer"},
	[ATTRIBUTE_TRACE] = {"trace", QUERY_STRING, "the id of its trace"},
	[ATTRIBUTE_CAUSE] = {"cause", QUERY_STRING, "the event that caused it"},
	[ATTRIBUTE_OUTCOME] = {"outcome", QUERY_STRING, "how it went"},
	[ATTRIBUTE_OCCURRED] = {"occurred", QUERY_TIME, "when it happened, by its own word"},
};

const struct query_schema event_schema = {
	.attributes = attributes,
	.count = ATTRIBUTE_COUNT,
	.fields = true,
	.contracts = true,
};

static void set_text(struct query_value *out, struct text text)
{
	if (text.length > 0) {
		out->type = QUERY_STRING;
		out->text = text;
	}
}

static void set_count(struct query_value *out, enum query_type type, int64_t count)
{
	out->type = type;
	out->n = count;
	out->whole = true;
}

static int64_t size_of(const struct entry *entry)
{
	size_t bytes = 0, i;

	for (i = 0; i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return (int64_t)bytes;
}

/* What the id and the size say. */
static void get_entry(
	const struct event_subject *subject, enum attribute attribute, struct query_value *out)
{
	uint64_t ms = subject->entry->id.ms;

	if (attribute == ATTRIBUTE_ID) {
		out->type = QUERY_ID;
		out->id = subject->entry->id;
	} else if (attribute == ATTRIBUTE_SIZE) {
		set_count(out, QUERY_NUMBER, size_of(subject->entry));
	} else if (ms <= INT64_MAX && attribute == ATTRIBUTE_TIME) {
		set_count(out, QUERY_TIME, (int64_t)ms);
	} else if (ms <= INT64_MAX && attribute == ATTRIBUTE_AGE && subject->server_now_ms > 0) {
		set_count(out, QUERY_DURATION, subject->server_now_ms - (int64_t)ms);
	}
}

static void get(const void *arg, size_t attribute, struct query_value *out)
{
	const struct event_subject *subject = arg;
	const struct event *event = subject->event;

	*out = (struct query_value){.type = QUERY_NONE};
	switch ((enum attribute)attribute) {
	case ATTRIBUTE_TOPIC:
		set_text(out, subject->topic);
		break;
	case ATTRIBUTE_TYPE:
		set_text(out, event->type);
		break;
	case ATTRIBUTE_SERVICE:
		set_text(out, event->service);
		break;
	case ATTRIBUTE_ENVELOPE:
		set_text(out, text_of(event->envelope));
		break;
	case ATTRIBUTE_JOURNEY:
		set_text(out, event->journey);
		break;
	case ATTRIBUTE_PARTY:
		set_text(out, event->party);
		break;
	case ATTRIBUTE_TRACE:
		set_text(out, event->trace);
		break;
	case ATTRIBUTE_CAUSE:
		set_text(out, event->cause);
		break;
	case ATTRIBUTE_OUTCOME:
		set_text(out, event->outcome);
		break;
	case ATTRIBUTE_OCCURRED:
		if (event->has_occurred) {
			set_count(out, QUERY_TIME, event->occurred_ms);
		}
		break;
	default:
		get_entry(subject, (enum attribute)attribute, out);
		break;
	}
}

static enum query_result violates(const void *arg, struct text name, struct error *why)
{
	return declared_ask(arg, name, why);
}

struct query_subject event_subject_query(const struct event_subject *subject)
{
	return (struct query_subject){
		.arg = subject, .get = get, .entry = subject->entry, .violates = violates};
}
