#include "role.h"

#include <string.h>

#include "base/mem.h"

enum { CACHE_SLOTS = 512, CACHED_NAME_MAX = 27 };

struct named {
	const char *name; /* lower case, without separators */
	struct role_of is;
};

#define NAMED(text, what, strength)                                                              \
	{                                                                                        \
		.name = (text), .is = {.role = (what), .rank = (strength), .form = TRACE_PLAIN } \
	}
#define TRACED(text, strength, how)                                                            \
	{                                                                                      \
		.name = (text), .is = {.role = ROLE_TRACE, .rank = (strength), .form = (how) } \
	}

/* By name: the search halves it. ROLE_NONE keeps a name from being taken for an anchor. */
static const struct named names[] = {
	NAMED("account", ROLE_PARTY, 8),
	NAMED("accountid", ROLE_PARTY, 2),
	NAMED("action", ROLE_TYPE, 9),
	NAMED("activity", ROLE_TYPE, 11),
	NAMED("aggregateid", ROLE_JOURNEY, RANK_ENTITY),
	NAMED("anonymousid", ROLE_PARTY, 11),
	NAMED("appid", ROLE_SERVICE, 7),
	TRACED("b3", 1, TRACE_HEAD),
	NAMED("bamptxsid", ROLE_TYPE, 1),
	NAMED("bamptxsstatus", ROLE_OUTCOME, 0),
	NAMED("bamtxid", ROLE_JOURNEY, 0),
	NAMED("causationid", ROLE_CAUSE, 0),
	NAMED("clientid", ROLE_NONE, 0),
	NAMED("conceptname", ROLE_TYPE, 10),
	NAMED("consumerid", ROLE_NONE, 0),
	NAMED("conversationid", ROLE_JOURNEY, 2),
	NAMED("correlationid", ROLE_JOURNEY, 1),
	NAMED("corrid", ROLE_JOURNEY, 1),
	NAMED("createdat", ROLE_TIME, 8),
	NAMED("customer", ROLE_PARTY, 6),
	NAMED("customerid", ROLE_PARTY, 1),
	NAMED("derivedtstamp", ROLE_TIME, 5),
	NAMED("deviceid", ROLE_PARTY, 14),
	NAMED("distinctid", ROLE_PARTY, 4),
	NAMED("domainsessionid", ROLE_PARTY, 18),
	NAMED("domainuserid", ROLE_PARTY, 12),
	NAMED("enclosedmessagetypes", ROLE_TYPE, 3),
	NAMED("enduserid", ROLE_PARTY, 5),
	NAMED("entityid", ROLE_JOURNEY, RANK_ENTITY),
	NAMED("entryid", ROLE_NONE, 0),
	NAMED("envelopeid", ROLE_NONE, 0),
	NAMED("error", ROLE_OUTCOME, 4),
	NAMED("event", ROLE_TYPE, 5),
	NAMED("eventid", ROLE_NONE, 0),
	NAMED("eventname", ROLE_TYPE, 6),
	NAMED("eventtime", ROLE_TIME, 2),
	NAMED("eventtype", ROLE_TYPE, 2),
	NAMED("exceptioninfomessage", ROLE_OUTCOME, 6),
	NAMED("execinstanceid", ROLE_NONE, 0),
	NAMED("faultmessage", ROLE_OUTCOME, 5),
	NAMED("flowid", ROLE_JOURNEY, 6),
	NAMED("groupid", ROLE_NONE, 0),
	NAMED("homeid", ROLE_PARTY, 10),
	NAMED("hostid", ROLE_NONE, 0),
	NAMED("initiatorid", ROLE_CAUSE, 2),
	NAMED("inreplyto", ROLE_CAUSE, 5),
	NAMED("instanceid", ROLE_NONE, 0),
	NAMED("itemid", ROLE_JOURNEY, RANK_CHILD),
	NAMED("lineid", ROLE_JOURNEY, RANK_CHILD),
	NAMED("messageid", ROLE_NONE, 0),
	NAMED("messagetype", ROLE_TYPE, 4),
	NAMED("modelid", ROLE_NONE, 0),
	NAMED("msgid", ROLE_NONE, 0),
	NAMED("name", ROLE_TYPE, 8),
	NAMED("networkuserid", ROLE_PARTY, 13),
	NAMED("nodeid", ROLE_NONE, 0),
	NAMED("occurredat", ROLE_TIME, 1),
	NAMED("occurredon", ROLE_TIME, 1),
	NAMED("origin", ROLE_SERVICE, 8),
	NAMED("originatingendpoint", ROLE_SERVICE, 4),
	NAMED("outcome", ROLE_OUTCOME, 3),
	NAMED("parentid", ROLE_CAUSE, 3),
	NAMED("parentspanid", ROLE_CAUSE, 4),
	NAMED("partitionid", ROLE_NONE, 0),
	NAMED("partitionkey", ROLE_JOURNEY, RANK_SUBJECT),
	NAMED("paymentid", ROLE_JOURNEY, RANK_CHILD),
	NAMED("previousid", ROLE_NONE, 0),
	NAMED("processinstanceid", ROLE_JOURNEY, 4),
	NAMED("producer", ROLE_SERVICE, 6),
	NAMED("productid", ROLE_NONE, 0),
	NAMED("regionid", ROLE_NONE, 0),
	NAMED("relatedto", ROLE_CAUSE, 1),
	NAMED("requestid", ROLE_JOURNEY, RANK_REQUEST),
	NAMED("sagaid", ROLE_JOURNEY, 3),
	NAMED("schemaid", ROLE_NONE, 0),
	NAMED("sentat", ROLE_TIME, 7),
	TRACED("sentrytrace", 4, TRACE_HEAD),
	NAMED("senttime", ROLE_TIME, 4),
	NAMED("service", ROLE_SERVICE, 1),
	NAMED("serviceid", ROLE_NONE, 0),
	NAMED("servicename", ROLE_SERVICE, 2),
	NAMED("sessionid", ROLE_PARTY, 16),
	NAMED("sessionpreviousid", ROLE_NONE, 0),
	NAMED("severitynumber", ROLE_OUTCOME, 1),
	NAMED("shipmentid", ROLE_JOURNEY, RANK_CHILD),
	NAMED("shopperid", ROLE_PARTY, 9),
	NAMED("skuid", ROLE_NONE, 0),
	NAMED("source", ROLE_SERVICE, 0),
	NAMED("sourceaddress", ROLE_SERVICE, 5),
	NAMED("spanid", ROLE_NONE, 0),
	NAMED("status", ROLE_OUTCOME, 2),
	NAMED("storeid", ROLE_NONE, 0),
	NAMED("subject", ROLE_JOURNEY, RANK_SUBJECT),
	NAMED("tenant", ROLE_PARTY, 20),
	NAMED("tenantid", ROLE_PARTY, 20),
	NAMED("time", ROLE_TIME, 0),
	NAMED("timesent", ROLE_TIME, 4),
	NAMED("timestamp", ROLE_TIME, 3),
	TRACED("traceid", 2, TRACE_PLAIN),
	TRACED("traceparent", 0, TRACE_PARENT),
	NAMED("ts", ROLE_TIME, 6),
	NAMED("type", ROLE_TYPE, 0),
	TRACED("ubertraceid", 3, TRACE_COLON),
	NAMED("user", ROLE_PARTY, 7),
	NAMED("userid", ROLE_PARTY, 0),
	NAMED("warehouseid", ROLE_NONE, 0),
	NAMED("workerid", ROLE_NONE, 0),
	NAMED("workflowid", ROLE_JOURNEY, 5),
	TRACED("xamzntraceid", 5, TRACE_ROOT),
	TRACED("xb3traceid", 1, TRACE_PLAIN),
};

