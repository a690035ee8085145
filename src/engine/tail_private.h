/*
 * The insides of the tail, shared by its files: tail.c (rounds and their rate), tail_answer.c (what
 * the answers mean).
 */
#ifndef ENGINE_TAIL_PRIVATE_H
#define ENGINE_TAIL_PRIVATE_H

#include "tail.h"

void tail_fact(void *arg, const struct fact *fact);
/* How the reading stands, as a fact. */
void tail_tell(struct tail *tail, bool on);
/* The topic was deleted, maybe made anew: told once, where there was something in it. */
void tail_tell_gone(struct tail *tail, struct tail_key *key);
struct tail_key *tail_find(const struct tail *tail, struct text name);

#endif
