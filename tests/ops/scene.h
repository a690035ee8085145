/*
 * A request and a batch as a survey would leave them, for tests.
 */
#ifndef TESTS_OPS_SCENE_H
#define TESTS_OPS_SCENE_H

#include <string.h>

#include "ops/journal.h"

static const char scene_job[] = "abcdefghijklmnopqrstuvwxyz";

static inline void scene_request(struct request *request)
{
	request_init(request);
	memcpy(request->job, scene_job, sizeof scene_job);
	request->operation = request_keep(request, text_of("replay"));
	request->topic = request_keep(request, text_from("or\0ders", 7));
	request->group = request_keep(request, text_of("billing"));
	request->target = request_keep(request, text_of("target"));
	request->who = request_keep(request, text_of("me"));
	request->host = request_keep(request, text_of("here"));
	request->reason = request_keep(request, text_of("because"));
	request->target_exists = request->listed = true;
	request->from = (struct id){1, 2};
	request->to = (struct id){UINT64_MAX, UINT64_MAX};
	request->at_ms = 1700000000000;
	request->entries = 3;
	request->bytes = 77;
	request_add(request, text_of("set"), text_of("a=1"));
	request_add(request, text_of("set"), text_of("b=2"));
	for (uint64_t i = 1; i <= 3; i++) {
		const struct request_item item = {.id = {i, i},
			.consumer = text_of(i < 3 ? "worker" : "other"),
			.deliveries = i == 3 ? INT64_MAX : (int64_t)i};
		request_choose(request, &item);
	}
}

static inline void scene_batch(struct batch *batch, uint64_t first, size_t count)
{
	*batch = (struct batch){.count = count};
	for (size_t i = 0; i < count; i++) {
		batch->items[i] = (struct item){.id = {first + i, 0}, .deliveries = -1};
	}
}

#endif
