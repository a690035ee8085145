/*
 * Made-up traffic of five businesses, each under two namings that say nothing of what their fields
 * are for. It knows nothing of how roles are inferred: what each field is stands in its table. The
 * first naming is of flat fields, the second of a document in one field. Include it after
 * <cmocka.h>.
 */
#ifndef TESTS_ENVELOPE_BUSINESS_H
#define TESTS_ENVELOPE_BUSINESS_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "envelope/event.h"
#include "envelope/measure.h"

enum {
	NAMINGS = 2,
	STAGES_MAX = 9,
	PARTS_MAX = 16,
	JOURNEYS = 400,
	HAPPENINGS_MAX = JOURNEYS * 14,
	BUSINESS_START_S = 1700000000,
};

/* What a journey goes through: it ends where `chance` fails; `other` may happen instead of `type`;
 * up to `repeats` times more. */
struct stage {
	const char *topic, *type, *other;
	unsigned chance, other_chance, repeats; /* the chances of 100 */
	unsigned gap_s;                         /* mean */
};

enum part_kind {
	PART_EVENT,   /* of the event alone */
	PART_CAUSE,   /* the event before in the journey */
	PART_TYPE,    /* of the event */
	PART_TIME,    /* RFC 3339 */
	PART_JOURNEY, /* of the journey alone */
	PART_PARTY,   /* of those who take part in journeys again and again */
	PART_NTH,     /* of each step of a journey by itself */
	PART_GOODS,   /* one of some, for the whole journey */
	PART_PICK,    /* one of some, for each event */
	PART_AMOUNT,  /* with two decimals */
	PART_FIXED,
};

struct part {
	enum part_kind kind;
	const char *names[NAMINGS];
	const char *before; /* in front of the number */
	unsigned of;        /* different ones */
	unsigned stages;    /* bits; 0: all */
	bool journey, party, child, event, cause, resource, step, time, constant; /* may be told */
};

struct business {
	const char *name;
	struct stage stages[STAGES_MAX];
	struct part parts[PARTS_MAX]; /* the first is the journey */
	unsigned parties;
};

#define AT(stage) (1U << (stage))
#define IS_EVENT(a, b)                                  \
	{                                               \
		PART_EVENT, {a, b}, "v-", .event = true \
	}
#define IS_CAUSE(a, b)                                  \
	{                                               \
		PART_CAUSE, {a, b}, "v-", .cause = true \
	}
#define IS_TYPE(a, b)                           \
	{                                       \
		PART_TYPE, {a, b}, .step = true \
	}
#define IS_TIME(a, b)                           \
	{                                       \
		PART_TIME, {a, b}, .time = true \
	}
#define IS_JOURNEY(a, b, in_front, when)                                          \
	{                                                                         \
		PART_JOURNEY, {a, b}, in_front, .stages = (when), .journey = true \
	}
#define IS_PARTY(a, b, in_front, when)                                        \
	{                                                                     \
		PART_PARTY, {a, b}, in_front, .stages = (when), .party = true \
	}
#define IS_GOODS(a, b, in_front, count, when)                                                   \
	{                                                                                       \
		PART_GOODS, {a, b}, in_front, .of = (count), .stages = (when), .resource = true \
	}
#define IS_PICK(a, b, in_front, count, when)                                                   \
	{                                                                                      \
		PART_PICK, {a, b}, in_front, .of = (count), .stages = (when), .resource = true \
	}
#define IS_AMOUNT(a, b, when)                                          \
	{                                                              \
		PART_AMOUNT, {a, b}, "", .of = 90000, .stages = (when) \
	}

