#include "answer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

enum { NAME_BYTES_MAX = 120 };

/* NO_COLOR counts where it is set and not empty. */
static bool wants_no_color(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR");

	return options->no_color || (no_color != NULL && *no_color != '\0');
}

struct config_overrides answer_overrides(const struct options *options)
{
	return (struct config_overrides){
		.file = options->config,
		.profile = options->profile,
		.url = options->url,
		.topics = options->topics,
		.memory_bytes = options->memory_bytes,
		.mono = wants_no_color(options),
		.ascii = options->ascii,
		.theme = options->theme,
	};
}

bool answer_configure(struct answer *answer, const struct options *options, struct error *error)
{
	struct config_overrides overrides = answer_overrides(options);

	answer->model = NULL;
	answer->where = NULL;
	return config_load(&answer->config, &overrides, error);
}

/* Somebody who waits two seconds at a terminal is told why. */
static bool tell_progress(const struct options *options)
{
	static const char words[] = "rivermaster: looking for 2 s ...";

	return !options->quiet && isatty(STDERR_FILENO) &&
		write(STDERR_FILENO, words, sizeof(words) - 1) > 0;
}

static void end_progress(void)
{
	static const char erase[] = "\r                                \r";

	if (write(STDERR_FILENO, erase, sizeof(erase) - 1) < 0) {
		return;
	}
}

bool answer_take(struct answer *answer, const struct options *options,
	const struct snapshot_options *what, struct error *error)
{
	bool told = tell_progress(options);
	bool ok = snapshot_take(&answer->config, what, &answer->model, error);

	if (told) {
		end_progress();
	}
	return ok;
}

bool answer_where(struct answer *answer, const struct options *options,
	const struct column *columns, size_t count, struct error *error)
{
	if (options->where == NULL) {
		return true;
	}
	answer->where = column_query_compile(text_of(options->where), columns, count, NULL, error);
	return answer->where != NULL || error_prefix(error, "--where");
}

void answer_finish(struct answer *answer)
{
	column_query_destroy(answer->where);
	answer->where = NULL;
	model_destroy(answer->model);
	answer->model = NULL;
	config_finish(&answer->config);
}

static bool wants_color(const struct options *options)
{
	const char *term = getenv("TERM");

	return !wants_no_color(options) && term != NULL && strcmp(term, "dumb") != 0;
}

static struct listing_style style_for(const struct options *options)
{
	int width = output_width();

	return (struct listing_style){
		.width = width,
		.color = width > 0 && wants_color(options),
		.unicode = output_is_unicode() && !options->ascii,
	};
}

static bool write_text(struct buf *out, struct error *error)
{
	bool ok = !out->full ? output_write(buf_text(out), error)
			     : error_set(error, ERROR_FAILED, "the output is larger than %d bytes",
				       OUTPUT_BYTES_MAX);

	buf_finish(out);
	return ok;
}

bool answer_write_json(const cJSON *document, struct error *error)
{
	struct buf out;

	buf_init(&out, OUTPUT_BYTES_MAX);
	json_print(&out, document);
	return write_text(&out, error);
}

bool answer_write_listing(
	const struct listing *rows, const struct options *options, struct error *error)
{
	struct listing_style style = style_for(options);
	struct buf out;

	if (options->json) {
		cJSON *list = listing_json(rows);
		bool ok = answer_write_json(list, error);
		cJSON_Delete(list);
		return ok;
	}
	buf_init(&out, OUTPUT_BYTES_MAX);
	listing_table(rows, &style, &out);
	return write_text(&out, error);
}

bool answer_write_kept(const struct answer *answer, struct listing *rows,
	const struct options *options, struct error *error)
{
	struct error why = {.code = ERROR_NONE};
	size_t undecided = listing_keep(rows, answer->where, &why);
	bool ok = answer_write_listing(rows, options, error);

	listing_finish(rows);
	if (ok && undecided > 0) {
		return error_set(error, ERROR_FAILED, "--where could not be decided for %zu: %s",
			undecided, why.text);
	}
	return ok;
}

static bool write_both(const struct listing *topics, const struct listing *groups,
	const struct options *options, struct error *error)
{
	if (options->json) {
		cJSON *document = cJSON_CreateObject();

		cJSON_AddItemToObject(document, "topics", listing_json(topics));
		cJSON_AddItemToObject(document, "groups", listing_json(groups));
		bool ok = answer_write_json(document, error);
		cJSON_Delete(document);
		return ok;
	}
	return answer_write_listing(topics, options, error) && output_write(text_of("\n"), error) &&
		answer_write_listing(groups, options, error);
}

bool answer_write(const struct answer *answer, const struct options *options, struct error *error)
{
	struct listing topics = listing_of_topics(answer->model),
		       groups = listing_of_groups(answer->model);
	bool ok = write_both(&topics, &groups, options, error);

	listing_finish(&groups);
	listing_finish(&topics);
	return ok;
}

/* Of a name in a sentence: the reason behind it must stay. */
static int name_length(struct text name)
{
	return name.length < NAME_BYTES_MAX ? (int)name.length : NAME_BYTES_MAX;
}

static bool was_not_read(const struct topic *topic)
{
	return topic->outcome == FACT_DENIED || topic->outcome == FACT_FAILED ||
		topic->outcome == FACT_TOOBIG;
}

bool answer_is_whole(const struct answer *answer, struct error *error)
{
	size_t count, unread = 0, denied = 0;
	const struct topic *const *topics = model_topics(answer->model, &count);
	const struct topic *first = NULL;

	for (size_t i = 0; i < count; i++) {
		if (was_not_read(topics[i])) {
			unread++;
			denied += topics[i]->outcome == FACT_DENIED;
			if (first == NULL || text_compare(topics[i]->name, first->name) < 0) {
				first = topics[i];
			}
		}
	}
	if (first == NULL) {
		return true;
	}
	return error_set(error, denied == count ? ERROR_REFUSED : ERROR_FAILED,
		"%zu of %zu topics could not be read, the first is %.*s: %s; --topics GLOB chooses "
		"others",
		unread, count, name_length(first->name), first->name.at, first->trouble);
}
