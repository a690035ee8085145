#include "op_run.h"

#include "base/number.h"

enum { ID_BYTES_MAX = 64 };

struct before {
	struct run *run;
	struct id position;
};

static void count_before(void *arg, const struct journal_item *item)
{
	struct before *before = arg;

	if (id_compare(item->id, before->position) <= 0) {
		before->run->result->failed += item->fate == FATE_FAILED;
		before->run->result->skipped += item->fate == FATE_SKIPPED;
	}
}

/* What lies before the position is not looked at again: only the journal knows what failed. */
static void recall(struct run *run)
{
	struct before before = {.run = run, .position = run->position};
	struct journal journal;
	struct error none;

	if (!id_is_zero(run->position) && run->loaded.length > 0) {
		journal_read(&journal, buf_text(&run->loaded), count_before, &before, &none);
		journal_finish(&journal);
	}
}

/* Where a job that was cut off has come to, by the server's own word. */
bool run_find_position(struct run *run, struct error *error)
{
	struct buf value;
	bool found, good;
	int64_t done = 0;

	if ((run->op->flags & OP_POSITION) == 0) {
		return true;
	}
	buf_init(&value, ID_BYTES_MAX);
	good = run_marker_get(run, "pos", &value, &found, error);
	if (good && found && !id_parse(buf_text(&value), &run->position)) {
		good = error_set(error, ERROR_FAILED, "the marker of the job was altered");
	}
	buf_reset(&value);
	if (good && found) {
		good = run_marker_get(run, "done", &value, &found, error);
		number_parse_i64(buf_text(&value), &done);
		run->result->done = run->result->again = (uint64_t)done;
		recall(run);
	}
	buf_finish(&value);
	return good;
}
