#include "model/pending.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/model.h"
#include "seed.h"

enum { IDS = 80 };

/* What is pending, kept the slow way. */
struct naive {
	bool looked[IDS], pending[IDS], gone[IDS];
	int64_t idle_ms[IDS], deliveries[IDS];
};

static const char *const consumers[] = {"", "c1", "c2", "gone"};
static const enum pending_owner owners[] = {
	PENDING_RELEASED, PENDING_OWNED, PENDING_OWNED, PENDING_OWNER_GONE};

static struct model *model_of(size_t memory_bytes)
{
	return model_create(&(struct model_options){
		.thresholds = thresholds_default(), .memory_bytes = memory_bytes});
}

static void seek(struct model *model, const char *query)
{
	model_apply(model,
		&(struct fact){.kind = FACT_PENDING_SOUGHT,
			.topic = text_of("orders"),
			.group = text_of("billing"),
			.pending_sought = {.query = text_of(query), .turn = 7}});
}

static const struct pending_about *about(const struct model *model)
{
	return pending_list_about(model_pending(model));
}

static const char *consumer_of(size_t i)
{
	return consumers[i % 4];
}

static void tell(struct model *model, const struct naive *naive, size_t i)
{
	struct entry_field field = {
		.name = text_of("type"), .value = text_of(i % 2 ? "odd" : "even")};
	struct entry entry = {.id = {.ms = i}, .field_count = 1, .fields = &field};
	struct fact_pending_entry as = {.id = {.ms = i},
		.consumer = text_of(consumer_of(i)),
		.idle_ms = naive->idle_ms[i],
		.deliveries = naive->deliveries[i]};
	struct pending_row row = {.topic = text_of("orders"),
		.group = text_of("billing"),
		.as = &as,
		.owner = owners[i % 4],
		.gone = naive->gone[i],
		.entry = naive->gone[i] ? NULL : &entry};

	model_apply(model,
		&(struct fact){.kind = FACT_PENDING_ROW, .at_ms = 5, .pending_row = {.row = &row}});
}

static void tell_again(struct model *model, const struct naive *naive, size_t i)
{
	model_apply(model,
		&(struct fact){.kind = FACT_PENDING_AGAIN,
			.at_ms = 9,
			.pending_again = {.key = text_of("orders"),
				.id = {.ms = i},
				.pending = naive->pending[i],
				.gone = naive->gone[i],
				.as = {.id = {.ms = i},
					.consumer = text_of(consumer_of(i)),
					.idle_ms = naive->idle_ms[i],
					.deliveries = naive->deliveries[i]}}});
}

static void assert_same(const struct model *model, const struct naive *naive, bool odd_only)
{
	const struct pending_list *list = model_pending(model);
	uint64_t idle[PENDING_BANDS] = {0}, deliveries[PENDING_BANDS] = {0}, gone = 0;
	size_t at = 0, found;

	for (size_t i = 0; i < IDS; i++) {
		bool is = naive->looked[i] && naive->pending[i] &&
			(!odd_only || (i % 2 == 1 && !naive->gone[i]));
		assert_int_equal(
			pending_list_find(list, text_of("orders"), (struct id){.ms = i}, &found),
			is);
		if (!is) {
			continue;
		}
		const struct pending_item *item = pending_list_at(list, at);
		assert_int_equal(item->id.ms, i);
		assert_int_equal(item->idle_ms, naive->idle_ms[i]);
		assert_int_equal(item->deliveries, naive->deliveries[i]);
		assert_int_equal(item->owner, owners[i % 4]);
		assert_int_equal(item->gone, naive->gone[i]);
		assert_true(text_is(item->consumer, consumer_of(i)));
		assert_int_equal(item->row == NULL, naive->gone[i]);
		const struct event *event = pending_list_event(list, at++);
		assert_int_equal(event == NULL, naive->gone[i]);
		assert_true(!event || text_is(event->type, i % 2 ? "odd" : "even"));
		idle[pending_band_of(pending_idle_bands, item->idle_ms)] += item->idle_ms >= 0;
		deliveries[pending_band_of(pending_delivery_bands, item->deliveries)]++;
		gone += item->gone;
	}
	assert_int_equal(pending_list_count(list), at);
	assert_null(pending_list_at(list, at));
	assert_int_equal(about(model)->matched, at);
	assert_int_equal(about(model)->gone, gone);
	assert_memory_equal(about(model)->idle, idle, sizeof(idle));
	assert_memory_equal(about(model)->deliveries, deliveries, sizeof(deliveries));
}

