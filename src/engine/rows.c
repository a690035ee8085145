#include "rows.h"

const struct topic *rows_topic(
	const struct model *model, const struct model_options *options, struct text key)
{
	bool partition = model_parent_of(options, key).length > 0;
	const struct topic *topic = model_topic(model, model_topic_of_key(options, key));
	size_t i;

	if (!partition || topic == NULL) {
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
