/* The map as it looks: writers, topics, groups and where they lead, side by side; or as a tree. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "coverage.h"
#include "flow_private.h"
#include "panel.h"
#include "say.h"
#include "verdict_role.h"

enum {
	WORDS_MAX = 700,
	BELOW_ROWS = 2,
	BELOW_BODY_MIN = 14,
	RATE_CELLS = 7,
	LAG_CELLS = 7,
	MARKER_CELLS = 3,
	JOINT_CELLS = 4,
	SOURCE_PERCENT = 22,
	TOPIC_PERCENT = 30,
	GROUP_PERCENT = 20,
};

/* Where each thing stands, and how many cells its name has. */
struct places {
	int at[MAP_COLUMNS], cells[MAP_COLUMNS];
};

int flow_below(int width, int height)
{
	return height < BELOW_BODY_MIN ? 0
				       : BELOW_ROWS + height - panel_inner_height(width, height);
}

static struct places places_of(const struct flow_screen *screen, int width)
{
	int fixed = 1 + 3 * RATE_CELLS + LAG_CELLS + MARKER_CELLS + 3 * JOINT_CELLS;
	int room = width - fixed > 0 ? width - fixed : 0;
	struct places places = {.at = {[MAP_SOURCE] = 1}};

	if (screen->tree) {
		int names = width - 1 - RATE_CELLS - LAG_CELLS - MARKER_CELLS - JOINT_CELLS;

		places.cells[MAP_GROUP] = names * 2 / 5;
		places.cells[MAP_NEXT] = names - 3 - places.cells[MAP_GROUP];
		places.at[MAP_TOPIC] = 1;
		places.at[MAP_GROUP] = 4;
		places.at[MAP_NEXT] = places.at[MAP_GROUP] + places.cells[MAP_GROUP] + JOINT_CELLS;
		return places;
	}
	places.cells[MAP_SOURCE] = room * SOURCE_PERCENT / 100;
	places.cells[MAP_TOPIC] = room * TOPIC_PERCENT / 100;
	places.cells[MAP_GROUP] = room * GROUP_PERCENT / 100;
	places.cells[MAP_NEXT] =
		room - places.cells[MAP_SOURCE] - places.cells[MAP_TOPIC] - places.cells[MAP_GROUP];
	places.at[MAP_TOPIC] = 1 + places.cells[MAP_SOURCE] + RATE_CELLS + JOINT_CELLS;
	places.at[MAP_GROUP] =
		places.at[MAP_TOPIC] + places.cells[MAP_TOPIC] + RATE_CELLS + JOINT_CELLS;
	places.at[MAP_NEXT] = places.at[MAP_GROUP] + places.cells[MAP_GROUP] + RATE_CELLS +
		LAG_CELLS + MARKER_CELLS + JOINT_CELLS;
	return places;
}

/* A few glyphs one after the other. */
static void draw_glyphs(struct canvas *row, int x, const enum glyph *glyphs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		canvas_glyph(row, x + (int)i, 0, ROLE_BORDER, glyphs[i]);
	}
}

static void draw_rate(struct canvas *row, int x, bool known, double per_s)
{
	char words[NUMBER_MAX];

	if (known) {
		snprintf(words, sizeof(words), "%s/s",
			number_rate((char[NUMBER_MAX]){""}, per_s, RATE_CELLS - 2));
	}
	canvas_right(row, x, 0, RATE_CELLS, known ? ROLE_MUTED : ROLE_UNKNOWN,
		text_of(known ? words : "?/s"));
}

