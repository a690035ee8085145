#include "op_look.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "denied.h"
#include "op_error.h"
#include "wire/fetch.h"

enum { TALLY_PAGE = 1000, TALLY_MAX = 20000 };

struct waited {
	bool done;
	enum fact_outcome outcome;
	struct error error;
	void (*take)(void *into, const struct fact *fact);
	void *into;
};

static void on_fact(void *arg, const struct fact *fact)
{
	struct waited *waited = arg;

	waited->done = true;
	waited->outcome = fact->outcome;
	waited->error = fact->error;
	if (fact->outcome == FACT_KNOWN) {
		waited->take(waited->into, fact);
	} else if (fact->outcome == FACT_DENIED) {
		denied_explain(fact, &waited->error);
	} else if (fact->outcome == FACT_LOST) {
		waited->error.code = ERROR_CONNECT;
	} else if (waited->error.code == ERROR_NONE) {
		waited->error.code = ERROR_FAILED;
	}
}

static bool fail(const struct waited *waited, struct error *error)
{
	struct text said = text_of(waited->error.text);

	if (text_contains_fold(said, text_of("MOVED "))) {
		return op_trouble_explain(said, error);
	}
	return error_set(error, waited->error.code, "%s", waited->error.text);
}

static void read_line(struct survey *survey, struct text line)
{
	struct text rest = line, name = text_cut(&rest, ':');
	int64_t n = 0;

	number_parse_i64(rest, &n);
	if (text_is(name, "maxmemory_policy")) {
		snprintf(survey->policy, sizeof survey->policy, "%.*s", (int)rest.length, rest.at);
	} else if (text_is(name, "run_id")) {
		snprintf(survey->run_id, sizeof survey->run_id, "%.*s", (int)rest.length, rest.at);
	} else if (text_is(name, "master_replid")) {
		snprintf(survey->replid, sizeof survey->replid, "%.*s", (int)rest.length, rest.at);
	} else if (text_is(name, "role")) {
		survey->replica = text_is(rest, "slave");
	} else if (text_is(name, "connected_slaves")) {
		survey->replicas = n;
	} else if (text_is(name, "cluster_enabled")) {
		survey->cluster = n == 1;
	} else if (text_is(name, "aof_enabled")) {
		survey->aof = n == 1;
	}
}

static void read_info(struct survey *survey, struct text info)
{
	while (info.length > 0) {
		struct text line = text_cut(&info, '\n');

		if (line.length > 0 && line.at[line.length - 1] == '\r') {
			line.length--;
		}
		read_line(survey, line);
	}
}

struct server_ask {
	struct survey *survey;
	bool lost;
	struct error error;
};

static void read_time(struct survey *survey, const struct reply *reply)
{
	int64_t seconds, micros;

	if (reply_i64(reply_item(reply, 0), &seconds) && reply_i64(reply_item(reply, 1), &micros)) {
		survey->now_ms = seconds * 1000 + micros / 1000;
	}
}

static void on_server(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct server_ask *ask = arg;
	struct text text;

	if (reply == NULL) {
		ask->lost = true;
		ask->error = *error;
	} else if (i == 0) {
		read_time(ask->survey, reply);
	} else if (i == 1 && reply->kind == REPLY_TEXT && reply_text(reply, &text)) {
		read_info(ask->survey, text);
	} else if (i == 2 && reply->kind == REPLY_LIST && reply->count > 0) {
		ask->survey->no_scripts = reply->items[0].kind == REPLY_NIL;
		ask->survey->waitaof = reply->count > 1 && reply->items[1].kind == REPLY_LIST;
	}
}

bool op_look_server(struct talk *talk, struct survey *survey, struct error *error)
{
	static const char *const words[] = {"TIME", "INFO", "COMMAND INFO eval waitaof"};
	struct server_ask ask = {.survey = survey};
	struct command commands[3];

	for (size_t i = 0; i < 3; i++) {
		command_init(&commands[i]);
		command_words(&commands[i], words[i]);
	}
	talk_ask(talk, commands, 3, on_server, &ask);
	for (size_t i = 0; i < 3; i++) {
		command_finish(&commands[i]);
	}
	return !ask.lost || error_set(error, ERROR_CONNECT, "%s", ask.error.text);
}

