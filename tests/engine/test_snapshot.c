#include "engine/snapshot.h"

#include "base/rng.h"
#include "engine/rig.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct model *take(struct redis_server *server, const struct snapshot_options *options)
{
	struct config config;
	struct model *model = NULL;
	struct error error = {.code = ERROR_NONE};

	rig_config(&config, redis_url(server), NULL);
	if (!snapshot_take(&config, options, &model, &error)) {
		fail_msg("%s", error.text);
	}
	config_finish(&config);
	return model;
}

static struct error take_in_vain(const char *url, const struct snapshot_options *options)
{
	struct config config;
	struct model *model = NULL;
	struct error error = {.code = ERROR_NONE};

	rig_config(&config, url, NULL);
	assert_false(snapshot_take(&config, options, &model, &error));
	assert_null(model);
	config_finish(&config);
	return error;
}

static const struct snapshot_options everything = {.groups = true, .memory = true};

static int64_t true_lag(struct redis_server *server, const char *topic, struct id cursor)
{
	char from[ID_TEXT_MAX];
	redisReply *reply =
		redis_raw(server, "XRANGE", topic, id_format(from, id_next(cursor)), "+", NULL);
	int64_t count = (int64_t)reply->elements;

	freeReplyObject(reply);
	return count;
}

/* The truth by XRANGE for every group of the server. Returns how many were compared. */
static size_t assert_lag_is_true(struct redis_server *server, const struct model *model)
{
	size_t count, i, compared = 0;
	const struct group *const *groups = model_groups(model, &count);

	for (i = 0; i < count; i++) {
		const struct group *group = groups[i];
		char topic[64];
		int64_t truth;

		snprintf(topic, sizeof topic, "%.*s", (int)group->topic->name.length,
			group->topic->name.at);
		truth = true_lag(server, topic, group->last_delivered);
		if (group->lag.is == LAG_UNKNOWN) {
			continue;
		}
		if ((group->lag.is != LAG_EXACT && group->lag.is != LAG_COUNTED) ||
			group->lag.count != truth) {
			fail_msg("%s %.*s: %s %lld, but %lld", topic, (int)group->name.length,
				group->name.at, lag_is_name(group->lag.is),
				(long long)group->lag.count, (long long)truth);
		}
		compared++;
	}
	return compared;
}

static void an_empty_server_is_an_empty_model(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct model *model = take(server, &everything);
	size_t count;

	(void)state;
	model_topics(model, &count);
	assert_int_equal(count, 0);
	assert_true(model_link(model)->ready);
	model_destroy(model);
	redis_stop(server);
}

static void add_entries(struct redis_server *server, const char *topic, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		redis_ok(server, "XADD", topic, "*", "type", "order.placed", NULL);
	}
}

static void one_step(struct redis_server *server, struct rng *rng, const char *topic)
{
	char group[16], count[16];
	redisReply *entry;

	snprintf(group, sizeof group, "g%d", (int)rng_below(rng, 3));
	snprintf(count, sizeof count, "%d", 1 + (int)rng_below(rng, 9));
	switch (rng_below(rng, 8)) {
	case 0:
		redis_ok(server, "XTRIM", topic, "MAXLEN", count, NULL);
		break;
	case 1:
	case 2:
		redis_ok(server, "XREADGROUP", "GROUP", group, "c", "COUNT", count, "STREAMS",
			topic, ">", NULL);
		break;
	case 3:
		entry = redis_raw(server, "XRANGE", topic, "-", "+", "COUNT", count, NULL);
		if (entry->elements > 0) {
			redis_ok(server, "XDEL", topic,
				entry->element[entry->elements - 1]->element[0]->str, NULL);
		}
		freeReplyObject(entry);
		break;
	case 4:
		redis_ok(server, "XGROUP", "SETID", topic, group, rng_below(rng, 2) ? "$" : "0",
			NULL);
		break;
	default:
		add_entries(server, topic, 1 + (int)rng_below(rng, 5));
		break;
	}
}

static void random_history(struct redis_server *server, struct rng *rng, int number)
{
	char topic[32], group[16];
	int i;

	snprintf(topic, sizeof topic, "topic:%d", number);
	for (i = 0; i < 3; i++) {
		snprintf(group, sizeof group, "g%d", i);
		redis_ok(server, "XGROUP", "CREATE", topic, group, "$", "MKSTREAM", NULL);
	}
	for (i = 0; i < 40; i++) {
		one_step(server, rng, topic);
	}
}

