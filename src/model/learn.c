#include "model/learn.h"

#include <inttypes.h>

enum { EVERYONE_PERCENT = 98, FLOOR_MS = 1000, LINE_MAX = 4096 };

bool learn_is_habit(const struct variants *variants, const struct variant_edge *edge)
{
	uint64_t source = variants_step(variants, edge->from).events;

	return edge->count >= LEARN_COUNT && edge->count * 100 >= source * LEARN_PERCENT;
}

/* Up to a round number of its unit, so that people can read it. */
static int64_t round_up(int64_t ms)
{
	static const int64_t units[] = {86400000, 3600000, 60000, 1000};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (ms >= units[i] * 3 || i == sizeof(units) / sizeof(*units) - 1) {
			return (ms + units[i] - 1) / units[i] * units[i];
		}
	}
	return ms;
}

int64_t learn_within_ms(const struct sketch *gaps)
{
	int64_t rare_ms = sketch_quantile(gaps, 0.999), late_ms = 3 * sketch_quantile(gaps, 0.99);
	int64_t within_ms = rare_ms > late_ms ? rare_ms : late_ms;

	return round_up(within_ms > FLOOR_MS ? within_ms : FLOOR_MS);
}

/* In quotes, whatever it holds; the form has none for a quote itself. */
static bool add_name(struct buf *line, struct text name)
{
	for (size_t i = 0; i < name.length; i++) {
		if (name.at[i] == '"' || (unsigned char)name.at[i] < ' ') {
			return false;
		}
	}
	return buf_add_byte(line, '"') && buf_add_text(line, name) && buf_add_byte(line, '"');
}

static bool set(
	struct definition *definition, const char *key, const struct buf *line, struct error *error)
{
	return definition_set(definition, text_of(key), buf_text(line), error);
}

/* Steps that are so for many; a name that the form cannot hold is passed over. */
static bool learn_marks(struct definition *definition, const struct journeys *journeys,
	const struct variants *variants, struct error *error)
{
	uint64_t total = variants_totals(variants).journeys;
	bool good = true;

	for (uint16_t step = 1; good && journeys_step(journeys, step).length > 0; step++) {
		struct variant_step told = variants_step(variants, step);
		struct text name = journeys_step(journeys, step);
		struct buf line;

		buf_init(&line, LINE_MAX);
		if (add_name(&line, name)) {
			if (told.first >= LEARN_COUNT &&
				told.first * 100 >= total * LEARN_PERCENT) {
				good = set(definition, "start", &line, error);
			}
			if (good && variants_ends(variants, step)) {
				good = set(definition, "end", &line, error);
			}
		}
		buf_finish(&line);
	}
	return good;
}

static bool learn_rule(struct definition *definition, const struct journeys *journeys,
	const struct variant_edge *edge, struct error *error)
{
	struct buf line;
	bool good = true;

	buf_init(&line, LINE_MAX);
	if (add_name(&line, journeys_step(journeys, edge->from)) && buf_add_string(&line, " -> ") &&
		add_name(&line, journeys_step(journeys, edge->to))) {
		buf_addf(&line, " within %" PRId64 "s", learn_within_ms(&edge->gaps) / 1000);
		good = set(definition, "step", &line, error);
	}
	buf_finish(&line);
	return good;
}

/* What a rule names and not everyone does. */
static bool learn_optional(struct definition *definition, const struct journeys *journeys,
	const struct variants *variants, uint16_t step, struct error *error)
{
	uint64_t total = variants_totals(variants).journeys;
	struct buf line;
	bool good = true;

	buf_init(&line, LINE_MAX);
	if (variants_step(variants, step).journeys * 100 < total * EVERYONE_PERCENT &&
		add_name(&line, journeys_step(journeys, step))) {
		good = set(definition, "optional", &line, error);
	}
	buf_finish(&line);
	return good;
}

/* The strongest first; what has no room in a definition is left out. */
static bool learn_rules(struct definition *definition, const struct journeys *journeys,
	struct variants *variants, struct error *error)
{
	const struct variant_edge *edge;

	for (size_t i = 0; (edge = variants_edge_at(variants, i)) != NULL; i++) {
		if (edge->from == edge->to || !learn_is_habit(variants, edge) ||
			definition->rule_count == DEFINITION_RULES_MAX ||
			definition->step_count + 2 > DEFINITION_STEPS_MAX) {
			continue;
		}
		if (!learn_rule(definition, journeys, edge, error) ||
			!learn_optional(definition, journeys, variants, edge->from, error) ||
			!learn_optional(definition, journeys, variants, edge->to, error)) {
			return false;
		}
	}
	return true;
}

bool definition_learn(struct definition *definition, const struct journeys *journeys,
	struct variants *variants, struct error *error)
{
	definition->learned = true;
	return learn_marks(definition, journeys, variants, error) &&
		learn_rules(definition, journeys, variants, error) &&
		definition_seal(definition, error);
}
