#include "envelope_lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "draw/role.h"

enum { WORDS_MAX = 4 << 20, WORD_MAX = 300, FIELDS_SHOWN = 64, GAP = 1 };

static const double sure = 0.7; /* enough to be written down */

/* Columns of each kind of line; a width of 0 takes what is left. */
enum table { TABLE_NONE, TABLE_TYPES, TABLE_FIELDS, TABLE_ROLES, TABLES };
static const int widths[TABLES][ENVELOPE_CELLS] = {
	[TABLE_NONE] = {0},
	[TABLE_TYPES] = {24, 14, 9, 7, 0},
	[TABLE_FIELDS] = {34, 24, 0},
	[TABLE_ROLES] = {24, 9, 5, 9, 9, 0},
};

/* On a narrow screen the reason is worth more than what is left out of these. */
enum { NARROW = 100 };

static int width_of(enum table table, size_t cell, int width)
{
	bool left_out = table == TABLE_ROLES && width < NARROW && (cell == 3 || cell == 4);

	return left_out ? -1 : widths[table][cell];
}

void envelope_lines_init(struct envelope_lines *lines)
{
	*lines = (struct envelope_lines){.at = NULL};
	buf_init(&lines->words, WORDS_MAX);
}

void envelope_lines_finish(struct envelope_lines *lines)
{
	buf_finish(&lines->words);
	mem_free(lines->at);
}

static struct envelope_line *add_line(
	struct envelope_lines *lines, enum table table, enum role role)
{
	if (lines->count == lines->room) {
		lines->room = 2 * lines->room + 64;
		lines->at = mem_resize(lines->at, lines->room, sizeof(*lines->at));
	}
	lines->at[lines->count] =
		(struct envelope_line){.table = (uint8_t)table, .role = (uint8_t)role};
	return &lines->at[lines->count++];
}

__attribute__((format(printf, 4, 5))) static void put(struct envelope_lines *lines,
	struct envelope_line *line, size_t cell, const char *format, ...)
{
	char word[WORD_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(word, sizeof(word), format, arguments);
	va_end(arguments);
	line->at[cell] = lines->words.length;
	if (buf_add_string(&lines->words, word)) {
		line->length[cell] = strlen(word);
	}
}

static void put_text(
	struct envelope_lines *lines, struct envelope_line *line, size_t cell, struct text text)
{
	line->at[cell] = lines->words.length;
	if (buf_add_text(&lines->words, text)) {
		line->length[cell] = text.length;
	}
}

static void put_titles(
	struct envelope_lines *lines, enum table table, const char *const titles[ENVELOPE_CELLS])
{
	struct envelope_line *line = add_line(lines, table, ROLE_TITLE);

	for (size_t i = 0; i < ENVELOPE_CELLS && titles[i]; i++) {
		put(lines, line, i, "%s", titles[i]);
	}
}

static void put_list(struct buf *out, const struct text *texts, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++) {
		buf_add_string(out, i > 0 ? ", " : what);
		buf_add_text(out, texts[i]);
	}
}

/* --- what events look like --- */

static void put_drift(struct envelope_lines *lines, const struct contract *contract)
{
	char id[ID_TEXT_MAX], count[NUMBER_MAX];
	struct envelope_line *line;

	if (contract->drifted > 0) {
		line = add_line(lines, TABLE_NONE, ROLE_WARN);
		put(lines, line, 0, "  drift: %s of them look%s otherwise, the first is %s:",
			number_count(count, (int64_t)contract->drifted, 12),
			contract->drifted == 1 ? "s" : "", id_format(id, contract->drift_id));
		line = add_line(lines, TABLE_NONE, ROLE_WARN);
		put(lines, line, 0, "  %s", contract->drift);
	}
}

static void put_field(struct envelope_lines *lines, const struct contract *contract,
	const struct contract_field *field)
{
	struct envelope_line *line =
		add_line(lines, TABLE_FIELDS, field->late ? ROLE_WARN : ROLE_TEXT);
	char kinds[CONTRACT_KINDS_MAX];
	struct buf name;

	buf_init(&name, WORD_MAX);
	buf_add_string(&name, "  ");
	buf_add_text(&name, field->name);
	put_text(lines, line, 0, buf_text(&name));
	buf_finish(&name);
	put(lines, line, 1, "%s", contract_kinds(kinds, field->kinds));
	if (contract_requires(contract, field)) {
		put(lines, line, 2, "always");
	} else {
		put(lines, line, 2, "%.3g%% of events%s",
			100 * (double)field->seen / (double)contract->events,
			field->late ? ", new" : "");
	}
}

