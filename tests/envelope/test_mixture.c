/* One topic in which every entry is of another envelope, whole and cut at every byte. */
#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "envelope/contract.h"
#include "envelope/measure.h"

enum { PAIRS = 7, KINDS_MAX = 128, VALUE_MAX = 512 };

struct kind {
	const char *envelope, *type;
	const char *texts[2 * PAIRS]; /* names and values */
};

#define CE(more) "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"" more "}"
#define CHANGE "{\"op\":\"u\",\"before\":null,\"after\":{\"id\":1},\"source\":{\"name\":\"s\"}}"

/* No value holds a zero byte, so that they can be written as strings. */
static const struct kind kinds[] = {
	{"watermill", "t",
		{"_watermill_message_uuid", "u", "metadata", "\x81\xa4type\xa1t", "payload", "x"}},
	{"faststream-json", "t",
		{"__data__", "{\"data\":\"{\\\"type\\\":\\\"t\\\"}\",\"headers\":{}}"}},
	{"wolverine", "t", {"wolverine-message-type", "t", "payload", "x"}},
	{"spring", "t", {"_class", "t", "name", "x"}},
	{"cap", "t", {"headers", "{\"cap-msg-name\":\"t\"}", "body", "\"eA==\""}},
	{"moleculer", "", {"payload", "{}", "headers", "{\"$requestID\":\"r\"}"}},
	{"bullmq", "added", {"event", "added", "jobId", "7"}},
	{"socket.io", "heartbeat", {"uid", "u", "nsp", "/", "type", "2"}},
	{"go-micro", "",
		{"event", "{\"ID\":\"1\",\"Topic\":\"o\",\"Payload\":\"eA==\"}", "attempt", "1"}},
	{"laravel-streamer", "t",
		{"type", "event", "version", "1", "name", "t", "domain", "d", "created",
			"1700000000", "data", "{}"}},
	{"redis-streaming", "",
		{"payload", "x", "timestamp", "1700000000", "retryCount", "0", "maxRetries", "3",
			"topic", "o", "partitionId", "0"}},
	{"streaq", "", {"task_id", "t", "enqueue_time", "1700000000000"}},
	{"pulse", "t", {"n", "t", "p", "x"}},
	{"cloudevents-fields", "t", {"ce_specversion", "1.0", "ce_type", "t", "data", "x"}},
	{"benthos", "t", {"body", "{\"type\":\"t\"}", "kafka_topic", "o"}},
	{"symfony", "t", {"message", "{\"body\":\"{}\",\"headers\":{\"type\":\"t\"}}"}},
	{"celery", "t",
		{"payload", "{\"body\":\"x\",\"headers\":{\"task\":\"t\"},\"properties\":{}}"}},
	{"dapr", "t", {"data", CE(",\"pubsubname\":\"p\",\"data\":1")}},
	{"cloudevents", "t", {"event", CE(",\"data_base64\":\"eA==\"")}},
	{"taskiq", "t", {"data", "{\"task_id\":\"1\",\"task_name\":\"t\",\"labels\":{}}"}},
	{"protean", "t", {"data", "{\"data\":{},\"metadata\":{\"headers\":{\"type\":\"t\"}}}"}},
	{"nestjs-streams", "", {"data", "{}", "correlationId", "c"}},
	{"nestjs-redisx", "", {"data", "{}", "_attempt", "1"}},
	{"debezium", "update", {"key", "{\"id\":1}", "value", CHANGE}},
	{"debezium-compact", "update", {"{\"id\":1}", CHANGE}},
	{"json", "t", {"payload", "{\"type\":\"t\"}"}},
	{"flat", "t", {"type", "t", "x", "y"}},
};

enum { KINDS = sizeof(kinds) / sizeof(*kinds), HUNDRED = 5 * KINDS };

/* Each kind five times: with none to four fields more, which make a set of names of its own. */
struct mixed {
	struct entry entry;
	struct entry_field fields[PAIRS + 4];
	char names[4][32];
	const struct kind *kind;
};

static void mix(struct mixed *mixed, size_t i, uint64_t ms)
{
	const struct kind *kind = &kinds[i % KINDS];
	size_t more = i / KINDS, count = 0;
	bool alone = strcmp(kind->envelope, "debezium-compact") == 0 ||
		strcmp(kind->envelope, "streaq") == 0 || strcmp(kind->envelope, "pulse") == 0 ||
		strcmp(kind->envelope, "nestjs-redisx") == 0;

	*mixed = (struct mixed){.kind = kind};
	for (; count < PAIRS && kind->texts[2 * count]; count++) {
		mixed->fields[count] = (struct entry_field){
			text_of(kind->texts[2 * count]), text_of(kind->texts[2 * count + 1])};
	}
	for (size_t j = 0; j < more && !alone; j++) {
		snprintf(mixed->names[j], sizeof(mixed->names[j]), "extra%zu", j);
		mixed->fields[count++] =
			(struct entry_field){text_of(mixed->names[j]), text_of("e")};
	}
	mixed->entry =
		(struct entry){.id = {.ms = ms}, .field_count = count, .fields = mixed->fields};
}

static void a_hundred_envelopes_in_one_topic_are_told_apart(void **state)
{
	struct event_reader *reader = event_reader_create();
	struct contracts *contracts = contracts_create();
	struct measure *measure = measure_create(4096);
	struct rng rng;
	size_t count;

	(void)state;
	rng_seed(&rng, 3);
	for (uint64_t round = 0; round < 4000; round++) {
		struct mixed mixed;
		struct event event;

		mix(&mixed, (size_t)rng_below(&rng, HUNDRED), 1000 + round);
		event_read(reader, text_of("mixed"), &mixed.entry, &event);
		if (strcmp(event.envelope, mixed.kind->envelope) != 0 ||
			!text_is(event.type, mixed.kind->type)) {
			fail_msg("%s is told as %s of type %.*s", mixed.kind->envelope,
				event.envelope, (int)event.type.length, event.type.at);
		}
		measure_add(measure, text_of("mixed"), event.type, &mixed.entry);
		contracts_add(contracts, text_of("mixed"), &mixed.entry, &event);
	}
	assert_non_null(measure_judge(measure, &count));
	assert_true(count > 20);
	measure_destroy(measure);
	contracts_destroy(contracts);
	event_reader_destroy(reader);
}

/* Every value cut at every byte: it is still read, and what is told lies within. */
static void cut_anywhere_they_are_still_read(void **state)
{
	struct event_reader *reader = event_reader_create();

	(void)state;
	for (size_t i = 0; i < KINDS; i++) {
		struct mixed mixed;

		mix(&mixed, i, 5);
		for (size_t j = 0; j < mixed.entry.field_count; j++) {
			struct text whole = mixed.fields[j].value;

			for (size_t cut = 0; cut < whole.length; cut++) {
				char *copy = mem_dup(whole.at, cut);
				struct event event;

				mixed.fields[j].value = text_from(copy, cut);
				event_read(reader, text_of("mixed"), &mixed.entry, &event);
				assert_non_null(event.envelope);
				assert_true(event.type.length < 64 && event.journey.length < 64);
				mem_free(copy);
			}
			mixed.fields[j].value = whole;
		}
	}
	event_reader_destroy(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hundred_envelopes_in_one_topic_are_told_apart),
		cmocka_unit_test(cut_anywhere_they_are_still_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
