#include "op_run.h"

#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "op_plain.h"
#include "op_attempt.h"

enum {
	PATIENCE_MS = 10000, /* for a connection that was lost */
	PAUSE_MAX_MS = 5000,
	UNWELL_MS = 60000, /* until a server that is unwell is given up */
	WORDS_MAX = 4 * BATCH_ENTRIES_MAX,
	STEPS_MAX = BATCH_ENTRIES_MAX + OP_WAIT_COMMANDS
};

/* One command of the batch and the items it is for. */
struct step {
	size_t first, count;
};

struct attempt {
	struct run *run;
	size_t step_count;
	struct step steps[STEPS_MAX];
	struct command commands[STEPS_MAX];
	struct attempt_end end;
	struct text words[WORDS_MAX];
	size_t word_count;
};

static void flatten(struct attempt *attempt, const struct reply *reply)
{
	if (attempt->word_count == WORDS_MAX) {
		return;
	}
	if (reply->kind == REPLY_LIST) {
		for (size_t i = 0; i < reply->count; i++) {
			flatten(attempt, &reply->items[i]);
		}
	} else {
		attempt->words[attempt->word_count++] =
			reply->kind == REPLY_NIL || reply->kind == REPLY_INTEGER ? text_from("", 0)
										 : reply->text;
	}
}

static size_t count_open(const struct batch *batch)
{
	size_t open = 0;

	for (size_t i = 0; i < batch->count; i++) {
		open += batch->items[i].fate == FATE_OPEN;
	}
	return open;
}

/* A script is sent by its name: it is made again, to see what was in it. */
static void take_error(struct attempt *attempt, size_t i, struct text said)
{
	struct run *run = attempt->run;
	struct command whole;

	command_init(&whole);
	if (i < attempt->step_count) {
		(run->back ? run->op->unbuild : run->op->build)(
			run->request, run->batch, attempt->steps[i].first, &whole);
	}
	attempt_take_error(
		&attempt->end, said, i < attempt->step_count ? &whole : &attempt->commands[i]);
	command_finish(&whole);
}

static void on_reply(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct attempt *attempt = arg;
	struct run *run = attempt->run;

	if (reply == NULL) {
		attempt->end.lost = true;
		attempt->end.error = *error;
		return;
	}
	if (reply->kind == REPLY_ERROR) {
		take_error(attempt, i, reply->text);
		return;
	}
	if (i >= attempt->step_count) {
		op_wait_take(&run->wait, i - attempt->step_count, reply);
		return;
	}
	const struct step *step = &attempt->steps[i];
	size_t open = count_open(run->batch);
	attempt->word_count = 0;
	flatten(attempt, reply);
	(run->back ? run->op->unsettle : run->op->settle)(run->batch, step->first, step->count,
		&(struct op_answer){.count = attempt->word_count, .words = attempt->words});
	attempt->end.settled_any = attempt->end.settled_any || count_open(run->batch) < open;
}

/* EVAL SCRIPT as EVALSHA NAME. */
static void shorten(struct command *command)
{
	struct command shorter;
	char sha[SHA1_HEX_MAX];

	if (command->argc < 2 || !text_is(command_arg(command, 0), "EVAL")) {
		return;
	}
	command_init(&shorter);
	command_add_string(&shorter, "EVALSHA");
	command_add_string(&shorter, digest_sha1(command_arg(command, 1), sha));
	for (size_t i = 2; i < command->argc; i++) {
		command_add(&shorter, command_arg(command, i));
	}
	command_finish(command);
	*command = shorter;
}

static bool build(struct attempt *attempt)
{
	struct run *run = attempt->run;
	size_t first = 0;

	while (first < run->batch->count) {
		struct command *command = &attempt->commands[attempt->step_count];
		size_t count = 1;

		if (run->batch->items[first].fate == FATE_OPEN) {
			command_init(command);
			count = (run->back ? run->op->unbuild : run->op->build)(
				run->request, run->batch, first, command);
			if (!run->whole_script || attempt->step_count > 0) {
				shorten(command);
			}
			attempt->steps[attempt->step_count++] =
				(struct step){.first = first, .count = count};
		}
		first += count;
	}
	return attempt->step_count > 0;
}

/* Position: what lies before it was put by another attempt, or another console. */
static void pass_over(struct run *run)
{
	struct batch *batch = run->batch;

	if (run->back || (run->op->flags & OP_POSITION) == 0) {
		return;
	}
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->items[i].fate == FATE_OPEN &&
			id_compare(batch->items[i].id, batch->after) <= 0) {
			item_settle(&batch->items[i], FATE_DONE, text_from("", 0));
			batch->items[i].again = true;
		}
	}
}

