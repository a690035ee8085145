#include "journey_changes.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/sanitise.h"
#include "engine/edge.h"
#include "engine/journey_follow.h"
#include "event_line.h"
#include "journey_json.h"
#include "model/journey_query.h"
#include "outlet.h"
#include "output.h"

enum { HELD_BYTES = 256 * 1024 };

/* What was told last of the journey of a number. */
struct told {
	uint32_t serial;
	uint8_t state; /* JOURNEY_STATES: nothing was */
};

struct changes {
	struct journey_scan scan; /* what is asked for; nothing is walked through */
	const struct options *options;
	struct query *where; /* NULL: all */
	struct journey_subject subject;
	uint64_t undecided, count, skips;
	struct error why; /* of the first that could not be decided */
	struct told *told;
	size_t told_room;
	bool begun; /* what there was at the beginning is known */
	uint64_t left;
	struct error trouble, failure;
	struct buf out, word;
};

/* --- a line --- */

static struct text key_of(struct changes *changes, const struct journey_view *view,
	const struct journey_source *source, enum key_use use)
{
	struct text key = use == KEY_USE_PARTY ? view->party : view->name;

	buf_reset(&changes->word);
	if (key.length > 0) {
		journey_source_text(source, view->definition, use, key, &changes->word);
	}
	return buf_text(&changes->word);
}

static struct text reason_of(
	struct changes *changes, const struct journey_source *source, uint32_t number)
{
	buf_reset(&changes->word);
	journeys_reason(source->journeys, number, &changes->word);
	return buf_text(&changes->word);
}

static void write_text(struct changes *changes, const struct journey_source *source,
	const struct journey_view *view, enum journey_state old, int64_t now_ms)
{
	struct buf *out = &changes->out;

	event_line_time(out, (uint64_t)now_ms);
	buf_add_string(out, "  ");
	sanitise_text(out, text_of(view->definition->name ? view->definition->name : "journey"));
	buf_add_byte(out, ' ');
	sanitise_text(out, key_of(changes, view, source, KEY_USE_ANCHOR));
	buf_addf(out, "  %s -> %s", old == JOURNEY_STATES ? "-" : journey_state_name(old),
		journey_state_name(view->state));
	if (reason_of(changes, source, view->number).length > 0) {
		buf_add_string(out, "  ");
		sanitise_text(out, buf_text(&changes->word));
	}
	buf_add_byte(out, '\n');
}

static void add_member(struct buf *out, const char *name, struct text text)
{
	buf_addf(out, "\"%s\": ", name);
	if (text.length == 0) {
		buf_add_string(out, "null");
	} else {
		json_quote_bytes(out, text);
	}
	buf_add_string(out, ", ");
}

static void write_json(struct changes *changes, const struct journey_source *source,
	const struct journey_view *view, enum journey_state old, int64_t now_ms)
{
	struct buf *out = &changes->out;

	buf_addf(out, "{\"at_ms\": %" PRId64 ", ", now_ms);
	add_member(out, "journey", key_of(changes, view, source, KEY_USE_ANCHOR));
	add_member(out, "definition", text_of(view->definition->name));
	add_member(out, "party", key_of(changes, view, source, KEY_USE_PARTY));
	add_member(out, "from", text_of(old == JOURNEY_STATES ? NULL : journey_state_name(old)));
	add_member(out, "to", text_of(journey_state_name(view->state)));
	add_member(out, "reason", reason_of(changes, source, view->number));
	buf_addf(out, "\"incarnation\": %" PRIu32, view->incarnation);
	journey_json_stuck(source->journeys, view->number, out);
	buf_add_string(out, "}\n");
}

/* --- which --- */

static bool is_wanted(
	struct changes *changes, const struct journeys *journeys, uint32_t number, int64_t now_ms)
{
	struct query_subject subject;
	struct error why = {.code = ERROR_NONE};
	enum query_result result;

	if (changes->where == NULL) {
		return true;
	}
	subject = journey_subject_set(&changes->subject, journeys, number, now_ms);
	result = query_match(changes->where, &subject, &why);
	if (result == QUERY_FAILED && changes->undecided++ == 0) {
		changes->why = why;
	}
	return result == QUERY_YES;
}

static struct told *told_of(struct changes *changes, const struct journey_view *view)
{
	size_t room = changes->told_room;
	struct told *told;

	if (view->number >= room) {
		changes->told_room = (size_t)view->number * 2 + 64;
		changes->told =
			mem_resize(changes->told, changes->told_room, sizeof(*changes->told));
		for (size_t i = room; i < changes->told_room; i++) {
			changes->told[i] = (struct told){.serial = 0};
		}
	}
	told = &changes->told[view->number];
	if (told->serial != view->serial) {
		*told = (struct told){.serial = view->serial, .state = JOURNEY_STATES};
	}
	return told;
}

static bool is_full(const struct changes *changes)
{
	return changes->options->limit > 0 && changes->count >= changes->options->limit;
}

/* What there was at the beginning is told where somebody asked for it with --from. */
static void tell(
	struct changes *changes, const struct live_journeys *live, uint32_t number, int64_t now_ms)
{
	const struct journey_source source = {
		.journeys = live->journeys, .mask = changes->scan.mask};
	struct journey_view view;
	struct told *told;
	enum journey_state old;

