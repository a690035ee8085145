/* The map as it is known now: topics, who writes into them, who reads them, where that leads. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flow_build.h"
#include "model/learn.h"

enum { TEXT_BLOCK = 1 << 16, FEW = 3 };

void flow_map_free(struct flow_map *map)
{
	while (map->texts != NULL) {
		struct map_text *next = map->texts->next;

		mem_free(map->texts);
		map->texts = next;
	}
	mem_free(map->topics);
	mem_free(map->sources);
	mem_free(map->reads);
	mem_free(map->nexts);
	mem_free(map->lines);
	*map = (struct flow_map){.topic_count = 0};
}

struct text flow_map_keep(struct flow_map *map, struct text text)
{
	struct map_text *block = map->texts;
	size_t room = text.length > TEXT_BLOCK ? text.length : TEXT_BLOCK;

	if (block == NULL || block->used + text.length > TEXT_BLOCK) {
		block = mem_alloc(1, sizeof(*block) + room);
		block->next = map->texts;
		map->texts = block;
	}
	char *at = block->bytes + block->used;
	if (text.length > 0) {
		memcpy(at, text.at, text.length);
	}
	block->used += text.length;
	return text_from(at, text.length);
}

static int by_to(const void *left, const void *right)
{
	const struct flow_edge *const *a = left, *const *b = right;
	int turn = text_compare((*a)->to, (*b)->to);

	return turn != 0 ? turn : ((*a)->count < (*b)->count) - ((*a)->count > (*b)->count);
}

static int by_from(const void *left, const void *right)
{
	const struct flow_edge *const *a = left, *const *b = right;
	int turn = text_compare((*a)->from, (*b)->from);

	return turn != 0 ? turn : ((*a)->count < (*b)->count) - ((*a)->count > (*b)->count);
}

static int by_name(const void *left, const void *right)
{
	const struct topic *const *a = left, *const *b = right;

	return text_compare((*a)->name, (*b)->name);
}

static int by_ends(const void *left, const void *right)
{
	const struct map_link *a = left, *b = right;

	return a->from != b->from ? (a->from > b->from) - (a->from < b->from)
				  : (a->to > b->to) - (a->to < b->to);
}

/* Told by the events themselves, or by their order in many journeys. */
static bool is_told(const struct flow_edge *edge, uint64_t all)
{
	if (edge->from.length == 0) {
		return false;
	}
	return edge->caused > 0 ||
		(!text_equal(edge->from, edge->to) && edge->count >= FEW &&
			edge->count * 100 >= all * LEARN_PERCENT);
}

static void take_edges(struct flow_build *build)
{
	const struct flow *flow = model_live(build->wanted->model)->flow;
	size_t count = flow ? flow_totals(flow).edges : 0, next;

	build->to = mem_alloc(count + 1, sizeof(*build->to));
	build->from = mem_alloc(count + 1, sizeof(*build->from));
	for (size_t i = 0; i < count; i++) {
		build->to[i] = flow_at(flow, i);
	}
	build->to_count = build->map->edges = count;
	qsort(build->to, count, sizeof(*build->to), by_to);
	for (size_t i = 0; i < count; i = next) {
		uint64_t all = 0;

		for (next = i; next < count && text_equal(build->to[next]->to, build->to[i]->to);
			next++) {
			all += build->to[next]->count;
		}
		for (size_t k = i; k < next; k++) {
			if (is_told(build->to[k], all)) {
				build->from[build->from_count++] = build->to[k];
			}
		}
	}
	qsort(build->from, build->from_count, sizeof(*build->from), by_from);
}

static void take_topics(struct flow_build *build)
{
	size_t count;
	const struct topic *const *topics = model_topics(build->wanted->model, &count);

	build->topics = mem_alloc(count + 1, sizeof(*build->topics));
	if (topics) {
		memcpy(build->topics, topics, count * sizeof(*topics));
	}
	qsort(build->topics, count, sizeof(*build->topics), by_name);
	build->topic_count = count < FLOW_TOPICS_MAX ? count : FLOW_TOPICS_MAX;
	build->map->unlisted = count - build->topic_count;
}

/* The place of a name among the topics; their number where it is none of them. */
static size_t place_of(const struct flow_build *build, struct text name)
{
	size_t low = 0, high = build->topic_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text_compare(build->topics[middle]->name, name) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < build->topic_count && text_equal(build->topics[low]->name, name)
		? low
		: build->topic_count;
}

const struct topic *flow_build_find(const struct flow_build *build, struct text name)
{
	size_t at = place_of(build, name);

	return at < build->topic_count ? build->topics[at] : NULL;
}

static void add_link(struct flow_build *build, struct text from, struct text to)
{
	struct map_link link = {place_of(build, from), place_of(build, to)};

	if (link.from < build->topic_count && link.to < build->topic_count) {
		build->links[build->link_count++] = link;
	}
}

/* Dead letters stand below what they are of. */
static void take_links(struct flow_build *build)
{
	build->links = mem_alloc(build->from_count + build->topic_count + 1, sizeof(*build->links));
	for (size_t i = 0; i < build->from_count; i++) {
		add_link(build, build->from[i]->from, build->from[i]->to);
	}
	for (size_t i = 0; i < build->topic_count; i++) {
		struct text name = build->topics[i]->name;

		add_link(build, model_dead_source(build->wanted->model, name), name);
	}
	qsort(build->links, build->link_count, sizeof(*build->links), by_ends);
}

/* All, or what is connected with the one in focus. */
static bool *choose_topics(const struct flow_build *build)
{
	struct text focus = build->wanted->focus;
	size_t at = place_of(build, focus);
	struct flow_reach reach = {.count = build->topic_count,
		.reached = mem_alloc(build->topic_count + 1, sizeof(bool))};

	if (focus.length > 0 && at < build->topic_count) {
		flow_walk_reach(build->links, build->link_count, at, &reach);
	} else {
		memset(reach.reached, 1, build->topic_count);
	}
	return reach.reached;
}

void flow_map_build(struct flow_map *map, const struct map_wanted *wanted)
{
	struct flow_build build = {.map = map, .wanted = wanted};
	size_t *order;
	bool *chosen;

	flow_map_free(map);
	take_edges(&build);
	take_topics(&build);
	take_links(&build);
	order = mem_alloc(build.topic_count + 1, sizeof(*order));
	flow_walk_order(build.links, build.link_count, build.topic_count, order);
	chosen = choose_topics(&build);
	map->topics = mem_alloc(build.topic_count + 1, sizeof(*map->topics));
	for (size_t i = 0; i < build.topic_count; i++) {
		if (chosen[order[i]]) {
			flow_build_topic(&build, build.topics[order[i]]);
		}
	}
	mem_free(order);
	mem_free(chosen);
	mem_free(build.to);
	mem_free(build.from);
	mem_free(build.topics);
	mem_free(build.links);
	flow_words_destroy(build.words);
}
