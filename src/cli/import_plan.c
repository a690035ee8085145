#include "import_plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/sanitise.h"

enum {
	TARGETS_MAX = 1000,
	NAME_SHOWN_MAX = 120,
	SAMPLES = 3,
	SAMPLES_BYTES_MAX = 4096,
	HEAD_MAX = 160
};

static bool is_blank(struct text line)
{
	for (size_t i = 0; i < line.length; i++) {
		if (line.at[i] != ' ' && line.at[i] != '\t' && line.at[i] != '\r') {
			return false;
		}
	}
	return true;
}

static bool wrong(const struct import_plan *plan, const char *sentence, struct error *error)
{
	return error_set(error, ERROR_USAGE, "%s:%" PRIu64 ": %s", plan->lines.name,
		plan->lines.number, sentence);
}

static bool read_line(
	struct import_plan *plan, struct text text, struct text *topic, struct error *error)
{
	struct error why = {.code = ERROR_NONE};
	size_t column;

	if (!entry_line_read(plan->line, text, &column, &why)) {
		return error_set(error, ERROR_USAGE, "%s:%" PRIu64 ":%zu: %s", plan->lines.name,
			plan->lines.number, column, why.text);
	}
	if (plan->options->into != NULL) {
		*topic = text_of(plan->options->into);
	} else if (!entry_line_topic(plan->line, topic)) {
		return wrong(plan, "there is no \"topic\"; --into TOPIC names one", error);
	}
	if (plan->options->keep_ids && !entry_line_has_id(plan->line)) {
		return wrong(plan, "there is no \"id\" to keep", error);
	}
	return true;
}

bool import_plan_next(struct import_plan *plan, struct text *topic, struct error *error)
{
	struct text line;

	while (lines_next(&plan->lines, &line, error)) {
		if (!is_blank(line)) {
			return read_line(plan, line, topic, error);
		}
	}
	return false;
}

static struct import_target *target_of(
	struct import_plan *plan, struct text topic, struct error *error)
{
	uintptr_t place = (uintptr_t)map_get(plan->by_name, topic);

	if (place == 0 && plan->count == TARGETS_MAX) {
		wrong(plan, "more than 1000 topics in one file; --into TOPIC names one", error);
		return NULL;
	}
	if (place == 0) {
		plan->targets = mem_resize(plan->targets, plan->count + 1, sizeof *plan->targets);
		plan->on_server =
			mem_resize(plan->on_server, plan->count + 1, sizeof *plan->on_server);
		plan->targets[plan->count] = (struct import_target){.entries = 0};
		plan->on_server[plan->count] =
			(struct append_target){.topic = text_from(text_dup(topic), topic.length)};
		place = ++plan->count;
		map_put(plan->by_name, topic, (void *)place);
	}
	return &plan->targets[place - 1];
}

static void add_sample(struct import_plan *plan, struct text topic)
{
	const struct entry *entry = entry_line_entry(plan->line);
	char id[ID_TEXT_MAX] = "*";

	if (plan->entries > SAMPLES) {
		return;
	}
	buf_add_string(&plan->samples, "XADD ");
	sanitise_text(&plan->samples,
		text_from(topic.at, topic.length < NAME_SHOWN_MAX ? topic.length : NAME_SHOWN_MAX));
	buf_addf(&plan->samples, "%s %s (%zu fields, %zu bytes)\n",
		plan->options->create ? "" : " NOMKSTREAM",
		plan->options->keep_ids ? id_format(id, entry->id) : id, entry->field_count,
		entry_line_bytes(plan->line));
}

static bool take(struct import_plan *plan, struct text topic, struct error *error)
{
	const struct entry *entry = entry_line_entry(plan->line);
	struct import_target *target = target_of(plan, topic, error);

	if (target == NULL) {
		return false;
	}
	if (plan->options->keep_ids && target->entries > 0 &&
		id_compare(entry->id, target->last) <= 0) {
		wrong(plan,
			"its id does not lie beyond the one before; without --keep-ids it gets "
			"a new one",
			error);
		error->code = ERROR_REFUSED;
		return false;
	}
	if (target->entries == 0) {
		target->first = entry->id;
		target->first_line = plan->lines.number;
	}
	target->last = entry->id;
	target->entries++;
	target->bytes += entry_line_bytes(plan->line);
	plan->entries++;
	plan->masked += entry_line_is_masked(plan->line);
	plan->bytes += entry_line_bytes(plan->line);
	add_sample(plan, topic);
	return true;
}