static void draw_source(const struct flow_screen *screen, const struct map_line *line,
	const struct places *places, struct canvas *row)
{
	int x = places->at[MAP_SOURCE] + places->cells[MAP_SOURCE] + RATE_CELLS;
	bool head = line->at[MAP_TOPIC] >= 0;
	const struct map_source *source;
	char words[WORDS_MAX];

	if (line->at[MAP_SOURCE] < 0) {
		return;
	}
	source = &screen->map.sources[line->at[MAP_SOURCE]];
	flow_say_source(row, source, words, sizeof(words));
	canvas_name(row, places->at[MAP_SOURCE], 0, places->cells[MAP_SOURCE],
		source->service.length + source->group.length > 0 ? ROLE_TEXT : ROLE_UNKNOWN,
		text_of(words));
	if (!source->dead) {
		draw_rate(row, places->at[MAP_SOURCE] + places->cells[MAP_SOURCE],
			source->counted && source->count > 0, source->rate);
	}
	if (head) {
		draw_glyphs(row, x,
			(const enum glyph[]){
				GLYPH_H, line->more_sources ? GLYPH_DOWN : GLYPH_H, GLYPH_GOES_ON},
			3);
	} else {
		draw_glyphs(row, x,
			(const enum glyph[]){GLYPH_H, line->more_sources ? GLYPH_TICK : GLYPH_BR},
			2);
	}
}

static void draw_topic(const struct flow_screen *screen, const struct map_line *line,
	const struct places *places, struct canvas *row)
{
	const struct map_topic *at;
	const struct topic *topic;

	if (line->at[MAP_TOPIC] < 0) {
		return;
	}
	at = &screen->map.topics[line->at[MAP_TOPIC]];
	topic = model_topic(screen->model, at->name);
	canvas_name(row, places->at[MAP_TOPIC], 0, places->cells[MAP_TOPIC], ROLE_STRONG, at->name);
	draw_rate(row, places->at[MAP_TOPIC] + places->cells[MAP_TOPIC],
		topic && topic->outcome == FACT_KNOWN && topic->in.is, topic ? topic->in.per_s : 0);
}

/* Delivered, lag and verdict, from x on. */
static void draw_state(
	const struct flow_screen *screen, const struct map_line *line, int x, struct canvas *row)
{
	const struct map_read *read = &screen->map.reads[line->read];
	const struct group *group =
		model_group(screen->model, screen->map.topics[line->topic].name, read->group);
	enum role role = group ? severity_role(group->verdict.severity) : ROLE_UNKNOWN;
	char words[SAY_MAX];

	if (read->how == MAP_UNKNOWN) {
		return;
	}
	draw_rate(row, x, group && group->delivered.is, group ? group->delivered.per_s : 0);
	canvas_right(row, x + RATE_CELLS, 0, LAG_CELLS, role,
		text_of(group ? say_lag(words, row, group->lag.count, group->lag.is) : "?"));
	if (group) {
		canvas_text(row, x + RATE_CELLS + LAG_CELLS + 1, 0, MARKER_CELLS - 1, role,
			text_of(severity_marker(group->verdict.severity)));
	}
}

/* An arrow of one piece is what the events tell; the other is inferred, or follows by time alone.
 */
static void draw_next(const struct flow_screen *screen, const struct map_line *line,
	const struct places *places, struct canvas *row)
{
	const struct map_next *next;
	int x = places->at[MAP_NEXT];
	enum map_how how;
	bool told;

	if (line->at[MAP_NEXT] < 0) {
		return;
	}
	next = &screen->map.nexts[line->at[MAP_NEXT]];
	how = screen->map.reads[line->read].how;
	told = next->caused > 0 && (how == MAP_BY_NAME || how == MAP_UNKNOWN);
	draw_glyphs(
		row, x - 3, (const enum glyph[]){told ? GLYPH_H : GLYPH_APPROX, GLYPH_GOES_ON}, 2);
	canvas_name(row, x, 0, places->cells[MAP_NEXT], ROLE_TEXT, next->topic);
}

static void draw_read(const struct flow_screen *screen, const struct map_line *line,
	const struct places *places, struct canvas *row)
{
	int x = places->at[MAP_GROUP];
	bool head = line->at[MAP_TOPIC] >= 0;
	const struct map_read *read;

	if (line->at[MAP_GROUP] < 0) {
		if (line->more_reads) {
			canvas_glyph(row, x - 3, 0, ROLE_BORDER, GLYPH_V);
		}
		return;
	}
	read = &screen->map.reads[line->at[MAP_GROUP]];
	draw_glyphs(row, x - 3,
		(const enum glyph[]){head          ? line->more_reads ? GLYPH_DOWN : GLYPH_H
				: line->more_reads ? GLYPH_FORK
						   : GLYPH_BL,
			screen->tree ? GLYPH_H : GLYPH_GOES_ON},
		2);
	canvas_name(row, x, 0, places->cells[MAP_GROUP],
		read->how == MAP_UNKNOWN ? ROLE_UNKNOWN : ROLE_TEXT,
		read->how == MAP_UNKNOWN ? text_of("?") : read->group);
	draw_state(screen, line,
		screen->tree ? row->width - RATE_CELLS - LAG_CELLS - MARKER_CELLS
			     : x + places->cells[MAP_GROUP],
		row);
}

