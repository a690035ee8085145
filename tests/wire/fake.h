/*
 * A server that says what a test wants to hear, on the test's own loop: commands are read properly,
 * answered by a script. At the end it must be closed before bench_finish runs the loop dry.
 */
#ifndef TESTS_WIRE_FAKE_H
#define TESTS_WIRE_FAKE_H

#include <stdio.h>

#include <hiredis/hiredis.h>

#include "wire/bench.h"

enum { FAKE_PEERS_MAX = 16 };

struct fake;

/* The answer to the nth command (from 0) of the nth connection (from 0); NULL: none. `bye` closes
 * after it. */
typedef const char *fake_script(struct fake *fake, int peer, const char *command, bool *bye);

struct fake_peer {
	uv_tcp_t socket;
	struct fake *fake;
	redisReader *reader;
	int number;
	bool open;
};

struct fake {
	uv_tcp_t listener;
	fake_script *script;
	const char *
		hello; /* said at once to whoever connects, who is then hung up on; NULL: nothing */
	int peers_count, commands;
	bool held; /* for scripts */
	struct fake_peer *peers[FAKE_PEERS_MAX];
	char url[64];
};

struct fake_write {
	uv_write_t request;
	char *bytes;
};

static inline void fake_on_written(uv_write_t *request, int status)
{
	(void)status;
	struct fake_write *write = request->data;
	mem_free(write->bytes);
	mem_free(write);
}

static inline void fake_say(struct fake_peer *peer, const char *bytes, size_t length)
{
	if (!peer->open) {
		return;
	}
	struct fake_write *write = mem_alloc(1, sizeof *write);
	write->bytes = mem_dup(bytes, length);
	write->request.data = write;
	uv_buf_t buf = uv_buf_init(write->bytes, (unsigned)length);
	if (uv_write(&write->request, (uv_stream_t *)&peer->socket, &buf, 1, fake_on_written) !=
		0) {
		fake_on_written(&write->request, 0);
	}
}

static inline void fake_on_peer_closed(uv_handle_t *handle)
{
	struct fake_peer *peer = handle->data;
	peer->fake->peers[peer->number] = NULL;
	redisReaderFree(peer->reader);
	mem_free(peer);
}

static inline void fake_hang_up(struct fake_peer *peer)
{
	if (peer->open) {
		peer->open = false;
		uv_close((uv_handle_t *)&peer->socket, fake_on_peer_closed);
	}
}

static inline void fake_on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	(void)handle;
	*room = uv_buf_init(mem_alloc(1, suggested), (unsigned)suggested);
}

static inline void fake_answer(struct fake_peer *peer, const redisReply *command)
{
	bool bye = false;
	char words[256] = {0};
	for (size_t i = 0; i < command->elements; i++) {
		size_t length = strlen(words);
		snprintf(words + length, sizeof words - length, "%s%s", i > 0 ? " " : "",
			command->element[i]->str);
	}
	peer->fake->commands++;
	const char *answer = peer->fake->script(peer->fake, peer->number, words, &bye);
	if (answer != NULL) {
		fake_say(peer, answer, strlen(answer));
	}
	if (bye) {
		fake_hang_up(peer);
	}
}

static inline void fake_on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *bytes)
{
	struct fake_peer *peer = stream->data;
	if (length > 0) {
		void *command = NULL;
		redisReaderFeed(peer->reader, bytes->base, (size_t)length);
		while (peer->open && redisReaderGetReply(peer->reader, &command) == REDIS_OK &&
			command != NULL) {
			fake_answer(peer, command);
			freeReplyObject(command);
		}
	} else if (length < 0) {
		fake_hang_up(peer);
	}
	mem_free(bytes->base);
}

static inline void fake_on_connection(uv_stream_t *listener, int status)
{
	struct fake *fake = listener->data;
	assert_int_equal(status, 0);
	assert_true(fake->peers_count < FAKE_PEERS_MAX);
	struct fake_peer *peer = mem_alloc(1, sizeof *peer);
	peer->fake = fake;
	peer->number = fake->peers_count++;
	peer->reader = redisReaderCreate();
	peer->open = true;
	fake->peers[peer->number] = peer;
	uv_tcp_init(listener->loop, &peer->socket);
	peer->socket.data = peer;
	assert_int_equal(uv_accept(listener, (uv_stream_t *)&peer->socket), 0);
	if (fake->hello != NULL) {
		fake_say(peer, fake->hello, strlen(fake->hello));
		fake_hang_up(peer);
		return;
	}
	uv_read_start((uv_stream_t *)&peer->socket, fake_on_room, fake_on_read);
}

static inline void fake_start(struct fake *fake, uv_loop_t *loop, fake_script *script)
{
	struct sockaddr_storage bound;
	struct sockaddr_in address;
	int length = sizeof bound;
	*fake = (struct fake){.script = script};
	uv_tcp_init(loop, &fake->listener);
	fake->listener.data = fake;
	uv_ip4_addr("127.0.0.1", 0, &address);
	assert_int_equal(uv_tcp_bind(&fake->listener, (const struct sockaddr *)&address, 0), 0);
	assert_int_equal(uv_listen((uv_stream_t *)&fake->listener, 16, fake_on_connection), 0);
	assert_int_equal(
		uv_tcp_getsockname(&fake->listener, (struct sockaddr *)&bound, &length), 0);
	memcpy(&address, &bound, sizeof address);
	snprintf(fake->url, sizeof fake->url, "redis://127.0.0.1:%d", ntohs(address.sin_port));
}

static inline void fake_stop(struct fake *fake)
{
	for (int i = 0; i < FAKE_PEERS_MAX; i++) {
		if (fake->peers[i] != NULL) {
			fake_hang_up(fake->peers[i]);
		}
	}
	uv_close((uv_handle_t *)&fake->listener, NULL);
}

/* What a polite server answers to the greeting; NULL for anything else. */
static inline const char *fake_greeting(const char *command)
{
	if (strcmp(command, "PING") == 0) {
		return "+PONG\r\n";
	}
	if (strncmp(command, "CLIENT", strlen("CLIENT")) == 0) {
		return "+OK\r\n";
	}
	return NULL;
}

#endif
