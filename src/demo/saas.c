#include "scenario.h"

#include "form.h"

/* Microservices that talk through Moleculer's channels: a channel for each event. */

static const struct attribute identity[] = {
	TOKEN("ticket_id", "TCK-"),
	CODE("account_id", "ACC-", 100, 339),
	CODE("user_id", "U-", 4000, 5199),
	TRACE("trace_id"),
	{.name = NULL},
};

static const struct event_type detected = {
	.name = "errors.detected",
	.topic = "errors.detected",
	.form = &form_moleculer,
	.source = "edge",
	.attributes = ATTRIBUTES(
		PICK("component", "exports|login|webhooks|search|billing-page|mobile-sync"),
		PICK("region", "eu-west|eu-west|us-east|ap-south"),
		PICK("message", "timeout after 30 s|invalid token|quota exceeded|null reference"),
		NUMBER("http_status", 500, 504)),
};

static const struct event_type opened = {
	.name = "tickets.opened",
	.topic = "tickets.opened",
	.form = &form_moleculer,
	.source = "triage",
	.attributes = ATTRIBUTES(PICK("priority", "low|normal|normal|high|urgent"),
		PICK("plan", "free|team|team|business|enterprise"),
		PICK("channel", "in-app|email|chat|automatic"),
		PICK("title",
			"Export never ends|Cannot log in|Webhook arrives twice|Search is "
			"empty|Invoice is wrong")),
};

static const struct event_type notified = {
	.name = "users.notified",
	.topic = "users.notified",
	.form = &form_moleculer,
	.source = "notifier",
	.attributes = ATTRIBUTES(PICK("channel", "email|email|in-app|push"),
		PICK("template", "we-saw-it|ticket-received|status-page"),
		PICK("locale", "en|de|fr|pt|ja")),
};

static const struct event_type assigned = {
	.name = "tickets.assigned",
	.topic = "tickets.assigned",
	.form = &form_moleculer,
	.source = "router",
	.attributes = ATTRIBUTES(CODE("agent_id", "AG-", 10, 39),
		PICK("queue", "general|general|billing|platform"), NUMBER("load", 1, 14)),
};

static const struct event_type replied = {
	.name = "tickets.replied",
	.topic = "tickets.replied",
	.form = &form_moleculer,
	.source = "helpdesk",
	.attributes = ATTRIBUTES(NUMBER("words", 12, 320), NUMBER("attachments", 0, 2),
		PICK("macro", "none|none|known-issue|ask-for-logs|refund")),
};

static const struct event_type escalated = {
	.name = "tickets.escalated",
	.topic = "tickets.escalated",
	.form = &form_moleculer,
	.source = "helpdesk",
	.attributes = ATTRIBUTES(PICK("to", "engineering|security|account-manager"),
		PICK("why", "cannot reproduce|data loss|third time")),
};

static const struct event_type resolved = {
	.name = "tickets.resolved",
	.topic = "tickets.resolved",
	.form = &form_moleculer,
	.source = "helpdesk",
	.attributes = ATTRIBUTES(PICK("resolution", "fixed|explained|workaround|duplicate"),
		NUMBER("touches", 1, 7)),
};

static const struct event_type reopened = {
	.name = "tickets.reopened",
	.topic = "tickets.reopened",
	.form = &form_moleculer,
	.source = "helpdesk",
	.attributes = ATTRIBUTES(PICK("why", "happens again|not what I asked|too soon")),
};

static const struct event_type answered = {
	.name = "surveys.answered",
	.topic = "surveys.answered",
	.form = &form_moleculer,
	.source = "surveys",
	.attributes = ATTRIBUTES(
		NUMBER("score", 1, 5), PICK("comment", "none|none|fast|friendly|took too long")),
};

static const struct producer producers[] = {
	{.type = &detected, .per_s = 12, .wave = 0.4},
	{.type = &opened, .per_s = 1.5, .wave = 0.6},
};

static const struct service services[] = {
	{.topic = "errors.detected",
		.group = "triage",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 60,
		.retry_ms = 5000,
		.flaky = 0.01},
	{.topic = "errors.detected",
		.group = "status-page",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 10},
	{.topic = "errors.detected",
		.group = "crm-sync",
		.consumers = 2,
		.batch = 1,
		.handling_ms = 60},
	{.topic = "tickets.opened",
		.group = "router",
		.consumers = 2,
		.batch = 4,
		.handling_ms = 110,
		.retry_ms = 5000},
	{.topic = "tickets.opened",
		.group = "notifier",
		.consumers = 4,
		.batch = 2,
		.handling_ms = 460,
		.retry_ms = 6000,
		.hopeless = 0.012,
		.dead_after = 3,
		.dead_topic = "FAILED_MESSAGES",
		.failure = "mailbox does not exist"},
	{.topic = "users.notified",
		.group = "timeline",
		.consumers = 2,
		.batch = 25,
		.handling_ms = 10},
	{.topic = "tickets.assigned",
		.group = "helpdesk",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 90,
		.retry_ms = 5000,
		.flaky = 0.02},
	{.topic = "tickets.replied",
		.group = "timeline",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 10},
	{.topic = "tickets.escalated",
		.group = "pager",
		.consumers = 1,
		.batch = 8,
		.handling_ms = 120},
	{.topic = "tickets.resolved",
		.group = "surveys",
		.consumers = 2,
		.batch = 4,
		.handling_ms = 90,
		.retry_ms = 5000},
	{.topic = "tickets.reopened",
		.group = "router",
		.consumers = 1,
		.batch = 4,
		.handling_ms = 120},
	{.topic = "surveys.answered",
		.group = "satisfaction",
		.consumers = 1,
		.batch = 25,
		.handling_ms = 20},
};

static const struct step steps[] = {
	{.after = &detected, .by = "triage", .emits = &opened, .probability = 0.29},
	{.after = &opened, .by = "notifier", .emits = &notified, .probability = 1},
	{.after = &opened, .by = "router", .emits = &assigned, .probability = 0.98},
	{.after = &assigned, .emits = &replied, .probability = 0.92, .delay_ms = 7000},
	{.after = &replied,
		.emits = &resolved,
		.probability = 0.8,
		.delay_ms = 8000,
		.among = "reply"},
	{.after = &replied,
		.emits = &escalated,
		.probability = 0.06,
		.delay_ms = 5000,
		.among = "reply",
		.from = 0.8},
	{.after = &escalated, .emits = &resolved, .probability = 0.9, .delay_ms = 15000},
	{.after = &resolved,
		.emits = &answered,
		.probability = 0.45,
		.delay_ms = 9000,
		.among = "end"},
	{.after = &resolved,
		.emits = &reopened,
		.probability = 0.05,
		.delay_ms = 12000,
		.among = "end",
		.from = 0.45},
};

/* The customers' register answers slowly; the notifier's new release takes over from its colleagues
 * what these are still at. */
static const struct incident incidents[] = {
	{.kind = INCIDENT_SLOW, .topic = "errors.detected", .group = "crm-sync", .amount = 60},
	{.kind = INCIDENT_HASTE, .topic = "tickets.opened", .group = "notifier", .amount = 80},
};

const struct scenario scenario_saas = {
	.name = "saas",
	.summary = "real-time support: errors, tickets, agents' replies, surveys",
	.config =
#include "saas.conf.h"
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
