#include "engine/entry_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/map.h"
#include "base/mem.h"
#include "lines.h"
#include "ops/copy.h"
#include "stream/entry_line.h"

enum { HEAD_MAX = 160 };

struct entry_file {
	struct lines lines;
	char *path;
	struct entry_line *line;
	struct text into;
	bool keep_ids, looked;
	struct file_facts facts;
	struct file_topic *topics;
	struct map *by_name; /* to place in the topics + 1 */
	/* Of the reading under way. */
	struct digest *digest;
	uint64_t entries;
	bool ended;
	struct stat as; /* the file when it was looked at */
};

struct entry_file *entry_file_open(const char *name, struct error *error)
{
	struct entry_file *file = mem_alloc(1, sizeof *file);

	file->line = entry_line_create();
	file->by_name = map_create();
	if (!lines_open(&file->lines, name, error)) {
		entry_file_close(file);
		return NULL;
	}
	file->path = strcmp(name, "-") == 0 ? NULL : realpath(name, NULL);
	return file;
}

void entry_file_close(struct entry_file *file)
{
	if (file == NULL) {
		return;
	}
	for (size_t i = 0; i < file->facts.topic_count; i++) {
		mem_free((void *)(uintptr_t)file->topics[i].name.at);
	}
	mem_free(file->topics);
	mem_free((void *)(uintptr_t)file->into.at);
	map_destroy(file->by_name);
	entry_line_destroy(file->line);
	digest_destroy(file->digest);
	lines_close(&file->lines);
	free(file->path);
	mem_free(file);
}

const char *entry_file_name(const struct entry_file *file)
{
	return file->lines.name;
}

const char *entry_file_path(const struct entry_file *file)
{
	return file->path == NULL ? "" : file->path;
}

const struct file_facts *entry_file_facts(const struct entry_file *file)
{
	return &file->facts;
}

static bool wrong(const struct entry_file *file, const char *sentence, struct error *error)
{
	return error_set(error, ERROR_USAGE, "%s:%" PRIu64 ": %s", file->lines.name,
		file->lines.number, sentence);
}

static bool fail_changed(const struct entry_file *file, struct error *error)
{
	return error_set(error, ERROR_FAILED,
		"%s changed while it was read: it is not what was planned", file->lines.name);
}

static bool is_blank(struct text line)
{
	for (size_t i = 0; i < line.length; i++) {
		if (line.at[i] != ' ' && line.at[i] != '\t' && line.at[i] != '\r') {
			return false;
		}
	}
	return true;
}

static bool read_line(
	struct entry_file *file, struct text text, struct text *topic, struct error *error)
{
	struct error why = {.code = ERROR_NONE};
	size_t column;

	if (!entry_line_read(file->line, text, &column, &why)) {
		return error_set(error, ERROR_USAGE, "%s:%" PRIu64 ":%zu: %s", file->lines.name,
			file->lines.number, column, why.text);
	}
	if (file->into.length > 0) {
		*topic = file->into;
	} else if (!entry_line_topic(file->line, topic)) {
		return wrong(file, "there is no \"topic\"; --into TOPIC names one", error);
	}
	if (file->keep_ids && !entry_line_has_id(file->line)) {
		return wrong(file, "there is no \"id\" to keep", error);
	}
	return entry_line_entry(file->line)->field_count <= COPY_FIELDS_MAX ||
		wrong(file, "it has more than 3,900 fields", error);
}

static bool next_line(struct entry_file *file, struct text *topic, struct error *error)
{
	struct text line;

	while (lines_next(&file->lines, &line, error)) {
		if (!is_blank(line)) {
			return read_line(file, line, topic, error);
		}
	}
	return false;
}

static void digest_entry(struct entry_file *file, struct text topic)
{
	const struct entry *entry = entry_line_entry(file->line);
	struct digest *digest = file->digest;
	char head[HEAD_MAX];

	digest_add(digest, topic);
	snprintf(head, sizeof head, "%zu %" PRIu64 "-%" PRIu64 " %zu", topic.length, entry->id.ms,
		entry->id.seq, entry->field_count);
	digest_add(digest, text_of(head));
	for (size_t i = 0; i < entry->field_count; i++) {
		snprintf(head, sizeof head, " %zu %zu", entry->fields[i].name.length,
			entry->fields[i].value.length);
		digest_add(digest, text_of(head));
		digest_add(digest, entry->fields[i].name);
		digest_add(digest, entry->fields[i].value);
	}
}

/* --- the first reading --- */

static struct file_topic *topic_of(
	struct entry_file *file, struct text name, size_t *place, struct error *error)
{
	size_t count = file->facts.topic_count;

