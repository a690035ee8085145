/* How many journeys went from step to step, how many still may, how many are lost. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "base/shell.h"
#include "coverage.h"
#include "funnel_private.h"
#include "panel.h"

enum { STATE_ROWS = 1, WORDS_MAX = 700, BELOW_ROWS = 3, BELOW_BODY_MIN = 14 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "the journeys that came to this step",
		.hint = "came"},
	{.key = "w",
		.action = "open-went-on",
		.label = "those of them that went on to the next",
		.hint = "went on"},
	{.key = "f",
		.action = "open-in-flight",
		.label = "those that have not yet, and still may",
		.hint = "flight"},
	{.key = "o", .action = "open-lost", .label = "those that will not", .hint = "lost"},
	{.key = "Tab",
		.action = "next-funnel",
		.label = "the funnel of the next definition",
		.hint = "next"},
	{.key = "S-Tab",
		.action = "previous-funnel",
		.label = "the funnel of the definition before"},
	{.key = "yc",
		.action = "copy-command",
		.label = "copy the rivermaster command that counts these steps"},
	{.key = NULL},
};

static const struct view_command commands[] = {
	{.name = "steps",
		.arguments = "[STEP STEP ...]",
		.help = "count these steps; without any those that are declared",
		.typed = ":steps STEP STEP..."},
	{.name = "within",
		.arguments = "TIME",
		.help = "count what came so long after the first step: 30m, or ever",
		.typed = ":within TIME"},
	{.name = NULL},
};

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%.*s", INTENT_MESSAGE_MAX - 1, sentence);
	return intent;
}

static struct buf *new_buf(void)
{
	struct buf *buf = mem_alloc(1, sizeof(*buf));

	buf_init(buf, FUNNEL_BYTES_MAX);
	return buf;
}

static void funnel_open(void *self, const struct ref *ref)
{
	struct funnels *funnels = self;
	struct error error = {.code = ERROR_NONE};

	table_init(&funnels->table, funnel_titles, FUNNEL_COLUMNS, "order");
	funnels->scratch = new_buf();
	funnels->asked_of = new_buf();
	for (uint32_t i = 0; i < FUNNEL_STEPS_MAX; i++) {
		funnels->keys[i] = i;
	}
	if (ref->subject == SUBJECT_WAY &&
		funnels_ask(funnels, ref->more, ref->more_count, &error)) {
		buf_add_text(funnels->asked_of, ref->definition);
	}
}

static void funnel_interest(const void *self, const struct model *model, struct interest *out)
{
	(void)self;
	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->journeys = true;
}

static void funnel_refresh(void *self, const struct model *model)
{
	struct funnels *funnels = self;
	struct table_source source = funnels_source(funnels);

	funnels->model = model;
	if (funnels->source.journeys != model_journeys(model)) {
		funnels_look_again(funnels);
	}
	funnels->source = journey_source_of(model);
	funnels_look_on(funnels);
	table_refresh(&funnels->table, &source, model_now_ms(model));
}

static int below_height(int width, int height)
{
	return height < BELOW_BODY_MIN ? 0
				       : BELOW_ROWS + height - panel_inner_height(width, height);
}

static void funnel_layout(void *self, int width, int height)
{
	struct funnels *funnels = self;
	int list = height - below_height(width, height);

	funnels->width = width;
	funnels->height = height;
	table_layout(&funnels->table, panel_inner_height(width, list) - STATE_ROWS);
}

static void say_title(const struct funnels *funnels, char *out, size_t size)
{
	const struct funnel_look *look = &funnels->now;
	const char *name = look->definition ? look->definition->name : NULL;
	char journeys[NUMBER_MAX], within[NUMBER_MAX] = "ever";
	bool asked = funnels->asked.count > 0;
	int n = snprintf(out, size, "Funnel");

	if (name) {
		n += snprintf(out + n, size - (size_t)n, " of %.60s", name);
	}
	if (asked) {
		n += snprintf(out + n, size - (size_t)n, ", chosen steps");
	} else if (look->learned) {
		n += snprintf(out + n, size - (size_t)n, ", as most go (learned)");
	}
	if (!asked && funnels->definitions > 1) {
		n += snprintf(out + n, size - (size_t)n, " (%zu of %zu)",
			funnels->turn % funnels->definitions + 1, funnels->definitions);
	}
	if (funnels->within_ms > 0) {
		number_duration(within, funnels->within_ms);
	}
	snprintf(out + n, size - (size_t)n, "   %s journeys   within: %s",
		number_count(journeys, (int64_t)look->funnel.journeys, 9), within);
}

static void say_none(const struct funnels *funnels, char *out, size_t size)
{
	coverage_say_none(funnels->model, out, size);
	if (out[0] != '\0') {
		return;
	}
	if (funnels->table.total > 0) {
		snprintf(out, size, "nothing here matches: Esc clears the filter");
	} else if (funnels->next.funnel.count > 0) {
		snprintf(out, size, "looking at the journeys ...");
	} else {
		snprintf(out, size,
			"no two steps are declared here, and no journey went two yet: "
			":steps STEP STEP counts those");
	}
}

static void draw_list(const struct funnels *funnels, struct canvas *canvas)
{
	struct table_source source = funnels_source(funnels);
	char title[WORDS_MAX], words[WORDS_MAX];
	struct canvas inside, rows;
	enum role role;

	say_title(funnels, title, sizeof(title));
	inside = panel_draw(canvas, title, NULL, true);
	role = coverage_say(funnels->model, words, sizeof(words));
	canvas_text(&inside, 1, 0, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (funnels->table.shown > 0) {
		table_draw(&funnels->table, &source, &rows, true);
		return;
	}
	say_none(funnels, words, sizeof(words));
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

static bool selected(const struct funnels *funnels, size_t *at)
{
	return table_selected(&funnels->table, at) && *at < funnels->now.funnel.count;
}

static void funnel_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct funnels *funnels = self;
	int below = below_height(canvas->width, canvas->height);
	int above = canvas->height - below;
	struct canvas list = canvas_part(canvas, 0, 0, canvas->width, above);
	struct canvas rest = canvas_part(canvas, 0, above, canvas->width, below);
	size_t at;

	(void)model;
	if (below > 0) {
		struct canvas inside = panel_draw(&rest, "Step", NULL, false);

		if (selected(funnels, &at)) {
			funnels_draw_step(funnels, at, &inside);
		}
	}
	draw_list(funnels, &list);
}

/* The reference borrows the names until the next call. */
static struct intent open_behind(struct funnels *funnels, size_t at, enum funnel_came came)
{
	const struct funnel *funnel = &funnels->now.funnel;
	const struct definition *definition = funnels->now.definition;

