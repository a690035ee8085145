/* The board: every journey that is on its way, what is stuck, late or failed first. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "board_private.h"
#include "coverage.h"
#include "operation_keys.h"
#include "panel.h"

enum { STATE_ROWS = 2, WORDS_MAX = 700, OUT_BYTES_MAX = 1 << 20 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "the journey: its steps, what it waits for",
		.hint = "open"},
	{.key = "c",
		.action = "customer",
		.label = "all journeys of this one's customer",
		.hint = "customer"},
	{.key = "d",
		.action = "compare",
		.label = "two marked journeys, or this one and the usual",
		.hint = "compare"},
	{.key = "s",
		.action = "sort-turn",
		.label = "sort by deadline, by value, by age",
		.hint = "by"},
	{.key = "a",
		.action = "show-all",
		.label = "leave out what failed; show what is over, too",
		.hint = "shown"},
	{.key = "yi", .action = "copy-id", .label = "copy what the journey is called"},
	{.key = "yc",
		.action = "copy-command",
		.label = "copy the rivermaster command that shows it"},
	BIND_REDELIVER,
	BIND_DEAD_LETTER,
	BIND_REPLAY,
	BIND_EDIT,
	BIND_REDRIVE,
	BIND_CLAIM,
	BIND_ACK,
	{.key = NULL},
};

void board_open(void *self, const struct ref *ref)
{
	struct board *board = self;

	ref_set(&board->within, ref);
	if (ref->subject == SUBJECT_WAY || ref->subject == SUBJECT_FUNNEL) {
		board->lists = BOARD_ALL;
	}
	if (ref->subject == SUBJECT_FUNNEL) {
		funnel_init(&board->funnel, ref->more, ref->more_count, ref->place.within_ms,
			&(struct error){.code = ERROR_NONE});
	}
	memcpy(board->titles, board_titles, sizeof(board->titles));
	table_init(&board->table, board->titles, BOARD_COLUMNS, "due");
	board->scratch = mem_alloc(1, sizeof(*board->scratch));
	buf_init(board->scratch, OUT_BYTES_MAX);
	journey_copy_init(&board->copy);
}

void board_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct board *board = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	if (board->within.subject == SUBJECT_GROUP) {
		interest_add(out, INTEREST_TOPIC, board->within.topic, text_of(""));
	}
	out->journeys = true;
}

void board_refresh(void *self, const struct model *model)
{
	struct board *board = self;
	struct table_source source = board_source(board);
	struct journey_source before = board->source;

	board->model = model;
	board->source = journey_source_of(model);
	if (before.journeys != board->source.journeys) {
		board_look_again(board);
	}
	board_look_on(board);
	memcpy(board->titles, board_titles, sizeof(board->titles));
	board->titles[board->table.sort_column].priority = 0;
	rows_filter_read(&board->filter, buf_text(&board->table.filter), board_attributes,
		board_attribute_count);
	table_refresh(&board->table, &source, model_now_ms(model));
}

static void board_layout(void *self, int width, int height)
{
	struct board *board = self;

	board->width = width;
	board->height = height;
	table_layout(&board->table, panel_inner_height(width, height) - STATE_ROWS);
}

static void board_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct board *board = self;
	struct table_source source = board_source(board);
	char words[WORDS_MAX], title[WORDS_MAX];
	struct canvas inside, rows, states;
	enum role role;

	(void)model;
	board_say_title(board, title, sizeof(title));
	board_say_place(board, words, sizeof(words));
	inside = panel_draw(canvas, title, words, true);
	states = canvas_part(&inside, 0, 0, inside.width, 1);
	board_draw_states(board, &states);
	role = coverage_say(board->model, words, sizeof(words));
	canvas_text(&inside, 1, 1, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (board->table.shown > 0) {
		table_draw(&board->table, &source, &rows, true);
		return;
	}
	board_say_none(board, words, sizeof(words));
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

static bool selected(const struct board *board, struct journey_view *view)
{
	size_t row;

	return table_selected(&board->table, &row) && board_journey(board, row, view);
}

static struct intent act_open(struct board *board, const struct journey_view *view)
{
	(void)board;
	return (struct intent){.kind = INTENT_OPEN, .view = "journey", .ref = journey_ref(view)};
}

static struct intent act_customer(struct board *board, const struct journey_view *view)
{
	(void)board;
	if (view->party.length == 0) {
		return say("nothing tells whose journey this is: party = FIELD in its definition");
	}
	return (struct intent){
		.kind = INTENT_OPEN, .view = "customer", .ref = ref_party(view->party)};
}

/* The marked journeys that are still there, the first two of them. */
static size_t find_marked(const struct board *board, struct journey_view views[2])
{
	size_t found = 0;

	for (size_t i = 0; i < board->now.count && found < 2; i++) {
		struct text key =
			text_from(&board->now.rows[i].serial, sizeof(board->now.rows[i].serial));

		if (table_marked(&board->table, key) && board_journey(board, i, &views[found])) {
			found++;
		}
	}
	return found;
}

static struct intent act_compare(struct board *board, const struct journey_view *view)
{
	struct journey_view views[2] = {*view};
	struct intent intent = {.kind = INTENT_OPEN, .view = "compare"};
	size_t marked = find_marked(board, views);

