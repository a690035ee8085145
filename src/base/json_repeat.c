#include "base/json.h"

/* So deep, so many names of one object and so many bytes are compared, and no more. */
enum { DEPTH_MAX = 32, NAMES_MAX = 256, LOOK_BYTES = 64 << 10 };

/* Names are compared as they are written. */
static bool object_repeats(const struct json_value *object)
{
	struct text names[NAMES_MAX];
	struct json_value name, value;
	struct json_walk walk;
	size_t count = 0;

	json_walk_begin(&walk, object);
	while (count < NAMES_MAX && json_walk_next(&walk, &name, &value)) {
		for (size_t i = 0; i < count; i++) {
			if (text_equal(names[i], name.raw)) {
				return true;
			}
		}
		names[count++] = name.raw;
	}
	return false;
}

static bool repeats(const struct json_value *container, int depth)
{
	struct json_value name, value;
	struct json_walk walk;
	bool found = container->kind == JSON_OBJECT && object_repeats(container);

	json_walk_begin(&walk, container);
	while (!found && depth < DEPTH_MAX && json_walk_next(&walk, &name, &value)) {
		found = value.kind >= JSON_ARRAY && repeats(&value, depth + 1);
	}
	return found;
}

bool json_repeats(struct text document)
{
	struct json_value value;

	return document.length <= LOOK_BYTES && json_looks(document) &&
		json_read(document, &value) && repeats(&value, 1);
}
