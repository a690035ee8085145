#include "engine/engine.h"

#include "engine/rig.h"

/* Ids of hours before now. */
enum { HOUR_MS = 60 * 60 * 1000 };

struct past_rig {
	struct rig rig;
	struct definition order;
	int64_t now_ms;
	struct interest interest;
};

static void set(struct definition *order, const char *key, const char *value)
{
	struct error error;

	assert_true(definition_set(order, text_of(key), text_of(value), &error));
}

static int64_t server_ms(struct redis_server *server)
{
	redisReply *reply = redis_raw(server, "TIME", NULL);
	int64_t ms = strtoll(reply->element[0]->str, NULL, 10) * 1000;

	freeReplyObject(reply);
	return ms;
}

static struct past_rig *open_rig(void)
{
	struct past_rig *past = mem_alloc(1, sizeof *past);
	struct redis_server *server = redis_start(NULL);
	struct error error;

	past->now_ms = server_ms(server);
	definition_init(&past->order, "order");
	set(&past->order, "anchor", "order_id");
	set(&past->order, "trace", "trace");
	set(&past->order, "start", "placed");
	set(&past->order, "end", "shipped");
	assert_true(definition_seal(&past->order, &error));
	rig_init(&past->rig, server);
	past->rig.config.journeys = &past->order;
	past->rig.config.journey_count = 1;
	return past;
}

static void close_rig(struct past_rig *past)
{
	struct redis_server *server = past->rig.server;

	past->rig.config.journeys = NULL;
	past->rig.config.journey_count = 0;
	rig_finish(&past->rig);
	redis_stop(server);
	definition_finish(&past->order);
	mem_free(past);
}

/* `hours` before now. */
static struct id add(
	struct past_rig *past, const char *topic, int hours, const char *type, const char *order_id)
{
	struct id id = {(uint64_t)(past->now_ms - (int64_t)hours * HOUR_MS), 0};
	char text[ID_TEXT_MAX], trace[64];

	snprintf(trace, sizeof trace, "t-%s", order_id);
	redis_ok(past->rig.server, "XADD", topic, id_format(text, id), "type", type, "order_id",
		order_id, "trace", trace, NULL);
	return id;
}

static void seek(struct past_rig *past, const struct ref *what, unsigned turn)
{
	past->interest.past = (struct interest_past){.wanted = true, .what = *what, .turn = turn};
	engine_interest(past->rig.engine, &past->interest);
}

static const struct past_journeys *found(struct rig *rig)
{
	return model_past(engine_model(rig->engine));
}

static bool is_over(struct rig *rig)
{
	return found(rig)->what != NULL && !found(rig)->on;
}

static void expect_steps(struct past_rig *past, const char *steps)
{
	const struct past_journeys *found_there = found(&past->rig);
	char out[200] = "";
	size_t at = 0;
	uint32_t number;

	assert_non_null(found_there->journeys);
	number = past_find(found_there->journeys, found_there->what);
	assert_int_not_equal(number, 0);
	for (const struct journey_event *event = journeys_first(found_there->journeys, number);
		event != NULL; event = journeys_after(found_there->journeys, event)) {
		struct text step = journeys_step(found_there->journeys, event->step);

		at += (size_t)snprintf(out + at, sizeof out - at, "%s%.*s", at > 0 ? " " : "",
			(int)step.length, step.at);
	}
	assert_string_equal(out, steps);
}

/* Further back than the first range reaches, and no further than it must be: what is older than its
 * beginning is not read. */
