#include "event_head.h"

#include <stdlib.h>
#include <time.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/number.h"
#include "say.h"

enum {
	LABEL_CELLS = 10,
	TEXT_BYTES_MAX = 1 << 20,
	NAME_BYTES = 80,
	GROUP_CELLS_MAX = 32,
	PAYLOAD_LINES = 100,
};

void event_head_init(struct event_head *head)
{
	buf_init(&head->text, TEXT_BYTES_MAX);
}

void event_head_finish(struct event_head *head)
{
	buf_finish(&head->text);
	mem_free(head->lines);
}

static void begin(struct event_head *head, const char *label, enum role role)
{
	if (head->count == head->room) {
		head->room = head->room ? head->room * 2 : 16;
		head->lines = mem_resize(head->lines, head->room, sizeof(*head->lines));
	}
	head->lines[head->count++] = (struct head_line){
		.label = label,
		.at = head->text.length,
		.role = role,
	};
}

static void end(struct event_head *head)
{
	struct head_line *line = &head->lines[head->count - 1];

	line->length = head->text.length - line->at;
}

static void put(struct event_head *head, const char *label, enum role role, const char *sentence)
{
	begin(head, label, role);
	buf_add_string(&head->text, sentence);
	end(head);
}

static bool say_moment(struct buf *out, int64_t ms)
{
	const int64_t year_9999_s = 253402300799;
	time_t seconds = (time_t)(ms / 1000);
	char text[40];
	struct tm tm;

	if (ms < 0 || ms / 1000 > year_9999_s || !localtime_r(&seconds, &tm)) {
		return false;
	}
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	return buf_addf(out, "%s.%03d", text, (int)(ms % 1000));
}

static void put_id(
	struct event_head *head, const struct model *model, const struct close_entry *entry)
{
	const struct topic *topic = model_topic(model, entry->topic);
	int64_t ms = entry->id.ms < INT64_MAX ? (int64_t)entry->id.ms : -1, now_ms = 0;
	char id[ID_TEXT_MAX], age[NUMBER_MAX];

	begin(head, "id", ROLE_STRONG);
	buf_addf(&head->text, "%s   ", id_format(id, entry->id));
	if (topic && topic->at_ms > 0 && !topic->ids_are_clock) {
		buf_add_string(&head->text, "ids here are no clock");
	} else if (say_moment(&head->text, ms) && model_server_now_ms(model, &now_ms)) {
		buf_addf(&head->text, ", %s %s", number_duration(age, llabs(now_ms - ms)),
			now_ms >= ms ? "ago" : "ahead of the server's clock");
	}
	end(head);
}

static void put_gone(struct event_head *head, const struct close_entry *entry)
{
	if (entry->outcome == FACT_ABSENT) {
		put(head, "", ROLE_WARN,
			"no longer in the topic: deleted or trimmed; this is the copy read before");
	} else if (entry->outcome != FACT_KNOWN) {
		begin(head, "", ROLE_WARN);
		buf_addf(&head->text, "not read again: %s", entry->trouble);
		end(head);
	}
}

static void put_size(struct event_head *head, const struct close_entry *entry)
{
	char bytes[NUMBER_MAX], fields[NUMBER_MAX];

	begin(head, "size", ROLE_TEXT);
	buf_addf(&head->text, "%s, %s field%s", number_bytes(bytes, entry->bytes),
		number_count(fields, (int64_t)entry->entry.field_count, NUMBER_MAX),
		entry->entry.field_count == 1 ? "" : "s");
	if (entry->event && entry->event->envelope) {
		buf_addf(&head->text, ", envelope %s%s", entry->event->envelope,
			entry->event->broken ? ", which could not be read to its end" : "");
	}
	end(head);
}

/* One word of what is known; the first of a line begins it. */
static void put_known(
	struct event_head *head, const char *label, const char *word, struct text known)
{
	struct text name = say_name(known, NAME_BYTES);

	if (label) {
		begin(head, label, ROLE_TEXT);
	} else {
		buf_add_string(&head->text, "   ");
	}
	buf_addf(&head->text, "%s%s", word, word[0] ? " " : "");
	buf_add_text(&head->text, name);
	if (name.length < known.length) {
		buf_add_string(&head->text, "...");
	}
	end(head);
}

struct word {
	const char *word;
	struct text known;
};

static void put_words(
	struct event_head *head, const char *label, const struct word *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (words[i].known.length > 0) {
			put_known(head, label, words[i].word, words[i].known);
			label = NULL;
		}
	}
}

/* Of a document that has a name twice no reader says what another does. */
static void put_repeated(struct event_head *head, const struct close_entry *entry)
{
	for (size_t i = 0; i < entry->entry.field_count; i++) {
		const struct entry_field *field = &entry->entry.fields[i];

		if (json_repeats(field->value)) {
			begin(head, "", ROLE_WARN);
			buf_add_text(&head->text, say_name(field->name, NAME_BYTES));
			buf_add_string(&head->text,
				" has a name twice in one object; here the first counts");
			end(head);
		}
	}
}

static void put_occurred(
	struct event_head *head, const struct close_entry *entry, const struct event *event)
{
	int64_t delay_ms;
	char delay[NUMBER_MAX];

	if (!event->has_occurred) {
		return;
	}
	begin(head, "occurred", ROLE_TEXT);
	if (!say_moment(&head->text, event->occurred_ms)) {
		buf_addf(&head->text, "%lld ms", (long long)event->occurred_ms);
	} else if (entry->id.ms < INT64_MAX) {
		delay_ms = (int64_t)entry->id.ms - event->occurred_ms;
		buf_addf(&head->text, ", %s %s its id", number_duration(delay, llabs(delay_ms)),
			delay_ms >= 0 ? "before" : "after");
	}
	end(head);
}

