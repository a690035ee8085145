/* What is typed after `/`: words or a query, tried on what is loaded before it is asked for. */
#include <stdio.h>

#include "base/number.h"
#include "events_private.h"
#include "typed_query.h"

/* The newest of what is there; more would be felt between two keys. */
enum { SAMPLE_ROWS = 20000, QUERY_BYTES_MAX = 8192, EXACT_CELLS = 15 };
static const size_t sample_bytes = 16 << 20;

struct sample {
	size_t rows, yes, undecided, cut;
};

static struct sample try_out(
	struct query *query, const struct event_list *list, int64_t server_now_ms)
{
	size_t i = event_list_count(list), bytes = 0;
	struct sample sample = {.rows = 0};
	struct dead_reader *reader = dead_reader_create();

	while (i-- > 0 && sample.rows < SAMPLE_ROWS && bytes < sample_bytes) {
		const struct event_row *row = event_list_at(list, i);
		struct listed_subject about = {
			.event = {.topic = row->topic,
				.entry = &row->entry,
				.event = event_list_event(list, i),
				.server_now_ms = server_now_ms},
			.reader = reader,
		};
		struct query_subject subject = listed_subject_query(&about);
		enum query_result result = query_match(query, &subject, NULL);

		sample.rows++;
		bytes += row->bytes;
		sample.yes += result == QUERY_YES;
		sample.undecided += result == QUERY_FAILED;
		sample.cut += result != QUERY_YES && row->cut;
	}
	dead_reader_destroy(reader);
	return sample;
}

static void say_sample(const struct sample *sample, size_t count, char says[INTENT_MESSAGE_MAX])
{
	char yes[NUMBER_MAX], rows[NUMBER_MAX], undecided[64] = "", cut[64] = "";

	if (sample->undecided > 0) {
		snprintf(undecided, sizeof(undecided), ", %zu could not be decided",
			sample->undecided);
	}
	if (sample->cut > 0) {
		snprintf(cut, sizeof(cut), ", %zu are not whole here", sample->cut);
	}
	snprintf(says, INTENT_MESSAGE_MAX, "%s of %s%s match%s%s; Enter searches all",
		number_count(yes, (int64_t)sample->yes, EXACT_CELLS),
		sample->rows < count ? "the newest " : "",
		number_count(rows, (int64_t)sample->rows, EXACT_CELLS), undecided, cut);
}

static void accept(struct events *events, struct text typed, const struct buf *query)
{
	if (text_equal(typed, buf_text(&events->typed))) {
		return;
	}
	buf_reset(&events->typed);
	buf_add_text(&events->typed, typed);
	buf_reset(&events->query);
	buf_add_text(&events->query, text_trim(buf_text(query)));
	events_begin(events);
}

static bool check(struct events *events, const struct model *model, const struct buf *query,
	char says[INTENT_MESSAGE_MAX])
{
	const struct event_list *list = model_events(model);
	struct error error = {.code = ERROR_NONE};
	struct query_schema *schema = listed_schema_create();
	struct query *compiled = query_compile(buf_text(query), schema, NULL, &error);
	struct sample sample;

	if (!compiled) {
		snprintf(says, INTENT_MESSAGE_MAX, "%.190s", error.text);
	} else if (events->mine) {
		sample = try_out(compiled, list, events_now_ms(model));
		say_sample(&sample, event_list_count(list), says);
	}
	query_destroy(compiled);
	row_schema_destroy(schema);
	return compiled != NULL;
}

bool events_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX])
{
	struct events *events = self;
	struct buf query;
	bool can = true;

	says[0] = '\0';
	buf_init(&query, QUERY_BYTES_MAX);
	if (text_trim(typed).length > 0) {
		typed_query(&query, typed);
		can = check(events, model, &query, says);
	}
	if (query.full) {
		snprintf(says, INTENT_MESSAGE_MAX, "too long to be searched for");
		can = false;
	}
	if (can && done) {
		accept(events, text_trim(typed), &query);
		says[0] = '\0';
	}
	buf_finish(&query);
	return can;
}

struct text events_found(const void *self)
{
	const struct events *events = self;

	return buf_text(&events->typed);
}
