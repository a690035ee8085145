/* One topic of the map: who writes into it, its groups, and where they lead. */
#include <string.h>

#include "base/mem.h"
#include "flow_build.h"

enum { GROUPS_MAX = 64, NOBODY = GROUPS_MAX, STRAY_PARTS = 20 };

/* The list with room for one more. */
static void *grow(void *list, size_t count, size_t *room, size_t size)
{
	if (count < *room) {
		return list;
	}
	*room = *room * 2 + 32;
	return mem_resize(list, *room, size);
}

/* The group that is most like a name; NOBODY where none is, or two are. */
static size_t like_of(const struct topic *topic, struct text name)
{
	size_t best = NOBODY;
	int most = 0;

	for (size_t i = 0; i < topic->group_count && i < GROUPS_MAX; i++) {
		int like = flow_likeness(name, topic->groups[i]->name);

		if (like > 0 && like == most) {
			best = NOBODY;
		} else if (like > most) {
			most = like;
			best = i;
		}
	}
	return best;
}

/* Whether some topic has a group that is called as the service: then it reads there. */
static bool reads_elsewhere(struct flow_build *build, struct text service)
{
	size_t count;
	const struct group *const *groups = model_groups(build->wanted->model, &count);

	if (service.length == 0) {
		return false;
	}
	if (build->words == NULL) {
		build->words = flow_words_create();
		for (size_t i = 0; i < count; i++) {
			flow_words_add(build->words, groups[i]->name);
		}
	}
	return flow_words_like(build->words, service);
}

/* The group through which that was read, as far as names tell; or the only one there is, unless
 * the service is known to read elsewhere. */
static size_t reader_of(struct flow_build *build, const struct topic *topic,
	const struct flow_edge *edge, enum map_how *how)
{
	size_t like = like_of(topic, edge->service);

	*how = MAP_BY_NAME;
	if (like == NOBODY && topic->group_count == 1 && !reads_elsewhere(build, edge->service)) {
		*how = MAP_ONLY;
		like = 0;
	} else if (like == NOBODY && edge->service.length == 0) {
		*how = MAP_BY_TOPIC;
		like = like_of(topic, edge->to);
	}
	return like;
}

static struct map_source *add_source(struct flow_build *build)
{
	struct flow_map *map = build->map;

	map->sources =
		grow(map->sources, map->source_count, &map->source_room, sizeof(*map->sources));
	return &map->sources[map->source_count++];
}

/* The group of the topic before that leads here; empty: it is not known. */
static struct text group_before(struct flow_build *build, const struct flow_edge *edge)
{
	const struct topic *from = flow_build_find(build, edge->from);
	enum map_how how;
	size_t reader = from == NULL || edge->service.length > 0
		? NOBODY
		: reader_of(build, from, edge, &how);

	return reader == NOBODY ? text_of("") : from->groups[reader]->name;
}

/* The same service; where that is not told, the same group; else whatever follows the same. */
static bool is_same(
	const struct map_source *source, const struct flow_edge *edge, struct text group)
{
	return text_equal(source->service, edge->service) && text_equal(source->group, group) &&
		(edge->service.length + group.length > 0 || text_equal(source->from, edge->from));
}

/* Those before that place are of other topics. */
static struct map_source *find_source(
	struct flow_build *build, size_t first, const struct flow_edge *edge)
{
	struct flow_map *map = build->map;
	struct text group = group_before(build, edge);

	for (size_t i = first; i < map->source_count; i++) {
		if (is_same(&map->sources[i], edge, group)) {
			return &map->sources[i];
		}
	}
	if (map->source_count - first == FLOW_LIST_MAX) {
		map->sources[map->source_count - 1].more++;
		return NULL;
	}
	struct map_source *source = add_source(build);
	*source = (struct map_source){.service = flow_map_keep(map, edge->service),
		.from = flow_map_keep(map, edge->from),
		.group = flow_map_keep(map, group),
		.counted = !model_live(build->wanted->model)->reading_back};
	return source;
}

