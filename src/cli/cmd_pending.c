#include <inttypes.h>

#include "base/number.h"
#include "base/sanitise.h"
#include "engine/edge.h"
#include "engine/pending.h"
#include "envelope/row_query.h"
#include "event_line.h"
#include "model/pending.h"
#include "output.h"
#include "spout.h"

enum { CONSUMER_CELLS = 20, PREFIX_CELLS = 41, NAME_BYTES_MAX = 1 << 16 };

struct finder {
	struct spout spout;
	uint64_t idle[PENDING_BANDS], deliveries[PENDING_BANDS];
	uint64_t gone, released, owner_gone, toobig;
	struct text topic;
};

static void count_row(struct finder *finder, const struct pending_row *row)
{
	if (row->as->idle_ms >= 0) {
		finder->idle[pending_band_of(pending_idle_bands, row->as->idle_ms)]++;
	}
	finder->deliveries[pending_band_of(pending_delivery_bands, row->as->deliveries)]++;
	finder->gone += row->gone;
	finder->toobig += row->toobig;
	finder->released += row->owner == PENDING_RELEASED;
	finder->owner_gone += row->owner == PENDING_OWNER_GONE;
}

static void add_members(const struct spout *spout, struct buf *out, const struct pending_row *row)
{
	static const char *const owners[] = {[PENDING_OWNED] = "false",
		[PENDING_RELEASED] = "false",
		[PENDING_OWNER_GONE] = "true",
		[PENDING_OWNER_UNSURE] = "null"};

	spout_member(spout, out, "group", row->group, NULL);
	spout_member(spout, out, "consumer", row->as->consumer, NULL);
	if (row->as->idle_ms < 0) {
		buf_add_string(out, ", \"idle_ms\": null");
	} else {
		buf_addf(out, ", \"idle_ms\": %" PRId64, row->as->idle_ms);
	}
	buf_addf(out, ", \"deliveries\": %" PRId64 ", \"gone\": %s, \"consumer_gone\": %s",
		row->as->deliveries, row->gone ? "true" : "false", owners[row->owner]);
}

static void write_json(
	struct finder *finder, const struct pending_row *row, const struct event *event)
{
	struct spout *spout = &finder->spout;
	struct buf more;
	char id[ID_TEXT_MAX];

	buf_init(&more, OUTPUT_BYTES_MAX);
	add_members(spout, &more, row);
	spout_begin(spout);
	if (row->entry != NULL) {
		spout_entry(spout, row->topic, row->entry, event, &more);
	} else {
		buf_add_byte(&spout->out, '{');
		struct buf topic;
		buf_init(&topic, OUTPUT_BYTES_MAX);
		spout_member(spout, &topic, "topic", row->topic, NULL);
		buf_add_text(&spout->out, text_from(topic.at + 2, topic.length - 2));
		buf_finish(&topic);
		buf_addf(&spout->out,
			", \"id\": \"%s\", \"time_ms\": %" PRIu64 ", \"fields\": null",
			id_format(id, row->as->id), row->as->id.ms);
		buf_add_text(&spout->out, buf_text(&more));
		buf_add_string(&spout->out, ", \"event\": null}");
	}
	buf_finish(&more);
}

static void add_consumer(struct buf *out, const struct pending_row *row)
{
	struct buf safe, cut;

	buf_init(&safe, NAME_BYTES_MAX);
	buf_init(&cut, NAME_BYTES_MAX);
	if (row->owner == PENDING_RELEASED) {
		buf_add_string(&cut, "(given back)");
	} else {
		sanitise_text(&safe, row->as->consumer);
		sanitise_cut_middle(&cut, buf_text(&safe), CONSUMER_CELLS, "~");
	}
	int width = sanitise_width(buf_text(&cut));
	buf_add_text(out, buf_text(&cut));
	buf_addf(out, "%s%*s", row->owner == PENDING_OWNER_GONE ? "!" : " ",
		width < CONSUMER_CELLS ? CONSUMER_CELLS - width : 0, "");
	buf_finish(&safe);
	buf_finish(&cut);
}