static void put_event(
	struct event_head *head, const struct close_entry *entry, const struct event *event)
{
	const struct word what[] = {
		{.word = "", .known = event->type},
		{.word = "by", .known = event->service},
		{.word = "outcome", .known = event->outcome},
	};
	const struct word keys[] = {
		{.word = "journey", .known = event->journey},
		{.word = "party", .known = event->party},
	};
	const struct word links[] = {
		{.word = "trace", .known = event->trace},
		{.word = "cause", .known = event->cause},
	};

	put_words(head, "event", what, sizeof(what) / sizeof(*what));
	put_words(head, "keys", keys, sizeof(keys) / sizeof(*keys));
	put_words(head, "links", links, sizeof(links) / sizeof(*links));
	put_occurred(head, entry, event);
}

static void say_pending(
	struct buf *out, const struct model *model, const struct reader_state *reader)
{
	char idle[NUMBER_MAX], times[NUMBER_MAX];

	if (reader->consumer.length > 0) {
		buf_add_string(out, "pending at ");
		buf_add_text(out, say_name(reader->consumer, NAME_BYTES));
	} else {
		buf_add_string(out, "pending, given back: at no consumer");
	}
	if (reader->idle_ms >= 0) {
		buf_addf(out, ", idle %s",
			number_duration(
				idle, reader->idle_ms + model_now_ms(model) - reader->at_ms));
	}
	if (reader->deliveries == 1) {
		buf_add_string(out, ", delivered once");
	} else {
		buf_addf(out, ", delivered %s times",
			number_count(times, reader->deliveries, NUMBER_MAX));
	}
}

static void say_state(struct buf *out, const struct model *model, const struct reader_state *reader)
{
	switch (reader->is) {
	case READER_UNKNOWN:
		buf_addf(out, "? %s", reader->why);
		break;
	case READER_NOT_YET:
		buf_add_string(out, "not yet");
		break;
	case READER_PENDING:
		say_pending(out, model, reader);
		break;
	case READER_ACKED:
		buf_add_string(out, "acked (*)");
		break;
	}
}

static int group_cells(const struct close_entry *entry)
{
	int cells = 0, width;
	size_t i;

	for (i = 0; i < entry->reader_count; i++) {
		width = canvas_text_width(
			CHARSET_UTF8, say_name(entry->readers[i].group, NAME_BYTES));
		cells = width > cells ? width : cells;
	}
	return cells < GROUP_CELLS_MAX ? cells : GROUP_CELLS_MAX;
}

static void put_readers(
	struct event_head *head, const struct model *model, const struct close_entry *entry)
{
	int cells = group_cells(entry), width;
	bool inferred = false;
	size_t i;

	for (i = 0; i < entry->reader_count; i++) {
		const struct reader_state *reader = &entry->readers[i];
		struct text name = say_name(reader->group, NAME_BYTES);

		begin(head, i == 0 ? "groups" : "", ROLE_TEXT);
		buf_add_text(&head->text, name);
		width = canvas_text_width(CHARSET_UTF8, name);
		buf_addf(&head->text, "%*s  ", cells > width ? cells - width : 0, "");
		say_state(&head->text, model, reader);
		end(head);
		inferred = inferred || reader->is == READER_ACKED;
	}
	if (inferred) {
		put(head, "", ROLE_MUTED,
			"(*) inferred: delivered and not pending; Redis keeps no record of it");
	}
}

static void put_part(void *arg, enum document_part part, struct text text)
{
	struct event_head *head = arg;

	(void)part;
	buf_add_text(&head->text, text);
}

/* What the envelope holds, decoded; to be read, and not to be folded as fields are. */
static void put_payload(struct event_head *head, const struct document *decoded)
{
	bool more = false;
	size_t lines = document_lines(decoded, &more), shown = lines;

	shown = shown < PAYLOAD_LINES ? shown : (size_t)PAYLOAD_LINES;
	begin(head, "payload", ROLE_MUTED);
	document_describe(decoded, &head->text);
	end(head);
	for (size_t i = 0; i < shown; i++) {
		begin(head, "", ROLE_TEXT);
		document_draw(decoded, i, put_part, head);
		end(head);
	}
	if (more || shown < lines) {
		put(head, "", ROLE_MUTED, "and so on: yp copies all of it");
	}
}

void event_head_make(struct event_head *head, const struct model *model,
	const struct close_entry *entry, const struct event_said *said)
{
	const struct topic *topic = model_topic(model, entry->topic);

	buf_reset(&head->text);
	head->count = 0;
	put_id(head, model, entry);
	put_gone(head, entry);
	put_size(head, entry);
	put_event(head, entry, said->event);
	put_repeated(head, entry);
	put_readers(head, model, entry);
	if (topic && topic->at_ms > 0 && topic->group_count == 0) {
		put(head, "groups", ROLE_MUTED, "none reads this topic");
	}
	if (said->decoded) {
		put_payload(head, said->decoded);
	}
	put(head, "", ROLE_MUTED, entry->entry.field_count == 0 ? "it has no fields" : "");
}

struct text event_head_text(const struct event_head *head, size_t line)
{
	const struct head_line *at = &head->lines[line];

	return text_from(head->text.at + at->at, at->length);
}

void event_head_draw(const struct event_head *head, size_t line, struct canvas *row)
{
	canvas_text(row, 1, 0, LABEL_CELLS, ROLE_MUTED, text_of(head->lines[line].label));
	canvas_text(row, 1 + LABEL_CELLS, 0, row->width - 1 - LABEL_CELLS, head->lines[line].role,
		event_head_text(head, line));
}
