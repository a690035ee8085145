/* Stitching against a plain reading of the rules: no hashes, no lists, everything looked at again.
 */
#include "model/journeys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journey_log.h"
#include "seed.h"

static const char orders[] = "[journey order]\nanchor = order\nchild = item\njourney = saga\n"
			     "trace = trace\n";

/* ---- against a plain reading of the rules: no hashes, no lists, everything looked at again ----
 */

enum { KEYS = 12, EVENTS = 400, GROUPS = EVENTS };

enum reference_use { REF_ANCHOR, REF_SAGA, REF_TRACE, REF_ITEM, REF_USES };
static const char *const ref_names[] = {"order", "saga", "trace", "item"};

struct reference {
	int owner[REF_USES][KEYS];  /* group of a key; -1 */
	int shares[KEYS][2 * KEYS]; /* of an item, all its groups: `owner` is the first */
	int share_count[KEYS];
	int refused[REF_USES][KEYS]; /* times that it could not join */
	int group_of[GROUPS];        /* what a group became */
	bool anchored[GROUPS], leads[GROUPS];
	int groups;
	bool in[EVENTS][GROUPS];
};

static int root(const struct reference *ref, int group)
{
	while (group >= 0 && ref->group_of[group] != group) {
		group = ref->group_of[group];
	}
	return group;
}

static int fresh(struct reference *ref)
{
	ref->group_of[ref->groups] = ref->groups;
	return ref->groups++;
}

static void own(struct reference *ref, int use, int key, int group)
{
	ref->owner[use][key] = group;
	ref->anchored[group] = ref->anchored[group] || use == REF_ANCHOR;
	ref->leads[group] = ref->leads[group] || use != REF_ITEM;
}

static bool ref_unite(struct reference *ref, int into, int other)
{
	if (ref->anchored[into] && ref->anchored[other]) {
		return false;
	}
	ref->group_of[other] = into;
	ref->anchored[into] = ref->anchored[into] || ref->anchored[other];
	ref->leads[into] = ref->leads[into] || ref->leads[other];
	return true;
}

/* keys[use]: bits. */
static int ref_targets(struct reference *ref, const unsigned keys[REF_USES], int targets[KEYS])
{
	int count = 0;

	for (int key = 0; key < KEYS; key++) {
		if (keys[REF_ANCHOR] >> key & 1) {
			if (root(ref, ref->owner[REF_ANCHOR][key]) < 0) {
				own(ref, REF_ANCHOR, key, fresh(ref));
			}
			targets[count++] = root(ref, ref->owner[REF_ANCHOR][key]);
		}
	}
	for (int use = REF_SAGA; use <= REF_TRACE; use++) {
		for (int key = 0; key < KEYS; key++) {
			int group = root(ref, ref->owner[use][key]);

			if (!(keys[use] >> key & 1) || count > 1 ||
				ref->refused[use][key] >= JOURNEY_SHARED_MAX) {
				continue;
			}
			if (count == 0) {
				targets[count++] = group < 0 ? fresh(ref) : group;
				own(ref, use, key, targets[0]);
			} else if (group < 0) {
				own(ref, use, key, targets[0]);
			} else if (group != targets[0] && !ref_unite(ref, targets[0], group)) {
				ref->refused[use][key]++;
			}
		}
	}
	return count;
}

static void add_once(int targets[KEYS], int *count, int group)
{
	for (int i = 0; i < *count; i++) {
		if (targets[i] == group) {
			return;
		}
	}
	targets[(*count)++] = group;
}

static bool has(const int targets[KEYS], int count, int group)
{
	for (int i = 0; i < count; i++) {
		if (targets[i] == group) {
			return true;
		}
	}
	return false;
}

/* A new item belongs to all of them. */
static void share(struct reference *ref, int key, const int targets[KEYS], int count)
{
	own(ref, REF_ITEM, key, targets[0]);
	for (int i = 0; i < count; i++) {
		ref->shares[key][i] = targets[i];
	}
	ref->share_count[key] = count;
}

