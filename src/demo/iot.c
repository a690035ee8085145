#include "scenario.h"

#include "form.h"

/* Devices write flat fields. */

static const struct attribute identity[] = {
	TOKEN("suggestion_id", "SG-"),
	CODE("home_id", "H-", 600, 1399),
	PICK("room", "living|living|kitchen|bedroom|bath|hall|office"),
	TRACE("trace_id"),
	{.name = NULL},
};

static const struct event_type adjusted = {
	.name = "climate.adjusted",
	.topic = "devices.climate",
	.form = &form_flat,
	.attributes = ATTRIBUTES(CODE("device_id", "TH-", 1, 900),
		PICK("model", "thermo-2|thermo-2|thermo-3"), NUMBER("target_c", 15, 25),
		NUMBER("measured_c", 14, 27), NUMBER("battery_percent", 4, 100)),
};

static const struct event_type switched = {
	.name = "light.switched",
	.topic = "devices.lights",
	.form = &form_flat,
	.attributes = ATTRIBUTES(CODE("device_id", "LI-", 1, 2400), PICK("state", "on|off"),
		NUMBER("level_percent", 5, 100), PICK("by", "hand|hand|app|voice")),
};

static const struct event_type offline = {
	.name = "device.offline",
	.topic = "devices.health",
	.form = &form_flat,
	.attributes = ATTRIBUTES(CODE("device_id", "LI-", 1, 2400), NUMBER("silent_s", 60, 900),
		PICK("guess", "battery|network|power cut")),
};

static const struct event_type found = {
	.name = "pattern.found",
	.topic = "patterns.found",
	.form = &form_flat,
	.attributes = ATTRIBUTES(PICK("pattern", "evening|morning|away|weekend|night"),
		NUMBER("seen_days", 3, 28), NUMBER("confidence_percent", 51, 99)),
};

static const struct event_type suggested = {
	.name = "suggestion.sent",
	.topic = "suggestions.sent",
	.form = &form_flat,
	.attributes = ATTRIBUTES(
		PICK("text", "Lower the heating at night?|Lights off when away?|Warm bath at 7?"),
		PICK("to", "phone|phone|panel"), NUMBER("saves_kwh", 1, 40)),
};

static const struct event_type accepted = {
	.name = "suggestion.accepted",
	.topic = "suggestions.answered",
	.form = &form_flat,
	.attributes = ATTRIBUTES(PICK("from", "phone|phone|panel|voice")),
};

static const struct event_type ignored = {
	.name = "suggestion.ignored",
	.topic = "suggestions.answered",
	.form = &form_flat,
	.attributes = ATTRIBUTES(PICK("why", "dismissed|no answer|never again")),
};

static const struct event_type automated = {
	.name = "routine.automated",
	.topic = "hub.commands",
	.form = &form_flat,
	.attributes = ATTRIBUTES(TOKEN("routine_id", "RO-"), NUMBER("devices", 1, 9),
		PICK("action", "set|dim|off|preheat")),
};

static const struct event_type confirmed = {
	.name = "command.confirmed",
	.topic = "hub.confirmations",
	.form = &form_flat,
	.attributes = ATTRIBUTES(
		PICK("firmware", "4.1.7|4.1.9|4.2.0"), NUMBER("round_trip_ms", 30, 2400)),
};

static const struct producer producers[] = {
	{.type = &adjusted, .per_s = 8, .wave = 0.4},
	{.type = &switched, .per_s = 7, .wave = 0.6},
	{.type = &offline, .per_s = 0.3, .wave = 0},
};

static const struct service services[] = {
	{.topic = "devices.climate",
		.group = "patterns",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 50,
		.retry_ms = 5000,
		.flaky = 0.01},
	{.topic = "devices.climate",
		.group = "history",
		.consumers = 1,
		.batch = 32,
		.handling_ms = 8},
	{.topic = "devices.lights",
		.group = "patterns",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 50,
		.retry_ms = 5000,
		.flaky = 0.01},
	{.topic = "devices.lights",
		.group = "history",
		.consumers = 1,
		.batch = 32,
		.handling_ms = 8},
	{.topic = "devices.health",
		.group = "fleet-care",
		.consumers = 1,
		.batch = 8,
		.handling_ms = 100},
	{.topic = "patterns.found",
		.group = "suggester",
		.consumers = 3,
		.batch = 4,
		.handling_ms = 140,
		.retry_ms = 4000},
	{.topic = "suggestions.sent",
		.group = "push",
		.consumers = 2,
		.batch = 8,
		.handling_ms = 60,
		.retry_ms = 3000,
		.flaky = 0.02,
		.hopeless = 0.012,
		.dead_after = 3,
		.dead_topic = "suggestions.dead-letter",
		.failure = "the phone has no push token"},
	{.topic = "suggestions.answered",
		.group = "automation",
		.consumers = 2,
		.batch = 4,
		.handling_ms = 90,
		.retry_ms = 3000},
	{.topic = "hub.commands",
		.group = "hub-gateway",
		.consumers = 3,
		.batch = 4,
		.handling_ms = 120,
		.retry_ms = 3000},
	{.topic = "hub.confirmations",
		.group = "history",
		.consumers = 1,
		.batch = 32,
		.handling_ms = 8},
};

static const struct step steps[] = {
	{.after = &adjusted, .by = "patterns", .emits = &found, .probability = 0.4},
	{.after = &switched, .by = "patterns", .emits = &found, .probability = 0.4},
	{.after = &found, .by = "suggester", .emits = &suggested, .probability = 0.75},
	{.after = &suggested,
		.emits = &accepted,
		.probability = 0.5,
		.delay_ms = 6000,
		.among = "answer"},
	{.after = &suggested,
		.emits = &ignored,
		.probability = 0.4,
		.delay_ms = 12000,
		.among = "answer",
		.from = 0.5},
	{.after = &accepted, .by = "automation", .emits = &automated, .probability = 0.97},
	{.after = &automated, .by = "hub-gateway", .emits = &confirmed, .probability = 0.99},
};

/* One make of device is heard no more, and the hubs fetch no commands. */
static const struct incident incidents[] = {
	{.kind = INCIDENT_SILENCE, .topic = "devices.climate"},
	{.kind = INCIDENT_LEAVE, .topic = "hub.commands", .group = "hub-gateway"},
};

const struct scenario scenario_iot = {
	.name = "iot",
	.summary = "smart homes: devices, patterns, suggestions, routines, commands",
	.config =
#include "iot.conf.h"
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
