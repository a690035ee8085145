#include "engine/append.h"

#include "base/mem.h"
#include "denied.h"
#include "look.h"
#include "wire/fetch.h"

struct survey {
	struct look look;
	struct fetcher *fetcher;
	size_t count, next;
	struct append_target *targets;
};

static void ask(struct survey *survey)
{
	if (survey->next == survey->count) {
		look_end(&survey->look, NULL);
	} else {
		fetch_topic(survey->fetcher, survey->targets[survey->next].topic);
	}
}

static void take(struct append_target *target, const struct fact_topic *fact)
{
	target->exists = true;
	target->last = fact->last_generated;
	target->length = fact->length;
	target->group_count = fact->group_count;
	target->groups = mem_alloc(fact->group_count + 1, sizeof *target->groups);
	target->group_lengths = mem_alloc(fact->group_count + 1, sizeof *target->group_lengths);
	for (size_t i = 0; i < fact->group_count; i++) {
		target->groups[i] = text_dup(fact->groups[i].name);
		target->group_lengths[i] = fact->groups[i].name.length;
	}
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct survey *survey = arg;
	struct error error = fact->error;
	int length = fact->topic.length < 120 ? (int)fact->topic.length : 120;

	if (fact->outcome == FACT_KNOWN) {
		take(&survey->targets[survey->next], &fact->topic_info);
	} else if (fact->outcome == FACT_WRONGTYPE) {
		error_set(
			&error, ERROR_REFUSED, "the key %.*s is no stream", length, fact->topic.at);
	} else if (fact->outcome == FACT_DENIED) {
		denied_explain(fact, &error);
	} else if (fact->outcome != FACT_ABSENT) {
		error_prefix(&error, "%.*s", length, fact->topic.at);
	}
	if (fact->outcome != FACT_KNOWN && fact->outcome != FACT_ABSENT) {
		look_end(&survey->look, &error);
		return;
	}
	survey->next++;
	ask(survey);
}

static void on_ready(void *arg)
{
	ask(arg);
}

bool append_survey(const struct config *config, size_t count, struct append_target *targets,
	struct error *error)
{
	struct survey survey = {.count = count, .targets = targets};
	bool good = look_init(&survey.look, config->url, config->url_from, error);

	if (good) {
		survey.fetcher = fetcher_create(survey.look.conn, on_fact, &survey);
		good = look_run(&survey.look, on_ready, &survey, error);
	}
	fetcher_destroy(survey.fetcher);
	look_finish(&survey.look);
	return good;
}

void append_target_finish(struct append_target *target)
{
	for (size_t i = 0; i < target->group_count; i++) {
		mem_free(target->groups[i]);
	}
	mem_free(target->groups);
	mem_free(target->group_lengths);
	target->group_count = 0;
}
