/*
 * What the form of an operation begins with: set by the console when it opens the screen.
 */
#ifndef VIEWS_OPERATION_H
#define VIEWS_OPERATION_H

#include "ops/op.h"
#include "ops/order.h"
#include "views/view.h"

struct operation_wish {
	const struct op *op; /* NULL: what is to be done with `job`, or planned like it */
	struct ref ref;      /* the topic, the group, the consumer, as far as they are known */
	const struct id *ids;
	size_t id_count;
	const struct request *sets; /* its values, for ops that have `set`; may be NULL */
	struct text query, reason; /* may be empty */
	/* As of struct chosen. */
	char note[CHOSEN_WORDS_MAX], found[CHOSEN_WORDS_MAX];
	struct text at;            /* OP_AT: where to; may be empty */
	enum work_order_kind kind; /* of `job` */
	struct text job, word;     /* word: what has to be typed for it */
};

/* Copied. */
void operation_begin(void *self, const struct operation_wish *wish);

#endif
