#include "cursors.h"

#include "base/mem.h"

void cursors_finish(struct cursors *cursors)
{
	for (size_t i = 0; i < cursors->count; i++) {
		mem_free((char *)cursors->at[i].key.at);
	}
	mem_free(cursors->at);
	*cursors = (struct cursors){.count = 0};
}

static struct cursor cursor_of(const struct cursors *cursors, struct text key)
{
	struct cursor cursor = {.key = text_from(text_dup(key), key.length)};

	for (size_t i = 0; i < cursors->count; i++) {
		if (text_equal(cursors->at[i].key, key)) {
			cursor.has_reached = cursors->at[i].has_reached;
			cursor.reached = cursors->at[i].reached;
		}
	}
	return cursor;
}

void cursors_find(struct cursors *cursors, const struct model *model, struct text topic)
{
	const struct topic *known = model_topic(model, topic);
	const struct topic *const *keys = NULL;
	size_t count = known == NULL ? 0 : model_topic_keys(known, &keys);
	struct cursors found = {.at = mem_alloc(count + 1, sizeof *found.at)};

	for (size_t i = 0; i < count; i++) {
		found.at[found.count++] = cursor_of(cursors, keys[i]->name);
	}
	if (count == 0) {
		found.at[found.count++] = cursor_of(cursors, topic);
	}
	cursors_finish(cursors);
	*cursors = found;
}