	for (size_t i = 0; i < funnel->count; i++) {
		funnels->steps[i] = funnel->steps[i].name;
	}
	return (struct intent){
		.kind = INTENT_OPEN,
		.view = "journeys",
		.ref =
			{
				.subject = SUBJECT_FUNNEL,
				.definition = text_of(definition ? definition->name : NULL),
				.more = funnels->steps,
				.more_count = funnel->count,
				.place = {.step = (uint32_t)at,
					.came = came,
					.within_ms = funnel->within_ms},
			},
	};
}

/* `rivermaster funnel a b`, with the time where there is one. */
static struct intent copy(struct funnels *funnels)
{
	const struct funnel *funnel = &funnels->now.funnel;
	struct buf *out = funnels->scratch;
	char within[NUMBER_MAX];

	buf_reset(out);
	buf_add_string(out, "rivermaster funnel");
	if (funnel->within_ms > 0) {
		buf_addf(out, " --within %s", number_duration(within, funnel->within_ms));
	}
	for (size_t i = 0; i < funnel->count; i++) {
		buf_add_byte(out, ' ');
		shell_word(out, funnel->steps[i].name);
	}
	return (struct intent){.kind = INTENT_COPY,
		.text = buf_text(out),
		.masked = buf_text(out),
		.message = "command"};
}

