/* What happens to workers, and how it ends. */
#include <string.h>

#include "workers_private.h"

static void recover(struct consumer *consumer)
{
	bool was_dead = consumer->health == DEAD;

	consumer->repair = (struct repair){.incident = NULL};
	consumer->slowness = 1;
	if (was_dead) {
		consumer->count = 0;
		consumer->health = HEALTHY;
		consumer->read_at_ms = consumer->claim_at_ms = consumer->workers->run->now_ms;
	}
}

/* Those who left together come back together: the first of them may have handled what was given
 * before the next one looks. */
static void recover_all(struct workers *workers, const struct incident *incident)
{
	for (size_t i = 0; i < workers->count; i++) {
		if (workers->consumers[i].repair.incident == incident) {
			workers->consumers[i].repair.over = true;
		}
	}
}

static void tick_repair(struct consumer *consumer)
{
	struct repair *repair = &consumer->repair;
	bool slow = repair->incident != NULL && repair->incident->kind == INCIDENT_SLOW;

	if (repair->incident == NULL || (!slow && consumer->health != DEAD)) {
		return;
	}
	repair_tick(repair);
	if (repair->over && repair->incident->kind == INCIDENT_LEAVE) {
		recover_all(consumer->workers, repair->incident);
	}
	if (repair->over && !repair->asking) {
		recover(consumer);
	}
}

/* Whether all is well again: then nobody is in haste any more, either. */
static bool is_repaired(const struct workers *workers)
{
	bool struck = false;

	for (size_t i = 0; i < workers->count; i++) {
		struck = struck || workers->consumers[i].was_struck;
		if (workers->consumers[i].repair.incident != NULL) {
			return false;
		}
	}
	return struck;
}

void workers_repair(struct workers *workers)
{
	for (size_t i = 0; i < workers->count; i++) {
		tick_repair(&workers->consumers[i]);
	}
	if (!workers->run->repaired && is_repaired(workers)) {
		workers->run->repaired = true;
		for (size_t i = 0; i < workers->count; i++) {
			workers->consumers[i].retry_ms = workers->consumers[i].service->retry_ms;
		}
	}
}

static void await_repair(struct consumer *consumer, const struct incident *incident)
{
	consumer->was_struck = true;
	consumer->repair = (struct repair){
		.run = consumer->workers->run,
		.incident = incident,
		.consumer = consumer->name,
	};
}

static void strike(struct consumer *consumer, const struct incident *incident)
{
	switch (incident->kind) {
	case INCIDENT_CRASH:
		consumer->health = DOOMED;
		consumer->holds = (size_t)incident->amount;
		await_repair(consumer, incident);
		break;
	case INCIDENT_SLOW:
		consumer->slowness = incident->amount;
		await_repair(consumer, incident);
		break;
	case INCIDENT_HASTE:
		consumer->retry_ms = incident->amount;
		consumer->claim_at_ms = consumer->workers->run->now_ms;
		break;
	case INCIDENT_LEAVE:
		consumer->health = LEAVING;
		await_repair(consumer, incident);
		break;
	case INCIDENT_POISON:
	case INCIDENT_TRIM:
	case INCIDENT_SILENCE:
		break;
	}
}

void workers_strike(struct workers *workers)
{
	const struct scenario *scenario = workers->run->scenario;

	for (size_t i = 0; i < workers->count; i++) {
		struct consumer *consumer = &workers->consumers[i];
		for (size_t k = 0; k < scenario->incident_count; k++) {
			const struct incident *incident = &scenario->incidents[k];
			if (incident->group != NULL &&
				strcmp(incident->topic, consumer->service->topic) == 0 &&
				strcmp(incident->group, consumer->service->group) == 0) {
				strike(consumer, incident);
			}
		}
	}
}
