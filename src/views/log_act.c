/* What the keys of the screen `log` do. */
#include <stdio.h>
#include <string.h>

#include "job_ask.h"
#include "log_private.h"

static struct intent none_here(const char *why)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", why);
	return intent;
}

/* The marker of a job stands beside its target, where it has one. */
static struct intent open_record(const struct log_row *row)
{
	const struct log_record *record = &row->as;
	struct id id;

	if (record->job.length > 0) {
		return (struct intent){.kind = INTENT_OPEN,
			.view = "job",
			.ref = ref_job(record->job,
				record->target.length > 0 ? record->target : record->topic)};
	}
	if (record->topic.length > 0 && id_parse(record->id, &id)) {
		return (struct intent){
			.kind = INTENT_OPEN, .view = "event", .ref = ref_entry(record->topic, id)};
	}
	return none_here("it has no job and touched no entry: all of it is below");
}

static struct intent open_topic(const struct log_row *row)
{
	if (row->as.topic.length == 0) {
		return none_here("it touched no topic");
	}
	return (struct intent){
		.kind = INTENT_OPEN, .view = "events", .ref = ref_topic(row->as.topic)};
}

static struct intent copy(struct log_screen *screen, const struct log_row *row)
{
	bool job = row->as.job.length > 0;
	struct intent intent = {.kind = INTENT_COPY};

	buf_reset(&screen->copy);
	buf_add_text(&screen->copy, job ? row->as.job : row->as.key);
	intent.text = intent.masked = buf_text(&screen->copy);
	snprintf(intent.message, sizeof(intent.message), "%s", job ? "job" : "record's name");
	return intent;
}

/* One line of JSON each: what is marked, or else what the filter shows. */
static struct intent export(struct log_screen *screen)
{
	const struct table *table = &screen->table;
	bool marked = map_count(table->marks) > 0;
	struct intent intent = {.kind = INTENT_EXPORT, .message = "log"};
	struct log_row row;
	size_t count = 0;

	buf_reset(&screen->copy);
	for (size_t i = 0; i < table->shown; i++) {
		if (log_row_at(screen, table->order[i], &row) &&
			(!marked || table_marked(table, row.as.key))) {
			log_record_write_line(&screen->copy, &row.as);
			count++;
		}
	}
	if (count == 0) {
		return none_here("there is no record here");
	}
	if (screen->copy.full) {
		return none_here("too much for one file from here: mark some, or filter");
	}
	intent.text = intent.masked = buf_text(&screen->copy);
	return intent;
}

struct intent log_act(void *self, const struct model *model, const char *action)
{
	struct log_screen *screen = self;
	struct table_source source = log_source(screen);
	bool opens = strcmp(action, "open") == 0, topic = strcmp(action, "topic-events") == 0;
	struct intent asked;
	struct log_row row;
	bool known;

	if (strcmp(action, "export") == 0) {
		return export(screen);
	}
	if (!log_selected(screen, &row)) {
		row = (struct log_row){.broken = false};
	}
	asked = job_ask(row.as.job, row.as.operation, action);
	if (asked.kind != INTENT_UNKNOWN) {
		return asked;
	}
	if (opens || topic || strcmp(action, "copy") == 0) {
		if (!log_selected(screen, &row)) {
			return none_here("there is no record here");
		}
		return opens ? open_record(&row) : topic ? open_topic(&row) : copy(screen, &row);
	}
	known = table_act(&screen->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}
