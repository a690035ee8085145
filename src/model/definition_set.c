/* One line of a definition, as the configuration has it. */
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "model/definition.h"

typedef bool set_fn(
	struct definition *definition, int which, struct text value, struct error *error);

struct setter {
	const char *name;
	set_fn *set;
	int which;
};

/* One field; or several with a `=` between, which name the same thing. */
static bool set_names(struct definition *definition, enum key_use use, struct text names, int *type,
	struct error *error)
{
	bool several = use == KEY_USE_JOURNEY || use == KEY_USE_TRACE || use == KEY_USE_CHILD;
	bool goes_on = true;

	while (goes_on) {
		struct text all = names, path = several ? text_cut(&names, '=') : names;

		goes_on = several && path.length < all.length;
		path = text_trim(path);
		if (path.length == 0) {
			return error_set(error, ERROR_USAGE, "needs fields with commas between");
		}
		*type = definition_add_key(definition, path, use, *type);
		if (*type < 0) {
			return error_set(
				error, ERROR_USAGE, "more than %d keys", DEFINITION_KEYS_MAX);
		}
	}
	return true;
}

/* Fields in a list: of what leads all name the same thing. */
static bool set_keys(struct definition *definition, int use, struct text value, struct error *error)
{
	int type = -1;

	while (value.length > 0) {
		type = use == KEY_USE_ANCHOR ? type : -1;
		if (!set_names(
			    definition, (enum key_use)use, text_cut(&value, ','), &type, error)) {
			return false;
		}
	}
	return true;
}

static bool set_alias(
	struct definition *definition, int which, struct text value, struct error *error)
{
	struct text a = text_trim(text_cut(&value, '='));

	(void)which;
	return definition_alias(definition, a, text_trim(value), error);
}

/* Up to the next comma that stands in no quotes. */
static struct text cut_item(struct text *rest)
{
	struct text whole = *rest;
	bool quoted = false;
	size_t at = 0;

	for (; at < whole.length && (quoted || whole.at[at] != ','); at++) {
		quoted = quoted != (whole.at[at] == '"');
	}
	*rest = at < whole.length ? text_from(whole.at + at + 1, whole.length - at - 1)
				  : text_of("");
	return text_trim(text_from(whole.at, at));
}

static struct text unquoted(struct text name)
{
	bool quoted = name.length > 2 && name.at[0] == '"' && name.at[name.length - 1] == '"';

	return quoted ? text_from(name.at + 1, name.length - 2) : name;
}

/* The step of that name, made where there is none yet; DEFINITION_NONE where it is full. */
static uint8_t take_step(struct definition *definition, struct text word, struct error *error)
{
	struct text name = unquoted(word);

	for (uint8_t i = 0; i < definition->step_count; i++) {
		if (text_is(name, definition->steps[i].name)) {
			return i;
		}
	}
	if (name.length == 0) {
		error_set(error, ERROR_USAGE, "the name of a step is missing");
		return DEFINITION_NONE;
	}
	if (definition->step_count == DEFINITION_STEPS_MAX) {
		error_set(error, ERROR_USAGE, "more than %d steps", DEFINITION_STEPS_MAX);
		return DEFINITION_NONE;
	}
	definition->steps[definition->step_count] =
		(struct definition_step){.name = text_dup(name)};
	return definition->step_count++;
}

enum { MARK_START, MARK_END, MARK_FAIL, MARK_OPTIONAL };

static bool set_mark(
	struct definition *definition, int which, struct text value, struct error *error)
{
	while (value.length > 0) {
		uint8_t at = take_step(definition, cut_item(&value), error);

		if (at == DEFINITION_NONE) {
			return false;
		}
		struct definition_step *step = &definition->steps[at];
		step->start = step->start || which == MARK_START;
		step->end = step->end || which == MARK_END;
		step->fail = step->fail || which == MARK_FAIL;
		step->optional = step->optional || which == MARK_OPTIONAL;
	}
	return true;
}

