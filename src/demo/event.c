#include "event.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/rng.h"
#include "form.h"

enum { PURPOSE_MAX = 128, TOKEN_LENGTH = 10 };

static void draw_token(char *out, const char *prefix, struct rng *rng)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	size_t length = strlen(prefix);

	assert(length + TOKEN_LENGTH < EVENT_VALUE_MAX);
	memcpy(out, prefix, length);
	for (size_t i = 0; i < TOKEN_LENGTH; i++) {
		out[length++] = letters[rng_below(rng, sizeof(letters) - 1)];
	}
	out[length] = '\0';
}

static void draw_pick(char *out, const char *from, struct rng *rng)
{
	struct text rest = text_of(from), choice;
	uint64_t count = 1;
	for (const char *at = from; *at != '\0'; at++) {
		count += *at == '|';
	}
	uint64_t chosen = rng_below(rng, count);
	do {
		choice = text_cut(&rest, '|');
	} while (chosen-- > 0);
	snprintf(out, EVENT_VALUE_MAX, "%.*s", (int)choice.length, choice.at);
}

static int64_t draw_number(const struct attribute *attribute, struct rng *rng)
{
	return attribute->low +
		(int64_t)rng_below(rng, (uint64_t)(attribute->high - attribute->low + 1));
}

/* The square of an even draw: the low numbers are the regular customers. */
static int64_t draw_skewed(const struct attribute *attribute, struct rng *rng)
{
	double unit = rng_unit(rng);
	return attribute->low +
		(int64_t)(unit * unit * (double)(attribute->high - attribute->low + 1));
}

static void draw_value(char *out, const struct attribute *attribute, struct rng *rng)
{
	int64_t number;
	uint64_t high;

	switch (attribute->kind) {
	case ATTRIBUTE_PICK:
		draw_pick(out, attribute->from, rng);
		break;
	case ATTRIBUTE_NUMBER:
		snprintf(out, EVENT_VALUE_MAX, "%" PRId64, draw_number(attribute, rng));
		break;
	case ATTRIBUTE_MONEY:
		number = draw_number(attribute, rng);
		snprintf(
			out, EVENT_VALUE_MAX, "%" PRId64 ".%02" PRId64, number / 100, number % 100);
		break;
	case ATTRIBUTE_CODE:
		snprintf(out, EVENT_VALUE_MAX, "%s%" PRId64, attribute->from,
			draw_skewed(attribute, rng));
		break;
	case ATTRIBUTE_TOKEN:
		draw_token(out, attribute->from, rng);
		break;
	case ATTRIBUTE_TRACE:
		high = rng_next(rng);
		snprintf(out, EVENT_VALUE_MAX, "%016" PRIx64 "%016" PRIx64, high, rng_next(rng));
		break;
	}
}

struct event_field *event_add(struct event *event, const char *name)
{
	assert(event->count < EVENT_FIELDS_MAX);
	struct event_field *field = &event->fields[event->count++];
	*field = (struct event_field){.name = name};
	return field;
}

static void add_drawn(
	struct event *event, const struct attribute *attribute, bool carried, struct rng *rng)
{
	struct event_field *field = event_add(event, attribute->name);
	field->carried = carried;
	field->bare = attribute->kind == ATTRIBUTE_NUMBER || attribute->kind == ATTRIBUTE_MONEY;
	draw_value(field->value, attribute, rng);
}

static void add_payload(struct event *event, struct rng *rng)
{
	for (const struct attribute *at = event->type->attributes; at->name != NULL; at++) {
		add_drawn(event, at, false, rng);
	}
}

static void add_own_id(struct event *event, struct rng *rng)
{
	struct event_field *field = event_add(event, "event_id");
	field->carried = true;
	draw_token(field->value, "E-", rng);
}

void event_begin(struct event *event, const struct scenario *scenario,
	const struct event_type *type, uint64_t seed, uint64_t number)
{
	char key[PURPOSE_MAX];
	struct rng rng;

	snprintf(key, sizeof(key), "%s %" PRIu64, type->name, number);
	rng_seed(&rng, map_hash(text_of(key), seed));
	*event = (struct event){.type = type};
	add_own_id(event, &rng);
	for (const struct attribute *at = scenario->identity; at->name != NULL; at++) {
		add_drawn(event, at, true, &rng);
	}
	add_payload(event, &rng);
}

const struct event_field *event_field(const struct event *event, const char *name)
{
	for (size_t i = 0; i < event->count; i++) {
		if (strcmp(event->fields[i].name, name) == 0) {
			return &event->fields[i];
		}
	}
	return NULL;
}

void event_follow(struct event *event, const struct scenario *scenario,
	const struct event_type *type, const struct event *cause, uint64_t seed)
{
	const struct event_field *id = event_field(cause, "event_id"), *carried;
	struct event_field *field;
	struct rng rng;

	rng_seed(&rng, event_hash(cause, type->name, seed));
	*event = (struct event){.type = type};
	add_own_id(event, &rng);
	field = event_add(event, "causation_id");
	field->carried = true;
	memcpy(field->value, id->value, sizeof(field->value));
	for (const struct attribute *at = scenario->identity; at->name != NULL; at++) {
		carried = event_field(cause, at->name);
		*event_add(event, at->name) = *carried;
	}
	add_payload(event, &rng);
}

void event_spoil(struct event *event, const char *name, const char *value)
{
	for (size_t i = 0; i < event->count; i++) {
		if (strcmp(event->fields[i].name, name) == 0) {
			event->fields[i].bare = false;
			snprintf(event->fields[i].value, EVENT_VALUE_MAX, "%s", value);
		}
	}
}

uint64_t event_hash(const struct event *event, const char *purpose, uint64_t seed)
{
	char key[PURPOSE_MAX + EVENT_VALUE_MAX];

	/* The event's own id was drawn from the journey's key and its place in the journey. */
	snprintf(key, sizeof(key), "%s %s", event_field(event, "event_id")->value, purpose);
	return map_hash(text_of(key), seed);
}

void event_write(const struct event *event, int64_t wall_ms, struct command *command)
{
	char time[EVENT_TIME_MAX];

	event->type->form->write(event, form_time(time, wall_ms), command);
}
