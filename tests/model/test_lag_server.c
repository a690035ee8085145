/* The lag rule against a real server: what an exclusive XRANGE from the cursor returns is the
 * truth. */
#include "model/model.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seed.h"
#include "support/redis.h"

enum { HISTORIES = 1000, STEPS = 24 };

struct history_run {
	struct redis_server *server;
	struct rng *rng;
	struct model *model;
	char key[24];
	uint64_t last_ms;
	int64_t now_ms;
};

struct tally {
	unsigned seen[LAG_AT_MOST + 1], server_wrong, server_silent, counts, counts_taken;
};

static void change(
	struct history_run *run, const char *command, const char *a, const char *b, const char *c)
{
	redisReply *reply = redis_raw(run->server, command, run->key, a, b, c, NULL);

	assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
	freeReplyObject(reply);
}

static char *number(char out[32], uint64_t n)
{
	snprintf(out, 32, "%" PRIu64, n);
	return out;
}

static void add(struct history_run *run)
{
	char id[32];

	run->last_ms += 1 + rng_below(run->rng, 2);
	change(run, "XADD", number(id, run->last_ms), "f", "v");
}

static void read_some(struct history_run *run)
{
	char most[32];
	redisReply *reply = redis_raw(run->server, "XREADGROUP", "GROUP", "g", "c", "COUNT",
		number(most, 1 + rng_below(run->rng, 6)), "STREAMS", run->key, ">", NULL);

	assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
	freeReplyObject(reply);
}

static void seek(struct history_run *run)
{
	char id[32];
	redisReply *reply = redis_raw(run->server, "XGROUP", "SETID", run->key, "g",
		number(id, rng_below(run->rng, run->last_ms + 3)), NULL);

	assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
	freeReplyObject(reply);
}

static void change_something(struct history_run *run)
{
	char text[32];

	switch (rng_below(run->rng, 16)) {
	case 0:
	case 1:
		change(run, "XDEL", number(text, rng_below(run->rng, run->last_ms + 1)), NULL,
			NULL);
		break;
	case 2:
		change(run, "XTRIM", "MAXLEN", number(text, rng_below(run->rng, 20)), NULL);
		break;
	case 3:
		change(run, "XTRIM", "MINID", number(text, rng_below(run->rng, run->last_ms + 1)),
			NULL);
		break;
	case 4:
		seek(run);
		break;
	case 5:
		change(run, "XACK", "g", number(text, rng_below(run->rng, run->last_ms + 1)), NULL);
		break;
	case 6:
	case 7:
	case 8:
	case 9:
		read_some(run);
		break;
	default:
		for (uint64_t n = 1 + rng_below(run->rng, 8); n > 0; n--) {
			add(run);
		}
		break;
	}
}

static const redisReply *member(const redisReply *map, const char *name)
{
	for (size_t i = 0; i + 1 < map->elements; i += 2) {
		if (strcmp(map->element[i]->str, name) == 0) {
			return map->element[i + 1];
		}
	}
	return NULL;
}

static struct id id_of(const redisReply *reply)
{
	struct id id = {0};

	assert_true(id_parse(text_from(reply->str, reply->len), &id));
	return id;
}

static int64_t integer(const redisReply *map, const char *name, bool *has)
{
	const redisReply *reply = member(map, name);

	*has = reply && reply->type == REDIS_REPLY_INTEGER;
	return *has ? reply->integer : 0;
}

static void sample(struct history_run *run, struct fact_topic *topic, struct fact_group *group)
{
	redisReply *info = redis_raw(run->server, "XINFO", "STREAM", run->key, NULL);
	redisReply *groups = redis_raw(run->server, "XINFO", "GROUPS", run->key, NULL);
	const redisReply *first = member(info, "first-entry"), *last = member(info, "last-entry");
	const redisReply *deleted = member(info, "max-deleted-entry-id");
	bool has;

	*topic = (struct fact_topic){.last_generated = id_of(member(info, "last-generated-id"))};
	topic->length = integer(info, "length", &has);
	topic->entries_added = integer(info, "entries-added", &topic->has_entries_added);
	topic->has_max_deleted = deleted != NULL;
	topic->max_deleted = deleted ? id_of(deleted) : (struct id){0};
	topic->has_entries = first->type == REDIS_REPLY_ARRAY;
	if (topic->has_entries) {
		topic->first = id_of(first->element[0]);
		topic->last = id_of(last->element[0]);
	}
	*group = (struct fact_group){.name = text_of("g")};
	group->last_delivered = id_of(member(groups->element[0], "last-delivered-id"));
	group->pending = integer(groups->element[0], "pending", &has);
	group->consumers = integer(groups->element[0], "consumers", &has);
	group->entries_read = integer(groups->element[0], "entries-read", &group->has_entries_read);
	group->lag = integer(groups->element[0], "lag", &group->has_lag);
	freeReplyObject(info);
	freeReplyObject(groups);
}

