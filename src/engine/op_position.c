#include "op_run.h"

#include "base/map.h"
#include "base/number.h"

enum { ID_BYTES_MAX = 64 };

struct before {
	struct operate_result *result;
	struct id position;
	struct map *fates; /* of what failed or was skipped: the last word counts */
};

static void count_fate(struct operate_result *result, enum fate fate, uint64_t by)
{
	result->failed += fate == FATE_FAILED ? by : 0;
	result->skipped += fate == FATE_SKIPPED ? by : 0;
}

static void count_before(void *arg, const struct journal_item *item)
{
	const struct text key = text_from((const char *)&item->id, sizeof item->id);
	struct before *before = arg;
	uintptr_t was = (uintptr_t)map_get(before->fates, key);

	bool counts = item->fate == FATE_FAILED || item->fate == FATE_SKIPPED;

	if (id_compare(item->id, before->position) <= 0 &&
		(counts || (was != 0 && item->fate == FATE_DONE))) {
		if (was != 0) {
			count_fate(before->result, (enum fate)was, (uint64_t)-1);
		}
		count_fate(before->result, item->fate, 1);
		map_put(before->fates, key, (void *)(uintptr_t)item->fate);
	}
}

/* What lies before the position is not looked at again: only the journal knows what failed. */
static void recall(struct run *run)
{
	struct before before = {.result = run->result, .position = run->position};
	struct journal journal;
	struct error none;

	if (!id_is_zero(run->position) && run->loaded.length > 0) {
		before.fates = map_create();
		journal_read(&journal, buf_text(&run->loaded), count_before, &before, &none);
		journal_finish(&journal);
		map_destroy(before.fates);
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
