#include "op_job.h"

#include "base/mem.h"
#include "base/number.h"
#include "op_error.h"
#include "wire/reply.h"

enum { SCAN_COUNT = 1000, MARKER_STATE = 4 };

void job_marker_init(struct job_marker *marker)
{
	*marker = (struct job_marker){.found = false};
	buf_init(&marker->key, KEY_BYTES_MAX);
	buf_init(&marker->plan, KEY_BYTES_MAX);
}

void job_marker_finish(struct job_marker *marker)
{
	buf_finish(&marker->key);
	buf_finish(&marker->plan);
}

void job_marker_of(struct job_marker *marker, const struct request *request)
{
	job_marker_init(marker);
	key_job(&marker->key, request_beside(request), request->job);
}

struct asked {
	struct error error;
	struct job_marker *marker;
	struct buf keys; /* packed */
	size_t key_count;
	struct text cursor;
	char cursor_bytes[NUMBER_MAX];
	const char *job;
};

static bool failed(struct asked *asked, const struct reply *reply, const struct error *error)
{
	if (reply == NULL) {
		error_set(&asked->error, ERROR_CONNECT, "%s", error->text);
	} else if (reply->kind == REPLY_ERROR) {
		op_trouble_explain(reply->text, &asked->error);
	}
	return asked->error.code != ERROR_NONE;
}

static void take_fields(struct job_marker *marker, const struct reply *reply)
{
	struct text text;
	int64_t done;

	for (size_t i = 0; i < reply->count; i++) {
		marker->own += reply->items[i].kind == REPLY_TEXT;
	}
	if (reply_text(reply_item(reply, 0), &text)) {
		marker->found = true;
		buf_add_text(&marker->plan, text);
	}
	if (reply_i64(reply_item(reply, 1), &done)) {
		marker->counted = true;
		marker->done = (uint64_t)done;
	}
	if (reply_text(reply_item(reply, MARKER_STATE), &text)) {
		job_state_parse(text, &marker->state);
	}
}

void job_marker_command(struct command *command, size_t i, struct text key)
{
	static const char *const words[JOB_MARKER_COMMANDS] = {"HMGET", "HLEN", "PTTL"};

	command_init(command);
	command_add_string(command, words[i]);
	command_add(command, key);
	if (i == 0) {
		command_words(command, "plan done pos at state moved");
	}
}

void job_marker_answer(struct job_marker *marker, size_t i, const struct reply *reply)
{
	int64_t n = 0;

	if (i == 0) {
		take_fields(marker, reply);
	} else if (i == 1 && !marker->counted && reply_i64(reply, &n)) {
		marker->done = n > marker->own ? (uint64_t)(n - marker->own) : 0;
	} else if (i == 2 && reply_i64(reply, &n)) {
		marker->expires = n >= 0;
		if (marker->expires != job_state_has_ended(marker->state)) {
			marker->state = marker->expires ? JOB_DONE : JOB_STOPPED;
		}
	}
}

static void on_look(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct asked *asked = arg;

	if (!failed(asked, reply, error)) {
		job_marker_answer(asked->marker, i, reply);
	}
}

bool job_marker_look(struct talk *talk, struct job_marker *marker, struct error *error)
{
	struct asked asked = {.marker = marker};
	struct command commands[JOB_MARKER_COMMANDS];

	for (size_t i = 0; i < JOB_MARKER_COMMANDS; i++) {
		job_marker_command(&commands[i], i, buf_text(&marker->key));
	}
	talk_ask(talk, commands, JOB_MARKER_COMMANDS, on_look, &asked);
	for (size_t i = 0; i < JOB_MARKER_COMMANDS; i++) {
		command_finish(&commands[i]);
	}
	return asked.error.code == ERROR_NONE ||
		error_set(error, asked.error.code, "%s", asked.error.text);
}

static void on_scan(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct asked *asked = arg;
	const struct reply *keys = reply_item(reply, 1);
	struct text cursor = {.length = 0}, key;
	char job[JOB_ID_MAX];

	(void)i;
	if (failed(asked, reply, error)) {
		return;
	}
	reply_text(reply_item(reply, 0), &cursor);
	buf_reset(&asked->keys);
	asked->key_count = 0;
	for (size_t k = 0; keys != NULL && k < keys->count; k++) {
		if (reply_text(&keys->items[k], &key) && key_is_job(key, job) &&
			(asked->job == NULL || text_is(text_of(job), asked->job))) {
			pack_text(&asked->keys, key);
			asked->key_count++;
		}
	}
	asked->cursor = text_from(asked->cursor_bytes, 0);
	if (cursor.length < sizeof asked->cursor_bytes) {
		for (size_t c = 0; c < cursor.length; c++) {
			asked->cursor_bytes[c] = cursor.at[c];
		}
		asked->cursor.length = cursor.length;
	}
}

static bool scan(struct talk *talk, struct asked *asked, struct error *error)
{
	struct command command;

	command_init(&command);
	command_add_string(&command, "SCAN");
	command_add(&command, asked->cursor);
	command_words(&command, "MATCH");
	command_add_string(&command, "*:rm:job:*");
	command_words(&command, "COUNT");
	command_add_i64(&command, SCAN_COUNT);
	talk_ask(talk, &command, 1, on_scan, asked);
	command_finish(&command);
	return asked->error.code == ERROR_NONE ||
		error_set(error, asked->error.code, "%s", asked->error.text);
}

bool job_markers(struct talk *talk, const char *job,
	void (*fn)(void *arg, const struct job_marker *), void *arg, struct error *error)
{
	struct asked asked = {.job = job, .cursor = text_of("0")};
	bool good = true;

	buf_init(&asked.keys, KEY_BYTES_MAX);
	do {
		good = scan(talk, &asked, error);
		struct unpack from = {.rest = buf_text(&asked.keys)};
		for (size_t i = 0; good && i < asked.key_count; i++) {
			struct job_marker marker;

			job_marker_init(&marker);
			buf_add_text(&marker.key, unpack_text(&from));
			good = job_marker_look(talk, &marker, error);
			if (good && marker.found) {
				fn(arg, &marker);
			}
			job_marker_finish(&marker);
		}
	} while (good && asked.cursor.length > 0 && !text_is(asked.cursor, "0") &&
		!talk_interrupted(talk));
	buf_finish(&asked.keys);
	return good;
}

struct recalling {
	struct request *request;
	enum job_state state;
	struct error error;
	bool found;
};

static void take_request(void *arg, const struct job_marker *marker)
{
	struct recalling *recalling = arg;

	if (!recalling->found) {
		recalling->found = request_unpack(
			recalling->request, buf_text(&marker->plan), &recalling->error);
		recalling->state = marker->state;
	}
}

bool job_marker_request(const struct config *config, const char *job, struct request *request,
	enum job_state *state, struct error *error)
{
	struct recalling recalling = {.request = request, .error = {.code = ERROR_NONE}};
	struct talk *talk = talk_open(config, CONN_READ, error);
	bool good = talk != NULL && talk_ready(talk, 0, error) &&
		job_markers(talk, job, take_request, &recalling, error);

	talk_close(talk);
	if (good && !recalling.found) {
		good = recalling.error.code != ERROR_NONE
			? error_set(error, recalling.error.code, "the marker of job %s: %s", job,
				  recalling.error.text)
			: error_set(error, ERROR_FAILED,
				  "there is no job %s, neither here nor on the server", job);
	}
	if (good && state != NULL) {
		*state = recalling.state;
	}
	return good;
}
