#include <string.h>

#include "op_look.h"
#include "op_run.h"

enum { PATIENCE_MS = 10000 };

static bool is_same(const struct survey *one, const struct survey *other)
{
	return one->run_id[0] != '\0' && strcmp(one->run_id, other->run_id) == 0 &&
		strcmp(one->replid, other->replid) == 0;
}

bool run_know_server(struct run *run, struct error *error)
{
	struct survey now;
	uint64_t connections;

	if (talk_connections(run->talk) == run->connections && talk_is_ready(run->talk)) {
		return true;
	}
	do {
		now = (struct survey){.entries = 0};
		if (!talk_ready(run->talk, PATIENCE_MS, error)) {
			return false;
		}
		connections = talk_connections(run->talk);
	} while (!op_look_server(run->talk, &now, error));
	error->code = ERROR_NONE;
	run->connections = connections;
	run->stale = run->stale || !is_same(&now, &run->server);
	/* One that does not tell about itself has as many replicas as before. */
	if (now.run_id[0] != '\0') {
		run->server = now;
	} else {
		run->server.run_id[0] = '\0';
	}
	return true;
}

bool run_has_gone_back(struct run *run, struct error *error)
{
	struct error why = {.code = ERROR_NONE};

	if (run->batch->halt && run_know_server(run, &why) && run->stale) {
		error->code = ERROR_NONE;
		return true;
	}
	return false;
}

static bool begin_feed(struct run *run, struct error *error)
{
	feed_destroy(run->feed);
	run->feed = feed_create(&(struct feed_options){.talk = run->talk,
					.config = run->options->config,
					.request = run->request,
					.entries = (run->op->flags & OP_ENTRIES) != 0,
					.after = run->position},
		error);
	return run->feed != NULL;
}

/* A position that is gone with its marker cannot be told from one that somebody deleted. */
static bool check_position(struct run *run, struct error *error)
{
	struct buf plan;
	bool found, good;

	buf_init(&plan, KEY_BYTES_MAX);
	good = run_marker_get(run, "plan", &plan, &found, error);
	buf_finish(&plan);
	return good &&
		(found ||
			error_set(error, ERROR_FAILED,
				"the server was restarted and has no marker of this job any more: "
				"what it has written cannot be told; nothing more is written"));
}

/* All of it is looked at again: what the server still has is passed over. */
static bool forget(struct run *run, struct error *error)
{
	struct operate_result *result = run->result;
	bool position = (run->op->flags & OP_POSITION) != 0;

	result->done = result->failed = result->skipped = 0;
	result->again = result->unverified = 0;
	run->position = (struct id){0, 0};
	buf_reset(&run->loaded);
	return run_audit(run, "begun again: the server was restarted", error) &&
		(!position ||
			(check_position(run, error) &&
				journal_file_load(&run->journal, &run->loaded, error)));
}

bool run_begin_pass(struct run *run, struct error *error)
{
	struct operate_result *result = run->result;

	run->stale = false;
	if (result->passes++ > 0 && !forget(run, error)) {
		return false;
	}
	if (!run_mark(run, error) || !run_find_position(run, error)) {
		return false;
	}
	uint64_t settled = result->done + result->failed + result->skipped;
	result->remaining = run->request->entries > settled ? run->request->entries - settled : 0;
	/* The first record is the request. */
	if (run->seq > 1) {
		const uint64_t counts[3] = {result->done, result->failed, result->skipped};

		journal_pass(&run->record, run->seq, counts);
		if (!run_journal(run, error)) {
			return false;
		}
	}
	return begin_feed(run, error);
}
