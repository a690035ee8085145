/* The form of an operation: what it acts on, its options as ops/op.h has them, how fast, why. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "operation_private.h"
#include "panel.h"

enum {
	LABEL_CELLS = 16,
	FIELD_CELLS = 34,
	FIELD_CELLS_MIN = 20,
	PAIRS = 4,
	WORDS_MAX = 300,
	SETS_BYTES_MAX = 2048,
};

void form_finish(struct operation_form *form)
{
	for (size_t i = 0; i < form->count; i++) {
		field_finish(&form->rows[i].field);
	}
	form->count = 0;
}

static struct form_row *add(struct operation_form *form, enum form_kind kind, const char *label)
{
	struct form_row *row = &form->rows[form->count];

	*row = (struct form_row){.kind = kind, .label = label, .help = ""};
	field_init(&row->field);
	form->count += form->count + 1 < FORM_ROWS_MAX;
	return row;
}

static void add_subject(
	struct operation_form *form, enum form_kind kind, const char *label, struct text given)
{
	struct form_row *row = add(form, kind, label);

	row->fixed = given.length > 0;
	field_set(&row->field, given);
}

static void add_subjects(struct operation *operation, const struct operation_wish *wish)
{
	struct operation_form *form = &operation->form;
	const struct op *op = wish->op;

	add_subject(form, FORM_TOPIC, "topic", operation->ref.topic);
	if (op->subject != SUBJECT_TOPIC) {
		add_subject(form, FORM_GROUP, "group", operation->ref.group);
	}
	if (op->subject == SUBJECT_CONSUMER) {
		add_subject(form, FORM_CONSUMER, "consumer", operation->ref.consumer);
	}
	if ((op->flags & OP_AT) != 0) {
		struct form_row *row = add(form, FORM_AT, "id");

		row->help = "where the group's cursor shall be: an id, 0, $";
		field_set(&row->field, wish->at);
	}
}

static void add_param(
	struct operation *operation, const struct param *param, const struct operation_wish *wish)
{
	struct form_row *row = add(&operation->form, FORM_PARAM, param->name);

	row->param = param;
	row->help = param->help;
	row->flag = param->kind == PARAM_FLAG;
	if (strcmp(param->name, "where") == 0) {
		field_set(&row->field, wish->query);
	}
}

static void add_params(struct operation *operation, const struct operation_wish *wish)
{
	const struct op *op = wish->op;

	for (size_t i = 0; op->params[i] != NULL; i++) {
		bool pairs = op->params[i]->kind == PARAM_PAIR;
		int times = !pairs ? 1 : operation->sets.value_count == 0 ? PAIRS : 0;

		for (int k = 0; k < times; k++) {
			add_param(operation, op->params[i], wish);
		}
	}
}

/* Where the entries are chosen already, only the reason is missing. */
static size_t first_open(const struct operation_form *form)
{
	bool chosen = false;
	size_t reason = 0;

	for (size_t i = 0; i < form->count; i++) {
		bool open = !form->rows[i].fixed && form->rows[i].field.text.length == 0;

		chosen = chosen || form->rows[i].kind == FORM_CHOSEN;
		if (chosen && form->rows[i].kind == FORM_REASON) {
			return i;
		}
		if (open && !chosen && form->rows[i].kind <= FORM_AT) {
			return i;
		}
	}
	for (size_t i = 0; i < form->count; i++) {
		if (!form->rows[i].fixed && form->rows[i].kind != FORM_CHOSEN &&
			form->rows[i].kind != FORM_REASON) {
			return i;
		}
		reason = form->rows[i].kind == FORM_REASON ? i : reason;
	}
	return reason;
}

/* `2 fields: amount, payload`. */
static void say_sets(const struct operation *operation, struct form_row *row)
{
	size_t count = operation->sets.value_count;
	struct buf words;

	buf_init(&words, SETS_BYTES_MAX);
	buf_addf(&words, "%zu field%s", count, count == 1 ? "" : "s");
	for (size_t i = 0; i < count; i++) {
		struct text rest = operation->sets.values[i].value;

		buf_add_string(&words, i == 0 ? ": " : ", ");
		buf_add_text(&words, text_cut(&rest, '='));
	}
	field_set(&row->field, buf_text(&words));
	buf_finish(&words);
}