static const struct business businesses[] = {
	{.name = "personalised marketing",
		.parties = 110,
		.stages =
			{
				{"web", "looked", "sought", 100, 30, 2, 40},
				{"people", "profiled", NULL, 95, 0, 0, 20},
				{"choice", "chosen", NULL, 95, 0, 0, 10},
				{"post", "mailed", NULL, 97, 0, 0, 60},
				{"reaction", "seen", "dropped", 60, 5, 1, 7000},
				{"reaction", "followed", NULL, 50, 0, 1, 900},
				{"till", "bought", NULL, 45, 0, 0, 2000},
			},
		.parts =
			{
				IS_JOURNEY("contact", "h.k", "T", 0),
				IS_PARTY("buyer", "h.w", "", 0),
				IS_EVENT("nr", "h.n"),
				IS_CAUSE("after", "h.p"),
				IS_TYPE("what", "h.t"),
				IS_TIME("at", "h.z"),
				IS_GOODS("article", "b.a", "S-", 60, 0),
				IS_GOODS("drive", "b.d", "drive-", 5, 0),
				IS_AMOUNT("sum", "b.e", AT(2) | AT(6)),
				/* One a journey, in some of its steps: another name of it. */
				{PART_JOURNEY, {"letter", "b.l"}, "L-",
					.stages = AT(3) | AT(4) | AT(5), .journey = true,
					.child = true},
				{PART_NTH, {"receipt", "b.r"}, "R-", .stages = AT(6),
					.event = true},
			}},
	{.name = "support",
		.parties = 70,
		.stages =
			{
				{"faults", "broke", NULL, 100, 0, 2, 30},
				{"desk", "filed", NULL, 100, 0, 0, 60},
				{"tell", "told", NULL, 98, 0, 0, 10},
				{"desk", "given", NULL, 98, 0, 0, 600},
				{"desk", "answered", "raised", 97, 10, 3, 1800},
				{"desk", "solved", "again", 92, 8, 1, 3000},
				{"voice", "rated", NULL, 60, 0, 0, 5000},
			},
		.parts =
			{
				IS_JOURNEY("matter", "m.q", "", ~AT(0)),
				IS_PARTY("firm", "m.f", "F", 0),
				IS_EVENT("uid", "m.u"),
				IS_CAUSE("because", "m.b"),
				IS_TYPE("verb", "m.v"),
				IS_TIME("clock", "m.c"),
				IS_GOODS("print", "x.p", "0x", 30, AT(0) | AT(1)),
				IS_GOODS("clerk", "x.g", "g", 12, AT(3) | AT(4) | AT(5)),
				IS_PICK("grade", "x.r", "", 5, AT(6)),
				IS_PICK("host", "x.h", "web", 8, AT(0)),
				/* Each answer is written once. */
				{PART_NTH, {"note", "x.n"}, "N", .stages = AT(4), .event = true},
				{PART_FIXED, {"plant", "x.s"}, "north", .constant = true},
			}},
	{.name = "dynamic pricing",
		.parties = 140,
		.stages =
			{
				{"ask", "asked", NULL, 100, 0, 1, 30},
				{"model", "rated", NULL, 99, 0, 0, 1},
				{"price", "priced", NULL, 99, 0, 1, 1},
				{"show", "shown.w", NULL, 99, 0, 0, 1},
				{"show", "shown.m", NULL, 99, 0, 0, 1},
				{"show", "shown.p", NULL, 99, 0, 0, 1},
				{"sale", "taken", "lapsed", 70, 50, 0, 900},
				{"sale", "settled", NULL, 50, 0, 0, 200},
			},
		.parts =
			{
				IS_JOURNEY("offerno", "q", "Q-", 0),
				IS_PARTY("visitor", "s", "s", 0),
				IS_EVENT("msg", "i"),
				IS_TYPE("kind", "y"),
				IS_TIME("stamp", "z"),
				IS_GOODS("leg", "d.l", "AAA-", 25, 0),
				IS_GOODS("cabin", "d.c", "c", 3, 0),
				IS_AMOUNT("fare", "d.f", AT(2) | AT(3) | AT(4) | AT(5)),
				IS_AMOUNT("load", "d.o", AT(1)),
				IS_PICK("shard", "d.s", "p", 16, 0),
				{PART_JOURNEY, {"locator", "d.b"}, "PNR", .stages = AT(6) | AT(7),
					.journey = true, .child = true},
			}},
	{.name = "omnichannel bank",
		.parties = 100,
		.stages =
			{
				{"pay", "begun", NULL, 100, 0, 0, 20},
				{"risk", "weighed", NULL, 100, 0, 0, 1},
				{"risk", "cleared", "kept", 100, 12, 0, 2},
				{"book", "booked", "refused", 95, 6, 0, 3},
				{"tell", "told.app", NULL, 99, 0, 0, 1},
				{"tell", "told.web", NULL, 99, 0, 0, 1},
				{"tell", "told.post", NULL, 60, 0, 0, 900},
			},
		.parts =
			{
				IS_JOURNEY("slip", "t.a", "", 0),
				IS_PARTY("holder", "t.h", "H", 0),
				/* Each holder has one. */
				IS_PARTY("deposit", "t.d", "XX00", AT(0) | AT(1) | AT(2) | AT(3)),
				IS_EVENT("seq", "t.e"),
				IS_CAUSE("prev", "t.c"),
				IS_TYPE("act", "t.k"),
				IS_TIME("ts0", "t.m"),
				IS_GOODS("shop", "u.s", "m", 40, AT(0) | AT(1) | AT(3)),
				IS_AMOUNT("sum", "u.b", AT(0) | AT(3)),
				IS_PICK("points", "u.p", "", 90, AT(1)),
				{PART_FIXED, {"money", "u.c"}, "EUR", .constant = true},
				/* The same throughout a journey. */
				{PART_JOURNEY, {"span", "t.s"}, "4bf92f3577b34da6a3ce929d",
					.journey = true},
			}},
	{.name = "smart home",
		.parties = 60,
		.stages =
			{
				{"things", "turned", NULL, 100, 0, 3, 300},
				{"think", "found", NULL, 100, 0, 0, 10},
				{"advice", "advised", NULL, 98, 0, 0, 20},
				{"advice", "taken", "left", 85, 35, 0, 4000},
				{"things", "automatic", NULL, 70, 0, 0, 30},
			},
		.parts =
			{
				IS_JOURNEY("hint", "o.i", "hint-", ~AT(0)),
				IS_PARTY("house", "o.h", "h", 0),
				IS_EVENT("no", "o.n"),
				IS_CAUSE("from", "o.f"),
				IS_TYPE("did", "o.t"),
				IS_TIME("when", "o.w"),
				IS_GOODS("model", "g.m", "M", 14, 0),
				IS_PICK("degree", "g.d", "", 12, AT(0) | AT(4)),
				IS_PICK("firmware", "g.v", "2.", 4, AT(0)),
				{PART_FIXED, {"zone", "g.z"}, "eu", .constant = true},
			}},
};

