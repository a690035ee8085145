/* The indicators that are declared: each line goes to its indicator as it is. */
#include "config_setting.h"

#include <string.h>

#include "base/mem.h"

const struct setting indicator_settings[] = {
	{.name = "from", .set = setting_indicator},
	{.name = "to", .set = setting_indicator},
	{.name = "time", .set = setting_indicator},
	{.name = "mean", .set = setting_indicator},
	{.name = "returning", .set = setting_indicator},
	{.name = "silent", .set = setting_indicator},
	{.name = "within", .set = setting_indicator},
	{.name = "window", .set = setting_indicator},
	{.name = "target", .set = setting_indicator},
	{.name = "severity", .set = setting_indicator},
	{.name = "count", .set = setting_indicator},
	{.name = "journey", .set = setting_indicator},
	{.name = "topics", .set = setting_indicator},
	{.name = NULL},
};

bool open_indicator(struct loader *loader, const struct ini_line *line, struct error *error)
{
	struct config *config = loader->config;

	for (size_t i = 0; i < config->indicator_count; i++) {
		if (text_is(line->name, config->indicators[i].name)) {
			return ini_error(error, line, "[indicator %s] stands here twice",
				config->indicators[i].name);
		}
	}
	if (config->indicator_count == INDICATORS_MAX) {
		return ini_error(error, line, "more than %d indicators", INDICATORS_MAX);
	}
	char *where = setting_dup_where(line);
	config->indicators = mem_resize(
		config->indicators, config->indicator_count + 1, sizeof(*config->indicators));
	indicator_init(&config->indicators[config->indicator_count++], line->name, where);
	mem_free(where);
	return true;
}

bool setting_indicator(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct config *config = loader->config;
	struct error why = {.code = ERROR_NONE};

	(void)setting;
	return indicator_set(&config->indicators[config->indicator_count - 1], line->key,
		       line->value, &why) ||
		ini_error(error, line, "%s", why.text);
}

static bool has_party(const struct definition *definition, const char *path)
{
	for (size_t i = 0; i < definition->key_count; i++) {
		if (definition->keys[i].use == KEY_USE_PARTY &&
			strcmp(definition->keys[i].path, path) == 0) {
			return true;
		}
	}
	return false;
}

/* What an indicator names must be declared somewhere. */
static bool find_named(
	const struct config *config, struct indicator *indicator, struct error *error)
{
	bool journey = indicator->journey == NULL, party = indicator->kind != INDICATOR_RETURNING;

	for (size_t i = 0; i < config->journey_count; i++) {
		const struct definition *definition = &config->journeys[i];

		if (indicator->journey != NULL &&
			strcmp(definition->name, indicator->journey) == 0) {
			journey = true;
			setting_replace(&indicator->step_field,
				definition->step == NULL ? NULL
							 : text_dup(text_of(definition->step)));
		}
		party = party || has_party(definition, indicator->path);
	}
	if (!journey) {
		return error_set(error, ERROR_USAGE, "[indicator %s]: there is no [journey %s]",
			indicator->name, indicator->journey);
	}
	return party ||
		error_set(error, ERROR_USAGE,
			"[indicator %s]: no [journey] has `party = %s`, by which a customer is "
			"known again",
			indicator->name, indicator->path);
}

bool indicators_seal(struct config *config, struct error *error)
{
	for (size_t i = 0; i < config->indicator_count; i++) {
		struct indicator *indicator = &config->indicators[i];

		if (!indicator_seal(indicator, error) || !find_named(config, indicator, error)) {
			return error_prefix(error, "%s", indicator->where);
		}
	}
	return true;
}

void indicators_finish(struct config *config)
{
	for (size_t i = 0; i < config->indicator_count; i++) {
		indicator_finish(&config->indicators[i]);
	}
	mem_free(config->indicators);
}