/* The first of those, which are in order of where they go, or of where they come from. */
static size_t first_of(
	const struct flow_edge *const *edges, size_t count, struct text topic, bool from)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text_compare(from ? edges[middle]->from : edges[middle]->to, topic) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static size_t first_to(const struct flow_build *build, struct text topic)
{
	return first_of(build->to, build->to_count, topic, false);
}

/* Dead letters by their topic's name, whatever they follow; else nobody knows whom. */
static bool add_plain_source(struct flow_build *build, const struct topic *topic)
{
	struct text source = model_dead_source(build->wanted->model, topic->name);
	bool is_known = first_to(build, topic->name) < build->to_count &&
		text_equal(build->to[first_to(build, topic->name)]->to, topic->name);

	if (source.length == 0 && (is_known || topic->length == 0)) {
		return false;
	}
	*add_source(build) = (struct map_source){
		.from = flow_map_keep(build->map, source), .dead = source.length > 0};
	return true;
}

/* A few events whose cause was not seen are no writer of their own. */
static void drop_strays(struct flow_build *build, size_t first)
{
	struct flow_map *map = build->map;
	uint64_t all = 0;

	for (size_t i = first; i < map->source_count; i++) {
		all += map->sources[i].count;
	}
	for (size_t i = first; i < map->source_count; i++) {
		const struct map_source *source = &map->sources[i];

		if (source->service.length + source->from.length == 0 && source->count < all &&
			source->count * STRAY_PARTS < all) {
			map->sources[i] = map->sources[--map->source_count];
			return;
		}
	}
}

static size_t add_sources(struct flow_build *build, const struct topic *topic)
{
	size_t first = build->map->source_count, i = first_to(build, topic->name);

	if (add_plain_source(build, topic)) {
		return first;
	}
	for (; i < build->to_count && text_equal(build->to[i]->to, topic->name); i++) {
		struct map_source *source = find_source(build, first, build->to[i]);

		if (source != NULL) {
			source->count += build->to[i]->count;
			source->caused += build->to[i]->caused;
			source->rate += flow_rate(build->to[i], build->wanted->now_ms);
		}
	}
	drop_strays(build, first);
	return first;
}

static void add_next(struct flow_build *build, struct map_read *read, const struct flow_edge *edge)
{
	struct flow_map *map = build->map;
	struct map_next *next = NULL;

	for (size_t i = read->first; i < map->next_count && next == NULL; i++) {
		next = text_equal(map->nexts[i].topic, edge->to) ? &map->nexts[i] : NULL;
	}
	if (next == NULL && read->count == FLOW_LIST_MAX) {
		read->more++;
		return;
	}
	if (next == NULL) {
		map->nexts =
			grow(map->nexts, map->next_count, &map->next_room, sizeof(*map->nexts));
		next = &map->nexts[map->next_count++];
		*next = (struct map_next){.topic = flow_map_keep(map, edge->to)};
		read->count++;
	}
	next->count += edge->count;
	next->caused += edge->caused;
	next->rate += flow_rate(edge, build->wanted->now_ms);
}

/* The group of that number, or nobody, with what it leads to. */
static void add_read(struct flow_build *build, const struct topic *topic, size_t group)
{
	struct flow_map *map = build->map;
	struct map_read read = {.how = MAP_READS, .first = map->next_count};
	size_t i = first_of(build->from, build->from_count, topic->name, true);

	for (; i < build->from_count && text_equal(build->from[i]->from, topic->name); i++) {
		enum map_how how;

		if (reader_of(build, topic, build->from[i], &how) == group) {
			add_next(build, &read, build->from[i]);
			read.how = group == NOBODY ? MAP_UNKNOWN : how;
		}
	}
	if (group != NOBODY) {
		read.group = flow_map_keep(map, topic->groups[group]->name);
	}
	if (group != NOBODY || read.count > 0) {
		map->reads =
			grow(map->reads, map->read_count, &map->read_room, sizeof(*map->reads));
		map->reads[map->read_count++] = read;
	}
}

