/* What is typed after `/`: words or a query, tried on what is loaded before it is asked for. */
#include "events_private.h"
#include "typed_query.h"

struct trial {
	const struct event_list *list;
	struct dead_reader *reader;
	int64_t now_ms;
};

/* The newest first. */
static struct typed_try try_event(void *arg, struct query *query, size_t i)
{
	const struct trial *trial = arg;
	size_t at = event_list_count(trial->list) - 1 - i;
	const struct event_row *row = event_list_at(trial->list, at);
	struct listed_subject about = {
		.event = {.topic = row->topic,
			.entry = &row->entry,
			.event = event_list_event(trial->list, at),
			.server_now_ms = trial->now_ms},
		.reader = trial->reader,
	};
	struct query_subject subject = listed_subject_query(&about);

	return (struct typed_try){
		.result = query_match(query, &subject, NULL), .cut = row->cut, .bytes = row->bytes};
}

bool events_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX])
{
	struct events *events = self;
	struct trial trial = {
		.list = model_events(model),
		.reader = model_dead_reader(model_made_with(model)),
		.now_ms = events_now_ms(model),
	};
	struct typed_rows rows = {
		.schema = listed_schema_create,
		.count = events->mine ? event_list_count(trial.list) : 0,
		.try = try_event,
		.arg = &trial,
		.nearest = "the newest ",
	};
	struct buf query;
	bool can = typed_check(&rows, typed, &query, says);

	if (can && done) {
		if (typed_accept(&events->typed, &events->query, text_trim(typed), &query)) {
			events_begin(events);
		}
		says[0] = '\0';
	}
	buf_finish(&query);
	dead_reader_destroy(trial.reader);
	return can;
}

struct text events_found(const void *self)
{
	const struct events *events = self;

	return buf_text(&events->typed);
}
