#include "ops/batch.h"

#include <string.h>

#include "base/number.h"

struct text op_answer_word(const struct op_answer *answer, size_t i)
{
	return i < answer->count ? answer->words[i] : text_from("", 0);
}

void item_settle(struct item *item, enum fate fate, struct text why)
{
	size_t length = why.length < WHY_MAX - 1 ? why.length : WHY_MAX - 1;

	item->fate = fate;
	if (length > 0) {
		memcpy(item->why, why.at, length);
	}
	item->why[length] = '\0';
}

/* What a script says instead of doing it. */
struct refusal {
	const char *word;
	enum fate fate;
	const char *why;
};

static const struct refusal refusals[] = {
	{.word = "NOTPENDING",
		.fate = FATE_SKIPPED,
		.why = "not pending: a consumer has finished it, or it was never delivered"},
	{.word = "CHANGED",
		.fate = FATE_SKIPPED,
		.why = "its owner or delivery count has changed since the plan"},
	{.word = "TOOFRESH",
		.fate = FATE_SKIPPED,
		.why = "it was delivered only now: its consumer may be at work on it"},
	{.word = "GONE", .fate = FATE_SKIPPED, .why = "the entry is gone from the topic"},
	{.word = "BEYOND",
		.fate = FATE_SKIPPED,
		.why = "the group has not come to it yet: it would be delivered twice"},
	{.word = "TAKEN", .fate = FATE_SKIPPED, .why = "another consumer has it now"},
	{.word = "FINISHED",
		.fate = FATE_SKIPPED,
		.why = "a consumer has acknowledged it meanwhile"},
	{.word = "PENDING", .fate = FATE_SKIPPED, .why = "it is pending again"},
	{.word = "COPYGONE", .fate = FATE_SKIPPED, .why = "the copy is gone"},
	{.word = "READ", .fate = FATE_SKIPPED, .why = "a group has read the copy"},
	{.word = "NOTDONE", .fate = FATE_SKIPPED, .why = "it had not been done"},
	{.word = "NOGROUP", .fate = FATE_FAILED, .why = "the group is not there any more"},
	{.word = "EXISTS", .fate = FATE_FAILED, .why = "there is such a group meanwhile"},
	{.word = "USED", .fate = FATE_FAILED, .why = "the group has been used since"},
	{.word = "NOTOPIC", .fate = FATE_FAILED, .why = "the topic is not there any more"},
	{.word = "HELD", .fate = FATE_FAILED, .why = "not all of its pending entries can be moved"},
	{.word = "LAYOUT",
		.fate = FATE_FAILED,
		.why = "its source entry is gone, and its original fields cannot be told"},
	{.word = "SENTBACK",
		.fate = FATE_SKIPPED,
		.why = "another job has taken it back before; --again does it again"},
	{.word = "TOOMANYFIELDS", .fate = FATE_FAILED, .why = "it has more than 3,900 fields"},
	{.word = "FOREIGN",
		.fate = FATE_FAILED,
		.why = "it has a field whose name begins with `_rm.` and that is not ours"},
	{.word = "BADTARGET", .fate = FATE_FAILED, .why = "the target is no stream any more"},
};

void item_answered(struct item *item, const struct op_answer *answer)
{
	struct text word = op_answer_word(answer, 0);
	bool again = text_is(word, "ALREADY");

	if (again || text_is(word, "DONE")) {
		item_settle(item, FATE_DONE, text_from("", 0));
		item->again = again;
		item->has_new_id = id_parse(op_answer_word(answer, 1), &item->new_id);
		number_parse_u64(op_answer_word(answer, 2), &item->count);
		return;
	}
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		if (text_is(word, refusals[i].word)) {
			item_settle(item, refusals[i].fate, text_of(refusals[i].why));
			item->none = text_is(word, "NOTDONE");
		}
	}
}

void batch_answered(struct batch *batch, size_t first, size_t count, const struct op_answer *answer)
{
	(void)count;
	batch->more = text_is(op_answer_word(answer, 0), "MORE");
	item_answered(&batch->items[first], answer);
}
