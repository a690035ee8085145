#include "readable.h"

#include <assert.h>
#include <stdio.h>

#include "base/mem.h"

void readable_keep(struct readable *readable, const struct reply *names)
{
	size_t count = names != NULL && names->kind == REPLY_LIST ? names->count : 0;

	for (size_t i = 0; i < count; i++) {
		struct text name;

		if (readable->count == READABLE_MAX) {
			readable->more = true;
			return;
		}
		if (reply_text(reply_item(names, i), &name)) {
			readable->lengths[readable->count] = name.length;
			readable->names[readable->count++] = text_dup(name);
		}
	}
}

void readable_finish(struct readable *readable)
{
	while (readable->count > 0) {
		mem_free(readable->names[--readable->count]);
	}
}

struct text readable_next(const struct readable *readable)
{
	assert(readable->at < readable->count);
	return text_from(readable->names[readable->at], readable->lengths[readable->at]);
}

bool readable_take(struct readable *readable, bool denied)
{
	readable->hidden += denied;
	readable->at++;
	return readable->at < readable->count;
}

enum probe_result readable_tell(const struct readable *readable, char *text, size_t size)
{
	const char *of = readable->more ? "the first " : "";

	if (readable->hidden == 0) {
		snprintf(text, size, "%s%zu topics: all can be read", of, readable->count);
		return PROBE_OK;
	}
	if (readable->hidden == readable->count) {
		snprintf(text, size,
			"none of %s%zu topics may be read; the ACL rule to add is `%%R~GLOB`"
			" (before 7.0 `~GLOB`)",
			of, readable->count);
		return PROBE_BAD;
	}
	snprintf(text, size, "%zu of %s%zu topics may not be read; --topics GLOB chooses others",
		readable->hidden, of, readable->count);
	return PROBE_WARNING;
}
