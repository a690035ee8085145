/* In which order topics stand: what one leads to below it. Nothing here calls itself: chains may be
 * long. */
#include "base/mem.h"
#include "flow_private.h"

/* The first link from that topic. */
static size_t first_from(const struct map_link *links, size_t count, size_t from)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (links[middle].from < from) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

struct frame {
	size_t topic, link; /* the next one to look at */
};

struct walk {
	const struct map_link *links;
	size_t link_count, *order, placed, depth;
	bool *done;
	struct frame *frames;
};

static void enter(struct walk *walk, size_t topic)
{
	walk->done[topic] = true;
	walk->order[walk->placed++] = topic;
	walk->frames[walk->depth++] = (struct frame){
		.topic = topic,
		.link = first_from(walk->links, walk->link_count, topic),
	};
}

/* The topic, then what it leads to, each with all that follows it. */
static void walk_from(struct walk *walk, size_t topic)
{
	enter(walk, topic);
	while (walk->depth > 0) {
		struct frame *frame = &walk->frames[walk->depth - 1];
		const struct map_link *link = &walk->links[frame->link];

		if (frame->link == walk->link_count || link->from != frame->topic) {
			walk->depth--;
			continue;
		}
		frame->link++;
		if (!walk->done[link->to]) {
			enter(walk, link->to);
		}
	}
}

/* In this order: where something begins, what stands in a circle that is led to from nowhere else,
 * what is alone. */
enum place { BEGINS = 1, LED_TO, ALONE };

void flow_walk_order(const struct map_link *links, size_t link_count, size_t count, size_t *order)
{
	enum place *places = mem_alloc(count + 1, sizeof(*places));
	struct walk walk = {.links = links,
		.link_count = link_count,
		.order = order,
		.done = mem_alloc(count + 1, sizeof(*walk.done)),
		.frames = mem_alloc(count + 1, sizeof(*walk.frames))};

	for (size_t i = 0; i < count; i++) {
		places[i] = ALONE;
	}
	for (size_t i = 0; i < link_count; i++) {
		bool circles = links[i].to == links[i].from;

		places[links[i].to] = circles ? places[links[i].to] : LED_TO;
	}
	for (size_t i = 0; i < link_count; i++) {
		bool begins = places[links[i].from] == ALONE && links[i].to != links[i].from;

		places[links[i].from] = begins ? BEGINS : places[links[i].from];
	}
	for (enum place place = BEGINS; place <= ALONE; place++) {
		for (size_t i = 0; i < count; i++) {
			if (!walk.done[i] && places[i] == place) {
				walk_from(&walk, i);
			}
		}
	}
	mem_free(places);
	mem_free(walk.done);
	mem_free(walk.frames);
}

static bool spread(const struct map_link *links, size_t count, bool up, bool *reached)
{
	bool more = false;

	for (size_t i = 0; i < count; i++) {
		size_t at = up ? links[i].to : links[i].from;
		size_t next = up ? links[i].from : links[i].to;

		if (reached[at] && !reached[next]) {
			reached[next] = more = true;
		}
	}
	return more;
}

void flow_walk_reach(
	const struct map_link *links, size_t link_count, size_t from, struct flow_reach *reach)
{
	for (int up = 0; up < 2; up++) {
		bool *ways = mem_alloc(reach->count + 1, sizeof(*ways));

		ways[from] = true;
		while (spread(links, link_count, up == 1, ways)) {
		}
		for (size_t i = 0; i < reach->count; i++) {
			reach->reached[i] = reach->reached[i] || ways[i];
		}
		mem_free(ways);
	}
}
