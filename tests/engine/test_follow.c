#include "base/rng.h"
#include "engine/rig.h"

/* --- what is looked at --- */

static const struct event_list *list_of(struct rig *rig)
{
	return model_events(engine_model(rig->engine));
}

static const struct event_list_about *about(struct rig *rig)
{
	return event_list_about(list_of(rig));
}

static struct interest *looking(size_t topic_count, const char *const *topics)
{
	struct interest *interest = calloc(1, sizeof *interest);

	interest->events = (struct interest_events){
		.wanted = true,
		.topic_count = topic_count,
		.live = true,
		.older = SIZE_MAX,
	};
	for (size_t i = 0; i < topic_count; i++) {
		interest->events.topics[i] = text_of(topics[i]);
	}
	return interest;
}

static void look(struct rig *rig, struct interest *interest)
{
	engine_interest(rig->engine, interest);
}

static struct rng seeded(void)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 0) : 20240229;
	struct rng rng;

	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	return rng;
}

static void add_many(struct redis_server *server, const char *topic, const char *count)
{
	redis_ok(server, "EVAL",
		"for i = 1, tonumber(ARGV[1]) do\n"
		"redis.call('XADD', KEYS[1], '*', 'n', tostring(i), 'type', 'order.placed') end",
		"1", topic, count, NULL);
}

static bool older_ended(struct rig *rig)
{
	return about(rig)->older.is == READING_END;
}

/* All topics of the server, entry by entry, against the list. */
static size_t assert_all_there(
	struct rig *rig, struct redis_server *server, size_t count, const char *const *topics)
{
	size_t total = 0, at;

	for (size_t i = 0; i < count; i++) {
		redisReply *all = redis_raw(server, "XRANGE", topics[i], "-", "+", NULL);

		for (size_t k = 0; k < all->elements; k++) {
			struct id id;

			assert_true(id_parse(text_of(all->element[k]->element[0]->str), &id));
			if (!event_list_find(list_of(rig), text_of(topics[i]), id, &at)) {
				fail_msg("%s %s is lost", topics[i],
					all->element[k]->element[0]->str);
			}
		}
		total += all->elements;
		freeReplyObject(all);
	}
	assert_int_equal(event_list_count(list_of(rig)), total);
	return total;
}

static size_t total_of(struct redis_server *server, size_t count, const char *const *topics)
{
	size_t total = 0;

	for (size_t i = 0; i < count; i++) {
		total += (size_t)redis_int(server, "XLEN", topics[i], NULL);
	}
	return total;
}

static const char *const three[] = {"orders", "mail", "search"};

static bool has_all_of_three(struct rig *rig)
{
	return event_list_count(list_of(rig)) == total_of(rig->server, 3, three);
}

static void begin(struct rig *rig)
{
	struct redis_server *server = redis_start(NULL);

	rig_init(rig, server);
}

static void end(struct rig *rig)
{
	struct redis_server *server = rig->server;

	rig_finish(rig);
	redis_stop(server);
}

static void add_here_and_there(struct rig *rig, struct rng *rng)
{
	char count[8];

	snprintf(count, sizeof count, "%d", (int)rng_below(rng, 40));
	add_many(rig->server, three[rng_below(rng, 3)], count);
}

static void nothing_is_lost_or_doubled_between_older_and_live(void **state)
{
	struct rng rng = seeded();
	struct interest *interest = looking(3, three);
	struct rig rig;

	(void)state;
	begin(&rig);
	for (int i = 0; i < 3; i++) {
		add_many(rig.server, three[i], "3000");
	}
	rig_start(&rig);
	look(&rig, interest);
	do {
		add_here_and_there(&rig, &rng);
		uv_run(&rig.loop, UV_RUN_ONCE);
	} while (!older_ended(&rig));
	for (int i = 0; i < 50; i++) {
		add_here_and_there(&rig, &rng);
		uv_run(&rig.loop, UV_RUN_ONCE);
	}
	rig_until(&rig, has_all_of_three);
	assert_true(assert_all_there(&rig, rig.server, 3, three) > 9000);
	assert_int_equal(about(&rig)->skipped, 0);
	assert_int_equal(about(&rig)->newer.is, READING_ON);
	free(interest);
	end(&rig);
}

static void all_topics_are_followed_and_new_ones_too(void **state)
{
	static const char *const four[] = {"orders", "mail", "search", "new"};
	struct interest *interest = looking(0, NULL);
	struct rig rig;

	(void)state;
	begin(&rig);
	for (int i = 0; i < 3; i++) {
		add_many(rig.server, three[i], "50");
	}
	rig_start(&rig);
	look(&rig, interest);
	rig_until(&rig, older_ended);
	rig_until(&rig, has_all_of_three);
	add_many(rig.server, "new", "20");
	engine_refresh(rig.engine);
	while (event_list_count(list_of(&rig)) < 170) {
		uv_run(&rig.loop, UV_RUN_ONCE);
	}
	assert_all_there(&rig, rig.server, 4, four);
	free(interest);
	end(&rig);
}