/* Cuts at a word that stands by itself: `A -> B`, `A within 5s`. False where it does not occur. */
static bool cut_word(struct text value, const char *word, struct text *left, struct text *right)
{
	size_t length = strlen(word);
	bool quoted = false;

	for (size_t i = 1; i + length < value.length; i++) {
		quoted = quoted != (value.at[i - 1] == '"');
		if (!quoted && value.at[i - 1] == ' ' && memcmp(value.at + i, word, length) == 0 &&
			value.at[i + length] == ' ') {
			*left = text_trim(text_from(value.at, i - 1));
			*right = text_trim(
				text_from(value.at + i + length, value.length - i - length));
			return true;
		}
	}
	return false;
}

static bool read_duration(struct text value, int64_t *ms, struct error *error)
{
	return (number_parse_duration(value, ms) && *ms > 0) ||
		error_set(error, ERROR_USAGE, "`%.*s` is no duration such as 30s, 5m, 4h or 2d",
			(int)value.length, value.at);
}

static bool take_two(struct definition *definition, struct text from, struct text to,
	struct definition_rule *rule, struct error *error)
{
	rule->from = take_step(definition, from, error);
	rule->to =
		rule->from == DEFINITION_NONE ? DEFINITION_NONE : take_step(definition, to, error);
	return rule->to != DEFINITION_NONE;
}

static bool set_rule(
	struct definition *definition, int which, struct text value, struct error *error)
{
	struct definition_rule rule = {.within_ms = -1};
	struct text from, to, within;

	(void)which;
	if (definition->rule_count == DEFINITION_RULES_MAX) {
		return error_set(error, ERROR_USAGE, "more than %d rules", DEFINITION_RULES_MAX);
	}
	if (!cut_word(value, "->", &from, &to)) {
		return error_set(error, ERROR_USAGE,
			"needs the form `A -> B within 5s`, or `A -> B` without a time");
	}
	if (cut_word(to, "within", &to, &within) &&
		!read_duration(within, &rule.within_ms, error)) {
		return false;
	}
	if (!take_two(definition, from, to, &rule, error)) {
		return false;
	}
	definition->rules[definition->rule_count++] = rule;
	return true;
}

static bool set_never(
	struct definition *definition, int which, struct text value, struct error *error)
{
	struct definition_rule rule = {.within_ms = -1};
	struct text what, before;

	(void)which;
	if (definition->never_count == DEFINITION_RULES_MAX) {
		return error_set(error, ERROR_USAGE, "more than %d rules", DEFINITION_RULES_MAX);
	}
	if (!cut_word(value, "before", &what, &before)) {
		return error_set(error, ERROR_USAGE, "needs the form `A before B`");
	}
	if (!take_two(definition, what, before, &rule, error)) {
		return false;
	}
	definition->nevers[definition->never_count++] = rule;
	return true;
}

static bool set_at_most(
	struct definition *definition, int which, struct text value, struct error *error)
{
	size_t at = value.length;
	uint64_t times;

	(void)which;
	while (at > 0 && value.at[at - 1] != ' ') {
		at--;
	}
	if (at == 0 || !number_parse_u64(text_from(value.at + at, value.length - at), &times) ||
		times > 254) {
		return error_set(error, ERROR_USAGE, "needs the form `STEP N`, N from 0 to 254");
	}
	if (definition->limit_count == DEFINITION_LIMITS_MAX) {
		return error_set(error, ERROR_USAGE, "more than %d limits", DEFINITION_LIMITS_MAX);
	}
	uint8_t step = take_step(definition, text_trim(text_from(value.at, at)), error);
	if (step == DEFINITION_NONE) {
		return false;
	}
	definition->limits[definition->limit_count++] = (uint8_t)times;
	definition->steps[step].limit = definition->limit_count;
	return true;
}

static bool set_wait(
	struct definition *definition, int which, struct text value, struct error *error)
{
	struct text name, up_to;
	int64_t ms;

	(void)which;
	if (!cut_word(value, "up to", &name, &up_to)) {
		return error_set(error, ERROR_USAGE, "needs the form `STEP up to 3d`");
	}
	if (!read_duration(up_to, &ms, error)) {
		return false;
	}
	uint8_t step = take_step(definition, name, error);
	if (step == DEFINITION_NONE) {
		return false;
	}
	definition->steps[step].wait = true;
	definition->steps[step].wait_ms = ms;
	return true;
}

