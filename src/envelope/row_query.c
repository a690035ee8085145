#include "envelope/row_query.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/sanitise.h"
#include "base/suggest.h"
#include "envelope/dead_groups.h"

enum { PENDING_GROUP, PENDING_CONSUMER, PENDING_IDLE, PENDING_DELIVERIES, PENDING_IS_GONE };

static const struct query_attribute of_pending[] = {
	[PENDING_GROUP] = {"group", QUERY_STRING, "the group it is pending in"},
	[PENDING_CONSUMER] = {"consumer", QUERY_STRING, "who has it; not known when given back"},
	[PENDING_IDLE] = {"idle", QUERY_DURATION, "since it was delivered last"},
	[PENDING_DELIVERIES] = {"deliveries", QUERY_NUMBER, "how often it was delivered"},
	[PENDING_IS_GONE] = {"gone", QUERY_BOOL, "pending, and no longer in the topic"},
};

enum {
	DEAD_SOURCE,
	DEAD_ORIGINAL_ID,
	DEAD_GROUP,
	DEAD_CONSUMER,
	DEAD_REASON,
	DEAD_ERROR_TYPE,
	DEAD_DELIVERIES,
	DEAD_FAILED_AT,
	DEAD_CONVENTION,
};

static const struct query_attribute of_dead[] = {
	[DEAD_SOURCE] = {"source", QUERY_STRING, "the topic it came from"},
	[DEAD_ORIGINAL_ID] = {"original_id", QUERY_STRING, "its id there"},
	[DEAD_GROUP] = {"group", QUERY_STRING, "the group that gave it up"},
	[DEAD_CONSUMER] = {"consumer", QUERY_STRING, "the consumer that gave it up"},
	[DEAD_REASON] = {"reason", QUERY_STRING, "why"},
	[DEAD_ERROR_TYPE] = {"error_type", QUERY_STRING, "what kind of error"},
	[DEAD_DELIVERIES] = {"deliveries", QUERY_NUMBER, "how often it was tried"},
	[DEAD_FAILED_AT] = {"failed_at", QUERY_TIME, "when it was given up"},
	[DEAD_CONVENTION] = {"convention", QUERY_STRING, "whose way of keeping dead letters"},
};

static const struct query_attribute of_listed[] = {
	{"dead_cause", QUERY_STRING, "of a dead letter: the cause that it is grouped by"},
};

static struct query_schema *extend(const struct query_attribute *more, size_t count)
{
	size_t all = event_schema.count + count;
	struct query_schema *schema = mem_alloc(1, sizeof *schema);
	struct query_attribute *attributes = mem_alloc(all, sizeof *attributes);

	memcpy(attributes, event_schema.attributes, event_schema.count * sizeof *attributes);
	memcpy(attributes + event_schema.count, more, count * sizeof *attributes);
	*schema = (struct query_schema){.attributes = attributes, .count = all, .fields = true};
	return schema;
}

struct query_schema *pending_schema_create(void)
{
	return extend(of_pending, sizeof of_pending / sizeof *of_pending);
}

struct query_schema *dead_schema_create(void)
{
	return extend(of_dead, sizeof of_dead / sizeof *of_dead);
}

struct query_schema *listed_schema_create(void)
{
	return extend(of_listed, sizeof of_listed / sizeof *of_listed);
}

void row_schema_destroy(struct query_schema *schema)
{
	if (schema != NULL) {
		mem_free((void *)schema->attributes);
		mem_free(schema);
	}
}

/* --- what was asked for and never was there --- */

static const struct {
	const struct query_attribute *attributes;
	size_t count;
	const char *whose;
} extras[] = {
	{of_pending, sizeof of_pending / sizeof *of_pending, "pending entries"},
	{of_dead, sizeof of_dead / sizeof *of_dead, "dead letters"},
};

static bool has_name(const struct query_attribute *attributes, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++) {
		if (text_is(name, attributes[i].name)) {
			return true;
		}
	}
	return false;
}

/* All names that rows may be asked for, one table after the other. */
static const char *name_at(size_t i)
{
	if (i < event_schema.count) {
		return event_schema.attributes[i].name;
	}
	i -= event_schema.count;
	for (size_t k = 0; k < sizeof extras / sizeof *extras; k++) {
		if (i < extras[k].count) {
			return extras[k].attributes[i].name;
		}
		i -= extras[k].count;
	}
	return i < sizeof of_listed / sizeof *of_listed ? of_listed[i].name : NULL;
}

/* Whose rows are asked for that name, where those at hand are not. */
static void add_owners(struct buf *out, const struct query_schema *schema, struct text name)
{
	const char *joint = " (";

	if (has_name(schema->attributes, schema->count, name)) {
		return;
	}
	for (size_t k = 0; k < sizeof extras / sizeof *extras; k++) {
		if (has_name(extras[k].attributes, extras[k].count, name)) {
			buf_addf(out, "%s%s", joint, extras[k].whose);
			joint = " and ";
		}
	}
	buf_add_string(out, joint[1] == 'a' ? " have it)" : "");
}