static void write_line(
	struct finder *finder, const struct pending_row *row, const struct event *event)
{
	struct spout *spout = &finder->spout;
	char idle[NUMBER_MAX], deliveries[NUMBER_MAX], id[ID_TEXT_MAX];

	if (spout->found == 0) {
		buf_addf(&spout->out, "%-*s  %8s  %6s  EVENT\n", CONSUMER_CELLS, "CONSUMER", "IDLE",
			"DELIV");
	}
	add_consumer(&spout->out, row);
	buf_addf(&spout->out, " %8s  %6s  ",
		row->as->idle_ms < 0 ? "?" : number_duration(idle, row->as->idle_ms),
		row->as->deliveries == INT64_MAX
			? "fatal"
			: number_count(deliveries, row->as->deliveries, 6));
	if (row->entry == NULL) {
		if (!text_equal(row->topic, finder->topic)) {
			sanitise_text(&spout->out, row->topic);
			buf_add_string(&spout->out, "  ");
		}
		buf_addf(&spout->out, "%s  (%s)\n", id_format(id, row->as->id),
			row->gone ? "gone from the topic" : "too big to be read");
		return;
	}
	int width = spout->width == 0 ? 0 : spout->width - PREFIX_CELLS;
	event_line_write(&spout->out,
		&(struct event_line){
			.topic = text_equal(row->topic, finder->topic) ? text_of(NULL) : row->topic,
			.entry = row->entry,
			.event = event,
			.mask = spout->mask,
			.width = spout->width == 0       ? 0
				: width < CONSUMER_CELLS ? CONSUMER_CELLS
							 : width,
			.unicode = spout->unicode,
		});
}

static bool on_row(void *arg, const struct pending_row *row, int64_t server_now_ms)
{
	struct finder *finder = arg;
	struct spout *spout = &finder->spout;
	struct entry nothing = {.id = row->as->id};
	struct event event = {.envelope = NULL};
	struct pending_subject subject = {
		.event = {.topic = row->topic,
			.entry = row->entry != NULL ? row->entry : &nothing,
			.event = &event,
			.server_now_ms = server_now_ms},
		.row = row,
	};

	if (row->entry != NULL) {
		event_read(spout->reader, row->topic, row->entry, &event);
	}
	struct query_subject asked = pending_subject_query(&subject);
	if (!where_matches(&spout->where, &asked)) {
		return true;
	}
	count_row(finder, row);
	if (spout->options->json) {
		write_json(finder, row, &event);
	} else {
		write_line(finder, row, &event);
	}
	return spout_row(spout);
}

static enum browse_go on_turn(void *arg, const struct pending_coverage *coverage)
{
	struct finder *finder = arg;

	(void)coverage;
	return spout_turn(&finder->spout);
}

static void add_bands(struct buf *out, const char *title,
	const struct pending_band bands[PENDING_BANDS], const uint64_t counts[PENDING_BANDS])
{
	char count[NUMBER_MAX];

	buf_addf(out, "%-11s", title);
	for (size_t i = 0; i < PENDING_BANDS; i++) {
		buf_addf(out, "  %s %s", bands[i].name,
			number_count(count, (int64_t)counts[i], NUMBER_MAX));
	}
	buf_add_byte(out, '\n');
}

static void add_count(struct buf *out, uint64_t count, const char *what)
{
	char text[NUMBER_MAX];

	if (count > 0) {
		buf_addf(out, "; %s %s", number_count(text, (int64_t)count, NUMBER_MAX), what);
	}
}

static void summarise(struct finder *finder, const struct pending_coverage *coverage)
{
	struct buf *out = &finder->spout.out;
	char found[NUMBER_MAX], total[NUMBER_MAX];

	buf_addf(out, "%s%s of %s pending", finder->spout.found > 0 ? "\n" : "",
		number_count(found, (int64_t)finder->spout.found, NUMBER_MAX),
		number_count(total, coverage->total, NUMBER_MAX));
	add_count(out, finder->gone, "gone from the topic");
	add_count(out, finder->owner_gone, "on consumers (!) that are gone");
	add_count(out, finder->released, "given back");
	add_count(out, finder->toobig, "too big to be read");
	buf_add_byte(out, '\n');
	add_bands(out, "idle", pending_idle_bands, finder->idle);
	add_bands(out, "deliveries", pending_delivery_bands, finder->deliveries);
}

