#include "support/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_S = 60, CHUNK = 65536 };

int http_connect(const char *url)
{
	const char *colon = strrchr(url, ':');
	struct timeval patience = {.tv_sec = PATIENCE_S};
	struct sockaddr_in address = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_non_null(colon);
	address.sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

void http_send(int fd, const char *bytes)
{
	size_t length = strlen(bytes);

	/* Whoever was cut off meanwhile reads it in the answer that is not there. */
	if (send(fd, bytes, length, MSG_NOSIGNAL) != (ssize_t)length) {
		shutdown(fd, SHUT_WR);
	}
}

char *http_read(int fd, size_t *length)
{
	char *all = NULL;
	ssize_t count;

	*length = 0;
	do {
		all = realloc(all, *length + CHUNK + 1);
		count = recv(fd, all + *length, CHUNK, 0);
		*length += count > 0 ? (size_t)count : 0;
	} while (count > 0);
	all[*length] = '\0';
	return all;
}

char *http_ask(const char *url, const char *what, const char *headers, size_t *length)
{
	char request[1024], *answer;
	int fd = http_connect(url);

	if (fd < 0) {
		return NULL;
	}
	snprintf(request, sizeof(request), "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n",
		what, headers);
	http_send(fd, request);
	answer = http_read(fd, length);
	close(fd);
	return answer;
}
