#include "engine/append.h"

#include <string.h>

#include "base/mem.h"
#include "look.h"
#include "stream/command.h"
#include "wire/decode.h"

enum { WINDOW = 128, WINDOW_BYTES = 1 << 20, TICK_MS = 10 };

struct append;

struct sent {
	struct append *append;
	uint64_t tag;
	struct id was;
	size_t bytes;
};

struct append {
	const struct append_options *options;
	struct look look;
	struct sent window[WINDOW];
	size_t oldest, outstanding, outstanding_bytes;
	uint64_t count; /* sent so far */
	uint64_t began_ms;
	bool held; /* an item that was taken waits for room */
	struct append_item item;
	struct command command;
	bool ended, failed;
	struct error error; /* the first one */
};

static void stop(struct append *append, const struct error *error)
{
	if (!append->failed) {
		append->failed = true;
		append->error = *error;
	}
}

static void finish_if_idle(struct append *append)
{
	if ((append->ended || append->failed) && append->outstanding == 0) {
		look_end(&append->look, append->failed ? &append->error : NULL);
	}
}

static void send_more(struct append *append);

/* What an error reply means for whoever asked: may not, or could not. */
static void explain(struct text reply, struct error *error)
{
	bool refused = text_starts(reply, "NOPERM") || text_starts(reply, "READONLY");
	int length = reply.length < 300 ? (int)reply.length : 300;

	error_set(error, refused ? ERROR_REFUSED : ERROR_FAILED, "the server refused: %.*s", length,
		reply.at);
}

static void on_reply(void *arg, const struct reply *reply, const struct error *error)
{
	struct sent *sent = arg;
	struct append *append = sent->append;
	enum append_fate fate = APPEND_FAILED;
	struct error why = {.code = ERROR_NONE};
	struct text text = {.length = 0};
	struct id id = {.ms = 0};

	if (reply == NULL) {
		fate = APPEND_IN_DOUBT;
		why = *error;
	} else if (reply->kind == REPLY_ERROR) {
		explain(reply->text, &why);
	} else if (reply->kind == REPLY_NIL) {
		error_set(&why, ERROR_REFUSED, "the topic is no more; --create makes it anew");
	} else if (reply_text(reply, &text) && id_parse(text, &id)) {
		fate = APPEND_DONE;
	} else {
		error_set(&why, ERROR_FAILED, "the server answered XADD with no id");
	}
	append->oldest = (append->oldest + 1) % WINDOW;
	append->outstanding--;
	append->outstanding_bytes -= sent->bytes;
	append->options->settled(append->options->arg, sent->tag, fate, sent->was, id);
	if (fate != APPEND_DONE) {
		stop(append, &why);
	}
	if (!append->look.over) {
		send_more(append);
	}
}

static void build(struct append *append)
{
	const struct entry *entry = append->item.entry;
	struct command *command = &append->command;

	command_reset(command);
	command_add_string(command, "XADD");
	command_add(command, append->item.topic);
	if (!append->item.create) {
		command_add_string(command, "NOMKSTREAM");
	}
	if (append->item.keep_id) {
		command_add_id(command, entry->id);
	} else {
		command_add_string(command, "*");
	}
	for (size_t i = 0; i < entry->field_count; i++) {
		command_add(command, entry->fields[i].name);
		command_add(command, entry->fields[i].value);
	}
}

/* The next command is built and waits for room. */
static bool take(struct append *append)
{
	struct error error = {.code = ERROR_NONE};

	if (!append->held && !append->ended) {
		append->held = append->options->next(append->options->arg, &append->item, &error);
		append->ended = !append->held;
		if (append->held) {
			build(append);
		}
		if (append->held && append->command.bytes.full) {
			append->held = false;
			error_set(&error, ERROR_FAILED, "an entry is larger than %d bytes",
				COMMAND_BYTES_MAX);
		}
		if (error.code != ERROR_NONE) {
			stop(append, &error);
		}
	}
	return append->held && !append->failed;
}

static bool has_room(const struct append *append)
{
	size_t bytes = append->command.bytes.length;

	return append->outstanding == 0 ||
		(append->outstanding < WINDOW && append->outstanding_bytes + bytes <= WINDOW_BYTES);
}

static bool is_due(struct append *append)
{
	double seconds = (double)(uv_now(&append->look.loop) - append->began_ms) / 1000;

	return append->options->per_s <= 0 ||
		(double)append->count <= seconds * append->options->per_s;
}

static void send_one(struct append *append)
{
	size_t at = (append->oldest + append->outstanding) % WINDOW;
	struct sent *sent = &append->window[at];
	struct error error = {.code = ERROR_NONE};

	*sent = (struct sent){.append = append,
		.tag = append->item.tag,
		.was = append->item.entry->id,
		.bytes = append->command.bytes.length};
	append->held = false;
	if (!conn_send(append->look.conn, &append->command, on_reply, sent, &error)) {
		stop(append, &error);
		return;
	}
	append->outstanding++;
	append->outstanding_bytes += sent->bytes;
	append->count++;
}

static void on_tick(uv_timer_t *timer)
{
	struct look *look = timer->data;

	send_more(look->arg);
}

static void send_more(struct append *append)
{
	while (!append->failed && take(append) && has_room(append)) {
		if (!is_due(append)) {
			uv_timer_start(&append->look.timer, on_tick, TICK_MS, 0);
			return;
		}
		send_one(append);
	}
	finish_if_idle(append);
}

static void on_ready(void *arg)
{
	struct append *append = arg;

	append->began_ms = uv_now(&append->look.loop);
	send_more(append);
}

bool append_run(const struct append_options *options, struct error *error)
{
	struct append *append = mem_alloc(1, sizeof *append);
	bool good;

	append->options = options;
	command_init(&append->command);
	good = look_init_mode(&append->look, options->config->url, options->config->url_from,
		       CONN_WRITE, error) &&
		look_run(&append->look, on_ready, append, error);
	/* What is outstanding is answered with an error by the closing: in doubt. */
	look_finish(&append->look);
	if (good && append->failed) {
		good = error_set(error, append->error.code, "%s", append->error.text);
	}
	command_finish(&append->command);
	mem_free(append);
	return good;
}
