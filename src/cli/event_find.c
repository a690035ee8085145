#include "event_find.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "base/number.h"
#include "engine/edge.h"
#include "engine/browse.h"
#include "envelope/seen.h"
#include "event_line.h"
#include "outlet.h"
#include "output.h"
#include "progress.h"
#include "stream/entry_json.h"
#include "waits.h"
#include "where.h"

enum {
	HELD_BYTES = 256 * 1024,          /* that wait for a slow reader; then no more is read */
	OUT_BYTES_MAX = OUTPUT_BYTES_MAX, /* one entry may be long */
};

/* One run: what is wanted, what was found. */
struct finder {
	const struct options *options;
	int fd;
	bool json;
	struct where where;
	struct dead_reader *dead;
	struct event_reader *reader;
	struct mask *mask; /* NULL: nothing is hidden */
	struct buf out;
	bool shows_topic, unicode;
	struct progress progress;
	int width;
	uint64_t found;
	struct error failure;
	bool gone;  /* the reader of stdout */
	bool waits; /* it was said that the server cannot answer now */
};

/* What an event repeats of a field that is hidden is hidden, too. */
static void write_json(struct finder *finder, struct text topic, const struct entry *entry,
	const struct event *event)
{
	struct seen_event seen;

	seen_event_init(&seen);
	seen_event_set(&seen, finder->mask, entry, event);
	entry_json_write(&finder->out,
		&(struct entry_json){
			.topic = topic,
			.entry = entry,
			.mask = finder->mask,
			.more = event_json,
			.arg = &seen.event,
		});
	buf_add_byte(&finder->out, '\n');
	seen_event_finish(&seen);
}

static void write_event(struct finder *finder, struct text topic, const struct entry *entry,
	const struct event *event)
{
	if (finder->json) {
		write_json(finder, topic, entry, event);
		return;
	}
	event_line_write(&finder->out,
		&(struct event_line){
			.topic = finder->shows_topic ? topic : text_of(NULL),
			.entry = entry,
			.event = event,
			.mask = finder->mask,
			.width = finder->width,
			.unicode = finder->unicode,
		});
}

static bool matches(struct finder *finder, const struct event_subject *subject)
{
	struct listed_subject listed = {.event = *subject, .reader = finder->dead};
	struct query_subject asked = listed_subject_query(&listed);

	return where_matches(&finder->where, &asked);
}

static bool is_satisfied(const struct finder *finder)
{
	return finder->options->limit > 0 && finder->found == finder->options->limit;
}

static bool on_entry(void *arg, struct text topic, const struct entry *entry, int64_t server_now_ms)
{
	struct finder *finder = arg;
	struct event event;

	event_read(finder->reader, topic, entry, &event);
	if (matches(finder,
		    &(struct event_subject){.topic = topic,
			    .entry = entry,
			    .event = &event,
			    .server_now_ms = server_now_ms})) {
		finder->found++;
		write_event(finder, topic, entry, &event);
	}
	return finder->out.length < HELD_BYTES && !is_satisfied(finder);
}

static void tell_waits(struct finder *finder, const struct browse_coverage *coverage)
{
	struct error said;

	if (waits_say(&finder->waits, coverage, &said) && !finder->options->quiet) {
		progress_clear(&finder->progress);
		output_complain(said.text);
	}
}

static enum browse_go on_turn(void *arg, const struct browse_coverage *coverage)
{
	struct finder *finder = arg;

	if (finder->out.full) {
		error_set(&finder->failure, ERROR_FAILED, "a line is longer than %d bytes",
			OUT_BYTES_MAX);
	}
	switch (outlet_write(finder->fd, &finder->out, &finder->failure)) {
	case OUTLET_OPEN:
		break;
	case OUTLET_GONE:
		finder->gone = true;
		return BROWSE_ENOUGH;
	case OUTLET_FAILED:
		return BROWSE_ENOUGH;
	}
	if (is_satisfied(finder) || finder->failure.code != ERROR_NONE) {
		return BROWSE_ENOUGH;
	}
	tell_waits(finder, coverage);
	progress_tell(&finder->progress, coverage->entries, finder->found);
	return finder->out.length < HELD_BYTES ? BROWSE_ON : BROWSE_WAIT;
}

