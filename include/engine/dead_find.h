/*
 * Which topics hold dead letters, and whose: by their names first, then by what a few of their
 * entries say of themselves. Runs a loop of its own until it knows; reads, and nothing else.
 */
#ifndef ENGINE_DEAD_FIND_H
#define ENGINE_DEAD_FIND_H

#include "engine/config.h"
#include "envelope/dead_letter.h"

struct dead_topic {
	char *name;
	size_t length;
	struct dead_pair pair; /* its source is the topic's own copy */
};

struct dead_found {
	size_t count;
	struct dead_topic *topics; /* by name */
	size_t looked, unread;     /* topics that were looked at; that could not be read */
};

/* `topic` NULL: among all that config->topics allows. ERROR_CONNECT, ERROR_REFUSED (SCAN, or the
 * named topic, is not permitted), ERROR_FAILED (the named topic is missing or no stream;
 * interrupted). Released with dead_found_finish whatever the result. */
bool dead_find(const struct config *config, const char *topic, struct dead_found *found,
	struct error *error);
void dead_found_finish(struct dead_found *found);

#endif
