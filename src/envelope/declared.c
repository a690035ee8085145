#include "envelope/declared.h"

bool declared_is_about(
	const struct declared_contract *declared, struct text topic, const struct event *event)
{
	return (declared->type == NULL || text_is(event->type, declared->type)) &&
		text_glob(text_of(declared->topics), topic);
}

enum query_result declared_violated(const struct declared_contract *declared,
	const struct entry *entry, const struct event *event, char why[SCHEMA_WHY_MAX])
{
	return event->payload.length > 0 ? schema_violated(declared->schema, event->payload, why)
					 : schema_violated_fields(declared->schema, entry, why);
}

enum query_result declared_ask(
	const struct event_subject *subject, struct text name, struct error *error)
{
	const struct event_options *options = subject->event->options;

	/* Of an entry that is gone nothing is known, and nothing violated. */
	if (subject->event->envelope == NULL) {
		return QUERY_NO;
	}
	for (size_t i = 0; options != NULL && i < options->contract_count; i++) {
		const struct declared_contract *declared = &options->contracts[i];
		enum query_result result = QUERY_NO;

		if (!text_is(name, declared->name)) {
			continue;
		}
		if (declared_is_about(declared, subject->topic, subject->event)) {
			result = declared_violated(declared, subject->entry, subject->event, NULL);
		}
		if (result == QUERY_FAILED) {
			error_set(error, ERROR_FAILED, "the contract %s: a pattern takes too long",
				declared->name);
		}
		return result;
	}
	error_set(error, ERROR_USAGE, "there is no [contract %.*s] in the configuration",
		(int)(name.length < 100 ? name.length : 100), name.at);
	return QUERY_FAILED;
}
