#include "base/mem.h"
#include "journey_changes.h"
#include "journey_json.h"
#include "journey_merges.h"
#include "journey_text.h"
#include "model/journey_query.h"
#include "model/learn.h"

enum { MEASURE_WINDOW = 65536 };

/* One call: which journeys are wanted, how many were told. */
struct asking {
	struct query *where; /* NULL: all */
	struct journey_subject subject;
	uint64_t told, undecided;
	struct error why; /* of the first that could not be decided */
};

static bool is_wanted(struct journey_scan *scan, struct asking *asking, uint32_t number)
{
	struct query_subject subject;
	struct error why;

	if (scan->options->limit > 0 && asking->told >= scan->options->limit) {
		return false;
	}
	if (asking->where == NULL) {
		return true;
	}
	subject = journey_subject_set(
		&asking->subject, scan->journeys, number, journey_scan_now_ms(scan));
	switch (query_match(asking->where, &subject, &why)) {
	case QUERY_YES:
		return true;
	case QUERY_FAILED:
		asking->why = asking->undecided++ == 0 ? why : asking->why;
		break;
	case QUERY_NO:
		break;
	}
	return false;
}

/* Whether it has any. */
static bool tell_merges(struct journey_scan *scan, uint32_t number)
{
	struct journey_merge first;

	(scan->options->json ? journey_merges_json : journey_merges_text)(scan, number, &scan->out);
	return journeys_merge_at(scan->journeys, number, 0, &first);
}

static void tell(struct journey_scan *scan, uint32_t number)
{
	struct asking *asking = scan->arg;

	if (!is_wanted(scan, asking, number)) {
		return;
	}
	if (scan->options->merges) {
		asking->told += tell_merges(scan, number);
		return;
	}
	if (scan->options->json) {
		journey_json_write(scan, number, &scan->out);
		buf_add_byte(&scan->out, '\n');
	} else {
		if (asking->told == 0) {
			journey_text_head(&scan->out);
		}
		journey_text_row(scan, number, &scan->out);
	}
	asking->told++;
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

static int scan_all(struct journey_scan *scan, struct asking *asking, struct error *error)
{
	bool good = journey_scan_run(scan, error);

	if (good && !scan->gone) {
		tell_all(scan);
	}
	int code = journey_scan_end(scan, good, error);
	if (code == 0 && asking->undecided > 0) {
		error_set(error, ERROR_FAILED, "--where could not be decided for %llu journeys: %s",
			(unsigned long long)asking->undecided, asking->why.text);
		code = ERROR_FAILED;
	}
	return code;
}

static int list(const struct call *call, struct error *error)
{
	const char *where = call->options->where;
	struct asking asking = {.told = 0};
	struct journey_scan scan;
	int code = ERROR_USAGE;

	journey_scan_init(&scan, call->options);
	journey_subject_init(&asking.subject);
	scan.on_leave = tell;
	scan.arg = &asking;
	if (where != NULL) {
		asking.where = query_compile(text_of(where), &journey_schema, NULL, error);
	}
	if (where == NULL || asking.where != NULL) {
		code = scan_all(&scan, &asking, error);
	} else {
		error_prefix(error, "--where");
	}
	query_destroy(asking.where);
	journey_subject_finish(&asking.subject);
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
	const struct options *options = call->options;

	if (options->follow && (options->to != NULL || options->learn || options->merges)) {
		error_set(error, ERROR_USAGE,
			"journeys: --follow goes on beyond --to, and tells changes: not with --to, "
			"--learn or --merges");
		return ERROR_USAGE;
	}
	return options->follow   ? journey_changes_run(options, error)
		: options->learn ? learn(call, error)
				 : list(call, error);
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
		"merges, and stuck (rule, topic, group, consumer, idle_ms, deliveries, lag).\n"
		"--where asks for state, journey, definition, party, step, steps, age, idle, "
		"wall,\n"
		"due, value, flags, reason, group, consumer, started:\n"
		"  state == \"STUCK\" and group == \"billing\"    due < 5m    flags ~ /deviating/\n"
		"--merges tells instead which keys were joined to which journey, why, and by "
		"which\n"
		"event (journey, definition, joined, reason, topic, id); --apart A,B undoes one:\n"
		"the two are stitched as two journeys.\n"
		"\n"
		"--follow tells journeys as they change their state, until it is interrupted, "
		"also\n"
		"when the server was lost and is found again: what comes is stitched to the last\n"
		"quarter of an hour, or to what there is from --from on, which is told first. One\n"
		"line each; with --json: at_ms, journey, definition, party, from (null: it is "
		"new),\n"
		"to, reason, incarnation, stuck. What changes twice within a quarter of a second "
		"is\n"
		"told once.\n"
		"\n"
		"Exit: 0 done, 1 not all could be read, or some journeys are not whole, 2 wrong\n"
		"usage, 3 the server cannot be reached, 4 a permission is missing.\n",
	.options = OPTIONS_JOURNEYS | OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_LEARN) |
		OPTION_BIT(OPTION_WHERE) | OPTION_BIT(OPTION_MERGES) | OPTION_BIT(OPTION_FOLLOW),
	.run = run,
};