static void add_pace(struct operation_form *form, unsigned flags)
{
	if ((flags & OP_ONCE) != 0) {
		return;
	}
	add(form, FORM_RATE, "rate")->help = "entries a second; empty: as fast as it goes";
	add(form, FORM_FIRST, "first")->help = "pause after so many, to look at what came";
	add(form, FORM_MAX_LATENCY, "max latency")->help = "pause where a batch takes more ms";
	if ((flags & OP_COPIES) != 0) {
		add(form, FORM_MAX_LAG, "max lag")->help = "pause where its readers are behind";
	}
	if ((flags & OP_BACK) != 0 || (flags & (OP_COPIES | OP_INTO_DEAD)) == OP_COPIES) {
		add(form, FORM_MAX_DEAD, "max dead")->help = "pause where more die in a minute";
	}
}

void form_begin(struct operation *operation, const struct operation_wish *wish)
{
	struct operation_form *form = &operation->form;
	struct form_row *row;

	form_finish(form);
	add_subjects(operation, wish);
	if ((wish->op->flags & OP_IDS) != 0 && operation->id_count > 0) {
		row = add(form, FORM_CHOSEN, "entries");
		row->flag = row->on = true;
		row->fixed = operation->sets.value_count > 0;
		row->help = operation->found[0] != '\0' ? operation->found
							: "off: those that the rows below choose";
	}
	if (operation->sets.value_count > 0) {
		row = add(form, FORM_SETS, "edited");
		row->fixed = true;
		say_sets(operation, row);
	}
	row = add(form, FORM_REASON, "reason");
	row->help = "why: it is kept with the audit";
	field_set(&row->field, wish->reason);
	add_params(operation, wish);
	add_pace(form, wish->op->flags);
	form->at = first_open(form);
}

static void move(struct operation_form *form, int by)
{
	size_t count = form->count;

	do {
		form->at = (form->at + count + (size_t)by) % count;
	} while (form->rows[form->at].fixed);
}

bool form_input(struct operation *operation, const struct key *key)
{
	struct operation_form *form = &operation->form;
	struct form_row *row = &form->rows[form->at];

	if (key->code == KEY_CODE_DOWN || key->code == KEY_CODE_TAB) {
		move(form, 1);
		return true;
	}
	if (key->code == KEY_CODE_UP || key->code == KEY_CODE_BACKTAB) {
		move(form, -1);
		return true;
	}
	if (key->code == KEY_CODE_ENTER || key->code == KEY_CODE_ESC || key->control ||
		(key->code >= KEY_CODE_F1 && key->code <= KEY_CODE_F12)) {
		return false;
	}
	operation->says[0] = '\0';
	if (row->flag) {
		row->on = key->code == ' ' ? !row->on : row->on;
		return true;
	}
	field_key(&row->field, key);
	return true;
}

/* `3 marked`, `1712924455310-0`. */
static void say_chosen(const struct operation *operation, char *out, size_t size)
{
	char id[ID_TEXT_MAX], count[NUMBER_MAX];
	const char *note = operation->note, *joint = note[0] != '\0' ? "; " : "";

	if (operation->id_count == 1) {
		snprintf(out, size, "%s%s%s", id_format(id, operation->ids[0]), joint, note);
	} else {
		snprintf(out, size, "the %s that were marked%s%s",
			number_count(count, (int64_t)operation->id_count, NUMBER_MAX - 1), joint,
			note);
	}
}

bool form_is_chosen(const struct operation *operation)
{
	for (size_t i = 0; i < operation->form.count; i++) {
		if (operation->form.rows[i].kind == FORM_CHOSEN) {
			return operation->form.rows[i].on;
		}
	}
	return false;
}