static struct intent turn(struct funnels *funnels, size_t by)
{
	if (funnels->asked.count > 0) {
		return say("these steps were chosen: :steps goes back to what is declared");
	}
	if (funnels->definitions < 2) {
		return say("there is no other definition: :steps STEP STEP counts other steps");
	}
	funnels->turn = (funnels->turn + by) % funnels->definitions;
	funnel_refresh(funnels, funnels->model);
	return (struct intent){.kind = INTENT_NONE};
}

static struct intent act_on_step(struct funnels *funnels, const char *action, bool *known)
{
	static const struct {
		const char *action;
		enum funnel_came came;
	} acts[] = {{"open", FUNNEL_REACHED}, {"open-went-on", FUNNEL_CONVERTED},
		{"open-in-flight", FUNNEL_IN_FLIGHT}, {"open-lost", FUNNEL_LOST},
		{"copy-command", FUNNEL_CAME}};
	const size_t count = sizeof(acts) / sizeof(*acts);
	size_t i = 0, at;

	while (i < count && strcmp(action, acts[i].action) != 0) {
		i++;
	}
	*known = i < count;
	if (!*known || !selected(funnels, &at)) {
		return say("there is no step here yet");
	}
	return acts[i].came == FUNNEL_CAME ? copy(funnels) : open_behind(funnels, at, acts[i].came);
}

static struct intent funnel_act(void *self, const struct model *model, const char *action)
{
	struct funnels *funnels = self;
	struct table_source source = funnels_source(funnels);
	bool known;
	struct intent intent = act_on_step(funnels, action, &known);

	if (known) {
		return intent;
	}
	if (strcmp(action, "next-funnel") == 0) {
		return turn(funnels, 1);
	}
	if (strcmp(action, "previous-funnel") == 0) {
		return turn(funnels, funnels->definitions > 0 ? funnels->definitions - 1 : 0);
	}
	known = table_act(&funnels->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static struct intent ask_steps(struct funnels *funnels, struct text argument)
{
	struct error error = {.code = ERROR_NONE};
	struct text steps[FUNNEL_STEPS_MAX + 1] = {{.length = 0}};
	size_t count = 0;

	while (argument.length > 0 && count <= FUNNEL_STEPS_MAX) {
		steps[count] = text_cut(&argument, ' ');
		count += steps[count].length > 0;
	}
	if (!funnels_ask(funnels, steps, count, &error)) {
		return say(error.text);
	}
	return say(count > 0 ? "counting these steps" : "counting what is declared");
}

static struct intent funnel_command(
	void *self, const struct model *model, struct text name, struct text argument)
{
	struct funnels *funnels = self;
	int64_t within_ms = 0;

	(void)model;
	if (text_is(name, "steps")) {
		return ask_steps(funnels, argument);
	}
	argument = text_trim(argument);
	if (!text_is(argument, "ever") &&
		!(number_parse_duration(argument, &within_ms) && within_ms > 0)) {
		return say("within needs a time such as 30m, or ever");
	}
	funnels->within_ms = within_ms;
	return (struct intent){.kind = INTENT_NONE};
}

static struct table *funnel_table(void *self)
{
	return &((struct funnels *)self)->table;
}

static void drop(struct buf *buf)
{
	buf_finish(buf);
	mem_free(buf);
}

static void funnel_close(void *self)
{
	struct funnels *funnels = self;

	funnels_look_again(funnels);
	funnel_finish(&funnels->asked);
	table_finish(&funnels->table);
	drop(funnels->scratch);
	drop(funnels->asked_of);
}

const struct view funnel_view = {
	.name = "funnel",
	.title = "Funnel",
	.help = "how many journeys went from step to step, are in flight, or are lost",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct funnels),
	.bindings = bindings,
	.commands = commands,
	.open = funnel_open,
	.interest = funnel_interest,
	.refresh = funnel_refresh,
	.layout = funnel_layout,
	.draw = funnel_draw,
	.act = funnel_act,
	.command = funnel_command,
	.table = funnel_table,
	.close = funnel_close,
};
