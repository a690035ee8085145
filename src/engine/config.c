#include "engine/config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "config_file.h"
#include "config_setting.h"
#include "wire/address.h"

enum { LIST_MAX = 400, MEMORY_DEFAULT = 256 << 20 };

enum naming { NAME_NONE, NAME_MAY, NAME_MUST };

struct section {
	const char *kind;
	enum naming naming;
	bool (*open)(struct loader *loader, const struct ini_line *line, struct error *error);
	const struct setting *settings; /* ends with a name of NULL */
	setting_fn *any;                /* takes every key instead */
};

static bool open_server(struct loader *loader, const struct ini_line *line, struct error *error)
{
	(void)line;
	(void)error;
	loader->target = &loader->server;
	return true;
}

static bool open_profile(struct loader *loader, const struct ini_line *line, struct error *error)
{
	(void)error;
	buf_addf(&loader->profiles, "%s%.*s", loader->profiles.length > 0 ? ", " : "",
		(int)line->name.length, line->name.at);
	loader->target = NULL;
	if (loader->wanted != NULL && text_is(line->name, loader->wanted)) {
		loader->found = true;
		loader->target = &loader->profile;
	}
	return true;
}

static bool open_health(struct loader *loader, const struct ini_line *line, struct error *error)
{
	struct model_options *model = &loader->config->model;
	struct model_threshold_rule *rules;

	(void)error;
	loader->rule = NULL;
	loader->thresholds = &model->thresholds;
	if (line->name.length == 0) {
		return true;
	}
	rules = mem_resize((void *)model->rules, model->rule_count + 1, sizeof *rules);
	loader->rule = &rules[model->rule_count++];
	*loader->rule = (struct model_threshold_rule){
		.topic = text_dup(text_of("*")),
		.group = text_dup(text_of("*")),
		.thresholds = thresholds_default(),
	};
	loader->thresholds = &loader->rule->thresholds;
	model->rules = rules;
	return true;
}

static const struct setting server_settings[] = {
	{.name = "url", .set = setting_url},
	{.name = "topics", .set = setting_topics},
	{.name = "memory", .set = setting_memory},
	{.name = NULL},
};
static const struct setting profile_settings[] = {
	{.name = "url", .set = setting_url},
	{.name = "topics", .set = setting_topics},
	{.name = "environment", .set = setting_environment},
	{.name = "export", .set = setting_export},
	{.name = "operations", .set = setting_operations},
	{.name = "wait", .set = setting_wait, .which = WAIT_REPLICAS},
	{.name = "wait_aof", .set = setting_wait, .which = WAIT_AOF},
	{.name = "wait_timeout", .set = setting_wait, .which = WAIT_TIMEOUT},
	{.name = NULL},
};
static const struct setting topic_settings[] = {
	{.name = "partitions", .set = setting_partitions},
	{.name = NULL},
};
/* `which` of a threshold is its place in struct thresholds. */
static const struct setting health_settings[] = {
	{.name = "allowed", .set = setting_threshold, .which = 0},
	{.name = "poison_after", .set = setting_threshold, .which = 1},
	{.name = "consumer_gone", .set = setting_threshold, .which = 2},
	{.name = "headroom_warn", .set = setting_threshold, .which = 3},
	{.name = "window", .set = setting_threshold, .which = 4},
	{.name = "topic", .set = setting_scope, .which = SCOPE_TOPIC},
	{.name = "group", .set = setting_scope, .which = SCOPE_GROUP},
	{.name = NULL},
};
static const struct setting screen_settings[] = {
	{.name = "theme", .set = setting_theme},
	{.name = "ascii", .set = setting_ascii},
	{.name = "color", .set = setting_color},
	{.name = "clock", .set = setting_clock},
	{.name = "notify", .set = setting_notify},
	{.name = NULL},
};
static const struct setting masks_settings[] = {
	{.name = "hide", .set = setting_mask_glob, .which = MASKS_HIDE},
	{.name = "show", .set = setting_mask_glob, .which = MASKS_SHOW},
	{.name = "values", .set = setting_mask_values},
	{.name = "screen", .set = setting_mask_screen},
	{.name = NULL},
};

