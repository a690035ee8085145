/*
 * A private redis-server: a unix socket in a folder, no port, nothing kept. It ends when the
 * process that started it does.
 */
#ifndef DEMO_SERVER_H
#define DEMO_SERVER_H

#include "base/error.h"

#include <limits.h>
#include <sys/types.h>

/* Below the folder. */
#define SERVER_SOCKET "redis.sock"
#define SERVER_LOG "server.log"

/* RIVERMASTER_REDIS_SERVER, else redis-server, valkey-server or redis-check-rdb (the same program
 * by another name) in PATH. ERROR_FAILED: what to install. */
bool server_find(char program[PATH_MAX], struct error *error);
/* -1 when there can be no process. */
pid_t server_spawn(const char *program, const char *folder);
/* Why a server has ended: a sentence with the last line of its log. */
void server_last_words(const char *folder, char *sentence, size_t size);

#endif