static int ref_children(struct reference *ref, unsigned items, int targets[KEYS], int count)
{
	bool alone = count == 0;

	for (int key = 0; alone && key < KEYS; key++) {
		for (int i = 0; (items >> key & 1) && i < ref->share_count[key]; i++) {
			add_once(targets, &count, root(ref, ref->shares[key][i]));
		}
	}
	if (items != 0 && count == 0) {
		targets[count++] = fresh(ref);
	}
	for (int key = 0; key < KEYS; key++) {
		if (!(items >> key & 1)) {
			continue;
		}
		if (ref->share_count[key] == 0) {
			share(ref, key, targets, count);
		}
		for (int i = 0; i < ref->share_count[key]; i++) {
			int group = root(ref, ref->shares[key][i]);

			if (count == 1 && !has(targets, count, group) && !ref->leads[group]) {
				ref_unite(ref, targets[0], group);
			}
		}
	}
	return count;
}

static void random_keys(struct rng *rng, unsigned keys[REF_USES])
{
	memset(keys, 0, REF_USES * sizeof(*keys));
	for (int use = 0; use < REF_USES; use++) {
		uint64_t times = rng_below(rng, 10);

		times = times < 6 ? 0 : times < 9 ? 1 : 2;
		for (uint64_t i = 0; i < times; i++) {
			keys[use] |= 1U << rng_below(rng, KEYS);
		}
	}
}

static void write_words(char words[512], const unsigned keys[REF_USES])
{
	size_t at = (size_t)snprintf(words, 512, "type=t");

	for (int use = 0; use < REF_USES; use++) {
		for (int key = 0; key < KEYS; key++) {
			if (keys[use] >> key & 1) {
				at += (size_t)snprintf(words + at, 512 - at, " %s=%c%d",
					ref_names[use], ref_names[use][0], key);
			}
		}
	}
}

static void compare(const struct journey_log *log, const struct reference *ref, int events)
{
	int journeys = 0;

	for (int group = 0; group < ref->groups; group++) {
		journeys += root(ref, group) == group;
	}
	assert_int_equal(journeys_totals(log->journeys).journeys, journeys);
	for (int use = 0; use < REF_USES; use++) {
		for (int key = 0; key < KEYS; key++) {
			char name[16];
			int group = root(ref, ref->owner[use][key]), count = 0;

			snprintf(name, sizeof(name), "%c%d", ref_names[use][0], key);
			uint32_t number = journeys_find(log->journeys, text_of(name), 0);
			assert_int_equal(number != 0, group >= 0);
			const struct journey_event *event =
				number == 0 ? NULL : journeys_first(log->journeys, number);
			for (; event != NULL; event = journeys_after(log->journeys, event)) {
				int at = (int)event->id.ms - 1;
				bool found = false;
				for (int i = 0; i < ref->groups; i++) {
					found = found || (ref->in[at][i] && root(ref, i) == group);
				}
				assert_true(found);
				count++;
			}
			for (int at = 0; group >= 0 && at < events; at++) {
				for (int i = 0; i < ref->groups; i++) {
					if (ref->in[at][i] && root(ref, i) == group) {
						count--;
						break;
					}
				}
			}
			assert_int_equal(count, 0);
		}
	}
}

static void random_keys_stitch_as_the_rules_say(void **state)
{
	static struct reference ref;
	struct rng rng = seeded_rng();

	(void)state;
	for (int round = 0; round < 60; round++) {
		struct journey_log *log = log_begin(orders, LOG_MEMORY);
		int events = 20 + (int)rng_below(&rng, EVENTS - 20);

		memset(&ref, 0, sizeof(ref));
		memset(ref.owner, 0xff, sizeof(ref.owner));
		for (int at = 0; at < events; at++) {
			unsigned keys[REF_USES];
			int targets[2 * KEYS];
			char words[512];

			random_keys(&rng, keys);
			write_words(words, keys);
			log_add(log, "a", (uint64_t)at + 1, words);
			int count = ref_targets(&ref, keys, targets);
			count = ref_children(&ref, keys[REF_ITEM], targets, count);
			for (int i = 0; i < count; i++) {
				ref.in[at][targets[i]] = true;
			}
		}
		compare(log, &ref, events);
		log_end(log);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_keys_stitch_as_the_rules_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
