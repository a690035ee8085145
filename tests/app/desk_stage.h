/*
 * A desk on a model, with a host that only counts what it was asked for.
 */
#ifndef TEST_DESK_STAGE_H
#define TEST_DESK_STAGE_H

#include <stdio.h>
#include <string.h>

#include "../../src/app/desk.h"
#include "support/world.h"

struct stage {
	struct world world;
	struct desk_host host;
	struct desk desk;
	struct canvas *canvas;
	int64_t now_ms;
	int refreshed, seen, suspended, repainted;
	char theme[64];
	char copied[2000], saved[4000], saved_as[SAVE_NAME_MAX], recorded[200];
	char acknowledged[ALERT_KEY_MAX];
	bool no_record, refuses;
	int ordered;
	enum work_order_kind order; /* the last one */
	char job[WORK_JOB_MAX];     /* its job */
};

static void stage_refresh(void *arg)
{
	((struct stage *)arg)->refreshed++;
}

static void stage_seen(void *arg, struct text topic, struct text group)
{
	(void)topic;
	(void)group;
	((struct stage *)arg)->seen++;
}

static bool stage_theme(void *arg, struct text name, struct error *error)
{
	struct stage *stage = arg;

	if (text_is(name, "bad")) {
		return error_set(error, ERROR_USAGE, "bad.theme:3: unknown role `x`");
	}
	snprintf(stage->theme, sizeof(stage->theme), "%.*s", (int)name.length, name.at);
	return true;
}

static void stage_themes(void *arg, struct buf *out)
{
	(void)arg;
	buf_add_string(out, "dark\nlight\nmono\n");
}

static struct text stage_theme_name(void *arg)
{
	return text_of(((struct stage *)arg)->theme);
}

static void stage_suspend(void *arg)
{
	((struct stage *)arg)->suspended++;
}

static void stage_repaint(void *arg)
{
	((struct stage *)arg)->repainted++;
}

static void stage_copy(void *arg, struct text bytes, const char *what)
{
	struct stage *stage = arg;

	snprintf(
		stage->copied, sizeof(stage->copied), "%s:%.*s", what, (int)bytes.length, bytes.at);
}

static bool stage_save(void *arg, struct save *save, struct error *error)
{
	struct stage *stage = arg;

	(void)error;
	snprintf(save->written, sizeof(save->written), "%.*s", (int)save->name.length,
		save->name.at);
	if (save->name.length == 0) {
		snprintf(save->written, sizeof(save->written), "rivermaster-%s", save->what);
	}
	snprintf(stage->saved_as, sizeof(stage->saved_as), "%s", save->written);
	snprintf(stage->saved, sizeof(stage->saved), "%.*s", (int)save->bytes.length,
		save->bytes.at);
	return true;
}

static bool stage_record(void *arg, const struct audit_record *record, struct error *error)
{
	struct stage *stage = arg;

	if (stage->no_record) {
		return error_set(error, ERROR_FAILED, "no space left");
	}
	snprintf(stage->recorded, sizeof(stage->recorded), "%s %s %.*s", record->operation,
		record->view, (int)record->topic.length, record->topic.at);
	return true;
}

static void stage_acknowledge(void *arg, struct text alert_key)
{
	struct stage *stage = arg;

	snprintf(stage->acknowledged, sizeof(stage->acknowledged), "%.*s", (int)alert_key.length,
		alert_key.at);
}

static void stage_apart(void *arg, struct text name, struct text other)
{
	struct stage *stage = arg;

	snprintf(stage->acknowledged, sizeof(stage->acknowledged), "%.*s, %.*s", (int)name.length,
		name.at, (int)other.length, other.at);
}

static bool stage_order(void *arg, const struct work_order *order, struct error *error)
{
	struct stage *stage = arg;

	if (stage->refuses) {
		return error_set(error, ERROR_REFUSED, "one operation at a time");
	}
	stage->ordered++;
	stage->order = order->kind;
	snprintf(stage->job, sizeof(stage->job), "%s", order->job ? order->job : "");
	return true;
}

static inline void stage_draw(struct stage *stage)
{
	desk_draw(&stage->desk, stage->canvas, stage->now_ms, 1712925067000);
}

static inline void stage_resize(struct stage *stage, int width, int height)
{
	enum charset charset = stage->canvas ? stage->canvas->charset : CHARSET_ASCII;

	canvas_destroy(stage->canvas);
	stage->canvas = canvas_create(width, height, charset);
}

static inline void stage_open(struct stage *stage, const struct config *config, int seconds)
{
	struct desk_options options = {
		.config = config,
		.host = &stage->host,
		.title = "prod-eu",
		.address = "10.2.3.4:6379",
	};
	struct error error;

	*stage = (struct stage){.now_ms = WORLD_START_MS};
	stage->host = (struct desk_host){stage, stage_refresh, stage_seen, stage_theme,
		stage_themes, stage_theme_name, stage_suspend, stage_repaint, stage_copy,
		stage_save, stage_record, stage_acknowledge, stage_apart, stage_order};
	world_open(&stage->world);
	world_run(&stage->world, seconds);
	options.model = stage->world.model;
	assert_true(desk_init(&stage->desk, &options, &error));
	stage_resize(stage, 80, 24);
	stage->now_ms = stage->world.now_ms;
	desk_refresh(&stage->desk, stage->now_ms);
	stage_draw(stage);
}

static inline void stage_close(struct stage *stage)
{
	desk_finish(&stage->desk);
	canvas_destroy(stage->canvas);
	world_close(&stage->world);
}

/* Keys by name with blanks between; the screen is drawn after each. */
static inline void stage_press(struct stage *stage, const char *keys)
{
	struct text rest = text_of(keys), word;
	struct key key;

	while (rest.length > 0) {
		word = text_cut(&rest, ' ');
		assert_true(key_parse(word, &key));
		desk_key(&stage->desk, &key, stage->now_ms);
		stage_draw(stage);
	}
}

/* A word, letter by letter. */
static inline void stage_type(struct stage *stage, const char *word)
{
	for (; *word; word++) {
		struct key key = {.code = (uint32_t)*word};

		desk_key(&stage->desk, &key, stage->now_ms);
		stage_draw(stage);
	}
}

static inline void stage_paste(struct stage *stage, const char *words)
{
	struct key key = {.code = KEY_CODE_PASTE, .paste = text_of(words)};

	desk_key(&stage->desk, &key, stage->now_ms);
	stage_draw(stage);
}

static inline bool stage_shows(struct stage *stage, const char *words)
{
	struct buf text;
	bool found;

	buf_init(&text, 1 << 20);
	canvas_dump(stage->canvas, &text);
	found = strstr(text.at, words) != NULL;
	buf_finish(&text);
	return found;
}

static inline const char *stage_view(struct stage *stage)
{
	return stack_top(&stage->desk.stack)->view->name;
}

#endif
