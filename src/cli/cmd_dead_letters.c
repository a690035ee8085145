#include <inttypes.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/sanitise.h"
#include "engine/edge.h"
#include "engine/dead_find.h"
#include "envelope/row_query.h"
#include "envelope/dead_groups.h"
#include "event_line.h"
#include "output.h"
#include "spout.h"
#include "waits.h"

enum { TREND_CELLS = 20, SHOWN_BYTES_MAX = 1 << 20 };

struct finder {
	struct spout spout;
	struct dead_reader *reader;
	struct dead_groups *groups;
	struct dead_found topics;
	const struct model_options *options;
	uint64_t unrecognised;
	bool waits; /* it was said that the server cannot answer now */
};

static void add_members(const struct spout *spout, struct buf *out, const struct entry *entry,
	const struct dead_letter *letter)
{
	static const char *const restores[] = {[DEAD_RESTORE_UNKNOWN] = "null",
		[DEAD_RESTORE_EXACT] = "\"exact\"",
		[DEAD_RESTORE_CONVERT] = "\"convert\""};

	spout_member(spout, out, "source", letter->source, entry);
	spout_member(spout, out, "original_id", letter->original_id, entry);
	spout_member(spout, out, "group", letter->group, entry);
	spout_member(spout, out, "consumer", letter->consumer, entry);
	spout_member(spout, out, "reason", letter->reason, entry);
	spout_member(spout, out, "error_type", letter->error_type, entry);
	if (letter->has_deliveries) {
		buf_addf(out, ", \"deliveries\": %" PRId64, letter->deliveries);
	} else {
		buf_add_string(out, ", \"deliveries\": null");
	}
	if (letter->has_failed) {
		buf_addf(out, ", \"failed_at_ms\": %" PRId64, letter->failed_at_ms);
	} else {
		buf_add_string(out, ", \"failed_at_ms\": null");
	}
	spout_member(spout, out, "convention", text_of(letter->convention), NULL);
	buf_addf(out, ", \"restore\": %s", restores[letter->restore]);
}

static void write_json(struct finder *finder, struct text topic, const struct dead_subject *subject)
{
	struct spout *spout = &finder->spout;
	struct buf more;

	buf_init(&more, OUTPUT_BYTES_MAX);
	add_members(spout, &more, subject->event.entry, subject->letter);
	spout_begin(spout);
	spout_entry(spout, topic, subject->event.entry, subject->event.event, &more);
	buf_finish(&more);
}

/* The newest entries were asked whose they are; all of them know better. Whether a source that only
 * they name is there was not asked. */
static void learn_source(struct finder *finder, struct text key, struct text source)
{
	struct text topic = model_topic_of_key(finder->options, key);

	for (size_t i = 0; i < finder->topics.count; i++) {
		struct dead_topic *known = &finder->topics.topics[i];
		struct text name = text_from(known->name, known->length);
		struct dead_pair *pair = &known->pair;

		if (!text_equal(name, topic) && !text_equal(name, key)) {
			continue;
		}
		if (pair->by != DEAD_PAIR_FIELDS) {
			mem_free((char *)pair->source.at);
			*pair = (struct dead_pair){.by = DEAD_PAIR_FIELDS, .exists = true};
			pair->source = text_from(text_dup(source), source.length);
		}
		pair->mixed = pair->mixed || !text_equal(pair->source, source);
		return;
	}
}

static bool on_entry(void *arg, struct text topic, const struct entry *entry, int64_t server_now_ms)
{
	struct finder *finder = arg;
	struct dead_letter letter;
	struct event event;
	struct dead_subject subject = {
		.event = {.topic = topic,
			.entry = entry,
			.event = &event,
			.server_now_ms = server_now_ms},
		.letter = &letter,
	};

	event_read(finder->spout.reader, topic, entry, &event);
	dead_letter_read(finder->reader, topic, entry, &letter);
	if (letter.source.length > 0 && !finder->spout.options->json) {
		learn_source(finder, topic, letter.source_topic);
	}
	struct query_subject asked = dead_subject_query(&subject);
	if (!where_matches(&finder->spout.where, &asked)) {
		return true;
	}
	finder->unrecognised += letter.convention == NULL;
	if (finder->spout.options->json) {
		write_json(finder, topic, &subject);
	} else {
		dead_groups_add(finder->groups, topic, entry->id, &letter);
	}
	return spout_row(&finder->spout);
}