static void take_topic(void *into, const struct fact *fact)
{
	const struct fact_topic *from = &fact->topic_info;
	struct survey_topic *topic = into;

	topic->exists = topic->is_stream = true;
	topic->length = from->length;
	topic->first = from->first;
	topic->last = from->last_generated;
	topic->trimmed = -1;
	if (from->has_entries_added && from->entries_added == from->length) {
		topic->trimmed = 0;
	} else if (from->has_entries_added && from->has_max_deleted &&
		id_is_zero(from->max_deleted)) {
		topic->trimmed = from->entries_added - from->length;
	}
	topic->group_count = from->group_count;
	topic->groups = mem_alloc(from->group_count + 1, sizeof *topic->groups);
	for (size_t i = 0; i < from->group_count; i++) {
		const struct fact_group *group = &from->groups[i];

		topic->groups[i] = (struct survey_group){
			.name = text_from(text_dup(group->name), group->name.length),
			.cursor = group->last_delivered,
			.pending = group->pending,
			.lag = group->has_lag ? group->lag : -1,
			.consumers = group->consumers};
	}
}

bool op_look_topic(
	struct talk *talk, struct text name, struct survey_topic *topic, struct error *error)
{
	struct waited waited = {.take = take_topic, .into = topic};
	struct fetcher *fetcher = fetcher_create(talk_conn(talk), on_fact, &waited);

	*topic = (struct survey_topic){.name = name};
	fetch_topic(fetcher, name);
	talk_until(talk, &waited.done);
	fetcher_destroy(fetcher);
	topic->exists = topic->exists || waited.outcome == FACT_WRONGTYPE;
	return waited.outcome == FACT_KNOWN || waited.outcome == FACT_ABSENT ||
		waited.outcome == FACT_WRONGTYPE || fail(&waited, error);
}

static void on_stats(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	bool *found = arg;
	struct text text;

	(void)i;
	(void)error;
	*found = reply != NULL && reply_text(reply, &text) && reply->kind == REPLY_TEXT &&
		(text_contains_fold(text, text_of("cmdstat_xautoclaim:")) ||
			text_contains_fold(text, text_of("cmdstat_xclaim:")));
}

bool op_look_claims(struct talk *talk)
{
	struct command command;
	bool found = false;

	command_init(&command);
	command_words(&command, "INFO commandstats");
	talk_ask(talk, &command, 1, on_stats, &found);
	command_finish(&command);
	return found;
}

static void take_pending(void *into, const struct fact *fact)
{
	const struct fact_pending *page = &fact->pending;
	struct op_looked *looked = into;

	if (page->count > 0) {
		const struct fact_pending_entry *as = &page->entries[0];

		looked->pending = true;
		looked->consumer = text_from(text_dup(as->consumer), as->consumer.length);
		looked->idle_ms = as->idle_ms;
		looked->deliveries = as->deliveries;
	}
}

bool op_look_pending(struct talk *talk, const struct text names[2], struct id id,
	struct op_looked *looked, struct error *error)
{
	struct waited waited = {.take = take_pending, .into = looked};
	struct fetcher *fetcher = fetcher_create(talk_conn(talk), on_fact, &waited);

	*looked = (struct op_looked){.deliveries = -1};
	fetch_pending_page(fetcher,
		&(struct fetch_page){
			.topic = names[0], .group = names[1], .from = id, .to = id, .count = 1});
	talk_until(talk, &waited.done);
	fetcher_destroy(fetcher);
	return waited.outcome == FACT_KNOWN || fail(&waited, error);
}

struct tally {
	struct id last;
	uint64_t count;
};

static void take_tally(void *into, const struct fact *fact)
{
	struct tally *tally = into;

	tally->count = fact->pending.count;
	if (fact->pending.count > 0) {
		tally->last = fact->pending.entries[fact->pending.count - 1].id;
	}
}