enum { NAMES = sizeof(names) / sizeof(*names) };

/* Objects that a journey is led by; the id of any other object is weaker. */
static const char *const anchors[] = {"order", "ticket", "job", "application", "booking", "case",
	"transaction", "quote", "claim", "task", "touch", "suggestion", "reservation", "contract"};

static const char *const prefixes[] = {"ce", "x", "nservicebus", "mt", "message", "event",
	"metadata", "headers", "context", "cap", "wolverine"};

const char *role_name_at(size_t i)
{
	return i < NAMES ? names[i].name : NULL;
}

static bool separates(char byte)
{
	return byte == '-' || byte == '_' || byte == '.' || byte == '$' || byte == ':' ||
		byte == ' ';
}

static bool is_upper(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static char lower(char byte)
{
	return is_upper(byte) ? (char)(byte - 'A' + 'a') : byte;
}

static struct text normalise(char out[ROLE_NAME_MAX], struct text name)
{
	size_t length = 0, i;

	for (i = 0; i < name.length; i++) {
		if (!separates(name.at[i])) {
			out[length++] = lower(name.at[i]);
		}
	}
	return text_from(out, length);
}

static const struct named *find(struct text name)
{
	size_t low = 0, high = NAMES;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = text_compare(name, text_of(names[middle].name));

		if (order == 0) {
			return &names[middle];
		}
		if (order < 0) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return NULL;
}

/* What stands behind a carrier's prefix; the prefix ends at a separator or before a capital. */
static bool strip(struct text *name)
{
	size_t i, j;

	for (i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		size_t length = strlen(prefixes[i]);

		if (length + 1 >= name->length) {
			continue;
		}
		for (j = 0; j < length && lower(name->at[j]) == prefixes[i][j]; j++) {
		}
		if (j == length && (separates(name->at[j]) || is_upper(name->at[j]))) {
			j += separates(name->at[j]);
			*name = text_from(name->at + j, name->length - j);
			return true;
		}
	}
	return false;
}

/* `order_id`, `orderId`, `order.id`, `OrderID`; not `paid`, `id`. */
static bool names_an_id(struct text name)
{
	size_t n = name.length;

	if (n < 4 || lower(name.at[n - 1]) != 'd' || lower(name.at[n - 2]) != 'i') {
		return false;
	}
	return separates(name.at[n - 3]) || (is_upper(name.at[n - 2]) && !is_upper(name.at[n - 3]));
}

static struct role_of anchor_of(struct text plain)
{
	size_t i;

	for (i = 0; i < sizeof(anchors) / sizeof(*anchors); i++) {
		if (plain.length == strlen(anchors[i]) + 2 &&
			memcmp(plain.at, anchors[i], plain.length - 2) == 0) {
			return (struct role_of){.role = ROLE_JOURNEY, .rank = RANK_ANCHOR};
		}
	}
	return (struct role_of){.role = ROLE_JOURNEY, .rank = RANK_OTHER};
}

static bool is_one_of(struct text name, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (name.length == strlen(*list) && text_contains_fold(name, text_of(*list))) {
			return true;
		}
	}
	return false;
}