static void on_link(void *arg, const struct error *lost)
{
	struct finder *finder = arg;
	struct error said;

	if (finder->options->quiet) {
		return;
	}
	progress_clear(&finder->progress);
	error_set(&said, ERROR_CONNECT, "%s%s",
		lost == NULL ? "the server is found again" : "lost ",
		lost == NULL ? "" : lost->text);
	output_complain(said.text);
}

static void add_count(struct buf *out, uint64_t count, const char *what)
{
	char text[NUMBER_MAX];

	if (count > 0) {
		buf_addf(out, "; %s %s", number_count(text, (int64_t)count, NUMBER_MAX), what);
	}
}

static bool is_incomplete(const struct finder *finder, const struct browse_coverage *coverage)
{
	return finder->where.undecided > 0 || coverage->topics_gone > 0 ||
		coverage->topics_denied > 0 || coverage->topics_trimmed > 0 ||
		coverage->entries_toobig > 0;
}

/* What was read, on one line. */
static void tell_coverage(const struct finder *finder, const struct browse_coverage *coverage)
{
	char entries[NUMBER_MAX], bytes[NUMBER_MAX], took[NUMBER_MAX], found[NUMBER_MAX],
		id[ID_TEXT_MAX];
	struct buf line;

	buf_init(&line, ERROR_TEXT_MAX * 4);
	buf_addf(&line, "%s entries (%s) of %zu topics read in %s, %s found",
		number_count(entries, (int64_t)coverage->entries, NUMBER_MAX),
		number_bytes(bytes, coverage->bytes), coverage->topics,
		number_duration(took, coverage->busy_ms),
		number_count(found, (int64_t)finder->found, NUMBER_MAX));
	if (coverage->has_reached) {
		buf_addf(&line, ", up to %s", id_format(id, coverage->reached));
	}
	buf_addf(&line, "%s",
		coverage->interrupted          ? ": interrupted"
			: finder->gone         ? ": the reader went away"
			: is_satisfied(finder) ? ": as many as wanted"
			: coverage->whole      ? ": all of the range"
					       : "");
	add_count(&line, finder->where.undecided, "could not be decided");
	if (finder->where.undecided > 0) {
		buf_addf(&line, " (the first: %s)", finder->where.why.text);
	}
	add_count(&line, coverage->topics_gone, "topics went or are no streams");
	add_count(&line, coverage->topics_trimmed, "topics lost entries while they were read");
	add_count(&line, coverage->topics_denied, "topics may not be read");
	add_count(&line, coverage->entries_toobig, "entries are too big to be read");
	if (coverage->trouble.code != ERROR_NONE) {
		buf_addf(&line, " (the first: %s)", coverage->trouble.text);
	}
	output_complain(line.at);
	buf_finish(&line);
}

/* How to go on where it stopped. */
static void tell_way_on(const struct browse_coverage *coverage, struct error *error)
{
	struct error bare = *error;
	char reached[ID_TEXT_MAX], next[ID_TEXT_MAX];

	if (coverage->has_reached) {
		error_set(error, bare.code,
			"%s; everything up to %s was read, go on with --from %s", bare.text,
			id_format(reached, coverage->reached),
			id_format(next, id_next(coverage->reached)));
	} else if (coverage->interrupted) {
		error_set(error, bare.code, "%s before the first entry was read", bare.text);
	}
}

/* The exit code of a walk that came to an end. That a live topic was trimmed meanwhile is told, but
 * no failure: what there was to read has been read. */
