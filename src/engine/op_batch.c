#include "op_run.h"

#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "op_error.h"

enum {
	PATIENCE_MS = 10000, /* for a connection that was lost */
	PAUSE_FIRST_MS = 100,
	PAUSE_MAX_MS = 5000,
	UNWELL_MS = 60000, /* until a server that is unwell is given up */
	WAIT_MS = 2000,
	WORDS_MAX = 4 * BATCH_ENTRIES_MAX,
	STEPS_MAX = BATCH_ENTRIES_MAX + 2
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
	enum op_trouble trouble;
	bool lost, settled_any, short_wait;
	struct error error;
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

static void take_error(struct attempt *attempt, struct text said)
{
	enum op_trouble trouble = op_trouble_of(said);

	if (trouble > attempt->trouble) {
		attempt->trouble = trouble;
		op_trouble_explain(said, &attempt->error);
	}
}

static void take_wait(struct attempt *attempt, const struct reply *reply)
{
	int64_t reached;

	if (reply->kind == REPLY_ERROR) {
		take_error(attempt, reply->text);
	} else if (reply_i64(reply, &reached)) {
		attempt->short_wait = reached < 1;
		attempt->run->unwaited = reached < 1;
	}
}

static void on_reply(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct attempt *attempt = arg;
	struct run *run = attempt->run;

	if (reply == NULL) {
		attempt->lost = true;
		attempt->error = *error;
		return;
	}
	if (i > attempt->step_count) {
		take_wait(attempt, reply);
		return;
	}
	if (reply->kind == REPLY_ERROR) {
		take_error(attempt, reply->text);
		return;
	}
	if (i == attempt->step_count) {
		return;
	}
	const struct step *step = &attempt->steps[i];
	size_t open = count_open(run->batch);
	attempt->word_count = 0;
	flatten(attempt, reply);
	(run->back ? run->op->unsettle : run->op->settle)(run->batch, step->first, step->count,
		&(struct op_answer){.count = attempt->word_count, .words = attempt->words});
	attempt->settled_any = attempt->settled_any || count_open(run->batch) < open;
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

/* A write before WAIT: so that it waits for all that was written before, also by a connection that
 * is no more. */
static size_t add_wait(struct attempt *attempt)
{
	struct run *run = attempt->run;
	struct command *commands = &attempt->commands[attempt->step_count];

	if (run->server.replicas == 0) {
		return 0;
	}
	command_init(&commands[0]);
	command_words(&commands[0], "HSET");
	command_add(&commands[0], buf_text(&run->marker));
	command_words(&commands[0], "at");
	command_add_i64(&commands[0], (int64_t)run->seq);
	command_init(&commands[1]);
	command_words(&commands[1], "WAIT 1");
	command_add_i64(&commands[1], WAIT_MS);
	run->unwaited = true;
	return 2;
}

/* Not on a server that may have lost earlier ones: their order is kept. */
static bool go_on_connected(struct run *run, struct error *error)
{
	if (!talk_ready(run->talk, PATIENCE_MS, error) || !run_know_server(run, error)) {
		return false;
	}
	run->batch->halt = run->stale;
	return !run->stale || error_set(error, ERROR_FAILED, "the server was restarted");
}

static bool may_go_on(struct attempt *attempt, int *tries, struct error *error)
{
	struct run *run = attempt->run;
	int64_t pause_ms = PAUSE_FIRST_MS << (*tries < 6 ? *tries : 6);

	run->whole_script = attempt->lost || attempt->trouble == TROUBLE_NOSCRIPT;
	if (attempt->lost) {
		return go_on_connected(run, error);
	}
	if (run->batch->more && talk_interrupted(run->talk)) {
		return error_set(error, ERROR_FAILED, "interrupted");
	}
	if (attempt->trouble == TROUBLE_NOSCRIPT || attempt->trouble == TROUBLE_NONE) {
		return attempt->trouble == TROUBLE_NOSCRIPT || attempt->settled_any ||
			run->batch->more ||
			error_set(error, ERROR_FAILED,
				"the server answered a script with words it does not have");
	}
	if (attempt->trouble == TROUBLE_STOP || *tries * PAUSE_MAX_MS > UNWELL_MS ||
		talk_interrupted(run->talk)) {
		return error_set(error, attempt->error.code, "%s", attempt->error.text);
	}
	if (attempt->trouble == TROUBLE_UNWELL) {
		pause_ms = PAUSE_MAX_MS;
		run->result->state = JOB_PAUSED;
	}
	(*tries)++;
	talk_pause(run->talk, pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS);
	return true;
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
	count = attempt->step_count + add_wait(attempt);
	talk_ask(run->talk, attempt->commands, count, on_reply, attempt);
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
		bool through = count_open(run->batch) == 0 && !attempt->lost;
		if (through && attempt->short_wait) {
			run->result->state = JOB_IN_DOUBT;
			return error_set(error, ERROR_FAILED,
				"no replica has confirmed what was written: in doubt until one "
				"does; `jobs resume` goes on");
		}
		if (!through && !may_go_on(attempt, &tries, error)) {
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
	bool good;

	if (run->op->prepare != NULL && !run->back) {
		run->op->prepare(run->request, run->batch);
	}
	good = work_on(run, attempt, error);
	mem_free(attempt);
	return good;
}

/* --- one command --- */

struct one {
	bool lost;
	enum op_trouble trouble;
	struct error error;
	int64_t n;
	struct buf *value;
	bool found;
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
		op_trouble_explain(reply->text, &one->error);
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

	for (int tries = 0;; tries++) {
		*one = (struct one){.value = value};
		talk_ask(run->talk, command, 1, on_one, one);
		if (!one->lost && one->trouble == TROUBLE_NONE) {
			return true;
		}
		if (one->lost && !talk_ready(run->talk, PATIENCE_MS, error)) {
			return false;
		}
		if (!one->lost &&
			(one->trouble == TROUBLE_STOP || talk_interrupted(run->talk) ||
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
