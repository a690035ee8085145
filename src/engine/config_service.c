/* Services that are declared to read by groups. */
#include "config_setting.h"

#include "base/mem.h"

enum { SERVICES_MAX = 1000 };

const struct setting service_settings[] = {
	{.name = "group", .set = setting_service_group},
	{.name = NULL},
};

static void add_service(struct config *config, const struct ini_line *line, char *service)
{
	config->services =
		mem_resize(config->services, config->service_count + 1, sizeof(*config->services));
	config->services[config->service_count++] = (struct service_group){
		.service = service, .group = NULL, .where = setting_dup_where(line)};
}

bool open_service(struct loader *loader, const struct ini_line *line, struct error *error)
{
	struct config *config = loader->config;

	for (size_t i = 0; i < config->service_count; i++) {
		if (text_is(line->name, config->services[i].service)) {
			return ini_error(error, line, "[service %s] stands here twice",
				config->services[i].service);
		}
	}
	if (config->service_count >= SERVICES_MAX) {
		return ini_error(error, line, "more than %d services", SERVICES_MAX);
	}
	add_service(config, line, text_dup(line->name));
	return true;
}

bool setting_service_group(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct config *config = loader->config;

	(void)setting;
	if (line->value.length == 0) {
		return ini_error(error, line, "a group has a name");
	}
	if (config->service_count >= SERVICES_MAX) {
		return ini_error(error, line, "more than %d groups of services", SERVICES_MAX);
	}
	struct service_group *last = &config->services[config->service_count - 1];
	if (last->group != NULL) {
		add_service(config, line, text_dup(text_of(last->service)));
		last = &config->services[config->service_count - 1];
	}
	last->group = text_dup(line->value);
	return true;
}

bool services_check(const struct config *config, struct error *error)
{
	for (size_t i = 0; i < config->service_count; i++) {
		if (config->services[i].group == NULL) {
			return error_set(error, ERROR_USAGE,
				"%s: [service %s] needs a `group`, by which it reads",
				config->services[i].where, config->services[i].service);
		}
	}
	return true;
}

void services_finish(struct config *config)
{
	for (size_t i = 0; i < config->service_count; i++) {
		mem_free(config->services[i].service);
		mem_free(config->services[i].group);
		mem_free(config->services[i].where);
	}
	mem_free(config->services);
}
