/*
 * What the engine's tests share: a configuration that nothing outside the test touches, an engine
 * that is run until something is so, and what the server says it was asked.
 */
#ifndef TESTS_ENGINE_RIG_H
#define TESTS_ENGINE_RIG_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <uv.h>

#include "base/mem.h"
#include "engine/engine.h"
#include "support/redis.h"

static inline void rig_config(struct config *config, const char *url, const char *topics)
{
	struct error error = {.code = ERROR_NONE};

	signal(SIGPIPE, SIG_IGN);
	unsetenv("RIVERMASTER_URL");
	if (!config_load(config,
		    &(struct config_overrides){
			    .file = "/dev/null",
			    .url = url,
			    .topics = topics,
		    },
		    &error)) {
		fail_msg("%s", error.text);
	}
}

/* How often the server was asked `command` (`xinfo|stream`) since CONFIG RESETSTAT. */
static inline int64_t rig_calls(struct redis_server *server, const char *command)
{
	char *stats = redis_str(server, "INFO", "commandstats", NULL), label[64];
	const char *line;
	int64_t calls = 0;

	snprintf(label, sizeof label, "cmdstat_%s:calls=", command);
	line = strstr(stats, label);
	if (line != NULL) {
		calls = strtoll(line + strlen(label), NULL, 10);
	}
	free(stats);
	return calls;
}

static inline void rig_assert_nothing_written(struct redis_server *server)
{
	static const char *const writes[] = {"xadd", "xack", "xdel", "xclaim", "xtrim",
		"xautoclaim", "xreadgroup", "xsetid", "xgroup|create", "xgroup|setid",
		"xgroup|destroy", "xgroup|delconsumer", "del", "set", "expire", "eval",
		"config|set", "xgroup|createconsumer", "xinfo|help", "keys"};
	size_t i;

	for (i = 0; i < sizeof writes / sizeof writes[0]; i++) {
		if (rig_calls(server, writes[i]) != 0) {
			fail_msg("%s was sent", writes[i]);
		}
	}
}

/* What a question costs is measured by the clock, so that a busy machine asks more slowly. */
enum { RIG_PATIENCE_MS = 150000 };

struct rig {
	uv_loop_t loop;
	uv_timer_t guard;
	struct redis_server *server;
	struct config config;
	struct engine *engine;
	int changes;
};

typedef bool rig_condition(struct rig *rig);

static inline void rig_changed(void *arg)
{
	struct rig *rig = arg;

	rig->changes++;
}

static inline void rig_guard(uv_timer_t *timer)
{
	(void)timer;
	fail_msg("waited in vain");
}

static inline void rig_init(struct rig *rig, struct redis_server *server)
{
	*rig = (struct rig){.server = server};
	rig_config(&rig->config, redis_url(server), NULL);
	uv_loop_init(&rig->loop);
	uv_timer_init(&rig->loop, &rig->guard);
}

/* The topic of that name is made of the keys of that glob; before rig_start. */
static inline void rig_partition(struct rig *rig, const char *topic, const char *keys)
{
	struct model_options *model = &rig->config.model;
	struct model_partition_rule *rules =
		mem_resize((void *)model->partitions, model->partition_count + 1, sizeof(*rules));

	rules[model->partition_count++] = (struct model_partition_rule){
		.topic = text_dup(text_of(topic)), .keys = text_dup(text_of(keys))};
	model->partitions = rules;
}

static inline void rig_start(struct rig *rig)
{
	struct error error = {.code = ERROR_NONE};

	rig->engine = engine_create(
		&(struct engine_options){
			.loop = &rig->loop,
			.config = &rig->config,
			.on_change = rig_changed,
			.arg = rig,
		},
		&error);
	if (rig->engine == NULL) {
		fail_msg("%s", error.text);
	}
	engine_start(rig->engine);
}

static inline void rig_until(struct rig *rig, rig_condition *condition)
{
	uv_timer_start(&rig->guard, rig_guard, RIG_PATIENCE_MS, 0);
	while (!condition(rig)) {
		uv_run(&rig->loop, UV_RUN_ONCE);
	}
	uv_timer_stop(&rig->guard);
}

static inline void rig_finish(struct rig *rig)
{
	engine_close(rig->engine);
	uv_close((uv_handle_t *)&rig->guard, NULL);
	assert_int_equal(uv_run(&rig->loop, UV_RUN_DEFAULT), 0);
	assert_int_equal(uv_loop_close(&rig->loop), 0);
	config_finish(&rig->config);
}

#endif