static bool is_following(struct rig *rig)
{
	return about(rig)->newer.is == READING_ON && older_ended(rig);
}

static bool has_failed(struct rig *rig)
{
	return about(rig)->newer.is == READING_FAILED;
}

static void after_a_reconnect_it_goes_on_where_it_was(void **state)
{
	static const char *const appendonly[] = {
		"--appendonly", "yes", "--appendfsync", "always", NULL};
	struct redis_server *server = redis_start(appendonly);
	struct interest *interest = looking(3, three);
	struct rig rig;

	(void)state;
	rig_init(&rig, server);
	for (int i = 0; i < 3; i++) {
		add_many(server, three[i], "100");
	}
	rig_start(&rig);
	look(&rig, interest);
	rig_until(&rig, is_following);
	add_many(server, "orders", "10");
	rig_until(&rig, has_all_of_three);
	redis_kill(server);
	rig_until(&rig, has_failed);
	assert_true(about(&rig)->newer.trouble[0] != '\0');
	redis_restart(server);
	for (int i = 0; i < 3; i++) {
		add_many(server, three[i], "100");
	}
	rig_until(&rig, has_all_of_three);
	assert_all_there(&rig, server, 3, three);
	assert_int_equal(about(&rig)->skipped, 0);
	assert_int_equal(about(&rig)->newer.is, READING_ON);
	free(interest);
	end(&rig);
}

static bool has_fifty(struct rig *rig)
{
	return event_list_count(list_of(rig)) >= 50 && about(rig)->older.is == READING_IDLE;
}

static bool has_more_than_a_hundred(struct rig *rig)
{
	return event_list_count(list_of(rig)) >= 100 && about(rig)->older.is == READING_IDLE;
}

static void no_more_is_read_than_is_wanted(void **state)
{
	struct interest *interest = looking(1, three);
	struct rig rig;

	(void)state;
	begin(&rig);
	add_many(rig.server, "orders", "5000");
	redis_ok(rig.server, "CONFIG", "RESETSTAT", NULL);
	rig_start(&rig);
	interest->events.older = 50;
	look(&rig, interest);
	rig_until(&rig, has_fifty);
	assert_int_equal(event_list_count(list_of(&rig)), 50);
	interest->events.older = 100;
	look(&rig, interest);
	rig_until(&rig, has_more_than_a_hundred);
	assert_int_equal(event_list_count(list_of(&rig)), 100);
	interest->events.older = SIZE_MAX;
	look(&rig, interest);
	rig_until(&rig, older_ended);
	assert_int_equal(event_list_count(list_of(&rig)), 5000);
	assert_true(text_is(about(&rig)->topic, "orders"));
	rig_assert_nothing_written(rig.server);
	free(interest);
	end(&rig);
}

static bool both_ended(struct rig *rig)
{
	return older_ended(rig) && about(rig)->newer.is == READING_END;
}

static void an_anchor_has_two_sides(void **state)
{
	struct interest *interest = looking(1, three);
	struct rig rig;

	(void)state;
	begin(&rig);
	redis_ok(rig.server, "EVAL",
		"for i = 1, 500 do redis.call('XADD', 'orders', i .. '-0', 'n', i) end", "0", NULL);
	redis_ok(rig.server, "CONFIG", "RESETSTAT", NULL);
	rig_start(&rig);
	interest->events.live = false;
	interest->events.has_anchor = true;
	interest->events.anchor = (struct id){.ms = 200};
	interest->events.older = 10;
	interest->events.newer = 20;
	look(&rig, interest);
	while (event_list_count(list_of(&rig)) < 30) {
		uv_run(&rig.loop, UV_RUN_ONCE);
	}
	assert_int_equal(event_list_at(list_of(&rig), 0)->entry.id.ms, 190);
	assert_int_equal(event_list_at(list_of(&rig), 29)->entry.id.ms, 219);
	interest->events.older = interest->events.newer = SIZE_MAX;
	look(&rig, interest);
	rig_until(&rig, both_ended);
	assert_int_equal(event_list_count(list_of(&rig)), 500);
	assert_int_equal(rig_calls(rig.server, "xread"), 0);
	free(interest);
	end(&rig);
}

static bool has_skipped(struct rig *rig)
{
	return about(rig)->skipped > 0;
}