static void digest_entry(struct digest *digest, const struct import_plan *plan, struct text topic)
{
	const struct entry *entry = entry_line_entry(plan->line);
	char head[HEAD_MAX];
	size_t count = entry->field_count;

	digest_add(digest, topic);
	snprintf(head, sizeof head, "%zu %" PRIu64 "-%" PRIu64 " %zu", topic.length, entry->id.ms,
		entry->id.seq, count);
	digest_add(digest, text_of(head));
	for (size_t i = 0; i < count; i++) {
		snprintf(head, sizeof head, " %zu %zu", entry->fields[i].name.length,
			entry->fields[i].value.length);
		digest_add(digest, text_of(head));
		digest_add(digest, entry->fields[i].name);
		digest_add(digest, entry->fields[i].value);
	}
}

struct digest *import_plan_digest(const struct import_plan *plan)
{
	struct digest *digest = digest_create();

	digest_add(digest, text_of(plan->options->keep_ids ? "import ids" : "import"));
	return digest;
}

static bool fail_changed(const struct import_plan *plan, struct error *error)
{
	return error_set(error, ERROR_FAILED,
		"%s changed while it was read: it is not what was planned", plan->lines.name);
}

bool import_plan_holds(const struct import_plan *plan, struct digest *digest, struct text topic,
	uint64_t n, struct error *error)
{
	digest_entry(digest, plan, topic);
	return (n <= plan->entries && map_get(plan->by_name, topic) != NULL) ||
		fail_changed(plan, error);
}

bool import_plan_is_done(
	const struct import_plan *plan, struct digest *digest, uint64_t count, struct error *error)
{
	char sha256[DIGEST_HEX_MAX];

	digest_hex(digest, sha256);
	return (count == plan->entries && strcmp(sha256, plan->sha256) == 0) ||
		fail_changed(plan, error);
}

static bool read_all(struct import_plan *plan, struct error *error)
{
	struct digest *digest = import_plan_digest(plan);
	struct text topic;
	bool good = true;

	while (good && import_plan_next(plan, &topic, error)) {
		good = take(plan, topic, error);
		if (good) {
			digest_entry(digest, plan, topic);
		}
	}
	digest_hex(digest, plan->sha256);
	digest_destroy(digest);
	return error->code == ERROR_NONE;
}

static bool check_target(const struct import_plan *plan, size_t i, struct error *error)
{
	const struct append_target *there = &plan->on_server[i];
	int length =
		there->topic.length < NAME_SHOWN_MAX ? (int)there->topic.length : NAME_SHOWN_MAX;
	char last[ID_TEXT_MAX], first[ID_TEXT_MAX];

	if (!there->exists && !plan->options->create) {
		return error_set(error, ERROR_REFUSED,
			"there is no topic %.*s; --create makes it, --into TOPIC names another",
			length, there->topic.at);
	}
	if (plan->options->keep_ids && there->exists &&
		id_compare(plan->targets[i].first, there->last) <= 0) {
		return error_set(error, ERROR_REFUSED,
			"%s:%" PRIu64 ": the id %s does not lie beyond the last one of %.*s, %s; "
			"without --keep-ids it gets a new one",
			plan->lines.name, plan->targets[i].first_line,
			id_format(first, plan->targets[i].first), length, there->topic.at,
			id_format(last, there->last));
	}
	return true;
}

bool import_plan_make(struct import_plan *plan, const struct call *call,
	const struct config *config, struct error *error)
{
	*plan = (struct import_plan){.options = call->options, .config = config};
	plan->line = entry_line_create();
	plan->by_name = map_create();
	buf_init(&plan->samples, SAMPLES_BYTES_MAX);
	if (!lines_open(&plan->lines, call->arguments[0], error) || !read_all(plan, error) ||
		!append_survey(config, plan->count, plan->on_server, error)) {
		return false;
	}
	for (size_t i = 0; i < plan->count; i++) {
		if (!check_target(plan, i, error)) {
			return false;
		}
	}
	return true;
}

void import_plan_finish(struct import_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		append_target_finish(&plan->on_server[i]);
		mem_free((void *)(uintptr_t)plan->on_server[i].topic.at);
	}
	mem_free(plan->on_server);
	mem_free(plan->targets);
	map_destroy(plan->by_name);
	entry_line_destroy(plan->line);
	buf_finish(&plan->samples);
	lines_close(&plan->lines);
}
