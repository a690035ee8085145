#include <inttypes.h>

#include "base/json.h"
#include "base/number.h"
#include "base/sanitise.h"
#include "journey_scan.h"
#include "model/funnel.h"
#include "output.h"

enum { NAME_CELLS = 32, PER_MILLE = 1000 };

static void on_leave(struct journey_scan *scan, uint32_t number)
{
	funnel_add(scan->arg, scan->journeys, number, journey_scan_now_ms(scan));
}

static void add_all(struct journey_scan *scan, struct funnel *funnel)
{
	for (uint32_t at = 0; (at = journeys_next(scan->journeys, at)) != 0;) {
		struct journey_view view;

		journeys_view(scan->journeys, at, &view);
		if (view.leads) {
			funnel_add(funnel, scan->journeys, at, journey_scan_now_ms(scan));
		}
	}
}

static void add_share(struct buf *out, uint64_t part, uint64_t whole)
{
	uint64_t share = whole == 0 ? 0 : (part * PER_MILLE + whole / 2) / whole;

	buf_addf(out, "%3" PRIu64 ".%" PRIu64 " %%", share / 10, share % 10);
}

static void write_text(const struct funnel *funnel, struct buf *out)
{
	buf_addf(out, "%-*s %10s %8s %10s %10s %10s %8s %8s\n", NAME_CELLS, "STEP", "REACHED",
		"OF ALL", "WENT ON", "IN FLIGHT", "LOST", "P50", "P95");
	for (size_t i = 0; i < funnel->count; i++) {
		const struct funnel_step *step = &funnel->steps[i];
		char p50[NUMBER_MAX] = "-", p95[NUMBER_MAX] = "-";
		struct buf name;

		buf_init(&name, OUTPUT_BYTES_MAX);
		sanitise_text(&name, step->name);
		if (step->from_previous.count > 0) {
			number_duration(p50, sketch_quantile(&step->from_previous, 0.5));
			number_duration(p95, sketch_quantile(&step->from_previous, 0.95));
		}
		buf_addf(out, "%-*s %10" PRIu64 "  ", NAME_CELLS, name.at, step->reached);
		add_share(out, step->reached, funnel->steps[0].reached);
		buf_addf(out, " %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %8s %8s\n",
			step->converted, step->in_flight, step->lost, p50, p95);
		buf_finish(&name);
	}
}

static void write_json(const struct funnel *funnel, struct buf *out)
{
	buf_addf(out, "{\"journeys\": %" PRIu64 ", \"within_ms\": ", funnel->journeys);
	if (funnel->within_ms > 0) {
		buf_addf(out, "%" PRId64, funnel->within_ms);
	} else {
		buf_add_string(out, "null");
	}
	buf_add_string(out, ", \"steps\": [");
	for (size_t i = 0; i < funnel->count; i++) {
		const struct funnel_step *step = &funnel->steps[i];

		buf_addf(out, "%s{\"step\": ", i == 0 ? "" : ", ");
		json_quote_bytes(out, step->name);
		buf_addf(out,
			", \"reached\": %" PRIu64 ", \"converted\": %" PRIu64
			", \"in_flight\": %" PRIu64 ", \"lost\": %" PRIu64,
			step->reached, step->converted, step->in_flight, step->lost);
		if (step->from_previous.count > 0) {
			buf_addf(out, ", \"p50_ms\": %" PRId64 ", \"p95_ms\": %" PRId64 "}",
				sketch_quantile(&step->from_previous, 0.5),
				sketch_quantile(&step->from_previous, 0.95));
		} else {
			buf_add_string(out, ", \"p50_ms\": null, \"p95_ms\": null}");
		}
	}
	buf_add_string(out, "]}\n");
}

static bool read_within(const struct options *options, int64_t *within_ms, struct error *error)
{
	*within_ms = 0;
	return options->within == NULL ||
		(number_parse_duration(text_of(options->within), within_ms) && *within_ms > 0) ||
		error_set(error, ERROR_USAGE, "funnel: --within needs a time such as 30m");
}

static int scan_for(const struct call *call, struct funnel *funnel, struct error *error)
{
	struct journey_scan scan;

	journey_scan_init(&scan, call->options);
	scan.on_leave = on_leave;
	scan.arg = funnel;
	bool good = journey_scan_run(&scan, error);
	if (good && !scan.gone) {
		add_all(&scan, funnel);
		if (call->options->json) {
			write_json(funnel, &scan.out);
		} else {
			write_text(funnel, &scan.out);
		}
	}
	int code = journey_scan_end(&scan, good, error);
	journey_scan_finish(&scan);
	return code;
}

static int run(const struct call *call, struct error *error)
{
	struct text steps[FUNNEL_STEPS_MAX + 1];
	struct funnel funnel;
	int64_t within_ms;
	int code = ERROR_USAGE;

	if (!read_within(call->options, &within_ms, error)) {
		return code;
	}
	for (size_t i = 0; i < call->argument_count; i++) {
		steps[i] = text_of(call->arguments[i]);
	}
	if (funnel_init(&funnel, steps, call->argument_count, within_ms, error)) {
		code = scan_for(call, &funnel, error);
	}
	funnel_finish(&funnel);
	return code;
}

const struct subcommand subcommand_funnel = {
	.name = "funnel",
	.usage = "rivermaster funnel [OPTION]... STEP STEP...",
	.summary = "how many journeys went from step to step, and where the others are",
	.help = "A journey counts for a step when it came to it by way of those before it, in "
		"this\n"
		"order; with --within, so long after the first. Those that did not go on are in\n"
		"flight while they still may, else lost. A STEP is named whole, or by its end\n"
		"behind a dot; `a,b` is either of two. Keys are chosen as for journeys. With\n"
		"--json: journeys, within_ms, steps (step, reached, converted, in_flight, lost,\n"
		"p50_ms, p95_ms; since the step before).\n"
		"\n"
		"Exit: 0 done, 1 not all could be read, or some journeys are not whole, 2 wrong\n"
		"usage, 3 the server cannot be reached, 4 a permission is missing.\n",
	.options = OPTIONS_JOURNEYS | OPTION_BIT(OPTION_WITHIN),
	.arguments_max = FUNNEL_STEPS_MAX + 1,
	.run = run,
};
