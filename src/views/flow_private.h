/*
 * What the files of the screen `flow` share: who writes into which topic, which groups read it, and
 * where that leads.
 */
#ifndef VIEWS_FLOW_PRIVATE_H
#define VIEWS_FLOW_PRIVATE_H

#include "model/flow.h"
#include "views/view.h"

enum {
	FLOW_TOPICS_MAX = 5000,
	FLOW_LIST_MAX =
		8, /* writers of a topic, and topics that a group leads to, that are shown */
	FLOW_KEY_MAX = 2 * FLOW_NAME_MAX + 8,
	FLOW_WIDE = 100, /* cells of a map; below it is a tree */
};

/* Who writes. */
struct map_source {
	struct text service; /* empty: the events do not say */
	struct text from;    /* then: the topic whose events it follows; empty: not known */
	struct text group;   /* of that topic, where it is known which one leads here */
	bool dead;           /* they are dead letters of that topic */
	bool counted;        /* its rate is known */
	uint64_t count, caused;
	double rate;
	size_t more; /* others, for which there is no line */
};

struct map_next {
	struct text topic;
	uint64_t count, caused;
	double rate;
};

enum map_how {
	MAP_READS,    /* the group leads nowhere that is known */
	MAP_ONLY,     /* it is the only group of the topic */
	MAP_BY_NAME,  /* it is called as the service is */
	MAP_BY_TOPIC, /* it is called as the topic is where it leads */
	MAP_UNKNOWN,  /* no group: which it is is not known */
};

struct map_read {
	struct text group;
	enum map_how how;
	size_t first, count; /* of what it leads to */
	size_t more;         /* besides */
};

struct map_topic {
	struct text name;
	size_t first_source, sources;
	size_t first_read, reads;
};

enum map_column { MAP_SOURCE, MAP_TOPIC, MAP_GROUP, MAP_NEXT, MAP_COLUMNS };

/* What stands in a row; indices, -1: nothing. */
struct map_line {
	int at[MAP_COLUMNS];
	int topic, read;               /* whose row it is */
	bool more_sources, more_reads; /* of its topic below it */
};

struct map_text {
	struct map_text *next;
	size_t used;
	char bytes[];
};

struct flow_map {
	struct map_text *texts;
	struct map_topic *topics;
	struct map_source *sources;
	struct map_read *reads;
	struct map_next *nexts;
	struct map_line *lines;
	size_t topic_count, source_count, read_count, next_count, line_count;
	size_t source_room, read_room, next_room, line_room;
	size_t unlisted; /* topics for which there was no room */
	size_t edges;    /* that are known at all */
};

struct map_wanted {
	const struct model *model;
	struct text filter, focus; /* empty: all; focus: what leads to that topic, and from it */
	int64_t now_ms;            /* of the server's clock */
	bool tree;
};

/* flow_map.c: all that is known, in order of where it leads. What it holds are copies. */
void flow_map_build(struct flow_map *map, const struct map_wanted *wanted);
void flow_map_free(struct flow_map *map);
/* flow_walk.c: puts `count` topics in an order in which what one leads to stands below it. `edges`
 * are sorted by where they come from. */
struct map_link {
	size_t from, to;
};
void flow_walk_order(const struct map_link *links, size_t link_count, size_t count, size_t *order);
/* Marks what leads to that topic, and what it leads to. */
struct flow_reach {
	size_t count; /* of topics */
	bool *reached;
};
void flow_walk_reach(
	const struct map_link *links, size_t link_count, size_t from, struct flow_reach *reach);

struct flow_screen {
	const struct model *model;
	struct flow_map map;
	int64_t built_ms; /* monotonic; 0: is to be built anew */
	bool tree, asked_tree, focused, held;
	struct buf *filter, *focus;
	size_t line, top; /* selected; first in sight */
	enum map_column column, wanted;
	char key[FLOW_KEY_MAX]; /* what is selected, by its names */
	size_t key_length;
	struct buf *query; /* of an intent */
	int width, height;
};

/* flow_place.c: what is selected. */
bool flow_has(const struct map_line *line, enum map_column column);
/* What stands there; empty: the events do not say. */
struct text flow_name_at(
	const struct flow_map *map, const struct map_line *line, enum map_column column);
void flow_remember(struct flow_screen *screen);
void flow_keep_in_sight(struct flow_screen *screen);
/* By its names, wherever it stands now. */
void flow_find_again(struct flow_screen *screen);
/* False: no such action. */
bool flow_move(struct flow_screen *screen, const char *action);

/* flow_draw.c */
int flow_below(int width, int height);
void flow_draw(const void *self, const struct model *model, struct canvas *canvas);
/* flow_words.c: what is known of what is selected, in sentences. */
void flow_say(const struct flow_screen *screen, char *first, char *second, size_t size);
/* `web`, `≈billing` where it is inferred, `‹orders` where only the topic before is known, `?`. */
void flow_say_source(
	const struct canvas *canvas, const struct map_source *source, char *out, size_t size);

#endif