/* Where it stopped, and how to go on. */
static void tell_way_on(const struct pending_coverage *coverage, struct error *error)
{
	struct error bare = *error;
	char next[ID_TEXT_MAX];

	if (coverage->has_reached && coverage->keys == 1) {
		error_set(error, bare.code, "%s; go on with --from %s", bare.text,
			id_format(next, id_next(coverage->reached)));
	}
}

static bool look(struct finder *finder, const struct call *call, const struct config *config,
	struct error *error)
{
	const struct options *options = call->options;
	struct pending_options what = {
		.config = config,
		.topic = text_of(call->arguments[0]),
		.group = text_of(call->arguments[1]),
		.consumer = text_of(options->consumer),
		.on_row = on_row,
		.on_turn = on_turn,
		.arg = finder,
	};
	struct pending_coverage coverage;

	finder->topic = what.topic;
	if (!edge_parse("--from", options->from, false, &what.from, error) ||
		!edge_parse("--to", options->to, true, &what.to, error) ||
		!spout_allow(&finder->spout, config, error)) {
		return false;
	}
	bool good = pending_run(&what, &coverage, error);
	if (good && !options->json && finder->spout.failure.code == ERROR_NONE) {
		summarise(finder, &coverage);
	}
	if (!good) {
		tell_way_on(&coverage, error);
	}
	bool written = spout_end(&finder->spout, good, error);
	if (good && written && finder->toobig > 0) {
		return error_set(error, ERROR_FAILED,
			"%" PRIu64 " of the entries are too big to be read: their events are null",
			finder->toobig);
	}
	return written && good;
}

static int run(const struct call *call, struct error *error)
{
	struct finder finder = {.gone = 0};
	struct answer answer;

	if (call->argument_count < 2) {
		error_set(error, ERROR_USAGE, "pending: which? TOPIC GROUP");
		return ERROR_USAGE;
	}
	spout_init(&finder.spout, call->options);
	bool ok = where_compile(
		&finder.spout.where, call->options->where, pending_schema_create(), error);
	if (ok) {
		ok = answer_configure(&answer, call->options, error) &&
			look(&finder, call, &answer.config, error);
		answer_finish(&answer);
	}
	int code = spout_code(&finder.spout, ok, error);
	spout_finish(&finder.spout);
	return code;
}

const struct subcommand subcommand_pending = {
	.name = "pending",
	.usage = "rivermaster pending [OPTION]... TOPIC GROUP",
	.summary = "the pending entries of a group: on whom, how long, how often, what is in them",
	.help = "Lowest id first, as they are at the beginning; of a topic that is made of keys, "
		"one "
		"key\n"
		"after the other. `!` behind a consumer: the group "
		"has no\n"
		"such consumer any more. With --json a list, written as it is read: topic, group, "
		"id,\n"
		"consumer (null: given back), idle_ms, deliveries, gone (from the topic),\n"
		"consumer_gone, fields, event.\n"
		"\n"
		"EXPR: as for events, and group, consumer, idle, deliveries, gone:\n"
		"  deliveries >= 3 and idle > 1m     gone == true     consumer == \"c3\"\n"
		"\n"
		"Exit: 0 done, 1 there is no such topic or group or not all could be read, 2 "
		"wrong\n"
		"usage, 3 the server cannot be reached, 4 a permission is missing.\n",
	.options = OPTIONS_SERVER | OPTIONS_PRINT | OPTION_BIT(OPTION_FROM) |
		OPTION_BIT(OPTION_TO) | OPTION_BIT(OPTION_WHERE) | OPTION_BIT(OPTION_LIMIT) |
		OPTION_BIT(OPTION_MASK) | OPTION_BIT(OPTION_CONSUMER),
	.arguments_max = 2,
	.run = run,
};