bool op_look_count_pending(struct talk *talk, const struct text names[2], const struct id range[2],
	struct survey_count *count, struct error *error)
{
	struct tally tally = {.count = TALLY_PAGE};
	struct id from = range[0];

	*count = (struct survey_count){.n = 0};
	while (tally.count == TALLY_PAGE && count->n < TALLY_MAX &&
		id_compare(from, range[1]) <= 0) {
		struct waited waited = {.take = take_tally, .into = &tally};
		struct fetcher *fetcher = fetcher_create(talk_conn(talk), on_fact, &waited);

		fetch_pending_page(fetcher,
			&(struct fetch_page){.topic = names[0],
				.group = names[1],
				.from = from,
				.to = range[1],
				.count = TALLY_PAGE});
		talk_until(talk, &waited.done);
		fetcher_destroy(fetcher);
		if (waited.outcome != FACT_KNOWN) {
			return fail(&waited, error);
		}
		count->n += tally.count;
		from = id_next(tally.last);
	}
	count->more = count->n >= TALLY_MAX && tally.count == TALLY_PAGE;
	return true;
}

struct first {
	struct id id;
	bool found;
};

static void take_first(void *into, const struct fact *fact)
{
	struct first *first = into;

	first->found = fact->pending.count > 0;
	if (first->found) {
		first->id = fact->pending.entries[0].id;
	}
}

bool op_look_first_pending(struct talk *talk, const struct text names[2], const struct id range[2],
	struct id *first, bool *found, struct error *error)
{
	struct first taken = {.found = false};
	struct waited waited = {.take = take_first, .into = &taken};
	struct fetcher *fetcher = fetcher_create(talk_conn(talk), on_fact, &waited);

	fetch_pending_page(fetcher,
		&(struct fetch_page){.topic = names[0],
			.group = names[1],
			.from = range[0],
			.to = range[1],
			.count = 1});
	talk_until(talk, &waited.done);
	fetcher_destroy(fetcher);
	*first = taken.id;
	*found = taken.found;
	return waited.outcome == FACT_KNOWN || fail(&waited, error);
}

static void take_consumer(void *into, const struct fact *fact)
{
	struct op_consumer *consumer = into;

	for (size_t i = 0; i < fact->consumers.count; i++) {
		const struct fact_consumer *row = &fact->consumers.consumers[i];

		if (text_equal(row->name, consumer->name)) {
			consumer->found = true;
			consumer->pending = row->pending;
			consumer->idle_ms = row->idle_ms;
		}
	}
}

bool op_look_consumer(struct talk *talk, const struct text names[2], struct op_consumer *consumer,
	struct error *error)
{
	struct waited waited = {.take = take_consumer, .into = consumer};
	struct fetcher *fetcher = fetcher_create(talk_conn(talk), on_fact, &waited);

	fetch_consumers(fetcher, names[0], names[1]);
	talk_until(talk, &waited.done);
	fetcher_destroy(fetcher);
	return waited.outcome == FACT_KNOWN || fail(&waited, error);
}

static void take_still(void *into, const struct fact *fact)
{
	int64_t *still_ms = into;

	for (size_t i = 0; i < fact->consumers.count; i++) {
		int64_t idle_ms = fact->consumers.consumers[i].idle_ms;

		*still_ms = *still_ms < 0 || idle_ms < *still_ms ? idle_ms : *still_ms;
	}
}

bool op_look_still(
	struct talk *talk, const struct text names[2], int64_t *still_ms, struct error *error)
{
	struct waited waited = {.take = take_still, .into = still_ms};
	struct fetcher *fetcher = fetcher_create(talk_conn(talk), on_fact, &waited);

	*still_ms = -1;
	fetch_consumers(fetcher, names[0], names[1]);
	talk_until(talk, &waited.done);
	fetcher_destroy(fetcher);
	return waited.outcome == FACT_KNOWN || fail(&waited, error);
}