enum { BUSINESSES = sizeof(businesses) / sizeof(*businesses) };

struct happening {
	uint64_t ms, number; /* number: of the event in all */
	unsigned journey, stage, nth;
	const char *type;
};

struct playing {
	const struct business *business;
	unsigned naming, party[JOURNEYS];
	uint64_t seed, last[JOURNEYS];
	struct happening happenings[HAPPENINGS_MAX];
	size_t count;
};

static inline int compare_happenings(const void *a, const void *b)
{
	const struct happening *left = a, *right = b;

	if (left->ms != right->ms) {
		return left->ms < right->ms ? -1 : 1;
	}
	return (left->number > right->number) - (left->number < right->number);
}

static inline bool happens(struct rng *rng, unsigned of_100)
{
	return rng_below(rng, 100) < of_100;
}

static inline void play_journey(struct playing *playing, struct rng *rng, unsigned journey)
{
	const struct stage *stages = playing->business->stages;
	uint64_t ms = (uint64_t)BUSINESS_START_S * 1000 + journey * UINT64_C(60000) +
		rng_below(rng, 60000);

	for (unsigned i = 0; i < STAGES_MAX && stages[i].topic; i++) {
		unsigned times = 1 + (unsigned)rng_below(rng, stages[i].repeats + 1);

		if (!happens(rng, stages[i].chance)) {
			return;
		}
		for (unsigned nth = 0; nth < times; nth++) {
			assert_true(playing->count < HAPPENINGS_MAX);
			ms += 1 + rng_below(rng, stages[i].gap_s * UINT64_C(2000));
			playing->happenings[playing->count] = (struct happening){.ms = ms,
				.number = playing->count,
				.journey = journey,
				.stage = i,
				.nth = nth,
				.type = happens(rng, stages[i].other_chance) ? stages[i].other
									     : stages[i].type};
			playing->count++;
		}
	}
}

/* Some come back far more often than others. */
static inline void plan_business(
	struct playing *playing, const struct business *business, unsigned naming, uint64_t seed)
{
	struct rng rng;

	memset(playing, 0, sizeof(*playing));
	playing->business = business;
	playing->naming = naming;
	playing->seed = seed;
	rng_seed(&rng, seed);
	for (unsigned i = 0; i < JOURNEYS; i++) {
		uint64_t one = rng_below(&rng, business->parties);
		uint64_t other = rng_below(&rng, business->parties);

		playing->party[i] = (unsigned)(one < other ? one : other);
		play_journey(playing, &rng, i);
	}
	qsort(playing->happenings, playing->count, sizeof(*playing->happenings),
		compare_happenings);
}