static uint8_t mark_of(struct text name)
{
	static const char *const marks[] = {
		[MARK_NONE] = "",
		[MARK_AFTER] = "after",
		[MARK_BEFORE] = "before",
		[MARK_BODY] = "body",
		[MARK_CAP_NAME] = "cap-msg-name",
		[MARK_DATA] = "data",
		[MARK_HEADERS] = "headers",
		[MARK_METADATA] = "metadata",
		[MARK_OP] = "op",
		[MARK_OPERATION] = "operation",
		[MARK_PAYLOAD] = "payload",
		[MARK_PROPERTIES] = "properties",
		[MARK_PUBSUB] = "pubsubname",
		[MARK_REQUEST] = "$requestID",
		[MARK_SCHEMA] = "schema",
		[MARK_SPECVERSION] = "specversion",
		[MARK_TASK_ID] = "task_id",
		[MARK_TASK_NAME] = "task_name",
		[MARK_TOPIC] = "Topic",
		[MARK_UPPER_PAYLOAD] = "Payload",
	};
	uint8_t i;

	for (i = 1; i < sizeof(marks) / sizeof(*marks); i++) {
		if (text_is(name, marks[i])) {
			return i;
		}
	}
	return MARK_NONE;
}

static struct role_of by_name(struct text name)
{
	static const struct role_of none = {.role = ROLE_NONE};
	const struct named *known = NULL;
	char room[ROLE_NAME_MAX];
	struct text plain, rest = name;

	if (name.length == 0 || name.length > ROLE_NAME_MAX) {
		return none;
	}
	plain = normalise(room, name);
	known = find(plain);
	while (known == NULL && strip(&rest)) {
		known = find(normalise(room, rest));
	}
	if (known != NULL) {
		return known->is;
	}
	return names_an_id(rest) ? anchor_of(normalise(room, rest)) : none;
}

struct role_of role_of(struct text name)
{
	struct role_of is = by_name(name);

	is.mark = mark_of(name);
	return is;
}

enum carrier carrier_of(struct text name)
{
	static const char *const metas[] = {
		"metadata", "meta", "headers", "context", "envelope", "properties", NULL};
	static const char *const bodies[] = {
		"data", "payload", "body", "event", "message", "value", "json", NULL};

	return is_one_of(name, metas)     ? CARRIES_METADATA
		: is_one_of(name, bodies) ? CARRIES_BODY
					  : CARRIES_NOTHING;
}

struct cached {
	uint8_t length; /* 0: free */
	char name[CACHED_NAME_MAX];
	struct role_of is;
};

struct role_cache {
	struct cached slots[CACHE_SLOTS];
};

struct role_cache *role_cache_create(void)
{
	return mem_alloc(1, sizeof(struct role_cache));
}

void role_cache_destroy(struct role_cache *cache)
{
	mem_free(cache);
}

/* Names that share a slot only cost each other the search. */
static size_t slot_of(struct text name)
{
	const unsigned char *at = (const unsigned char *)name.at;
	size_t n = name.length;

	return (at[0] * 31U + at[n / 2] * 7U + at[n - 1] * 131U + n * 17U) % CACHE_SLOTS;
}

struct role_of role_cached(struct role_cache *cache, struct text name)
{
	struct cached *slot;

	if (name.length == 0 || name.length > CACHED_NAME_MAX) {
		return role_of(name);
	}
	slot = &cache->slots[slot_of(name)];
	if (slot->length != name.length || memcmp(slot->name, name.at, name.length) != 0) {
		slot->length = (uint8_t)name.length;
		memcpy(slot->name, name.at, name.length);
		slot->is = role_of(name);
	}
	return slot->is;
}