/* What is added while nobody looks is more than can be caught up with. */
static void what_is_too_much_is_passed_over_and_said(void **state)
{
	struct interest *interest = looking(1, three);
	int64_t total;
	struct rig rig;

	(void)state;
	begin(&rig);
	add_many(rig.server, "orders", "10");
	rig_start(&rig);
	look(&rig, interest);
	rig_until(&rig, is_following);
	interest->events.wanted = false;
	look(&rig, interest);
	uv_run(&rig.loop, UV_RUN_NOWAIT);
	redis_ok(rig.server, "EVAL",
		"local v = string.rep('x', 1000)\n"
		"for i = 1, 60000 do redis.call('XADD', 'orders', '*', 'v', v) end",
		"0", NULL);
	interest->events.wanted = true;
	look(&rig, interest);
	rig_until(&rig, has_skipped);
	add_many(rig.server, "orders", "1");
	total = redis_int(rig.server, "XLEN", "orders", NULL);
	while (about(&rig)->followed + about(&rig)->skipped + 10 < (uint64_t)total) {
		uv_run(&rig.loop, UV_RUN_ONCE);
	}
	assert_int_equal(about(&rig)->followed + about(&rig)->skipped + 10, total);
	assert_true(event_list_at(list_of(&rig), event_list_count(list_of(&rig)) - 1)->gap);
	free(interest);
	end(&rig);
}

static bool says_it_is_not_there(struct rig *rig)
{
	return about(rig)->older.is == READING_FAILED;
}

static bool has_three(struct rig *rig)
{
	return event_list_count(list_of(rig)) == 3;
}

static void a_topic_that_is_not_there_yet_is_followed_when_it_comes(void **state)
{
	struct interest *interest = looking(1, three);
	struct rig rig;

	(void)state;
	begin(&rig);
	rig_start(&rig);
	look(&rig, interest);
	rig_until(&rig, says_it_is_not_there);
	assert_non_null(strstr(about(&rig)->older.trouble, "not there"));
	add_many(rig.server, "orders", "3");
	rig_until(&rig, has_three);
	free(interest);
	end(&rig);
}

/* --- one entry --- */

static const struct close_entry *entry_of(struct rig *rig)
{
	return model_entry(engine_model(rig->engine));
}

static bool entry_is_known(struct rig *rig)
{
	return entry_of(rig) != NULL && entry_of(rig)->outcome == FACT_KNOWN;
}

static bool entry_is_gone(struct rig *rig)
{
	return entry_of(rig)->outcome == FACT_ABSENT;
}

static void look_at_entry(struct rig *rig, const char *topic, uint64_t ms)
{
	struct interest *interest = calloc(1, sizeof *interest);

	interest->has_entry = true;
	interest->entry_topic = text_of(topic);
	interest->entry_id = (struct id){.ms = ms};
	look(rig, interest);
	free(interest);
}

static void an_entry_that_is_deleted_while_it_is_open_stays_readable(void **state)
{
	struct rig rig;

	(void)state;
	begin(&rig);
	redis_ok(rig.server, "XADD", "orders", "5-0", "type", "order.placed", NULL);
	rig_start(&rig);
	look_at_entry(&rig, "orders", 5);
	rig_until(&rig, entry_is_known);
	assert_true(text_is(entry_of(&rig)->entry.fields[0].value, "order.placed"));
	redis_ok(rig.server, "XDEL", "orders", "5-0", NULL);
	rig_until(&rig, entry_is_gone);
	assert_true(entry_of(&rig)->was_there);
	assert_true(text_is(entry_of(&rig)->entry.fields[0].value, "order.placed"));
	end(&rig);
}

enum { GROUPS = 4, ENTRIES = 12 };

/* Reads, acknowledges, claims: what each group may have done with its entries. */
static void live_through(struct redis_server *server, const char *group, struct rng *rng)
{
	redis_ok(server, "XGROUP", "CREATE", "orders", group, "0", NULL);
	for (int i = 0; i < 14; i++) {
		char id[24];

		snprintf(id, sizeof id, "%d-0", 1 + (int)rng_below(rng, ENTRIES));
		switch (rng_below(rng, 4)) {
		case 0:
		case 1:
			redis_ok(server, "XREADGROUP", "GROUP", group, "c1", "COUNT", "1",
				"STREAMS", "orders", ">", NULL);
			break;
		case 2:
			redis_ok(server, "XACK", "orders", group, id, NULL);
			break;
		case 3:
			redis_ok(server, "XCLAIM", "orders", group, "c2", "0", id, "FORCE", NULL);
			break;
		}
	}
}