/* In a tree: the topic with those who write it, and its rate. */
static void draw_head(const struct flow_screen *screen, const struct map_line *line,
	const struct places *places, struct canvas *row)
{
	const struct map_topic *at = &screen->map.topics[line->topic];
	const struct topic *topic = model_topic(screen->model, at->name);
	int right = row->width - RATE_CELLS - LAG_CELLS - MARKER_CELLS;
	int x = places->at[MAP_TOPIC];
	char words[WORDS_MAX];

	x += canvas_name(row, x, 0, right - x, ROLE_STRONG, at->name);
	for (size_t i = 0; i < at->sources && x + 6 < right; i++) {
		flow_say_source(
			row, &screen->map.sources[at->first_source + i], words, sizeof(words));
		x += canvas_text(row, x, 0, right - x, ROLE_MUTED, text_of(i == 0 ? " <- " : ", "));
		x += canvas_name(row, x, 0, right - x, ROLE_MUTED, text_of(words));
	}
	draw_rate(row, right, topic && topic->outcome == FACT_KNOWN && topic->in.is,
		topic ? topic->in.per_s : 0);
}

static void draw_line(const struct flow_screen *screen, const struct map_line *line,
	const struct places *places, struct canvas *row)
{
	if (screen->tree && line->at[MAP_TOPIC] >= 0) {
		draw_head(screen, line, places, row);
		return;
	}
	if (!screen->tree) {
		draw_source(screen, line, places, row);
		draw_topic(screen, line, places, row);
	}
	draw_read(screen, line, places, row);
	draw_next(screen, line, places, row);
}

static void select_node(
	const struct flow_screen *screen, const struct places *places, int y, struct canvas *inside)
{
	int x = places->at[screen->column], cells = places->cells[screen->column];
	struct canvas part;

	if (screen->tree && screen->column == MAP_TOPIC) {
		cells = inside->width - x;
	}
	part = canvas_part(inside, x, y, cells, 1);
	canvas_select_row(&part, 0);
	canvas_text(inside, x - 1, y, 1, ROLE_STRONG, text_of(">"));
	canvas_set_cursor(inside, x, y);
}

static void draw_titles(
	const struct flow_screen *screen, const struct places *places, struct canvas *row)
{
	static const char *const titles[MAP_COLUMNS] = {"WRITTEN BY", "TOPIC", "GROUP", "LEADS TO"};

	if (screen->tree) {
		canvas_text(row, 1, 0, row->width - 1, ROLE_TITLE,
			text_of("TOPIC <- WRITTEN BY / GROUP -> LEADS TO"));
		canvas_right(row, row->width - RATE_CELLS - LAG_CELLS - MARKER_CELLS, 0, RATE_CELLS,
			ROLE_TITLE, text_of("RATE"));
		canvas_right(row, row->width - LAG_CELLS - MARKER_CELLS, 0, LAG_CELLS, ROLE_TITLE,
			text_of("LAG"));
		return;
	}
	for (int i = 0; i < MAP_COLUMNS; i++) {
		canvas_text(
			row, places->at[i], 0, places->cells[i], ROLE_TITLE, text_of(titles[i]));
	}
	canvas_right(row, places->at[MAP_SOURCE] + places->cells[MAP_SOURCE], 0, RATE_CELLS,
		ROLE_TITLE, text_of("1m"));
	canvas_right(row, places->at[MAP_TOPIC] + places->cells[MAP_TOPIC], 0, RATE_CELLS,
		ROLE_TITLE, text_of("IN"));
	canvas_right(row, places->at[MAP_GROUP] + places->cells[MAP_GROUP], 0, RATE_CELLS,
		ROLE_TITLE, text_of("OUT"));
	canvas_right(row, places->at[MAP_GROUP] + places->cells[MAP_GROUP] + RATE_CELLS, 0,
		LAG_CELLS, ROLE_TITLE, text_of("LAG"));
}

