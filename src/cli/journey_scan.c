#include "journey_scan.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "engine/edge.h"
#include "outlet.h"
#include "output.h"

enum { HELD_BYTES = 256 * 1024, PROGRESS_ENTRIES = 20000, VARIANTS_SHARE = 4 };

void journey_scan_init(struct journey_scan *scan, const struct options *options)
{
	*scan = (struct journey_scan){.options = options};
	buf_init(&scan->out, OUTPUT_BYTES_MAX);
	coverage_init(&scan->covered);
	scan->shows_progress = !options->quiet && isatty(STDERR_FILENO);
}

void journey_scan_finish(struct journey_scan *scan)
{
	held_finish(&scan->held);
	journeys_destroy(scan->journeys);
	variants_destroy(scan->variants);
	if (scan->is_asked) {
		definition_finish(&scan->asked);
	}
	event_reader_destroy(scan->reader);
	mask_destroy(scan->mask);
	if (scan->configured) {
		answer_finish(&scan->answer);
	}
	coverage_finish(&scan->covered);
	buf_finish(&scan->out);
}

static bool ask_keys(
	struct definition *asked, const char *fields, enum key_use use, struct error *error)
{
	static const char *const names[] = {[KEY_USE_ANCHOR] = "anchor", [KEY_USE_PARTY] = "party"};

	return fields == NULL || definition_set(asked, text_of(names[use]), text_of(fields), error);
}

static bool ask_aliases(
	struct definition *asked, const struct option_list *aliases, struct error *error)
{
	for (size_t i = 0; i < aliases->count; i++) {
		struct text rest = text_of(aliases->values[i]);

		while (rest.length > 0) {
			struct text pair = text_cut(&rest, ',');
			struct text a = text_trim(text_cut(&pair, '='));

			if (!definition_alias(asked, a, text_trim(pair), error)) {
				return error_prefix(error, "--alias");
			}
		}
	}
	return true;
}

/* What the command line says of journeys stands in place of what is declared. */
static bool ask(struct journey_scan *scan, struct error *error)
{
	const struct options *options = scan->options;
	struct definition *asked = &scan->asked;

	if (options->key == NULL && options->aliases.count == 0) {
		return (options->step == NULL && options->party == NULL) ||
			error_set(error, ERROR_USAGE,
				"--step and --party need --key, which tells what leads a journey");
	}
	definition_init(asked, NULL);
	scan->is_asked = true;
	if (!ask_keys(asked, options->key, KEY_USE_ANCHOR, error)) {
		return error_prefix(error, "--key");
	}
	if (!ask_aliases(asked, &options->aliases, error)) {
		return false;
	}
	if (!ask_keys(asked, options->party, KEY_USE_PARTY, error)) {
		return error_prefix(error, "--party");
	}
	return (options->step == NULL ||
		       definition_set(
			       asked, text_of("step_field"), text_of(options->step), error)) &&
		definition_seal(asked, error);
}

static void on_leave(void *arg, uint32_t number)
{
	struct journey_scan *scan = arg;
	struct journey_view view;

	journeys_view(scan->journeys, number, &view);
	if (!view.leads) {
		return;
	}
	variants_add(scan->variants, scan->journeys, number);
	if (scan->on_leave != NULL) {
		scan->on_leave(scan, number);
	}
}

static bool on_entry(void *arg, struct text topic, const struct entry *entry, int64_t server_now_ms)
{
	struct journey_scan *scan = arg;
	struct event event;

	event_read(scan->reader, topic, entry, &event);
	journeys_add(scan->journeys, topic, entry, &event);
	if (scan->on_event != NULL) {
		scan->on_event(scan, topic, entry, &event);
	}
	scan->server_now_ms = server_now_ms;
	return scan->out.length < HELD_BYTES;
}

static void tell_progress(struct journey_scan *scan, const struct browse_coverage *coverage)
{
	char line[160], entries[NUMBER_MAX], journeys[NUMBER_MAX];
	struct journeys_totals totals = journeys_totals(scan->journeys);

	if (!scan->shows_progress || coverage->entries - scan->told_at < PROGRESS_ENTRIES) {
		return;
	}
	scan->told_at = coverage->entries;
	int length = snprintf(line, sizeof(line), "\rrivermaster: %s entries read, %s journeys ",
		number_count(entries, (int64_t)coverage->entries, NUMBER_MAX),
		number_count(journeys, (int64_t)(totals.leading + totals.left), NUMBER_MAX));
	scan->shows_progress = write(STDERR_FILENO, line, (size_t)length) >= 0;
}

