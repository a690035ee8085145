#include "customers.h"

#include "base/mem.h"

enum { ANSWERS_MIN = 64, ANSWERS_MAX = 4096 };

struct answer {
	int64_t at_ms;
	const struct step *step;
	struct event cause;
};

struct customers {
	struct answer *answers; /* in no order */
	size_t count, room;
};

struct customers *customers_create(void)
{
	return mem_alloc(1, sizeof(struct customers));
}

void customers_destroy(struct customers *customers)
{
	if (customers != NULL) {
		mem_free(customers->answers);
		mem_free(customers);
	}
}

/* Beyond the ceiling people lose interest. */
static struct answer *add_answer(struct customers *customers)
{
	if (customers->count == ANSWERS_MAX) {
		return NULL;
	}
	if (customers->count == customers->room) {
		customers->room = customers->room == 0 ? ANSWERS_MIN : customers->room * 2;
		customers->answers = mem_resize(
			customers->answers, customers->room, sizeof(*customers->answers));
	}
	return &customers->answers[customers->count++];
}

static void consider(struct customers *customers, const struct run *run, const struct step *step,
	const struct event *event)
{
	struct answer *answer;
	struct rng rng;

	if (!run_chance(run, event, step, &rng) || (answer = add_answer(customers)) == NULL) {
		return;
	}
	*answer = (struct answer){
		.at_ms = run->now_ms + run_pace(run, rng_wait(&rng, (double)step->delay_ms)),
		.step = step,
		.cause = *event,
	};
}

void customers_see(struct customers *customers, const struct run *run, const struct event *event)
{
	for (size_t i = 0; i < run->scenario->step_count; i++) {
		const struct step *step = &run->scenario->steps[i];
		if (step->by == NULL && step->after == event->type) {
			consider(customers, run, step, event);
		}
	}
}

void customers_tick(struct customers *customers, struct run *run)
{
	struct answer answer;
	struct event event;
	size_t i = 0;

	while (i < customers->count) {
		if (customers->answers[i].at_ms > run->now_ms) {
			i++;
			continue;
		}
		/* Out of the list first: what is published may add to it. */
		answer = customers->answers[i];
		customers->answers[i] = customers->answers[--customers->count];
		event_follow(&event, run->scenario, answer.step->emits, &answer.cause, run->seed);
		run_publish(run, &event);
	}
}

bool customers_quiet(const struct customers *customers)
{
	return customers->count == 0;
}
