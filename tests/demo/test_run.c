#include "demo/probe.h"

enum { SAME = 200, SOME = 40, TEXT_MAX = 700 };

static const char *const topics[] = {"shop.views", "shop.searches", "profile.updates",
	"offers.selected", "email.sent", "email.engagement"};

struct grown {
	redisContext *redis;
	const char *topic;
	long long length;
};

static bool has_grown(void *arg)
{
	struct grown *grown = arg;
	return probe_length(grown->redis, grown->topic) >= grown->length;
}

static void await_length(redisContext *redis, const char *topic, long long length)
{
	struct grown grown = {.redis = redis, .topic = topic, .length = length};
	await(has_grown, &grown, topic);
}

/* All of an entry but when it occurred. */
static void timeless(const redisReply *entry, char out[TEXT_MAX])
{
	static const char mark[] = "\"occurred_at\":\"";
	const redisReply *fields = entry->element[1];
	size_t length = 0;

	for (size_t i = 0; i + 1 < fields->elements; i += 2) {
		const char *name = fields->element[i]->str, *value = fields->element[i + 1]->str;
		const char *time = strstr(value, mark);
		int before = time == NULL ? (int)strlen(value) : (int)(time - value);
		if (time != NULL) {
			time = strchr(time + strlen(mark), '"');
		}
		if (strcmp(name, "occurred_at") != 0) {
			length += (size_t)snprintf(out + length, TEXT_MAX - length, "%s=%.*s%s;",
				name, before, value, time == NULL ? "" : time);
		}
		assert_true(length < TEXT_MAX);
	}
}

static redisReply *first_of(redisContext *redis, const char *topic)
{
	return probe_ask(redis, "XRANGE %s - + COUNT %d", topic, SAME);
}

static void are_equal(const redisReply *one, const redisReply *other)
{
	char left[TEXT_MAX], right[TEXT_MAX];

	timeless(one, left);
	timeless(other, right);
	assert_string_equal(left, right);
}

/* What producers write comes in the same order. */
static void same_in_order(redisContext *one, redisContext *other, const char *topic)
{
	await_length(one, topic, SAME);
	await_length(other, topic, SAME);
	redisReply *left = first_of(one, topic), *right = first_of(other, topic);
	for (size_t i = 0; i < SAME; i++) {
		are_equal(left->element[i], right->element[i]);
	}
	freeReplyObject(left);
	freeReplyObject(right);
}

static const redisReply *find_event(const redisReply *entries, const char *id)
{
	char other[64];

	for (size_t i = 0; i < entries->elements; i++) {
		probe_value(entries->element[i], "event_id", other);
		if (strcmp(id, other) == 0) {
			return entries->element[i];
		}
	}
	return NULL;
}

/* What services and customers write is the same, though who was faster differs. */
static void same_events(redisContext *one, redisContext *other, const char *topic)
{
	char id[64];
	int both = 0;

	await_length(one, topic, SAME);
	await_length(other, topic, SAME);
	redisReply *left = first_of(one, topic), *right = first_of(other, topic);
	for (size_t i = 0; i < left->elements; i++) {
		probe_value(left->element[i], "event_id", id);
		const redisReply *twin = find_event(right, id);
		if (twin != NULL) {
			are_equal(left->element[i], twin);
			both++;
		}
	}
	freeReplyObject(left);
	freeReplyObject(right);
	if (both < SOME) {
		fail_msg("only %d of %d events are the same on %s", both, SAME, topic);
	}
}

static void the_same_seed_gives_the_same_events(void **state)
{
	struct demo *one = demo_with(42, 10, 600000), *other = demo_with(42, 10, 600000);
	redisContext *left = probe_open(demo_url(one)), *right = probe_open(demo_url(other));

	(void)state;
	same_in_order(left, right, "shop.views");
	same_in_order(left, right, "shop.searches");
	for (size_t i = 2; i < sizeof(topics) / sizeof(*topics); i++) {
		same_events(left, right, topics[i]);
	}
	redisFree(left);
	redisFree(right);
	demo_stop(one);
	demo_stop(other);
}

static void another_seed_gives_other_events(void **state)
{
	struct demo *one = demo_with(1, 1, 0), *other = demo_with(2, 1, 0);
	redisContext *left = probe_open(demo_url(one)), *right = probe_open(demo_url(other));
	redisReply *mine = first_of(left, "shop.views"), *theirs = first_of(right, "shop.views");
	char a[TEXT_MAX], b[TEXT_MAX];

	(void)state;
	timeless(mine->element[0], a);
	timeless(theirs->element[0], b);
	assert_string_not_equal(a, b);
	freeReplyObject(mine);
	freeReplyObject(theirs);
	redisFree(left);
	redisFree(right);
	demo_stop(one);
	demo_stop(other);
}

static void customers_come_back(void **state)
{
	struct demo *demo = demo_with(3, 10, 600000);
	redisContext *redis = probe_open(demo_url(demo));
	char mine[64], theirs[64];
	int again = 0;

	(void)state;
	await_length(redis, "shop.views", SAME);
	redisReply *entries = first_of(redis, "shop.views");
	for (size_t i = 0; i < entries->elements; i++) {
		probe_value(entries->element[i], "customer_id", mine);
		for (size_t k = 0; k < i; k++) {
			probe_value(entries->element[k], "customer_id", theirs);
			if (strcmp(mine, theirs) == 0) {
				again++;
				break;
			}
		}
	}
	freeReplyObject(entries);
	assert_true(again > 10 && again < SAME - 50);
	redisFree(redis);
	demo_stop(demo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_gives_the_same_events),
		cmocka_unit_test(another_seed_gives_other_events),
		cmocka_unit_test(customers_come_back),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