static enum browse_go on_turn(void *arg, const struct browse_coverage *coverage)
{
	struct journey_scan *scan = arg;

	switch (outlet_write(STDOUT_FILENO, &scan->out, &scan->failure)) {
	case OUTLET_OPEN:
		break;
	case OUTLET_GONE:
		scan->gone = true;
		return BROWSE_ENOUGH;
	case OUTLET_FAILED:
		return BROWSE_ENOUGH;
	}
	tell_progress(scan, coverage);
	return scan->out.length < HELD_BYTES ? BROWSE_ON : BROWSE_WAIT;
}

static bool allow(struct journey_scan *scan, const struct config *config, struct error *error)
{
	if (config->export_forbidden) {
		return error_set(error, ERROR_REFUSED,
			"journeys are not written here: the profile says export = forbidden");
	}
	if (scan->options->mask || config->export_masked) {
		scan->mask = mask_create(&config->masks);
	}
	return true;
}

bool journey_scan_configure(struct journey_scan *scan, struct error *error)
{
	if (scan->configured) {
		return true;
	}
	scan->configured = true;
	return answer_configure(&scan->answer, scan->options, error) &&
		allow(scan, &scan->answer.config, error);
}

bool journey_scan_ask(struct journey_scan *scan, struct error *error)
{
	return (scan->is_asked || ask(scan, error)) && journey_scan_configure(scan, error);
}

static void begin(struct journey_scan *scan, const struct config *config)
{
	size_t share = (size_t)config->memory_bytes / VARIANTS_SHARE;

	scan->reader = event_reader_create_for(&config->envelopes);
	scan->variants = variants_create(share, scan->options->fold);
	scan->journeys = journeys_create(&(struct journeys_options){
		.memory_bytes = (size_t)config->memory_bytes - share,
		.definition_count = scan->is_asked ? 1 : config->journey_count,
		.definitions = scan->is_asked ? &scan->asked : config->journeys,
		.undeclared = !scan->is_asked,
		.kept = scan->kept,
		.on_leave = on_leave,
		.arg = scan,
	});
}

/* The values that the command line keeps apart. */
static bool keep_apart(struct journey_scan *scan, struct error *error)
{
	const struct option_list *pairs = &scan->options->aparts;

	for (size_t i = 0; i < pairs->count; i++) {
		struct text a, b;

		if (!definition_read_apart(text_of(pairs->values[i]), &a, &b, error)) {
			return error_prefix(error, "--apart");
		}
		journeys_set_apart(scan->journeys, a, b);
	}
	return true;
}

static void clear_progress(struct journey_scan *scan)
{
	if (scan->told_at > 0 && write(STDERR_FILENO, "\r\033[K", 4) < 0) {
		scan->shows_progress = false;
	}
}

