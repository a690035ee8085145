#include "wire/fetch.h"

#include <assert.h>

#include "question.h"

enum { COUNT_PAGE = 500, PENDING_PAGE_MAX = 1000 };

static void ask_words(struct question *question, const char *words, conn_reply_fn *fn)
{
	struct command command;
	command_init(&command);
	command_words(&command, words);
	question_ask(question, &command, fn);
	command_finish(&command);
}

/* The words, then the topic and, where the question is about one, the group. */
static void ask_named(struct question *question, const char *words, conn_reply_fn *fn)
{
	struct command command;
	command_init(&command);
	command_words(&command, words);
	command_add(&command, question->fact.topic);
	if (question->fact.kind == FACT_CONSUMERS || question->fact.kind == FACT_PENDING) {
		command_add(&command, question->fact.group);
	}
	question_ask(question, &command, fn);
	command_finish(&command);
}

static void on_server(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_server(reply, &question->fact);
	}
	question_answered(question, error);
}

void fetch_server(struct fetcher *fetcher)
{
	struct question *question =
		question_create(fetcher, FACT_SERVER, text_of(NULL), text_of(NULL));
	ask_words(question, "INFO", on_server);
	question_asked(question);
}

static void on_clock(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_clock(reply, &question->fact);
		question->fact.clock.round_trip_us =
			(int64_t)((uv_hrtime() - question->asked_ns) / 1000);
	}
	question_answered(question, error);
}

void fetch_clock(struct fetcher *fetcher)
{
	struct question *question =
		question_create(fetcher, FACT_CLOCK, text_of(NULL), text_of(NULL));
	ask_words(question, "TIME", on_clock);
	question_asked(question);
}

static void on_type(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_type(reply, &question->fact);
	}
	question_answered(question, error);
}

void fetch_type(struct fetcher *fetcher, struct text key)
{
	struct question *question = question_create(fetcher, FACT_TYPE, key, text_of(NULL));
	ask_named(question, "TYPE", on_type);
	question_asked(question);
}

static void on_stream(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_topic_stream(reply, &question->fact);
	}
	question_answered(question, error);
}

static void on_groups(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_topic_groups(reply, question->fetcher->late->room, &question->fact);
	}
	question_answered(question, error);
}

void fetch_topic(struct fetcher *fetcher, struct text topic)
{
	struct question *question = question_create(fetcher, FACT_TOPIC, topic, text_of(NULL));
	ask_named(question, "XINFO STREAM", on_stream);
	ask_named(question, "XINFO GROUPS", on_groups);
	question_asked(question);
}

static void on_consumers(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_consumers(reply, question->fetcher->late->room, &question->fact);
	}
	question_answered(question, error);
}

void fetch_consumers(struct fetcher *fetcher, struct text topic, struct text group)
{
	struct question *question = question_create(fetcher, FACT_CONSUMERS, topic, group);
	ask_named(question, "XINFO CONSUMERS", on_consumers);
	question_asked(question);
}

static void on_summary(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_pending_summary(reply, &question->fact);
	}
	question_answered(question, error);
}

static void on_page(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		struct fact_pending *pending = &question->fact.pending;
		decode_pending_page(reply, question->fetcher->late->room, &question->fact);
		pending->page_ends =
			pending->page_ends || (int64_t)pending->count < question->limit;
	}
	question_answered(question, error);
}

void fetch_pending(
	struct fetcher *fetcher, struct text topic, struct text group, struct id from, int count)
{
	assert(count >= 1 && count <= PENDING_PAGE_MAX);
	struct question *question = question_create(fetcher, FACT_PENDING, topic, group);
	question->fact.pending.from = from;
	question->limit = count;
	ask_named(question, "XPENDING", on_summary);
	struct command command;
	command_init(&command);
	command_words(&command, "XPENDING");
	command_add(&command, topic);
	command_add(&command, group);
	command_add_id(&command, from);
	command_add_string(&command, "+");
	command_add_i64(&command, count);
	question_ask(question, &command, on_page);
	command_finish(&command);
	question_asked(question);
}

