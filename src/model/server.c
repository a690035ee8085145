/* The server, the connection and what watching costs. */
#include "state.h"

#include <stdio.h>

static void copy(char *to, size_t room, struct text from)
{
	snprintf(to, room, "%.*s", from.length < room ? (int)from.length : (int)room - 1,
		from.at ? from.at : "");
}

static void apply_server(struct model *model, const struct fact *fact)
{
	struct model_server *server = &model->server;
	const struct fact_server *from = &fact->server;

	server->outcome = fact->outcome;
	if (fact->outcome != FACT_KNOWN) {
		snprintf(server->trouble, sizeof(server->trouble), "%.*s",
			(int)sizeof(server->trouble) - 1, fact->error.text);
		return;
	}
	server->trouble[0] = '\0';
	copy(server->name, sizeof(server->name), from->name);
	copy(server->version, sizeof(server->version), from->version);
	copy(server->mode, sizeof(server->mode), from->mode);
	copy(server->role, sizeof(server->role), from->role);
	copy(server->eviction, sizeof(server->eviction), from->eviction);
	server->uptime_s = from->uptime_s;
	server->clients = (struct known){.is = from->has_clients, .n = from->clients};
	server->memory_bytes = (struct known){.is = from->has_memory, .n = from->memory_bytes};
	server->memory_max_bytes =
		(struct known){.is = from->has_memory, .n = from->memory_max_bytes};
	server->commands_per_s = (struct known){.is = from->has_rate, .n = from->commands_per_s};
	server->loading = from->loading;
}

static void apply_clock(struct model *model, const struct fact *fact)
{
	if (fact->outcome != FACT_KNOWN) {
		return;
	}
	/* The server looked at its clock half a round trip before its answer came. */
	model->clock_offset_ms =
		fact->clock.server_ms + fact->clock.round_trip_us / 2000 - fact->at_ms;
	model->has_clock = true;
	model->link.round_trip_us = (struct known){.is = true, .n = fact->clock.round_trip_us};
}

static void apply_link(struct model *model, const struct fact *fact)
{
	struct model_link *link = &model->link;

	if (link->ready != fact->link.ready || link->since_ms == 0) {
		link->since_ms = model->now_ms;
	}
	if (link->ready && !fact->link.ready) {
		model->broken_ms = model->now_ms;
	}
	link->ready = fact->link.ready;
	link->attempt = fact->link.attempt;
	link->retry_at_ms = fact->link.ready || fact->link.retry_in_ms < 0
		? -1
		: model->now_ms + fact->link.retry_in_ms;
	snprintf(link->trouble, sizeof(link->trouble), "%s",
		fact->link.ready ? "" : fact->error.text);
}

void server_apply(struct model *model, const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_SERVER:
		apply_server(model, fact);
		break;
	case FACT_CLOCK:
		apply_clock(model, fact);
		break;
	case FACT_LINK:
		apply_link(model, fact);
		break;
	default:
		model->cost = fact->cost;
		break;
	}
}
