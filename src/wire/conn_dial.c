#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "conn_private.h"
#include "wire/decode.h"

enum { KEEPALIVE_S = 60, PORT_TEXT_MAX = 8, TEXT_SHOWN_MAX = 200, UNREADY_PAUSE_MS = 100 };

/* --- the greeting --- */

static void fail_refused(struct conn *conn)
{
	conn->refused = true;
	conn_fail(conn, &conn->trouble);
}

static int shown_length(struct text text)
{
	return (int)(text.length < TEXT_SHOWN_MAX ? text.length : TEXT_SHOWN_MAX);
}

/* Within the same attempt. */
static void dial_again(struct conn *conn)
{
	conn->dials_again = true;
	conn_drop_dial(conn);
	conn_drop_link(conn);
	conn_answer_all(conn, &conn->trouble);
	conn_set_timer(conn, UNREADY_PAUSE_MS);
}

/* Whether the answer is an error that may be gone at the next attempt; then this one has failed
 * with it, unless there is patience. */
static bool fails_for_now(struct conn *conn, const struct reply *reply)
{
	if (reply->kind != REPLY_ERROR || !decode_is_passing(reply->text)) {
		return false;
	}
	error_set(&conn->trouble, ERROR_CONNECT, "the server is not ready: %.*s",
		shown_length(reply->text), reply->text.at);
	if (uv_now(conn->loop) + UNREADY_PAUSE_MS < conn->patient_by_ms) {
		dial_again(conn);
	} else {
		conn_fail(conn, &conn->trouble);
	}
	return true;
}

static void greeting_answered(struct conn *conn)
{
	if (--conn->greetings_left == 0) {
		conn->greeting = false;
		conn_ready(conn);
	}
}

static void on_auth(void *arg, const struct reply *reply, const struct error *error)
{
	struct conn *conn = arg;
	if (error != NULL || fails_for_now(conn, reply)) {
		return;
	}
	if (reply->kind != REPLY_ERROR) {
		greeting_answered(conn);
		return;
	}
	bool wrong = text_starts(reply->text, "WRONGPASS") ||
		text_starts(reply->text, "ERR invalid password");
	error_set(&conn->trouble, ERROR_CONNECT, "%s (%.*s)",
		wrong ? "wrong user name or password" : "the server refuses to log us in",
		shown_length(reply->text), reply->text.at);
	fail_refused(conn);
}

static void on_ping(void *arg, const struct reply *reply, const struct error *error)
{
	struct conn *conn = arg;
	if (error != NULL || fails_for_now(conn, reply)) {
		return;
	}
	if (reply->kind != REPLY_ERROR || text_starts(reply->text, "NOPERM")) {
		greeting_answered(conn);
		return;
	}
	if (text_starts(reply->text, "NOAUTH")) {
		error_set(&conn->trouble, ERROR_CONNECT,
			"needs a password: give it in the URL, redis://:PASSWORD@HOST or "
			"redis://USER:PASSWORD@HOST");
		fail_refused(conn);
		return;
	}
	error_set(&conn->trouble, ERROR_CONNECT, "the server answers PING with: %.*s",
		shown_length(reply->text), reply->text.at);
	conn_fail(conn, &conn->trouble);
}

static void on_select(void *arg, const struct reply *reply, const struct error *error)
{
	struct conn *conn = arg;
	if (error != NULL || fails_for_now(conn, reply)) {
		return;
	}
	if (reply->kind != REPLY_ERROR) {
		greeting_answered(conn);
		return;
	}
	error_set(&conn->trouble, ERROR_CONNECT, "cannot use database %d (%.*s)", conn->address.db,
		shown_length(reply->text), reply->text.at);
	fail_refused(conn);
}

/* What is nice to have: old servers do not know it, narrow permissions do not grant it. */
static void on_courtesy(void *arg, const struct reply *reply, const struct error *error)
{
	struct conn *conn = arg;
	if (error == NULL && !fails_for_now(conn, reply)) {
		greeting_answered(conn);
	}
}

static void ask(struct conn *conn, const struct command *command, conn_reply_fn *fn)
{
	conn->greetings_left++;
	conn_queue(conn, command, fn, conn);
}

static void greet(struct conn *conn)
{
	struct command command;
	command_init(&command);
	conn->greeting = true;
	conn->greetings_left = 0;
	if (conn->address.password != NULL) {
		command_add_string(&command, "AUTH");
		if (conn->address.user != NULL) {
			command_add_string(&command, conn->address.user);
		}
		command_add_string(&command, conn->address.password);
		ask(conn, &command, on_auth);
	}
	command_reset(&command);
	command_add_string(&command, "PING");
	ask(conn, &command, on_ping);
	if (conn->address.db != 0) {
		command_reset(&command);
		command_add_string(&command, "SELECT");
		command_add_i64(&command, conn->address.db);
		ask(conn, &command, on_select);
	}
	if (conn->name != NULL) {
		command_reset(&command);
		command_words(&command, "CLIENT SETNAME");
		command_add_string(&command, conn->name);
		ask(conn, &command, on_courtesy);
	}
	/* So that watching does not make keys look used to the server's eviction. */
	command_reset(&command);
	command_words(&command, "CLIENT NO-TOUCH ON");
	ask(conn, &command, on_courtesy);
	command_finish(&command);
}

/* --- the socket --- */

struct excuse {
	int status;
	const char *sentence;
};

