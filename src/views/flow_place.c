/* What is selected on the map: it follows its names, and keys move it. */
#include <string.h>

#include "flow_private.h"

bool flow_has(const struct map_line *line, enum map_column column)
{
	return line->at[column] >= 0;
}

/* What stands there; empty: the events do not say. */
struct text flow_name_at(
	const struct flow_map *map, const struct map_line *line, enum map_column column)
{
	switch (column) {
	case MAP_SOURCE:
		return map->sources[line->at[column]].service.length > 0
			? map->sources[line->at[column]].service
			: map->sources[line->at[column]].from;
	case MAP_TOPIC:
		return map->topics[line->at[column]].name;
	case MAP_GROUP:
		return map->reads[line->at[column]].group;
	default:
		return map->nexts[line->at[column]].topic;
	}
}

/* The names that tell what is selected; the same again where it is still there. */
static size_t key_of(
	const struct flow_screen *screen, size_t at, enum map_column column, char out[FLOW_KEY_MAX])
{
	const struct flow_map *map = &screen->map;
	const struct map_line *line = &map->lines[at];
	struct text parts[] = {map->topics[line->topic].name, flow_name_at(map, line, column),
		column == MAP_NEXT ? map->reads[line->read].group : text_of("")};
	size_t length = 1;

	out[0] = (char)('0' + column);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		size_t room = (FLOW_KEY_MAX - 4) / 3;
		size_t part = parts[i].length < room ? parts[i].length : room;

		memcpy(out + length, part > 0 ? parts[i].at : "", part);
		length += part;
		out[length++] = '\n';
	}
	return length;
}

void flow_remember(struct flow_screen *screen)
{
	screen->key_length = screen->line < screen->map.line_count
		? key_of(screen, screen->line, screen->column, screen->key)
		: 0;
}

/* Below the title row. */
static size_t page(const struct flow_screen *screen)
{
	return screen->height > 1 ? (size_t)screen->height : 1;
}

void flow_keep_in_sight(struct flow_screen *screen)
{
	size_t count = screen->map.line_count, rows = page(screen);

	screen->line = screen->line < count ? screen->line : count > 0 ? count - 1 : 0;
	if (screen->line < screen->top) {
		screen->top = screen->line;
	} else if (screen->line >= screen->top + rows) {
		screen->top = screen->line - rows + 1;
	}
	if (screen->top + rows > count) {
		screen->top = count > rows ? count - rows : 0;
	}
}

/* In its column where there is something, else as near as can be. */
static void settle_column(struct flow_screen *screen)
{
	static const enum map_column next[] = {MAP_TOPIC, MAP_GROUP, MAP_NEXT, MAP_SOURCE};
	const struct map_line *line;

	if (screen->line >= screen->map.line_count) {
		return;
	}
	line = &screen->map.lines[screen->line];
	screen->column = screen->wanted;
	for (size_t i = 0; i < MAP_COLUMNS && !flow_has(line, screen->column); i++) {
		screen->column = next[i];
	}
}

static bool is_key(const struct flow_screen *screen, size_t line, enum map_column column)
{
	char key[FLOW_KEY_MAX];

	return flow_has(&screen->map.lines[line], column) &&
		key_of(screen, line, column, key) == screen->key_length &&
		memcmp(key, screen->key, screen->key_length) == 0;
}

/* What was selected by its names, wherever it stands now. */
void flow_find_again(struct flow_screen *screen)
{
	enum map_column column =
		screen->key_length > 0 ? (enum map_column)(screen->key[0] - '0') : MAP_TOPIC;

	for (size_t i = 0; screen->held && screen->key_length > 0 && i < screen->map.line_count;
		i++) {
		if (is_key(screen, i, column)) {
			screen->line = i;
			screen->column = column;
			flow_keep_in_sight(screen);
			return;
		}
	}
	screen->line = screen->held ? screen->line : 0;
	flow_keep_in_sight(screen);
	settle_column(screen);
	flow_remember(screen);
}

static void move_lines(struct flow_screen *screen, long by)
{
	long to = (long)screen->line + by, last = (long)screen->map.line_count - 1;

	to = to > last ? last : to;
	screen->line = to > 0 ? (size_t)to : 0;
	flow_keep_in_sight(screen);
	settle_column(screen);
}

/* From the topic to its first group, where that stands below it, and back. */
static bool change_line(struct flow_screen *screen, int by)
{
	const struct flow_map *map = &screen->map;
	enum map_column to = by > 0 ? MAP_GROUP : MAP_TOPIC;
	size_t at = screen->line;
	int topic = map->lines[at].topic;

	if (screen->column != (by > 0 ? MAP_TOPIC : MAP_GROUP)) {
		return false;
	}
	while (at < map->line_count && map->lines[at].topic == topic &&
		!flow_has(&map->lines[at], to)) {
		at += (size_t)by;
	}
	if (at >= map->line_count || map->lines[at].topic != topic) {
		return false;
	}
	screen->line = at;
	screen->column = screen->wanted = to;
	flow_keep_in_sight(screen);
	return true;
}

/* With the flow, or against it. */
static void move_columns(struct flow_screen *screen, int by)
{
	const struct map_line *line = &screen->map.lines[screen->line];
	int column = (int)screen->column + by;

	if (change_line(screen, by)) {
		return;
	}
	while (column >= 0 && column < MAP_COLUMNS && !flow_has(line, (enum map_column)column)) {
		column += by;
	}
	if (column >= 0 && column < MAP_COLUMNS) {
		screen->column = screen->wanted = (enum map_column)column;
	}
}

bool flow_move(struct flow_screen *screen, const char *action)
{
	long rows = (long)page(screen), all = (long)screen->map.line_count;
	const struct {
		const char *action;
		long by;
	} moves[] = {{"down", 1}, {"up", -1}, {"half-down", (rows + 1) / 2},
		{"half-up", -(rows + 1) / 2}, {"page-down", rows}, {"page-up", -rows},
		{"first", -all}, {"last", all}};
	bool known = strcmp(action, "left") == 0 || strcmp(action, "right") == 0;

	if (known && all > 0) {
		move_columns(screen, action[0] == 'l' ? -1 : 1);
	}
	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves) && !known; i++) {
		if (strcmp(action, moves[i].action) == 0) {
			move_lines(screen, moves[i].by);
			known = true;
		}
	}
	if (known) {
		screen->held = true;
		flow_remember(screen);
	}
	return known;
}