static void lag_is_what_xrange_counts_over_random_histories(void **state)
{
	struct redis_server *server = redis_start(NULL);
	const char *given = getenv("SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : uv_hrtime();
	struct rng rng;
	struct model *model;
	int i;

	(void)state;
	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	for (i = 0; i < 60; i++) {
		random_history(server, &rng, i);
	}
	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	model = take(server, &everything);
	rig_assert_nothing_written(server);
	assert_int_equal(assert_lag_is_true(server, model), 180);
	model_destroy(model);
	redis_stop(server);
}

static void what_a_group_holds_is_read(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct model *model;
	const struct group *group;
	const struct topic *topic;
	bool none = true;
	int64_t now_ms;

	(void)state;
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "$", "MKSTREAM", NULL);
	add_entries(server, "orders", 250);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "COUNT", "150", "STREAMS",
		"orders", ">", NULL);
	redis_ok(server, "SET", "no-stream", "1", NULL);
	model = take(server, &everything);
	topic = model_topic(model, text_of("orders"));
	group = model_group(model, text_of("orders"), text_of("billing"));
	assert_non_null(topic);
	assert_non_null(group);
	assert_true(topic->memory_bytes.is && topic->memory_bytes.n > 0);
	assert_int_equal(topic->length, 250);
	assert_int_equal(group->pending, 150);
	assert_int_equal(group->lag.is, LAG_COUNTED);
	assert_int_equal(group->lag.count, 100);
	assert_true(group->max_deliveries.is && !group->max_deliveries_partial);
	assert_int_equal(group->max_deliveries.n, 1);
	assert_int_equal(group->consumer_count, 1);
	assert_true(text_is(group->consumer_list[0].name, "c1"));
	assert_true(model_server_now_ms(model, &now_ms));
	assert_true(group_oldest_undelivered_age(group, now_ms, &none).is && !none);
	assert_true(group_oldest_unacked_age(group, now_ms, &none).is && !none);
	assert_null(model_topic(model, text_of("no-stream")));
	model_destroy(model);
	redis_stop(server);
}

/* The last of `count` pending entries has been delivered nine times. */
static struct model *take_pending_list(struct redis_server *server, const char *count)
{
	struct model *model;
	redisReply *last;

	redis_ok(server, "DEL", "orders", NULL);
	redis_ok(server, "EVAL",
		"for i=1,tonumber(ARGV[1]) do redis.call('XADD','orders',i..'-1','n','1') end", "0",
		count, NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "STREAMS", "orders", ">", NULL);
	last = redis_raw(server, "XREVRANGE", "orders", "+", "-", "COUNT", "1", NULL);
	redis_ok(server, "XCLAIM", "orders", "billing", "c1", "0",
		last->element[0]->element[0]->str, "RETRYCOUNT", "9", NULL);
	freeReplyObject(last);
	model = take(server, &(struct snapshot_options){.groups = true});
	return model;
}

static void a_long_pending_list_is_read_to_its_end_or_said_not_to_be(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct model *model = take_pending_list(server, "2500");
	const struct group *group = model_group(model, text_of("orders"), text_of("billing"));

	(void)state;
	assert_int_equal(group->max_deliveries.n, 9);
	assert_false(group->max_deliveries_partial);
	model_destroy(model);
	model = take_pending_list(server, "20001");
	group = model_group(model, text_of("orders"), text_of("billing"));
	assert_true(group->max_deliveries_partial);
	assert_int_equal(group->max_deliveries.n, 1);
	model_destroy(model);
	redis_stop(server);
}

static void one_named_topic_is_looked_at_alone(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct model *model;
	size_t count;

	(void)state;
	add_entries(server, "a", 1);
	add_entries(server, "b", 1);
	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	model = take(server, &(struct snapshot_options){.topic = text_of("b"), .groups = true});
	model_topics(model, &count);
	assert_int_equal(count, 1);
	assert_int_equal(rig_calls(server, "scan"), 0);
	assert_int_equal(rig_calls(server, "xinfo|stream"), 3);
	model_destroy(model);
	redis_stop(server);
}

