#include "journey_copy.h"

#include <stdio.h>
#include <string.h>

#include "base/shell.h"

enum { COPY_BYTES_MAX = 1 << 16 };

void journey_copy_init(struct journey_copy *copy)
{
	buf_init(&copy->out, COPY_BYTES_MAX);
	buf_init(&copy->masked, COPY_BYTES_MAX);
}

void journey_copy_finish(struct journey_copy *copy)
{
	buf_finish(&copy->out);
	buf_finish(&copy->masked);
}

static void add(struct buf *out, struct text name, bool command)
{
	if (command) {
		buf_add_string(out, "rivermaster journey ");
		shell_word(out, name);
	} else {
		buf_add_text(out, name);
	}
}

struct intent journey_copy_act(struct journey_copy *copy, const struct model *model,
	const struct journey_view *view, const char *action)
{
	bool command = strcmp(action, "copy-command") == 0;
	struct journey_source source = journey_source_of(model);
	struct intent intent = {.kind = INTENT_COPY};
	struct buf name;

	if (!command && strcmp(action, "copy-id") != 0) {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	buf_init(&name, COPY_BYTES_MAX);
	buf_reset(&copy->out);
	buf_reset(&copy->masked);
	add(&copy->out, view->name, command);
	source.mask = model_export_mask(model);
	journey_say_name(&source, view, &name);
	add(&copy->masked, buf_text(&name), command);
	buf_finish(&name);
	intent.text = buf_text(&copy->out);
	intent.masked = buf_text(&copy->masked);
	snprintf(intent.message, sizeof(intent.message), "%s", command ? "command" : "name");
	return intent;
}
