#include "httpd.h"

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "listen.h"

enum {
	CLIENTS_MAX = 64,
	CLIENTS_OF_ONE_MAX = 32, /* of one address */
	CLIENT_BYTES = 16 * 1024,
	PAGES_MAX = 4, /* in memory, those included that somebody still reads */
	PAGE_BYTES_MAX = 256 << 20,
	BLOCK_BYTES = 64 * 1024,
	FRESH_MS = 1000,
	OLD_MS = 15 * 1000,
	PATIENCE_MS = 60 * 1000,
	SWEEP_MS = 200,
	HANDLES = 3,
};

struct page {
	struct httpd *httpd;
	struct buf body;
	const char *type;
	int64_t made_ms;
	int readers; /* the httpd itself, while it is the newest, and responses */
};

/* Since when it has kept us waiting: it connected, or its last request ended. */
struct client {
	bool open;
	int fd;
	int64_t since_ms;
};

struct httpd {
	struct httpd_options options;
	struct MHD_Daemon *daemon;
	uv_poll_t poll;
	uv_timer_t due, sweep;
	int open_handles, pages;
	struct page *newest[2]; /* text, OpenMetrics */
	struct client clients[CLIENTS_MAX];
	char url[LISTEN_NAME_MAX + 24];
};

static int64_t now_ms_of(const struct httpd *httpd)
{
	return (int64_t)uv_now(httpd->options.loop);
}

static void page_release(struct page *page)
{
	if (page != NULL && --page->readers == 0) {
		page->httpd->pages--;
		buf_finish(&page->body);
		mem_free(page);
	}
}

static void page_free(void *arg)
{
	page_release(arg);
}

static ssize_t page_read(void *arg, uint64_t at, char *out, size_t room)
{
	const struct page *page = arg;
	size_t left = page->body.length - (size_t)at;

	room = left < room ? left : room;
	memcpy(out, page->body.at + at, room);
	return (ssize_t)room;
}

static struct page *page_make(struct httpd *httpd, bool openmetrics)
{
	struct page *page = mem_alloc(1, sizeof(*page));

	page->httpd = httpd;
	page->readers = 1;
	page->made_ms = now_ms_of(httpd);
	buf_init(&page->body, PAGE_BYTES_MAX);
	page->type = httpd->options.page(httpd->options.arg, openmetrics, &page->body);
	httpd->pages++;
	return page;
}

/* However many ask, the page is made once a second; where slow readers hold too many, an older one
 * must do. NULL: none that is true enough, or the page is too large. */
static struct page *page_for(struct httpd *httpd, bool openmetrics)
{
	struct page **slot = &httpd->newest[openmetrics];
	int64_t age_ms = *slot == NULL ? OLD_MS + 1 : now_ms_of(httpd) - (*slot)->made_ms;

	if (age_ms > FRESH_MS && httpd->pages < PAGES_MAX) {
		page_release(*slot);
		*slot = page_make(httpd, openmetrics);
		age_ms = 0;
	}
	return age_ms > OLD_MS || (*slot)->body.full ? NULL : *slot;
}

static enum MHD_Result send_response(struct MHD_Connection *connection, unsigned status,
	const char *type, struct MHD_Response *response)
{
	enum MHD_Result sent = MHD_NO;

	if (response != NULL) {
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
		MHD_add_response_header(response, "Vary", "Accept");
		if (status == MHD_HTTP_METHOD_NOT_ALLOWED) {
			MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
		}
		sent = MHD_queue_response(connection, status, response);
		MHD_destroy_response(response);
	}
	return sent;
}

static enum MHD_Result send_words(
	struct MHD_Connection *connection, unsigned status, const char *words)
{
	return send_response(connection, status, "text/plain; charset=utf-8",
		MHD_create_response_from_buffer(
			strlen(words), (void *)(uintptr_t)words, MHD_RESPMEM_PERSISTENT));
}

static enum MHD_Result send_page(struct httpd *httpd, struct MHD_Connection *connection)
{
	const char *accept =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT);
	bool openmetrics = accept != NULL && strstr(accept, "application/openmetrics-text") != NULL;
	struct page *page = page_for(httpd, openmetrics);
	struct MHD_Response *response;

	if (page == NULL) {
		return send_words(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
			"too many slow readers, or too large a page\n");
	}
	page->readers++;
	response = MHD_create_response_from_callback(
		page->body.length, BLOCK_BYTES, page_read, page, page_free);
	if (response == NULL) {
		page_release(page);
	}
	return send_response(connection, MHD_HTTP_OK, page->type, response);
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *path,
	const char *method, const char *version, const char *body, size_t *body_length,
	void **state)
{
	struct httpd *httpd = arg;

	(void)version;
	(void)body;
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
		return send_words(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET or HEAD\n");
	}
	/* First the head alone is told; an answer to that would end the connection. */
	if (*state == NULL || *body_length > 0) {
		*state = httpd;
		*body_length = 0;
		return MHD_YES;
	}
	if (strcmp(path, "/metrics") == 0) {
		return send_page(httpd, connection);
	}
	return send_words(connection, strcmp(path, "/") == 0 ? MHD_HTTP_OK : MHD_HTTP_NOT_FOUND,
		"rivermaster: see /metrics\n");
}