static void put_contract(struct envelope_lines *lines, const struct contract *contract, bool topics)
{
	struct envelope_line *line = add_line(lines, TABLE_TYPES, ROLE_STRONG);
	char count[NUMBER_MAX];
	struct buf more;

	put_text(lines, line, 0, contract->type.length > 0 ? contract->type : text_of("(no type)"));
	put(lines, line, 1, "%s", contract->envelope);
	put(lines, line, 2, "%s", number_count(count, (int64_t)contract->events, 8));
	put(lines, line, 3, "%zu%s", contract->field_count, contract->more ? "+" : "");
	buf_init(&more, WORDS_MAX);
	if (topics) {
		buf_add_string(&more, "in ");
		buf_add_text(&more, contract->topic);
	}
	put_list(&more, contract->services, contract->service_count,
		more.length > 0 ? "; from " : "from ");
	put_list(&more, contract->versions, contract->version_count,
		more.length > 0 ? "; version " : "version ");
	put_text(lines, line, 4, buf_text(&more));
	buf_finish(&more);
	put_drift(lines, contract);
	for (size_t i = 0; i < contract->field_count && i < FIELDS_SHOWN; i++) {
		put_field(lines, contract, &contract->fields[i]);
	}
}

static size_t put_contracts(
	struct envelope_lines *lines, const struct observed *observed, struct text topic)
{
	const struct contract *contract;
	size_t count = 0;

	put_titles(lines, TABLE_TYPES,
		(const char *const[ENVELOPE_CELLS]){
			"TYPE", "ENVELOPE", "EVENTS", "FIELDS", "WHERE"});
	for (size_t i = 0; (contract = observed_contract(observed, i)) != NULL; i++) {
		if (topic.length == 0 || text_equal(topic, contract->topic)) {
			put_contract(lines, contract, topic.length == 0);
			count++;
		}
	}
	return count;
}

/* --- what fields are for --- */

static void put_measured(struct envelope_lines *lines, const struct measured *field)
{
	const char *named = measured_name_role(field->name);
	bool other = named && field->confidence >= sure &&
		strcmp(named, key_role_name(field->role)) != 0 && field->role <= KEY_PARTY &&
		field->role >= KEY_CAUSE && field->role != KEY_STEP && field->role != KEY_CHILD;
	struct envelope_line *line = add_line(lines, TABLE_ROLES, other ? ROLE_WARN : ROLE_TEXT);
	char values[NUMBER_MAX];

	put_text(lines, line, 0, field->name);
	put(lines, line, 1, "%s", field->role == KEY_UNKNOWN ? "?" : key_role_name(field->role));
	put(lines, line, 2, "%s", "");
	if (field->role != KEY_UNKNOWN) {
		put(lines, line, 2, "%.0f%%", field->confidence * 100);
	}
	put(lines, line, 3, "%s", number_count(values, (int64_t)field->values, 8));
	put(lines, line, 4, "%s", named ? named : "-");
	put(lines, line, 5, "%s", field->why);
}

/* A field is one of the topic where an event of it had it. */
static bool is_of(const struct observed *observed, struct text topic, struct text name)
{
	const struct contract *contract;

	for (size_t i = 0; (contract = observed_contract(observed, i)) != NULL; i++) {
		for (size_t j = 0; text_equal(contract->topic, topic) && j < contract->field_count;
			j++) {
			struct text of = contract->fields[j].name;
			size_t behind = of.length - name.length;

			if (of.length >= name.length &&
				text_equal(text_from(of.at + behind, name.length), name) &&
				(behind == 0 || of.at[behind - 1] == '.')) {
				return true;
			}
		}
	}
	return topic.length == 0;
}

static void put_roles(
	struct envelope_lines *lines, const struct observed *observed, struct text topic)
{
	size_t count;
	const struct measured *fields = observed_fields(observed, &count);
	struct envelope_line *line;

