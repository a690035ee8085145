#include "scenario.h"

#include "form.h"

/* Services built with Watermill: what all events have is in the metadata. */

static const struct attribute identity[] = {
	TOKEN("quote_id", "Q-"),
	CODE("shopper_id", "S-", 7000, 8499),
	PICK("route", "LIS-CDG|LIS-CDG|OSL-AMS|MAD-BCN|VIE-ATH|DUB-EDI|ZRH-WAW"),
	TRACE("trace_id"),
	{.name = NULL},
};

static const struct event_type searched = {
	.name = "fare.searched",
	.topic = "fares.searched",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(NUMBER("days_ahead", 1, 180), NUMBER("passengers", 1, 5),
		PICK("cabin", "economy|economy|economy|premium|business"),
		PICK("from", "web|web|mobile|partner")),
};

static const struct event_type scored = {
	.name = "demand.scored",
	.topic = "demand.scored",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(NUMBER("demand", 1, 100), NUMBER("seats_left", 0, 180),
		PICK("model", "gbm-41|gbm-42")),
};

static const struct event_type priced = {
	.name = "price.set",
	.topic = "prices.set",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(MONEY("price", 2990, 68900), MONEY("previous", 2990, 68900),
		PICK("currency", "EUR"), NUMBER("valid_s", 20, 120)),
};

static const struct event_type on_web = {
	.name = "web.updated",
	.topic = "channels.updated",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(NUMBER("cache_ms", 2, 90), PICK("edge", "fra|lhr|ams|mad")),
};

static const struct event_type on_mobile = {
	.name = "mobile.updated",
	.topic = "channels.updated",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(NUMBER("pushed", 0, 12), PICK("app", "7.2|7.3|7.3")),
};

static const struct event_type at_partner = {
	.name = "partner.updated",
	.topic = "channels.updated",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(PICK("partner", "metasearch|agency-portal|corporate"),
		NUMBER("round_trip_ms", 40, 900)),
};

static const struct event_type expired = {
	.name = "quote.expired",
	.topic = "quotes.expired",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(NUMBER("age_s", 20, 120)),
};

static const struct event_type booked = {
	.name = "fare.booked",
	.topic = "bookings.made",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(TOKEN("booking_id", "BK-"), MONEY("total", 2990, 189000),
		NUMBER("bags", 0, 4), PICK("payment", "card|card|wallet|voucher")),
};

static const struct event_type paid = {
	.name = "booking.paid",
	.topic = "bookings.paid",
	.form = &form_watermill,
	.attributes = ATTRIBUTES(TOKEN("payment_id", "PY-"), MONEY("total", 2990, 189000),
		PICK("acquirer", "north|south")),
};

static const struct producer producers[] = {
	{.type = &searched, .per_s = 7.5, .wave = 0.5},
};

static const struct service services[] = {
	{.topic = "fares.searched",
		.group = "demand",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 90,
		.retry_ms = 5000,
		.flaky = 0.01},
	{.topic = "fares.searched",
		.group = "market-watch",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 10},
	{.topic = "demand.scored",
		.group = "pricing",
		.consumers = 3,
		.batch = 4,
		.handling_ms = 120,
		.retry_ms = 4000},
	{.topic = "prices.set",
		.group = "web-channel",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 40,
		.retry_ms = 3000},
	{.topic = "prices.set",
		.group = "mobile-channel",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 50,
		.retry_ms = 3000},
	{.topic = "prices.set",
		.group = "partner-feed",
		.consumers = 2,
		.batch = 4,
		.handling_ms = 110,
		.retry_ms = 30000},
	{.topic = "channels.updated",
		.group = "price-audit",
		.consumers = 1,
		.batch = 32,
		.handling_ms = 8},
	{.topic = "quotes.expired",
		.group = "market-watch",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 10},
	{.topic = "bookings.made",
		.group = "payments",
		.consumers = 2,
		.batch = 4,
		.handling_ms = 250,
		.retry_ms = 5000,
		.flaky = 0.03,
		.hopeless = 0.03,
		.dead_after = 3,
		.dead_topic = "bookings.poison",
		.failure = "acquirer rejects the card token"},
	{.topic = "bookings.made",
		.group = "seat-inventory",
		.consumers = 1,
		.batch = 8,
		.handling_ms = 60},
	{.topic = "bookings.paid",
		.group = "ticketing",
		.consumers = 1,
		.batch = 4,
		.handling_ms = 200,
		.retry_ms = 5000},
};

static const struct step steps[] = {
	{.after = &searched, .by = "demand", .emits = &scored, .probability = 0.95},
	{.after = &scored, .by = "pricing", .emits = &priced, .probability = 0.9},
	{.after = &priced, .by = "web-channel", .emits = &on_web, .probability = 1},
	{.after = &priced, .by = "mobile-channel", .emits = &on_mobile, .probability = 1},
	{.after = &priced, .by = "partner-feed", .emits = &at_partner, .probability = 1},
	{.after = &on_web,
		.emits = &booked,
		.probability = 0.09,
		.delay_ms = 9000,
		.among = "shopper"},
	{.after = &on_web,
		.emits = &expired,
		.probability = 0.35,
		.delay_ms = 14000,
		.among = "shopper",
		.from = 0.09},
	{.after = &booked, .by = "payments", .emits = &paid, .probability = 0.96},
};

/* A partner's interface takes its time, and somebody has cut what the topic keeps. */
static const struct incident incidents[] = {
	{.kind = INCIDENT_SLOW, .topic = "prices.set", .group = "partner-feed", .amount = 14},
	{.kind = INCIDENT_TRIM, .topic = "prices.set", .amount = 30},
};

const struct scenario scenario_airline = {
	.name = "airline",
	.summary = "dynamic pricing: searches, demand, prices on three channels, bookings",
	.config =
#include "airline.conf.h"
		,
	.identity = identity,
	.day_ms = 240000,
	.producer_count = COUNT_OF(producers),
	.service_count = COUNT_OF(services),
	.step_count = COUNT_OF(steps),
	.incident_count = COUNT_OF(incidents),
	.producers = producers,
	.services = services,
	.steps = steps,
	.incidents = incidents,
};