static void live(struct naive *naive, struct rng *rng, size_t i)
{
	static const int64_t idles[] = {-1, 0, 999, 1000, 59999, 60000, 300000, INT64_MAX};
	static const int64_t counts[] = {0, 1, 2, 3, 4, 9, 10, INT64_MAX};

	naive->idle_ms[i] = idles[rng_below(rng, 8)];
	naive->deliveries[i] = counts[rng_below(rng, 8)];
}

static void the_list_is_that_of_a_naive_one(void **state)
{
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 60; round++) {
		struct naive *naive = mem_alloc(1, sizeof(*naive));
		struct model *model = model_of(0);
		bool odd_only = round % 2 == 1;

		seek(model, odd_only ? "type == \"odd\"" : "");
		for (size_t i = 0; i < IDS; i++) {
			naive->pending[i] = rng_below(&rng, 4) > 0;
			naive->gone[i] = rng_below(&rng, 5) == 0;
			live(naive, &rng, i);
			naive->looked[i] = true;
			if (naive->pending[i]) {
				tell(model, naive, i);
			}
		}
		assert_same(model, naive, odd_only);
		for (int k = 0; k < 60; k++) {
			size_t i = rng_below(&rng, IDS), found;

			if (!pending_list_find(model_pending(model), text_of("orders"),
				    (struct id){.ms = i}, &found)) {
				continue;
			}
			naive->pending[i] = rng_below(&rng, 3) > 0;
			naive->gone[i] = naive->gone[i] || (!odd_only && rng_below(&rng, 4) == 0);
			live(naive, &rng, i);
			tell_again(model, naive, i);
		}
		assert_same(model, naive, odd_only);
		model_destroy(model);
		mem_free(naive);
	}
}

static void what_finds_no_room_is_counted(void **state)
{
	struct naive *naive = mem_alloc(1, sizeof(*naive));
	struct model *model = model_of(64 * 1024);
	size_t count;

	(void)state;
	for (size_t i = 0; i < IDS; i++) {
		naive->deliveries[i] = 1;
	}
	seek(model, "");
	for (size_t i = 0; i < IDS; i++) {
		tell(model, naive, i);
	}
	count = pending_list_count(model_pending(model));
	assert_in_range(count, 1, IDS - 1);
	assert_int_equal(about(model)->matched, IDS);
	assert_int_equal(about(model)->unkept, IDS - count);
	assert_int_equal(about(model)->deliveries[0], IDS);
	assert_true(about(model)->bytes < 64 * 1024 / 8);
	seek(model, "");
	assert_int_equal(pending_list_count(model_pending(model)), 0);
	assert_int_equal(about(model)->matched, 0);
	model_destroy(model);
	mem_free(naive);
}

static void a_bad_query_says_where(void **state)
{
	struct naive *naive = mem_alloc(1, sizeof(*naive));
	struct model *model = model_of(0);

	(void)state;
	seek(model, "deliveries >= \"x\"");
	assert_int_equal(about(model)->reading.is, READING_FAILED);
	assert_non_null(strstr(about(model)->reading.trouble, "column"));
	tell(model, naive, 1);
	assert_int_equal(pending_list_count(model_pending(model)), 0);
	seek(model, "deliveries >= 1 and not consumer == \"c2\"");
	naive->deliveries[1] = naive->deliveries[2] = 1;
	tell(model, naive, 1);
	tell(model, naive, 2);
	assert_int_equal(pending_list_count(model_pending(model)), 1);
	assert_int_equal(about(model)->turn, 7);
	model_destroy(model);
	mem_free(naive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_is_that_of_a_naive_one),
		cmocka_unit_test(what_finds_no_room_is_counted),
		cmocka_unit_test(a_bad_query_says_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
