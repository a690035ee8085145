/*
 * A topic `orders` with a group `billing` in a model, lived through second by second: what the
 * engine would ask a server is taken from the simulated stream.
 */
#ifndef TESTS_MODEL_SCENE_H
#define TESTS_MODEL_SCENE_H

#include "history_sim.h"
#include "model/model.h"

struct scene {
	struct model *model;
	struct sim sim;
	int64_t now_ms, epoch_ms; /* the server's clock is epoch_ms + now_ms */
	int64_t pending, consumers;
	const char *topic;
};

static inline void scene_begin(struct scene *scene, const struct model_options *options)
{
	struct model_options plain = {.thresholds = thresholds_default()};

	*scene = (struct scene){
		.model = model_create(options ? options : &plain),
		.now_ms = 1000,
		.epoch_ms = INT64_C(1700000000000),
		.consumers = 2,
		.topic = "orders",
	};
	scene->sim.counter_counts = scene->sim.has_entries_read = true;
}

static inline void scene_end(struct scene *scene)
{
	model_destroy(scene->model);
}

static inline void scene_add(struct scene *scene, int count)
{
	uint64_t ms = (uint64_t)(scene->epoch_ms + scene->now_ms);

	for (int i = 0; i < count; i++) {
		uint64_t last_ms = scene->sim.last_generated.ms;
		sim_add(&scene->sim, ms > last_ms ? ms - last_ms : 0);
	}
}

static inline void scene_read(struct scene *scene, int count)
{
	int64_t before = sim_undelivered(&scene->sim);

	sim_read(&scene->sim, (size_t)count);
	scene->pending += before - sim_undelivered(&scene->sim);
}

static inline void scene_ack(struct scene *scene, int count)
{
	scene->pending -= count < scene->pending ? count : scene->pending;
}

static inline struct fact scene_fact(const struct scene *scene, enum fact_kind kind)
{
	return (struct fact){
		.kind = kind,
		.at_ms = scene->now_ms,
		.topic = text_of(scene->topic),
		.group = text_of("billing"),
	};
}

static inline void scene_tell_clock(struct scene *scene)
{
	struct fact fact = scene_fact(scene, FACT_CLOCK);

	fact.clock = (struct fact_clock){.server_ms = scene->epoch_ms + scene->now_ms};
	model_apply(scene->model, &fact);
}

static inline void scene_tell_undelivered(struct scene *scene)
{
	struct fact fact = scene_fact(scene, FACT_UNDELIVERED);

	fact.undelivered.after = scene->sim.cursor;
	for (size_t i = scene->sim.count; i-- > 0;) {
		if (id_compare(scene->sim.ids[i], scene->sim.cursor) > 0) {
			fact.undelivered.exists = true;
			fact.undelivered.first = scene->sim.ids[i];
		}
	}
	model_apply(scene->model, &fact);
}

static inline void scene_tell_count(struct scene *scene)
{
	struct fact fact = scene_fact(scene, FACT_COUNT);
	struct fact_topic topic = sim_topic(&scene->sim);

	fact.count = (struct fact_count){
		.after = scene->sim.cursor,
		.upto = topic.last,
		.count = sim_undelivered(&scene->sim),
		.complete = true,
	};
	model_apply(scene->model, &fact);
}

static inline void scene_tell_topic(struct scene *scene)
{
	struct fact fact = scene_fact(scene, FACT_TOPIC);
	struct fact_group group = sim_group(&scene->sim);

	group.name = text_of("billing");
	group.consumers = scene->consumers;
	group.pending = scene->pending;
	fact.topic_info = sim_topic(&scene->sim);
	fact.topic_info.group_count = 1;
	fact.topic_info.groups = &group;
	model_apply(scene->model, &fact);
}

/* What a visible row is asked. */
static inline void scene_sample(struct scene *scene)
{
	scene_tell_clock(scene);
	scene_tell_topic(scene);
	scene_tell_undelivered(scene);
}

static inline void scene_tell_pending(
	struct scene *scene, struct id lowest, int64_t idle_ms, int64_t deliveries)
{
	struct fact fact = scene_fact(scene, FACT_PENDING);
	const struct fact_pending_entry entry = {
		.id = lowest,
		.consumer = text_of("worker-1"),
		.idle_ms = idle_ms,
		.deliveries = deliveries,
	};

	fact.pending = (struct fact_pending){
		.total = scene->pending,
		.has_range = true,
		.lowest = lowest,
		.highest = lowest,
		.count = 1,
		.entries = &entry,
		.page_ends = true,
	};
	model_apply(scene->model, &fact);
}

static inline void scene_tell_consumers(
	struct scene *scene, const struct fact_consumer *list, size_t count)
{
	struct fact fact = scene_fact(scene, FACT_CONSUMERS);

	fact.consumers = (struct fact_consumers){.count = count, .consumers = list};
	model_apply(scene->model, &fact);
}

static inline const struct group *scene_group(const struct scene *scene)
{
	return model_group(scene->model, text_of(scene->topic), text_of("billing"));
}

static inline enum verdict_id scene_verdict(const struct scene *scene)
{
	return scene_group(scene)->verdict.id;
}

/* Second by second: `in` entries come, `out` are delivered, `acked` acknowledged, then a sample. */
static inline void scene_live(struct scene *scene, int seconds, const int in_out_acked[3])
{
	for (int i = 0; i < seconds; i++) {
		scene->now_ms += 1000;
		scene_add(scene, in_out_acked[0]);
		scene_read(scene, in_out_acked[1]);
		scene_ack(scene, in_out_acked[2]);
		scene_sample(scene);
	}
}

#endif