static enum browse_go on_turn(void *arg, const struct browse_coverage *coverage)
{
	struct finder *finder = arg;
	struct error said;

	if (waits_say(&finder->waits, coverage, &said) && !finder->spout.options->quiet) {
		output_complain(said.text);
	}
	return spout_turn(&finder->spout);
}

static void add_safe(struct buf *out, struct text text)
{
	if (text.length == 0) {
		buf_add_byte(out, '?');
	} else {
		sanitise_text(out, text);
	}
}

static void describe_topic(struct buf *out, const struct dead_topic *topic)
{
	const struct dead_pair *pair = &topic->pair;

	add_safe(out, text_from(topic->name, topic->length));
	if (pair->by == DEAD_PAIR_NONE) {
		buf_add_string(out, ": of which topic is not known\n");
		return;
	}
	buf_add_string(out, ": of ");
	add_safe(out, pair->source);
	buf_addf(out, "%s%s%s\n", pair->by == DEAD_PAIR_NAME ? " (by its name)" : "",
		pair->mixed ? " and others" : "", pair->exists ? "" : ", which does not exist");
}

/* `.` few, `:` more, `|` most; a blank where there was none. Each cell covers as much time as the
 * others: what came evenly looks so. */
static void add_trend(struct buf *out, const struct dead_group *group, struct dead_axis axis)
{
	static const char ramp[] = " .:|";
	uint64_t cells[TREND_CELLS] = {0}, most = 1;
	size_t each = (axis.buckets + TREND_CELLS - 1) / TREND_CELLS;
	size_t count = each == 0 ? 0 : (axis.buckets + each - 1) / each;

	for (size_t i = 0; i < axis.buckets; i++) {
		uint64_t *cell = &cells[i / each];
		*cell += group->buckets[i];
		most = *cell > most ? *cell : most;
	}
	buf_add_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		buf_add_byte(out, ramp[cells[i] == 0 ? 0 : 1 + cells[i] * 2 / most]);
	}
	buf_add_byte(out, ']');
}

static void describe_group(struct finder *finder, const struct dead_group *group)
{
	struct buf *out = &finder->spout.out;
	char count[NUMBER_MAX], id[ID_TEXT_MAX];

	buf_addf(out, "\n%s  ", number_count(count, (int64_t)group->count, NUMBER_MAX));
	add_safe(out, finder->spout.mask == NULL ? group->reason : text_of("(hidden)"));
	if (group->error_type.length > 0) {
		buf_add_string(out, "  ");
		add_safe(out, group->error_type);
	}
	buf_add_string(out, "\n    of ");
	add_safe(out, group->source);
	buf_add_string(out, " / ");
	add_safe(out, group->group);
	buf_addf(out, "  %s  ", group->convention == NULL ? "?" : group->convention);
	event_line_time(out, group->first.ms);
	buf_add_string(out, " .. ");
	event_line_time(out, group->last.ms);
	buf_add_string(out, "  ");
	add_trend(out, group, dead_groups_axis(finder->groups));
	buf_addf(out, "\n    %016" PRIx64 "  for example ", group->fingerprint);
	add_safe(out, group->topic);
	buf_addf(out, " %s\n", id_format(id, group->last));
}

static void summarise(struct finder *finder)
{
	struct buf *out = &finder->spout.out;
	char count[NUMBER_MAX], causes[NUMBER_MAX];
	const struct dead_group *group;

	for (size_t i = 0; i < finder->topics.count; i++) {
		describe_topic(out, &finder->topics.topics[i]);
	}
	buf_addf(out, "%s dead letters in %zu topics, %s causes\n",
		number_count(count, (int64_t)finder->spout.found, NUMBER_MAX), finder->topics.count,
		number_count(causes, (int64_t)dead_groups_count(finder->groups), NUMBER_MAX));
	for (size_t i = 0; (group = dead_groups_at(finder->groups, i)) != NULL; i++) {
		describe_group(finder, group);
	}
	if (dead_groups_others(finder->groups) > 0) {
		buf_addf(out, "\n%s  others\n",
			number_count(
				count, (int64_t)dead_groups_others(finder->groups), NUMBER_MAX));
	}
}

