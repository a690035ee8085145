/*
 * A client that asks as an HTTP client would, over a socket of its own, and shows the bytes of the
 * answer.
 */
#ifndef SUPPORT_HTTP_H
#define SUPPORT_HTTP_H

#include <stddef.h>

/* Connects to `http://127.0.0.1:PORT/...`; -1 where nobody takes the call. */
int http_connect(const char *url);
void http_send(int fd, const char *bytes);
/* All until the other side ends; the caller's (free). */
char *http_read(int fd, size_t *length);
/* One request of `method /path` with further header lines (each ended by \r\n), and its answer
 * whole; NULL where nobody takes the call. The caller's (free). */
char *http_ask(const char *url, const char *what, const char *headers, size_t *length);

#endif
