/*
 * Screens of journeys on a stage: a shop's model with journeys made by hand, drawn as text. Include
 * it after <cmocka.h>.
 */
#ifndef TESTS_VIEWS_JOURNEY_STAGE_H
#define TESTS_VIEWS_JOURNEY_STAGE_H

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "model/journey_log.h"
#include "support/golden.h"
#include "support/world.h"
#include "views/view.h"

struct stage {
	const struct view *view;
	void *state;
	struct world world;
	struct journey_log *log;
	struct live_journeys live;
	struct variants *variants; /* of the journeys that were held when they were measured */
	struct deliveries *deliveries;
	struct hops *hops;
};

/* `lines`: of the definition; NULL: nothing is declared. */
static inline void stage_open(struct stage *stage, const char *lines)
{
	*stage = (struct stage){.log = log_begin(lines, LOG_MEMORY)};
	world_open(&stage->world);
	world_run(&stage->world, 5);
	stage->live = (struct live_journeys){.journeys = stage->log->journeys};
	model_show_live(stage->world.model, &stage->live);
}

static inline void stage_show(struct stage *stage, const char *view, const struct ref *ref)
{
	if (stage->view) {
		stage->view->close(stage->state);
		mem_free(stage->state);
	}
	stage->view = view_find(view);
	stage->state = mem_alloc(1, stage->view->size);
	stage->view->open(stage->state, ref);
	stage->view->layout(stage->state, 80, 20);
	stage->view->refresh(stage->state, stage->world.model);
}

static inline void stage_close(struct stage *stage)
{
	if (stage->view) {
		stage->view->close(stage->state);
		mem_free(stage->state);
	}
	model_show_live(stage->world.model, NULL);
	variants_destroy(stage->variants);
	deliveries_destroy(stage->deliveries);
	hops_destroy(stage->hops);
	log_end(stage->log);
	world_close(&stage->world);
}

/* An event `ago_ms` before now. */
static inline void stage_add(
	struct stage *stage, const char *topic, int64_t ago_ms, const char *words)
{
	static uint64_t seq;

	log_entry(stage->log, topic,
		(struct id){(uint64_t)(stage->world.server_ms - ago_ms), seq++}, words);
}

/* An order that goes those steps, 1.2 s each, from so long ago on. */
static inline void stage_go(
	struct stage *stage, const char *order, int64_t ago_ms, const char *const steps[])
{
	char words[120];

	for (size_t i = 0; steps[i] != NULL; i++) {
		snprintf(words, sizeof(words), "type=%s order=%s customer=C-9", steps[i], order);
		stage_add(stage, "orders", ago_ms, words);
		ago_ms -= 1200;
	}
}

/* What is usual is what the journeys did until now. */
static inline void stage_measure(struct stage *stage)
{
	variants_destroy(stage->variants);
	stage->variants = variants_create(1 << 20, true);
	for (uint32_t at = 0; (at = journeys_next(stage->log->journeys, at)) != 0;) {
		variants_add(stage->variants, stage->log->journeys, at);
	}
	stage->live.variants = stage->variants;
	stage->live.measured++;
	journeys_tally(stage->log->journeys, &stage->live.tallies);
}

/* The cursor of a group stood at what was added `cursor_ago_ms` before now when somebody looked, so
 * long before now. */
static inline void stage_see(struct stage *stage, const char *topic, const char *group,
	int64_t cursor_ago_ms, int64_t ago_ms)
{
	const struct text names[2] = {text_of(topic), text_of(group)};
	struct id cursor = {(uint64_t)(stage->world.server_ms - cursor_ago_ms), UINT64_MAX};

	if (!stage->deliveries) {
		stage->deliveries = deliveries_create(1 << 20, NULL, 0);
		stage->live.deliveries = stage->deliveries;
	}
	deliveries_see_cursor(stage->deliveries, names, cursor, stage->world.server_ms - ago_ms);
}

/* How hops wait and are worked on is what the journeys did until now. */
static inline void stage_count_hops(struct stage *stage)
{
	const struct journey_source source = {
		.journeys = stage->log->journeys, .deliveries = stage->deliveries};

	stage->hops = hops_create(1 << 20);
	stage->live.hops = stage->hops;
	for (uint32_t at = 0; (at = journeys_next(stage->log->journeys, at)) != 0;) {
		struct journey_path path;

		journey_path_init(&path, &source, at);
		hops_add(stage->hops, &path);
		journey_path_finish(&path);
	}
}

static inline void stage_pass(struct stage *stage)
{
	journeys_advance(stage->log->journeys, stage->world.server_ms);
	stage->view->refresh(stage->state, stage->world.model);
}

/* The broker holds it up. */
static inline void stage_hold(struct stage *stage, const char *name, enum stuck_rule rule)
{
	const struct journey_stuck why = {
		.rule = rule,
		.topic = text_of("orders.created"),
		.group = text_of("billing"),
		.consumer = text_of(rule == STUCK_PENDING ? "billing-1" : ""),
		.idle_ms = rule == STUCK_PENDING ? 47000 : -1,
		.deliveries = rule == STUCK_PENDING ? 17 : -1,
		.lag = rule == STUCK_PENDING ? -1 : 665,
	};

	journeys_set_stuck(
		stage->log->journeys, journeys_find(stage->log->journeys, text_of(name), 0), &why);
}

static inline void stage_draw(
	struct stage *stage, int width, int height, enum charset charset, struct buf *out)
{
	struct canvas *canvas = canvas_create(width, height, charset);

	stage->view->layout(stage->state, width, height);
	stage->view->refresh(stage->state, stage->world.model);
	stage->view->draw(stage->state, stage->world.model, canvas);
	canvas_dump(canvas, out);
	canvas_dump_roles(canvas, out);
	canvas_destroy(canvas);
}

static inline void stage_check(struct stage *stage, const char *what)
{
	static const struct {
		int width, height;
		enum charset charset;
	} sizes[] = {{80, 24, CHARSET_ASCII}, {120, 36, CHARSET_UTF8}};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct buf text;
		char name[80];

		buf_init(&text, 1 << 20);
		stage_draw(stage, sizes[i].width, sizes[i].height - 4, sizes[i].charset, &text);
		snprintf(name, sizeof(name), "%s-%dx%d", what, sizes[i].width, sizes[i].height);
		assert_true(golden_check("views", name, text.at));
		buf_finish(&text);
	}
}

static inline bool stage_shows(struct stage *stage, const char *words)
{
	struct buf text;
	bool found;

	buf_init(&text, 1 << 20);
	stage_draw(stage, 160, 30, CHARSET_UTF8, &text);
	found = strstr(text.at, words) != NULL;
	if (!found) {
		print_message("%s", text.at);
	}
	buf_finish(&text);
	return found;
}

static inline struct intent stage_act(struct stage *stage, const char *action)
{
	struct intent intent = stage->view->act(stage->state, stage->world.model, action);

	stage->view->refresh(stage->state, stage->world.model);
	return intent;
}

#endif
