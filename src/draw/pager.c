#include "draw/pager.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "cells.h"

enum { NUMBER_CELLS = 15 };

void pager_layout(struct pager *pager, int height)
{
	pager->height = height > 0 ? height : 0;
}

static int compare(struct pager_place a, struct pager_place b)
{
	if (a.part != b.part) {
		return a.part < b.part ? -1 : 1;
	}
	return (a.line > b.line) - (a.line < b.line);
}

/* Returns how many of the steps there was a line for. */
static int walk(const struct pager_source *source, struct pager_place *place, int by)
{
	int direction = by < 0 ? -1 : 1, done = 0;

	while (done < by * direction && source->step(source->data, place, direction)) {
		done++;
	}
	return done;
}

/* Rows from `top` down to the cursor; -1 where it is not in sight. */
static int row_of(const struct pager *pager, const struct pager_source *source)
{
	struct pager_place place = pager->top;
	int row;

	for (row = 0; row < pager->height; row++) {
		if (compare(place, pager->at) == 0) {
			return row;
		}
		if (!source->step(source->data, &place, 1)) {
			return -1;
		}
	}
	return -1;
}

static void fill(struct pager *pager, const struct pager_source *source)
{
	struct pager_place last = pager->top;
	int rows = 1 + walk(source, &last, pager->height - 1);

	if (rows < pager->height) {
		walk(source, &pager->top, rows - pager->height);
	}
}

void pager_settle(struct pager *pager, const struct pager_source *source)
{
	if (pager->height == 0) {
		return;
	}
	if (row_of(pager, source) < 0) {
		bool above = compare(pager->at, pager->top) < 0;

		pager->top = pager->at;
		walk(source, &pager->top, above ? 0 : 1 - pager->height);
	}
	fill(pager, source);
}

void pager_go(struct pager *pager, const struct pager_source *source, struct pager_place place)
{
	pager->at = place;
	if (row_of(pager, source) < 0) {
		pager->top = place;
		walk(source, &pager->top, -(pager->height / 3));
	}
	pager_settle(pager, source);
}

static void scroll(struct pager *pager, const struct pager_source *source, int by)
{
	walk(source, &pager->at, by);
	walk(source, &pager->top, by);
	pager_settle(pager, source);
}

static void go_far(struct pager *pager, const struct pager_source *source, int by)
{
	while (source->step(source->data, &pager->at, by)) {
	}
	pager_settle(pager, source);
}

bool pager_act(struct pager *pager, const struct pager_source *source, const char *action)
{
	int page = pager->height > 1 ? pager->height - 1 : 1, half = (pager->height + 1) / 2;
	const struct {
		const char *name;
		int by;
		void (*move)(struct pager *pager, const struct pager_source *source, int by);
	} moves[] = {
		{.name = "half-down", .by = half, .move = scroll},
		{.name = "half-up", .by = -half, .move = scroll},
		{.name = "page-down", .by = page, .move = scroll},
		{.name = "page-up", .by = -page, .move = scroll},
		{.name = "first", .by = -1, .move = go_far},
		{.name = "last", .by = 1, .move = go_far},
	};
	size_t i;

	if (strcmp(action, "down") == 0 || strcmp(action, "up") == 0) {
		source->step(source->data, &pager->at, strcmp(action, "down") == 0 ? 1 : -1);
		pager_settle(pager, source);
		return true;
	}
	for (i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		if (strcmp(moves[i].name, action) == 0) {
			moves[i].move(pager, source, moves[i].by);
			return true;
		}
	}
	return false;
}

static char fold(char byte)
{
	return (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

/* The cell behind the needle where it begins at cell x of the row; else -1. */
static int end_of_match(const struct cell *cells, int x, int width, struct text needle)
{
	size_t at = 0;
	int i;

	for (; x < width && at < needle.length; x++) {
		for (i = 0; i < cells[x].length; i++, at++) {
			if (at == needle.length || fold(cells[x].glyph[i]) != fold(needle.at[at])) {
				return -1;
			}
		}
	}
	return at == needle.length ? x : -1;
}

static void mark(struct canvas *row, struct text needle, enum role role)
{
	int x = 0, end;

	while (needle.length > 0 && x < row->width) {
		end = end_of_match(row->cells, x, row->width, needle);
		for (; x < end; x++) {
			row->cells[x].role = (uint8_t)role;
		}
		x += end < 0;
	}
}

void pager_draw(const struct pager *pager, const struct pager_source *source, struct canvas *canvas,
	struct text needle)
{
	struct pager_place place = pager->top;
	int y;

	for (y = 0; y < canvas->height; y++) {
		struct canvas row = canvas_part(canvas, 0, y, canvas->width, 1);
		bool here = compare(place, pager->at) == 0;

		source->draw(source->data, place, &row);
		mark(&row, needle, here ? ROLE_MATCH_CURRENT : ROLE_MATCH);
		if (here) {
			canvas_select_row(canvas, y);
			canvas_set_cursor(canvas, 0, y);
		}
		if (!source->step(source->data, &place, 1)) {
			return;
		}
	}
}

char *pager_position(
	const struct pager *pager, const struct pager_source *source, char out[PAGER_POSITION_MAX])
{
	char from[NUMBER_MAX], to[NUMBER_MAX], of[NUMBER_MAX];
	struct pager_place last = pager->top;
	bool more = false;
	size_t count = source->count(source->data, &more);

	out[0] = '\0';
	if (count > 0 && pager->height > 0) {
		walk(source, &last, pager->height - 1);
		number_count(
			from, (int64_t)source->number(source->data, pager->top) + 1, NUMBER_CELLS);
		number_count(to, (int64_t)source->number(source->data, last) + 1, NUMBER_CELLS);
		number_count(of, (int64_t)count, NUMBER_CELLS);
		snprintf(out, PAGER_POSITION_MAX, "%s-%s of %s%s", from, to, of, more ? "+" : "");
	}
	return out;
}
