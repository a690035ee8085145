/* The rows of the screen `log`: what a cell looks like, what comes before what, what a filter
 * finds.
 */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "events_when.h"
#include "log_private.h"
#include "say.h"

enum { NAME_BYTES = 200, PLACE_MAX = 3 };

const struct table_column log_titles[LOG_COLUMNS] = {
	[LOG_TIME] = {.name = "time", .title = "TIME (UTC)", .min = 12, .preferred = 12},
	[LOG_WHO] = {.name = "who",
		.title = "WHO",
		.min = 8,
		.preferred = 14,
		.weight = 1,
		.ascending = true},
	[LOG_OPERATION] = {.name = "operation",
		.title = "OPERATION",
		.min = 11,
		.preferred = 14,
		.ascending = true},
	[LOG_OBJECT] = {.name = "object",
		.title = "OBJECT",
		.min = 20,
		.preferred = 30,
		.weight = 3,
		.ascending = true},
	[LOG_RESULT] = {.name = "result",
		.title = "RESULT",
		.min = 14,
		.preferred = 26,
		.weight = 2,
		.ascending = true},
	[LOG_COUNT] = {.name = "count",
		.title = "COUNT",
		.min = 5,
		.preferred = 7,
		.priority = 1,
		.align = ALIGN_RIGHT},
	[LOG_FROM] = {.name = "from",
		.title = "FROM",
		.min = 6,
		.preferred = 6,
		.priority = 2,
		.ascending = true},
	[LOG_JOB] = {.name = "job",
		.title = "JOB",
		.min = 8,
		.preferred = 26,
		.priority = 3,
		.ascending = true},
};

bool log_row_at(const struct log_screen *screen, size_t row, struct log_row *out)
{
	return screen->model && row < screen->count &&
		log_list_get(model_log(screen->model), screen->numbers[row], out);
}

static const char *place_name(const struct log_row *row)
{
	return !row->has[LOG_STREAM] ? "file" : row->has[LOG_FILE] ? "both" : "server";
}

void log_say_who(char out[LOG_WORDS_MAX], const struct log_record *record)
{
	struct text who = say_name(record->who, NAME_BYTES), host = record->host;

	host.length = host.length < NAME_BYTES ? host.length : NAME_BYTES;
	snprintf(out, LOG_WORDS_MAX, "%.*s%s%.*s", record->who.length > 0 ? (int)who.length : 1,
		record->who.length > 0 ? who.at : "?", host.length > 0 ? "@" : "", (int)host.length,
		host.length > 0 ? host.at : "");
}

static size_t add_words(char out[LOG_WORDS_MAX], size_t n, const char *before, struct text words)
{
	size_t length = words.length < NAME_BYTES ? words.length : NAME_BYTES;

	if (words.length > 0) {
		n += (size_t)snprintf(
			out + n, LOG_WORDS_MAX - n, "%s%.*s", before, (int)length, words.at);
	}
	return n;
}

void log_say_object(char out[LOG_WORDS_MAX], const struct log_record *record)
{
	size_t n = add_words(out, 0, "", record->topic);

	out[n] = '\0';
	n = add_words(out, n, "/", record->group);
	n = add_words(out, n, n > 0 ? " " : "", record->id);
	n = add_words(out, n, " -> ", record->target);
	add_words(out, n, n > 0 ? " on " : "", record->view);
}

enum role log_result_role(struct text result)
{
	static const struct {
		const char *begins;
		enum role role;
	} roles[] = {
		{"failed", ROLE_CRIT},
		{"in_doubt", ROLE_CRIT},
		{"stopped", ROLE_WARN},
		{"paused", ROLE_WARN},
		{"cancelled", ROLE_WARN},
		{"undone", ROLE_WARN},
		{"done", ROLE_OK},
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		if (text_starts(result, roles[i].begins)) {
			return roles[i].role;
		}
	}
	return ROLE_MUTED;
}

static size_t source_count(const void *data)
{
	return ((const struct log_screen *)data)->count;
}

static struct text source_key(const void *data, size_t row)
{
	struct log_row one;

