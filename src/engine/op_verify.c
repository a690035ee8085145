#include "op_run.h"

#include "ops/back.h"
#include "ops/copy.h"

static bool has_copy(const struct item *item)
{
	return item->fate == FATE_DONE && item->has_new_id;
}

/* One target at a time. */
static bool is_here(const struct item *item, size_t place)
{
	return has_copy(item) && item->place == place;
}

/* The copies of a batch lie close together: one range holds them, unless others write as fast. */
static bool read_copies(struct run *run, size_t place, struct error *error)
{
	struct text target = request_place(run->request, place);
	struct id ids[BATCH_ENTRIES_MAX], range[2] = {{0, 0}, {0, 0}};
	size_t count = 0;

	for (size_t i = 0; i < run->batch->count; i++) {
		if (is_here(&run->batch->items[i], place)) {
			ids[count++] = run->batch->items[i].new_id;
		}
	}
	if (count == 0) {
		run->copies.count = 0;
		return true;
	}
	range[0] = range[1] = ids[0];
	for (size_t i = 1; i < count; i++) {
		range[0] = id_compare(ids[i], range[0]) < 0 ? ids[i] : range[0];
		range[1] = id_compare(ids[i], range[1]) > 0 ? ids[i] : range[1];
	}
	if (!op_page_range(&run->copies, target, range, (int)count * 2, error)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (op_page_find(&run->copies, ids[i]) == NULL) {
			return op_page_ids(&run->copies, target, ids, count, error);
		}
	}
	return true;
}

/* What was read for the batch is still there; what was not is read now. */
static bool read_sources(struct run *run, struct error *error)
{
	struct id ids[BATCH_ENTRIES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < run->batch->count; i++) {
		if (has_copy(&run->batch->items[i]) && run->batch->items[i].entry == NULL) {
			ids[count++] = run->batch->items[i].id;
		}
	}
	if (count == 0) {
		return true;
	}
	if (!op_page_ids(&run->sources, run->request->topic, ids, count, error)) {
		return false;
	}
	for (size_t i = 0; i < run->batch->count; i++) {
		struct item *item = &run->batch->items[i];

		if (has_copy(item) && item->entry == NULL) {
			item->entry = op_page_find(&run->sources, item->id);
		}
	}
	return true;
}

static bool differ(const struct item *item, struct error *error)
{
	char from[ID_TEXT_MAX], to[ID_TEXT_MAX];

	return error_set(error, ERROR_FAILED,
		"the copy %s is not what %s was: nothing more is written",
		id_format(to, item->new_id), id_format(from, item->id));
}

static bool compare(struct run *run, size_t place, struct error *error)
{
	struct copy copy;
	bool good = true;

	copy_init(&copy);
	for (size_t i = 0; good && i < run->batch->count; i++) {
		const struct item *item = &run->batch->items[i];
		const struct entry *found =
			has_copy(item) ? op_page_find(&run->copies, item->new_id) : NULL;

		if (item->fate != FATE_DONE || item->place != place) {
			continue;
		}
		if (found == NULL || item->entry == NULL) {
			run->result->unverified++;
			continue;
		}
		copy_make(&copy, run->request, item);
		good = copy_is(&copy, found) || differ(item, error);
	}
	copy_finish(&copy);
	return good;
}

/* Dead letters went to different topics. */
static bool verify_back(struct run *run, const struct item *item, struct error *error)
{
	const struct entry *found;
	struct back back;
	bool good;

	back_init(&back);
	back_read(&back, run->request, item->entry);
	back_edit(&back, run->request, item->id);
	good = op_page_ids(&run->copies, back.topic, &item->new_id, 1, error);
	found = good ? op_page_find(&run->copies, item->new_id) : NULL;
	if (good && found == NULL) {
		run->result->unverified++;
	} else if (good) {
		const struct copy copy = {
			.count = back.restored.count, .fields = back.restored.fields};

		good = copy_is(&copy, found) || differ(item, error);
	}
	back_finish(&back);
	return good;
}

static bool verify_backs(struct run *run, struct error *error)
{
	bool good = true;

	for (size_t i = 0; good && i < run->batch->count; i++) {
		const struct item *item = &run->batch->items[i];

		if (has_copy(item) && item->entry != NULL) {
			good = verify_back(run, item, error);
		}
	}
	return good;
}

/* Whether no item before it has the same target. */
static bool is_first_there(const struct batch *batch, size_t i)
{
	for (size_t before = 0; before < i; before++) {
		if (batch->items[before].place == batch->items[i].place) {
			return false;
		}
	}
	return true;
}

static bool verify_once(struct run *run, bool *again, struct error *error)
{
	*again = true;
	if ((run->op->flags & OP_BACK) != 0) {
		return verify_backs(run, error);
	}
	if (!read_sources(run, error)) {
		return false;
	}
	for (size_t i = 0; i < run->batch->count; i++) {
		size_t place = run->batch->items[i].place;

		if (!is_first_there(run->batch, i)) {
			continue;
		}
		if (!read_copies(run, place, error)) {
			return false;
		}
		*again = false;
		if (!compare(run, place, error)) {
			return false;
		}
		*again = true;
	}
	return true;
}

bool run_verify(struct run *run, struct error *error)
{
	enum { TRIES = 3, PATIENCE_MS = 10000 };
	const uint64_t unverified = run->result->unverified;
	bool again;

	if ((run->op->flags & (OP_COPIES | OP_BACK)) == 0 || run->back) {
		return true;
	}
	for (int i = 0; i < TRIES; i++) {
		run->result->unverified = unverified;
		if (verify_once(run, &again, error)) {
			return true;
		}
		if (!again) {
			return false;
		}
		if (error->code != ERROR_CONNECT || !talk_ready(run->talk, PATIENCE_MS, error)) {
			return false;
		}
		error->code = ERROR_NONE;
	}
	return error_set(error, ERROR_CONNECT, "the connection goes again and again");
}
