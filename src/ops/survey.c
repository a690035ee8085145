#include "ops/survey.h"

#include "base/mem.h"

void survey_topic_finish(struct survey_topic *topic)
{
	for (size_t i = 0; i < topic->group_count; i++) {
		mem_free((void *)(uintptr_t)topic->groups[i].name.at);
	}
	mem_free(topic->groups);
	*topic = (struct survey_topic){.exists = false};
}

void survey_finish(struct survey *survey)
{
	survey_topic_finish(&survey->source);
	survey_topic_finish(&survey->target);
	for (size_t i = 0; i < survey->back_count; i++) {
		mem_free((void *)(uintptr_t)survey->backs[i].source.name.at);
		mem_free((void *)(uintptr_t)survey->backs[i].group.at);
		survey_topic_finish(&survey->backs[i].source);
	}
	mem_free(survey->backs);
	for (size_t i = 0; i < survey->place_count; i++) {
		survey_topic_finish(&survey->places[i].topic);
	}
	mem_free(survey->places);
	for (size_t i = 0; i < survey->edit_count; i++) {
		mem_free((void *)(uintptr_t)survey->edits[i].field.at);
		mem_free((void *)(uintptr_t)survey->edits[i].before.at);
		mem_free((void *)(uintptr_t)survey->edits[i].after.at);
	}
	mem_free(survey->edits);
}

const struct survey_group *survey_group(const struct survey_topic *topic, struct text name)
{
	for (size_t i = 0; i < topic->group_count; i++) {
		if (text_equal(topic->groups[i].name, name)) {
			return &topic->groups[i];
		}
	}
	return NULL;
}
