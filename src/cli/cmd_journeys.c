#include "base/mem.h"
#include "journey_json.h"
#include "journey_text.h"
#include "model/learn.h"

enum { MEASURE_WINDOW = 65536 };

static bool is_satisfied(const struct journey_scan *scan, uint64_t told)
{
	return scan->options->limit > 0 && told >= scan->options->limit;
}

static void tell(struct journey_scan *scan, uint32_t number)
{
	uint64_t *told = scan->arg;

	if (is_satisfied(scan, *told)) {
		return;
	}
	if (scan->options->json) {
		journey_json_write(scan, number, &scan->out);
		buf_add_byte(&scan->out, '\n');
	} else {
		if (*told == 0) {
			journey_text_head(&scan->out);
		}
		journey_text_row(scan, number, &scan->out);
	}
	(*told)++;
}

static void tell_all(struct journey_scan *scan)
{
	for (uint32_t at = 0; (at = journeys_next(scan->journeys, at)) != 0;) {
		struct journey_view view;

		journeys_view(scan->journeys, at, &view);
		if (view.leads) {
			tell(scan, at);
		}
	}
}

static int list(const struct call *call, struct error *error)
{
	struct journey_scan scan;
	uint64_t told = 0;

	journey_scan_init(&scan, call->options);
	scan.on_leave = tell;
	scan.arg = &told;
	bool good = journey_scan_run(&scan, error);
	if (good && !scan.gone) {
		tell_all(&scan);
	}
	int code = journey_scan_end(&scan, good, error);
	journey_scan_finish(&scan);
	return code;
}

static bool print_learned(struct journey_scan *scan, struct error *error)
{
	struct definition learned;
	bool good = scan->is_asked;

	if (!good) {
		return error_set(error, ERROR_FAILED,
			"nothing was learned: no field looks like the key of journeys; name it "
			"with --key");
	}
	definition_init(&learned, "learned");
	for (size_t i = 0; i < scan->asked.key_count; i++) {
		const struct definition_key *key = &scan->asked.keys[i];
		definition_add_key(&learned, text_of(key->path), key->use, key->type);
		learned.keys[i].alias = key->alias;
	}
	learned.type_count = scan->asked.type_count;
	learned.step = scan->asked.step == NULL ? NULL : text_dup(text_of(scan->asked.step));
	good = definition_learn(&learned, scan->journeys, scan->variants, error);
	if (good) {
		definition_print(&learned, &scan->out);
	}
	definition_finish(&learned);
	return good;
}

static int learn(const struct call *call, struct error *error)
{
	struct journey_scan scan;

	journey_scan_init(&scan, call->options);
	bool good = (call->options->key != NULL || call->options->aliases.count > 0 ||
			    journey_scan_measure(&scan, MEASURE_WINDOW, error)) &&
		journey_scan_run(&scan, error) && print_learned(&scan, error);
	int code = journey_scan_end(&scan, good, error);
	journey_scan_finish(&scan);
	return code;
}

static int run(const struct call *call, struct error *error)
{
	return call->options->learn ? learn(call, error) : list(call, error);
}

const struct subcommand subcommand_journeys = {
	.name = "journeys",
	.usage = "rivermaster journeys [OPTION]...",
	.summary = "events that belong together: where each journey is, and why",
	.help = "Reads the topics, oldest events first, and stitches journeys: by the definitions\n"
		"of the configuration ([journey NAME]), or by --key; what neither claims by what\n"
		"its envelope tells. --key a,b: both name the same thing; a dotted FIELD is a "
		"path\n"
		"into JSON. --alias A=B: an event that has both links them. --learn prints the\n"
		"definition that the events tell, in the form of the configuration. With --json\n"
		"one object a line: journey, definition, party, state, reason, flags, started_ms,\n"
		"last_ms, wall_ms, steps, expected, incarnation, value, events, critical_path,\n"
		"merges.\n"
		"\n"
		"Exit: 0 done, 1 not all could be read, or some journeys are not whole, 2 wrong\n"
		"usage, 3 the server cannot be reached, 4 a permission is missing.\n",
	.options = OPTIONS_JOURNEYS | OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_LEARN),
	.run = run,
};
