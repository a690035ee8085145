#include "op_wait.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/number.h"
#include "wire/decode.h"

enum { TIMEOUT_MS = 2000 };

static void keep(struct request *request, const char *name, int64_t n)
{
	char text[NUMBER_MAX];

	snprintf(text, sizeof text, "%" PRId64, n);
	request_add(request, text_of(name), request_keep(request, text_of(text)));
}

static int64_t wanted_replicas(
	const struct config *config, const struct survey *survey, const struct request *request)
{
	int64_t usual = survey->replicas > 0 ? 1 : 0;

	return request_number(
		request, "wait", config->wait.has_replicas ? config->wait.replicas : usual);
}

bool op_wait_ask(const struct config *config, const struct survey *survey, struct request *request,
	struct error *error)
{
	int64_t replicas = wanted_replicas(config, survey, request),
		aof = config->wait.has_aof ? config->wait.aof : -1,
		most = replicas > aof ? replicas : aof;

	if (most > survey->replicas) {
		return error_set(error, ERROR_REFUSED,
			"%" PRId64 " replicas are to confirm each batch and the server has %" PRId64
			"; --wait N asks for fewer",
			most, survey->replicas);
	}
	if (aof >= 0 && !survey->waitaof) {
		return error_set(error, ERROR_REFUSED,
			"the profile says wait_aof, and the server has no WAITAOF, which is there "
			"from 7.2 on");
	}
	if (aof >= 0 && !survey->aof) {
		return error_set(error, ERROR_REFUSED,
			"the profile says wait_aof, and the server writes no append-only file");
	}
	if (!request_has(request, "wait")) {
		keep(request, "wait", replicas);
	}
	if (aof >= 0) {
		keep(request, "wait-aof", aof);
	}
	return true;
}

void op_wait_read(
	struct op_wait *wait, const struct operate_options *options, const struct request *request)
{
	int64_t timeout_ms = options->config->wait.timeout_ms;

	wait->replicas = options->has_wait ? options->wait : request_number(request, "wait", 0);
	wait->aof = options->has_wait && options->wait == 0
		? -1
		: request_number(request, "wait-aof", -1);
	wait->timeout_ms = timeout_ms > 0 ? timeout_ms : TIMEOUT_MS;
	wait->reached = wait->aof_reached = wait->aof_here = -1;
}

/* A write comes before it: so that it waits for all that was written before, also by a connection
 * that is no more. */
size_t op_wait_add(
	struct op_wait *wait, struct text marker, uint64_t sequence, struct command *commands)
{
	size_t count = 0;

	wait->reached = wait->aof_reached = wait->aof_here = -1;
	if (wait->replicas == 0 && wait->aof < 0) {
		return 0;
	}
	command_init(&commands[count]);
	command_words(&commands[count], "HSET");
	command_add(&commands[count], marker);
	command_words(&commands[count], "at");
	command_add_i64(&commands[count++], (int64_t)sequence);
	command_init(&commands[count]);
	command_words(&commands[count], "WAIT");
	command_add_i64(&commands[count], wait->replicas);
	command_add_i64(&commands[count++], wait->timeout_ms);
	if (wait->aof >= 0) {
		command_init(&commands[count]);
		command_words(&commands[count], "WAITAOF 1");
		command_add_i64(&commands[count], wait->aof);
		command_add_i64(&commands[count++], wait->timeout_ms);
	}
	return count;
}

void op_wait_take(struct op_wait *wait, size_t i, const struct reply *reply)
{
	int64_t here, there;

	if (i == 1 && reply_i64(reply, &there)) {
		wait->reached = there;
	} else if (i == 2 && reply_i64(reply_item(reply, 0), &here) &&
		reply_i64(reply_item(reply, 1), &there)) {
		wait->aof_here = here;
		wait->aof_reached = there;
	}
}

bool op_wait_was_answered(const struct op_wait *wait)
{
	return (wait->replicas == 0 && wait->aof < 0) ||
		(wait->reached >= 0 && (wait->aof < 0 || wait->aof_reached >= 0));
}

static const char *replicas_of(char out[NUMBER_MAX], int64_t count)
{
	snprintf(out, NUMBER_MAX, "%" PRId64 " replica%s", count, count == 1 ? "" : "s");
	return out;
}

bool op_wait_holds(const struct op_wait *wait, struct error *error)
{
	static const char rest[] = "nothing more is written; `jobs resume` asks again, with --wait "
				   "0 it goes on without";
	char wanted[NUMBER_MAX], got[NUMBER_MAX];

	if (wait->replicas > 0 && wait->reached < wait->replicas) {
		return error_set(error, ERROR_FAILED,
			"in doubt: %s of %s confirmed within %" PRId64
			" ms what was written last; %s",
			replicas_of(got, wait->reached), replicas_of(wanted, wait->replicas),
			wait->timeout_ms, rest);
	}
	if (wait->aof >= 0 && (wait->aof_here < 1 || wait->aof_reached < wait->aof)) {
		return error_set(error, ERROR_FAILED,
			"in doubt: what was written last is %son the server's disk and on that of "
			"%s of %s; %s",
			wait->aof_here < 1 ? "not " : "", replicas_of(got, wait->aof_reached),
			replicas_of(wanted, wait->aof), rest);
	}
	return true;
}
