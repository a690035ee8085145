#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "journey_export.h"
#include "journey_json.h"
#include "journey_text.h"
#include "output.h"

enum { FOUND_MAX = 64 };

typedef void write_fn(const struct journey_scan *scan, uint32_t number, struct buf *out);

struct format {
	const char *name;
	write_fn *write;
};

static void write_json(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	journey_json_write(scan, number, out);
	buf_add_byte(out, '\n');
}

static const struct format formats[] = {
	{"text", journey_text_whole},
	{"json", write_json},
	{"mermaid", journey_export_mermaid},
	{"otlp", journey_export_otlp},
};

static const struct format *choose(const struct options *options, struct error *error)
{
	const char *name = options->format != NULL ? options->format
		: options->json                    ? "json"
						   : "text";

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (strcmp(name, formats[i].name) == 0) {
			return &formats[i];
		}
	}
	error_set(error, ERROR_USAGE, "--format is text, json, mermaid or otlp, not `%s`", name);
	return NULL;
}

/* What is sought, and what was written of it when it had to go. */
struct sought {
	struct text key;
	const struct format *format;
	size_t found;
};

static void on_leave(struct journey_scan *scan, uint32_t number)
{
	struct sought *sought = scan->arg;
	struct journey_view view;

	journeys_view(scan->journeys, number, &view);
	if (text_equal(view.name, sought->key) && sought->found++ == 0) {
		sought->format->write(scan, number, &scan->out);
	}
}

/* Each once, the newest first. */
static size_t find(const struct journey_scan *scan, struct text key, uint32_t found[FOUND_MAX])
{
	uint32_t number = 0;
	size_t count = 0;

	while (count < FOUND_MAX && (number = journeys_find(scan->journeys, key, number)) != 0) {
		bool before = false;
		for (size_t i = 0; i < count; i++) {
			before = before || found[i] == number;
		}
		if (!before) {
			found[count++] = number;
		}
	}
	return count;
}

/* The newest is the document; text shows the others, too. */
static bool tell(struct journey_scan *scan, struct sought *sought, struct error *error)
{
	bool is_text = sought->format->write == journey_text_whole;
	uint32_t found[FOUND_MAX];
	size_t count = find(scan, sought->key, found);

	if (!journey_scan_hold(scan, found, is_text || count == 0 ? count : 1, error)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (sought->found++ == 0 || is_text) {
			sought->format->write(scan, found[i], &scan->out);
		}
	}
	return true;
}

static bool conclude(
	const struct journey_scan *scan, const struct sought *sought, struct error *error)
{
	struct error told;

	if (sought->found == 0 && scan->coverage.topics_denied > 0) {
		return error_set(error, ERROR_REFUSED, "no journey of it in what may be read: %s",
			scan->coverage.trouble.text);
	}
	if (sought->found == 0) {
		return error_set(error, ERROR_FAILED,
			"no journey of %.*s in the %llu entries of %zu topics that were read",
			(int)(sought->key.length < 200 ? sought->key.length : 200), sought->key.at,
			(unsigned long long)scan->coverage.entries, scan->coverage.topics);
	}
	if (sought->found > 1 && !scan->options->quiet &&
		sought->format->write != journey_text_whole) {
		error_set(&told, ERROR_NONE, "%zu journeys have that key: this is the newest",
			sought->found);
		output_complain(told.text);
	}
	return true;
}

static int run(const struct call *call, struct error *error)
{
	struct sought sought = {.format = choose(call->options, error)};
	struct journey_scan scan;

	if (call->argument_count == 0) {
		error_set(error, ERROR_USAGE, "journey: which? journey KEY");
		return ERROR_USAGE;
	}
	if (sought.format == NULL) {
		return ERROR_USAGE;
	}
	sought.key = text_of(call->arguments[0]);
	journey_scan_init(&scan, call->options);
	scan.on_leave = on_leave;
	scan.arg = &sought;
	bool good = journey_scan_run(&scan, error);
	if (good && !scan.gone) {
		good = tell(&scan, &sought, error) && conclude(&scan, &sought, error);
	}
	int code = journey_scan_end(&scan, good, error);
	journey_scan_finish(&scan);
	return code;
}

const struct subcommand subcommand_journey = {
	.name = "journey",
	.usage = "rivermaster journey [OPTION]... KEY",
	.summary = "one journey: its events, what it waited for, what should still come",
	.help = "KEY is the value of any key that leads to it: an order, a trace, a part. The\n"
		"topics are read back to --from. Where several have that key (an id that was used\n"
		"again) text shows all, the other forms the newest. --format mermaid writes a\n"
		"sequence diagram, otlp the JSON that trace viewers take. --json as of journeys,\n"
		"and of each event in which groups it is pending.\n"
		"\n"
		"Exit: 0 done, 1 there is none or not all could be read, 2 wrong usage, 3 the\n"
		"server cannot be reached, 4 a permission is missing.\n",
	.options = OPTIONS_JOURNEYS | OPTION_BIT(OPTION_FORMAT),
	.arguments_max = 1,
	.run = run,
};
