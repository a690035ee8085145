#include "plan.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "list.h"

struct plans {
	struct map *map;         /* topic and names to a plan */
	struct plan *passing;    /* of the last entry whose names are not kept */
	const struct plan *last; /* that was asked for, by last_key */
	size_t last_length;
	char key[PLAN_KEY_MAX], last_key[PLAN_KEY_MAX];
};

#define ENVELOPE(name) extern const struct envelope name;
ENVELOPE_LIST(ENVELOPE)
#undef ENVELOPE

const struct envelope *envelope_at(size_t i)
{
	static const struct envelope *const list[] = {
#define ENVELOPE(name) &name,
		ENVELOPE_LIST(ENVELOPE)
#undef ENVELOPE
	};

	return i < sizeof(list) / sizeof(*list) ? list[i] : NULL;
}

struct plans *plans_create(void)
{
	struct plans *plans = mem_alloc(1, sizeof(*plans));

	plans->map = map_create();
	return plans;
}

static void forget_all(struct plans *plans)
{
	size_t cursor = 0;
	struct text key;
	void *plan;

	while (map_next(plans->map, &cursor, &key, &plan)) {
		mem_free(plan);
	}
	map_destroy(plans->map);
	plans->last = NULL;
}

void plans_destroy(struct plans *plans)
{
	if (plans == NULL) {
		return;
	}
	forget_all(plans);
	mem_free(plans->passing);
	mem_free(plans);
}

static bool step_of(const struct entry *entry, size_t i, struct step *step)
{
	static const enum step_kind kinds[] = {
		[CARRIES_NOTHING] = STEP_ROLE,
		[CARRIES_METADATA] = STEP_METADATA,
		[CARRIES_BODY] = STEP_BODY,
	};
	struct text name = entry->fields[i].name;
	enum step_kind kind = kinds[carrier_of(name)];

	*step = (struct step){
		.field = (uint16_t)i,
		.kind = (uint8_t)(entry->field_count == 1 ? STEP_BODY : kind),
		.is = role_of(name),
	};
	return step->kind != STEP_ROLE || step->is.role != ROLE_NONE;
}

static struct plan *compile(struct text topic, const struct entry *entry)
{
	struct step steps[PLAN_STEPS];
	struct plan *plan;
	const struct envelope *envelope;
	size_t count = 0, i;

	for (i = 0; i < entry->field_count && i <= UINT16_MAX && count < PLAN_STEPS; i++) {
		count += step_of(entry, i, &steps[count]);
	}
	plan = mem_alloc(1, sizeof(*plan) + count * sizeof(*steps));
	plan->step_count = count;
	memcpy(plan->steps, steps, count * sizeof(*steps));
	for (i = 0; (envelope = envelope_at(i)) != NULL; i++) {
		bool last = envelope_at(i + 1) == NULL;

		if (last ||
			(plan->candidate_count + 1 < PLAN_CANDIDATES &&
				envelope->fits(topic, entry))) {
			plan->candidates[plan->candidate_count++] = envelope;
		}
	}
	return plan;
}

/* Each text with its length in front, so that no two sets of names look alike. */
static bool add_key(struct plans *plans, size_t *length, struct text text)
{
	uint32_t size = (uint32_t)text.length;

	if (text.length + sizeof(size) > PLAN_KEY_MAX - *length) {
		return false;
	}
	memcpy(plans->key + *length, &size, sizeof(size));
	if (text.length > 0) {
		memcpy(plans->key + *length + sizeof(size), text.at, text.length);
	}
	*length += sizeof(size) + text.length;
	return true;
}

static const struct plan *pass(struct plans *plans, struct text topic, const struct entry *entry)
{
	mem_free(plans->passing);
	plans->passing = compile(topic, entry);
	return plans->passing;
}

static const struct plan *remember(struct plans *plans, const struct plan *plan, size_t length)
{
	memcpy(plans->last_key, plans->key, length);
	plans->last_length = length;
	plans->last = plan;
	return plan;
}

const struct plan *plans_get(struct plans *plans, struct text topic, const struct entry *entry)
{
	size_t length = 0, i;
	struct plan *plan;
	struct text key;

	if (!add_key(plans, &length, topic)) {
		return pass(plans, topic, entry);
	}
	for (i = 0; i < entry->field_count; i++) {
		if (!add_key(plans, &length, entry->fields[i].name)) {
			return pass(plans, topic, entry);
		}
	}
	if (plans->last != NULL && plans->last_length == length &&
		memcmp(plans->key, plans->last_key, length) == 0) {
		return plans->last;
	}
	key = text_from(plans->key, length);
	plan = map_get(plans->map, key);
	if (plan == NULL) {
		if (map_count(plans->map) >= PLANS_MAX) {
			forget_all(plans);
			plans->map = map_create();
		}
		plan = compile(topic, entry);
		map_put(plans->map, key, plan);
	}
	return remember(plans, plan, length);
}
