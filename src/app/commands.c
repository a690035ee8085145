#include "commands.h"

#include <string.h>

#include "desk_private.h"
#include "operate.h"

enum { LINE_BYTES_MAX = 8192 };

void commands_offer(
	struct candidates *out, const char *verb, struct text argument, struct text typed)
{
	const struct candidate about = {.help = "", .keys = ""};
	struct buf line;

	if (!text_contains_fold(argument, typed)) {
		return;
	}
	buf_init(&line, LINE_BYTES_MAX);
	buf_addf(&line, "%s ", verb);
	if (buf_add_text(&line, argument)) {
		candidates_add(out, buf_text(&line), &about);
	}
	buf_finish(&line);
}

/* ASCII case folded. */
static bool is_same(struct text a, struct text b)
{
	return a.length == b.length && text_contains_fold(a, b);
}

/* A column goes by its name or by its title on screen. */
static const struct table_column *find_column(const struct table *table, struct text wanted)
{
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		if (is_same(wanted, text_of(table->columns[i].name))) {
			return &table->columns[i];
		}
	}
	for (i = 0; i < table->column_count; i++) {
		if (is_same(wanted, text_of(table->columns[i].title))) {
			return &table->columns[i];
		}
	}
	return NULL;
}

static void list_columns(const struct table *table, const char *but, struct buf *out)
{
	size_t i;

	for (i = 0; i < table->column_count; i++) {
		const char *name = table->columns[i].name;

		if (!but || strcmp(name, but) != 0) {
			buf_addf(out, "%s%s", out->length > 0 ? " " : "", name);
		}
	}
}

static void say_order(struct desk *desk, const struct table *table)
{
	const char *name = table->columns[table->sort_column].name;
	struct buf others;

	buf_init(&others, DESK_MESSAGE_MAX);
	list_columns(table, name, &others);
	desk_say(desk, ROLE_INFO, "by %s %s; also %.*s", name,
		table->sort_descending ? "desc" : "asc", (int)others.length, others.at);
	buf_finish(&others);
}

static void say_no_column(struct desk *desk, const struct table *table, struct text wanted)
{
	struct buf all;

	buf_init(&all, DESK_MESSAGE_MAX);
	list_columns(table, NULL, &all);
	desk_say(desk, ROLE_WARN, "sort: no column `%.*s` here, but %.*s", (int)wanted.length,
		wanted.at, (int)all.length, all.at);
	buf_finish(&all);
}

static void run_sort(struct desk *desk, struct text arguments)
{
	struct text wanted = text_cut(&arguments, ' ');
	const struct table_column *column;
	struct table *table = desk_table(desk);
	bool descending;

	arguments = text_trim(arguments);
	if (!table) {
		desk_say(desk, ROLE_INFO, "there is no list to sort here");
		return;
	}
	if (wanted.length == 0) {
		say_order(desk, table);
		return;
	}
	column = find_column(table, wanted);
	if (!column) {
		say_no_column(desk, table, wanted);
		return;
	}
	descending = text_is(arguments, "desc") || (arguments.length == 0 && !column->ascending);
	table_sort_by(table, column->name, descending);
	stack_refresh(&desk->stack);
}

static void complete_sort(struct desk *desk, struct text typed, struct candidates *out)
{
	struct table *table = desk_table(desk);
	size_t i;

	for (i = 0; table && i < table->column_count; i++) {
		commands_offer(out, "sort", text_of(table->columns[i].name), typed);
	}
}

static void run_filter(struct desk *desk, struct text arguments)
{
	struct table *table = desk_filtered(desk);

	if (!table) {
		desk_say(desk, ROLE_INFO, "there is no list to filter here");
		return;
	}
	table_set_filter(table, arguments);
	stack_refresh(&desk->stack);
}

static void run_topic(struct desk *desk, struct text arguments)
{
	const struct topic *topic = model_topic(desk->options.model, arguments);
	struct ref ref;

	if (!topic) {
		desk_say(desk, ROLE_WARN, "topic: none is called `%.*s`", (int)arguments.length,
			arguments.at);
		return;
	}
	ref = ref_topic(topic->name);
	desk_open(desk, "groups", &ref);
}

static void run_envelope(struct desk *desk, struct text arguments)
{
	const struct topic *topic = model_topic(desk->options.model, arguments);
	struct ref ref = topic ? ref_topic(topic->name) : ref_none();

	if (!topic && arguments.length > 0) {
		desk_say(desk, ROLE_WARN, "envelope: no topic is called `%.*s`",
			(int)arguments.length, arguments.at);
		return;
	}
	desk_open(desk, "envelope", &ref);
}

static void offer_topics(
	struct desk *desk, const char *verb, struct text typed, struct candidates *out)
{
	size_t count, i;
	const struct topic *const *topics = model_topics(desk->options.model, &count);

	for (i = 0; i < count && out->count < CANDIDATES_MAX; i++) {
		commands_offer(out, verb, topics[i]->name, typed);
	}
}

static void complete_envelope(struct desk *desk, struct text typed, struct candidates *out)
{
	offer_topics(desk, "envelope", typed, out);
}

static void complete_topic(struct desk *desk, struct text typed, struct candidates *out)
{
	offer_topics(desk, "topic", typed, out);
}

