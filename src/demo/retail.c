#include "scenario.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const struct attribute identity[] = {
	{.name = "touch_id", .kind = ATTRIBUTE_TOKEN, .from = "T-"},
	{.name = "campaign_id",
		.kind = ATTRIBUTE_PICK,
		.from = "spring-garden|weekend-flash|loyalty-gold|new-arrivals|back-in-stock"},
	{.name = "customer_id", .kind = ATTRIBUTE_CODE, .from = "C-", .low = 1000, .high = 1799},
	{.name = "product_id", .kind = ATTRIBUTE_CODE, .from = "SKU-", .low = 20000, .high = 20419},
	{.name = "trace_id", .kind = ATTRIBUTE_TRACE},
	{.name = NULL},
};

static const struct event_type viewed = {
	.name = "product.viewed",
	.topic = "shop.views",
	.form = FORM_FLAT,
	.attributes =
		(const struct attribute[]){
			{.name = "category",
				.kind = ATTRIBUTE_PICK,
				.from = "garden|kitchen|shoes|lighting|toys|outdoor|books"},
			{.name = "price", .kind = ATTRIBUTE_MONEY, .low = 490, .high = 24900},
			{.name = "device",
				.kind = ATTRIBUTE_PICK,
				.from = "phone|phone|laptop|tablet"},
			{.name = "seconds", .kind = ATTRIBUTE_NUMBER, .low = 2, .high = 180},
			{.name = NULL},
		},
};

static const struct event_type searched = {
	.name = "product.searched",
	.topic = "shop.searches",
	.form = FORM_JSON,
	.attributes =
		(const struct attribute[]){
			{.name = "query",
				.kind = ATTRIBUTE_PICK,
				.from = "garden chair|trail shoes|desk lamp|rain jacket|wooden "
					"train|cast iron pan|tent"},
			{.name = "hits", .kind = ATTRIBUTE_NUMBER, .low = 0, .high = 240},
			{.name = "device",
				.kind = ATTRIBUTE_PICK,
				.from = "phone|phone|laptop|tablet"},
			{.name = NULL},
		},
};

static const struct event_type updated = {
	.name = "profile.updated",
	.topic = "profile.updates",
	.form = FORM_JSON,
	.attributes =
		(const struct attribute[]){
			{.name = "segment",
				.kind = ATTRIBUTE_PICK,
				.from = "bargain hunter|loyal|new|returning|at risk"},
			{.name = "score", .kind = ATTRIBUTE_NUMBER, .low = 1, .high = 100},
			{.name = "visits_30d", .kind = ATTRIBUTE_NUMBER, .low = 1, .high = 42},
			{.name = NULL},
		},
};

static const struct event_type selected = {
	.name = "offer.selected",
	.topic = "offers.selected",
	.form = FORM_JSON,
	.attributes =
		(const struct attribute[]){
			{.name = "offer_id",
				.kind = ATTRIBUTE_CODE,
				.from = "OF-",
				.low = 300,
				.high = 359},
			{.name = "discount_percent",
				.kind = ATTRIBUTE_NUMBER,
				.low = 5,
				.high = 30},
			{.name = "price", .kind = ATTRIBUTE_MONEY, .low = 390, .high = 19900},
			{.name = "reason",
				.kind = ATTRIBUTE_PICK,
				.from = "viewed twice|price drop|matches segment|left in basket"},
			{.name = NULL},
		},
};

static const struct event_type sent = {
	.name = "email.sent",
	.topic = "email.sent",
	.form = FORM_FLAT,
	.attributes =
		(const struct attribute[]){
			{.name = "message_id", .kind = ATTRIBUTE_TOKEN, .from = "M-"},
			{.name = "template",
				.kind = ATTRIBUTE_PICK,
				.from = "offer-v3|offer-v4|reminder"},
			{.name = "bytes", .kind = ATTRIBUTE_NUMBER, .low = 8200, .high = 64000},
			{.name = NULL},
		},
};

static const struct event_type opened = {
	.name = "email.opened",
	.topic = "email.engagement",
	.form = FORM_FLAT,
	.attributes =
		(const struct attribute[]){
			{.name = "client", .kind = ATTRIBUTE_PICK, .from = "webmail|phone|desktop"},
			{.name = NULL},
		},
};

static const struct event_type clicked = {
	.name = "email.clicked",
	.topic = "email.engagement",
	.form = FORM_FLAT,
	.attributes =
		(const struct attribute[]){
			{.name = "link",
				.kind = ATTRIBUTE_PICK,
				.from = "hero|button|footer|picture"},
			{.name = NULL},
		},
};

static const struct event_type unsubscribed = {
	.name = "email.unsubscribed",
	.topic = "email.engagement",
	.form = FORM_FLAT,
	.attributes =
		(const struct attribute[]){
			{.name = "reason",
				.kind = ATTRIBUTE_PICK,
				.from = "too many|not relevant|none given"},
			{.name = NULL},
		},
};

static const struct event_type purchased = {
	.name = "order.purchased",
	.topic = "orders.placed",
	.form = FORM_JSON,
	.attributes =
		(const struct attribute[]){
			{.name = "order_id", .kind = ATTRIBUTE_TOKEN, .from = "ORD-"},
			{.name = "items", .kind = ATTRIBUTE_NUMBER, .low = 1, .high = 6},
			{.name = "total", .kind = ATTRIBUTE_MONEY, .low = 990, .high = 39900},
			{.name = "payment", .kind = ATTRIBUTE_PICK, .from = "card|invoice|wallet"},
			{.name = NULL},
		},
};

static const struct event_type issued = {
	.name = "invoice.issued",
	.topic = "invoices.issued",
	.form = FORM_FLAT,
	.attributes =
		(const struct attribute[]){
			{.name = "invoice_id", .kind = ATTRIBUTE_TOKEN, .from = "INV-"},
			{.name = "total", .kind = ATTRIBUTE_MONEY, .low = 990, .high = 39900},
			{.name = NULL},
		},
};

static const struct producer producers[] = {
	{.type = &viewed, .per_s = 11, .wave = 0.35, .wave_ms = 45000},
	{.type = &searched, .per_s = 4.5, .wave = 0.25, .wave_ms = 31000},
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
		.handling_ms = 80},
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
		.retry_ms = 5000},
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

const struct scenario scenario_retail = {
	.name = "retail",
	.summary = "personalised marketing of a shop: views, profiles, offers, mails, orders",
	.config = "",
	.identity = identity,
	.producer_count = COUNT_OF(producers),
	.service_count = COUNT_OF(services),
	.step_count = COUNT_OF(steps),
	.producers = producers,
	.services = services,
	.steps = steps,
	.incident =
		{
			.dead_topic = "offers.selected",
			.dead_group = "mailer",
			.holds = 14,
			.poison_type = &updated,
			.poison_group = "offer-engine",
			.poison_name = "score",
			.poison_value = "NaN",
		},
};