static int judge(const struct finder *finder, const struct browse_coverage *coverage)
{
	if (coverage->topics_denied > 0 && coverage->topics_denied == coverage->topics) {
		return ERROR_REFUSED;
	}
	return finder->where.undecided > 0 || coverage->topics_gone > 0 ||
			coverage->topics_denied > 0 || coverage->entries_toobig > 0
		? ERROR_FAILED
		: 0;
}

static void write_rest(struct finder *finder)
{
	if (finder->fd == STDOUT_FILENO) {
		output_write(buf_text(&finder->out), &finder->failure);
		return;
	}
	while (finder->out.length > 0 &&
		outlet_write(finder->fd, &finder->out, &finder->failure) == OUTLET_OPEN) {
	}
}

static int conclude(struct finder *finder, bool good, const struct browse_coverage *coverage,
	struct error *error)
{
	const struct options *options = finder->options;

	progress_clear(&finder->progress);
	if (!finder->gone && finder->failure.code == ERROR_NONE) {
		write_rest(finder);
	}
	if (good && finder->failure.code != ERROR_NONE) {
		*error = finder->failure;
		return (int)error->code;
	}
	if (!good) {
		tell_way_on(coverage, error);
	}
	if (((!options->quiet && isatty(STDERR_FILENO)) || is_incomplete(finder, coverage)) &&
		(good || coverage->entries > 0)) {
		tell_coverage(finder, coverage);
	}
	if (good && !options->quiet) {
		where_doubt(&finder->where);
	}
	return good ? judge(finder, coverage) : (int)error->code;
}

static bool prepare(struct finder *finder, const struct event_find *find,
	struct browse_options *what, struct error *error)
{
	const struct options *options = find->options;

	finder->fd = find->fd;
	finder->json = find->json;
	what->topics = find->topics;
	what->topic_count = find->topic_count;
	what->follow = find->follow;
	what->from_end = find->follow && options->from == NULL;
	what->on_entry = on_entry;
	what->on_turn = on_turn;
	what->on_link = on_link;
	what->arg = finder;
	if (!edge_parse("--from", options->from, false, &what->from, error) ||
		!edge_parse("--to", options->to, true, &what->to, error)) {
		return false;
	}
	finder->shows_topic = find->topic_count != 1;
	finder->width = output_width();
	finder->unicode = output_is_unicode() && !options->ascii;
	finder->progress.shows = !options->quiet && finder->width == 0 && isatty(STDERR_FILENO);
	return where_compile(&finder->where, options->where, listed_schema_create(), error);
}

/* What the profile lets leave the server. */
static bool allow(struct finder *finder, const struct config *config, struct error *error)
{
	if (config->export_forbidden) {
		return error_set(error, ERROR_REFUSED,
			"events are not written here: the profile says export = forbidden");
	}
	finder->reader = event_reader_create_for(&config->envelopes);
	finder->dead = model_dead_reader(&config->model);
	if (finder->options->mask || config->export_masked) {
		finder->mask = mask_create(&config->masks);
	}
	return true;
}

int event_find_run(const struct event_find *find, uint64_t *found, struct error *error)
{
	struct finder finder = {.options = find->options};
	struct browse_options what = {.config = NULL};
	struct browse_coverage coverage;
	struct answer answer;
	bool configured = false;
	int code = ERROR_USAGE;

	buf_init(&finder.out, OUT_BYTES_MAX);
	if (prepare(&finder, find, &what, error)) {
		configured = true;
		if (answer_configure(&answer, find->options, error) &&
			allow(&finder, &answer.config, error)) {
			what.config = &answer.config;
			bool good = browse_run(&what, &coverage, error);
			code = conclude(&finder, good, &coverage, error);
		}
	} else {
		error_prefix(error, "%s", find->name);
	}
	if (configured) {
		answer_finish(&answer);
	}
	*found = finder.found;
	where_finish(&finder.where);
	dead_reader_destroy(finder.dead);
	mask_destroy(finder.mask);
	event_reader_destroy(finder.reader);
	buf_finish(&finder.out);
	return code;
}
