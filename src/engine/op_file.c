#include "op_file.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "engine/entry_file.h"
#include "op_look.h"

enum { NAME_SHOWN_MAX = 120 };

static void keep(struct request *request, const char *name, struct text value)
{
	request_add(request, text_of(name), value);
}

static void keep_topics(struct request *request, const struct file_facts *facts)
{
	struct buf packed;

	buf_init(&packed, KEY_BYTES_MAX);
	for (size_t i = 0; i < facts->topic_count; i++) {
		pack_text(&packed, facts->topics[i].name);
	}
	keep(request, REQUEST_TOPICS, buf_text(&packed));
	buf_finish(&packed);
	request->target = request_place(request, 0);
}

static void count(const struct selecting *selecting, const struct file_facts *facts)
{
	struct survey *survey = selecting->survey;

	survey->entries = selecting->request->entries = facts->entries;
	survey->bytes = selecting->request->bytes = facts->bytes;
	survey->masked = facts->masked;
	selecting->request->to = (struct id){facts->last_line, 0};
	survey->place_count = facts->topic_count;
	survey->places = mem_alloc(facts->topic_count + 1, sizeof *survey->places);
	for (size_t i = 0; i < facts->topic_count; i++) {
		survey->places[i].entries = facts->topics[i].entries;
	}
	for (size_t i = 0; i < facts->sample_count && i < SURVEY_SAMPLES; i++) {
		const struct file_sample *from = &facts->samples[i];

		survey->samples[survey->sample_count++] = (struct survey_sample){.id = from->id,
			.place = from->topic,
			.fields = from->fields,
			.bytes = from->bytes};
	}
}

bool op_file_read(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;

	if (request->file == NULL) {
		return error_set(error, ERROR_USAGE,
			"a file is read by the command line alone: `rivermaster import FILE`");
	}
	if (!entry_file_look(request->file, request_text(request, "into"),
		    request_has(request, "keep-ids"), error)) {
		return false;
	}
	const struct file_facts *facts = entry_file_facts(request->file);
	keep_topics(request, facts);
	keep(request, "no-provenance", text_of("1"));
	keep(request, "sha256", text_of(facts->sha256));
	keep(request, "path", text_of(entry_file_path(request->file)));
	count(selecting, facts);
	return true;
}

static bool check_topic(const struct selecting *selecting, size_t i, struct error *error)
{
	const struct request *request = selecting->request;
	const struct file_topic *topic = &entry_file_facts(request->file)->topics[i];
	const struct survey_topic *there = &selecting->survey->places[i].topic;
	int shown = topic->name.length < NAME_SHOWN_MAX ? (int)topic->name.length : NAME_SHOWN_MAX;
	char last[ID_TEXT_MAX], first[ID_TEXT_MAX];

	if (there->exists && !there->is_stream) {
		return error_set(
			error, ERROR_REFUSED, "the key %.*s is no stream", shown, topic->name.at);
	}
	if (!there->exists && !request_has(request, "create")) {
		return error_set(error, ERROR_REFUSED,
			"there is no topic %.*s; --create makes it, --into TOPIC names another",
			shown, topic->name.at);
	}
	if (request_has(request, "keep-ids") && there->exists &&
		id_compare(topic->first, there->last) <= 0) {
		return error_set(error, ERROR_REFUSED,
			"%s:%" PRIu64 ": the id %s does not lie beyond the last one of %.*s, %s; "
			"without --keep-ids it gets a new one",
			entry_file_name(request->file), topic->first_line,
			id_format(first, topic->first), shown, topic->name.at,
			id_format(last, there->last));
	}
	return true;
}

bool op_file_look(const struct selecting *selecting, struct error *error)
{
	struct survey *survey = selecting->survey;

	for (size_t i = 0; i < survey->place_count; i++) {
		struct text name = request_place(selecting->request, i);
		struct survey_topic *topic = &survey->places[i].topic;

		if (!op_look_topic(selecting->talk, name, topic, error)) {
			return false;
		}
		topic->name = name;
		if (!check_topic(selecting, i, error)) {
			return false;
		}
	}
	return true;
}

bool op_file_is_near(const struct request *request, const struct survey *survey)
{
	for (size_t i = 1; i < survey->place_count; i++) {
		if (key_slot(survey->places[i].topic.name) != key_slot(request->target)) {
			return false;
		}
	}
	return true;
}

bool op_file_again(struct request *request, const char *name, struct error *error)
{
	struct text path = request_text(request, "path");

	if (name == NULL && path.length == 0) {
		return error_set(
			error, ERROR_USAGE, "the job needs its file again: `jobs resume JOB FILE`");
	}
	request->file = entry_file_open(name == NULL ? path.at : name, error);
	if (request->file == NULL) {
		return name == NULL &&
			error_prefix(error, "the job needs its file again, `jobs resume JOB FILE`");
	}
	if (!entry_file_look(request->file, request_text(request, "into"),
		    request_has(request, "keep-ids"), error)) {
		return false;
	}
	return text_is(request_text(request, "sha256"), entry_file_facts(request->file)->sha256) ||
		error_set(error, ERROR_REFUSED,
			"%s is not what the job began with: nothing more is written",
			entry_file_name(request->file));
}
