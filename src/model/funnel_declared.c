/* The funnel that a definition declares: its longest way from a start to an end. */
#include "base/mem.h"
#include "model/funnel.h"

enum { NAMES_BYTES_MAX = 1 << 16 };

/* How many steps the longest way from each has to an end; 0: none leads there. */
struct ways {
	const struct definition *definition;
	uint8_t length[DEFINITION_STEPS_MAX];
	uint64_t known, under_way;
};

static bool is_end(const struct ways *ways, uint8_t step)
{
	const struct definition *definition = ways->definition;

	if (definition->ends != 0) {
		return definition->steps[step].end;
	}
	for (size_t i = 0; i < definition->rule_count; i++) {
		if (definition->rules[i].from == step) {
			return false;
		}
	}
	return true;
}

/* Declared steps are few; what leads back to a step that is looked at is no way. */
static uint8_t length_from(struct ways *ways, uint8_t step)
{
	const struct definition *definition = ways->definition;
	uint64_t bit = UINT64_C(1) << step;
	uint8_t longest = 0;

	if ((ways->known & bit) != 0) {
		return ways->length[step];
	}
	if ((ways->under_way & bit) != 0 || definition->steps[step].fail) {
		return 0;
	}
	ways->under_way |= bit;
	for (size_t i = 0; i < definition->rule_count && !is_end(ways, step); i++) {
		if (definition->rules[i].from == step) {
			uint8_t rest = length_from(ways, definition->rules[i].to);

			longest = rest > longest ? rest : longest;
		}
	}
	ways->under_way &= ~bit;
	ways->known |= bit;
	ways->length[step] = is_end(ways, step) ? 1 : (uint8_t)(longest + (longest > 0));
	return ways->length[step];
}

static bool leads(const struct definition *definition, uint8_t from, uint8_t to)
{
	for (size_t i = 0; i < definition->rule_count; i++) {
		if (definition->rules[i].from == from && definition->rules[i].to == to) {
			return true;
		}
	}
	return false;
}

/* The step on the longest way from that one; the first declared where there are several. */
static uint8_t next_of(struct ways *ways, uint8_t step)
{
	const struct definition *definition = ways->definition;

	for (size_t i = 0; i < definition->rule_count; i++) {
		const struct definition_rule *rule = &definition->rules[i];

		if (rule->from == step && ways->length[step] > 1 &&
			length_from(ways, rule->to) + 1 == ways->length[step]) {
			return rule->to;
		}
	}
	return DEFINITION_NONE;
}

/* A start that may be left out is none that a funnel could begin with, where there is another. */
static uint8_t first_of(struct ways *ways, bool optional)
{
	const struct definition *definition = ways->definition;
	uint8_t first = DEFINITION_NONE, longest = 1;

	for (uint8_t i = 0; i < definition->step_count; i++) {
		const struct definition_step *step = &definition->steps[i];
		bool may = (definition->starts == 0 || step->start) && step->optional == optional;

		if (may && length_from(ways, i) > longest) {
			longest = ways->length[i];
			first = i;
		}
	}
	return first;
}

/* `a, b`: where a journey may begin that goes on like this one. */
static void name_step(
	const struct definition *definition, uint8_t step, uint8_t next, struct buf *out)
{
	buf_reset(out);
	buf_add_string(out, definition->steps[step].name);
	for (uint8_t i = 0; definition->steps[step].start && i < definition->step_count; i++) {
		if (i != step && definition->steps[i].start && leads(definition, i, next)) {
			buf_addf(out, ", %s", definition->steps[i].name);
		}
	}
}

bool funnel_init_declared(struct funnel *funnel, const struct definition *definition)
{
	struct ways ways = {.definition = definition};
	uint8_t step = first_of(&ways, false), next;
	struct buf name;

	step = step == DEFINITION_NONE ? first_of(&ways, true) : step;
	*funnel = (struct funnel){.count = 0};
	buf_init(&name, NAMES_BYTES_MAX);
	for (; step != DEFINITION_NONE && funnel->count < FUNNEL_STEPS_MAX; step = next) {
		next = next_of(&ways, step);
		name_step(definition, step, next, &name);
		funnel->steps[funnel->count++].name =
			text_from(text_dup(buf_text(&name)), name.length);
	}
	buf_finish(&name);
	return funnel->count > 1;
}
