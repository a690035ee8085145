#include "engine/engine.h"
#include "model/live.h"

#include "engine/rig.h"

static struct definition order;

static void set(const char *key, const char *value)
{
	struct error error;

	assert_true(definition_set(&order, text_of(key), text_of(value), &error));
}

static void begin(struct rig *rig, struct redis_server *server)
{
	struct error error;

	definition_init(&order, "order");
	set("anchor", "order_id");
	set("trace", "trace");
	set("start", "placed");
	assert_true(definition_seal(&order, &error));
	rig_init(rig, server);
	rig->config.journeys = &order;
	rig->config.journey_count = 1;
	rig_start(rig);
	engine_interest(rig->engine, &(struct interest){.journeys = true});
}

static void end(struct rig *rig, struct redis_server *server)
{
	rig->config.journeys = NULL;
	rig->config.journey_count = 0;
	rig_finish(rig);
	definition_finish(&order);
	redis_stop(server);
}

/* Either may be "". */
static char *add(
	struct redis_server *server, const char *type, const char *order_id, const char *trace)
{
	return redis_str(server, "XADD", "orders", "*", "type", type, "order_id", order_id, "trace",
		trace, NULL);
}

static void add_all(struct redis_server *server)
{
	free(add(server, "placed", "O1", ""));
	free(add(server, "called", "", "T1"));
	free(add(server, "paid", "O1", "T1"));
	free(add(server, "called", "", "T1"));
	free(add(server, "placed", "O2", ""));
	free(add(server, "called", "", "T2"));
	free(add(server, "paid", "O2", "T2"));
}

static const struct journeys *journeys_of(struct rig *rig)
{
	return model_journeys(engine_model(rig->engine));
}

static uint32_t events_of(struct rig *rig, const char *key)
{
	const struct journeys *journeys = journeys_of(rig);
	uint32_t number = journeys == NULL ? 0 : journeys_find(journeys, text_of(key), 0);
	struct journey_view view;

	if (number == 0) {
		return 0;
	}
	journeys_view(journeys, number, &view);
	return view.events;
}

static bool all_are_there(struct rig *rig)
{
	return events_of(rig, "O1") == 4 && events_of(rig, "O2") == 3;
}

static bool is_over(struct rig *rig)
{
	enum apart_is is = model_live(engine_model(rig->engine))->apart.is;

	return is == APART_DONE || is == APART_REFUSED;
}

static bool one_went_on(struct rig *rig)
{
	return events_of(rig, "T1") == 3;
}

/* The others are not touched; and what comes later stays apart, too. */
static void a_merge_is_undone_and_stays_so(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct journey_view before, after;
	struct rig rig;

	(void)state;
	add_all(server);
	begin(&rig, server);
	rig_until(&rig, all_are_there);
	journeys_view(
		journeys_of(&rig), journeys_find(journeys_of(&rig), text_of("O2"), 0), &before);
	engine_apart(rig.engine, text_of("O1"), text_of("T1"));
	rig_until(&rig, is_over);
	assert_int_equal(model_live(engine_model(rig.engine))->apart.is, APART_DONE);
	assert_int_equal(model_live(engine_model(rig.engine))->apart.events, 4);
	assert_int_equal(model_live(engine_model(rig.engine))->apart.gone, 0);
	assert_int_equal(events_of(&rig, "O1"), 2);
	assert_int_equal(events_of(&rig, "T1"), 2);
	journeys_view(
		journeys_of(&rig), journeys_find(journeys_of(&rig), text_of("O2"), 0), &after);
	assert_int_equal(after.serial, before.serial);
	assert_int_equal(after.events, 3);
	free(add(server, "called", "", "T1"));
	rig_until(&rig, one_went_on);
	assert_int_equal(events_of(&rig, "O1"), 2);
	end(&rig, server);
}

static void what_is_gone_is_told_and_nothing_is_lost_for_nothing(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	add_all(server);
	begin(&rig, server);
	rig_until(&rig, all_are_there);
	redis_ok(server, "XTRIM", "orders", "MAXLEN", "=", "5", NULL);
	engine_apart(rig.engine, text_of("O1"), text_of("T1"));
	rig_until(&rig, is_over);
	assert_int_equal(model_live(engine_model(rig.engine))->apart.gone, 2);
	assert_int_equal(events_of(&rig, "O1"), 1);
	assert_int_equal(events_of(&rig, "T1"), 1);
	redis_ok(server, "XTRIM", "orders", "MAXLEN", "=", "0", NULL);
	engine_apart(rig.engine, text_of("O2"), text_of("T2"));
	rig_until(&rig, is_over);
	assert_int_equal(model_live(engine_model(rig.engine))->apart.is, APART_REFUSED);
	assert_int_equal(events_of(&rig, "O2"), 3);
	end(&rig, server);
}

static bool two_are_apart(struct rig *rig)
{
	return events_of(rig, "O2") == 3 && events_of(rig, "O1") == 2 && events_of(rig, "T1") == 2;
}

static bool past_is_over(struct rig *rig)
{
	const struct past_journeys *past = model_past(engine_model(rig->engine));

	return past->what != NULL && !past->on;
}

/* Before anything is stitched, and in what is found in the past. */
static void what_is_kept_apart_is_so_everywhere(void **state)
{
	struct redis_server *server = redis_start(NULL);
	const struct ref what = ref_journey(text_of(""), text_of("O1"), 0);
	const struct past_journeys *past;
	struct journey_view view;
	struct rig rig;

	(void)state;
	add_all(server);
	begin(&rig, server);
	engine_apart(rig.engine, text_of("T1"), text_of("O1"));
	rig_until(&rig, two_are_apart);
	engine_interest(rig.engine,
		&(struct interest){.journeys = true, .past = {.wanted = true, .what = what}});
	rig_until(&rig, past_is_over);
	past = model_past(engine_model(rig.engine));
	assert_non_null(past->journeys);
	journeys_view(past->journeys, past_find(past->journeys, past->what), &view);
	assert_int_equal(view.events, 2);
	end(&rig, server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_merge_is_undone_and_stays_so),
		cmocka_unit_test(what_is_gone_is_told_and_nothing_is_lost_for_nothing),
		cmocka_unit_test(what_is_kept_apart_is_so_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