/* What keeps the letters from being all of them. */
static void judge(const struct browse_coverage *coverage, struct error *error)
{
	if (coverage->topics_denied + coverage->entries_toobig > 0) {
		*error = coverage->trouble;
	} else if (coverage->topics_gone > 0) {
		error_set(error, ERROR_FAILED, "%zu topics went while they were read",
			coverage->topics_gone);
	}
}

/* Reads the topics that were found; none is no failure. */
static bool read_topics(struct finder *finder, struct browse_options *what, struct error *error)
{
	struct browse_coverage coverage;
	const char **names = mem_alloc(finder->topics.count + 1, sizeof(*names));

	for (size_t i = 0; i < finder->topics.count; i++) {
		names[i] = finder->topics.topics[i].name;
	}
	what->topics = names;
	what->topic_count = finder->topics.count;
	bool good = finder->topics.count == 0 || browse_run(what, &coverage, error);
	mem_free(names);
	if (good && finder->topics.count > 0) {
		judge(&coverage, error);
	}
	return good;
}

static bool look(struct finder *finder, const struct call *call, const struct config *config,
	struct error *error)
{
	const struct options *options = call->options;
	const char *topic = call->argument_count > 0 ? call->arguments[0] : NULL;

	finder->options = &config->model;
	finder->reader = model_dead_reader(&config->model);
	struct browse_options what = {
		.config = config, .on_entry = on_entry, .on_turn = on_turn, .arg = finder};

	if (!edge_parse("--from", options->from, false, &what.from, error) ||
		!edge_parse("--to", options->to, true, &what.to, error) ||
		!spout_allow(&finder->spout, config, error) ||
		!dead_find(config, topic, &finder->topics, error)) {
		return false;
	}
	bool good = read_topics(finder, &what, error);
	if (good && !options->json && finder->spout.failure.code == ERROR_NONE) {
		summarise(finder);
	}
	if (good && finder->topics.unread > 0 && error->code == ERROR_NONE) {
		error_set(error, ERROR_FAILED, "%zu of %zu topics could not be read",
			finder->topics.unread, finder->topics.looked);
	}
	return spout_end(&finder->spout, good, error) && good && error->code == ERROR_NONE;
}

static int run(const struct call *call, struct error *error)
{
	struct finder finder = {.unrecognised = 0};
	struct answer answer;

	spout_init(&finder.spout, call->options);
	finder.groups = dead_groups_create(DEAD_GROUPS_MAX);
	bool ok = where_compile(
		&finder.spout.where, call->options->where, dead_schema_create(), error);
	if (ok) {
		ok = answer_configure(&answer, call->options, error) &&
			look(&finder, call, &answer.config, error);
		answer_finish(&answer);
	}
	int code = spout_code(&finder.spout, ok, error);
	dead_found_finish(&finder.topics);
	dead_groups_destroy(finder.groups);
	dead_reader_destroy(finder.reader);
	spout_finish(&finder.spout);
	return code;
}

const struct subcommand subcommand_dead_letters = {
	.name = "dead-letters",
	.usage = "rivermaster dead-letters [OPTION]... [TOPIC]",
	.summary = "what was set aside, from where and why; a thousand entries as a few causes",
	.help = "Without TOPIC every topic is looked at: by its name, then by what its newest "
		"entries\n"
		"say. Text groups by cause: reason without what differs each time, type, source, "
		"group.\n"
		"With --json a list, written as it is read: topic, id, source, original_id, "
		"group,\n"
		"consumer, reason, error_type, deliveries, failed_at_ms, convention, restore\n"
		"(whether the original comes back exact or by converting it), fields, event; null "
		"is\n"
		"what the convention does not keep.\n"
		"\n"
		"EXPR: as for events, and source, original_id, group, consumer, reason, "
		"error_type,\n"
		"deliveries, failed_at, convention:\n"
		"  source == \"orders\" and reason ~ /timeout/\n"
		"\n"
		"Exit: 0 done, 1 there is no such topic or not all could be read, 2 wrong usage, "
		"3 the\n"
		"server cannot be reached, 4 a permission is missing.\n",
	.options = OPTIONS_WATCH | OPTIONS_PRINT | OPTION_BIT(OPTION_FROM) | OPTION_BIT(OPTION_TO) |
		OPTION_BIT(OPTION_WHERE) | OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_MASK),
	.arguments_max = 1,
	.run = run,
};
