#include "model/breaks.h"

#include "base/number.h"
#include "journey_private.h"

struct breaks journeys_breaks(const struct journeys *journeys, uint32_t number)
{
	const struct journey *journey = journey_at(journeys, number);
	const struct definition *definition = journey_definition(journeys, journey->definition);
	struct breaks breaks = {.late = 0};
	struct progress progress;

	progress_begin(&progress);
	for (uint32_t at = journey->first; at != 0; at = journey_event_at(journeys, at)->next) {
		const struct journey_event *event = journey_event_at(journeys, at);

		progress_fold(&progress, definition, event,
			journey_declared(journeys, journey->definition, event->step), &breaks);
	}
	return breaks;
}

void breaks_add(struct breaks *to, const struct breaks *from)
{
	to->late |= from->late;
	to->never |= from->never;
	to->limits |= from->limits;
}

static size_t bits_of(uint64_t bits)
{
	size_t count = 0;

	for (; bits != 0; bits &= bits - 1) {
		count++;
	}
	return count;
}

size_t breaks_count(const struct breaks *breaks)
{
	return bits_of(breaks->late) + bits_of(breaks->never) + bits_of(breaks->limits);
}

/* The place of the i-th bit that is set. */
static size_t bit_at(uint64_t bits, size_t i)
{
	size_t place = 0;

	for (; i > 0; i--) {
		bits &= bits - 1;
	}
	while ((bits >> place & 1) == 0) {
		place++;
	}
	return place;
}

static void print_limit(const struct definition *definition, size_t limit, struct buf *out)
{
	for (size_t i = 0; i < definition->step_count; i++) {
		if (definition->steps[i].limit == limit + 1) {
			buf_addf(out, "at most %d %s", definition->limits[limit],
				definition->steps[i].name);
		}
	}
}

static void print_late(
	const struct definition *definition, const struct definition_rule *rule, struct buf *out)
{
	const struct definition_step *to = &definition->steps[rule->to];
	char words[NUMBER_MAX];

	buf_addf(out, "%s -> %s within %s", definition->steps[rule->from].name, to->name,
		number_duration(words, rule->within_ms >= 0 ? rule->within_ms : to->wait_ms));
}

bool breaks_print(
	const struct breaks *breaks, const struct definition *definition, size_t i, struct buf *out)
{
	size_t nevers = bits_of(breaks->never), limits = bits_of(breaks->limits);

	if (i >= breaks_count(breaks)) {
		return false;
	}
	if (i < nevers) {
		const struct definition_rule *rule = &definition->nevers[bit_at(breaks->never, i)];

		buf_addf(out, "never %s before %s", definition->steps[rule->from].name,
			definition->steps[rule->to].name);
	} else if (i < nevers + limits) {
		print_limit(definition, bit_at(breaks->limits, i - nevers), out);
	} else {
		print_late(definition,
			&definition->rules[bit_at(breaks->late, i - nevers - limits)], out);
	}
	return true;
}