static int64_t count(struct history_run *run, struct id after)
{
	char from[ID_TEXT_MAX + 1] = "(";
	redisReply *reply;
	int64_t entries;

	id_format(from + 1, after);
	reply = redis_raw(run->server, "XRANGE", run->key, from, "+", "COUNT", "10000", NULL);
	assert_int_equal(reply->type, REDIS_REPLY_ARRAY);
	entries = (int64_t)reply->elements;
	freeReplyObject(reply);
	return entries;
}

static void assert_true_to(const struct lag *lag, int64_t truth, struct tally *tally)
{
	tally->seen[lag->is]++;
	switch (lag->is) {
	case LAG_EXACT:
	case LAG_COUNTED:
		assert_int_equal(lag->count, truth);
		break;
	case LAG_AT_MOST:
		assert_true(truth >= 1 && truth <= lag->count);
		break;
	case LAG_ESTIMATE:
		assert_true(truth >= 1);
		break;
	case LAG_UNKNOWN:
		fail_msg("the lag is unknown");
		break;
	}
}

/* The answer comes after the sample it was asked for, as in life. */
static void count_for_model(struct history_run *run, const struct fact_topic *topic,
	const struct fact_group *group, struct tally *tally)
{
	int64_t truth = count(run, group->last_delivered);
	struct fact fact = {
		.kind = FACT_COUNT,
		.at_ms = run->now_ms,
		.topic = text_of(run->key),
		.group = text_of("g"),
		.count = {.after = group->last_delivered,
			.upto = topic->last,
			.count = truth,
			.complete = true},
	};

	model_apply(run->model, &fact);
	const struct lag *lag = &model_group(run->model, text_of(run->key), text_of("g"))->lag;
	/* A deletion ahead of the cursor since an earlier sample of the same end denies a count. */
	tally->counts++;
	tally->counts_taken += lag->is == LAG_COUNTED || lag->is == LAG_EXACT ? 1 : 0;
	assert_true_to(lag, truth, tally);
}

static void check(struct history_run *run, struct tally *tally)
{
	struct fact_topic topic;
	struct fact_group group;

	sample(run, &topic, &group);
	int64_t truth = count(run, group.last_delivered);
	struct lag lag = lag_compute(&topic, &group, NULL);
	assert_true_to(&lag, truth, tally);
	tally->server_silent += group.has_lag ? 0 : 1;
	tally->server_wrong += group.has_lag && group.lag != truth ? 1 : 0;

	topic.group_count = 1;
	topic.groups = &group;
	run->now_ms += 1000;
	model_apply(run->model,
		&(struct fact){.kind = FACT_TOPIC,
			.at_ms = run->now_ms,
			.topic = text_of(run->key),
			.topic_info = topic});
	const struct group *known = model_group(run->model, text_of(run->key), text_of("g"));
	assert_true_to(&known->lag, truth, tally);
	if (known->lag.is == LAG_ESTIMATE && rng_below(run->rng, 2) == 0) {
		count_for_model(run, &topic, &group, tally);
	}
}

static void one_history(struct history_run *run, struct tally *tally)
{
	char id[32];

	run->last_ms = 1000;
	run->now_ms = 1000;
	run->model = model_create(&(struct model_options){.thresholds = thresholds_default()});
	add(run);
	redis_ok(run->server, "XGROUP", "CREATE", run->key, "g",
		rng_below(run->rng, 2) == 0 ? "0" : number(id, run->last_ms), NULL);
	for (int step = 0; step < STEPS; step++) {
		change_something(run);
		check(run, tally);
	}
	redis_ok(run->server, "DEL", run->key, NULL);
	model_destroy(run->model);
}

static void random_histories_on_a_server_agree_with_xrange(void **state)
{
	struct rng rng = seeded_rng();
	struct history_run run = {.server = redis_start(NULL), .rng = &rng};
	struct tally tally = {0};

	(void)state;
	for (int i = 0; i < HISTORIES; i++) {
		snprintf(run.key, sizeof(run.key), "topic-%d", i);
		one_history(&run, &tally);
	}
	redis_stop(run.server);
	print_message("%d histories: %u exact, %u counted, %u estimates, %u at most; "
		      "the server was wrong %u times and silent %u times\n",
		HISTORIES, tally.seen[LAG_EXACT], tally.seen[LAG_COUNTED], tally.seen[LAG_ESTIMATE],
		tally.seen[LAG_AT_MOST], tally.server_wrong, tally.server_silent);
	assert_true(tally.seen[LAG_EXACT] > 0 && tally.seen[LAG_COUNTED] > 0);
	assert_true(tally.counts_taken > tally.counts / 10 * 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_histories_on_a_server_agree_with_xrange),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
