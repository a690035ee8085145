#include "rows.h"

/* The last rule that matches counts, as in the model. NULL: the key is a topic of its own. */
static const char *parent_of(const struct model_options *options, struct text key)
{
	size_t i;

	for (i = options->partition_count; i > 0; i--) {
		const struct model_partition_rule *rule = &options->partitions[i - 1];

		if (text_glob(text_of(rule->keys), key) || text_is(key, rule->topic)) {
			return rule->topic;
		}
	}
	return NULL;
}

const struct topic *rows_topic(
	const struct model *model, const struct model_options *options, struct text key)
{
	const char *parent = parent_of(options, key);
	const struct topic *topic = model_topic(model, parent == NULL ? key : text_of(parent));
	size_t i;

	if (parent == NULL || topic == NULL) {
		return topic;
	}
	for (i = 0; i < topic->partition_count; i++) {
		if (text_equal(topic->partitions[i]->name, key)) {
			return topic->partitions[i];
		}
	}
	return NULL;
}

/* Groups stand in the order of their names. */
const struct group *rows_group(const struct model *model, const struct model_options *options,
	struct text key, struct text group)
{
	const struct topic *topic = rows_topic(model, options, key);
	size_t low = 0, high = topic == NULL ? 0 : topic->group_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(topic->groups[middle]->name, group);

		if (order == 0) {
			return topic->groups[middle];
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return NULL;
}