static void what_is_not_there_is_a_failure_with_a_sentence(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct error error;

	(void)state;
	redis_ok(server, "SET", "text", "1", NULL);
	add_entries(server, "orders", 1);
	error = take_in_vain(
		redis_url(server), &(struct snapshot_options){.topic = text_of("none")});
	assert_int_equal(error.code, ERROR_FAILED);
	assert_string_equal(error.text, "there is no topic none");
	error = take_in_vain(
		redis_url(server), &(struct snapshot_options){.topic = text_of("text")});
	assert_int_equal(error.code, ERROR_FAILED);
	assert_string_equal(error.text, "the key text is no stream");
	error = take_in_vain(redis_url(server),
		&(struct snapshot_options){
			.topic = text_of("orders"),
			.group = text_of("nobody"),
			.groups = true,
		});
	assert_int_equal(error.code, ERROR_FAILED);
	assert_string_equal(error.text, "topic orders has no group nobody");
	redis_stop(server);
}

static void the_topics_glob_chooses(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct config config;
	struct model *model = NULL;
	struct error error = {.code = ERROR_NONE};
	size_t count;

	(void)state;
	add_entries(server, "shop:orders", 1);
	add_entries(server, "other", 1);
	rig_config(&config, redis_url(server), "shop:*");
	assert_true(snapshot_take(&config, &everything, &model, &error));
	model_topics(model, &count);
	assert_int_equal(count, 1);
	model_destroy(model);
	config_finish(&config);
	redis_stop(server);
}

