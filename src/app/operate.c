#include "operate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "desk_private.h"
#include "views/operation.h"

enum { IDS_MAX = 1000 };

/* --- write mode --- */

static bool is_forbidden(const struct desk *desk)
{
	const struct config *config = desk->options.config;

	return config && config->operations == OPERATIONS_FORBIDDEN;
}

static void say_write_mode(struct desk *desk)
{
	struct text name = write_mode_name(desk->options.title, desk->options.address);

	if (desk->write.on) {
		desk_say(desk, ROLE_WRITE, "write mode is on: `:write off` ends it");
		return;
	}
	typing_ask(desk, "write ");
	desk_say(desk, ROLE_WARN, "type %.*s and the reason", (int)name.length, name.at);
}

static bool record_unlock(struct desk *desk, const char *reason, struct error *error)
{
	const struct desk_host *host = desk->options.host;

	return host->record(host->arg,
		&(struct audit_record){.operation = "write-mode",
			.reason = reason,
			.result = "begun",
			.view = stack_peek(&desk->stack)->view->name,
			.entries = -1,
			.bytes = -1},
		error);
}

static void unlock(struct desk *desk, struct text reason)
{
	char *words = text_dup(reason);
	struct error error;

	if (!record_unlock(desk, words, &error)) {
		desk_say(desk, ROLE_WARN, "write mode: refused, it cannot be recorded: %s",
			error.text);
	} else {
		write_mode_begin(&desk->write, reason, desk->now_ms + WRITE_MODE_MS);
		desk_say(desk, ROLE_WRITE,
			"write mode for 15 minutes: upper-case keys lead to operations; nothing is "
			"done before a word is typed");
	}
	mem_free(words);
}

void operate_run_write(struct desk *desk, struct text arguments)
{
	struct text name = write_mode_name(desk->options.title, desk->options.address);
	bool named = arguments.length > name.length &&
		text_equal(text_from(arguments.at, name.length), name) &&
		arguments.at[name.length] == ' ';
	struct text reason = named
		? text_trim(text_from(arguments.at + name.length, arguments.length - name.length))
		: text_of("");

	if (is_forbidden(desk)) {
		desk_say(desk, ROLE_WARN,
			"nothing is written here: the profile says operations = forbidden");
	} else if (text_is(arguments, "off")) {
		write_mode_end(&desk->write);
		desk_say(desk, ROLE_INFO, "read-only again");
	} else if (arguments.length == 0) {
		say_write_mode(desk);
	} else if (reason.length == 0) {
		desk_say(desk, ROLE_WARN, "write mode: `:write %.*s REASON`, such as a ticket",
			(int)name.length, name.at);
	} else {
		unlock(desk, reason);
	}
}

/* --- orders --- */

bool operate_runs(const struct desk *desk)
{
	const struct work *work = model_work(desk->options.model);

	return work && work->stage == WORK_RUNNING;
}

void operate_words(const struct desk *desk, char *out, size_t size)
{
	const struct work *work = model_work(desk->options.model);
	uint64_t settled, whole;

	out[0] = '\0';
	if (!operate_runs(desk)) {
		return;
	}
	settled = work->done + work->skipped + work->failed;
	whole = settled + work->remaining;
	snprintf(out, size, "%s%s%s %" PRIu64 "/%" PRIu64 "%s", work->verb,
		work->verb[0] ? " " : "", work->operation, settled, whole,
		work->paused ? " PAUSED" : "");
}

/* False: said why not. */
static bool may_pass(struct desk *desk, const struct work_order *order, struct error *error)
{
	struct text name = write_mode_name(desk->options.title, desk->options.address);

	if (!work_order_writes(order->kind) || desk->write.on) {
		return true;
	}
	if (is_forbidden(desk)) {
		return error_set(error, ERROR_REFUSED,
			"nothing is written here: the profile says operations = forbidden");
	}
	return error_set(error, ERROR_REFUSED,
		"this is read-only: `:write %.*s REASON` comes first", (int)name.length, name.at);
}

void operate_order(struct desk *desk, const struct intent *intent)
{
	const struct desk_host *host = desk->options.host;
	struct place *top = stack_top(&desk->stack);
	struct error error;

	if (!may_pass(desk, intent->order, &error) ||
		!host->order(host->arg, intent->order, &error)) {
		top->view->act(top->state, desk->options.model, "take-back");
		desk_say(desk, ROLE_WARN, "%s", error.text);
	} else if (intent->message[0] != '\0') {
		desk_say(desk, ROLE_WARN, "%s", intent->message);
	}
	stack_refresh(&desk->stack);
}

/* --- the form --- */

static bool begins_with(struct text line, const char *name, struct text *rest)
{
	size_t length = strlen(name);

	if (!text_starts(line, name) || (line.length > length && line.at[length] != ' ')) {
		return false;
	}
	*rest = text_trim(text_from(line.at + length, line.length - length));
	return true;
}

static const struct op *find(struct text line, struct text *rest)
{
	const struct op *op;

	for (size_t i = 0; (op = op_at(i)) != NULL; i++) {
		if ((op->flags & OP_FILE) == 0 && begins_with(line, op->name, rest)) {
			return op;
		}
	}
	return NULL;
}

/* TOPIC [GROUP [CONSUMER]] [ID]... as the usage has them; false: an id that is none. */
static bool read_words(
	struct desk *desk, struct operation_wish *wish, struct id *ids, struct text rest)
{
	struct ref *ref = &wish->ref;
	enum subject subject = wish->op->subject;

