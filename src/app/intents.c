/* What the console does for a view: it says, opens, copies, writes. */
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "desk_private.h"

enum { EXACT_CELLS = 15 };

static void copy(struct desk *desk, const struct intent *intent)
{
	const struct desk_host *host = desk->options.host;

	mem_free(desk->copied);
	desk->copied = mem_dup(intent->text.at, intent->text.length);
	desk->copied_length = intent->text.length;
	host->copy(host->arg, intent->text, intent->message);
}

static void export(struct desk *desk, const struct intent *intent)
{
	const struct desk_host *host = desk->options.host;
	struct save save = {
		.name = desk->export_to,
		.what = intent->message,
		.bytes = intent->text,
	};
	char bytes[NUMBER_MAX];
	struct error error;

	if (!host->save(host->arg, &save, &error)) {
		desk_say(desk, ROLE_WARN, "%s", error.text);
		return;
	}
	number_count(bytes, (int64_t)save.bytes.length, EXACT_CELLS);
	desk_say(desk, ROLE_INFO, "wrote %s, %s bytes", save.written, bytes);
}

void intent_follow(struct desk *desk, const struct intent *intent)
{
	const struct desk_host *host = desk->options.host;

	switch (intent->kind) {
	case INTENT_NONE:
	case INTENT_UNKNOWN:
		break;
	case INTENT_OPEN:
		desk_open(desk, intent->view, &intent->ref);
		break;
	case INTENT_BACK:
		console_act(desk, "back");
		break;
	case INTENT_SAY:
		desk_say(desk, ROLE_INFO, "%s", intent->message);
		break;
	case INTENT_SEEN:
		host->seen(host->arg, intent->ref.topic, intent->ref.group);
		desk_say(desk, ROLE_INFO, "noted: this loss has been seen");
		break;
	case INTENT_REFRESH:
		host->refresh(host->arg);
		break;
	case INTENT_COPY:
		copy(desk, intent);
		break;
	case INTENT_EXPORT:
		export(desk, intent);
		break;
	case INTENT_RECORD:
		break;
	case INTENT_ASK:
		typing_ask(desk, intent->message);
		break;
	}
}
