#include "journey_json.h"
#include "journey_text.h"
#include "output.h"

static int run(const struct call *call, struct error *error)
{
	struct journey_scan scan;

	journey_scan_init(&scan, call->options);
	bool good = journey_scan_run(&scan, error);
	if (good && !scan.gone) {
		if (call->options->json) {
			journey_json_variants(&scan, &scan.out);
		} else {
			journey_text_variants(&scan, &scan.out);
		}
	}
	int code = journey_scan_end(&scan, good, error);
	journey_scan_finish(&scan);
	return code;
}

const struct subcommand subcommand_variants = {
	.name = "variants",
	.usage = "rivermaster variants [OPTION]...",
	.summary = "which ways journeys go, how often and how long; what follows what",
	.help = "A variant is the exact sequence of steps (--fold: what repeats at once counts as\n"
		"one), by falling count; keys are chosen as for journeys. With --json: journeys,\n"
		"events, variants (steps, count, mean_ms, p50_ms, p95_ms, example, definition),\n"
		"edges (from, to, count, p50_ms, p95_ms), others (journeys for whose variant\n"
		"there was no room).\n"
		"Percentiles are exact by nearest rank up to 1,024 values, beyond that within 2 "
		"%.\n"
		"\n"
		"Exit: 0 done, 1 not all could be read, or some journeys are not whole, 2 wrong\n"
		"usage, 3 the server cannot be reached, 4 a permission is missing.\n",
	.options = OPTIONS_JOURNEYS | OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_FOLD),
	.run = run,
};