	if (count == 0) {
		line = add_line(lines, TABLE_NONE, ROLE_MUTED);
		put(lines, line, 0, "what fields are for is judged from 20 events on");
		return;
	}
	put_titles(lines, TABLE_ROLES,
		(const char *const[ENVELOPE_CELLS]){
			"FIELD", "IS A", "SURE", "VALUES", "BY NAME", "WHY"});
	for (size_t i = 0; i < count; i++) {
		if (is_of(observed, topic, fields[i].name)) {
			put_measured(lines, &fields[i]);
		}
	}
}

bool envelope_lines_make(
	struct envelope_lines *lines, const struct observed *observed, struct text topic)
{
	struct observed_counts counts = observed_counts(observed);
	char read[NUMBER_MAX], looked_at[NUMBER_MAX], window[NUMBER_MAX];
	struct envelope_line *line;

	lines->count = 0;
	buf_reset(&lines->words);
	line = add_line(lines, TABLE_NONE, ROLE_MUTED);
	put(lines, line, 0, "%s of %s events that were read were looked at; roles: the last %s",
		number_count(looked_at, (int64_t)counts.looked_at, 12),
		number_count(read, (int64_t)counts.read, 12),
		number_count(window, (int64_t)observed_window(observed), 12));
	put_roles(lines, observed, topic);
	add_line(lines, TABLE_NONE, ROLE_TEXT);
	if (put_contracts(lines, observed, topic) == 0) {
		lines->count = 0;
		return false;
	}
	return true;
}

/* --- as lines of a pager --- */

static bool step(const void *data, struct pager_place *place, int by)
{
	const struct envelope_lines *lines = data;

	if (by < 0 ? place->line == 0 : place->line + 1 >= lines->count) {
		return false;
	}
	place->line = by < 0 ? place->line - 1 : place->line + 1;
	return true;
}

static void draw(const void *data, struct pager_place place, struct canvas *row)
{
	const struct envelope_lines *lines = data;
	const struct envelope_line *line;
	int x = 0;

	if (place.line >= lines->count) {
		return;
	}
	line = &lines->at[place.line];
	for (size_t i = 0; i < ENVELOPE_CELLS && x < row->width; i++) {
		int width = width_of((enum table)line->table, i, row->width);
		struct text text = text_from(lines->words.at + line->at[i], line->length[i]);

		if (width < 0) {
			continue;
		}
		width = width > 0 ? width : row->width - x;
		if (line->length[i] > 0 && i == 0 && line->table != TABLE_NONE) {
			canvas_name(row, x, 0, width, (enum role)line->role, text);
		} else if (line->length[i] > 0) {
			canvas_text(row, x, 0, width, (enum role)line->role, text);
		}
		x += width + GAP;
	}
}

static size_t number(const void *data, struct pager_place place)
{
	(void)data;
	return place.line;
}

static size_t count(const void *data, bool *more)
{
	const struct envelope_lines *lines = data;

	*more = false;
	return lines->count;
}

struct pager_source envelope_lines_source(const struct envelope_lines *lines)
{
	return (struct pager_source){
		.data = lines, .step = step, .draw = draw, .number = number, .count = count};
}

/* --- as a section --- */

bool envelope_section(struct buf *out, const struct observed *observed, struct text topic)
{
	static const struct {
		enum key_role role;
		const char *setting;
	} settings[] = {{KEY_STEP, "type"}, {KEY_JOURNEY, "journey"}, {KEY_PARTY, "party"},
		{KEY_CAUSE, "cause"}};
	size_t fields, written = 0;
	const struct measured *all = observed_fields(observed, &fields);

	buf_addf(out, "[envelope inferred]\ntopics  = ");
	buf_add_text(out, topic.length > 0 ? topic : text_of("*"));
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		for (size_t j = 0; j < fields; j++) {
			if (all[j].role == settings[i].role && all[j].confidence >= sure &&
				is_of(observed, topic, all[j].name)) {
				buf_addf(out, "%-7s = ", settings[i].setting);
				buf_add_text(out, all[j].name);
				buf_addf(out, "   # %.0f%%: %s\n", all[j].confidence * 100,
					all[j].why);
				written++;
				break;
			}
		}
	}
	return written > 0;
}
