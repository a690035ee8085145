/* What is added to topics, and who has an entry pending. */
#include <assert.h>

#include "question.h"

/* Where an answer that was too long ends. */
struct cut {
	struct error error;
	bool by_value; /* one value is too long; else too much came in all */
	bool first;    /* nothing stands before this key */
};

static bool hand_over_item(
	struct question *question, const struct reply *item, const struct cut *cut)
{
	struct fetcher *fetcher = question->fetcher;
	struct fact fact = {.kind = FACT_ENTRIES};
	decode_read(item, cut != NULL, fetcher->late->room, &fact);
	if (fact.outcome == FACT_FAILED) {
		question->fact.outcome = fact.outcome;
		question->fact.error = fact.error;
		return false;
	}
	fact.at_ms = (int64_t)uv_now(conn_loop(fetcher->conn));
	if (fact.outcome == FACT_TOOBIG) {
		fact.error = cut->error;
	}
	/* What was only too much comes with another answer: no entry is to blame. */
	if (cut != NULL && !cut->by_value && (!cut->first || fact.entries.count > 0)) {
		fact.outcome = FACT_KNOWN;
		fact.entries.has_toobig = false;
	}
	fetcher->fn(fetcher->arg, &fact);
	return question->fetcher != NULL;
}

/* What stands before the value that was too long is handed over; so is its id, and with it the
 * whole may go on. */
static void take_before(struct question *question, const struct reply *reply)
{
	const struct reply *before = reply_before(reply);
	struct cut cut = {.error = question->fact.error, .by_value = reply_value_is_toobig(reply)};
	size_t count = 0;
	while (reply_item(reply_item(before, count), 1) != NULL) {
		count++;
	}
	if (count == 0) {
		return;
	}
	cut.first = count == 1;
	question->fact.outcome = FACT_KNOWN;
	question->fact.error = (struct error){.code = ERROR_NONE};
	for (size_t i = 0; i < count; i++) {
		bool last = i + 1 == count;
		if (!hand_over_item(question, reply_item(before, i), last ? &cut : NULL)) {
			return;
		}
	}
}

static void take_read(struct question *question, const struct reply *reply)
{
	if (reply != NULL && reply->kind == REPLY_NIL) {
		return;
	}
	if (decode_begin(reply, REPLY_LIST, &question->fact)) {
		for (size_t i = 0;
			i < reply->count && hand_over_item(question, reply_item(reply, i), NULL);
			i++) {
		}
	} else if (question->fact.outcome == FACT_TOOBIG && reply_before(reply) != NULL) {
		take_before(question, reply);
	}
}

static void on_read(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		take_read(question, reply);
	}
	question_answered(question, error);
}

void fetch_read(
	struct fetcher *fetcher, const struct fetch_place *places, size_t count, int entries)
{
	assert(count >= 1 && count <= FETCH_READ_MAX);
	struct question *question =
		question_create(fetcher, FACT_ENTRIES, text_of(NULL), text_of(NULL));
	question->fact.entries.whence = WHENCE_LIVE;
	question->fact.entries.ends = true;
	struct command command;
	command_init(&command);
	command_words(&command, "XREAD COUNT");
	command_add_i64(&command, entries);
	command_words(&command, "STREAMS");
	for (size_t i = 0; i < count; i++) {
		command_add(&command, places[i].topic);
	}
	for (size_t i = 0; i < count; i++) {
		command_add_id(&command, places[i].after);
	}
	question_ask(question, &command, on_read);
	command_finish(&command);
	question_asked(question);
}

static void take_pending(struct question *question, const struct reply *page)
{
	struct fact *fact = &question->fact, decoded = {.kind = FACT_PENDING};
	decode_pending_page(page, question->fetcher->late->room, &decoded);
	fact->outcome = decoded.outcome;
	fact->error = decoded.error;
	if (decoded.outcome == FACT_KNOWN && decoded.pending.count > 0) {
		fact->reader.pending = true;
		fact->reader.as = decoded.pending.entries[0];
	}
}

static void on_pending(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		take_pending(question, reply);
	}
	question_answered(question, error);
}

void fetch_reader(struct fetcher *fetcher, struct text topic, struct text group, struct id id,
	struct id last_delivered)
{
	struct question *question = question_create(fetcher, FACT_READER, topic, group);
	question->fact.reader.id = id;
	question->fact.reader.last_delivered = last_delivered;
	struct command command;
	command_init(&command);
	command_words(&command, "XPENDING");
	command_add(&command, topic);
	command_add(&command, group);
	command_add_id(&command, id);
	command_add_id(&command, id);
	command_add_i64(&command, 1);
	question_ask(question, &command, on_pending);
	command_finish(&command);
	question_asked(question);
}
