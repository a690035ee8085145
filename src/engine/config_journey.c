/* The journeys that are declared: each line goes to its definition as it is. */
#include "config_setting.h"

#include "base/mem.h"

enum { JOURNEYS_MAX = 31 };

const struct setting journey_settings[] = {
	{.name = "topics", .set = setting_journey},
	{.name = "anchor", .set = setting_journey},
	{.name = "journey", .set = setting_journey},
	{.name = "alias", .set = setting_journey},
	{.name = "trace", .set = setting_journey},
	{.name = "cause", .set = setting_journey},
	{.name = "child", .set = setting_journey},
	{.name = "party", .set = setting_journey},
	{.name = "apart", .set = setting_journey},
	{.name = "step_field", .set = setting_journey},
	{.name = "start", .set = setting_journey},
	{.name = "end", .set = setting_journey},
	{.name = "fail", .set = setting_journey},
	{.name = "step", .set = setting_journey},
	{.name = "optional", .set = setting_journey},
	{.name = "never", .set = setting_journey},
	{.name = "at_most", .set = setting_journey},
	{.name = "wait", .set = setting_journey},
	{.name = "sla", .set = setting_journey},
	{.name = "stuck_after", .set = setting_journey},
	{.name = "expire", .set = setting_journey},
	{.name = "value", .set = setting_journey},
	{.name = NULL},
};

bool open_journey(struct loader *loader, const struct ini_line *line, struct error *error)
{
	struct config *config = loader->config;

	for (size_t i = 0; i < config->journey_count; i++) {
		if (text_is(line->name, config->journeys[i].name)) {
			return ini_error(error, line, "[journey %s] stands here twice",
				config->journeys[i].name);
		}
	}
	if (config->journey_count == JOURNEYS_MAX) {
		return ini_error(error, line, "more than %d journeys", JOURNEYS_MAX);
	}
	char *name = text_dup(line->name);
	config->journeys =
		mem_resize(config->journeys, config->journey_count + 1, sizeof(*config->journeys));
	definition_init(&config->journeys[config->journey_count++], name);
	mem_free(name);
	return true;
}

bool setting_journey(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct config *config = loader->config;
	struct error why = {.code = ERROR_NONE};

	(void)setting;
	return definition_set(&config->journeys[config->journey_count - 1], line->key, line->value,
		       &why) ||
		ini_error(error, line, "%s", why.text);
}

bool journeys_seal(struct config *config, struct error *error)
{
	for (size_t i = 0; i < config->journey_count; i++) {
		if (!definition_seal(&config->journeys[i], error)) {
			return error_prefix(error, "%s", config->file);
		}
	}
	return true;
}

void journeys_finish(struct config *config)
{
	for (size_t i = 0; i < config->journey_count; i++) {
		definition_finish(&config->journeys[i]);
	}
	mem_free(config->journeys);
}
