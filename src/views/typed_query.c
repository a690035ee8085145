#include "typed_query.h"

#include <stdio.h>

#include "base/number.h"

/* More would be felt between two keys. */
enum { SAMPLE_ROWS = 20000, EXACT_CELLS = 15, DOUBT_MAX = 8192 };
static const size_t sample_bytes = 16 << 20;

struct sample {
	size_t rows, yes, undecided, cut;
};

void typed_query(struct buf *out, struct text typed)
{
	if (query_is_meant(typed)) {
		buf_add_text(out, typed);
		return;
	}
	buf_add_string(out, "text(");
	query_add_string(out, text_trim(typed));
	buf_add_byte(out, ')');
}

static struct sample try_out(const struct typed_rows *rows, struct query *query)
{
	struct sample sample = {.rows = 0};
	size_t bytes = 0;

	while (sample.rows < rows->count && sample.rows < SAMPLE_ROWS && bytes < sample_bytes) {
		struct typed_try tried = rows->try(rows->arg, query, sample.rows++);

		bytes += tried.bytes;
		sample.yes += tried.result == QUERY_YES;
		sample.undecided += tried.result == QUERY_FAILED;
		sample.cut += tried.result != QUERY_YES && tried.cut;
	}
	return sample;
}

static void say_sample(
	const struct sample *sample, const struct typed_rows *rows, char says[INTENT_MESSAGE_MAX])
{
	char yes[NUMBER_MAX], tried[NUMBER_MAX], undecided[64] = "", cut[64] = "";

	if (sample->undecided > 0) {
		snprintf(undecided, sizeof(undecided), ", %zu could not be decided",
			sample->undecided);
	}
	if (sample->cut > 0) {
		snprintf(cut, sizeof(cut), ", %zu are not whole here", sample->cut);
	}
	snprintf(says, INTENT_MESSAGE_MAX, "%s of %s%s match%s%s; Enter searches all",
		number_count(yes, (int64_t)sample->yes, EXACT_CELLS),
		sample->rows < rows->count ? rows->nearest : "",
		number_count(tried, (int64_t)sample->rows, EXACT_CELLS), undecided, cut);
}

static bool check(
	const struct typed_rows *rows, const struct buf *asked, char says[INTENT_MESSAGE_MAX])
{
	struct error error = {.code = ERROR_NONE};
	struct query_schema *schema = rows->schema();
	struct query *query = query_compile(buf_text(asked), schema, NULL, &error);
	struct buf doubt;

	buf_init(&doubt, DOUBT_MAX);
	if (!query) {
		snprintf(says, INTENT_MESSAGE_MAX, "%.190s", error.text);
	} else if (rows->count > 0) {
		struct sample sample = try_out(rows, query);

		say_sample(&sample, rows, says);
		if (sample.yes == 0 && row_query_doubt(query, schema, &doubt)) {
			snprintf(says, INTENT_MESSAGE_MAX, "%.190s", doubt.at);
		}
	}
	query_destroy(query);
	row_schema_destroy(schema);
	buf_finish(&doubt);
	return query != NULL;
}

bool typed_check(const struct typed_rows *rows, struct text typed, struct buf *query,
	char says[INTENT_MESSAGE_MAX])
{
	bool can = true;

	says[0] = '\0';
	buf_init(query, TYPED_QUERY_MAX);
	if (text_trim(typed).length > 0) {
		typed_query(query, typed);
		can = check(rows, query, says);
	}
	if (query->full) {
		snprintf(says, INTENT_MESSAGE_MAX, "too long to be searched for");
		can = false;
	}
	return can;
}

bool typed_accept(struct buf *typed, struct buf *query, struct text now, const struct buf *asked)
{
	if (text_equal(now, buf_text(typed))) {
		return false;
	}
	buf_reset(typed);
	buf_add_text(typed, now);
	buf_reset(query);
	buf_add_text(query, text_trim(buf_text(asked)));
	return true;
}
