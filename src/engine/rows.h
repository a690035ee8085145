/*
 * From keys to the model's rows: a key that is a partition has its row below the topic that the
 * configuration names.
 */
#ifndef ENGINE_ROWS_H
#define ENGINE_ROWS_H

#include "model/model.h"

/* Borrowed until the next fact; NULL where there is none. */
const struct topic *rows_topic(
	const struct model *model, const struct model_options *options, struct text key);
const struct group *rows_group(const struct model *model, const struct model_options *options,
	struct text key, struct text group);

#endif
