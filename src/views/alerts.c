/* What the rules of the configuration found, and below it what happened. */
#include <stdio.h>
#include <string.h>

#include "alerts_private.h"
#include "panel.h"
#include "verdict_role.h"

enum { WORDS_MAX = 700, HISTORY_ROWS_MIN = 4, HISTORY_ROWS_MAX = 10 };

static const struct binding bindings[] = {
	{.key = "Enter", .action = "open", .label = "what the alert is on", .hint = "open"},
	{.key = "a",
		.action = "acknowledge",
		.label = "take note: somebody knows of it",
		.hint = "ack"},
	{.key = "y", .action = "copy", .label = "copy the alert's key", .hint = "copy"},
	{.key = NULL},
};

static void alerts_open(void *self, const struct ref *ref)
{
	struct alerts *alerts = self;

	(void)ref;
	table_init(&alerts->table, alerts_titles, ALERT_COLUMNS, "severity");
	alerts->table.sort_descending = true;
}

static void alerts_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct alerts *alerts = self;
	size_t row;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	for (size_t i = 0; table_visible(&alerts->table, i, &row); i++) {
		const struct alert *alert = alerts_at(alerts, row);

		if (alert && alert_subject_is_topic(alert->rule->of)) {
			interest_add(out, INTEREST_TOPIC, alert->names[0], text_of(""));
		}
	}
}

static void alerts_refresh(void *self, const struct model *model)
{
	struct alerts *alerts = self;
	const struct alert *alert;
	struct table_source source = alerts_source(alerts);

	alerts->model = model;
	alerts->count = 0;
	while ((alert = alert_list_at(model_alerts(model), alerts->count)) != NULL) {
		memcpy(alerts->keys[alerts->count++], alert->key, ALERT_KEY_MAX);
	}
	table_refresh(&alerts->table, &source, model_now_ms(model));
}

/* Of the whole; the rest is the list's. */
static int history_height(int height)
{
	int rows = height / 3;

	rows = rows < HISTORY_ROWS_MIN ? HISTORY_ROWS_MIN : rows;
	return rows > HISTORY_ROWS_MAX ? HISTORY_ROWS_MAX : rows;
}

static void alerts_layout(void *self, int width, int height)
{
	struct alerts *alerts = self;

	alerts->width = width;
	alerts->height = height;
	table_layout(&alerts->table, panel_inner_height(width, height - history_height(height)));
}

static void say_title(char out[WORDS_MAX], const struct alerts *alerts, const struct model *model)
{
	struct alert_about about = alert_list_about(model_alerts(model));
	struct text filter = buf_text(&alerts->table.filter);

	snprintf(out, WORDS_MAX, "Alerts  %zu firing, %zu acknowledged, %zu pending   filter: %.*s",
		about.firing, about.acknowledged, about.pending,
		filter.length ? (int)filter.length : 4, filter.length ? filter.at : "none");
}

static void say_empty(char out[WORDS_MAX], const struct alerts *alerts, const struct model *model)
{
	size_t rules = alert_list_about(model_alerts(model)).rules;

	if (alerts->table.total > 0) {
		snprintf(out, WORDS_MAX, "nothing here matches: Esc clears the filter");
	} else if (rules == 0) {
		snprintf(out, WORDS_MAX,
			"no rules: [alert NAME] in the configuration, as when = lag > 1000");
	} else {
		snprintf(out, WORDS_MAX, "all is quiet: %zu rule%s, none holds", rules,
			rules == 1 ? "" : "s");
	}
}

