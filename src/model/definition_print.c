/* A definition in the form of the configuration. */
#include <inttypes.h>
#include <string.h>

#include "model/definition.h"

/* As it reads back: a name that holds a comma or a word of the form stands in quotes. */
static void print_name(const char *name, struct buf *out)
{
	static const char *const words[] = {",", " -> ", " within ", " before ", " up to "};
	size_t length = strlen(name);
	bool quoted = length > 0 && (name[0] == ' ' || name[length - 1] == ' ');

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		quoted = quoted || strstr(name, words[i]) != NULL;
	}
	buf_addf(out, quoted ? "\"%s\"" : "%s", name);
}

/* Whole, as it reads back: `1d2h`, `90ms`. */
static void print_duration(int64_t ms, struct buf *out)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (ms >= units[i].ms) {
			buf_addf(out, "%" PRId64 "%s", ms / units[i].ms, units[i].name);
			ms %= units[i].ms;
		}
	}
}

static void begin_line(struct buf *out, const char *key)
{
	buf_addf(out, "%-9s= ", key);
}

/* Those that name the same thing stand on one line, if it is what leads; else all of a use, with a
 * `=` between those that do. */
static void print_keys(
	const struct definition *definition, const char *name, enum key_use use, struct buf *out)
{
	int type = -1;

	for (size_t i = 0; i < definition->key_count; i++) {
		const struct definition_key *key = &definition->keys[i];

		if (key->use != use || (key->alias && use == KEY_USE_JOURNEY)) {
			continue;
		}
		bool goes_on = type >= 0 && (use != KEY_USE_ANCHOR || key->type == type);
		if (!goes_on) {
			buf_add_string(out, type >= 0 ? "\n" : "");
			begin_line(out, name);
		}
		bool is_same = use != KEY_USE_ANCHOR && key->type == type;
		buf_addf(out, "%s%s", !goes_on ? "" : is_same ? " = " : ", ", key->path);
		type = key->type;
	}
	buf_add_string(out, type >= 0 ? "\n" : "");
}

/* The fields that an event links to the one that leads. */
static void print_aliases(const struct definition *definition, struct buf *out)
{
	const char *leader = NULL;

	for (size_t i = 0; i < definition->key_count && leader == NULL; i++) {
		leader = definition->keys[i].alias && definition->keys[i].use == KEY_USE_ANCHOR
			? definition->keys[i].path
			: NULL;
	}
	for (size_t i = 0; i < definition->key_count && leader != NULL; i++) {
		const struct definition_key *key = &definition->keys[i];

		if (key->alias && key->use == KEY_USE_JOURNEY) {
			begin_line(out, "alias");
			buf_addf(out, "%s = %s\n", leader, key->path);
		}
	}
}

enum mark { PRINT_START, PRINT_END, PRINT_FAIL, PRINT_OPTIONAL };

static bool has_mark(const struct definition_step *step, enum mark mark)
{
	const bool marks[] = {[PRINT_START] = step->start,
		[PRINT_END] = step->end,
		[PRINT_FAIL] = step->fail,
		[PRINT_OPTIONAL] = step->optional};

	return marks[mark];
}

static void print_marked(
	const struct definition *definition, const char *name, enum mark mark, struct buf *out)
{
	bool begun = false;

	for (size_t i = 0; i < definition->step_count; i++) {
		if (!has_mark(&definition->steps[i], mark)) {
			continue;
		}
		if (!begun) {
			begin_line(out, name);
		}
		buf_add_string(out, begun ? ", " : "");
		print_name(definition->steps[i].name, out);
		begun = true;
	}
	buf_add_string(out, begun ? "\n" : "");
}

static void print_rules(const struct definition *definition, struct buf *out)
{
	for (size_t i = 0; i < definition->rule_count; i++) {
		const struct definition_rule *rule = &definition->rules[i];

		begin_line(out, "step");
		print_name(definition->steps[rule->from].name, out);
		buf_add_string(out, " -> ");
		print_name(definition->steps[rule->to].name, out);
		if (rule->within_ms >= 0) {
			buf_add_string(out, " within ");
			print_duration(rule->within_ms, out);
		}
		buf_add_byte(out, '\n');
	}
}

static void print_limits(const struct definition *definition, struct buf *out)
{
	for (size_t i = 0; i < definition->never_count; i++) {
		begin_line(out, "never");
		buf_addf(out, "%s before %s\n", definition->steps[definition->nevers[i].from].name,
			definition->steps[definition->nevers[i].to].name);
	}
	for (size_t i = 0; i < definition->step_count; i++) {
		const struct definition_step *step = &definition->steps[i];

		if (step->limit > 0) {
			begin_line(out, "at_most");
			print_name(step->name, out);
			buf_addf(out, " %d\n", definition->limits[step->limit - 1]);
		}
		if (step->wait) {
			begin_line(out, "wait");
			print_name(step->name, out);
			buf_add_string(out, " up to ");
			print_duration(step->wait_ms, out);
			buf_add_byte(out, '\n');
		}
	}
}

static void print_time(const char *name, int64_t ms, int64_t usual_ms, struct buf *out)
{
	if (ms != usual_ms) {
		begin_line(out, name);
		print_duration(ms, out);
		buf_add_byte(out, '\n');
	}
}

void definition_print(const struct definition *definition, struct buf *out)
{
	struct definition usual;

	definition_init(&usual, NULL);
	buf_add_string(out, definition->learned ? "# learned from the events\n" : "");
	buf_addf(out, "[journey %s]\n", definition->name == NULL ? "learned" : definition->name);
	if (definition->topics != NULL) {
		begin_line(out, "topics");
		buf_addf(out, "%s\n", definition->topics);
	}
	print_keys(definition, "anchor", KEY_USE_ANCHOR, out);
	print_keys(definition, "journey", KEY_USE_JOURNEY, out);
	print_aliases(definition, out);
	print_keys(definition, "trace", KEY_USE_TRACE, out);
	print_keys(definition, "cause", KEY_USE_CAUSE, out);
	print_keys(definition, "child", KEY_USE_CHILD, out);
	print_keys(definition, "party", KEY_USE_PARTY, out);
	for (size_t i = 0; i < definition->apart_count; i++) {
		begin_line(out, "apart");
		print_name(definition->aparts[i].a, out);
		buf_add_string(out, ", ");
		print_name(definition->aparts[i].b, out);
		buf_add_byte(out, '\n');
	}
	if (definition->step != NULL) {
		begin_line(out, "step_field");
		buf_addf(out, "%s\n", definition->step);
	}
	print_marked(definition, "start", PRINT_START, out);
	print_marked(definition, "end", PRINT_END, out);
	print_marked(definition, "fail", PRINT_FAIL, out);
	print_rules(definition, out);
	print_marked(definition, "optional", PRINT_OPTIONAL, out);
	print_limits(definition, out);
	print_time("sla", definition->sla_ms, usual.sla_ms, out);
	print_time("stuck_after", definition->stuck_after_ms, usual.stuck_after_ms, out);
	print_time("expire", definition->expire_ms, usual.expire_ms, out);
	if (definition->value_step != DEFINITION_NONE) {
		begin_line(out, "value");
		print_name(definition->steps[definition->value_step].name, out);
		buf_addf(out, ": %s\n", definition->value_path);
	}
}
