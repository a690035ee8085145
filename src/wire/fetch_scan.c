#include <string.h>

#include <inttypes.h>
#include <stdio.h>

#include "base/mem.h"
#include "question.h"

enum { CURSOR_TEXT_MAX = 24 };

static void on_scan(void *arg, const struct reply *reply, const struct error *error);

static void ask_scan(struct question *question)
{
	const struct scan *scan = &question->fetcher->scan;
	char cursor[CURSOR_TEXT_MAX];
	snprintf(cursor, sizeof cursor, "%" PRIu64, scan->cursor);
	struct command command;
	command_init(&command);
	command_words(&command, "SCAN");
	command_add_string(&command, cursor);
	if (question->glob_length > 0) {
		command_words(&command, "MATCH");
		command_add(&command, text_from(question->glob, question->glob_length));
	}
	command_words(&command, "COUNT 1000");
	question->reads_types = scan->reads_types;
	if (!question->reads_types) {
		command_words(&command, "TYPE stream");
	}
	question_ask(question, &command, on_scan);
	command_finish(&command);
}

/* The answers come in the order of the names. */
static void on_type(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	struct text type;
	size_t i = question->names_typed++;
	if (question_wants(question) && reply_text(reply, &type) && text_is(type, "stream")) {
		question->names[question->streams++] = question->names[i];
	}
	question_answered(question, error);
}

/* The reply goes with this call, so the names are copied until their types are known. */
static void ask_types(struct question *question)
{
	const struct fact_scan *found = &question->fact.scan;
	for (size_t i = 0; i < found->count; i++) {
		buf_add_text(&question->name_bytes, found->names[i]);
	}
	question->names = mem_alloc(found->count + 1, sizeof *question->names);
	question->names_count = found->count;
	size_t start = 0;
	for (size_t i = 0; i < question->names_count; i++) {
		question->names[i] =
			text_from(question->name_bytes.at + start, found->names[i].length);
		start += found->names[i].length;
	}
	struct command command;
	command_init(&command);
	for (size_t i = 0; i < question->names_count && question->fact.outcome == FACT_KNOWN; i++) {
		command_reset(&command);
		command_words(&command, "TYPE");
		command_add(&command, question->names[i]);
		question_ask(question, &command, on_type);
	}
	command_finish(&command);
	question->fact.scan.names = NULL;
	question->fact.scan.count = 0;
}

static bool lacks_type(const struct reply *reply)
{
	return reply != NULL && reply->kind == REPLY_ERROR &&
		text_starts(reply->text, "ERR syntax error");
}

static void take_step(struct question *question, const struct reply *reply)
{
	struct fetcher *fetcher = question->fetcher;
	bool begins = question->fact.scan.begins,
	     current = question->generation == fetcher->scan.generation;
	uint64_t cursor = 0;
	if (lacks_type(reply) && current && !fetcher->scan.reads_types) {
		fetcher->scan.reads_types = true;
		ask_scan(question);
		return;
	}
	bool decoded = decode_scan(reply, fetcher->late->room, &question->fact, &cursor);
	question->fact.scan.begins = begins;
	if (!decoded) {
		return;
	}
	question->fact.scan.ends = cursor == 0;
	if (current) {
		fetcher->scan.cursor = cursor;
	}
	if (question->reads_types) {
		ask_types(question);
	}
}

static void on_scan(void *arg, const struct reply *reply, const struct error *error)
{
	struct question *question = arg;
	if (question_wants(question)) {
		take_step(question, reply);
	}
	question_answered(question, error);
}

void scan_settle(struct question *question)
{
	struct fact_scan *found = &question->fact.scan;
	struct scan *scan = &question->fetcher->scan;
	if (question->names != NULL) {
		found->names = question->names;
		found->count = question->streams;
		found->reads_types = true;
	}
	if (question->generation == scan->generation) {
		scan->stepping = false;
		scan->under_way = question->fact.outcome == FACT_KNOWN && !found->ends;
	}
}

void fetch_scan(struct fetcher *fetcher, struct text glob, bool restart)
{
	struct scan *scan = &fetcher->scan;
	if (scan->stepping && !restart) {
		return;
	}
	bool begins = restart || !scan->under_way;
	if (begins) {
		*scan = (struct scan){.under_way = true, .generation = scan->generation + 1};
	}
	scan->stepping = true;
	struct question *question =
		question_create(fetcher, FACT_SCAN, text_of(NULL), text_of(NULL));
	question->generation = scan->generation;
	question->glob = text_dup(glob);
	question->glob_length = glob.length;
	question->fact.scan.begins = begins;
	ask_scan(question);
	question_asked(question);
}