/* Names may hold blanks: whichever blank parts a topic from a group of it. */
static const struct group *find_group(const struct model *model, struct text arguments)
{
	const struct group *group = NULL;
	size_t i;

	for (i = 1; i + 1 < arguments.length && !group; i++) {
		if (arguments.at[i] == ' ') {
			struct text name =
				text_from(arguments.at + i + 1, arguments.length - i - 1);

			group = model_group(model, text_from(arguments.at, i), name);
		}
	}
	return group;
}

static void run_group(struct desk *desk, struct text arguments)
{
	const struct group *group = find_group(desk->options.model, arguments);
	struct ref ref;

	if (!group) {
		desk_say(desk, ROLE_WARN, "group: no topic and group `%.*s`", (int)arguments.length,
			arguments.at);
		return;
	}
	ref = ref_group(group->topic->name, group->name);
	desk_open(desk, "group", &ref);
}

static void complete_group(struct desk *desk, struct text typed, struct candidates *out)
{
	size_t count, i;
	const struct group *const *groups = model_groups(desk->options.model, &count);
	struct buf both;

	buf_init(&both, LINE_BYTES_MAX);
	for (i = 0; i < count && out->count < CANDIDATES_MAX; i++) {
		buf_reset(&both);
		buf_add_text(&both, groups[i]->topic->name);
		buf_add_byte(&both, ' ');
		if (buf_add_text(&both, groups[i]->name)) {
			commands_offer(out, "group", buf_text(&both), typed);
		}
	}
	buf_finish(&both);
}

/* By any key that leads to it; where it is not held its screen says where to look. */
static void run_journey(struct desk *desk, struct text arguments)
{
	const struct journeys *journeys = model_journeys(desk->options.model);
	struct ref ref = ref_journey(text_of(""), arguments, 0);
	struct journey_view view;
	uint32_t number;

	if (arguments.length == 0) {
		desk_say(desk, ROLE_WARN, "journey: which? an order, a ticket, a trace");
		return;
	}
	number = journeys ? journeys_find(journeys, arguments, 0) : 0;
	if (number != 0) {
		journeys_view(journeys, number, &view);
		ref = ref_journey(text_of(view.definition->name), view.name, view.incarnation);
	}
	desk_open(desk, "journey", &ref);
}

static void run_export(struct desk *desk, struct text arguments)
{
	desk->export_to = arguments;
	if (!desk_act(desk, "export")) {
		desk_say(desk, ROLE_INFO, "there is nothing to export on this screen");
	}
	desk->export_to = text_of("");
}

static void run_quit(struct desk *desk, struct text arguments)
{
	(void)arguments;
	desk_act(desk, "quit");
}

static const struct verb verbs[] = {
	{.name = "sort",
		.arguments = "[COLUMN [asc|desc]]",
		.help = "order the list; alone, says by what",
		.run = run_sort,
		.complete = complete_sort},
	{.name = "filter",
		.arguments = "TEXT",
		.help = "show only rows that hold it; ! inverts",
		.run = run_filter},
	{.name = "topic",
		.arguments = "NAME",
		.help = "the groups of a topic",
		.run = run_topic,
		.complete = complete_topic},
	{.name = "envelope",
		.arguments = "[TOPIC]",
		.help = "what its events look like; alone, those of all topics",
		.run = run_envelope,
		.complete = complete_envelope},
	{.name = "group",
		.arguments = "TOPIC GROUP",
		.help = "all of one group",
		.run = run_group,
		.complete = complete_group},
	{.name = "journey",
		.arguments = "KEY",
		.help = "the journey that a key leads to",
		.run = run_journey},
	{.name = "theme",
		.arguments = "[NAME]",
		.help = "another look; alone, says which there are",
		.paused = true,
		.run = commands_theme,
		.complete = commands_complete_theme},
	{.name = "export",
		.arguments = "[FILE]",
		.help = "what is marked or selected into a new file, as JSON lines",
		.run = run_export},
	{.name = "write",
		.arguments = "[NAME REASON|off]",
		.help = "let operations write for 15 minutes; NAME is the profile's, or the host",
		.paused = true,
		.run = operate_run_write},
	{.name = "edit",
		.arguments = "[TOPIC ID]",
		.help = "change the fields of an entry and append it again; alone, the chosen one",
		.run = operate_run_edit},
	{.name = "resume",
		.arguments = "JOB",
		.help = "go on with a stopped job",
		.run = operate_run_resume},
	{.name = "undo",
		.arguments = "JOB",
		.help = "take back what a job did, where that can be",
		.run = operate_run_undo},
	{.name = "repeat",
		.arguments = "JOB",
		.help = "plan what a job was asked once more, as things are now",
		.run = operate_run_repeat},
	{.name = "give-up",
		.arguments = "JOB",
		.help = "end a stopped job as it stands",
		.run = operate_run_cancel},
	{.name = "q", .help = "quit", .paused = true, .run = run_quit},
};

const struct verb *verb_at(size_t i)
{
	return i < sizeof(verbs) / sizeof(*verbs) ? &verbs[i] : NULL;
}

const struct verb *verb_find(struct text name)
{
	const struct verb *verb;
	size_t i;

	for (i = 0; (verb = verb_at(i)) != NULL; i++) {
		if (text_is(name, verb->name)) {
			return verb;
		}
	}
	return NULL;
}
