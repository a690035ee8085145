/*
 * Where a server is and who asks: redis://[user:pass@]host[:port][/db], unix:///path[?db=n].
 * The password stays in here; every message shows the redacted form.
 */
#ifndef WIRE_ADDRESS_H
#define WIRE_ADDRESS_H

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

enum address_kind { ADDRESS_TCP, ADDRESS_UNIX };

struct address {
	enum address_kind kind;
	char *host; /* TCP: name, IPv4, or IPv6 without brackets */
	uint16_t port;
	char *path;     /* unix */
	char *user;     /* NULL: none */
	char *password; /* NULL: none */
	int db;
	char *shown; /* redacted: what people and logs see */
};

/* Fills `address` (released with address_finish) or sets ERROR_USAGE: which part is wrong and what
 * is expected. User and password are percent-decoded; the last @ ends them. The error never shows
 * the password. */
bool address_parse(struct text url, struct address *address, struct error *error);
/* Appends the redis-cli command that reaches it, for a shell. A password is asked for by redis-cli
 * itself: it is not in there. */
void address_client(const struct address *address, struct buf *out);
void address_finish(struct address *address);
void address_copy(struct address *to, const struct address *from);

#endif
