#include "config_setting.h"

#include <string.h>

#include "base/mem.h"
#include "config_file.h"
#include "config_value.h"
#include "envelope/declared.h"

enum { PATH_BYTES_MAX = 8192 };

const struct setting contract_settings[] = {
	{.name = "topics", .set = setting_contract_topics},
	{.name = "type", .set = setting_contract_type},
	{.name = "schema", .set = setting_contract_schema},
	{.name = NULL},
};

/* Of the open section. */
static struct declared_contract *contract_of(struct loader *loader)
{
	struct event_options *options = &loader->config->envelopes;

	return (struct declared_contract *)(uintptr_t)&options
		->contracts[options->contract_count - 1];
}

bool open_contract(struct loader *loader, const struct ini_line *line, struct error *error)
{
	struct event_options *options = &loader->config->envelopes;

	for (size_t i = 0; i < options->contract_count; i++) {
		if (text_is(line->name, options->contracts[i].name)) {
			return ini_error(error, line, "there are two [contract %s]",
				options->contracts[i].name);
		}
	}
	options->contracts = mem_resize((void *)(uintptr_t)options->contracts,
		options->contract_count + 1, sizeof(*options->contracts));
	options->contract_count++;
	*contract_of(loader) = (struct declared_contract){
		.name = text_dup(line->name),
		.topics = text_dup(text_of("*")),
		.where = setting_dup_where(line),
	};
	return true;
}

static bool set_text(const char **slot, const struct ini_line *line, struct error *error)
{
	if (!read_present(line, error)) {
		return false;
	}
	mem_free((void *)(uintptr_t)*slot);
	*slot = text_dup(line->value);
	return true;
}

bool setting_contract_topics(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	(void)setting;
	return set_text(&contract_of(loader)->topics, line, error);
}

bool setting_contract_type(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	(void)setting;
	return set_text(&contract_of(loader)->type, line, error);
}

/* Beside the configuration, unless the path is whole. */
static void find_file(struct buf *path, const struct ini_line *line)
{
	const char *slash = strrchr(line->file, '/');

	if (line->value.at[0] != '/' && slash != NULL) {
		buf_add(path, line->file, (size_t)(slash + 1 - line->file));
	}
	buf_add_text(path, line->value);
}

static struct schema *read_file(const struct ini_line *line, struct error *why)
{
	struct schema *schema = NULL;
	struct buf path, content;

	buf_init(&path, PATH_BYTES_MAX);
	buf_init(&content, CONFIG_FILE_MAX);
	find_file(&path, line);
	if (config_file_read(path.at, &content, why) == CONFIG_FILE_READ) {
		schema = schema_compile(buf_text(&content), why);
		if (schema == NULL) {
			error_prefix(why, "%s", path.at);
		}
	}
	buf_finish(&content);
	buf_finish(&path);
	return schema;
}

/* A schema, or the file that holds one. */
bool setting_contract_schema(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct declared_contract *contract = contract_of(loader);
	struct error why = {.code = ERROR_NONE};

	(void)setting;
	if (!read_present(line, error)) {
		return false;
	}
	schema_destroy(contract->schema);
	contract->schema = line->value.at[0] == '{' ? schema_compile(line->value, &why)
						    : read_file(line, &why);
	return contract->schema != NULL || ini_error(error, line, "schema: %s", why.text);
}

bool contracts_check(const struct config *config, struct error *error)
{
	const struct event_options *options = &config->envelopes;

	for (size_t i = 0; i < options->contract_count; i++) {
		if (options->contracts[i].schema == NULL) {
			return error_set(error, ERROR_USAGE, "%s: [contract %s] lacks `schema`",
				options->contracts[i].where, options->contracts[i].name);
		}
	}
	return true;
}

void contracts_finish(struct event_options *options)
{
	for (size_t i = 0; i < options->contract_count; i++) {
		mem_free((void *)(uintptr_t)options->contracts[i].name);
		mem_free((void *)(uintptr_t)options->contracts[i].topics);
		mem_free((void *)(uintptr_t)options->contracts[i].type);
		mem_free((void *)(uintptr_t)options->contracts[i].where);
		schema_destroy(options->contracts[i].schema);
	}
	mem_free((void *)(uintptr_t)options->contracts);
}