static void ask_range(
	struct question *question, struct id from, const char *to, int64_t count, conn_reply_fn *fn)
{
	struct command command;
	command_init(&command);
	command_words(&command, "XRANGE");
	command_add(&command, question->fact.topic);
	command_add_id(&command, from);
	command_add_string(&command, to);
	command_words(&command, "COUNT");
	command_add_i64(&command, count);
	question_ask(question, &command, fn);
	command_finish(&command);
}

static void on_undelivered(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_undelivered(reply, &question->fact);
	}
	question_answered(question, error);
}

void fetch_undelivered(
	struct fetcher *fetcher, struct text topic, struct text group, struct id after)
{
	struct question *question = question_create(fetcher, FACT_UNDELIVERED, topic, group);
	question->fact.undelivered.after = after;
	/* After the greatest id there is nothing, and id_next stays on it. */
	if (id_compare(id_next(after), after) > 0) {
		ask_range(question, id_next(after), "+", 1, on_undelivered);
	}
	question_asked(question);
}

static void on_counted(void *arg, const struct reply *reply, const struct error *error);

static void ask_count_page(struct question *question, struct id after)
{
	const struct fact_count *count = &question->fact.count;
	char upto[ID_TEXT_MAX];
	int64_t left = question->limit - count->count;
	ask_range(question, id_next(after), id_format(upto, count->upto),
		left < COUNT_PAGE ? left : COUNT_PAGE, on_counted);
}

static void count_page(struct question *question, const struct reply *page)
{
	struct fact_count *count = &question->fact.count;
	struct id last;
	if (!decode_begin(page, REPLY_LIST, &question->fact)) {
		return;
	}
	int64_t left = question->limit - count->count;
	int64_t asked = left < COUNT_PAGE ? left : COUNT_PAGE;
	count->count += (int64_t)page->count;
	if ((int64_t)page->count < asked) {
		count->complete = true;
		return;
	}
	if (!decode_id(reply_item(reply_item(page, page->count - 1), 0), &last)) {
		decode_refuse(&question->fact, "XRANGE was answered with an entry without an id");
		return;
	}
	count->complete = id_compare(last, count->upto) >= 0;
	if (!count->complete && count->count < question->limit) {
		ask_count_page(question, last);
	}
}

static void on_counted(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		count_page(question, reply);
	}
	question_answered(question, error);
}

void fetch_count(struct fetcher *fetcher, struct text topic, struct text group, struct id after,
	struct id upto, int64_t limit)
{
	assert(limit > 0);
	struct question *question = question_create(fetcher, FACT_COUNT, topic, group);
	question->fact.count.after = after;
	question->fact.count.upto = upto;
	question->limit = limit;
	if (id_compare(after, upto) < 0) {
		ask_count_page(question, after);
	} else {
		question->fact.count.complete = true;
	}
	question_asked(question);
}

static void on_range(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_range(reply, question->fetcher->late->room, &question->fact);
	}
	question_answered(question, error);
}

void fetch_range(struct fetcher *fetcher, struct text topic, struct id from, struct id to,
	bool newest_first, int count)
{
	struct question *question = question_create(fetcher, FACT_ENTRIES, topic, text_of(NULL));
	struct command command;
	command_init(&command);
	command_words(&command, newest_first ? "XREVRANGE" : "XRANGE");
	command_add(&command, topic);
	command_add_id(&command, newest_first ? to : from);
	command_add_id(&command, newest_first ? from : to);
	command_words(&command, "COUNT");
	command_add_i64(&command, count);
	question_ask(question, &command, on_range);
	command_finish(&command);
	question_asked(question);
}

static void on_memory(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		decode_memory(reply, &question->fact);
	}
	question_answered(question, error);
}

void fetch_memory(struct fetcher *fetcher, struct text topic)
{
	struct question *question = question_create(fetcher, FACT_MEMORY, topic, text_of(NULL));
	ask_named(question, "MEMORY USAGE", on_memory);
	question_asked(question);
}
