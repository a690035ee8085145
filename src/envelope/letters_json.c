#include "letter.h"

/* Conventions that write their provenance into one JSON object. */

static bool added_by_moleculer(const struct json_value *name)
{
	static const char *const added[] = {"x-original-channel", "x-original-id",
		"x-original-group", "x-error-message", "x-error-code", "x-error-type",
		"x-error-name", "x-error-retryable", "x-error-stack", "x-error-data",
		"x-error-timestamp"};

	for (size_t i = 0; i < sizeof(added) / sizeof(*added); i++) {
		if (json_string_is(name, text_of(added[i]))) {
			return true;
		}
	}
	return false;
}

/* A message without headers of its own has no such field. */
static bool restore_moleculer(struct text value, struct buf *out)
{
	return letter_without(value, added_by_moleculer, out);
}

static bool added_by_protean(const struct json_value *name)
{
	return json_string_is(name, text_of("_dlq_metadata"));
}

static bool restore_protean(struct text value, struct buf *out)
{
	return letter_without(value, added_by_protean, out) &&
		(out->length > 0 || buf_add_string(out, "{}"));
}

const struct letter moleculer_letter = {
	.name = "moleculer",
	.field = "headers",
	.needs = {"x-original-channel", "x-original-id"},
	.besides = {"payload"},
	.roles = {[LETTER_SOURCE] = "x-original-channel",
		[LETTER_ID] = "x-original-id",
		[LETTER_GROUP] = "x-original-group",
		[LETTER_REASON] = "x-error-message",
		[LETTER_TYPE] = "x-error-name",
		[LETTER_TIME] = "x-error-timestamp"},
	.restore = DEAD_RESTORE_CONVERT,
	.field_restored = "headers",
	.restore_value = restore_moleculer,
};

const struct letter protean_letter = {
	.name = "protean",
	.field = "data",
	.member = "_dlq_metadata",
	.needs = {"original_stream"},
	.roles = {[LETTER_SOURCE] = "original_stream",
		[LETTER_ID] = "original_id",
		[LETTER_GROUP] = "consumer_group",
		[LETTER_CONSUMER] = "consumer",
		[LETTER_REASON] = "failure_reason",
		[LETTER_DELIVERIES] = "retry_count",
		[LETTER_TIME] = "failed_at"},
	.restore = DEAD_RESTORE_CONVERT,
	.field_restored = "data",
	.restore_value = restore_protean,
};

const struct letter nested_payload_letter = {
	.name = "nested-payload",
	.field = "payload",
	.needs = {"original_message_id", "original_stream", "payload"},
	.roles = {[LETTER_SOURCE] = "original_stream",
		[LETTER_ID] = "original_message_id",
		[LETTER_REASON] = "error",
		[LETTER_TIME] = "failed_at"},
	.restore = DEAD_RESTORE_CONVERT,
};
