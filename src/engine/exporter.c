#include "engine/exporter.h"

#include <signal.h>

#include "engine/engine.h"
#include "httpd.h"
#include "model/metrics.h"
#include "page_file.h"

enum { TICK_MS = 250, WRITE_MS = 15 * 1000, FIRST_MS = 5000, FILE_BYTES_MAX = 256 << 20 };

static const int ending_signals[] = {SIGINT, SIGTERM};

struct exporter {
	const struct exporter_options *options;
	uv_loop_t loop;
	struct engine *engine;
	struct httpd *httpd;
	uv_timer_t tick;
	uv_signal_t signals[2];
	int64_t began_ms, written_ms;
	bool written, ailing; /* the file; complaints are told once */
	bool told_ready;      /* what the file says of the server */
	struct error *error;
};

static const char *make_page(void *arg, bool openmetrics, struct buf *out)
{
	const struct exporter *exporter = arg;
	enum metrics_format format = openmetrics ? METRICS_OPENMETRICS : METRICS_TEXT;

	metrics_write(out, engine_model(exporter->engine), format);
	return metrics_content_type(format);
}

static bool write_file(struct exporter *exporter, const struct model *model, struct error *error)
{
	struct buf page;
	bool good;

	buf_init(&page, FILE_BYTES_MAX);
	metrics_write(&page, model, METRICS_TEXT);
	good = !page.full ? page_file_write(exporter->options->file, buf_text(&page), error)
			  : error_set(error, ERROR_FAILED, "%s would be larger than %d bytes",
				    exporter->options->file, FILE_BYTES_MAX);
	buf_finish(&page);
	return good;
}

/* The first page waits until there is something to tell, but not for ever. */
static bool is_due(const struct exporter *exporter, int64_t now_ms)
{
	const struct model *model = engine_model(exporter->engine);

	if (!exporter->written) {
		return model_discovered(model) || now_ms - exporter->began_ms >= FIRST_MS;
	}
	return now_ms - exporter->written_ms >= WRITE_MS ||
		exporter->told_ready != model_link(model)->ready;
}

static void stop(struct exporter *exporter, const struct error *error)
{
	if (error != NULL) {
		*exporter->error = *error;
	}
	uv_stop(&exporter->loop);
}

static void turn_file(struct exporter *exporter, int64_t now_ms)
{
	const struct model *model = engine_model(exporter->engine);
	struct error error = {.code = ERROR_NONE};
	bool good;

	if (!is_due(exporter, now_ms)) {
		return;
	}
	good = write_file(exporter, model, &error);
	if (!good && !exporter->written) {
		stop(exporter, &error);
	} else if (!good && !exporter->ailing) {
		exporter->options->on_trouble(exporter->options->arg, &error);
	}
	exporter->ailing = !good;
	exporter->written = true;
	exporter->written_ms = now_ms;
	exporter->told_ready = model_link(model)->ready;
}

static void on_tick(uv_timer_t *timer)
{
	struct exporter *exporter = timer->data;
	const struct error *dead = engine_dead(exporter->engine);

	if (dead != NULL) {
		stop(exporter, dead);
	} else if (exporter->options->file != NULL) {
		turn_file(exporter, (int64_t)uv_now(&exporter->loop));
	}
}

static void on_signal(uv_signal_t *handle, int number)
{
	(void)number;
	stop(handle->data, NULL);
}

static void start_handles(struct exporter *exporter)
{
	uv_timer_init(&exporter->loop, &exporter->tick);
	exporter->tick.data = exporter;
	uv_timer_start(&exporter->tick, on_tick, TICK_MS, TICK_MS);
	for (size_t i = 0; i < 2; i++) {
		uv_signal_init(&exporter->loop, &exporter->signals[i]);
		exporter->signals[i].data = exporter;
		uv_signal_start(&exporter->signals[i], on_signal, ending_signals[i]);
	}
}

static bool open_doors(struct exporter *exporter, const struct config *config)
{
	const struct exporter_options *options = exporter->options;
	struct engine_options engine = {.loop = &exporter->loop, .config = config};
	struct httpd_options httpd = {.loop = &exporter->loop,
		.listen = options->listen,
		.page = make_page,
		.arg = exporter};

	exporter->engine = engine_create(&engine, exporter->error);
	if (exporter->engine == NULL) {
		return false;
	}
	if (options->listen != NULL) {
		exporter->httpd = httpd_open(&httpd, exporter->error);
	}
	return options->listen == NULL || exporter->httpd != NULL;
}

static void finish(struct exporter *exporter)
{
	httpd_close(exporter->httpd);
	engine_close(exporter->engine);
	uv_close((uv_handle_t *)&exporter->tick, NULL);
	for (size_t i = 0; i < 2; i++) {
		uv_close((uv_handle_t *)&exporter->signals[i], NULL);
	}
	uv_run(&exporter->loop, UV_RUN_DEFAULT);
	uv_loop_close(&exporter->loop);
}

bool exporter_run(
	const struct config *config, const struct exporter_options *options, struct error *error)
{
	struct error unasked = {.code = ERROR_NONE};
	struct exporter exporter = {.options = options, .error = error ? error : &unasked};

	exporter.error->code = ERROR_NONE;
	uv_loop_init(&exporter.loop);
	start_handles(&exporter);
	exporter.began_ms = (int64_t)uv_now(&exporter.loop);
	if (open_doors(&exporter, config)) {
		if (exporter.httpd != NULL) {
			options->on_open(options->arg, httpd_url(exporter.httpd));
		}
		engine_start(exporter.engine);
		uv_run(&exporter.loop, UV_RUN_DEFAULT);
	}
	/* Nobody looks any more: the file must not go on saying what was true once. */
	if (exporter.written) {
		write_file(&exporter, NULL, NULL);
	}
	finish(&exporter);
	return exporter.error->code == ERROR_NONE;
}