static const struct section sections[] = {
	{.kind = "server", .naming = NAME_NONE, .open = open_server, .settings = server_settings},
	{.kind = "profile",
		.naming = NAME_MUST,
		.open = open_profile,
		.settings = profile_settings},
	{.kind = "topic", .naming = NAME_MUST, .settings = topic_settings},
	{.kind = "health", .naming = NAME_MAY, .open = open_health, .settings = health_settings},
	{.kind = "envelope",
		.naming = NAME_MUST,
		.open = open_envelope,
		.settings = envelope_settings},
	{.kind = "alert", .naming = NAME_MUST, .open = open_alert, .settings = alert_settings},
	{.kind = "contract",
		.naming = NAME_MUST,
		.open = open_contract,
		.settings = contract_settings},
	{.kind = "journey",
		.naming = NAME_MUST,
		.open = open_journey,
		.settings = journey_settings},
	{.kind = "indicator",
		.naming = NAME_MUST,
		.open = open_indicator,
		.settings = indicator_settings},
	{.kind = "service",
		.naming = NAME_MUST,
		.open = open_service,
		.settings = service_settings},
	{.kind = "screen", .naming = NAME_NONE, .settings = screen_settings},
	{.kind = "masks", .naming = NAME_NONE, .settings = masks_settings},
	{.kind = "keys", .naming = NAME_NONE, .any = setting_key},
};

static void list_kinds(struct buf *list)
{
	size_t i;

	for (i = 0; i < sizeof sections / sizeof sections[0]; i++) {
		buf_addf(list, "%s[%s%s]", i > 0 ? ", " : "", sections[i].kind,
			sections[i].naming == NAME_MUST ? " NAME" : "");
	}
}

static void list_settings(struct buf *list, const struct section *section)
{
	const struct setting *setting;

	for (setting = section->settings; setting->name != NULL; setting++) {
		buf_addf(list, "%s%s", setting == section->settings ? "" : ", ", setting->name);
	}
}

static const struct section *section_find(struct text kind)
{
	size_t i;

	for (i = 0; i < sizeof sections / sizeof sections[0]; i++) {
		if (text_is(kind, sections[i].kind)) {
			return &sections[i];
		}
	}
	return NULL;
}

static bool unknown(const struct ini_line *line, const struct section *section, struct error *error)
{
	struct buf list;

	buf_init(&list, LIST_MAX);
	if (section == NULL) {
		list_kinds(&list);
		ini_error(error, line, "there is no section [%.*s]; allowed are %s",
			(int)line->kind.length, line->kind.at, list.at);
	} else {
		list_settings(&list, section);
		ini_error(error, line, "there is no `%.*s` in [%s]; allowed are %s",
			(int)line->key.length, line->key.at, section->kind, list.at);
	}
	buf_finish(&list);
	return false;
}

static bool open_section(struct loader *loader, const struct section *section,
	const struct ini_line *line, struct error *error)
{
	if (section->naming == NAME_MUST && line->name.length == 0) {
		return ini_error(error, line, "[%s NAME] needs a name", section->kind);
	}
	if (section->naming == NAME_NONE && line->name.length > 0) {
		return ini_error(error, line, "[%s] has no name", section->kind);
	}
	return section->open == NULL || section->open(loader, line, error);
}

static bool load_line(void *arg, const struct ini_line *line, struct error *error)
{
	struct loader *loader = arg;
	const struct section *section = section_find(line->kind);
	const struct setting *setting;

	if (line->kind.length == 0) {
		return ini_error(error, line, "`%.*s` stands before the first section",
			(int)line->key.length, line->key.at);
	}
	if (section == NULL) {
		return unknown(line, NULL, error);
	}
	if (line->key.length == 0) {
		return open_section(loader, section, line, error);
	}
	if (section->any != NULL) {
		return section->any(loader, NULL, line, error);
	}
	for (setting = section->settings; setting->name != NULL; setting++) {
		if (text_is(line->key, setting->name)) {
			return setting->set(loader, setting, line, error);
		}
	}
	return unknown(line, section, error);
}

static bool read_content(struct loader *loader, struct text content, struct error *error)
{
	return ini_read(content, loader->config->file, load_line, loader, error) &&
		journeys_seal(loader->config, error);
}

static bool load_file(
	struct loader *loader, const char *path, bool may_be_missing, struct error *error)
{
	struct buf content;
	struct error why = {0};
	enum config_file_result result;
	bool good;

	buf_init(&content, CONFIG_FILE_MAX);
	result = config_file_read(path, &content, &why);
	if (result == CONFIG_FILE_READ) {
		loader->config->file = text_dup(text_of(path));
		good = read_content(loader, buf_text(&content), error);
	} else if (result == CONFIG_FILE_MISSING && may_be_missing) {
		good = true;
	} else {
		good = error_set(error, ERROR_USAGE, "%s", why.text);
	}
	buf_finish(&content);
	return good;
}

