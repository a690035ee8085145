#include "sought.h"

#include <string.h>

#include "base/mem.h"

void sought_init(struct sought *sought)
{
	*sought = (struct sought){.topic_count = 0};
	buf_init(&sought->bytes, (size_t)1 << 30);
}

void sought_finish(struct sought *sought)
{
	buf_finish(&sought->bytes);
}

static void write_text(struct buf *to, struct text text)
{
	buf_add(to, &text.length, sizeof text.length);
	buf_add_text(to, text);
}

static void write_down(struct buf *to, const struct interest_events *events)
{
	bool anchored = events->has_anchor;

	buf_add(to, &events->turn, sizeof events->turn);
	buf_add(to, &anchored, sizeof anchored);
	if (anchored) {
		buf_add(to, &events->anchor, sizeof events->anchor);
	}
	write_text(to, events->query);
	for (size_t i = 0; i < events->topic_count; i++) {
		write_text(to, events->topics[i]);
	}
}

static struct text read_text(const char **at)
{
	size_t length;

	memcpy(&length, *at, sizeof length);
	*at += sizeof length + length;
	return text_from(*at - length, length);
}

static void read_texts(struct sought *sought, const struct interest_events *events)
{
	const char *at = sought->bytes.at + sizeof events->turn + sizeof(bool) +
		(events->has_anchor ? sizeof events->anchor : 0);

	sought->query = read_text(&at);
	for (size_t i = 0; i < events->topic_count; i++) {
		sought->topics[i] = read_text(&at);
	}
	sought->topic_count = events->topic_count;
}

bool sought_set(struct sought *sought, const struct interest_events *events)
{
	struct buf bytes;

	sought->wanted = events->wanted;
	if (!events->wanted) {
		return false;
	}
	sought->older = events->older;
	sought->newer = events->newer;
	sought->live = events->live && !events->has_anchor;
	sought->turn = events->turn;
	buf_init(&bytes, sought->bytes.ceiling);
	write_down(&bytes, events);
	if (sought->is && text_equal(buf_text(&bytes), buf_text(&sought->bytes))) {
		buf_finish(&bytes);
		return false;
	}
	buf_finish(&sought->bytes);
	sought->bytes = bytes;
	sought->is = true;
	sought->has_anchor = events->has_anchor;
	sought->anchor = events->anchor;
	read_texts(sought, events);
	return true;
}

struct keys {
	struct text *at;
	size_t count, room;
};

static void add_key(struct keys *keys, struct text key)
{
	if (keys->count == keys->room) {
		keys->room = keys->room * 2 + 16;
		keys->at = mem_resize(keys->at, keys->room, sizeof *keys->at);
	}
	keys->at[keys->count++] = key;
}

static void add_topic(struct keys *keys, const struct topic *topic)
{
	const struct topic *const *parts;
	size_t count = model_topic_keys(topic, &parts);

	for (size_t i = 0; i < count; i++) {
		if (parts[i]->outcome != FACT_WRONGTYPE) {
			add_key(keys, parts[i]->name);
		}
	}
}

static bool is_named_before(const struct sought *sought, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (text_equal(sought->topics[k], sought->topics[i])) {
			return true;
		}
	}
	return false;
}

struct text *sought_keys(const struct sought *sought, const struct model *model, size_t *count)
{
	struct keys keys = {.count = 0};
	const struct topic *const *all = NULL;
	size_t topics = 0;

	for (size_t i = 0; i < sought->topic_count; i++) {
		const struct topic *topic = model_topic(model, sought->topics[i]);

		if (is_named_before(sought, i)) {
			continue;
		}
		if (topic == NULL) {
			add_key(&keys, sought->topics[i]);
		} else {
			add_topic(&keys, topic);
		}
	}
	if (sought->topic_count == 0) {
		all = model_topics(model, &topics);
	}
	for (size_t i = 0; i < topics; i++) {
		add_topic(&keys, all[i]);
	}
	*count = keys.count;
	return keys.at;
}
