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

static void move_into(struct text *text, char **to)
{
	if (text->length > 0) {
		memcpy(*to, text->at, text->length);
	}
	text->at = *to;
	*to += text->length;
}

void ref_set(struct ref *to, const struct ref *from)
{
	struct ref copy = *from;
	char *at = mem_alloc(copy.topic.length + copy.group.length + copy.consumer.length, 1);

	copy.bytes = at;
	move_into(&copy.topic, &at);
	move_into(&copy.group, &at);
	move_into(&copy.consumer, &at);
	/* Only now: `from` may be `to`, or borrow from it. */
	mem_free(to->bytes);
	*to = copy;
}

void ref_finish(struct ref *ref)
{
	mem_free(ref->bytes);
	*ref = ref_none();
}

bool ref_equal(const struct ref *a, const struct ref *b)
{
	return a->subject == b->subject && text_equal(a->topic, b->topic) &&
		text_equal(a->group, b->group) && text_equal(a->consumer, b->consumer) &&
		id_compare(a->id, b->id) == 0;
}
