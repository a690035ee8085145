/*
 * A private, real server for one test: in a folder of its own, on a unix socket, gone with the test
 * program however that ends. Whatever goes wrong in here fails the test with a sentence.
 */
#ifndef SUPPORT_REDIS_H
#define SUPPORT_REDIS_H

#include <stddef.h>
#include <stdint.h>

#include <hiredis/hiredis.h>

struct redis_server;

/* `extra_args` (NULL, or ended by NULL) come after the defaults and win: {"--requirepass", "x",
 * NULL}. The helpers below log in with what --requirepass says. Returns when the server answers. */
struct redis_server *redis_start(const char *const extra_args[]);
/* Likewise, and besides on a free TCP port of 127.0.0.1. */
struct redis_server *redis_start_tcp(const char *const extra_args[]);
/* Ends it and removes the folder; NULL ok. */
void redis_stop(struct redis_server *server);

/* SIGKILL; the folder stays. */
void redis_kill(struct redis_server *server);
/* Starts it again (after killing it, where it runs) with the same arguments, socket and port. */
void redis_restart(struct redis_server *server);
/* SIGSTOP and SIGCONT: a server that is there and says nothing. */
void redis_pause(struct redis_server *server);
void redis_continue(struct redis_server *server);

/* All borrowed from the server until redis_stop. */
const char *redis_folder(const struct redis_server *server);
const char *redis_socket(const struct redis_server *server);
const char *redis_url(const struct redis_server *server); /* unix:///.../redis.sock */
int redis_port(const struct redis_server *server);        /* 0 without TCP */

/* One command of C strings, ended by NULL, on a blocking connection kept for the purpose. */
redisReply *redis_raw(struct redis_server *server, const char *word, ...); /* freeReplyObject */
redisReply *redis_argv(
	struct redis_server *server, size_t argc, const char *const argv[], const size_t lengths[]);
int64_t redis_int(
	struct redis_server *server, const char *word, ...); /* an integer or a number as text */
char *redis_str(struct redis_server *server, const char *word, ...); /* a text or status; free() */
void redis_ok(struct redis_server *server, const char *word, ...);   /* anything but an error */

#endif
