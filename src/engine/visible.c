#include "visible.h"

#include "base/mem.h"

static void clear(struct visible *visible)
{
	size_t i;

	for (i = 0; i < visible->count; i++) {
		visible->items[i].watch->visible = false;
		mem_free((void *)visible->items[i].group.at);
	}
	visible->count = 0;
	visible->server = false;
}

static void add_key(struct visible *visible, struct watch *watch, const struct interest_item *item)
{
	struct visible_item *to;

	if (visible->count == VISIBLE_MAX) {
		return;
	}
	to = &visible->items[visible->count++];
	*to = (struct visible_item){.watch = watch, .memory = item->kind == INTEREST_MEMORY};
	watch->visible = true;
	if (item->kind == INTEREST_GROUP) {
		to->group = text_from(text_dup(item->group), item->group.length);
	}
}

static void add_topic(struct visible *visible, const struct interest_item *item,
	const struct model *model, struct roster *roster)
{
	const struct topic *topic = model_topic(model, item->topic);
	const struct topic *const *keys;
	size_t count, i;

	if (topic == NULL) {
		add_key(visible, roster_add(roster, item->topic), item);
		return;
	}
	count = model_topic_keys(topic, &keys);
	for (i = 0; i < count; i++) {
		add_key(visible, roster_add(roster, keys[i]->name), item);
	}
}

void visible_set(struct visible *visible, const struct interest *interest,
	const struct model *model, struct roster *roster)
{
	size_t i;

	clear(visible);
	for (i = 0; i < interest->count; i++) {
		const struct interest_item *item = &interest->items[i];

		if (item->kind == INTEREST_SERVER) {
			visible->server = true;
		} else if (item->topic.length > 0) {
			add_topic(visible, item, model, roster);
		}
	}
	/* What the groups did with an entry is told by their cursors. */
	if (interest->has_entry && interest->entry_topic.length > 0) {
		const struct interest_item item = {
			.kind = INTEREST_TOPIC, .topic = interest->entry_topic};
		add_topic(visible, &item, model, roster);
	}
	if (visible->next >= visible->count) {
		visible->next = 0;
	}
}

void visible_finish(struct visible *visible)
{
	clear(visible);
}

bool visible_has_group(const struct visible *visible, const struct watch *watch, struct text group)
{
	size_t i;

	for (i = 0; i < visible->count; i++) {
		const struct visible_item *item = &visible->items[i];

		if (item->watch == watch && item->group.at != NULL &&
			text_equal(item->group, group)) {
			return true;
		}
	}
	return false;
}
