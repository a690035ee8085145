#include "position.h"

#include "ops/runs.h"

void position_add(const struct batch *batch, size_t first, struct command *out)
{
	struct id last = batch->after;

	for (size_t i = first; i < batch->count; i++) {
		if (batch->items[i].fate == FATE_OPEN) {
			last = batch->items[i].id;
		}
	}
	command_add_id(out, batch->after);
	command_add_id(out, last);
}

void position_add_copy(const struct copy *copy, struct command *out)
{
	command_add_i64(out, (int64_t)copy->count * 2);
	for (size_t i = 0; i < copy->count; i++) {
		command_add(out, copy->fields[i].name);
		command_add(out, copy->fields[i].value);
	}
}

/* `LAST COUNT RUN...`: what an earlier attempt at this batch has put. */
static void settle_from(struct batch *batch, struct text pos, struct text kept)
{
	struct id last, reached;
	struct runs runs = {.rest = kept};
	bool known = id_parse(text_cut(&runs.rest, ' '), &last);

	text_cut(&runs.rest, ' ');

	if (!id_parse(pos, &reached) || id_compare(reached, batch->after) < 0) {
		batch->halt = true;
		return;
	}
	for (size_t i = 0; i < batch->count; i++) {
		struct item *item = &batch->items[i];

		if (item->fate != FATE_OPEN || id_compare(item->id, reached) > 0) {
			continue;
		}
		item_settle(item, FATE_DONE, text_from("", 0));
		item->again = true;
		item->has_new_id =
			known && id_compare(item->id, last) <= 0 && runs_next(&runs, &item->new_id);
	}
	batch->after = reached;
}

void position_settle(
	struct batch *batch, size_t first, size_t count, const struct op_answer *answer)
{
	struct text word = op_answer_word(answer, 0);
	size_t used = 1;

	if (text_is(word, "AT")) {
		settle_from(batch, op_answer_word(answer, 1), op_answer_word(answer, 2));
		return;
	}
	for (size_t i = first; i < first + count; i++) {
		struct item *item = &batch->items[i];

		if (item->fate != FATE_OPEN) {
			continue;
		}
		if (text_is(word, "BADTARGET")) {
			item_answered(item, answer);
		} else if (used < answer->count) {
			item_settle(item, FATE_DONE, text_from("", 0));
			item->has_new_id = id_parse(op_answer_word(answer, used++), &item->new_id);
			batch->after = item->id;
		}
	}
}

void position_unsettle(
	struct batch *batch, size_t first, size_t count, const struct op_answer *answer)
{
	struct text letters = op_answer_word(answer, 1);
	static const struct text read[] = {{"READ", 4}}, gone[] = {{"COPYGONE", 8}};

	for (size_t i = 0; i < count && i < letters.length; i++) {
		struct item *item = &batch->items[first + i];

		if (letters.at[i] == 'D') {
			item_settle(item, FATE_DONE, text_from("", 0));
		} else {
			item_answered(item,
				&(struct op_answer){
					.count = 1, .words = letters.at[i] == 'R' ? read : gone});
		}
	}
}