	return log_row_at(data, row, &one) ? one.as.key : text_of("");
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_text(struct text a1, struct text b1, struct text a2, struct text b2)
{
	int first = text_compare(a1, b1);

	return first != 0 ? first : text_compare(a2, b2);
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	struct log_row one, other;
	bool left = log_row_at(data, a, &one), right = log_row_at(data, b, &other);

	if (!left || !right) {
		return left - right;
	}
	switch (column) {
	case LOG_WHO:
		return compare_text(one.as.who, other.as.who, one.as.host, other.as.host);
	case LOG_OPERATION:
		return text_compare(one.as.operation, other.as.operation);
	case LOG_OBJECT:
		return compare_text(one.as.topic, other.as.topic, one.as.group, other.as.group);
	case LOG_RESULT:
		return text_compare(one.as.result, other.as.result);
	case LOG_COUNT:
		return order(one.as.entries, other.as.entries);
	case LOG_FROM:
		return strcmp(place_name(&one), place_name(&other));
	case LOG_JOB:
		return text_compare(one.as.job, other.as.job);
	default:
		return order(one.as.at_ms, other.as.at_ms);
	}
}

/* What `name:` before a word looks at. */
static const struct {
	const char *name;
	size_t at; /* of the text in the record */
} parts[] = {
	{"who:", offsetof(struct log_record, who)},
	{"host:", offsetof(struct log_record, host)},
	{"operation:", offsetof(struct log_record, operation)},
	{"action:", offsetof(struct log_record, operation)},
	{"topic:", offsetof(struct log_record, topic)},
	{"group:", offsetof(struct log_record, group)},
	{"target:", offsetof(struct log_record, target)},
	{"result:", offsetof(struct log_record, result)},
	{"reason:", offsetof(struct log_record, reason)},
	{"job:", offsetof(struct log_record, job)},
	{"plan:", offsetof(struct log_record, plan_sha256)},
	{"server:", offsetof(struct log_record, server)},
	{NULL, offsetof(struct log_record, view)},
	{NULL, offsetof(struct log_record, id)},
};

static bool word_matches(const struct log_row *row, struct text word)
{
	const char *record = (const char *)&row->as;

	if (text_is(word, "is:broken")) {
		return row->broken;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct text *text = (const struct text *)(const void *)(record + parts[i].at);
		size_t length = parts[i].name ? strlen(parts[i].name) : 0;

		if (length > 0 && text_starts(word, parts[i].name)) {
			return text_contains_fold(
				*text, text_from(word.at + length, word.length - length));
		}
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct text *text = (const struct text *)(const void *)(record + parts[i].at);

		if (text_contains_fold(*text, word)) {
			return true;
		}
	}
	return text_contains_fold(text_of(place_name(row)), word);
}

/* Every word must be found. */
static bool source_match(const void *data, size_t row, struct text filter)
{
	struct log_row one;

	if (!log_row_at(data, row, &one)) {
		return false;
	}
	while (filter.length > 0) {
		struct text word = text_cut(&filter, ' ');

		if (word.length > 0 && !word_matches(&one, word)) {
			return false;
		}
	}
	return true;
}

static void draw_time(const struct log_screen *screen, const struct log_row *row, struct canvas *to)
{
	char when[WHEN_MAX] = "?";
	int64_t now_ms;

	if (!model_server_now_ms(screen->model, &now_ms)) {
		now_ms = 0;
	}
	if (row->as.at_ms >= 0) {
		when_say(when, (uint64_t)row->as.at_ms, now_ms);
	}
	if (row->as.at_ms >= 0 && !when_is_today((uint64_t)row->as.at_ms, now_ms)) {
		when[sizeof("2026-11-25 12:30") - 1] = '\0';
		memmove(when, when + sizeof("2026-") - 1, strlen(when + sizeof("2026-") - 1) + 1);
	}
	canvas_text(to, 0, 0, to->width, row->broken ? ROLE_CRIT : ROLE_TEXT, text_of(when));
}

static void draw_count(const struct log_row *row, struct canvas *to)
{
	char number[NUMBER_MAX];

	canvas_right(to, 0, 0, to->width, row->as.entries < 0 ? ROLE_MUTED : ROLE_TEXT,
		text_of(row->as.entries < 0 ? "-"
					    : number_count(number, row->as.entries, to->width)));
}

static void draw_result(const struct log_row *row, struct canvas *to)
{
	if (row->broken) {
		canvas_text(to, 0, 0, to->width, ROLE_CRIT, text_of("BROKEN: not as written"));
		return;
	}
	canvas_text(to, 0, 0, to->width, log_result_role(row->as.result), row->as.result);
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	char words[LOG_WORDS_MAX];
	struct log_row one;

	if (!log_row_at(data, row, &one)) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	switch (column) {
	case LOG_TIME:
		draw_time(data, &one, cell);
		break;
	case LOG_WHO:
		log_say_who(words, &one.as);
		canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, text_of(words));
		break;
	case LOG_OPERATION:
		canvas_text(cell, 0, 0, cell->width, ROLE_STRONG, one.as.operation);
		break;
	case LOG_OBJECT:
		log_say_object(words, &one.as);
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, text_of(words));
		break;
	case LOG_RESULT:
		draw_result(&one, cell);
		break;
	case LOG_COUNT:
		draw_count(&one, cell);
		break;
	case LOG_FROM:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, text_of(place_name(&one)));
		break;
	default:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, one.as.job);
	}
}

struct table_source log_source(const struct log_screen *screen)
{
	return (struct table_source){
		.data = screen,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
	};
}
