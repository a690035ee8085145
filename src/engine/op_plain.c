#include "op_plain.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "op_attempt.h"
#include "ops/copy.h"

enum { COMMANDS_EACH = 4, COMMANDS_MAX = COMMANDS_EACH * BATCH_ENTRIES_MAX, SEARCHED_PAGES = 40 };

struct plain {
	struct run *run;
	struct attempt_end end;
	struct id last;                     /* the newest entry of the target before */
	bool begun[BATCH_ENTRIES_MAX];      /* and not confirmed; */
	struct id since[BATCH_ENTRIES_MAX]; /* its copy lies behind */
	size_t count;
	struct command commands[COMMANDS_MAX];
	size_t items[COMMANDS_MAX]; /* what each is for */
};

static bool copies(const struct plain *plain)
{
	return (plain->run->op->flags & OP_COPIES) != 0;
}

static struct command *add(struct plain *plain, size_t item, const char *words)
{
	struct command *command = &plain->commands[plain->count];

	plain->items[plain->count++] = item;
	command_init(command);
	command_words(command, words);
	return command;
}

static void add_field(const struct plain *plain, struct command *command, size_t i)
{
	struct buf field;

	buf_init(&field, KEY_BYTES_MAX);
	key_item(&field, plain->run->request->topic, plain->run->batch->items[i].id);
	command_add(command, buf_text(&field));
	buf_finish(&field);
}

static void send_all(struct plain *plain, talk_reply_fn *fn)
{
	talk_ask(plain->run->talk, plain->commands, plain->count, fn, plain);
	for (size_t i = 0; i < plain->count; i++) {
		command_finish(&plain->commands[i]);
	}
	plain->count = 0;
}

/* True where it is an answer. */
static bool is_answer(
	struct plain *plain, size_t i, const struct reply *reply, const struct error *error)
{
	if (reply == NULL) {
		plain->end.lost = true;
		plain->end.error = *error;
	} else if (reply->kind == REPLY_ERROR) {
		attempt_take_error(&plain->end, reply->text, &plain->commands[i]);
	}
	return reply != NULL && reply->kind != REPLY_ERROR;
}

static bool goes_on(const struct plain *plain)
{
	return !plain->end.lost && plain->end.trouble == TROUBLE_NONE;
}

/* --- what is known before --- */

/* `?ID`: begun, where the newest entry of the target was ID; else the id of the copy, or `done`. */
static void take_marker(struct plain *plain, struct item *item, struct text kept)
{
	size_t i = (size_t)(item - plain->run->batch->items);

	if (kept.length > 0 && kept.at[0] == '?') {
		plain->begun[i] =
			id_parse(text_from(kept.at + 1, kept.length - 1), &plain->since[i]);
		return;
	}
	item_settle(item, FATE_DONE, text_from("", 0));
	item->again = true;
	item->has_new_id = id_parse(kept, &item->new_id);
}

static void take_pending(struct item *item, const struct reply *row)
{
	struct text owner;
	int64_t deliveries;
	struct op_answer answer = {.count = 1};

	if (row == NULL) {
		answer.words = (const struct text[]){text_of("NOTPENDING")};
		item_answered(item, &answer);
	} else if (!reply_text(reply_item(row, 1), &owner) ||
		!reply_i64(reply_item(row, 3), &deliveries) || !text_equal(owner, item->consumer) ||
		deliveries != item->deliveries) {
		answer.words = (const struct text[]){text_of("CHANGED")};
		item_answered(item, &answer);
	}
}

static void on_look(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct plain *plain = arg;
	struct item *items = plain->run->batch->items;
	struct text text;

	if (!is_answer(plain, i, reply, error)) {
		return;
	}
	if (i == 0 && copies(plain)) {
		reply_text(reply_item(reply_item(reply, 0), 0), &text);
		if (reply->count > 0 && !id_parse(text, &plain->last)) {
			plain->last = (struct id){0, 0};
		}
		return;
	}
	struct item *item = &items[plain->items[i]];
	if (item->fate == FATE_OPEN && reply->kind == REPLY_TEXT && reply_text(reply, &text)) {
		take_marker(plain, item, text);
	} else if (item->fate == FATE_OPEN && reply->kind == REPLY_LIST) {
		take_pending(item, reply_item(reply, 0));
	}
}

static void look(struct plain *plain)
{
	const struct request *request = plain->run->request;
	const struct batch *batch = plain->run->batch;
	char id[ID_TEXT_MAX];

	memset(plain->begun, 0, sizeof plain->begun);
	plain->last = (struct id){0, 0};
	if (copies(plain)) {
		struct command *command = add(plain, 0, "XREVRANGE");

		command_add(command, request->target);
		command_words(command, "+ - COUNT 1");
	}
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->items[i].fate != FATE_OPEN) {
			continue;
		}
		struct command *command = add(plain, i, "HGET");
		command_add(command, buf_text(&plain->run->marker));
		add_field(plain, command, i);
		if (!copies(plain)) {
			command = add(plain, i, "XPENDING");
			command_add(command, request->topic);
			command_add(command, request->group);
			command_add_string(command, id_format(id, batch->items[i].id));
			command_add_string(command, id);
			command_add_string(command, "1");
		}
	}
	send_all(plain, on_look);
}

/* --- what was begun and not confirmed --- */

static void find_on_page(struct plain *plain, struct item *item, const struct copy *copy)
{
	const struct op_page *page = &plain->run->copies;

	for (size_t i = 0; item->fate == FATE_OPEN && i < page->count; i++) {
		if (copy_is(copy, &page->entries[i])) {
			item_settle(item, FATE_DONE, text_from("", 0));
			item->again = item->has_new_id = true;
			item->new_id = page->entries[i].id;
		}
	}
}