static enum reader_is truth_of(struct redis_server *server, const char *group, uint64_t ms)
{
	redisReply *groups = redis_raw(server, "XINFO", "GROUPS", "orders", NULL);
	enum reader_is is = READER_UNKNOWN;
	char id[24];

	snprintf(id, sizeof id, "%d-0", (int)ms);
	redisReply *pending = redis_raw(server, "XPENDING", "orders", group, id, id, "1", NULL);
	for (size_t i = 0; i < groups->elements; i++) {
		struct id cursor;

		if (strcmp(groups->element[i]->element[1]->str, group) == 0) {
			id_parse(text_of(groups->element[i]->element[7]->str), &cursor);
			is = pending->elements > 0 ? READER_PENDING
				: cursor.ms >= ms  ? READER_ACKED
						   : READER_NOT_YET;
		}
	}
	freeReplyObject(pending);
	freeReplyObject(groups);
	return is;
}

static bool all_readers_known(struct rig *rig)
{
	const struct close_entry *entry = entry_of(rig);

	if (!entry_is_known(rig) || entry->reader_count != GROUPS) {
		return false;
	}
	for (size_t i = 0; i < entry->reader_count; i++) {
		if (entry->readers[i].is == READER_UNKNOWN) {
			return false;
		}
	}
	return true;
}

static void the_readers_are_what_the_server_says(void **state)
{
	static const char *const names[GROUPS] = {"a", "b", "c", "d"};
	struct rng rng = seeded();
	struct rig rig;

	(void)state;
	begin(&rig);
	for (int i = 1; i <= ENTRIES; i++) {
		char id[24];

		snprintf(id, sizeof id, "%d-0", i);
		redis_ok(rig.server, "XADD", "orders", id, "n", "1", NULL);
	}
	for (int i = 0; i < GROUPS; i++) {
		live_through(rig.server, names[i], &rng);
	}
	rig_start(&rig);
	for (uint64_t ms = 1; ms <= ENTRIES; ms++) {
		look_at_entry(&rig, "orders", ms);
		while (entry_of(&rig) == NULL || entry_of(&rig)->id.ms != ms) {
			uv_run(&rig.loop, UV_RUN_ONCE);
		}
		rig_until(&rig, all_readers_known);
		for (size_t i = 0; i < GROUPS; i++) {
			const struct reader_state *reader = &entry_of(&rig)->readers[i];

			assert_true(text_is(reader->group, names[i]));
			assert_int_equal(reader->is, truth_of(rig.server, names[i], ms));
		}
	}
	end(&rig);
}

static void what_it_costs_is_shown(void **state)
{
	struct interest *interest = looking(1, three);
	char *clients;
	struct rig rig;

	(void)state;
	begin(&rig);
	add_many(rig.server, "orders", "20000");
	rig_start(&rig);
	look(&rig, interest);
	rig_until(&rig, is_following);
	clients = redis_str(rig.server, "CLIENT", "LIST", NULL);
	assert_non_null(strstr(clients, "rivermaster-tail-"));
	assert_non_null(strstr(clients, "rivermaster-scan-"));
	free(clients);
	while (model_cost(engine_model(rig.engine))->bytes_per_s < 100e3) {
		uv_run(&rig.loop, UV_RUN_ONCE);
	}
	free(interest);
	end(&rig);
}

static void closing_while_it_reads_leaves_nothing(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	add_many(server, "orders", "5000");
	for (int turns = 0; turns < 120; turns += 6) {
		struct interest *interest = looking(0, NULL);
		struct rig rig;

		rig_init(&rig, server);
		rig_start(&rig);
		interest->has_entry = true;
		interest->entry_topic = text_of("orders");
		look(&rig, interest);
		for (int i = 0; i < turns; i++) {
			uv_run(&rig.loop, UV_RUN_ONCE);
		}
		rig_finish(&rig);
		free(interest);
	}
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_or_doubled_between_older_and_live),
		cmocka_unit_test(all_topics_are_followed_and_new_ones_too),
		cmocka_unit_test(after_a_reconnect_it_goes_on_where_it_was),
		cmocka_unit_test(no_more_is_read_than_is_wanted),
		cmocka_unit_test(an_anchor_has_two_sides),
		cmocka_unit_test(what_is_too_much_is_passed_over_and_said),
		cmocka_unit_test(a_topic_that_is_not_there_yet_is_followed_when_it_comes),
		cmocka_unit_test(an_entry_that_is_deleted_while_it_is_open_stays_readable),
		cmocka_unit_test(the_readers_are_what_the_server_says),
		cmocka_unit_test(what_it_costs_is_shown),
		cmocka_unit_test(closing_while_it_reads_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