static bool has_name(const struct flow_build *build, const struct map_topic *topic)
{
	const struct flow_map *map = build->map;
	struct text filter = build->wanted->filter;

	if (text_contains_fold(topic->name, filter)) {
		return true;
	}
	for (size_t i = 0; i < topic->sources; i++) {
		if (text_contains_fold(map->sources[topic->first_source + i].service, filter)) {
			return true;
		}
	}
	for (size_t i = 0; i < topic->reads; i++) {
		if (text_contains_fold(map->reads[topic->first_read + i].group, filter)) {
			return true;
		}
	}
	return false;
}

static struct map_line *add_line(struct flow_map *map)
{
	struct map_line *line;

	map->lines = grow(map->lines, map->line_count, &map->line_room, sizeof(*map->lines));
	line = &map->lines[map->line_count++];
	*line = (struct map_line){
		.at = {-1, -1, -1, -1}, .topic = (int)map->topic_count - 1, .read = -1};
	return line;
}

/* The i-th row of those of the topic, made where it is not there yet. */
static struct map_line *line_at(struct flow_map *map, size_t first, size_t i)
{
	return first + i < map->line_count ? &map->lines[first + i] : add_line(map);
}

static size_t put_reads(
	struct flow_map *map, const struct map_topic *topic, size_t first, size_t row)
{
	size_t last = row;

	for (size_t r = 0; r < topic->reads; r++) {
		const struct map_read *read = &map->reads[topic->first_read + r];

		for (size_t k = 0; k == 0 || k < read->count; k++) {
			struct map_line *line = line_at(map, first, row);

			last = k == 0 ? row : last;
			row++;
			line->read = (int)(topic->first_read + r);
			line->at[MAP_GROUP] = k == 0 ? line->read : -1;
			line->at[MAP_NEXT] = read->count > 0 ? (int)(read->first + k) : -1;
		}
	}
	return last;
}

/* Writers on the left, groups on the right; in a tree groups below the topic. */
static void put_lines(struct flow_build *build, const struct map_topic *topic)
{
	struct flow_map *map = build->map;
	size_t first = map->line_count, last;
	bool tree = build->wanted->tree;

	add_line(map)->at[MAP_TOPIC] = (int)map->topic_count - 1;
	for (size_t i = 0; i < topic->sources && !tree; i++) {
		line_at(map, first, i)->at[MAP_SOURCE] = (int)(topic->first_source + i);
	}
	last = put_reads(map, topic, first, tree ? 1 : 0);
	for (size_t i = first; i < map->line_count; i++) {
		map->lines[i].more_sources = !tree && i + 1 < first + topic->sources;
		map->lines[i].more_reads = topic->reads > 0 && i < first + last;
	}
}

void flow_build_topic(struct flow_build *build, const struct topic *topic)
{
	struct flow_map *map = build->map;
	size_t nexts = map->next_count;
	struct map_topic made = {.first_read = map->read_count};
	size_t groups = topic->group_count < GROUPS_MAX ? topic->group_count : GROUPS_MAX;

	made.first_source = add_sources(build, topic);
	made.sources = map->source_count - made.first_source;
	for (size_t i = 0; i < groups; i++) {
		add_read(build, topic, i);
	}
	add_read(build, topic, NOBODY);
	made.reads = map->read_count - made.first_read;
	made.name = flow_map_keep(map, topic->name);
	if (!has_name(build, &made)) {
		map->source_count = made.first_source;
		map->read_count = made.first_read;
		map->next_count = nexts;
		return;
	}
	map->topics[map->topic_count++] = made;
	put_lines(build, &map->topics[map->topic_count - 1]);
}
