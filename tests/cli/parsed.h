/*
 * What a run printed, as JSON, and what is expected of it.
 */
#ifndef TESTS_CLI_PARSED_H
#define TESTS_CLI_PARSED_H

#include "run.h"

#include <cjson/cJSON.h>

/* The one document on stdout, to its last byte. */
static inline cJSON *parsed(const struct run *run)
{
	const char *end = NULL;
	cJSON *document = cJSON_ParseWithOpts(run_out(run), &end, 0);

	if (document == NULL || strcmp(end, "\n") != 0) {
		fail_msg(
			"no JSON document and newline: %s\nstderr: %s", run_out(run), run_err(run));
	}
	return document;
}

static inline const cJSON *parsed_member(const cJSON *object, const char *name)
{
	const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

	if (member == NULL) {
		fail_msg("no member %s", name);
	}
	return member;
}

static inline bool parsed_is(const cJSON *object, const char *name, const char *value)
{
	const cJSON *member = parsed_member(object, name);

	return cJSON_IsString(member) && strcmp(member->valuestring, value) == 0;
}

/* The row of that topic and, unless it is NULL, that group. */
static inline const cJSON *parsed_row(const cJSON *list, const char *topic, const char *group)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, list)
	{
		if (parsed_is(row, "topic", topic) &&
			(group == NULL || parsed_is(row, "group", group))) {
			return row;
		}
	}
	fail_msg("no row %s %s", topic, group == NULL ? "" : group);
	return NULL;
}

static inline void parsed_expect_number(const cJSON *row, const char *name, double n)
{
	const cJSON *member = parsed_member(row, name);

	if (!cJSON_IsNumber(member) || member->valuedouble < n || member->valuedouble > n) {
		char *shown = cJSON_PrintUnformatted(member);
		fail_msg("%s is %s, expected %g", name, shown, n);
	}
}

static inline void parsed_expect_text(const cJSON *row, const char *name, const char *value)
{
	if (!parsed_is(row, name, value)) {
		char *shown = cJSON_PrintUnformatted(parsed_member(row, name));
		fail_msg("%s is %s, expected %s", name, shown, value);
	}
}

static inline void parsed_expect_null(const cJSON *row, const char *name)
{
	if (!cJSON_IsNull(parsed_member(row, name))) {
		char *shown = cJSON_PrintUnformatted(parsed_member(row, name));
		fail_msg("%s is %s, expected null", name, shown);
	}
}

/* The members of every row are exactly these, in this order; `names` ends with NULL. */
static inline void parsed_expect_members(const cJSON *list, const char *const names[])
{
	const cJSON *row;

	assert_true(cJSON_IsArray(list));
	cJSON_ArrayForEach(row, list)
	{
		size_t i = 0;

		for (const cJSON *member = row->child; member != NULL; member = member->next) {
			assert_non_null(names[i]);
			assert_string_equal(member->string, names[i++]);
		}
		assert_null(names[i]);
	}
}

#endif