static bool check_profile(const struct loader *loader, struct error *error)
{
	const char *file = loader->config->file;

	if (loader->wanted == NULL || loader->found) {
		return true;
	}
	if (file == NULL) {
		return error_set(error, ERROR_USAGE,
			"there is no profile %s, because there is no configuration file",
			loader->wanted);
	}
	if (loader->profiles.length == 0) {
		return error_set(error, ERROR_USAGE, "there is no profile %s; %s has none",
			loader->wanted, file);
	}
	return error_set(error, ERROR_USAGE, "there is no profile %s; %s has %s", loader->wanted,
		file, loader->profiles.at);
}

static void take_text(char **to, char *from)
{
	if (from != NULL) {
		setting_replace(to, from);
	}
}

/* What `target` says replaces what was said before; its texts become the config's. */
static void take_target(struct config *config, struct target *target)
{
	take_text(&config->url, target->url);
	take_text(&config->url_from, target->url_from);
	take_text(&config->topics, target->topics);
	take_text(&config->environment, target->environment);
	if (target->export_masked || target->export_forbidden) {
		config->export_masked = target->export_masked;
		config->export_forbidden = target->export_forbidden;
	}
	if (target->has_operations) {
		config->operations = target->operations;
	}
	config->wait = target->wait;
	*target = (struct target){.url = NULL};
}

static bool override_url(
	struct config *config, const char *url, const char *from, struct error *error)
{
	struct address address = {0};
	bool good;

	good = address_parse(text_of(url), &address, error);
	address_finish(&address);
	if (!good) {
		return error_prefix(error, "%s", from);
	}
	setting_replace(&config->url, text_dup(text_of(url)));
	setting_replace(&config->url_from, text_dup(text_of(from)));
	return true;
}

/* What was asked for by name stands above the environment: --url, then --profile. */
static bool override(
	struct loader *loader, const struct config_overrides *overrides, struct error *error)
{
	struct config *config = loader->config;
	const char *environment = getenv("RIVERMASTER_URL");

	if (overrides->url != NULL) {
		if (!override_url(config, overrides->url, "--url", error)) {
			return false;
		}
	} else if (environment != NULL && environment[0] != '\0' && !loader->profile_has_url &&
		!override_url(config, environment, "RIVERMASTER_URL", error)) {
		return false;
	}
	if (overrides->topics != NULL) {
		if (!setting_glob_is_cheap(text_of(overrides->topics), error)) {
			return error_prefix(error, "--topics");
		}
		setting_replace(&config->topics, text_dup(text_of(overrides->topics)));
	}
	if (overrides->theme != NULL) {
		setting_replace(&config->theme, text_dup(text_of(overrides->theme)));
	}
	config->memory_bytes =
		overrides->memory_bytes > 0 ? overrides->memory_bytes : config->memory_bytes;
	config->mono = config->mono || overrides->mono;
	config->ascii = config->ascii || overrides->ascii;
	return true;
}

static bool load(
	struct loader *loader, const struct config_overrides *overrides, struct error *error)
{
	char *usual = overrides->file == NULL ? config_file_dup_path() : NULL;
	const char *path = overrides->file != NULL ? overrides->file : usual;
	bool good = path == NULL || load_file(loader, path, overrides->file == NULL, error);

	mem_free(usual);
	if (!good || !check_profile(loader, error)) {
		return false;
	}
	take_target(loader->config, &loader->server);
	loader->profile_has_url = loader->profile.url != NULL;
	take_target(loader->config, &loader->profile);
	if (loader->wanted != NULL) {
		setting_replace(&loader->config->profile, text_dup(text_of(loader->wanted)));
	}
	return override(loader, overrides, error);
}

static void finish_target(struct target *target)
{
	mem_free(target->url);
	mem_free(target->url_from);
	mem_free(target->topics);
	mem_free(target->environment);
}

bool config_load(
	struct config *config, const struct config_overrides *overrides, struct error *error)
{
	struct loader loader = {.config = config, .wanted = overrides->profile};
	bool good;

	*config = (struct config){
		.url = text_dup(text_of("redis://127.0.0.1:6379")),
		.url_from = text_dup(text_of("default")),
		.memory_bytes = MEMORY_DEFAULT,
		.model.thresholds = thresholds_default(),
	};
	buf_init(&loader.profiles, LIST_MAX);
	good = load(&loader, overrides, error) && alerts_check(config, error) &&
		contracts_check(config, error) && indicators_seal(config, error) &&
		services_check(config, error);
	config->model.memory_bytes = (size_t)config->memory_bytes;
	buf_finish(&loader.profiles);
	finish_target(&loader.server);
	finish_target(&loader.profile);
	return good;
}