static void say_title(
	const struct flow_screen *screen, const struct canvas *canvas, char *out, size_t size)
{
	struct text filter = buf_text(screen->filter), focus = buf_text(screen->focus);
	const struct flow *flow = model_live(screen->model)->flow;
	char unheld[NUMBER_MAX];
	int n = snprintf(out, size, "Flow map  %zu topic%s, %zu edge%s, %s inferred   filter: %.*s",
		screen->map.topic_count, screen->map.topic_count == 1 ? "" : "s", screen->map.edges,
		screen->map.edges == 1 ? "" : "s", canvas_glyph_string(canvas, GLYPH_APPROX),
		filter.length ? (int)filter.length : 4, filter.length ? filter.at : "none");

	if (focus.length > 0 && n > 0 && (size_t)n < size) {
		n += snprintf(out + n, size - (size_t)n, "   around %.*s",
			(int)(focus.length < 60 ? focus.length : 60), focus.at);
	}
	if (screen->map.unlisted > 0 && n > 0 && (size_t)n < size) {
		n += snprintf(out + n, size - (size_t)n, "   %zu topics are not listed",
			screen->map.unlisted);
	}
	if (flow && flow_totals(flow).unheld > 0 && n > 0 && (size_t)n < size) {
		snprintf(out + n, size - (size_t)n, "   no room for %s events",
			number_count(unheld, (int64_t)flow_totals(flow).unheld, 9));
	}
}

static void say_none(const struct flow_screen *screen, char *out, size_t size)
{
	if (screen->filter->length > 0 || screen->focus->length > 0) {
		snprintf(out, size, "nothing here matches: Esc clears the filter, f the focus");
	} else {
		say_why_empty(out, size, screen->model, "topics");
	}
}

static void draw_map(const struct flow_screen *screen, struct canvas *canvas)
{
	char title[WORDS_MAX], words[WORDS_MAX];
	size_t count = screen->map.line_count;
	struct canvas inside, row;
	struct places places;

	say_title(screen, canvas, title, sizeof(title));
	snprintf(words, sizeof(words), "%zu-%zu of %zu", screen->top + 1,
		screen->top + (size_t)screen->height < count ? screen->top + (size_t)screen->height
							     : count,
		count);
	inside = panel_draw(canvas, title, count > 0 ? words : NULL, true);
	places = places_of(screen, inside.width);
	row = canvas_part(&inside, 0, 0, inside.width, 1);
	draw_titles(screen, &places, &row);
	if (count == 0) {
		say_none(screen, words, sizeof(words));
		panel_say(&inside, ROLE_MUTED, text_of(words));
		canvas_set_cursor(&inside, 0, 0);
		return;
	}
	for (int y = 1; y < inside.height && screen->top + (size_t)y - 1 < count; y++) {
		size_t at = screen->top + (size_t)y - 1;

		row = canvas_part(&inside, 0, y, inside.width, 1);
		draw_line(screen, &screen->map.lines[at], &places, &row);
		if (at == screen->line) {
			select_node(screen, &places, y, &inside);
		}
	}
}

void flow_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct flow_screen *screen = self;
	int below = flow_below(canvas->width, canvas->height);
	int above = canvas->height - below;
	struct canvas map = canvas_part(canvas, 0, 0, canvas->width, above);
	struct canvas rest = canvas_part(canvas, 0, above, canvas->width, below);
	char first[WORDS_MAX], second[WORDS_MAX];
	struct canvas inside;

	(void)model;
	if (below > 0) {
		coverage_say(screen->model, first, sizeof(first));
		inside = panel_draw(&rest, first[0] ? first : "Flow", NULL, false);
		flow_say(screen, first, second, sizeof(first));
		canvas_text(&inside, 1, 0, inside.width - 2, ROLE_TEXT, text_of(first));
		canvas_text(&inside, 1, 1, inside.width - 2, ROLE_MUTED, text_of(second));
	}
	draw_map(screen, &map);
}