/* The server's clock; where no entry told it, this machine's. */
int64_t journey_scan_now_ms(const struct journey_scan *scan)
{
	struct timespec now;

	if (scan->server_now_ms > 0) {
		return scan->server_now_ms;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What may not be asked is said, and the rest told. */
static bool allow_refusal(const char *what, struct error *error)
{
	if (error->code != ERROR_REFUSED) {
		return false;
	}
	error_prefix(error, "%s", what);
	output_complain(error->text);
	error->code = ERROR_NONE;
	return true;
}

/* The broker's own reasons are those of now: of a range that ends before it they are not told. */
static bool look_for_stuck(struct journey_scan *scan, struct error *error)
{
	return scan->options->to != NULL ||
		stuck_look(&scan->answer.config, scan->journeys, &scan->stuck, error) ||
		allow_refusal("what is stuck cannot be told", error);
}

bool journey_scan_hold(
	struct journey_scan *scan, const uint32_t *numbers, size_t count, struct error *error)
{
	return scan->options->to != NULL || count == 0 ||
		held_look(
			&scan->answer.config, scan->journeys, numbers, count, &scan->held, error) ||
		allow_refusal("what is pending cannot be told", error);
}

bool journey_scan_run(struct journey_scan *scan, struct error *error)
{
	const struct options *options = scan->options;
	struct browse_options what = {.on_entry = on_entry, .on_turn = on_turn, .arg = scan};

	if (!journey_scan_ask(scan, error) ||
		!edge_parse("--from", options->from, false, &what.from, error) ||
		!edge_parse("--to", options->to, true, &what.to, error)) {
		return false;
	}
	if (scan->on_begin != NULL && !scan->on_begin(scan, &scan->answer.config, error)) {
		return false;
	}
	if (options->from == NULL && scan->look_back_ms > 0) {
		what.from = (struct browse_edge){.is = BROWSE_AGE, .age_ms = scan->look_back_ms};
	}
	begin(scan, &scan->answer.config);
	if (!keep_apart(scan, error)) {
		return false;
	}
	what.config = &scan->answer.config;
	what.topics_covered = scan->covers ? &scan->covered : NULL;
	bool good = browse_run(&what, &scan->coverage, error);
	scan->covered.dropped = journeys_totals(scan->journeys).left;
	clear_progress(scan);
	if (!good || scan->gone) {
		return good;
	}
	journeys_order(scan->journeys);
	journeys_advance(scan->journeys, journey_scan_now_ms(scan));
	if (!look_for_stuck(scan, error)) {
		return false;
	}
	for (uint32_t at = 0; (at = journeys_next(scan->journeys, at)) != 0;) {
		struct journey_view view;
		journeys_view(scan->journeys, at, &view);
		if (view.leads) {
			variants_add(scan->variants, scan->journeys, at);
		}
	}
	return true;
}

/* What keeps the journeys from being all and whole; false: nothing does. */
static bool say_losses(const struct journey_scan *scan)
{
	const struct browse_coverage *coverage = &scan->coverage;
	struct journeys_totals totals = journeys_totals(scan->journeys);
	struct error told;

	if (scan->stuck.left > 0) {
		error_set(&told, ERROR_FAILED,
			"%llu journeys are still and were not asked about: they may be stuck",
			(unsigned long long)scan->stuck.left);
		output_complain(told.text);
	}
	if (scan->held.left > 0) {
		error_set(&told, ERROR_FAILED,
			"%llu questions were too many: more of its events may be pending",
			(unsigned long long)scan->held.left);
		output_complain(told.text);
	}
	if (totals.partial + totals.forgotten > 0) {
		error_set(&told, ERROR_FAILED,
			"%llu journeys were dropped for want of room (--memory); %llu of them came "
			"again and are not whole%s",
			(unsigned long long)totals.left, (unsigned long long)totals.partial,
			totals.forgotten > 0 ? ", and more may have" : "");
		output_complain(told.text);
	}
	if (totals.demoted > 0) {
		error_set(&told, ERROR_FAILED,
			"%llu keys were seen in more than %d journeys and join nothing any more",
			(unsigned long long)totals.demoted, JOURNEY_SHARED_MAX);
		output_complain(told.text);
	}
	if (coverage->topics_gone + coverage->topics_denied + coverage->entries_toobig > 0) {
		error_set(&told, ERROR_FAILED,
			"%zu topics went or are no streams, %zu may not be read, %zu entries are "
			"too big (the first: %s)",
			coverage->topics_gone, coverage->topics_denied, coverage->entries_toobig,
			coverage->trouble.text);
		output_complain(told.text);
		return true;
	}
	return totals.partial + totals.forgotten > 0;
}

static void say_what_was_read(const struct journey_scan *scan)
{
	char entries[NUMBER_MAX], bytes[NUMBER_MAX], journeys[NUMBER_MAX], unkeyed[NUMBER_MAX];
	struct journeys_totals totals = journeys_totals(scan->journeys);
	struct error told;

	error_set(&told, ERROR_NONE,
		"%s entries (%s) of %zu topics read: %s journeys; %s events lead to none",
		number_count(entries, (int64_t)scan->coverage.entries, NUMBER_MAX),
		number_bytes(bytes, scan->coverage.bytes), scan->coverage.topics,
		number_count(journeys, (int64_t)(totals.leading + totals.left), NUMBER_MAX),
		number_count(unkeyed, (int64_t)totals.unkeyed, NUMBER_MAX));
	output_complain(told.text);
}

int journey_scan_end(struct journey_scan *scan, bool good, struct error *error)
{
	if (good && !scan->gone && scan->failure.code == ERROR_NONE) {
		output_write(buf_text(&scan->out), &scan->failure);
	}
	if (good && scan->failure.code != ERROR_NONE) {
		*error = scan->failure;
	}
	if (!good || error->code != ERROR_NONE) {
		return (int)error->code;
	}
	if (!scan->options->quiet && isatty(STDERR_FILENO)) {
		say_what_was_read(scan);
	}
	if (scan->coverage.topics_denied > 0 &&
		scan->coverage.topics_denied == scan->coverage.topics) {
		*error = scan->coverage.trouble;
		return ERROR_REFUSED;
	}
	return say_losses(scan) ? ERROR_FAILED : 0;
}

struct journey_source journey_scan_source(const struct journey_scan *scan)
{
	return (struct journey_source){.journeys = scan->journeys,
		.variants = scan->variants,
		.deliveries = scan->held.deliveries,
		.mask = scan->mask};
}
