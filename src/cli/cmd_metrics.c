#include "answer.h"
#include "engine/exporter.h"
#include "indicator_scan.h"
#include "model/live.h"
#include "model/metrics.h"
#include "output.h"

enum { WORDS_MAX = 200 };

static bool write_page(const struct model *model, struct error *error)
{
	struct buf page;
	bool ok;

	buf_init(&page, OUTPUT_BYTES_MAX);
	metrics_write(&page, model, METRICS_OPENMETRICS);
	ok = !page.full ? output_write(buf_text(&page), error)
			: error_set(error, ERROR_FAILED, "the page is larger than %d bytes",
				  OUTPUT_BYTES_MAX);
	buf_finish(&page);
	return ok;
}

/* With journeys and indicators, where some are declared: what was added lately is read for them. */
static bool write_with_figures(
	struct answer *answer, const struct options *options, struct error *error)
{
	struct indicator_scan scan;
	struct live_journeys live = {.journeys = NULL};
	bool good;

	if (answer->config.journey_count + answer->config.indicator_count == 0) {
		return write_page(answer->model, error);
	}
	indicator_scan_init(&scan, options);
	scan.only_lately = scan.may_be_none = true;
	good = indicator_scan_run(&scan, error);
	if (good) {
		live.journeys = scan.scan.journeys;
		live.indicators = scan.indicators;
		journeys_tally(scan.scan.journeys, &live.tallies);
		model_show_live(answer->model, &live);
		good = write_page(answer->model, error);
		model_show_live(answer->model, NULL);
	}
	indicator_scan_finish(&scan);
	return good;
}

/* Where the server cannot be asked the page says so, and so does the exit code. */
static bool write_once(struct answer *answer, const struct options *options, struct error *error)
{
	const struct snapshot_options what = {.groups = true, .spare_details = true};

	if (answer_take(answer, options, &what, error)) {
		return write_with_figures(answer, options, error) && answer_is_whole(answer, error);
	}
	write_page(NULL, NULL);
	return false;
}

static void tell_open(void *arg, const char *url)
{
	const struct options *options = arg;
	struct error words;

	if (!options->quiet) {
		error_set(&words, ERROR_NONE, "metrics at %s", url);
		output_complain(words.text);
	}
}

static void tell_trouble(void *arg, const struct error *error)
{
	(void)arg;
	output_complain(error->text);
}

static bool follow(const struct answer *answer, const struct options *options, struct error *error)
{
	const struct exporter_options how = {
		.listen = options->listen,
		.file = options->watch,
		.on_open = tell_open,
		.on_trouble = tell_trouble,
		.arg = (void *)(uintptr_t)options,
	};

	return exporter_run(&answer->config, &how, error);
}

static int run(const struct call *call, struct error *error)
{
	const struct options *options = call->options;
	bool lasting = options->listen != NULL || options->watch != NULL;
	struct answer answer;
	bool ok = answer_configure(&answer, options, error) &&
		(lasting ? follow(&answer, options, error) : write_once(&answer, options, error));

	answer_finish(&answer);
	return ok ? 0 : (int)error->code;
}

const struct subcommand subcommand_metrics = {
	.name = "metrics",
	.usage = "rivermaster metrics [OPTION]...",
	.summary = "topics and groups as OpenMetrics text, for Prometheus",
	.help = "Looks for 2 s and prints the page; with --listen or --watch it goes on until\n"
		"interrupted, and a server out of reach is `rivermaster_up 0`. What is not known\n"
		"is NaN. Journeys by state and indicators stand there where the configuration\n"
		"declares some. --listen serves /metrics, as OpenMetrics to whoever asks for "
		"that.\n"
		"--watch replaces FILE whole every 15 s, in the text format that the textfile\n"
		"collector reads.\n",
	.options = OPTIONS_WATCH | OPTION_BIT(OPTION_LISTEN) | OPTION_BIT(OPTION_WATCH),
	.run = run,
};
