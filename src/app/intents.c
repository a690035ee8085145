/* What the console does for a view: it says, opens, copies, writes. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/sanitise.h"
#include "desk_private.h"
#include "operate.h"

/* What is spelled out takes at most four times as much. */
enum { EXACT_CELLS = 15, COPY_BYTES_MAX = 256 << 20, WHAT_MAX = INTENT_MESSAGE_MAX + 32 };

/* What the configuration lets out; false, said, where that is nothing. */
static bool take_out(struct desk *desk, const struct intent *intent, struct text *out)
{
	const struct config *config = desk->options.config;
	bool masked = config && (config->export_masked || config->export_forbidden);

	*out = masked ? intent->masked : intent->text;
	if (masked && (!intent->masked.at || !model_export_mask(desk->options.model))) {
		desk_say(desk, ROLE_WARN,
			"the configuration lets nothing out without masks, and there is none here");
		return false;
	}
	return true;
}

/* Pasted somewhere, it is to do nothing there: line ends stay, other controls are spelled out.
 * Returns whether anything was. */
static bool make_harmless(struct buf *out, struct text raw)
{
	struct text rest = raw;
	bool altered = false;

	while (rest.length > 0) {
		const char *end = memchr(rest.at, '\n', rest.length);

		altered = sanitise_text(out, text_cut(&rest, '\n')) || altered;
		if (end) {
			buf_add_byte(out, '\n');
		}
	}
	return altered;
}

static void hand_over(struct desk *desk, const struct intent *intent, struct text text)
{
	const struct desk_host *host = desk->options.host;
	char what[WHAT_MAX];
	struct buf safe;

	buf_init(&safe, COPY_BYTES_MAX);
	snprintf(what, sizeof(what), "%s%s", intent->message,
		make_harmless(&safe, text) ? " (controls spelled out)" : "");
	if (safe.full) {
		desk_say(desk, ROLE_WARN, "%s: this is too large to be copied", intent->message);
	} else {
		host->copy(host->arg, buf_text(&safe), what);
	}
	buf_finish(&safe);
}

static void copy(struct desk *desk, const struct intent *intent)
{
	struct text text;

	if (!take_out(desk, intent, &text)) {
		return;
	}
	mem_free(desk->copied);
	desk->copied = mem_dup(text.at, text.length);
	desk->copied_length = text.length;
	hand_over(desk, intent, text);
}

static void record(struct desk *desk, const struct intent *intent)
{
	const struct desk_host *host = desk->options.host;
	struct place *top = stack_top(&desk->stack);
	char id[ID_TEXT_MAX];
	struct audit_record record = {
		.operation = intent->message,
		.result = "done",
		.view = top->view->name,
		.topic = intent->ref.topic,
		.group = intent->ref.group,
		.id = text_of(
			intent->ref.subject == SUBJECT_ENTRY ? id_format(id, intent->ref.id) : ""),
		.entries = -1,
		.bytes = -1,
	};
	struct error error;

	if (host->record(host->arg, &record, &error)) {
		desk_say(desk, ROLE_WARN, "%s: this was recorded in the audit", intent->message);
		return;
	}
	top->view->act(top->state, desk->options.model, "take-back");
	desk_say(desk, ROLE_WARN, "%s: refused, it cannot be recorded: %s", intent->message,
		error.text);
}

static void export(struct desk *desk, const struct intent *intent)
{
	const struct desk_host *host = desk->options.host;
	struct save save = {
		.name = desk->export_to,
		.what = intent->message,
	};
	char bytes[NUMBER_MAX];
	const struct config *config = desk->options.config;
	struct error error;

	if (config && config->export_forbidden) {
		desk_say(desk, ROLE_WARN, "the configuration forbids it: export = forbidden");
		return;
	}
	if (!take_out(desk, intent, &save.bytes)) {
		return;
	}
	if (!host->save(host->arg, &save, &error)) {
		desk_say(desk, ROLE_WARN, "%s", error.text);
		return;
	}
	number_count(bytes, (int64_t)save.bytes.length, EXACT_CELLS);
	desk_say(desk, ROLE_INFO, "wrote %s, %s bytes%s", save.written, bytes,
		config && config->export_masked ? ", masked by the configuration" : "");
}

static void open_on(struct desk *desk, const struct intent *intent)
{
	char *wanted = text_dup(intent->text), says[INTENT_MESSAGE_MAX] = "";
	size_t length = intent->text.length;
	struct place *top;

	desk_open(desk, intent->view, &intent->ref);
	top = stack_top(&desk->stack);
	if (length > 0 && top->view->find && strcmp(top->view->name, intent->view) == 0) {
		top->view->find(
			top->state, desk->options.model, text_from(wanted, length), true, says);
		stack_refresh(&desk->stack);
	}
	mem_free(wanted);
}

void intent_follow(struct desk *desk, const struct intent *intent)
{
	const struct desk_host *host = desk->options.host;

	switch (intent->kind) {
	case INTENT_NONE:
	case INTENT_UNKNOWN:
		break;
	case INTENT_OPEN:
		open_on(desk, intent);
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
	case INTENT_ACKNOWLEDGE:
		host->acknowledge(host->arg, intent->text);
		desk_say(desk, ROLE_INFO, "noted: it is known, and stays here until it is over");
		break;
	case INTENT_APART:
		host->apart(host->arg, intent->ref.journey, intent->text);
		desk_say(desk, ROLE_INFO, "%s", intent->message);
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
		record(desk, intent);
		break;
	case INTENT_ASK:
		typing_ask(desk, intent->message);
		break;
	case INTENT_ORDER:
		operate_order(desk, intent);
		break;
	}
}