bool form_chooses(const struct param *param)
{
	static const char *const names[] = {"from", "to", "where", "all"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(param->name, names[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* What is chosen one by one is not chosen by these as well. */
static bool is_idle(const struct operation *operation, const struct form_row *row)
{
	return row->kind == FORM_PARAM && form_is_chosen(operation) && form_chooses(row->param);
}

static void draw_value(const struct operation *operation, const struct form_row *row, bool focus,
	struct canvas *cell)
{
	char words[WORDS_MAX];

	if (row->kind == FORM_CHOSEN) {
		say_chosen(operation, words, sizeof(words));
		canvas_printf(
			cell, 0, 0, cell->width, ROLE_INPUT, "[%c] %s", row->on ? 'x' : ' ', words);
	} else if (row->flag) {
		canvas_text(cell, 0, 0, cell->width, ROLE_INPUT, text_of(row->on ? "[x]" : "[ ]"));
	} else if (row->fixed) {
		canvas_name(cell, 0, 0, cell->width, ROLE_STRONG, buf_text(&row->field.text));
	} else {
		for (int x = 0; x < cell->width; x++) {
			canvas_text(cell, x, 0, 1, ROLE_MUTED, text_of("_"));
		}
		if (focus) {
			field_draw(&row->field, cell, 0, 0, cell->width, "");
			return;
		}
		canvas_text(cell, 0, 0, cell->width, ROLE_INPUT, buf_text(&row->field.text));
	}
	if (focus) {
		canvas_set_cursor(cell, row->flag ? 1 : 0, 0);
	}
}

static void draw_row(const struct operation *operation, size_t i, int y, struct canvas *canvas)
{
	const struct form_row *row = &operation->form.rows[i];
	bool focus = i == operation->form.at, idle = is_idle(operation, row);
	int cells = canvas->width >= PANEL_WIDE ? FIELD_CELLS : FIELD_CELLS_MIN;
	int x = LABEL_CELLS + 3;
	struct canvas cell;

	cells = row->fixed || row->kind == FORM_CHOSEN || row->kind == FORM_REASON ||
			row->param == NULL
		? canvas->width - x - 1
		: cells;
	cells = row->kind >= FORM_RATE && row->kind <= FORM_MAX_DEAD ? FIELD_CELLS_MIN : cells;
	canvas_text(canvas, 1, y, 2, ROLE_ACCENT, text_of(focus ? ">" : ""));
	canvas_text(canvas, 3, y, LABEL_CELLS - 1,
		idle            ? ROLE_MUTED
			: focus ? ROLE_STRONG
				: ROLE_TEXT,
		text_of(row->label));
	cell = canvas_part(canvas, x, y, cells, 1);
	draw_value(operation, row, focus, &cell);
	if (x + cells + 2 < canvas->width) {
		canvas_text(canvas, x + cells + 2, y, canvas->width - x - cells - 3, ROLE_MUTED,
			text_of(idle ? "not with chosen entries" : row->help));
	}
}

void form_draw(const struct operation *operation, struct canvas *canvas)
{
	char title[WORDS_MAX], right[64];
	struct canvas inside;
	const struct form_row *row = &operation->form.rows[operation->form.at];
	size_t first = 0, count = operation->form.count;
	int room;

	snprintf(
		title, sizeof(title), "%s   1 what  2 plan  3 confirm  4 run", operation->op->name);
	snprintf(right, sizeof(right), "%zu/%zu  nothing is sent yet",
		operation->form.at + 1, count);
	inside = panel_draw(canvas, title, right, true);
	canvas_text(&inside, 1, 0, inside.width - 2, ROLE_MUTED, text_of(operation->op->summary));
	room = inside.height - 4;
	if (room > 0 && operation->form.at >= (size_t)room) {
		first = operation->form.at - (size_t)room + 1;
	}
	for (int y = 0; y < room && first + (size_t)y < count; y++) {
		draw_row(operation, first + (size_t)y, y + 2, &inside);
	}
	if (operation->says[0] != '\0') {
		canvas_text(&inside, 1, inside.height - 1, inside.width - 2, ROLE_WARN,
			text_of(operation->says));
	} else {
		canvas_text(&inside, 1, inside.height - 1, inside.width - 2, ROLE_MUTED,
			text_of(row->help[0] != '\0' ? row->help : row->label));
	}
}