bool definition_read_apart(struct text pair, struct text *a, struct text *b, struct error *error)
{
	struct text rest = pair;

	*a = unquoted(cut_item(&rest));
	*b = unquoted(cut_item(&rest));
	return (a->length > 0 && b->length > 0 && rest.length == 0 && !text_equal(*a, *b)) ||
		error_set(error, ERROR_USAGE, "needs two different values: A, B");
}

static bool set_apart(
	struct definition *definition, int which, struct text value, struct error *error)
{
	struct text a, b;

	(void)which;
	if (!definition_read_apart(value, &a, &b, error)) {
		return false;
	}
	if (definition->apart_count == DEFINITION_APARTS_MAX) {
		return error_set(error, ERROR_USAGE, "more than %d pairs", DEFINITION_APARTS_MAX);
	}
	definition->aparts = mem_resize(
		definition->aparts, definition->apart_count + 1, sizeof(*definition->aparts));
	definition->aparts[definition->apart_count++] =
		(struct definition_apart){.a = text_dup(a), .b = text_dup(b)};
	return true;
}

enum { TIME_SLA, TIME_STUCK_AFTER, TIME_EXPIRE };

static bool set_time(
	struct definition *definition, int which, struct text value, struct error *error)
{
	int64_t *const times[] = {
		[TIME_SLA] = &definition->sla_ms,
		[TIME_STUCK_AFTER] = &definition->stuck_after_ms,
		[TIME_EXPIRE] = &definition->expire_ms,
	};

	return read_duration(value, times[which], error);
}

static bool set_value(
	struct definition *definition, int which, struct text value, struct error *error)
{
	size_t at = value.length;

	(void)which;
	while (at > 0 && value.at[at - 1] != ':') {
		at--;
	}
	struct text path = text_trim(text_from(value.at + at, value.length - at));
	if (at < 2 || path.length == 0) {
		return error_set(error, ERROR_USAGE, "needs the form `STEP: FIELD`");
	}
	definition->value_step =
		take_step(definition, text_trim(text_from(value.at, at - 1)), error);
	mem_free(definition->value_path);
	definition->value_path = text_dup(path);
	return definition->value_step != DEFINITION_NONE;
}

enum { WORD_TOPICS, WORD_STEP };

static bool set_word(
	struct definition *definition, int which, struct text value, struct error *error)
{
	char **word = which == WORD_TOPICS ? &definition->topics : &definition->step;

	(void)error;
	mem_free(*word);
	*word = text_dup(value);
	return true;
}

static const struct setter setters[] = {
	{"topics", set_word, WORD_TOPICS},
	{"anchor", set_keys, KEY_USE_ANCHOR},
	{"journey", set_keys, KEY_USE_JOURNEY},
	{"alias", set_alias, 0},
	{"trace", set_keys, KEY_USE_TRACE},
	{"cause", set_keys, KEY_USE_CAUSE},
	{"child", set_keys, KEY_USE_CHILD},
	{"party", set_keys, KEY_USE_PARTY},
	{"apart", set_apart, 0},
	{"step_field", set_word, WORD_STEP},
	{"start", set_mark, MARK_START},
	{"end", set_mark, MARK_END},
	{"fail", set_mark, MARK_FAIL},
	{"step", set_rule, 0},
	{"optional", set_mark, MARK_OPTIONAL},
	{"never", set_never, 0},
	{"at_most", set_at_most, 0},
	{"wait", set_wait, 0},
	{"sla", set_time, TIME_SLA},
	{"stuck_after", set_time, TIME_STUCK_AFTER},
	{"expire", set_time, TIME_EXPIRE},
	{"value", set_value, 0},
};

enum { SETTERS = sizeof(setters) / sizeof(*setters) };

const char *definition_key_at(size_t i)
{
	return i < SETTERS ? setters[i].name : NULL;
}

bool definition_set(
	struct definition *definition, struct text key, struct text value, struct error *error)
{
	for (size_t i = 0; i < SETTERS; i++) {
		if (!text_is(key, setters[i].name)) {
			continue;
		}
		if (value.length == 0) {
			return error_set(error, ERROR_USAGE, "`%s` needs a value", setters[i].name);
		}
		if (!setters[i].set(definition, setters[i].which, value, error)) {
			return error_prefix(error, "`%s`", setters[i].name);
		}
		return true;
	}
	return error_set(
		error, ERROR_USAGE, "there is no `%.*s` in [journey]", (int)key.length, key.at);
}