static void partitions_are_one_topic(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct config config;
	struct model *model = NULL;
	struct error error = {.code = ERROR_NONE};
	const struct model_partition_rule rule = {.topic = "orders", .keys = "orders:[0-9]"};
	const struct group *group;
	size_t count;

	(void)state;
	redis_ok(server, "XGROUP", "CREATE", "orders:1", "g", "$", "MKSTREAM", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders:2", "g", "$", "MKSTREAM", NULL);
	add_entries(server, "orders:1", 5);
	add_entries(server, "orders:2", 7);
	redis_ok(server, "XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", "orders:2", ">",
		NULL);
	add_entries(server, "apart", 1);
	rig_config(&config, redis_url(server), NULL);
	config.model.partitions = &rule;
	config.model.partition_count = 1;
	assert_true(snapshot_take(&config,
		&(struct snapshot_options){
			.topic = text_of("orders"),
			.group = text_of("g"),
			.groups = true,
		},
		&model, &error));
	model_topics(model, &count);
	assert_int_equal(count, 1);
	group = model_group(model, text_of("orders"), text_of("g"));
	assert_non_null(group);
	assert_int_equal(group->lag.count, 10);
	assert_int_equal(group->pending, 2);
	model_destroy(model);
	config.model.partitions = NULL;
	config.model.partition_count = 0;
	config_finish(&config);
	redis_stop(server);
}

static void a_server_that_is_not_there_is_exit_3(void **state)
{
	struct error error =
		take_in_vain("unix:///nonexistent/rivermaster.sock", &(struct snapshot_options){0});

	(void)state;
	assert_int_equal(error.code, ERROR_CONNECT);
	assert_non_null(strstr(error.text, "unix:///nonexistent/rivermaster.sock"));
}

static void a_wrong_password_is_exit_3_and_not_shown(void **state)
{
	const char *const args[] = {"--requirepass", "right", NULL};
	struct redis_server *server = redis_start_tcp(args);
	struct error error;
	char url[96];

	(void)state;
	snprintf(url, sizeof url, "redis://:hidden-wrong@127.0.0.1:%d", redis_port(server));
	error = take_in_vain(url, &everything);
	assert_int_equal(error.code, ERROR_CONNECT);
	assert_null(strstr(error.text, "hidden-wrong"));
	assert_non_null(strstr(error.text, "password"));
	redis_stop(server);
}

static struct error take_as(
	struct redis_server *server, const char *user, const struct snapshot_options *options)
{
	char url[96];

	snprintf(url, sizeof url, "redis://%s:pw@127.0.0.1:%d", user, redis_port(server));
	return take_in_vain(url, options);
}

static void a_command_that_is_not_permitted_is_exit_4_with_the_rule(void **state)
{
	struct redis_server *server = redis_start_tcp(NULL);
	struct error error;

	(void)state;
	add_entries(server, "orders", 1);
	redis_ok(server, "ACL", "SETUSER", "half", "on", ">pw", "~*", "+@all", "-xinfo|groups",
		NULL);
	redis_ok(server, "ACL", "SETUSER", "blind", "on", ">pw", "~*", "+@all", "-scan", NULL);
	redis_ok(server, "ACL", "SETUSER", "narrow", "on", ">pw", "~shop:*", "+@all", NULL);
	error = take_as(server, "half", &everything);
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_non_null(strstr(error.text, "`+xinfo|groups`"));
	error = take_as(server, "blind", &everything);
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_non_null(strstr(error.text, "`+scan`"));
	error = take_as(server, "narrow", &(struct snapshot_options){.topic = text_of("orders")});
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_non_null(strstr(error.text, "`%R~orders`"));
	redis_stop(server);
}

static void a_key_that_is_not_permitted_is_a_row_that_says_so(void **state)
{
	struct redis_server *server = redis_start_tcp(NULL);
	struct config config;
	struct model *model = NULL;
	struct error error = {.code = ERROR_NONE};
	char url[96];

	(void)state;
	add_entries(server, "orders", 1);
	add_entries(server, "shop:a", 1);
	redis_ok(server, "ACL", "SETUSER", "narrow", "on", ">pw", "~shop:*", "+@all", NULL);
	snprintf(url, sizeof url, "redis://narrow:pw@127.0.0.1:%d", redis_port(server));
	rig_config(&config, url, NULL);
	assert_true(snapshot_take(&config, &everything, &model, &error));
	assert_int_equal(model_topic(model, text_of("shop:a"))->outcome, FACT_KNOWN);
	assert_int_equal(model_topic(model, text_of("orders"))->outcome, FACT_DENIED);
	model_destroy(model);
	config_finish(&config);
	redis_stop(server);
}

static void a_server_that_does_not_answer_is_exit_3(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct error error;

	(void)state;
	redis_pause(server);
	error = take_in_vain(redis_url(server), &everything);
	assert_int_equal(error.code, ERROR_CONNECT);
	redis_continue(server);
	redis_stop(server);
}

struct silent {
	struct sockaddr_un address;
	int listener;
};

/* Whoever connects has its signals in place. */
static void interrupt_when_connected(void *arg)
{
	const struct silent *silent = arg;
	int peer = accept(silent->listener, NULL, NULL);
	char byte;

	assert_true(peer >= 0);
	kill(getpid(), SIGTERM);
	while (read(peer, &byte, 1) > 0) {
	}
	close(peer);
}

static void an_interruption_ends_it(void **state)
{
	struct silent silent = {.address.sun_family = AF_UNIX};
	char folder[] = "/tmp/rm-silent.XXXXXX", url[160];
	uv_thread_t thread;
	struct error error;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(silent.address.sun_path, sizeof silent.address.sun_path, "%s/s", folder);
	silent.listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(
		bind(silent.listener, (struct sockaddr *)&silent.address, sizeof silent.address),
		0);
	assert_int_equal(listen(silent.listener, 1), 0);
	assert_int_equal(uv_thread_create(&thread, interrupt_when_connected, &silent), 0);
	snprintf(url, sizeof url, "unix://%s", silent.address.sun_path);
	error = take_in_vain(url, &everything);
	assert_int_equal(error.code, ERROR_FAILED);
	assert_string_equal(error.text, "interrupted");
	assert_int_equal(uv_thread_join(&thread), 0);
	close(silent.listener);
	unlink(silent.address.sun_path);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_server_is_an_empty_model),
		cmocka_unit_test(lag_is_what_xrange_counts_over_random_histories),
		cmocka_unit_test(what_a_group_holds_is_read),
		cmocka_unit_test(a_long_pending_list_is_read_to_its_end_or_said_not_to_be),
		cmocka_unit_test(one_named_topic_is_looked_at_alone),
		cmocka_unit_test(what_is_not_there_is_a_failure_with_a_sentence),
		cmocka_unit_test(the_topics_glob_chooses),
		cmocka_unit_test(partitions_are_one_topic),
		cmocka_unit_test(a_server_that_is_not_there_is_exit_3),
		cmocka_unit_test(a_server_that_does_not_answer_is_exit_3),
		cmocka_unit_test(an_interruption_ends_it),
		cmocka_unit_test(a_wrong_password_is_exit_3_and_not_shown),
		cmocka_unit_test(a_command_that_is_not_permitted_is_exit_4_with_the_rule),
		cmocka_unit_test(a_key_that_is_not_permitted_is_a_row_that_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
