/* The rows of the screen `job`: what became of each entry. */
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "job_private.h"

const struct table_column job_titles[JOB_COLUMNS] = {
	[JOB_ENTRY] =
		{.name = "entry", .title = "ENTRY", .min = 15, .preferred = 22, .ascending = true},
	[JOB_RESULT] = {.name = "result", .title = "RESULT", .min = 9, .preferred = 9},
	[JOB_NEW] =
		{.name = "new", .title = "NEW ID", .min = 15, .preferred = 22, .ascending = true},
	[JOB_NOTE] = {.name = "note",
		.title = "NOTE",
		.min = 14,
		.preferred = 30,
		.weight = 1,
		.ascending = true},
};

static struct job_key key_of(const struct job_item *item)
{
	return (struct job_key){.id = item->id, .source = map_hash(item->source, 0)};
}

void job_take_rows(struct job_screen *screen)
{
	const struct job_list *list = model_jobs(screen->model);
	const struct job_close *close_up = job_list_close_up(list);
	bool mine = text_equal(close_up->job, screen->job.job);
	struct job_item item;

	screen->count = 0;
	if (mine && close_up->count > screen->room) {
		screen->room = close_up->count * 2;
		screen->keys = mem_resize(screen->keys, screen->room, sizeof(*screen->keys));
	}
	while (mine && job_list_item(list, screen->count, &item)) {
		screen->keys[screen->count++] = key_of(&item);
	}
}

bool job_item_at(const struct job_screen *screen, size_t row, struct job_item *item)
{
	const struct job_list *list = screen->model ? model_jobs(screen->model) : NULL;
	struct job_key key;

	if (!list || row >= screen->count ||
		!text_equal(job_list_close_up(list)->job, screen->job.job) ||
		!job_list_item(list, row, item)) {
		return false;
	}
	key = key_of(item);
	return id_compare(key.id, screen->keys[row].id) == 0 &&
		key.source == screen->keys[row].source;
}

static const char *fate_name(enum job_fate fate)
{
	static const char *const names[] = {
		[JOB_FATE_OPEN] = "not known",
		[JOB_FATE_DONE] = "done",
		[JOB_FATE_SKIPPED] = "skipped",
		[JOB_FATE_FAILED] = "FAILED",
	};

	return names[fate];
}

static enum role fate_role(enum job_fate fate)
{
	return fate == JOB_FATE_DONE      ? ROLE_OK
		: fate == JOB_FATE_FAILED ? ROLE_CRIT
		: fate == JOB_FATE_OPEN   ? ROLE_UNKNOWN
					  : ROLE_WARN;
}

static size_t source_count(const void *data)
{
	return ((const struct job_screen *)data)->count;
}

static struct text source_key(const void *data, size_t row)
{
	const struct job_screen *screen = data;

	return text_from(&screen->keys[row], sizeof(screen->keys[row]));
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	struct job_item one, other;
	bool left = job_item_at(data, a, &one), right = job_item_at(data, b, &other);

	if (!left || !right) {
		return left - right;
	}
	switch (column) {
	case JOB_RESULT:
		return (int)one.fate - (int)other.fate;
	case JOB_NEW:
		return id_compare(one.new_id, other.new_id);
	case JOB_NOTE:
		return text_compare(one.why, other.why);
	default:
		return id_compare(one.id, other.id);
	}
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	char id[ID_TEXT_MAX], new_id[ID_TEXT_MAX];
	struct job_item item;

	return job_item_at(data, row, &item) &&
		(text_contains_fold(text_of(id_format(id, item.id)), filter) ||
			text_contains_fold(text_of(id_format(new_id, item.new_id)), filter) ||
			text_contains_fold(text_of(fate_name(item.fate)), filter) ||
			text_contains_fold(item.why, filter));
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	char id[ID_TEXT_MAX];
	struct job_item item;

	if (!job_item_at(data, row, &item)) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	switch (column) {
	case JOB_ENTRY:
		canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, text_of(id_format(id, item.id)));
		break;
	case JOB_RESULT:
		canvas_text(cell, 0, 0, cell->width, fate_role(item.fate),
			text_of(fate_name(item.fate)));
		break;
	case JOB_NEW:
		canvas_text(cell, 0, 0, cell->width,
			id_is_zero(item.new_id) ? ROLE_MUTED : ROLE_TEXT,
			text_of(id_is_zero(item.new_id) ? "-" : id_format(id, item.new_id)));
		break;
	default:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, item.why);
	}
}

struct table_source job_source(const struct job_screen *screen)
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
