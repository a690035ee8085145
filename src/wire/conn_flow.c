#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "conn_private.h"

enum {
	CHUNK_BYTES = 64 * 1024,
	WAITERS_FIRST = 64,
	TURN_NS = 1000 * 1000,
	LAST_LOOK_MS = 20,
};

struct flight {
	uv_write_t request;
	char *bytes;
};

/* --- commands out --- */

static void push_waiter(struct conn *conn, conn_reply_fn *fn, void *arg)
{
	if (conn->waiters_count == conn->waiters_room) {
		size_t room = conn->waiters_room == 0 ? WAITERS_FIRST : conn->waiters_room * 2;
		struct waiter *grown = mem_alloc(room, sizeof *grown);
		for (size_t i = 0; i < conn->waiters_count; i++) {
			grown[i] = conn->waiters[(conn->waiters_first + i) % conn->waiters_room];
		}
		mem_free(conn->waiters);
		conn->waiters = grown;
		conn->waiters_room = room;
		conn->waiters_first = 0;
	}
	size_t last = (conn->waiters_first + conn->waiters_count) % conn->waiters_room;
	conn->waiters[last] = (struct waiter){.fn = fn, .arg = arg, .sent_ms = uv_now(conn->loop)};
	if (conn->waiters_count++ == 0) {
		conn->busy_since_ns = uv_hrtime();
	}
}

static struct waiter pop_waiter(struct conn *conn)
{
	struct waiter waiter = conn->waiters[conn->waiters_first];
	conn->waiters_first = (conn->waiters_first + 1) % conn->waiters_room;
	if (--conn->waiters_count == 0) {
		conn->cost.busy_us += (uv_hrtime() - conn->busy_since_ns) / 1000;
	}
	return waiter;
}

static void add_head(struct buf *out, const char *before, size_t n)
{
	char head[NUMBER_MAX * 2];
	size_t length = strlen(before);

	memcpy(head, before, length);
	length += number_digits(head + length, n);
	memcpy(head + length, "\r\n", 2);
	buf_add(out, head, length + 2);
}

/* As the protocol has it: how many arguments, then the length of each and its bytes. */
static bool add_formatted(struct buf *out, const struct command *command)
{
	size_t start = out->length;

	add_head(out, "*", command->argc);
	for (size_t i = 0; i < command->argc; i++) {
		struct text arg = command_arg(command, i);

		add_head(out, i == 0 ? "$" : "\r\n$", arg.length);
		buf_add_text(out, arg);
	}
	buf_add(out, "\r\n", 2);
	if (out->full || command->argc == 0) {
		buf_cut(out, start);
	}
	return !out->full && command->argc > 0;
}

bool conn_queue(struct conn *conn, const struct command *command, conn_reply_fn *fn, void *arg)
{
	if (!add_formatted(&conn->out, command)) {
		return false;
	}
	if (conn->waiters_count == 0) {
		uv_update_time(conn->loop);
	}
	push_waiter(conn, fn, arg);
	conn->cost.commands++;
	uv_prepare_start(&conn->flush, conn_flush);
	if (conn->state == CONN_READY && !uv_is_active((uv_handle_t *)&conn->timer)) {
		conn_set_timer(conn, (uint64_t)conn->reply_ms);
	}
	return true;
}

/* A failed write is not acted on: what the server said before it closed is still to be read, and
 * reading finds the end by itself. */
static void on_written(uv_write_t *request, int status)
{
	(void)status;
	struct flight *flight = request->data;
	mem_free(flight->bytes);
	mem_free(flight);
}

void conn_flush(uv_prepare_t *handle)
{
	struct conn *conn = handle->data;
	uv_prepare_stop(handle);
	size_t length = conn->out.length;
	struct flight *flight = mem_alloc(1, sizeof *flight);
	flight->bytes = buf_take(&conn->out);
	flight->request.data = flight;
	conn->cost.bytes_out += length;
	uv_buf_t bytes = uv_buf_init(flight->bytes, (unsigned)length);
	int status = uv_write(&flight->request, &conn->link->socket.stream, &bytes, 1, on_written);
	if (status < 0) {
		on_written(&flight->request, status);
		error_set(&conn->trouble, ERROR_CONNECT, "cannot send: %s", uv_strerror(status));
		conn_fail(conn, &conn->trouble);
	}
}

/* --- answers in --- */

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	(void)suggested;
	struct link *link = handle->data;
	struct conn *conn = link->conn;
	if (conn->chunk == NULL) {
		conn->chunk = mem_alloc(1, CHUNK_BYTES);
	}
	*room = uv_buf_init(conn->chunk, CHUNK_BYTES);
}

static void answer_one(struct conn *conn, const struct reply *reply)
{
	if (conn->waiters_count == 0) {
		error_set(&conn->trouble, ERROR_CONNECT,
			"the server sent an answer that nobody asked for");
		conn_fail(conn, &conn->trouble);
		return;
	}
	conn->last_answer_ms = uv_now(conn->loop);
	struct waiter waiter = pop_waiter(conn);
	if (waiter.fn != NULL) {
		waiter.fn(waiter.arg, reply, NULL);
	}
}

