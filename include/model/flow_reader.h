/*
 * Which group it is through which a service reads, as far as their names tell. It knows nothing of
 * where they stand.
 */
#ifndef MODEL_FLOW_READER_H
#define MODEL_FLOW_READER_H

#include "base/text.h"

/* How much the name of a group says that it is that service's: 0 nothing. Words of either are
 * compared; those that any might have (`service`, `worker`) say nothing. */
int flow_likeness(struct text service, struct text group);

/* The words of many groups' names, to ask whether any is like a service. */
struct flow_words;

struct flow_words *flow_words_create(void);
void flow_words_destroy(struct flow_words *words);
void flow_words_add(struct flow_words *words, struct text group);
/* As flow_likeness, of the groups that were added. */
bool flow_words_like(const struct flow_words *words, struct text service);

#endif