/* False where the event has no such part. */
static inline bool part_value(const struct playing *playing, const struct happening *happening,
	const struct part *part, char out[64])
{
	uint64_t number = 0;
	struct rng rng;

	if (part->stages != 0 && (part->stages & AT(happening->stage)) == 0) {
		return false;
	}
	rng_seed(&rng,
		playing->seed * 1000003 + happening->journey * 31 +
			(part->kind == PART_GOODS ? 0 : happening->number * 7919) +
			(uint64_t)(part - playing->business->parts) * 131);
	switch (part->kind) {
	case PART_EVENT:
		number = 100000 + happening->number;
		break;
	case PART_CAUSE:
		number = playing->last[happening->journey];
		break;
	case PART_JOURNEY:
		number = 990000 + happening->journey * UINT64_C(3);
		break;
	case PART_PARTY:
		number = 500 + playing->party[happening->journey];
		break;
	case PART_NTH:
		number = happening->journey * UINT64_C(64) + happening->stage * 8 + happening->nth;
		break;
	default:
		number = part->of > 0 ? 1 + rng_below(&rng, part->of) : 0;
		break;
	}
	if (part->kind == PART_TYPE) {
		snprintf(out, 64, "%s", happening->type);
	} else if (part->kind == PART_TIME) {
		uint64_t s = happening->ms / 1000 - BUSINESS_START_S + 80000;

		snprintf(out, 64,
			"2023-11-%02" PRIu64 "T%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 "Z",
			13 + s / 86400 % 17, s / 3600 % 24, s / 60 % 60, s % 60);
	} else if (part->kind == PART_FIXED) {
		snprintf(out, 64, "%s", part->before);
	} else if (part->kind == PART_AMOUNT) {
		snprintf(out, 64, "%" PRIu64 ".%02" PRIu64, number / 100, number % 100);
	} else {
		snprintf(out, 64, "%s%" PRIu64, part->before, number);
	}
	return part->kind != PART_CAUSE || number != 0;
}

static inline void add_comma(struct buf *out)
{
	if (out->at[out->length - 1] != '{') {
		buf_add_byte(out, ',');
	}
}

/* What stands before the dot is an object; the members of one follow each other. */
static inline void put_in_document(
	struct buf *out, char group[8], const char *name, const char *value)
{
	const char *dot = strchr(name, '.');
	size_t length = dot ? (size_t)(dot - name) : 0;

	if (strlen(group) != length || memcmp(group, name, length) != 0) {
		if (group[0] != '\0') {
			buf_add_byte(out, '}');
		}
		memcpy(group, name, length);
		group[length] = '\0';
		if (length > 0) {
			add_comma(out);
			buf_addf(out, "\"%s\":{", group);
		}
	}
	add_comma(out);
	buf_addf(out, "\"%s\":\"%s\"", dot ? dot + 1 : name, value);
}

typedef void business_sink(
	void *arg, struct text topic, const struct happening *happening, const struct entry *entry);

static inline void write_happening(
	struct playing *playing, const struct happening *happening, business_sink *sink, void *arg)
{
	struct entry_field fields[PARTS_MAX], whole = {.name = text_of("d")};
	char values[PARTS_MAX][64], group[8] = "";
	struct entry entry = {.id = {.ms = happening->ms}, .fields = fields};
	const struct part *parts = playing->business->parts;
	struct buf document;

	buf_init(&document, 4096);
	buf_add_byte(&document, '{');
	for (size_t i = 0; i < PARTS_MAX && parts[i].names[0]; i++) {
		const char *name = parts[i].names[playing->naming];

		if (part_value(playing, happening, &parts[i], values[entry.field_count])) {
			put_in_document(&document, group, name, values[entry.field_count]);
			fields[entry.field_count] = (struct entry_field){
				.name = text_of(name), .value = text_of(values[entry.field_count])};
			entry.field_count++;
		}
	}
	buf_add_string(&document, group[0] != '\0' ? "}}" : "}");
	if (playing->naming == 1) {
		whole.value = buf_text(&document);
		entry.fields = &whole;
		entry.field_count = 1;
	}
	playing->last[happening->journey] = 100000 + happening->number;
	sink(arg, text_of(playing->business->stages[happening->stage].topic), happening, &entry);
	buf_finish(&document);
}

#endif