static void a_journey_of_the_past_is_found_with_its_beginning(void **state)
{
	struct past_rig *past = open_rig();
	const struct ref what = ref_journey(text_of(""), text_of("7"), 0);

	(void)state;
	add(past, "orders", 5000, "placed", "1");
	add(past, "orders", 40, "placed", "7");
	add(past, "ships", 2, "shipped", "7");
	redis_ok(past->rig.server, "CONFIG", "RESETSTAT", NULL);
	rig_start(&past->rig);
	seek(past, &what, 0);
	rig_until(&past->rig, is_over);
	expect_steps(past, "placed shipped");
	assert_int_equal(found(&past->rig)->covered.limit, COVERAGE_ENOUGH);
	assert_int_equal(found(&past->rig)->covered.entries, 2);
	assert_int_equal(found(&past->rig)->covered.count, 2);
	assert_true(found(&past->rig)->covered.from.ms > (uint64_t)past->now_ms - 70 * HOUR_MS);
	/* Again and further: all there is. */
	seek(past, &what, 1);
	rig_until(&past->rig, is_over);
	expect_steps(past, "placed shipped");
	assert_int_equal(found(&past->rig)->covered.limit, COVERAGE_WHOLE);
	assert_int_equal(found(&past->rig)->covered.entries, 3);
	rig_assert_nothing_written(past->rig.server);
	close_rig(past);
}

static void it_is_found_by_any_key_and_by_its_event(void **state)
{
	struct past_rig *past = open_rig();
	struct ref what = ref_journey(text_of("order"), text_of("t-7"), 0);
	struct id id;

	(void)state;
	add(past, "orders", 40, "placed", "7");
	id = add(past, "ships", 30, "shipped", "7");
	rig_start(&past->rig);
	seek(past, &what, 0);
	rig_until(&past->rig, is_over);
	expect_steps(past, "placed shipped");
	what = ref_entry(text_of("ships"), id);
	seek(past, &what, 0);
	rig_until(&past->rig, is_over);
	expect_steps(past, "placed shipped");
	assert_true(text_is(found(&past->rig)->what->topic, "ships"));
	close_rig(past);
}

static void what_is_not_there_is_told_with_what_was_covered(void **state)
{
	struct past_rig *past = open_rig();
	const struct ref what = ref_journey(text_of(""), text_of("9"), 0);
	const struct coverage *covered;

	(void)state;
	add(past, "orders", 40, "placed", "7");
	add(past, "orders", 30, "placed", "8");
	redis_ok(past->rig.server, "XTRIM", "orders", "MAXLEN", "=", "1", NULL);
	rig_start(&past->rig);
	seek(past, &what, 0);
	rig_until(&past->rig, is_over);
	covered = &found(&past->rig)->covered;
	assert_null(found(&past->rig)->journeys);
	assert_int_equal(covered->limit, COVERAGE_WHOLE);
	assert_int_equal(covered->entries, 1);
	assert_int_equal(covered->count, 1);
	assert_int_equal(covered->topics[0].removed, 1);
	assert_false(coverage_topic_is_whole(covered, &covered->topics[0]));
	close_rig(past);
}

static bool reads(struct rig *rig)
{
	return found(rig)->entries > 0;
}

static void it_stops_on_request_and_says_so(void **state)
{
	struct past_rig *past = open_rig();
	const struct ref what = ref_journey(text_of(""), text_of("none"), 0);
	char *big = mem_alloc(1 << 20, 1);

	(void)state;
	memset(big, 'x', (1 << 20) - 1);
	/* More than the rate lets in before somebody can stop it. */
	for (int i = 0; i < 64; i++) {
		redis_ok(past->rig.server, "XADD", "orders", "*", "big", big, NULL);
	}
	mem_free(big);
	rig_start(&past->rig);
	seek(past, &what, 0);
	rig_until(&past->rig, reads);
	past->interest.past.stopped = true;
	engine_interest(past->rig.engine, &past->interest);
	rig_until(&past->rig, is_over);
	assert_int_equal(found(&past->rig)->covered.limit, COVERAGE_CANCELLED);
	assert_true(found(&past->rig)->covered.entries < 64);
	assert_string_equal(coverage_topic_state(&found(&past->rig)->covered.topics[0]), "part");
	close_rig(past);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_journey_of_the_past_is_found_with_its_beginning),
		cmocka_unit_test(it_is_found_by_any_key_and_by_its_event),
		cmocka_unit_test(what_is_not_there_is_told_with_what_was_covered),
		cmocka_unit_test(it_stops_on_request_and_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