	journeys_view(live->journeys, number, &view);
	told = told_of(changes, &view);
	if (!view.leads || told->state == (uint8_t)view.state ||
		(changes->scan.is_asked && view.definition != &changes->scan.asked)) {
		return;
	}
	old = (enum journey_state)told->state;
	told->state = (uint8_t)view.state;
	if ((!changes->begun && changes->options->from == NULL) ||
		!is_wanted(changes, live->journeys, number, now_ms)) {
		return;
	}
	changes->count++;
	if (changes->options->json) {
		write_json(changes, &source, &view, old, now_ms);
	} else {
		write_text(changes, &source, &view, old, now_ms);
	}
}

static void tell_trouble(struct changes *changes, const struct live_journeys *live)
{
	struct error said;

	changes->left = journeys_totals(live->journeys).left;
	if (live->trouble.code != ERROR_NONE && changes->trouble.code == ERROR_NONE &&
		!changes->options->quiet) {
		output_complain(live->trouble.text);
	}
	changes->trouble = live->trouble;
	if (live->skips > changes->skips && !changes->options->quiet) {
		error_set(&said, ERROR_NONE,
			"this cannot keep up: %" PRId64 " ms of events were passed over so far",
			live->skipped_ms);
		output_complain(said.text);
	}
	changes->skips = live->skips;
}

static bool on_turn(void *arg, const struct live_journeys *live, int64_t now_ms)
{
	struct changes *changes = arg;

	tell_trouble(changes, live);
	for (uint32_t at = 0; !is_full(changes) && changes->out.length < HELD_BYTES &&
		(at = journeys_next(live->journeys, at)) != 0;) {
		tell(changes, live, at, now_ms);
	}
	changes->begun = true;
	return outlet_write(STDOUT_FILENO, &changes->out, &changes->failure) == OUTLET_OPEN &&
		!is_full(changes);
}

static void on_link(void *arg, const struct error *lost)
{
	const struct changes *changes = arg;
	struct error said;

	if (!changes->options->quiet) {
		error_set(&said, ERROR_CONNECT, "%s%s",
			lost == NULL ? "the server is found again" : "lost ",
			lost == NULL ? "" : lost->text);
		output_complain(said.text);
	}
}

/* --- a run --- */

/* Alerts are for the console; what is asked for stands in place of what is declared. */
static bool follow(struct changes *changes, struct error *error)
{
	struct config config = changes->scan.answer.config;
	struct browse_edge from;
	struct definition pairs; /* of values that are kept apart, and nothing else */
	bool good = true;
	struct journey_follow_options how = {
		.config = &config, .on_turn = on_turn, .on_link = on_link, .arg = changes};

	config.indicator_count = 0;
	config.alert_count = config.model.alert_count = 0;
	if (changes->scan.is_asked) {
		config.journeys = &changes->scan.asked;
		config.journey_count = 1;
	}
	if (!edge_parse("--from", changes->options->from, false, &from, error)) {
		return false;
	}
	how.from = changes->options->from == NULL ? NULL : &from;
	definition_init(&pairs, NULL);
	how.apart_count = changes->options->aparts.count;
	for (size_t i = 0; good && i < how.apart_count; i++) {
		good = definition_set(&pairs, text_of("apart"),
			       text_of(changes->options->aparts.values[i]), error) ||
			error_prefix(error, "--apart");
	}
	how.aparts = pairs.aparts;
	good = good && journey_follow_run(&how, error);
	definition_finish(&pairs);
	return good;
}

static int conclude(struct changes *changes, bool good, struct error *error)
{
	struct error said;

	if (good && changes->failure.code == ERROR_NONE) {
		output_write(buf_text(&changes->out), &changes->failure);
	}
	if (good && changes->failure.code != ERROR_NONE) {
		*error = changes->failure;
	} else if (good && changes->undecided > 0) {
		error_set(error, ERROR_FAILED, "--where could not be decided %llu times: %s",
			(unsigned long long)changes->undecided, changes->why.text);
	}
	if (good && changes->left > 0 && !changes->options->quiet) {
		error_set(&said, ERROR_NONE,
			"%llu journeys were dropped for want of room (--memory)",
			(unsigned long long)changes->left);
		output_complain(said.text);
	}
	return good && error->code == ERROR_NONE ? 0 : (int)error->code;
}

int journey_changes_run(const struct options *options, struct error *error)
{
	struct changes changes = {.options = options};
	int code = ERROR_USAGE;

	journey_scan_init(&changes.scan, options);
	journey_subject_init(&changes.subject);
	buf_init(&changes.out, OUTPUT_BYTES_MAX);
	buf_init(&changes.word, OUTPUT_BYTES_MAX);
	if (options->where != NULL) {
		changes.where =
			query_compile(text_of(options->where), &journey_schema, NULL, error);
	}
	if (options->where != NULL && changes.where == NULL) {
		error_prefix(error, "--where");
	} else {
		error->code = ERROR_NONE;
		code = conclude(&changes,
			journey_scan_ask(&changes.scan, error) && follow(&changes, error), error);
	}
	query_destroy(changes.where);
	journey_subject_finish(&changes.subject);
	mem_free(changes.told);
	buf_finish(&changes.out);
	buf_finish(&changes.word);
	journey_scan_finish(&changes.scan);
	return code;
}