static bool attempt_once(struct run *run, struct attempt *attempt)
{
	size_t count;

	*attempt = (struct attempt){.run = run};
	pass_over(run);
	if (!build(attempt) && !run->unwaited) {
		return false;
	}
	count = attempt->step_count +
		op_wait_add(&run->wait, buf_text(&run->marker), run->seq,
			&attempt->commands[attempt->step_count]);
	run->unwaited = true;
	talk_ask(run->talk, attempt->commands, count, on_reply, attempt);
	run->unwaited = attempt->end.lost || !op_wait_was_answered(&run->wait);
	for (size_t i = 0; i < count; i++) {
		command_finish(&attempt->commands[i]);
	}
	return true;
}

static bool work_on(struct run *run, struct attempt *attempt, struct error *error)
{
	int tries = 0;

	while (attempt_once(run, attempt)) {
		if (run->batch->halt) {
			return error_set(error, ERROR_FAILED,
				"the marker of the job is gone or was altered: what it has written "
				"cannot be told; nothing more is written");
		}
		bool through = count_open(run->batch) == 0 && !attempt->end.lost && !run->unwaited;
		if (through && !op_wait_holds(&run->wait, error)) {
			run->unwaited = true;
			run->result->state = JOB_IN_DOUBT;
			return false;
		}
		run->whole_script = attempt->end.lost || attempt->end.trouble == TROUBLE_NOSCRIPT;
		if (!through && !run_may_go_on(run, &attempt->end, &tries, error)) {
			return false;
		}
		run->result->state = JOB_RUNNING;
		run->whole_script = run->whole_script && !through;
	}
	return true;
}

bool run_batch(struct run *run, struct error *error)
{
	struct attempt *attempt = mem_alloc(1, sizeof *attempt);
	bool good = true;

	if (run->op->prepare != NULL && !run->back) {
		run->op->prepare(run->request, run->batch);
	}
	if (run->plain) {
		good = run_plain(run, error);
		run->unwaited = run->wait.replicas > 0 || run->wait.aof >= 0;
	}
	good = good && work_on(run, attempt, error);
	mem_free(attempt);
	return good;
}

bool run_wait(struct run *run, struct error *error)
{
	run->batch->count = 0;
	run->batch->halt = run->batch->more = false;
	return !run->unwaited || run_batch(run, error);
}

/* --- one command --- */

struct one {
	const struct command *sent;
	bool lost;
	enum op_trouble trouble;
	struct error error;
	int64_t n;
	struct buf *value;
	bool found;
	bool briefly; /* no use in waiting for a server that is unwell */
};

static void on_one(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct one *one = arg;
	struct text text;

	(void)i;
	if (reply == NULL) {
		one->lost = true;
		one->error = *error;
	} else if (reply->kind == REPLY_ERROR) {
		one->trouble = op_trouble_of(reply->text);
		op_trouble_explain_sent(reply->text, one->sent, &one->error);
	} else {
		reply_i64(reply, &one->n);
		one->found = reply->kind == REPLY_TEXT && reply_text(reply, &text);
		if (one->found && one->value != NULL) {
			buf_add_text(one->value, text);
		}
	}
}

static bool ask_one(
	struct run *run, const struct command *command, struct one *one, struct error *error)
{
	struct buf *value = one->value;
	bool briefly = one->briefly;

	for (int tries = 0;; tries++) {
		*one = (struct one){.sent = command, .value = value};
		talk_ask(run->talk, command, 1, on_one, one);
		if (!one->lost && one->trouble == TROUBLE_NONE) {
			return true;
		}
		if (one->lost && !talk_ready(run->talk, PATIENCE_MS, error)) {
			return false;
		}
		if (!one->lost &&
			(one->trouble == TROUBLE_STOP || briefly || talk_interrupted(run->talk) ||
				tries * PAUSE_MAX_MS > UNWELL_MS)) {
			return error_set(error, one->error.code, "%s", one->error.text);
		}
		talk_pause(run->talk, one->lost ? 0 : PAUSE_MAX_MS);
	}
}

bool run_one(struct run *run, const struct command *command, int64_t *n, struct error *error)
{
	struct one one = {.value = NULL};
	bool good = ask_one(run, command, &one, error);

	*n = one.n;
	return good;
}

void run_mention(struct run *run, const struct command *command)
{
	struct one one = {.briefly = true};
	struct error none;

	ask_one(run, command, &one, &none);
}

bool run_marker_get(
	struct run *run, const char *field, struct buf *value, bool *found, struct error *error)
{
	struct one one = {.value = value};
	struct command command;
	bool good;

	command_init(&command);
	command_add_string(&command, "HGET");
	command_add(&command, buf_text(&run->marker));
	command_add_string(&command, field);
	good = ask_one(run, &command, &one, error);
	command_finish(&command);
	*found = good && one.found;
	return good;
}
