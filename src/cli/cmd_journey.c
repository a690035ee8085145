#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "coverage_print.h"
#include "journey_export.h"
#include "journey_json.h"
#include "journey_merges.h"
#include "journey_text.h"
#include "output.h"

enum { FOUND_MAX = 64 };

typedef void write_fn(const struct journey_scan *scan, uint32_t number, struct buf *out);

struct format {
	const char *name;
	write_fn *write;
};

static const struct format formats[] = {
	{"text", journey_text_whole},
	{"json", journey_json_write},
	{"mermaid", journey_export_mermaid},
	{"otlp", journey_export_otlp},
};

static const struct format merges_text = {"merges", journey_merges_text};
static const struct format merges_json = {"merges", journey_merges_json};

static const struct format *choose(const struct options *options, struct error *error)
{
	if (options->merges) {
		return options->json ? &merges_json : &merges_text;
	}
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
	struct buf left;
};

/* Whether the key leads to it, whatever it is called. */
static bool leads_to(const struct journey_scan *scan, struct text key, uint32_t number)
{
	uint32_t at = 0;

	for (size_t i = 0; i < FOUND_MAX; i++) {
		at = journeys_find(scan->journeys, key, at);
		if (at == 0 || at == number) {
			return at != 0;
		}
	}
	return false;
}

static void on_leave(struct journey_scan *scan, uint32_t number)
{
	struct sought *sought = scan->arg;

	if (!leads_to(scan, sought->key, number)) {
		return;
	}
	if (sought->format->write != journey_text_whole) {
		buf_reset(&sought->left);
	}
	sought->format->write(scan, number, &sought->left);
	sought->found++;
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
static bool tell_found(struct journey_scan *scan, struct sought *sought, struct error *error)
{
	bool is_text = sought->format->write == journey_text_whole;
	uint32_t found[FOUND_MAX];
	size_t count = find(scan, sought->key, found), told = is_text || count == 0 ? count : 1;

	if (!journey_scan_hold(scan, found, told, error)) {
		return false;
	}
	if (is_text || count == 0) {
		buf_add_text(&scan->out, buf_text(&sought->left));
	}
	for (size_t i = 0; i < told; i++) {
		sought->format->write(scan, found[i], &scan->out);
	}
	sought->found += count;
	return true;
}

static void complain_of_all(struct text lines)
{
	while (lines.length > 0) {
		struct text line = text_cut(&lines, '\n');
		char *words = text_dup(line);

		output_complain(words);
		mem_free(words);
	}
}

/* What was covered stands with what was found, or with the news that nothing was. */
static void tell_covered(struct journey_scan *scan, const struct sought *sought)
{
	struct buf *out = &scan->out, words;

	if (sought->found > 0 && sought->format->write == journey_json_write) {
		buf_cut(out, out->length - 1);
		buf_add_string(out, ", \"coverage\": ");
		coverage_json(&scan->covered, out);
		buf_add_string(out, "}\n");
		return;
	}
	if (sought->found > 0 && sought->format->write == journey_text_whole) {
		coverage_text(&scan->covered, out);
		return;
	}
	if (sought->found == 0 || !scan->options->quiet) {
		buf_init(&words, OUTPUT_BYTES_MAX);
		coverage_text(&scan->covered, &words);
		complain_of_all(buf_text(&words));
		buf_finish(&words);
	}
}

static bool tell(struct journey_scan *scan, struct sought *sought, struct error *error)
{
	if (!tell_found(scan, sought, error)) {
		return false;
	}
	tell_covered(scan, sought);
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
	scan.covers = true;
	scan.kept = sought.key;
	buf_init(&sought.left, OUTPUT_BYTES_MAX);
	bool good = journey_scan_run(&scan, error);
	if (good && !scan.gone) {
		good = tell(&scan, &sought, error) && conclude(&scan, &sought, error);
	}
	int code = journey_scan_end(&scan, good, error);
	buf_finish(&sought.left);
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
		"Behind it stands what was covered, of each topic: from where to where it was\n"
		"read, whether entries had gone from it before, whether it could be read; with\n"
		"--json `coverage`: end, from, to, entries, bytes, journeys_dropped, topics.\n"
		"\n"
		"Exit: 0 done, 1 there is none or not all could be read, 2 wrong usage, 3 the\n"
		"server cannot be reached, 4 a permission is missing.\n",
	.options = OPTIONS_JOURNEYS | OPTION_BIT(OPTION_FORMAT) | OPTION_BIT(OPTION_MERGES),
	.arguments_max = 1,
	.run = run,
};
