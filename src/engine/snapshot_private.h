/*
 * The insides of a snapshot, shared by its files: snapshot.c (phases, answers, what ends it),
 * snapshot_ask.c (the questions of each phase) and snapshot_dead.c (whose dead letters there are).
 */
#ifndef ENGINE_SNAPSHOT_PRIVATE_H
#define ENGINE_SNAPSHOT_PRIVATE_H

#include "dead_candidates.h"
#include "engine/snapshot.h"
#include "look.h"
#include "roster.h"
#include "wire/fetch.h"

enum { SNAPSHOT_PENDING_PAGE = 1000 };

struct snapshot;

/* Asks the next batch of a phase; what it asks nothing in is over. */
typedef void phase_fn(struct snapshot *snapshot);

struct snapshot {
	const struct config *config;
	const struct snapshot_options *options;
	struct look look;
	struct fetcher *fetcher;
	struct model *model;
	struct roster roster;
	struct watch **watches; /* in the order found */
	size_t watch_count, watch_room;
	const struct phase *phase;
	size_t next, next_group; /* where the phase stands */
	size_t asked;
	int room;
	int64_t phase_began_ms;
	bool phase_begun, scan_begun, scan_ended;
	/* What topics hold dead letters, each key answering in its turn. */
	struct dead_candidates dead;
	struct dead_reader *dead_reader;
	size_t dead_answered, dead_answered_key;
};

struct phase {
	phase_fn *ask;
	bool details; /* only where groups are wanted */
	bool memory;  /* only where memory is wanted */
	bool dead;    /* only where it is wanted whose dead letters there are */
	int pause_ms; /* from the beginning of the phase before */
};

bool snapshot_is_named(const struct snapshot *snapshot);
/* The topic is what the configuration calls several keys. */
bool snapshot_is_partitioned(const struct snapshot *snapshot);
void snapshot_add_watch(struct snapshot *snapshot, struct text key);
/* A question was asked; it took so many commands. */
void snapshot_asked(struct snapshot *snapshot, int commands);

phase_fn snapshot_ask_server, snapshot_ask_names, snapshot_ask_memory;
phase_fn snapshot_ask_sample, snapshot_ask_details, snapshot_ask_counts, snapshot_ask_dead;
/* FACT_ENTRIES of what was asked last by snapshot_ask_dead. */
void snapshot_take_dead(struct snapshot *snapshot, const struct fact *fact);

#endif