static void explain(struct conn *conn, int status)
{
	static const struct excuse tcp[] = {
		{UV_ECONNREFUSED, "connection refused: no server listens there"},
		{UV_EAI_NONAME, "no such host: check the name"},
		{UV_EAI_NODATA, "no such host: check the name"},
		{UV_EAI_AGAIN, "the name cannot be resolved now: check the name and the network"},
	};
	static const struct excuse unix_socket[] = {
		{UV_ENOENT,
			"no such socket: is the server running, and set to make it (unixsocket)?"},
		{UV_ECONNREFUSED, "connection refused: the server that made this socket is gone"},
		{UV_EACCES, "permission denied on the socket: see the server's unixsocketperm"},
		{UV_ENOTSOCK, "this is no socket"},
	};
	bool is_tcp = conn->address.kind == ADDRESS_TCP;
	const struct excuse *excuses = is_tcp ? tcp : unix_socket;
	size_t count =
		is_tcp ? sizeof tcp / sizeof tcp[0] : sizeof unix_socket / sizeof unix_socket[0];
	for (size_t i = 0; i < count; i++) {
		if (excuses[i].status == status) {
			error_set(&conn->trouble, ERROR_CONNECT, "%s", excuses[i].sentence);
			return;
		}
	}
	error_set(&conn->trouble, ERROR_CONNECT, "cannot connect: %s", uv_strerror(status));
}

static uint64_t left_ms(const struct conn *conn)
{
	uint64_t now_ms = uv_now(conn->loop);
	return conn->connect_by_ms > now_ms ? conn->connect_by_ms - now_ms : 0;
}

static void dial_next(struct conn *conn);

static void on_connect(uv_connect_t *request, int status)
{
	struct link *link = request->handle->data;
	struct conn *conn = link->conn;
	if (conn == NULL) {
		return;
	}
	if (status < 0) {
		explain(conn, status);
		dial_next(conn);
		return;
	}
	if (conn->address.kind == ADDRESS_TCP) {
		uv_tcp_nodelay(&link->socket.tcp, 1);
		uv_tcp_keepalive(&link->socket.tcp, 1, KEEPALIVE_S);
	}
	conn_drop_dial(conn);
	conn_set_timer(conn, left_ms(conn));
	conn_read_start(conn);
	greet(conn);
}

static int dial_tcp(struct conn *conn, const struct addrinfo *found)
{
	struct link *link = conn_make_link(conn);
	uv_tcp_init(conn->loop, &link->socket.tcp);
	return uv_tcp_connect(&link->connect, &link->socket.tcp, found->ai_addr, on_connect);
}

/* Each of the addresses that the name has left gets its share of the time. */
static void dial_next(struct conn *conn)
{
	while (conn->next_found != NULL) {
		const struct addrinfo *found = conn->next_found;
		conn->next_found = found->ai_next;
		uint64_t shares = 1;
		for (const struct addrinfo *rest = found->ai_next; rest != NULL;
			rest = rest->ai_next) {
			shares++;
		}
		conn_drop_link(conn);
		int status = dial_tcp(conn, found);
		if (status == 0) {
			conn_set_timer(conn, left_ms(conn) / shares);
			return;
		}
		explain(conn, status);
	}
	conn_fail(conn, &conn->trouble);
}

static void on_found(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
	struct lookup *lookup = request->data;
	struct conn *conn = lookup->conn;
	mem_free(lookup);
	if (conn == NULL) {
		uv_freeaddrinfo(found);
		return;
	}
	conn->lookup = NULL;
	if (status < 0) {
		explain(conn, status);
	} else {
		conn->found = conn->next_found = found;
	}
	dial_next(conn);
}

static void look_up(struct conn *conn)
{
	char port[PORT_TEXT_MAX];
	snprintf(port, sizeof port, "%u", (unsigned)conn->address.port);
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	conn->lookup = mem_alloc(1, sizeof *conn->lookup);
	conn->lookup->conn = conn;
	conn->lookup->request.data = conn->lookup;
	int status = uv_getaddrinfo(
		conn->loop, &conn->lookup->request, on_found, conn->address.host, port, &hints);
	if (status < 0) {
		mem_free(conn->lookup);
		conn->lookup = NULL;
		explain(conn, status);
		conn_fail(conn, &conn->trouble);
	}
}

static void dial_unix(struct conn *conn)
{
	struct link *link = conn_make_link(conn);
	uv_pipe_init(conn->loop, &link->socket.pipe, 0);
	uv_pipe_connect(&link->connect, &link->socket.pipe, conn->address.path, on_connect);
}

void conn_dial(struct conn *conn)
{
	uv_update_time(conn->loop);
	conn->refused = conn->greeting = conn->dials_again = false;
	conn->connect_by_ms = uv_now(conn->loop) + (uint64_t)conn->connect_ms;
	conn_set_timer(conn, (uint64_t)conn->connect_ms);
	if (conn->address.kind == ADDRESS_UNIX) {
		dial_unix(conn);
	} else {
		look_up(conn);
	}
}

void conn_dial_deadline(struct conn *conn)
{
	long long ms = (long long)conn->connect_ms;
	if (conn->lookup != NULL) {
		error_set(&conn->trouble, ERROR_CONNECT, "the name was not resolved within %lld ms",
			ms);
	} else if (conn->greeting) {
		error_set(&conn->trouble, ERROR_CONNECT,
			"connected, but no answer within %lld ms: is this a Redis server?", ms);
	} else {
		error_set(&conn->trouble, ERROR_CONNECT,
			"no connection within %lld ms: check host, port and firewall", ms);
	}
	if (conn->next_found != NULL) {
		dial_next(conn);
		return;
	}
	conn_fail(conn, &conn->trouble);
}

void conn_drop_dial(struct conn *conn)
{
	if (conn->lookup != NULL) {
		uv_cancel((uv_req_t *)&conn->lookup->request);
		conn->lookup->conn = NULL;
		conn->lookup = NULL;
	}
	uv_freeaddrinfo(conn->found);
	conn->found = conn->next_found = NULL;
}
