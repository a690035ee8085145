#include "model/definition.h"

#include <string.h>

#include "base/mem.h"

enum { STUCK_AFTER_MS = 60 * 1000, DAY_MS = 24 * 60 * 60 * 1000, EXPIRE_DAYS = 7 };

void definition_init(struct definition *definition, const char *name)
{
	*definition = (struct definition){
		.name = name == NULL ? NULL : text_dup(text_of(name)),
		.stuck_after_ms = STUCK_AFTER_MS,
		.expire_ms = (int64_t)EXPIRE_DAYS * DAY_MS,
		.value_step = DEFINITION_NONE,
	};
}

void definition_finish(struct definition *definition)
{
	for (size_t i = 0; i < definition->key_count; i++) {
		mem_free(definition->keys[i].path);
	}
	for (size_t i = 0; i < definition->step_count; i++) {
		mem_free(definition->steps[i].name);
	}
	for (size_t i = 0; i < definition->apart_count; i++) {
		mem_free(definition->aparts[i].a);
		mem_free(definition->aparts[i].b);
	}
	mem_free(definition->aparts);
	mem_free(definition->name);
	mem_free(definition->topics);
	mem_free(definition->step);
	mem_free(definition->value_path);
	*definition = (struct definition){.name = NULL};
}

static int find_key(const struct definition *definition, struct text path)
{
	for (int i = 0; i < definition->key_count; i++) {
		if (text_is(path, definition->keys[i].path)) {
			return i;
		}
	}
	return -1;
}

int definition_add_key(struct definition *definition, struct text path, enum key_use use, int type)
{
	int at = find_key(definition, path);

	if (at < 0 && definition->key_count == DEFINITION_KEYS_MAX) {
		return -1;
	}
	if (at < 0) {
		at = definition->key_count++;
		definition->keys[at].path = text_dup(path);
	}
	definition->keys[at].use = use;
	definition->keys[at].type = (uint8_t)(type < 0 ? definition->type_count++ : type);
	return definition->keys[at].type;
}

bool definition_alias(
	struct definition *definition, struct text a, struct text b, struct error *error)
{
	int first = find_key(definition, a), second = find_key(definition, b);

	if (text_equal(a, b) || a.length == 0 || b.length == 0) {
		return error_set(error, ERROR_USAGE, "an alias links two different fields: A=B");
	}
	if (first < 0 &&
		definition_add_key(
			definition, a, second < 0 ? KEY_USE_ANCHOR : KEY_USE_JOURNEY, -1) < 0) {
		return error_set(error, ERROR_USAGE, "more than %d keys", DEFINITION_KEYS_MAX);
	}
	if (second < 0 && definition_add_key(definition, b, KEY_USE_JOURNEY, -1) < 0) {
		return error_set(error, ERROR_USAGE, "more than %d keys", DEFINITION_KEYS_MAX);
	}
	first = find_key(definition, a);
	second = find_key(definition, b);
	if (definition->keys[first].type == definition->keys[second].type) {
		int later = first > second ? first : second;
		definition->keys[later].type = definition->type_count++;
		definition->keys[later].use = KEY_USE_JOURNEY;
	}
	definition->keys[first].alias = definition->keys[second].alias = true;
	return true;
}

static bool leads(const struct definition *definition)
{
	for (size_t i = 0; i < definition->key_count; i++) {
		if (definition->keys[i].use <= KEY_USE_TRACE) {
			return true;
		}
	}
	return false;
}

static void add_order(struct definition *definition, uint8_t first, uint8_t second)
{
	definition->behind[first] |= UINT64_C(1) << second;
}

/* What comes behind what comes behind a step comes behind it. */
static void seal_order(struct definition *definition)
{
	memset(definition->behind, 0, sizeof(definition->behind));
	for (size_t i = 0; i < definition->rule_count; i++) {
		add_order(definition, definition->rules[i].from, definition->rules[i].to);
	}
	for (size_t i = 0; i < definition->never_count; i++) {
		add_order(definition, definition->nevers[i].to, definition->nevers[i].from);
	}
	for (size_t via = 0; via < definition->step_count; via++) {
		for (size_t i = 0; i < definition->step_count; i++) {
			if ((definition->behind[i] >> via & 1) != 0) {
				definition->behind[i] |= definition->behind[via];
			}
		}
	}
}

bool definition_comes_before(const struct definition *definition, uint8_t first, uint8_t second)
{
	if (first == DEFINITION_NONE || second == DEFINITION_NONE) {
		return false;
	}
	const struct definition_step *a = &definition->steps[first],
				     *b = &definition->steps[second];
	if (a->start != b->start) {
		return a->start;
	}
	if (a->end != b->end) {
		return b->end;
	}
	return (definition->behind[first] >> second & 1) != 0 &&
		(definition->behind[second] >> first & 1) == 0;
}

bool definition_seal(struct definition *definition, struct error *error)
{
	uint64_t ruled = 0, spared = 0;

	if (!leads(definition)) {
		return error_set(error, ERROR_USAGE,
			"[journey %s] needs an `anchor` (or `journey`, or `trace`)",
			definition->name == NULL ? "" : definition->name);
	}
	definition->starts = definition->ends = definition->fails = 0;
	for (size_t i = 0; i < definition->step_count; i++) {
		const struct definition_step *step = &definition->steps[i];
		uint64_t bit = UINT64_C(1) << i;

		definition->starts |= step->start ? bit : 0;
		definition->ends |= step->end ? bit : 0;
		definition->fails |= step->fail ? bit : 0;
		spared |= step->optional || step->fail || step->end ? bit : 0;
	}
	for (size_t i = 0; i < definition->rule_count; i++) {
		ruled |= UINT64_C(1) << definition->rules[i].from;
		ruled |= UINT64_C(1) << definition->rules[i].to;
	}
	/* Of several starts a journey has one. */
	spared |= (definition->starts & (definition->starts - 1)) != 0 ? definition->starts : 0;
	definition->mandatory = ruled & ~spared;
	seal_order(definition);
	return true;
}

uint8_t definition_step_of(const struct definition *definition, struct text name)
{
	uint8_t best = DEFINITION_NONE;
	size_t best_length = 0;

	for (uint8_t i = 0; i < definition->step_count; i++) {
		size_t length = strlen(definition->steps[i].name);

		if (length > name.length || length <= best_length ||
			memcmp(name.at + name.length - length, definition->steps[i].name, length) !=
				0) {
			continue;
		}
		if (length == name.length || name.at[name.length - length - 1] == '.') {
			best = i;
			best_length = length;
		}
	}
	return best;
}