/* Its copy, byte for byte, with the job in it. */
static bool search(struct plain *plain, size_t i, struct error *error)
{
	struct run *run = plain->run;
	struct item *item = &run->batch->items[i];
	struct id range[2] = {id_next(plain->since[i]), {UINT64_MAX, UINT64_MAX}};
	bool good = true, more = !request_has(run->request, "no-provenance");
	struct copy copy;

	copy_init(&copy);
	copy_make(&copy, run->request, item);
	for (int pages = 0; good && more && pages < SEARCHED_PAGES; pages++) {
		struct op_page *page = &run->copies;

		good = op_page_range(page, run->request->target, range, OP_PAGE_ENTRIES, error);
		find_on_page(plain, item, &copy);
		more = good && item->fate == FATE_OPEN &&
			(page->has_toobig || page->count == OP_PAGE_ENTRIES);
		range[0] = !more           ? range[0]
			: page->has_toobig ? id_next(page->toobig)
					   : id_next(page->entries[page->count - 1].id);
	}
	copy_finish(&copy);
	if (good && item->fate == FATE_OPEN) {
		item_settle(item, FATE_FAILED,
			text_of("in doubt: it was sent, and no copy of it was found; it is not "
				"sent again"));
	}
	return good;
}

static bool search_all(struct plain *plain, struct error *error)
{
	for (size_t i = 0; i < plain->run->batch->count; i++) {
		if (plain->begun[i] && !search(plain, i, error)) {
			return false;
		}
	}
	return true;
}

/* --- the act --- */

static void add_act(struct plain *plain, size_t i)
{
	struct run *run = plain->run;
	char kept[ID_TEXT_MAX + 1] = "?", id[ID_TEXT_MAX];
	struct command *command;

	snprintf(kept, sizeof kept, "?%s", id_format(id, plain->last));
	add(plain, i, "MULTI");
	command = add(plain, i, "HSETNX");
	command_add(command, buf_text(&run->marker));
	add_field(plain, command, i);
	command_add_string(command, copies(plain) ? kept : "done");
	command = add(plain, i, "");
	command_reset(command);
	run->op->plain(run->request, &run->batch->items[i], command);
	add(plain, i, "EXEC");
}

static void settle_copy(struct item *item, bool first, const struct reply *reply)
{
	struct text text = {.length = 0};
	char why[WHY_MAX], id[ID_TEXT_MAX];

	item->has_new_id = reply_text(reply, &text) && id_parse(text, &item->new_id);
	if (!item->has_new_id) {
		item_settle(item, FATE_FAILED,
			text_of("the target is not there any more, or is no stream"));
	} else if (first) {
		item_settle(item, FATE_DONE, text_from("", 0));
	} else {
		snprintf(why, sizeof why,
			"doubled: another console wrote it at the same moment; the second copy is "
			"%s",
			id_format(id, item->new_id));
		item_settle(item, FATE_FAILED, text_of(why));
	}
}

static void settle(struct plain *plain, struct item *item, const struct reply *reply)
{
	int64_t first = 0, acked = 0;

	reply_i64(reply_item(reply, 0), &first);
	if (copies(plain)) {
		settle_copy(item, first == 1, reply_item(reply, 1));
	} else if (reply_i64(reply_item(reply, 1), &acked) && acked == 0 && first == 1) {
		take_pending(item, NULL);
	} else {
		item_settle(item, FATE_DONE, text_from("", 0));
		item->again = first == 0;
	}
}

static void on_act(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct plain *plain = arg;

	if (is_answer(plain, i, reply, error) && i % COMMANDS_EACH == COMMANDS_EACH - 1 &&
		reply->kind == REPLY_LIST) {
		settle(plain, &plain->run->batch->items[plain->items[i]], reply);
		plain->end.settled_any = true;
	}
}

static void on_kept(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	is_answer(arg, i, reply, error);
}

/* The new ids. */
static void keep(struct plain *plain)
{
	const struct batch *batch = plain->run->batch;
	char id[ID_TEXT_MAX];

	for (size_t i = 0; copies(plain) && i < batch->count; i++) {
		const struct item *item = &batch->items[i];
		struct command *command;

		if (item->fate == FATE_DONE && item->has_new_id) {
			command = add(plain, i, "HSET");
			command_add(command, buf_text(&plain->run->marker));
			add_field(plain, command, i);
			command_add_string(command, id_format(id, item->new_id));
		}
	}
	send_all(plain, on_kept);
}

static void act(struct plain *plain)
{
	const struct batch *batch = plain->run->batch;

	for (size_t i = 0; i < batch->count; i++) {
		if (batch->items[i].fate == FATE_OPEN) {
			add_act(plain, i);
		}
	}
	send_all(plain, on_act);
}

static bool has_open(const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->items[i].fate == FATE_OPEN) {
			return true;
		}
	}
	return false;
}

static bool attempt(struct plain *plain, struct error *error)
{
	plain->end = (struct attempt_end){.lost = false};
	look(plain);
	if (goes_on(plain)) {
		if (!search_all(plain, error)) {
			plain->end.lost = error->code == ERROR_CONNECT;
			return plain->end.lost;
		}
		act(plain);
		keep(plain);
	}
	return true;
}

bool run_plain(struct run *run, struct error *error)
{
	struct plain *plain = mem_alloc(1, sizeof *plain);
	bool good = true;
	int tries = 0;

	plain->run = run;
	while (good && has_open(run->batch)) {
		good = attempt(plain, error);
		if (good && (has_open(run->batch) || plain->end.lost)) {
			good = run_may_go_on(run, &plain->end, &tries, error);
		}
	}
	run->result->state = good ? JOB_RUNNING : run->result->state;
	mem_free(plain);
	return good;
}