bool row_query_doubt(const struct query *query, const struct query_schema *schema, struct buf *out)
{
	struct text name;

	if (query == NULL || !query_unseen(query, &name)) {
		return false;
	}
	const char *near = suggest(name, name_at);
	buf_add_string(out, "nothing that was looked at has a field ");
	sanitise_text(out, name);
	if (near != NULL && !text_is(name, near)) {
		buf_addf(out, ": is %s meant?", near);
	}
	if (near != NULL) {
		add_owners(out, schema, text_of(near));
	}
	return true;
}

static void set_text(struct query_value *out, struct text text)
{
	if (text.length > 0) {
		out->type = QUERY_STRING;
		out->text = text;
	}
}

static void set_whole(struct query_value *out, enum query_type type, int64_t n)
{
	out->type = type;
	out->n = n;
	out->number = (double)n;
	out->whole = true;
}

/* True where the event itself answers. */
static bool event_answers(
	const struct event_subject *event, size_t attribute, struct query_value *out)
{
	*out = (struct query_value){.type = QUERY_NONE};
	if (attribute >= event_schema.count) {
		return false;
	}
	struct query_subject subject = event_subject_query(event);
	subject.get(subject.arg, attribute, out);
	return true;
}

static void get_pending(const void *arg, size_t attribute, struct query_value *out)
{
	const struct pending_subject *subject = arg;
	const struct pending_row *row = subject->row;

	if (event_answers(&subject->event, attribute, out)) {
		return;
	}
	switch (attribute - event_schema.count) {
	case PENDING_GROUP:
		set_text(out, row->group);
		return;
	case PENDING_CONSUMER:
		set_text(out, row->as->consumer);
		return;
	case PENDING_IDLE:
		if (row->as->idle_ms >= 0) {
			set_whole(out, QUERY_DURATION, row->as->idle_ms);
		}
		return;
	case PENDING_DELIVERIES:
		set_whole(out, QUERY_NUMBER, row->as->deliveries);
		return;
	default:
		out->type = QUERY_BOOL;
		out->boolean = row->gone;
	}
}

struct query_subject pending_subject_query(const struct pending_subject *subject)
{
	return (struct query_subject){
		.arg = subject, .get = get_pending, .entry = subject->event.entry};
}

static struct text text_at(const struct dead_letter *letter, size_t attribute)
{
	switch (attribute) {
	case DEAD_SOURCE:
		return letter->source;
	case DEAD_ORIGINAL_ID:
		return letter->original_id;
	case DEAD_GROUP:
		return letter->group;
	case DEAD_CONSUMER:
		return letter->consumer;
	case DEAD_REASON:
		return letter->reason;
	case DEAD_ERROR_TYPE:
		return letter->error_type;
	case DEAD_CONVENTION:
		return text_of(letter->convention);
	default:
		return text_of(NULL);
	}
}

static void get_dead(const void *arg, size_t attribute, struct query_value *out)
{
	const struct dead_subject *subject = arg;
	const struct dead_letter *letter = subject->letter;

	if (event_answers(&subject->event, attribute, out)) {
		return;
	}
	size_t own = attribute - event_schema.count;
	if (own == DEAD_DELIVERIES) {
		if (letter->has_deliveries) {
			set_whole(out, QUERY_NUMBER, letter->deliveries);
		}
	} else if (own == DEAD_FAILED_AT) {
		if (letter->has_failed) {
			set_whole(out, QUERY_TIME, letter->failed_at_ms);
		}
	} else {
		set_text(out, text_at(letter, own));
	}
}

struct query_subject dead_subject_query(const struct dead_subject *subject)
{
	return (struct query_subject){
		.arg = subject, .get = get_dead, .entry = subject->event.entry};
}

char *dead_cause_format(char out[DEAD_CAUSE_MAX], uint64_t fingerprint)
{
	snprintf(out, DEAD_CAUSE_MAX, "%016" PRIx64, fingerprint);
	return out;
}

static void get_listed(const void *arg, size_t attribute, struct query_value *out)
{
	struct listed_subject *subject = (struct listed_subject *)(uintptr_t)arg;
	struct dead_letter letter;
	struct buf normalised;

	if (event_answers(&subject->event, attribute, out) ||
		!dead_letter_read(
			subject->reader, subject->event.topic, subject->event.entry, &letter)) {
		return;
	}
	buf_init(&normalised, 2 * DEAD_REASON_MAX);
	dead_cause_format(subject->cause, dead_fingerprint(&letter, &normalised));
	buf_finish(&normalised);
	set_text(out, text_of(subject->cause));
}

struct query_subject listed_subject_query(struct listed_subject *subject)
{
	return (struct query_subject){
		.arg = subject, .get = get_listed, .entry = subject->event.entry};
}
