#include "letter.h"

/* Conventions that write their provenance as fields beside the payload, and need no more than the
 * names of these to be told. */

/* What was replayed before it was set aside has a block of such fields for each time: the last one
 * tells. */
static bool read_rivermaster(const struct letter *letter, struct letter_reading *reading)
{
	const struct entry *entry = reading->entry;
	struct entry last = *entry;
	bool good;

	for (size_t i = 0; i < entry->field_count; i++) {
		if (text_is(entry->fields[i].name, "_rm.topic")) {
			last.fields = entry->fields + i;
			last.field_count = entry->field_count - i;
		}
	}
	reading->entry = &last;
	good = letter_matches(letter, reading);
	reading->entry = entry;
	return good;
}

const struct letter rivermaster_letter = {
	.name = "rivermaster",
	.needs = {"_rm.topic", "_rm.id", "_rm.group"},
	.roles = {[LETTER_SOURCE] = "_rm.topic",
		[LETTER_ID] = "_rm.id",
		[LETTER_GROUP] = "_rm.group",
		[LETTER_CONSUMER] = "_rm.consumer",
		[LETTER_REASON] = "_rm.reason",
		[LETTER_DELIVERIES] = "_rm.deliveries",
		[LETTER_TIME] = "_rm.at"},
	.adds_prefix = "_rm.",
	.restore = DEAD_RESTORE_EXACT,
	.read = read_rivermaster,
};

const struct letter nestjs_redisx_letter = {
	.name = "nestjs-redisx",
	.needs = {"data", "originalId", "originalStream", "failedAt"},
	.roles = {[LETTER_SOURCE] = "originalStream",
		[LETTER_ID] = "originalId",
		[LETTER_REASON] = "error",
		[LETTER_TIME] = "failedAt"},
	.adds = {"originalId", "originalStream", "error", "failedAt"},
	.restore = DEAD_RESTORE_EXACT,
};

const struct letter redis_streaming_letter = {
	.name = "redis-streaming",
	.needs = {"originalTopic", "originalMessageId", "failedAt", "payload"},
	.roles = {[LETTER_SOURCE] = "originalTopic",
		[LETTER_ID] = "originalMessageId",
		[LETTER_DELIVERIES] = "retryCount",
		[LETTER_TIME] = "failedAt"},
	.adds = {"originalTopic", "originalMessageId", "failedAt"},
	.restore = DEAD_RESTORE_CONVERT,
};

const struct letter rotif_letter = {
	.name = "rotif",
	.needs = {"channel", "payload", "error", "timestamp", "attempt", "streamKey"},
	.roles = {[LETTER_SOURCE] = "streamKey",
		[LETTER_REASON] = "error",
		[LETTER_DELIVERIES] = "attempt",
		[LETTER_TIME] = "timestamp"},
	.adds = {"error", "streamKey"},
	.restore = DEAD_RESTORE_CONVERT,
};

const struct letter original_fields_letter = {
	.name = "original-fields",
	.needs = {"_original_id", "_source_stream"},
	.roles = {[LETTER_SOURCE] = "_source_stream", [LETTER_ID] = "_original_id"},
	.adds = {"_original_id", "_source_stream"},
	.restore = DEAD_RESTORE_EXACT,
};

const struct letter origin_letter = {
	.name = "origin",
	.needs = {"origin_stream", "origin_id"},
	.roles = {[LETTER_SOURCE] = "origin_stream",
		[LETTER_ID] = "origin_id",
		[LETTER_REASON] = "error",
		[LETTER_TYPE] = "reason"},
	.adds = {"reason", "origin_stream", "origin_id", "error"},
	.restore = DEAD_RESTORE_CONVERT,
};

const struct letter tutorial_letter = {
	.name = "tutorial",
	.needs = {"message_id", "original_stream", "data", "failed_at"},
	.roles = {[LETTER_SOURCE] = "original_stream",
		[LETTER_ID] = "message_id",
		[LETTER_REASON] = "error",
		[LETTER_DELIVERIES] = "retry_count",
		[LETTER_TIME] = "failed_at"},
	.adds = {"message_id", "original_stream", "error", "failed_at", "retry_count",
		"max_retries", "next_retry_at"},
	.restore = DEAD_RESTORE_CONVERT,
};

static bool read_in_dead_topic(const struct letter *letter, struct letter_reading *reading)
{
	return dead_name_likeness(reading->topic) == DEAD_LIKE && letter_matches(letter, reading);
}

/* Its dead letters have the fields of any of its entries. */
const struct letter power_queues_letter = {
	.name = "power-queues",
	.needs = {"payload", "idemKey", "createdAt", "attempt"},
	.roles = {[LETTER_DELIVERIES] = "attempt"},
	.restore = DEAD_RESTORE_EXACT,
	.read = read_in_dead_topic,
};
