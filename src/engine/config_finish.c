#include "engine/config.h"

#include "base/mem.h"
#include "config_setting.h"

static void finish_model_options(struct model_options *model)
{
	size_t i;

	for (i = 0; i < model->rule_count; i++) {
		mem_free((void *)model->rules[i].topic);
		mem_free((void *)model->rules[i].group);
	}
	mem_free((void *)model->rules);
	for (i = 0; i < model->partition_count; i++) {
		mem_free((void *)model->partitions[i].topic);
		mem_free((void *)model->partitions[i].keys);
	}
	mem_free((void *)model->partitions);
}

static void finish_globs(size_t count, const char *const *globs)
{
	for (size_t i = 0; i < count; i++) {
		mem_free((void *)(uintptr_t)globs[i]);
	}
	mem_free((void *)(uintptr_t)globs);
}

void config_finish(struct config *config)
{
	size_t i;

	for (i = 0; i < config->key_count; i++) {
		mem_free(config->keys[i].action);
		mem_free(config->keys[i].key);
		mem_free(config->keys[i].where);
	}
	mem_free(config->keys);
	alerts_finish(config);
	finish_model_options(&config->model);
	envelopes_finish(&config->envelopes);
	contracts_finish(&config->envelopes);
	journeys_finish(config);
	indicators_finish(config);
	services_finish(config);
	finish_globs(config->masks.hide_count, config->masks.hide);
	finish_globs(config->masks.show_count, config->masks.show);
	mem_free(config->file);
	mem_free(config->url);
	mem_free(config->url_from);
	mem_free(config->profile);
	mem_free(config->environment);
	mem_free(config->topics);
	mem_free(config->theme);
	*config = (struct config){.url = NULL};
}