static struct client *client_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info == NULL ? NULL : info->socket_context;
}

static void on_request_over(void *arg, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode code)
{
	struct client *client = client_of(connection);

	(void)state;
	(void)code;
	if (client != NULL) {
		client->since_ms = now_ms_of(arg);
	}
}

static struct client *free_client(struct httpd *httpd)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (!httpd->clients[i].open) {
			return &httpd->clients[i];
		}
	}
	return NULL;
}

static void on_client(void *arg, struct MHD_Connection *connection, void **context,
	enum MHD_ConnectionNotificationCode code)
{
	struct httpd *httpd = arg;
	struct client *client = *context;
	const union MHD_ConnectionInfo *info;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (client != NULL) {
			client->open = false;
		}
		return;
	}
	client = free_client(httpd);
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (client != NULL && info != NULL) {
		*client = (struct client){
			.open = true, .fd = info->connect_fd, .since_ms = now_ms_of(httpd)};
		*context = client;
	}
}

static void run(struct httpd *httpd);

static void on_due(uv_timer_t *timer)
{
	run(timer->data);
}

static void run(struct httpd *httpd)
{
	MHD_UNSIGNED_LONG_LONG wait_ms;

	MHD_run(httpd->daemon);
	if (MHD_get_timeout(httpd->daemon, &wait_ms) == MHD_YES) {
		uv_timer_start(&httpd->due, on_due, wait_ms, 0);
	} else {
		uv_timer_stop(&httpd->due);
	}
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	run(poll->data);
}

/* At once, with what it has not read: that would wait in the kernel. */
static void cut_off(const struct client *client)
{
	const struct linger none = {.l_onoff = 1, .l_linger = 0};

	setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	shutdown(client->fd, SHUT_RDWR);
}

/* Whoever reads or writes a byte now and then is never idle, and yet must end. */
static void on_sweep(uv_timer_t *timer)
{
	struct httpd *httpd = timer->data;
	int64_t before_ms = now_ms_of(httpd) - httpd->options.patience_ms;

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (httpd->clients[i].open && httpd->clients[i].since_ms < before_ms) {
			cut_off(&httpd->clients[i]);
		}
	}
}

static struct MHD_Daemon *start_daemon(struct httpd *httpd, int fd)
{
	return MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, on_request, httpd,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CLIENTS_MAX,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)CLIENTS_OF_ONE_MAX,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CLIENT_BYTES,
		MHD_OPTION_NOTIFY_CONNECTION, on_client, httpd, MHD_OPTION_NOTIFY_COMPLETED,
		on_request_over, httpd, MHD_OPTION_END);
}

static void start_handles(struct httpd *httpd)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(httpd->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	uv_poll_init(httpd->options.loop, &httpd->poll, info->epoll_fd);
	uv_timer_init(httpd->options.loop, &httpd->due);
	uv_timer_init(httpd->options.loop, &httpd->sweep);
	httpd->poll.data = httpd->due.data = httpd->sweep.data = httpd;
	httpd->open_handles = HANDLES;
	uv_poll_start(&httpd->poll, UV_READABLE, on_poll);
	uv_timer_start(&httpd->sweep, on_sweep, SWEEP_MS, SWEEP_MS);
}

struct httpd *httpd_open(const struct httpd_options *options, struct error *error)
{
	struct httpd *httpd;
	char name[LISTEN_NAME_MAX];
	int fd = listen_open(options->listen, name, error);

	if (fd < 0) {
		return NULL;
	}
	httpd = mem_alloc(1, sizeof(*httpd));
	httpd->options = *options;
	httpd->options.patience_ms = options->patience_ms > 0 ? options->patience_ms : PATIENCE_MS;
	snprintf(httpd->url, sizeof(httpd->url), "http://%s/metrics", name);
	httpd->daemon = start_daemon(httpd, fd);
	if (httpd->daemon == NULL) {
		close(fd);
		mem_free(httpd);
		error_set(error, ERROR_FAILED, "cannot serve on %s", options->listen);
		return NULL;
	}
	start_handles(httpd);
	return httpd;
}

const char *httpd_url(const struct httpd *httpd)
{
	return httpd->url;
}

static void on_closed(uv_handle_t *handle)
{
	struct httpd *httpd = handle->data;

	if (--httpd->open_handles == 0) {
		mem_free(httpd);
	}
}

void httpd_close(struct httpd *httpd)
{
	if (httpd == NULL) {
		return;
	}
	uv_poll_stop(&httpd->poll);
	MHD_stop_daemon(httpd->daemon);
	page_release(httpd->newest[0]);
	page_release(httpd->newest[1]);
	uv_close((uv_handle_t *)&httpd->poll, on_closed);
	uv_close((uv_handle_t *)&httpd->due, on_closed);
	uv_close((uv_handle_t *)&httpd->sweep, on_closed);
}
