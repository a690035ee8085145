#include "op_run.h"

#include <inttypes.h>

#include "base/mem.h"
#include "engine/audit.h"

enum { STREAM_LENGTH = 100000 };

static void add(struct command *command, const char *name, struct text value)
{
	if (value.length > 0) {
		command_add_string(command, name);
		command_add(command, value);
	}
}

/* On the server for everybody to see; where that is not permitted the record here must do. */
static void add_to_stream(struct run *run, const char *result, const char *hash)
{
	const struct request *request = run->request;
	struct command command;

	command_init(&command);
	command_words(&command, "XADD " AUDIT_STREAM " MAXLEN ~");
	command_add_i64(&command, STREAM_LENGTH);
	command_words(&command, "*");
	add(&command, "operation", request->operation);
	add(&command, "job", text_of(request->job));
	add(&command, "who", request->who);
	add(&command, "host", request->host);
	add(&command, "reason", request->reason);
	add(&command, "topic", request_about(request));
	add(&command, "group", request->group);
	add(&command, "target", request->target);
	add(&command, "plan_sha256", text_of(run->options->plan_sha256));
	add(&command, "result", text_of(result));
	command_add_string(&command, "entries");
	command_add_i64(&command, (int64_t)run->result->done);
	/* Who reads the file as well knows by it that it is the same record. */
	add(&command, "record", text_of(hash));
	run_mention(run, &command);
	command_finish(&command);
}

bool run_audit(struct run *run, const char *result, struct error *error)
{
	const struct request *request = run->request;
	char *operation = text_dup(request->operation), *reason = text_dup(request->reason);
	char *server = text_dup(request_text(request, REQUEST_SERVER));
	struct audit_record record = {.operation = operation,
		.job = request->job,
		.reason = *reason == '\0' ? NULL : reason,
		.result = result,
		.plan_sha256 = run->options->plan_sha256,
		.server = server,
		.topic = request_about(request),
		.group = request->group,
		.entries = (int64_t)run->result->done,
		.bytes = (int64_t)run->moved_bytes};
	char hash[DIGEST_HEX_MAX];
	bool good = audit_append_hash(&record, hash, error);

	mem_free(operation);
	mem_free(reason);
	mem_free(server);
	if (good && talk_is_ready(run->talk)) {
		add_to_stream(run, result, hash);
	}
	return good;
}
