#include "base/mem.h"
#include "snapshot_private.h"

static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

/* Those whose names say, or may say, that they hold dead letters; their entries decide. */
static void find_candidates(struct snapshot *snapshot)
{
	size_t count;
	const struct topic *const *topics = model_topics(snapshot->model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct topic *const *keys;
		size_t key_count = model_topic_keys(topics[i], &keys);

		for (size_t k = 0; k < key_count; k++) {
			if (dead_name_likeness(topics[i]->name) != DEAD_UNLIKE ||
				dead_name_likeness(keys[k]->name) != DEAD_UNLIKE) {
				dead_candidates_add(
					&snapshot->dead, topics[i]->name, keys[k]->name);
			}
		}
	}
}

void snapshot_ask_dead(struct snapshot *snapshot)
{
	if (!snapshot->phase_begun) {
		snapshot->phase_begun = true;
		find_candidates(snapshot);
	}
	while (snapshot->next < snapshot->dead.count && snapshot->room >= 1) {
		const struct dead_candidate *candidate = &snapshot->dead.at[snapshot->next];

		snapshot_asked(snapshot, 1);
		fetch_range(snapshot->fetcher, candidate->keys[snapshot->next_group++], lowest,
			highest, true, DEAD_SAMPLE_ENTRIES);
		if (snapshot->next_group == candidate->key_count) {
			snapshot->next++;
			snapshot->next_group = 0;
		}
	}
}

static bool exists(const void *arg, struct text topic)
{
	return model_topic(arg, topic) != NULL;
}

static void tell(struct snapshot *snapshot, const struct dead_candidate *candidate)
{
	struct dead_pair pair = dead_sample_pair(&candidate->sample, &snapshot->config->model,
		candidate->name, exists, snapshot->model);

	model_apply(snapshot->model,
		&(struct fact){
			.kind = FACT_DEAD_TOPIC,
			.topic = candidate->name,
			.dead_topic = {.source = pair.source,
				.by_name = pair.by == DEAD_PAIR_NAME,
				.exists = pair.exists,
				.mixed = pair.mixed},
		});
	mem_free((char *)pair.source.at);
}

void snapshot_take_dead(struct snapshot *snapshot, const struct fact *fact)
{
	struct dead_candidate *candidate = &snapshot->dead.at[snapshot->dead_answered];

	if (fact->outcome == FACT_KNOWN) {
		dead_sample_take(&candidate->sample, snapshot->dead_reader, fact);
	}
	if (++snapshot->dead_answered_key < candidate->key_count) {
		return;
	}
	snapshot->dead_answered++;
	snapshot->dead_answered_key = 0;
	if (candidate->sample.is || dead_candidate_is_named(candidate)) {
		tell(snapshot, candidate);
	}
}