	*ref = ref_topic(text_cut(&rest, ' '));
	if (subject != SUBJECT_TOPIC) {
		*ref = ref_group(ref->topic, text_cut(&rest, ' '));
	}
	if (subject == SUBJECT_CONSUMER) {
		*ref = ref_consumer(ref->topic, ref->group, text_cut(&rest, ' '));
	}
	if ((wish->op->flags & OP_AT) != 0) {
		wish->at = text_cut(&rest, ' ');
	}
	for (rest = text_trim(rest); rest.length > 0; rest = text_trim(rest)) {
		struct text word = text_cut(&rest, ' ');

		if (wish->id_count == IDS_MAX || (wish->op->flags & OP_IDS) == 0 ||
			!id_parse(word, &ids[wish->id_count])) {
			desk_say(desk, ROLE_WARN, "%s: `%.*s` is no id, or one too many",
				wish->op->name, (int)word.length, word.at);
			return false;
		}
		wish->id_count++;
	}
	wish->ids = ids;
	return true;
}

/* From where the operator stands. */
static bool read_chosen(struct desk *desk, struct operation_wish *wish)
{
	struct place *top = stack_top(&desk->stack);
	struct chosen chosen = {.ref = ref_none()};

	if (top->view->chosen) {
		chosen = top->view->chosen(top->state, desk->options.model, wish->op);
	}
	if (chosen.why) {
		desk_say(desk, ROLE_INFO, "%s", chosen.why);
		return false;
	}
	/* What is to be made is none of those that are there. */
	wish->ref = (wish->op->flags & OP_NEW_GROUP) != 0 && chosen.ref.subject != SUBJECT_NONE
		? ref_topic(chosen.ref.topic)
		: chosen.ref;
	wish->query = chosen.query;
	wish->sets = chosen.sets;
	memcpy(wish->note, chosen.note, sizeof(wish->note));
	memcpy(wish->found, chosen.found, sizeof(wish->found));
	if ((wish->op->flags & OP_IDS) != 0) {
		wish->ids = chosen.ids;
		wish->id_count = chosen.id_count;
	}
	return true;
}

static void begin(struct desk *desk, const struct operation_wish *wish)
{
	struct operation_wish own = *wish;
	struct ref ref = {.subject = SUBJECT_NONE};
	struct id *ids = wish->id_count > 0
		? (void *)mem_dup(wish->ids, wish->id_count * sizeof(*wish->ids))
		: NULL;
	char *query = text_dup(wish->query);
	struct request sets;

	request_init(&sets);
	request_add_all(&sets, wish->sets);

	/* What is borrowed from the screen goes when another one opens. */
	ref_set(&ref, &wish->ref);
	own.ref = ref;
	own.ids = ids;
	own.query = text_of(query);
	own.sets = &sets;
	own.reason = text_of(desk->write.reason);
	desk_open(desk, "operation", &ref);
	operation_begin(stack_top(&desk->stack)->state, &own);
	if (own.id_count == 0 && own.note[0] != '\0') {
		desk_say(desk, ROLE_INFO, "%s", own.note);
	}
	stack_refresh(&desk->stack);
	request_finish(&sets);
	mem_free(query);
	mem_free(ids);
	ref_finish(&ref);
}

/* The entry that is chosen on the screen; false: said why there is none. */
static bool chosen_entry(struct desk *desk, struct ref *ref)
{
	struct place *top = stack_top(&desk->stack);
	struct chosen chosen = {.why = "there is no entry here to be edited"};

	if (top->view->chosen) {
		chosen = top->view->chosen(
			top->state, desk->options.model, op_find(text_of("replay")));
	}
	if (!chosen.why && chosen.id_count != 1) {
		chosen.why = chosen.id_count == 0
			? "there is no entry here to be edited"
			: "one entry is edited at a time: unmark the others";
	}
	if (chosen.why) {
		desk_say(desk, ROLE_INFO, "%s", chosen.why);
		return false;
	}
	*ref = ref_entry(chosen.ref.topic, chosen.ids[0]);
	return true;
}

/* Names may hold blanks: the last word is the id. */
static bool named_entry(struct desk *desk, struct text words, struct ref *ref)
{
	size_t cut = words.length;
	struct id id;

	while (cut > 0 && words.at[cut - 1] != ' ') {
		cut--;
	}
	if (cut == 0 || !id_parse(text_from(words.at + cut, words.length - cut), &id)) {
		desk_say(desk, ROLE_WARN, "edit: `:edit TOPIC ID`");
		return false;
	}
	*ref = ref_entry(text_trim(text_from(words.at, cut)), id);
	return true;
}

void operate_run_edit(struct desk *desk, struct text arguments)
{
	struct ref entry, own = {.subject = SUBJECT_NONE};

	if (arguments.length > 0 ? named_entry(desk, arguments, &entry)
				 : chosen_entry(desk, &entry)) {
		ref_set(&own, &entry);
		desk_open(desk, "edit", &own);
		stack_refresh(&desk->stack);
		ref_finish(&own);
	}
}

bool operate_line(struct desk *desk, struct text line)
{
	struct operation_wish wish = {.kind = ORDER_PLAN};
	struct id ids[IDS_MAX];
	struct text rest;

	wish.op = find(line, &rest);
	if (!wish.op) {
		return false;
	}
	if (desk->pause.holds) {
		desk_say_paused(desk);
		return true;
	}
	if (rest.length > 0 ? read_words(desk, &wish, ids, rest) : read_chosen(desk, &wish)) {
		begin(desk, &wish);
	}
	return true;
}
