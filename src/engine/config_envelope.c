#include "config_setting.h"

#include "base/mem.h"
#include "config_value.h"

const struct setting envelope_settings[] = {
	{.name = "topics", .set = setting_envelope_topics},
	{.name = "type", .set = setting_envelope_path, .which = EVENT_TYPE},
	{.name = "service", .set = setting_envelope_path, .which = EVENT_SERVICE},
	{.name = "journey", .set = setting_envelope_path, .which = EVENT_JOURNEY},
	{.name = "party", .set = setting_envelope_path, .which = EVENT_PARTY},
	{.name = "trace", .set = setting_envelope_path, .which = EVENT_TRACE},
	{.name = "cause", .set = setting_envelope_path, .which = EVENT_CAUSE},
	{.name = "time", .set = setting_envelope_path, .which = EVENT_TIME},
	{.name = "outcome", .set = setting_envelope_path, .which = EVENT_OUTCOME},
	{.name = "payload", .set = setting_envelope_path, .which = EVENT_PAYLOAD},
	{.name = NULL},
};

/* The rule of the open section. */
static struct event_rule *rule_of(struct loader *loader)
{
	struct event_options *options = &loader->config->envelopes;

	return (struct event_rule *)&options->rules[options->rule_count - 1];
}

bool open_envelope(struct loader *loader, const struct ini_line *line, struct error *error)
{
	struct event_options *options = &loader->config->envelopes;

	(void)error;
	options->rules = mem_resize(
		(void *)options->rules, options->rule_count + 1, sizeof(*options->rules));
	options->rule_count++;
	*rule_of(loader) = (struct event_rule){
		.name = text_dup(line->name),
		.topics = text_dup(text_of("*")),
	};
	return true;
}

bool setting_envelope_topics(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct event_rule *rule = rule_of(loader);

	(void)setting;
	if (!read_present(line, error)) {
		return false;
	}
	mem_free((void *)rule->topics);
	rule->topics = text_dup(line->value);
	return true;
}

bool setting_envelope_path(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	const char **path = &rule_of(loader)->paths[setting->which];

	if (!read_present(line, error)) {
		return false;
	}
	mem_free((void *)*path);
	*path = text_dup(line->value);
	return true;
}

void envelopes_finish(struct event_options *options)
{
	size_t i, part;

	for (i = 0; i < options->rule_count; i++) {
		mem_free((void *)options->rules[i].name);
		mem_free((void *)options->rules[i].topics);
		for (part = 0; part < EVENT_PART_COUNT; part++) {
			mem_free((void *)options->rules[i].paths[part]);
		}
	}
	mem_free((void *)options->rules);
}
