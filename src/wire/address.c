#include "wire/address.h"

#include <limits.h>
#include <string.h>
#include <sys/un.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/shell.h"

enum { URL_BYTES_MAX = 8192, DEFAULT_PORT = 6379 };

static struct text text_skip(struct text text, size_t count)
{
	return text_from(text.at + count, text.length - count);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that `%XX` at the front stands for; 0, which no part may hold, where it is none. */
static char percent_byte(struct text text)
{
	if (text.length < 3) {
		return '\0';
	}
	int high = hex_value(text.at[1]), low = hex_value(text.at[2]);
	return high < 0 || low < 0 ? '\0' : (char)(high * 16 + low);
}

/* NULL where a percent sign is not followed by two hex digits, or for a NUL byte. */
static char *percent_decode(struct text text)
{
	char *out = mem_alloc(text.length + 1, 1);
	size_t length = 0;
	for (size_t i = 0; i < text.length; i++) {
		char byte = text.at[i];
		if (byte == '%') {
			byte = percent_byte(text_skip(text, i));
			i += 2;
		}
		if (byte == '\0') {
			mem_free(out);
			return NULL;
		}
		out[length++] = byte;
	}
	return out;
}

static size_t find_last(struct text text, char mark)
{
	size_t i = text.length;
	while (i > 0 && text.at[i - 1] != mark) {
		i--;
	}
	return i == 0 ? text.length : i - 1;
}

static bool parse_db(struct text text, struct address *address, struct error *error)
{
	int64_t db;
	if (!number_parse_i64(text, &db) || db < 0 || db > INT_MAX) {
		return error_set(
			error, ERROR_USAGE, "URL: the database must be a number from 0 on");
	}
	address->db = (int)db;
	return true;
}

/* `user:password`, `:password` or, as other clients have it, `password` alone. */
static bool parse_userinfo(struct text userinfo, struct address *address, struct error *error)
{
	struct text password = userinfo, user = text_of(NULL);
	if (memchr(userinfo.at, ':', userinfo.length) != NULL) {
		user = text_cut(&password, ':');
	}
	if (user.length > 0 && (address->user = percent_decode(user)) == NULL) {
		return error_set(
			error, ERROR_USAGE, "URL: the user name holds a %% without two hex digits");
	}
	if (password.length > 0 && (address->password = percent_decode(password)) == NULL) {
		return error_set(error, ERROR_USAGE,
			"URL: the password holds a %% without two hex digits "
			"(write %% as %%25, @ as %%40)");
	}
	if (address->user != NULL && address->password == NULL) {
		return error_set(
			error, ERROR_USAGE, "URL: a user name needs a password: user:password@");
	}
	return true;
}

static bool parse_port(struct text text, struct address *address, struct error *error)
{
	int64_t port;
	if (!number_parse_i64(text, &port) || port < 1 || port > UINT16_MAX) {
		return error_set(
			error, ERROR_USAGE, "URL: the port must be a number from 1 to 65535");
	}
	address->port = (uint16_t)port;
	return true;
}

static bool plain_host(struct text host)
{
	for (size_t i = 0; i < host.length; i++) {
		unsigned char c = (unsigned char)host.at[i];
		if (c <= ' ' || c >= 0x7f || strchr("/?#@[]%\\\"'<>", c) != NULL) {
			return false;
		}
	}
	return host.length > 0 && host.length <= 255;
}

static bool parse_host(struct text rest, struct address *address, struct error *error)
{
	struct text host, port = text_of(NULL);
	bool has_port;
	if (text_starts(rest, "[")) {
		const char *end = memchr(rest.at, ']', rest.length);
		if (end == NULL) {
			return error_set(
				error, ERROR_USAGE, "URL: an IPv6 address ends with ]: [::1]:6379");
		}
		host = text_from(rest.at + 1, (size_t)(end - rest.at) - 1);
		port = text_skip(rest, host.length + 2);
		has_port = port.length > 0;
		if (has_port && text_cut(&port, ':').length > 0) {
			return error_set(error, ERROR_USAGE, "URL: after ] comes :PORT or nothing");
		}
	} else {
		has_port = memchr(rest.at, ':', rest.length) != NULL;
		port = rest;
		host = text_cut(&port, ':');
		if (memchr(port.at, ':', port.length) != NULL) {
			return error_set(error, ERROR_USAGE,
				"URL: an IPv6 address stands in brackets: [::1]:6379");
		}
	}
	if (!plain_host(host)) {
		return error_set(
			error, ERROR_USAGE, "URL: no valid host name; expected redis://HOST:PORT");
	}
	address->host = text_dup(host);
	address->port = DEFAULT_PORT;
	return !has_port || parse_port(port, address, error);
}

/* `?db=N`, the one parameter there is. */
static bool parse_query(struct text query, struct address *address, struct error *error)
{
	if (!text_starts(query, "db=")) {
		return error_set(error, ERROR_USAGE, "URL: after ? only db=NUMBER is known");
	}
	return parse_db(text_skip(query, strlen("db=")), address, error);
}

static bool parse_tcp(struct text rest, struct address *address, struct error *error)
{
	size_t at = find_last(rest, '@');
	if (at < rest.length) {
		if (!parse_userinfo(text_from(rest.at, at), address, error)) {
			return false;
		}
		rest = text_skip(rest, at + 1);
	}
	bool has_query = memchr(rest.at, '?', rest.length) != NULL;
	struct text query = rest, path = text_cut(&query, '?');
	struct text host = text_cut(&path, '/');
	return parse_host(host, address, error) &&
		(path.length == 0 || parse_db(path, address, error)) &&
		(!has_query || parse_query(query, address, error));
}

static bool parse_unix(struct text rest, struct address *address, struct error *error)
{
	if (!text_starts(rest, "/")) {
		size_t at = find_last(rest, '@');
		struct text path = at < rest.length ? text_skip(rest, at + 1) : text_of(NULL);
		if (!text_starts(path, "/")) {
			return error_set(error, ERROR_USAGE,
				"URL: the path of a socket is absolute: unix:///run/redis.sock");
		}
		if (!parse_userinfo(text_from(rest.at, at), address, error)) {
			return false;
		}
		rest = path;
	}
	bool has_query = memchr(rest.at, '?', rest.length) != NULL;
	struct text query = rest, path = text_cut(&query, '?');
	if ((address->path = percent_decode(path)) == NULL) {
		return error_set(
			error, ERROR_USAGE, "URL: the path holds a %% without two hex digits");
	}
	/* Longer ones would be cut by the system's own structure, and name another file. */
	if (strlen(address->path) >= sizeof((struct sockaddr_un *)NULL)->sun_path) {
		return error_set(error, ERROR_USAGE,
			"URL: the path of a socket has at most %zu bytes",
			sizeof((struct sockaddr_un *)NULL)->sun_path - 1);
	}
	return !has_query || parse_query(query, address, error);
}

static char *show(const struct address *address)
{
	struct buf shown;
	buf_init(&shown, URL_BYTES_MAX);
	if (address->kind == ADDRESS_UNIX) {
		buf_addf(&shown, "unix://%s", address->path);
	} else if (strchr(address->host, ':') != NULL) {
		buf_addf(&shown, "redis://[%s]:%u", address->host, (unsigned)address->port);
	} else {
		buf_addf(&shown, "redis://%s:%u", address->host, (unsigned)address->port);
	}
	if (address->db != 0) {
		buf_addf(&shown, address->kind == ADDRESS_UNIX ? "?db=%d" : "/%d", address->db);
	}
	char *taken = buf_take(&shown);
	buf_finish(&shown);
	return taken;
}

bool address_parse(struct text url, struct address *address, struct error *error)
{
	*address = (struct address){.kind = ADDRESS_TCP};
	bool ok;
	if (url.length > URL_BYTES_MAX / 2) {
		ok = error_set(error, ERROR_USAGE, "URL: longer than %d bytes", URL_BYTES_MAX / 2);
	} else if (text_starts(url, "redis://")) {
		ok = parse_tcp(text_skip(url, strlen("redis://")), address, error);
	} else if (text_starts(url, "unix://")) {
		address->kind = ADDRESS_UNIX;
		ok = parse_unix(text_skip(url, strlen("unix://")), address, error);
	} else if (text_starts(url, "rediss://")) {
		ok = error_set(
			error, ERROR_USAGE, "URL: TLS (rediss://) is not supported; use a tunnel");
	} else {
		ok = error_set(error, ERROR_USAGE,
			"URL: expected redis://[user:password@]HOST[:PORT][/DB] "
			"or unix:///PATH[?db=DB]");
	}
	if (!ok) {
		address_finish(address);
		return false;
	}
	address->shown = show(address);
	return true;
}

static void wipe(char *secret)
{
	volatile char *byte = secret;
	while (byte != NULL && *byte != '\0') {
		*byte++ = '\0';
	}
}

void address_client(const struct address *address, struct buf *out)
{
	if (address->kind == ADDRESS_UNIX) {
		buf_add_string(out, "redis-cli -s ");
		shell_word(out, text_of(address->path));
	} else {
		buf_add_string(out, "redis-cli -h ");
		shell_word(out, text_of(address->host));
		buf_addf(out, " -p %u", address->port);
	}
	if (address->db != 0) {
		buf_addf(out, " -n %d", address->db);
	}
	if (address->user != NULL) {
		buf_add_string(out, " --user ");
		shell_word(out, text_of(address->user));
	}
	if (address->password != NULL) {
		buf_add_string(out, " --askpass");
	}
}

void address_finish(struct address *address)
{
	wipe(address->password);
	mem_free(address->host);
	mem_free(address->path);
	mem_free(address->user);
	mem_free(address->password);
	mem_free(address->shown);
	*address = (struct address){.kind = ADDRESS_TCP};
}

static char *dup_string(const char *string)
{
	return string == NULL ? NULL : mem_dup(string, strlen(string));
}

void address_copy(struct address *to, const struct address *from)
{
	*to = *from;
	to->host = dup_string(from->host);
	to->path = dup_string(from->path);
	to->user = dup_string(from->user);
	to->password = dup_string(from->password);
	to->shown = dup_string(from->shown);
}
