#include "scenario.h"

#include "form.h"

/* Everything is a CloudEvent. */

static const struct attribute identity[] = {
	TOKEN("transaction_id", "TX-"),
	CODE("customer_id", "CU-", 20000, 21499),
	PICK("channel", "app|app|web|branch|atm"),
	TRACE("trace_id"),
	{.name = NULL},
};

static const struct event_type initiated = {
	.name = "transaction.initiated",
	.topic = "transactions.initiated",
	.form = &form_cloudevents,
	.source = "/channels/gateway",
	.attributes = ATTRIBUTES(MONEY("amount", 150, 480000), PICK("currency", "EUR|EUR|USD|CHF"),
		PICK("kind", "transfer|transfer|card|standing-order|cash"),
		CODE("payee_id", "PE-", 300, 899)),
};

static const struct event_type scored = {
	.name = "fraud.scored",
	.topic = "fraud.scored",
	.form = &form_cloudevents,
	.source = "/risk/fraud",
	.attributes = ATTRIBUTES(NUMBER("score", 1, 1000), NUMBER("rules_hit", 0, 4),
		PICK("model", "forest-9|forest-9|forest-10")),
};

static const struct event_type approved = {
	.name = "transaction.approved",
	.topic = "transactions.decided",
	.form = &form_cloudevents,
	.source = "/risk/decisions",
	.attributes = ATTRIBUTES(PICK("by", "rule|rule|rule|limit")),
};

static const struct event_type held = {
	.name = "transaction.held",
	.topic = "transactions.decided",
	.form = &form_cloudevents,
	.source = "/risk/decisions",
	.attributes = ATTRIBUTES(PICK("why", "new payee|unusual amount|new device|score")),
};

static const struct event_type declined = {
	.name = "transaction.declined",
	.topic = "transactions.decided",
	.form = &form_cloudevents,
	.source = "/risk/decisions",
	.attributes = ATTRIBUTES(PICK("why", "score|limit|blocked payee|customer said no")),
};

static const struct event_type posted = {
	.name = "transaction.posted",
	.topic = "ledger.posted",
	.form = &form_cloudevents,
	.source = "/core/ledger",
	.attributes = ATTRIBUTES(
		TOKEN("posting_id", "PO-"), MONEY("balance", 1200, 2900000), NUMBER("shard", 0, 7)),
};

static const struct event_type in_app = {
	.name = "app.notified",
	.topic = "customers.notified",
	.form = &form_cloudevents,
	.source = "/notify/app",
	.attributes = ATTRIBUTES(PICK("platform", "android|ios"), NUMBER("push_ms", 20, 800)),
};

static const struct event_type on_web = {
	.name = "web.notified",
	.topic = "customers.notified",
	.form = &form_cloudevents,
	.source = "/notify/web",
	.attributes = ATTRIBUTES(NUMBER("sessions", 0, 2)),
};

static const struct event_type by_email = {
	.name = "email.notified",
	.topic = "customers.notified",
	.form = &form_cloudevents,
	.source = "/notify/email",
	.attributes = ATTRIBUTES(PICK("template", "summary|summary|receipt")),
};

static const struct producer producers[] = {
	{.type = &initiated, .per_s = 6, .wave = 0.5},
};

static const struct service services[] = {
	{.topic = "transactions.initiated",
		.group = "fraud-scoring",
		.consumers = 3,
		.batch = 4,
		.handling_ms = 160,
		.retry_ms = 20000},
	{.topic = "transactions.initiated",
		.group = "audit",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 10},
	{.topic = "fraud.scored",
		.group = "decisions",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 60,
		.retry_ms = 3000},
	{.topic = "transactions.decided",
		.group = "ledger",
		.consumers = 2,
		.batch = 4,
		.handling_ms = 130,
		.retry_ms = 3000,
		.flaky = 0.02,
		.hopeless = 0.015,
		.dead_after = 4,
		.dead_topic = "transactions.decided:dlq",
		.failure = "account is closed"},
	{.topic = "transactions.decided",
		.group = "audit",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 10},
	{.topic = "ledger.posted",
		.group = "notifications",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 80,
		.retry_ms = 4000,
		.flaky = 0.02},
	{.topic = "ledger.posted",
		.group = "statements",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 20},
	{.topic = "customers.notified",
		.group = "audit",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 10},
};

static const struct step steps[] = {
	{.after = &initiated, .by = "fraud-scoring", .emits = &scored, .probability = 1},
	{.after = &scored,
		.by = "decisions",
		.emits = &approved,
		.probability = 0.91,
		.among = "decision"},
	{.after = &scored,
		.by = "decisions",
		.emits = &held,
		.probability = 0.06,
		.among = "decision",
		.from = 0.91},
	{.after = &scored,
		.by = "decisions",
		.emits = &declined,
		.probability = 0.03,
		.among = "decision",
		.from = 0.97},
	{.after = &held,
		.emits = &approved,
		.probability = 0.75,
		.delay_ms = 20000,
		.among = "customer"},
	{.after = &held,
		.emits = &declined,
		.probability = 0.15,
		.delay_ms = 25000,
		.among = "customer",
		.from = 0.75},
	{.after = &approved, .by = "ledger", .emits = &posted, .probability = 1},
	{.after = &posted, .by = "notifications", .emits = &in_app, .probability = 1},
	{.after = &posted, .by = "notifications", .emits = &on_web, .probability = 0.3},
	{.after = &posted, .by = "notifications", .emits = &by_email, .probability = 0.4},
};

static const struct incident incidents[] = {
	{.kind = INCIDENT_CRASH,
		.topic = "transactions.initiated",
		.group = "fraud-scoring",
		.amount = 4},
};

const struct scenario scenario_bank = {
	.name = "bank",
	.summary = "an omnichannel bank: transactions, fraud scores, postings, notices",
	.config =
#include "bank.conf.h"
		,
	.identity = identity,
	.day_ms = 300000,
	.producer_count = COUNT_OF(producers),
	.service_count = COUNT_OF(services),
	.step_count = COUNT_OF(steps),
	.incident_count = COUNT_OF(incidents),
	.producers = producers,
	.services = services,
	.steps = steps,
	.incidents = incidents,
};
