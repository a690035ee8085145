#include "letter.h"

/* Conventions that write their provenance into one JSON object. */

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
