#include "stream/ref.h"

#include <string.h>

#include "base/mem.h"

struct ref ref_none(void)
{
	return (struct ref){.subject = SUBJECT_NONE};
}

struct ref ref_topic(struct text topic)
{
	return (struct ref){.subject = SUBJECT_TOPIC, .topic = topic};
}

struct ref ref_group(struct text topic, struct text group)
{
	return (struct ref){.subject = SUBJECT_GROUP, .topic = topic, .group = group};
}

struct ref ref_consumer(struct text topic, struct text group, struct text consumer)
{
	return (struct ref){
		.subject = SUBJECT_CONSUMER,
		.topic = topic,
		.group = group,
		.consumer = consumer,
	};
}

struct ref ref_entry(struct text topic, struct id id)
{
	return (struct ref){.subject = SUBJECT_ENTRY, .topic = topic, .id = id};
}

struct ref ref_journey(struct text definition, struct text journey, uint32_t incarnation)
{
	return (struct ref){
		.subject = SUBJECT_JOURNEY,
		.journey = journey,
		.definition = definition,
		.incarnation = incarnation,
	};
}

struct ref ref_journey_of(struct text topic, struct id id)
{
	return (struct ref){.subject = SUBJECT_JOURNEY, .topic = topic, .id = id};
}

struct ref ref_party(struct text party)
{
	return (struct ref){.subject = SUBJECT_PARTY, .journey = party};
}

struct ref ref_way(struct text definition, const struct text *steps, size_t count)
{
	return (struct ref){
		.subject = SUBJECT_WAY,
		.definition = definition,
		.more = steps,
		.more_count = count,
	};
}

struct ref ref_job(struct text job, struct text beside)
{
	return (struct ref){.subject = SUBJECT_JOB, .job = job, .topic = beside};
}

static void move_into(struct text *text, char **to)
{
	if (text->length > 0) {
		memcpy(*to, text->at, text->length);
	}
	text->at = *to;
	*to += text->length;
}

static size_t bytes_of(const struct ref *ref)
{
	size_t bytes = ref->topic.length + ref->group.length + ref->consumer.length +
		ref->journey.length + ref->definition.length + ref->job.length;
	size_t i;

	for (i = 0; i < ref->more_count; i++) {
		bytes += sizeof(*ref->more) + ref->more[i].length;
	}
	return bytes;
}

void ref_set(struct ref *to, const struct ref *from)
{
	struct ref copy = *from;
	char *block = mem_alloc(bytes_of(from), 1), *at;
	struct text *more = (struct text *)(void *)block;
	size_t i;

	at = block + copy.more_count * sizeof(*more);
	for (i = 0; i < copy.more_count; i++) {
		more[i] = from->more[i];
		move_into(&more[i], &at);
	}
	copy.more = copy.more_count > 0 ? more : NULL;
	copy.bytes = block;
	move_into(&copy.topic, &at);
	move_into(&copy.group, &at);
	move_into(&copy.consumer, &at);
	move_into(&copy.journey, &at);
	move_into(&copy.definition, &at);
	move_into(&copy.job, &at);
	/* Only now: `from` may be `to`, or borrow from it. */
	mem_free(to->bytes);
	*to = copy;
}

void ref_finish(struct ref *ref)
{
	mem_free(ref->bytes);
	*ref = ref_none();
}

static bool more_equal(const struct ref *a, const struct ref *b)
{
	size_t i;

	for (i = 0; i < a->more_count && i < b->more_count; i++) {
		if (!text_equal(a->more[i], b->more[i])) {
			return false;
		}
	}
	return a->more_count == b->more_count;
}

bool ref_equal(const struct ref *a, const struct ref *b)
{
	return a->subject == b->subject && text_equal(a->topic, b->topic) &&
		text_equal(a->group, b->group) && text_equal(a->consumer, b->consumer) &&
		id_compare(a->id, b->id) == 0 && text_equal(a->journey, b->journey) &&
		text_equal(a->definition, b->definition) && a->incarnation == b->incarnation &&
		a->place.step == b->place.step && a->place.came == b->place.came &&
		a->place.within_ms == b->place.within_ms && text_equal(a->job, b->job) &&
		more_equal(a, b);
}
