/*
 * One page over HTTP, on the loop it is given: GET and HEAD of /metrics. What a client may cost is
 * bounded: so many clients, so many pages in memory, so long a request. The one place that knows of
 * libmicrohttpd; it knows nothing of what the page says.
 */
#ifndef ENGINE_HTTPD_H
#define ENGINE_HTTPD_H

#include "base/buf.h"
#include "base/error.h"

#include <uv.h>

struct httpd;

/* Appends the page; `openmetrics`: the client can read that. Returns its type; static. */
typedef const char *httpd_page_fn(void *arg, bool openmetrics, struct buf *out);

struct httpd_options {
	uv_loop_t *loop;
	const char *listen; /* as listen_open */
	httpd_page_fn *page;
	void *arg;
	int64_t patience_ms; /* for one request, from connecting to the last byte; 0: 60 s */
};

/* NULL with an error of listen_open. */
struct httpd *httpd_open(const struct httpd_options *options, struct error *error);
/* Where it can be had: `http://127.0.0.1:9121/metrics`. */
const char *httpd_url(const struct httpd *httpd);
/* Cuts off who is connected; frees itself when the loop has let go of its handles. */
void httpd_close(struct httpd *httpd);

#endif
