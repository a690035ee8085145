/* How the pending entries spread over delivery counts and idle times. */
#include <stdio.h>

#include "base/number.h"
#include "draw/chart.h"
#include "panel.h"
#include "pending_private.h"

enum {
	PANELS_BODY_MIN = 26,
	LINES_BODY_MIN = 10,
	LINES_HEIGHT = 2,
	NAME_CELLS = 8,
	COUNT_CELLS = 10,
};

/* Two stand side by side. */
static int panels_border(int width)
{
	return PENDING_BANDS - panel_inner_height(width / 2, PENDING_BANDS);
}

int pending_bands_height(int width, int height)
{
	if (width >= PANEL_WIDE && height >= PANELS_BODY_MIN) {
		return PENDING_BANDS + panels_border(width);
	}
	return height >= LINES_BODY_MIN ? LINES_HEIGHT : 0;
}

struct bands {
	const char *title;
	const struct pending_band *of;
	const uint64_t *counts;
	const char *last; /* said behind the last band, where it is not empty */
};

static uint64_t most_of(const uint64_t counts[PENDING_BANDS])
{
	uint64_t most = 1;
	size_t i;

	for (i = 0; i < PENDING_BANDS; i++) {
		most = counts[i] > most ? counts[i] : most;
	}
	return most;
}

static void draw_panel(const struct bands *bands, const char *right, struct canvas *canvas)
{
	struct canvas inside = panel_draw(canvas, bands->title, right, false);
	uint64_t most = most_of(bands->counts);
	char count[NUMBER_MAX];
	size_t i;

	for (i = 0; i < PENDING_BANDS && (int)i < inside.height; i++) {
		int y = (int)i, at = NAME_CELLS + 4, width = inside.width - at - COUNT_CELLS - 2;
		bool bad = i + 1 == PENDING_BANDS && bands->counts[i] > 0;
		struct canvas bar = canvas_part(&inside, at, y, width, 1);

		canvas_text(&inside, 2, y, NAME_CELLS - 2, ROLE_TEXT, text_of(bands->of[i].name));
		if (bad) {
			canvas_text(&inside, NAME_CELLS, y, 3, ROLE_WARN, text_of(bands->last));
		}
		chart_bar(&bar, (double)bands->counts[i], (double)most,
			bad ? ROLE_WARN : ROLE_CHART_LINE);
		canvas_right(&inside, at + width + 1, y, COUNT_CELLS, ROLE_TEXT,
			text_of(number_count(count, (int64_t)bands->counts[i], COUNT_CELLS)));
	}
}

static void draw_line(const struct bands *bands, const char *right, struct canvas *line)
{
	char count[NUMBER_MAX];
	int x = 1;
	size_t i;

	x += canvas_printf(line, x, 0, line->width, ROLE_MUTED, "%s:", bands->title);
	for (i = 0; i < PENDING_BANDS; i++) {
		bool bad = i + 1 == PENDING_BANDS && bands->counts[i] > 0;

		x += canvas_printf(line, x, 0, line->width - x, bad ? ROLE_WARN : ROLE_TEXT,
			"  %s %s%s%s", bands->of[i].name,
			number_count(count, (int64_t)bands->counts[i], NUMBER_MAX), bad ? " " : "",
			bad ? bands->last : "");
	}
	canvas_right(line, x + 1, 0, line->width - x - 2, ROLE_MUTED, text_of(right));
}

void pending_bands_draw(
	const struct pending_screen *screen, const struct model *model, struct canvas *canvas)
{
	const struct pending_about *about = pending_list_about(model_pending(model));
	struct bands deliveries = {"Deliveries", pending_delivery_bands, about->deliveries, "!!"};
	struct bands idle = {"Idle when read", pending_idle_bands, about->idle, "!"};
	struct canvas left, right;
	char share[PENDING_WORDS_MAX];
	int half = canvas->width / 2;

	(void)screen;
	pending_share(model, share, sizeof(share));
	if (canvas->height > LINES_HEIGHT) {
		left = canvas_part(canvas, 0, 0, half, canvas->height);
		right = canvas_part(canvas, half, 0, canvas->width - half, canvas->height);
		draw_panel(&deliveries,
			about->deliveries[PENDING_BANDS - 1] ? "poison candidates" : NULL, &left);
		draw_panel(&idle, share, &right);
		return;
	}
	left = canvas_part(canvas, 0, 0, canvas->width, 1);
	right = canvas_part(canvas, 0, 1, canvas->width, 1);
	draw_line(&deliveries, "", &left);
	draw_line(&idle, "", &right);
}
