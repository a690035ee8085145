#include "letter.h"

struct alias {
	const char *name; /* without case and separators */
	enum letter_role role;
	bool strong; /* says by itself that there was an original */
};

/* Of each role the strongest first. */
static const struct alias aliases[] = {
	{"originalid", LETTER_ID, true},
	{"originalmessageid", LETTER_ID, true},
	{"originid", LETTER_ID, true},
	{"xoriginalid", LETTER_ID, true},
	{"sourceid", LETTER_ID, false},
	{"messageid", LETTER_ID, false},
	{"originalstream", LETTER_SOURCE, true},
	{"sourcestream", LETTER_SOURCE, true},
	{"originstream", LETTER_SOURCE, true},
	{"originaltopic", LETTER_SOURCE, true},
	{"xoriginalchannel", LETTER_SOURCE, true},
	{"topicpoisoned", LETTER_SOURCE, true},
	{"originaldestination", LETTER_SOURCE, true},
	{"streamkey", LETTER_SOURCE, false},
	{"channel", LETTER_SOURCE, false},
	{"consumergroup", LETTER_GROUP, false},
	{"xoriginalgroup", LETTER_GROUP, false},
	{"originalgroup", LETTER_GROUP, false},
	{"handlerpoisoned", LETTER_GROUP, false},
	{"consumer", LETTER_CONSUMER, false},
	{"failurereason", LETTER_REASON, false},
	{"reasonpoisoned", LETTER_REASON, false},
	{"deadletterreason", LETTER_REASON, false},
	{"dlqreason", LETTER_REASON, false},
	{"exceptionmessage", LETTER_REASON, false},
	{"xerrormessage", LETTER_REASON, false},
	{"errormessage", LETTER_REASON, false},
	{"error", LETTER_REASON, false},
	{"reason", LETTER_REASON, false},
	{"exceptiontype", LETTER_TYPE, false},
	{"errortype", LETTER_TYPE, false},
	{"xerrorname", LETTER_TYPE, false},
	{"deliverycount", LETTER_DELIVERIES, false},
	{"timesdelivered", LETTER_DELIVERIES, false},
	{"deliveries", LETTER_DELIVERIES, false},
	{"retrycount", LETTER_DELIVERIES, false},
	{"attempts", LETTER_DELIVERIES, false},
	{"attempt", LETTER_DELIVERIES, false},
	{"failedat", LETTER_TIME, false},
	{"xerrortimestamp", LETTER_TIME, false},
	{"dlqat", LETTER_TIME, false},
	{"deadletteredat", LETTER_TIME, false},
};

enum { ALIASES = sizeof(aliases) / sizeof(*aliases) };

/* Fields that may hold JSON with provenance, nearest to the entry first. */
static const char *const carriers[] = {"metadata", "meta", "headers", "context", "envelope",
	"properties", "data", "payload", "body", "event", "message", "value", "json"};

static bool is_dropped(char byte)
{
	return byte == '-' || byte == '_' || byte == '.' || byte == '$' || byte == ':' ||
		byte == '"';
}

static bool is_called(struct text name, const char *alias)
{
	for (size_t i = 0; i < name.length; i++) {
		char byte = name.at[i];
		if (is_dropped(byte)) {
			continue;
		}
		byte = byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
		if (byte != *alias) {
			return false;
		}
		alias++;
	}
	return *alias == '\0';
}

struct tally {
	size_t strong, told; /* told: why, or when it failed */
	size_t count;
};

static void count_alias(struct tally *tally, const struct alias *alias)
{
	tally->count++;
	tally->strong += alias->strong;
	tally->told += alias->role == LETTER_REASON || alias->role == LETTER_TIME;
}

static void take_fields(struct letter_reading *reading, struct tally *tally)
{
	for (size_t a = 0; a < ALIASES; a++) {
		for (size_t i = 0; i < reading->entry->field_count; i++) {
			const struct entry_field *field = &reading->entry->fields[i];
			if (is_called(field->name, aliases[a].name) && field->value.length > 0) {
				count_alias(tally, &aliases[a]);
				letter_take(reading, aliases[a].role, field->value);
				break;
			}
		}
	}
}

static void take_members(
	struct letter_reading *reading, const struct json_value *object, struct tally *tally)
{
	struct json_value found[ALIASES] = {{.kind = JSON_NONE}}, name, value;
	struct json_walk walk;

	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &name, &value)) {
		for (size_t a = 0; a < ALIASES; a++) {
			if (found[a].kind == JSON_NONE && is_called(name.raw, aliases[a].name)) {
				found[a] = value;
			}
		}
	}
	for (size_t a = 0; a < ALIASES; a++) {
		bool scalar = found[a].kind == JSON_STRING || found[a].kind == JSON_NUMBER;
		if (scalar && !letter_is_taken(reading, aliases[a].role)) {
			count_alias(tally, &aliases[a]);
			letter_take_json(reading, aliases[a].role, &found[a]);
		}
	}
}

/* The object itself and, one level down, what it calls metadata and the like. */
static void take_document(struct letter_reading *reading, struct text document, struct tally *tally)
{
	struct json_value object, inner;

	if (!letter_object(document, &object)) {
		return;
	}
	take_members(reading, &object, tally);
	for (size_t i = 0; i < sizeof(carriers) / sizeof(*carriers); i++) {
		if (letter_member(&object, carriers[i], &inner) && inner.kind == JSON_OBJECT) {
			take_members(reading, &inner, tally);
		}
	}
}

/* An ordinary event may well have an error, a channel or an attempt: one that was set aside says
 * where it was before, or lies where dead letters lie. */
static bool is_dead(const struct letter_reading *reading, const struct tally *tally)
{
	if (dead_name_likeness(reading->topic) == DEAD_LIKE) {
		return tally->strong > 0 || tally->told > 0;
	}
	return tally->strong > 1 || (tally->strong == 1 && tally->told > 0);
}

static bool read_letter(const struct letter *letter, struct letter_reading *reading)
{
	struct tally tally = {.count = 0};
	struct text document;

	(void)letter;
	take_fields(reading, &tally);
	for (size_t i = 0; i < sizeof(carriers) / sizeof(*carriers); i++) {
		if (letter_field(reading->entry, carriers[i], &document)) {
			take_document(reading, document, &tally);
		}
	}
	return is_dead(reading, &tally);
}

const struct letter generic_letter = {
	.name = "generic",
	.restore = DEAD_RESTORE_UNKNOWN,
	.read = read_letter,
};