	*place = (size_t)(uintptr_t)map_get(file->by_name, name);
	if (*place == 0 && count == ENTRY_FILE_TOPICS_MAX) {
		wrong(file, "more than 1000 topics in one file; --into TOPIC names one", error);
		return NULL;
	}
	if (*place == 0) {
		file->topics = mem_resize(file->topics, count + 1, sizeof *file->topics);
		file->topics[count] =
			(struct file_topic){.name = text_from(text_dup(name), name.length)};
		file->facts.topics = file->topics;
		*place = ++file->facts.topic_count;
		map_put(file->by_name, name, (void *)(uintptr_t)*place);
	}
	return &file->topics[--*place];
}

static void add_sample(struct entry_file *file, size_t place)
{
	struct file_facts *facts = &file->facts;
	const struct entry *entry = entry_line_entry(file->line);

	if (facts->sample_count < ENTRY_FILE_SAMPLES) {
		facts->samples[facts->sample_count++] = (struct file_sample){.id = entry->id,
			.topic = place,
			.fields = entry->field_count,
			.bytes = entry_line_bytes(file->line)};
	}
}

static bool count_entry(struct entry_file *file, struct text name, struct error *error)
{
	const struct entry *entry = entry_line_entry(file->line);
	size_t place, bytes = entry_line_bytes(file->line);
	struct file_topic *topic = topic_of(file, name, &place, error);

	if (topic == NULL) {
		return false;
	}
	if (file->keep_ids && topic->entries > 0 && id_compare(entry->id, topic->last) <= 0) {
		wrong(file,
			"its id does not lie beyond the one before; without --keep-ids it gets "
			"a new one",
			error);
		error->code = ERROR_REFUSED;
		return false;
	}
	if (topic->entries == 0) {
		topic->first = entry->id;
		topic->first_line = file->lines.number;
	}
	topic->last = entry->id;
	topic->entries++;
	topic->bytes += bytes;
	file->facts.entries++;
	file->facts.bytes += bytes;
	file->facts.last_line = file->lines.number;
	file->facts.masked += entry_line_is_masked(file->line);
	add_sample(file, place);
	return true;
}

static void begin_digest(struct entry_file *file)
{
	digest_destroy(file->digest);
	file->digest = digest_create();
	file->entries = 0;
	file->ended = false;
	digest_add(file->digest, text_of(file->keep_ids ? "import ids" : "import"));
}

bool entry_file_look(struct entry_file *file, struct text into, bool keep_ids, struct error *error)
{
	struct error why = {.code = ERROR_NONE};
	struct text topic;
	bool good = lines_rewind(&file->lines, error) && fstat(file->lines.fd, &file->as) == 0;

	file->into = text_from(text_dup(into), into.length);
	file->keep_ids = keep_ids;
	begin_digest(file);
	while (good && next_line(file, &topic, &why)) {
		good = count_entry(file, topic, &why);
		digest_entry(file, topic);
	}
	digest_hex(file->digest, file->facts.sha256);
	return (good && why.code == ERROR_NONE) || error_set(error, why.code, "%s", why.text);
}

/* --- and once more --- */

bool entry_file_rewind(struct entry_file *file, struct error *error)
{
	begin_digest(file);
	return lines_rewind(&file->lines, error);
}

static bool is_unchanged(const struct entry_file *file)
{
	struct stat now;

	return fstat(file->lines.fd, &now) == 0 && now.st_size == file->as.st_size &&
		now.st_mtim.tv_sec == file->as.st_mtim.tv_sec &&
		now.st_mtim.tv_nsec == file->as.st_mtim.tv_nsec;
}

static bool is_whole(struct entry_file *file)
{
	char sha256[DIGEST_HEX_MAX];

	return file->entries == file->facts.entries &&
		strcmp(digest_hex(file->digest, sha256), file->facts.sha256) == 0;
}

bool entry_file_next(struct entry_file *file, struct file_entry *next, struct error *error)
{
	struct error why = {.code = ERROR_NONE};
	struct text topic;

	if (!is_unchanged(file)) {
		return fail_changed(file, error);
	}
	if (file->ended) {
		return false;
	}
	if (!next_line(file, &topic, &why)) {
		file->ended = why.code == ERROR_NONE && is_whole(file);
		return file->ended ? false : fail_changed(file, error);
	}
	size_t place = (size_t)(uintptr_t)map_get(file->by_name, topic);
	if (place == 0 || ++file->entries > file->facts.entries) {
		return fail_changed(file, error);
	}
	digest_entry(file, topic);
	*next = (struct file_entry){.entry = entry_line_entry(file->line),
		.line = file->lines.number,
		.topic = place - 1,
		.bytes = entry_line_bytes(file->line)};
	return true;
}
