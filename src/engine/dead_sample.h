/*
 * What a few entries of a topic say of it: whether it holds dead letters, and whose. Whatever keys
 * the topic is made of, and whatever partitions its entries name: topics are what is told. It asks
 * nothing itself.
 */
#ifndef ENGINE_DEAD_SAMPLE_H
#define ENGINE_DEAD_SAMPLE_H

#include "envelope/dead_letter.h"
#include "model/model.h"

/* ENTRIES: of a key, the newest. */
enum { DEAD_SAMPLE_ENTRIES = 5, DEAD_SAMPLE_SOURCES = 4 };

struct dead_sample {
	bool is; /* by its name, or by what an entry says */
	size_t count;
	struct text sources[DEAD_SAMPLE_SOURCES]; /* own; most frequent first */
	size_t times[DEAD_SAMPLE_SOURCES];
};

void dead_sample_finish(struct dead_sample *sample);
/* FACT_ENTRIES of one of the topic's keys. */
void dead_sample_take(
	struct dead_sample *sample, struct dead_reader *reader, const struct fact *fact);

/* Whether that topic is there; one that is made of keys is where one of them is. */
typedef bool dead_exists_fn(const void *arg, struct text topic);
/* Calls `fn` for each topic that may be the source, as long as it returns true. */
typedef bool dead_source_fn(void *arg, struct text source);
void dead_sample_sources(const struct dead_sample *sample, const struct model_options *options,
	struct text topic, dead_source_fn *fn, void *arg);
/* Its source is the caller's. */
struct dead_pair dead_sample_pair(const struct dead_sample *sample,
	const struct model_options *options, struct text topic, dead_exists_fn *exists,
	const void *arg);

#endif