	intent.ref = journey_ref(&views[0]);
	if (marked == 2) {
		board->other = views[1].name;
		intent.ref.more = &board->other;
		intent.ref.more_count = 1;
	}
	return intent;
}

/* By deadline, by value, by age, one after the other. */
static struct intent act_sort(struct board *board)
{
	static const struct {
		size_t column;
		const char *name;
		bool descending;
	} turns[] = {
		{BOARD_DUE, "due", false}, {BOARD_VALUE, "value", true}, {BOARD_AGE, "age", true}};
	static const size_t count = sizeof(turns) / sizeof(*turns);
	struct intent intent = {.kind = INTENT_SAY};
	size_t next = 0;

	for (size_t i = 0; i < count; i++) {
		if (board->table.sort_column == turns[i].column) {
			next = (i + 1) % count;
		}
	}
	table_sort_by(&board->table, turns[next].name, turns[next].descending);
	snprintf(intent.message, sizeof(intent.message),
		"by %s; what is stuck, late or failed stays first", turns[next].name);
	return intent;
}

static struct intent act_all(struct board *board)
{
	static const char *const says[BOARD_SHOWN] = {
		[BOARD_OPEN_FAILED] = "journeys on their way, and those that failed",
		[BOARD_OPEN] = "journeys on their way, without those that failed",
		[BOARD_ALL] = "all journeys that are held",
	};

	board->lists = (enum board_shown)((board->lists + 1) % BOARD_SHOWN);
	board_look_again(board);
	return say(says[board->lists]);
}

static struct intent act_on_one(struct board *board, const char *action, bool *known)
{
	static const struct {
		const char *action;
		struct intent (*act)(struct board *board, const struct journey_view *view);
	} acts[] = {{"open", act_open}, {"customer", act_customer}, {"compare", act_compare}};
	struct intent intent = {.kind = INTENT_UNKNOWN};
	struct journey_view view = {.number = 0};
	bool copies = strncmp(action, "copy-", 5) == 0;
	size_t i = 0;

	while (i < sizeof(acts) / sizeof(*acts) && strcmp(action, acts[i].action) != 0) {
		i++;
	}
	*known = copies || i < sizeof(acts) / sizeof(*acts);
	if (*known && !selected(board, &view)) {
		return say("there is no journey here");
	}
	if (copies) {
		intent = journey_copy_act(&board->copy, board->model, &view, action);
	} else if (*known) {
		intent = acts[i].act(board, &view);
	}
	return intent;
}

static struct intent say_marks(const struct board *board)
{
	struct intent intent = {.kind = INTENT_SAY};
	char number[NUMBER_MAX];

	if (board->now.unlisted > 0) {
		snprintf(intent.message, sizeof(intent.message),
			"%zu marked; %s more are held and not listed",
			map_count(board->table.marks),
			number_count(number, (int64_t)board->now.unlisted, NUMBER_MAX - 1));
	} else {
		snprintf(intent.message, sizeof(intent.message),
			"%zu marked, of the journeys that are held", map_count(board->table.marks));
	}
	return intent;
}

struct intent board_act(void *self, const struct model *model, const char *action)
{
	struct board *board = self;
	struct table_source source = board_source(board);
	struct intent intent;
	bool known;

	intent = act_on_one(board, action, &known);
	if (known) {
		return intent;
	}
	if (strcmp(action, "sort-turn") == 0) {
		return act_sort(board);
	}
	if (strcmp(action, "show-all") == 0) {
		return act_all(board);
	}
	known = table_act(&board->table, &source, action, model_now_ms(model));
	if (strcmp(action, "mark-all") == 0) {
		return say_marks(board);
	}
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

struct table *board_table(void *self)
{
	return &((struct board *)self)->table;
}

/* The whole reason, which its column may cut. */
void board_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct board *board = self;
	struct journey_view view;
	struct buf name;

	(void)model;
	out[0] = '\0';
	if (!selected(board, &view)) {
		return;
	}
	buf_init(&name, OUT_BYTES_MAX);
	journey_say_name(&board->source, &view, &name);
	journey_say_reason(&board->source, &view, board->scratch);
	snprintf(out, INTENT_MESSAGE_MAX, "%.*s %s: %.*s",
		(int)(name.length < 60 ? name.length : 60), name.at, journey_state_name(view.state),
		(int)board->scratch->length, board->scratch->at);
	buf_finish(&name);
}

void board_close(void *self)
{
	struct board *board = self;

	table_finish(&board->table);
	ref_finish(&board->within);
	funnel_finish(&board->funnel);
	rows_filter_finish(&board->filter);
	mem_free(board->now.rows);
	mem_free(board->next.rows);
	buf_finish(board->scratch);
	mem_free(board->scratch);
	journey_copy_finish(&board->copy);
	mem_free(board->chosen.at);
}

const struct view board_view = {
	.name = "journeys",
	.title = "Journeys",
	.help = "what is on its way, and where it hangs: stuck, late and failed journeys first",
	.key = "5",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct board),
	.bindings = bindings,
	.open = board_open,
	.interest = board_interest,
	.refresh = board_refresh,
	.layout = board_layout,
	.draw = board_draw,
	.act = board_act,
	.chosen = board_chosen,
	.table = board_table,
	.note = board_note,
	.close = board_close,
};