/* Hands out what is there, for at most a millisecond; then the loop turns, so that keys are
 * answered too. */
static void hand_out(struct link *link)
{
	struct conn *conn = link->conn;
	const struct reply *reply = NULL;
	while (link->conn != NULL) {
		if (!reply_parser_next(link->parser, &reply, &conn->trouble)) {
			conn_fail(conn, &conn->trouble);
			return;
		}
		if (reply == NULL) {
			uv_idle_stop(&conn->resume);
			conn_read_start(conn);
			return;
		}
		link->answered_bytes += reply_parser_bytes(link->parser);
		answer_one(conn, reply);
		if (link->conn != NULL && uv_hrtime() - conn->turn_began_ns > TURN_NS) {
			uv_read_stop(&link->socket.stream);
			uv_idle_start(&conn->resume, conn_resume);
			return;
		}
	}
}

void conn_resume(uv_idle_t *handle)
{
	struct conn *conn = handle->data;
	conn->turn_ms = uv_now(conn->loop);
	conn->turn_began_ns = uv_hrtime();
	hand_out(conn->link);
}

static void lost(struct link *link, ssize_t status)
{
	struct conn *conn = link->conn;
	const char *what = "the server closed the connection";
	if (status != UV_EOF) {
		what = uv_strerror((int)status);
	} else if (link->fed_bytes != link->answered_bytes) {
		what = "the server closed the connection in the middle of an answer: did it reach "
		       "its "
		       "client-output-buffer-limit?";
	} else if (conn->greeting) {
		what = "the server closed the connection at once: is this a Redis server, and "
		       "without TLS?";
	}
	error_set(&conn->trouble, ERROR_CONNECT, "%s", what);
	conn_fail(conn, &conn->trouble);
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *bytes)
{
	struct link *link = stream->data;
	struct conn *conn = link->conn;
	if (length == 0) {
		return;
	}
	if (length < 0) {
		lost(link, length);
		return;
	}
	conn->cost.bytes_in += (uint64_t)length;
	link->fed_bytes += (uint64_t)length;
	if (!reply_parser_feed(
		    link->parser, text_from(bytes->base, (size_t)length), &conn->trouble)) {
		conn_fail(conn, &conn->trouble);
		return;
	}
	if (conn->turn_ms != uv_now(conn->loop)) {
		conn->turn_ms = uv_now(conn->loop);
		conn->turn_began_ns = uv_hrtime();
	}
	hand_out(link);
}

void conn_read_start(struct conn *conn)
{
	uv_read_start(&conn->link->socket.stream, on_room, on_read);
}

/* --- deadlines and ends --- */

/* A command's time runs from when it was sent or, behind others, from the answer before its own. */
static uint64_t due_ms(const struct conn *conn)
{
	uint64_t since_ms = conn->waiters[conn->waiters_first].sent_ms;
	if (since_ms < conn->last_answer_ms) {
		since_ms = conn->last_answer_ms;
	}
	return since_ms + (uint64_t)conn->reply_ms;
}

/* Where the loop was held up, the answer may be there unread: one more look before giving up. */
void conn_reply_deadline(struct conn *conn)
{
	if (conn->waiters_count == 0) {
		conn->overdue = false;
		return;
	}
	uint64_t now_ms = uv_now(conn->loop), due = due_ms(conn);
	if (now_ms < due || uv_is_active((uv_handle_t *)&conn->resume)) {
		conn->overdue = false;
		conn_set_timer(conn, now_ms < due ? due - now_ms : LAST_LOOK_MS);
	} else if (!conn->overdue) {
		conn->overdue = true;
		conn_set_timer(conn, LAST_LOOK_MS);
	} else {
		error_set(&conn->trouble, ERROR_CONNECT, "no answer within %lld ms",
			(long long)conn->reply_ms);
		conn_fail(conn, &conn->trouble);
	}
}

void conn_answer_all(struct conn *conn, const struct error *error)
{
	while (conn->waiters_count > 0) {
		struct waiter waiter = pop_waiter(conn);
		if (waiter.fn != NULL) {
			waiter.fn(waiter.arg, NULL, error);
		}
	}
}

struct link *conn_make_link(struct conn *conn)
{
	struct link *link = mem_alloc(1, sizeof *link);
	link->conn = conn;
	link->parser = reply_parser_create(&conn->limits);
	link->socket.handle.data = link;
	conn->link = link;
	conn->last_answer_ms = 0;
	conn->overdue = false;
	return link;
}

static void on_link_closed(uv_handle_t *handle)
{
	struct link *link = handle->data;
	reply_parser_destroy(link->parser);
	mem_free(link);
}

/* The parser stays until libuv lets go: a reply of it may be in a callback's hands right now. */
void conn_drop_link(struct conn *conn)
{
	uv_prepare_stop(&conn->flush);
	uv_idle_stop(&conn->resume);
	buf_reset(&conn->out);
	if (conn->link != NULL) {
		conn->link->conn = NULL;
		uv_close(&conn->link->socket.handle, on_link_closed);
		conn->link = NULL;
	}
}
