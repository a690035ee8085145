/* What a job was asked, to be asked again. */
#include "op_job.h"

#include <string.h>

enum { REASON_BYTES_MAX = 4096 };

/* False: there is no journal of it here that tells; an error is set where that is to be told. */
static bool find_here(const char *job, struct request *request, struct error *error)
{
	struct journal journal;
	struct buf bytes;
	bool busy, found;

	buf_init(&bytes, JOURNAL_BYTES_MAX);
	found = journal_peek(job, &bytes, &busy);
	if (found) {
		found = journal_read(&journal, buf_text(&bytes), NULL, NULL, error);
		if (found) {
			request_finish(request);
			*request = journal.request;
			request_init(&journal.request);
		}
		journal_finish(&journal);
	}
	buf_finish(&bytes);
	return found;
}

static void set_reason(struct request *request, const char *job)
{
	struct text before = request_text(request, "reason");
	struct buf reason;

	buf_init(&reason, before.length + REASON_BYTES_MAX);
	buf_addf(&reason, "repeat of job %s", job);
	buf_add_string(&reason, before.length > 0 ? ": " : "");
	buf_add_text(&reason, before);
	request_drop(request, "reason");
	request_add(request, text_of("reason"), buf_text(&reason));
	buf_finish(&reason);
}

bool operate_recall(
	const struct config *config, const char *job, struct request *request, struct error *error)
{
	struct error why = {.code = ERROR_NONE};
	const struct op *op;

	if (!job_id_valid(text_of(job))) {
		return error_set(error, ERROR_USAGE, "a JOB is 26 letters and digits");
	}
	if (!find_here(job, request, &why)) {
		if (why.code == ERROR_REFUSED) {
			return error_set(
				error, why.code, "the journal of job %s: %s", job, why.text);
		}
		if (!job_marker_request(config, job, request, NULL, error)) {
			return false;
		}
	}
	op = op_find(request->operation);
	if (op == NULL) {
		return error_set(error, ERROR_USAGE, "there is no operation %.*s",
			(int)request->operation.length, request->operation.at);
	}
	/* Those that were pending then were chosen then: it looks for them again. What is one act
	 * has no entries of its own. */
	request_ask_again(request,
		(op->flags & OP_ONCE) != 0 ||
			((op->flags & OP_PENDING) != 0 && !request_has(request, "given-ids")));
	set_reason(request, job);
	return true;
}
