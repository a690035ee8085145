#include "rows_filter.h"

#include <stdio.h>

#include "base/mem.h"

void rows_filter_finish(struct rows_filter *filter)
{
	column_query_destroy(filter->query);
	mem_free(filter->text);
	*filter = (struct rows_filter){.text = NULL};
}

static void forget_query(struct rows_filter *filter)
{
	column_query_destroy(filter->query);
	filter->query = NULL;
}

static void read_query(
	struct rows_filter *filter, struct text text, const struct column *columns, size_t count)
{
	struct error error = {.code = ERROR_NONE};
	struct column_query *query;
	char *bare = text_dup(text);

	/* Its columns are those of what was typed. */
	if (filter->inverts) {
		bare[0] = ' ';
	}
	query = column_query_compile(text_from(bare, text.length), columns, count, NULL, &error);
	mem_free(bare);
	if (query == NULL) {
		snprintf(filter->trouble, sizeof(filter->trouble), "%.*s", ROWS_TROUBLE_MAX - 1,
			error.text);
		return;
	}
	forget_query(filter);
	filter->query = query;
}

void rows_filter_read(
	struct rows_filter *filter, struct text text, const struct column *columns, size_t count)
{
	if (filter->text != NULL && text_equal(text, text_from(filter->text, filter->length))) {
		return;
	}
	mem_free(filter->text);
	filter->text = text_dup(text);
	filter->length = text.length;
	filter->trouble[0] = '\0';
	filter->inverts = text_starts(text, "!");
	if (query_is_meant(text_from(text.at + filter->inverts, text.length - filter->inverts))) {
		read_query(filter, text, columns, count);
	} else {
		forget_query(filter);
	}
}