static void draw_list(const struct alerts *alerts, const struct model *model, struct canvas *canvas)
{
	struct table_source source = alerts_source(alerts);
	char words[WORDS_MAX];
	struct canvas inside;

	say_title(words, alerts, model);
	inside = panel_draw(canvas, words, NULL, true);
	if (alerts->table.shown > 0) {
		table_draw(&alerts->table, &source, &inside, true);
		return;
	}
	say_empty(words, alerts, model);
	panel_say(&inside, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

/* What went wrong with rules and commands; empty: nothing. */
static void say_trouble(char out[WORDS_MAX], const struct alert_about *about)
{
	const struct fact_hooks *hooks = &about->hooks;
	int n = 0;

	out[0] = '\0';
	if (about->undecided > 0) {
		n = snprintf(out, WORDS_MAX, "could not be decided %llu times (%s)  ",
			(unsigned long long)about->undecided, about->undecided_why);
	}
	if (about->unheld > 0) {
		n += snprintf(out + n, WORDS_MAX - (size_t)n, "%llu found no room  ",
			(unsigned long long)about->unheld);
	}
	if (hooks->trouble[0] != '\0' || hooks->dropped > 0) {
		snprintf(out + n, WORDS_MAX - (size_t)n,
			"commands: %llu called, %llu failed, %llu late, %llu noisy, %llu not "
			"called: %s",
			(unsigned long long)hooks->started, (unsigned long long)hooks->failed,
			(unsigned long long)hooks->late, (unsigned long long)hooks->noisy,
			(unsigned long long)hooks->dropped, hooks->trouble);
	}
}

static void draw_history(const struct model *model, struct canvas *canvas)
{
	const struct alert_list *list = model_alerts(model);
	struct alert_about about = alert_list_about(list);
	struct canvas inside = panel_draw(canvas, "What happened (UTC)", NULL, false);
	char words[WORDS_MAX];
	int y = 0;

	say_trouble(words, &about);
	if (words[0] != '\0') {
		canvas_text(&inside, 1, y++, inside.width - 2, ROLE_WARN, text_of(words));
	}
	alerts_draw_events(model, y, &inside);
}

static void alerts_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct alerts *alerts = self;
	int below = history_height(canvas->height);
	struct canvas part = canvas_part(canvas, 0, 0, canvas->width, canvas->height - below);

	draw_list(alerts, model, &part);
	part = canvas_part(canvas, 0, canvas->height - below, canvas->width, below);
	draw_history(model, &part);
}

static const struct alert *selected(const struct alerts *alerts)
{
	size_t row;

	return table_selected(&alerts->table, &row) ? alerts_at(alerts, row) : NULL;
}

static struct intent none_here(void)
{
	return (struct intent){.kind = INTENT_SAY, .message = "there is no alert here"};
}

static struct intent open_subject(const struct alert *alert)
{
	if (!alert_subject_is_topic(alert->rule->of)) {
		/* The screen of that name lists them. */
		return (struct intent){.kind = INTENT_OPEN,
			.view = alert_subject_name(alert->rule->of),
			.ref = ref_none()};
	}
	if (alert->names[1].length > 0) {
		return (struct intent){.kind = INTENT_OPEN,
			.view = "group",
			.ref = ref_group(alert->names[0], alert->names[1])};
	}
	return (struct intent){
		.kind = INTENT_OPEN, .view = "events", .ref = ref_topic(alert->names[0])};
}

static struct intent acknowledge(const struct alert *alert)
{
	if (alert->state != ALERT_FIRING) {
		return (struct intent){.kind = INTENT_SAY,
			.message = "nothing to take note of: this one does not fire, or is known"};
	}
	return (struct intent){.kind = INTENT_ACKNOWLEDGE, .text = text_of(alert->key)};
}

static struct intent alerts_act(void *self, const struct model *model, const char *action)
{
	struct alerts *alerts = self;
	struct table_source source = alerts_source(alerts);
	const struct alert *alert = selected(alerts);
	bool opens = strcmp(action, "open") == 0, notes = strcmp(action, "acknowledge") == 0;
	bool known;

	if (opens || notes || strcmp(action, "copy") == 0) {
		if (!alert) {
			return none_here();
		}
		memcpy(alerts->copy, alert->key, sizeof(alerts->copy));
		return opens    ? open_subject(alert)
			: notes ? acknowledge(alert)
				: (struct intent){.kind = INTENT_COPY,
					  .text = text_of(alerts->copy),
					  .masked = text_of(alerts->copy),
					  .message = "key"};
	}
	known = table_act(&alerts->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static struct table *alerts_table(void *self)
{
	return &((struct alerts *)self)->table;
}

static void alerts_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct alert *alert = selected(self);

	(void)model;
	out[0] = '\0';
	if (alert) {
		snprintf(out, INTENT_MESSAGE_MAX, "%s %.100s   key %s", alert->rule->name,
			alert->rule->when, alert->key);
	}
}

static void alerts_close(void *self)
{
	table_finish(&((struct alerts *)self)->table);
}

const struct view alerts_view = {
	.name = "alerts",
	.title = "Alerts",
	.help = "what the rules of the configuration found, who knows of it, and what happened",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct alerts),
	.bindings = bindings,
	.open = alerts_open,
	.interest = alerts_interest,
	.refresh = alerts_refresh,
	.layout = alerts_layout,
	.draw = alerts_draw,
	.act = alerts_act,
	.table = alerts_table,
	.note = alerts_note,
	.close = alerts_close,
};
