#include "listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/number.h"

enum { BACKLOG = 64, PORT_MAX = 65535, PORT_TEXT_MAX = 8 };

/* `host` without brackets is the caller's, and so is its memory. */
static bool split(const char *where, char **host, char port[PORT_TEXT_MAX])
{
	const char *colon = strrchr(where, ':');
	struct text name;
	int64_t n;

	*host = NULL;
	if (colon == NULL || !number_parse_i64(text_of(colon + 1), &n) || n < 0 || n > PORT_MAX) {
		return false;
	}
	snprintf(port, PORT_TEXT_MAX, "%d", (int)n);
	name = text_from(where, (size_t)(colon - where));
	if (name.length > 2 && name.at[0] == '[' && name.at[name.length - 1] == ']') {
		name = text_from(name.at + 1, name.length - 2);
	} else if (memchr(name.at, ':', name.length) != NULL) {
		return false;
	}
	if (name.length == 0) {
		return false;
	}
	*host = text_is(name, "localhost") ? text_dup(text_of("127.0.0.1")) : text_dup(name);
	return true;
}

static bool name_socket(int fd, char name[LISTEN_NAME_MAX])
{
	struct sockaddr_storage address;
	socklen_t length = sizeof(address);
	char host[LISTEN_NAME_MAX - PORT_TEXT_MAX], port[PORT_TEXT_MAX];

	if (getsockname(fd, (struct sockaddr *)&address, &length) != 0 ||
		getnameinfo((struct sockaddr *)&address, length, host, sizeof(host), port,
			sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
		return false;
	}
	snprintf(name, LISTEN_NAME_MAX, address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host,
		port);
	return true;
}

static int open_socket(const struct addrinfo *at)
{
	int fd = socket(at->ai_family, SOCK_STREAM, 0), on = 1;

	if (fd >= 0 &&
		(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
			fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
			fcntl(fd, F_SETFL, O_NONBLOCK) != 0 ||
			bind(fd, at->ai_addr, at->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)) {
		int why = errno;

		close(fd);
		errno = why;
		fd = -1;
	}
	return fd;
}

int listen_open(const char *where, char name[LISTEN_NAME_MAX], struct error *error)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC,
				.ai_socktype = SOCK_STREAM,
				.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV},
			*found = NULL;
	char *host, port[PORT_TEXT_MAX];
	bool good = split(where, &host, port);
	bool all = good && strcmp(host, "*") == 0;
	int fd = -1;

	if (!good || getaddrinfo(all ? NULL : host, port, &hints, &found) != 0) {
		error_set(error, ERROR_USAGE,
			"`%s` is no address to listen on; one is 127.0.0.1:9121, [::1]:9121 or "
			"*:9121",
			where);
	} else {
		fd = open_socket(found);
		if (fd < 0 || !name_socket(fd, name)) {
			error_set(error, ERROR_FAILED, "cannot listen on %s: %s", where,
				strerror(errno));
		}
		freeaddrinfo(found);
	}
	mem_free(host);
	return fd;
}
