#include "listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { LINE_CELLS = 78 };

static const struct listing_column topics_shown[] = {
	{.name = "topic"},
	{.name = "length", .priority = 3},
	{.name = "in"},
	{.name = "out", .priority = 4},
	{.name = "groups", .priority = 5},
	{.name = "pending", .title = "PENDING", .priority = 6},
	{.name = "lag"},
	{.name = "trend", .priority = 2},
	{.name = "oldest", .priority = 1},
	{.name = "memory", .priority = 7},
	{.name = "verdict", .title = "VERDICT"},
};

static const struct listing_column groups_shown[] = {
	{.name = "topic"},
	{.name = "group"},
	{.name = "consumers", .priority = 6},
	{.name = "lag"},
	{.name = "trend", .priority = 4},
	{.name = "oldest", .priority = 3},
	{.name = "pending", .priority = 2},
	{.name = "unacked", .priority = 9},
	{.name = "idle", .priority = 8},
	{.name = "drains", .priority = 7},
	{.name = "verdict"},
	{.name = "reason", .title = "REASON", .priority = 1, .sentence = 24},
};

static int compare_topics(const void *a, const void *b)
{
	const struct topic *const *left = a, *const *right = b;

	return text_compare((*left)->name, (*right)->name);
}

static int compare_groups(const void *a, const void *b)
{
	const struct group *const *left = a, *const *right = b;
	int order = text_compare((*left)->topic->name, (*right)->topic->name);

	return order != 0 ? order : text_compare((*left)->name, (*right)->name);
}

/* Sorts before the pointers lose their type. */
static struct listing listing_of(
	const void *list, size_t count, int (*compare)(const void *, const void *))
{
	struct listing rows = {.count = count, .at = mem_alloc(count + 1, sizeof(*rows.at))};

	if (count > 0) {
		memcpy(rows.at, list, count * sizeof(*rows.at));
		qsort(rows.at, count, sizeof(*rows.at), compare);
	}
	return rows;
}

struct listing listing_of_topics(const struct model *model)
{
	size_t count;
	const struct topic *const *topics = model_topics(model, &count);
	struct listing rows = listing_of(topics, count, compare_topics);

	rows.model = model;
	rows.columns = topic_columns;
	rows.column_count = topic_column_count;
	rows.shown = topics_shown;
	rows.shown_count = sizeof(topics_shown) / sizeof(*topics_shown);
	return rows;
}

struct listing listing_of_groups(const struct model *model)
{
	size_t count;
	const struct group *const *groups = model_groups(model, &count);
	struct listing rows = listing_of(groups, count, compare_groups);

	rows.model = model;
	rows.columns = group_columns;
	rows.column_count = group_column_count;
	rows.shown = groups_shown;
	rows.shown_count = sizeof(groups_shown) / sizeof(*groups_shown);
	return rows;
}

void listing_finish(struct listing *rows)
{
	mem_free(rows->at);
	*rows = (struct listing){.at = NULL};
}

size_t listing_keep(struct listing *rows, struct column_query *query, struct error *why)
{
	size_t kept = 0, undecided = 0;

	for (size_t i = 0; query != NULL && i < rows->count; i++) {
		enum query_result result = column_query_match(query, rows->model, rows->at[i], why);

		undecided += result == QUERY_FAILED;
		if (result == QUERY_YES) {
			rows->at[kept++] = rows->at[i];
		}
	}
	rows->count = query != NULL ? kept : rows->count;
	return undecided;
}

cJSON *listing_member(const struct listing *rows, const struct column *column, const void *row)
{
	struct value value = {.kind = VALUE_UNKNOWN};

	column->get(rows->model, row, &value);
	if (value.kind == VALUE_TEXT && strstr(column->json, "reason") != NULL) {
		return json_sentence(value.text);
	}
	return json_value(&value);
}

cJSON *listing_json(const struct listing *rows)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < rows->count; i++) {
		cJSON *object = cJSON_CreateObject();

		for (size_t j = 0; j < rows->column_count; j++) {
			const struct column *column = &rows->columns[j];

			if (column->json != NULL) {
				cJSON_AddItemToObject(object, column->json,
					listing_member(rows, column, rows->at[i]));
			}
		}
		cJSON_AddItemToArray(list, object);
	}
	return list;
}

void listing_describe(struct buf *out, const struct column *columns, size_t count)
{
	size_t used = LINE_CELLS;

	buf_add_string(out, "\nWith --json, a list of objects:");
	for (size_t i = 0; i < count; i++) {
		size_t length = columns[i].json == NULL ? 0 : strlen(columns[i].json);

		if (length > 0 && used + 1 + length > LINE_CELLS) {
			buf_add_string(out, "\n ");
			used = 1;
		}
		if (length > 0) {
			buf_addf(out, " %s", columns[i].json);
			used += 1 + length;
		}
	}
	buf_add_byte(out, '\n');
}
