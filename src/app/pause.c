#include "pause.h"

#include <string.h>

#include "base/mem.h"

static void note_topics(struct pause *pause, const struct model *model)
{
	size_t count, i;
	const struct topic *const *topics = model_topics(model, &count);

	pause->topics = map_create();
	pause->added = mem_alloc(count + 1, sizeof(*pause->added));
	for (i = 0; i < count; i++) {
		if (topics[i]->entries_added.is) {
			pause->added[i] = topics[i]->entries_added.n;
			map_put(pause->topics, topics[i]->name, &pause->added[i]);
		}
	}
}

void pause_begin(struct pause *pause, const struct model *model, int64_t now_ms)
{
	pause_end(pause);
	pause->holds = true;
	pause->since_ms = now_ms;
	note_topics(pause, model);
}

void pause_end(struct pause *pause)
{
	if (pause->holds) {
		canvas_destroy(pause->still);
		map_destroy(pause->topics);
		mem_free(pause->added);
	}
	*pause = (struct pause){.holds = false};
}

static struct cell *row_of(const struct canvas *canvas, int y)
{
	return canvas->cells + (ptrdiff_t)y * canvas->stride;
}

void pause_keep(struct pause *pause, const struct canvas *body)
{
	struct canvas *still;
	int y;

	if (body->width < 1 || body->height < 1) {
		return;
	}
	still = canvas_create(body->width, body->height, body->charset);
	for (y = 0; y < body->height; y++) {
		memcpy(row_of(still, y), row_of(body, y),
			(size_t)body->width * sizeof(struct cell));
	}
	if (body->cursor[1] >= 0) {
		still->cursor[0] = body->cursor[0] - body->left;
		still->cursor[1] = body->cursor[1] - body->top;
	}
	canvas_destroy(pause->still);
	pause->still = still;
}

void pause_show(const struct pause *pause, struct canvas *body)
{
	const struct canvas *still = pause->still;
	int width = still->width < body->width ? still->width : body->width;
	int height = still->height < body->height ? still->height : body->height, y;

	for (y = 0; y < height && width > 0; y++) {
		struct cell *row = row_of(body, y);

		memcpy(row, row_of(still, y), (size_t)width * sizeof(*row));
		/* Half a wide character is none. */
		if (row[width - 1].width == 2) {
			canvas_text(body, width - 1, y, 1, ROLE_TEXT, text_of(" "));
		}
	}
	if (still->cursor[1] >= 0 && still->cursor[0] < width && still->cursor[1] < height) {
		canvas_set_cursor(body, still->cursor[0], still->cursor[1]);
	}
}

int64_t pause_entries(const struct pause *pause, const struct model *model)
{
	size_t count, i;
	const struct topic *const *topics = model_topics(model, &count);
	int64_t entries = 0;

	for (i = 0; i < count; i++) {
		const int64_t *before = map_get(pause->topics, topics[i]->name);
		const struct known *now = &topics[i]->entries_added;

		if (before && now->is && now->n > *before) {
			entries += now->n - *before;
		}
	}
	return entries;
}
