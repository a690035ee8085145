#include "scenario.h"

#include "form.h"

static const struct attribute identity[] = {
	TOKEN("touch_id", "T-"),
	PICK("campaign_id", "spring-garden|weekend-flash|loyalty-gold|new-arrivals|back-in-stock"),
	CODE("customer_id", "C-", 1000, 1799),
	CODE("product_id", "SKU-", 20000, 20419),
	TRACE("trace_id"),
	{.name = NULL},
};

static const struct event_type viewed = {
	.name = "product.viewed",
	.topic = "shop.views",
	.form = &form_flat,
	.attributes =
		ATTRIBUTES(PICK("category", "garden|kitchen|shoes|lighting|toys|outdoor|books"),
			MONEY("price", 490, 24900), PICK("device", "phone|phone|laptop|tablet"),
			NUMBER("seconds", 2, 180)),
};

static const struct event_type searched = {
	.name = "product.searched",
	.topic = "shop.searches",
	.form = &form_json,
	.attributes = ATTRIBUTES(PICK("query",
					 "garden chair|trail shoes|desk lamp|rain jacket|wooden "
					 "train|cast iron pan|tent"),
		NUMBER("hits", 0, 240), PICK("device", "phone|phone|laptop|tablet")),
};

static const struct event_type updated = {
	.name = "profile.updated",
	.topic = "profile.updates",
	.form = &form_json,
	.attributes = ATTRIBUTES(PICK("segment", "bargain hunter|loyal|new|returning|at risk"),
		NUMBER("score", 1, 100), NUMBER("visits_30d", 1, 42)),
};

static const struct event_type selected = {
	.name = "offer.selected",
	.topic = "offers.selected",
	.form = &form_json,
	.attributes = ATTRIBUTES(CODE("offer_id", "OF-", 300, 359),
		NUMBER("discount_percent", 5, 30), MONEY("price", 390, 19900),
		PICK("reason", "viewed twice|price drop|matches segment|left in basket")),
};

static const struct event_type sent = {
	.name = "email.sent",
	.topic = "email.sent",
	.form = &form_flat,
	.attributes = ATTRIBUTES(TOKEN("message_id", "M-"),
		PICK("template", "offer-v3|offer-v4|reminder"), NUMBER("bytes", 8200, 64000)),
};

static const struct event_type opened = {
	.name = "email.opened",
	.topic = "email.engagement",
	.form = &form_flat,
	.attributes = ATTRIBUTES(PICK("client", "webmail|phone|desktop")),
};

static const struct event_type clicked = {
	.name = "email.clicked",
	.topic = "email.engagement",
	.form = &form_flat,
	.attributes = ATTRIBUTES(PICK("link", "hero|button|footer|picture")),
};

static const struct event_type unsubscribed = {
	.name = "email.unsubscribed",
	.topic = "email.engagement",
	.form = &form_flat,
	.attributes = ATTRIBUTES(PICK("reason", "too many|not relevant|none given")),
};

static const struct event_type purchased = {
	.name = "order.purchased",
	.topic = "orders.placed",
	.form = &form_json,
	.attributes = ATTRIBUTES(TOKEN("order_id", "ORD-"), NUMBER("items", 1, 6),
		MONEY("total", 990, 39900), PICK("payment", "card|invoice|wallet")),
};

static const struct event_type issued = {
	.name = "invoice.issued",
	.topic = "invoices.issued",
	.form = &form_flat,
	.attributes = ATTRIBUTES(TOKEN("invoice_id", "INV-"), MONEY("total", 990, 39900)),
};

static const struct producer producers[] = {
	{.type = &viewed, .per_s = 11, .wave = 0.35},
	{.type = &searched, .per_s = 4.5, .wave = 0.25},
};

static const struct service services[] = {
	{.topic = "shop.views",
		.group = "profiler",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 60,
		.retry_ms = 5000},
	{.topic = "shop.views",
		.group = "analytics",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 12},
	{.topic = "shop.searches",
		.group = "profiler",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 80,
		.retry_ms = 5000},
	{.topic = "shop.searches",
		.group = "recommender",
		.consumers = 1,
		.batch = 8,
		.handling_ms = 50},
	{.topic = "profile.updates",
		.group = "offer-engine",
		.consumers = 3,
		.batch = 4,
		.handling_ms = 150,
		.retry_ms = 2000},
	{.topic = "offers.selected",
		.group = "mailer",
		.consumers = 1,
		.batch = 8,
		.handling_ms = 80,
		.retry_ms = 5000},
	{.topic = "offers.selected",
		.group = "analytics",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 12},
	{.topic = "email.sent",
		.group = "analytics",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 12},
	{.topic = "email.engagement",
		.group = "analytics",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 12},
	{.topic = "email.engagement",
		.group = "recommender",
		.consumers = 1,
		.batch = 8,
		.handling_ms = 50},
	{.topic = "orders.placed",
		.group = "billing",
		.consumers = 2,
		.batch = 4,
		.handling_ms = 180,
		.retry_ms = 5000},
	{.topic = "orders.placed",
		.group = "warehouse",
		.consumers = 2,
		.batch = 4,
		.handling_ms = 240,
		.retry_ms = 5000,
		.flaky = 0.02,
		.hopeless = 0.02,
		.dead_after = 3,
		.dead_topic = "orders.placed:dlq",
		.failure = "no stock at this address"},
	{.topic = "invoices.issued",
		.group = "accounting",
		.consumers = 1,
		.batch = 8,
		.handling_ms = 60},
};

static const struct step steps[] = {
	{.after = &viewed, .by = "profiler", .emits = &updated, .probability = 0.55},
	{.after = &searched, .by = "profiler", .emits = &updated, .probability = 0.55},
	{.after = &updated, .by = "offer-engine", .emits = &selected, .probability = 0.6},
	{.after = &selected, .by = "mailer", .emits = &sent, .probability = 0.97},
	{.after = &sent, .emits = &opened, .probability = 0.5, .delay_ms = 6000},
	{.after = &sent, .emits = &unsubscribed, .probability = 0.02, .delay_ms = 5000},
	{.after = &opened, .emits = &clicked, .probability = 0.4, .delay_ms = 4000},
	{.after = &clicked, .emits = &purchased, .probability = 0.35, .delay_ms = 8000},
	{.after = &viewed, .emits = &purchased, .probability = 0.08, .delay_ms = 9000},
	{.after = &purchased, .by = "billing", .emits = &issued, .probability = 1},
};

static const struct incident incidents[] = {
	{.kind = INCIDENT_CRASH, .topic = "offers.selected", .group = "mailer", .amount = 14},
	{.kind = INCIDENT_POISON,
		.topic = "profile.updates",
		.group = "offer-engine",
		.type = &updated,
		.name = "score",
		.value = "NaN"},
};

const struct scenario scenario_retail = {
	.name = "retail",
	.summary = "personalised marketing of a shop: views, profiles, offers, mails, orders",
	.config =
#include "retail.conf.h"
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
