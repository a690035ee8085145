#include "support/world.h"

#include <stdio.h>

enum { GROUPS_MAX = 3, CONSUMERS_MAX = 4 };

struct shop_group {
	const char *name;
	double lag, lag_per_s;
	int64_t pending;
	size_t consumers;
	int64_t idle_ms;
};

struct shop_topic {
	const char *name;
	int64_t length;
	double per_s;
	enum fact_outcome outcome;
	struct shop_group groups[GROUPS_MAX];
};

static const struct shop_topic shop[] = {
	{
		.name = "orders.created",
		.length = 1002411,
		.per_s = 1204,
		.groups =
			{
				{
					.name = "billing",
					.lag = 7411,
					.lag_per_s = 41,
					.pending = 1204,
					.consumers = 4,
					.idle_ms = 90,
				},
				{
					.name = "email",
					.pending = 3,
					.consumers = 2,
					.idle_ms = 40,
				},
				{
					.name = "search-index",
					.lag = 1157,
					.lag_per_s = -9,
					.pending = 77,
					.consumers = 1,
					.idle_ms = 12,
				},
			},
	},
	{
		.name = "orders.paid",
		.length = 380480,
		.per_s = 20,
		.groups =
			{
				{
					.name = "ledger",
					.consumers = 2,
				},
			},
	},
	{
		.name = "orders.shipped",
		.length = 883454,
		.per_s = 3,
	},
	{
		.name = "payments.failed",
		.length = 57702,
		.per_s = 8,
		.groups =
			{
				{
					.name = "retry",
					.lag = 418,
					.lag_per_s = 8,
					.pending = 418,
					.idle_ms = 360000,
					.consumers = 3,
				},
			},
	},
	{
		.name = "shipping.scan",
		.length = 88120,
		.outcome = FACT_DENIED,
	},
	{
		.name = "email.outbox",
		.length = 704104,
		.per_s = 68,
		.groups =
			{
				{
					.name = "sender",
					.pending = 12,
					.consumers = 1,
				},
			},
	},
	{
		.name = "audit.trail",
		.length = 9204118,
		.per_s = 426,
		.groups =
			{
				{
					.name = "archiver",
					.pending = 12,
					.consumers = 1,
					.idle_ms = 90,
				},
			},
	},
	{.name = "payments.failed.dlq"},
	{
		.name = "naughty\033[31m\n\xff",
		.length = 12,
	},
};

enum { SHOP_TOPICS = sizeof(shop) / sizeof(*shop) };

static void apply(struct world *world, struct fact fact)
{
	fact.at_ms = world->now_ms;
	model_apply(world->model, &fact);
}

void world_link(struct world *world, bool ready, const char *trouble)
{
	struct fact fact = {
		.kind = FACT_LINK,
		.outcome = ready ? FACT_KNOWN : FACT_LOST,
		.link = {.ready = ready,
			.retry_in_ms = ready ? -1 : 2000,
			.attempt = ready ? 0 : 3},
	};

	if (trouble) {
		error_set(&fact.error, ERROR_CONNECT, "%s", trouble);
	}
	apply(world, fact);
}

static void open_dark(struct world *world, const struct model_options *options)
{
	*world = (struct world){
		.model = model_create(options),
		.now_ms = WORLD_START_MS,
		.server_ms = 1712924467000,
	};
	model_advance(world->model, world->now_ms);
}

void world_open_dark(struct world *world)
{
	open_dark(world, &(struct model_options){.thresholds = thresholds_default()});
}

static void tell_clock(struct world *world)
{
	apply(world,
		(struct fact){
			.kind = FACT_CLOCK,
			.clock = {.server_ms = world->server_ms, .round_trip_us = 400},
		});
}

static void open_live(struct world *world, const struct model_options *options)
{
	open_dark(world, options);
	world_link(world, true, NULL);
	tell_clock(world);
	apply(world,
		(struct fact){
			.kind = FACT_SERVER,
			.server =
				{
					.version = text_of("7.0.15"),
					.mode = text_of("standalone"),
					.role = text_of("master"),
					.name = text_of("redis"),
					.eviction = text_of("noeviction"),
					.uptime_s = 93784,
					.clients = 41,
					.memory_bytes = 220200960,
					.commands_per_s = 5120,
					.has_memory = true,
					.has_clients = true,
					.has_rate = true,
				},
		});
	apply(world,
		(struct fact){
			.kind = FACT_COST,
			.cost = {.server_share = 0.003,
				.bytes_per_s = 16000,
				.commands_per_s = 60,
				.round_us = 1200},
		});
}

void world_open(struct world *world)
{
	world_open_masked(world, NULL);
}

void world_open_masked(struct world *world, const struct mask *mask)
{
	open_live(world, &(struct model_options){.thresholds = thresholds_default(), .mask = mask});
}

void world_open_ruled(struct world *world, const struct alert_rule *rules, size_t count)
{
	open_live(world,
		&(struct model_options){
			.thresholds = thresholds_default(), .alert_count = count, .alerts = rules});
}

void world_close(struct world *world)
{
	model_destroy(world->model);
	world->model = NULL;
}

static bool is_there(const struct world *world, size_t topic)
{
	return !(world->without >> topic & 1);
}

static void tell_scan(struct world *world)
{
	struct text names[SHOP_TOPICS];
	size_t i, count = 0;

	for (i = 0; i < SHOP_TOPICS; i++) {
		if (is_there(world, i)) {
			names[count++] = text_of(shop[i].name);
		}
	}
	apply(world,
		(struct fact){
			.kind = FACT_SCAN,
			.scan = {.begins = true, .ends = true, .count = count, .names = names},
		});
}

static double lag_of(const struct world *world, const struct shop_group *group)
{
	double lag = group->lag + group->lag_per_s * world->seconds;

	return lag > 0 ? lag : 0;
}

static struct fact_group group_now(const struct world *world, const struct shop_topic *topic,
	const struct shop_group *group, int64_t added)
{
	double lag = lag_of(world, group),
	       behind_ms = topic->per_s > 0 ? lag / topic->per_s * 1000 : 0;

	return (struct fact_group){
		.name = text_of(group->name),
		.consumers = (int64_t)group->consumers,
		.pending = group->pending,
		.last_delivered = {.ms = (uint64_t)(world->server_ms - (int64_t)behind_ms)},
		.has_entries_read = true,
		.entries_read = added - (int64_t)lag,
		.has_lag = true,
		.lag = (int64_t)lag,
	};
}

static void tell_consumers(
	struct world *world, const struct shop_topic *topic, const struct shop_group *group)
{
	struct fact_consumer consumers[CONSUMERS_MAX];
	char names[CONSUMERS_MAX][40];
	size_t i;

	for (i = 0; i < group->consumers; i++) {
		snprintf(names[i], sizeof(names[i]), "%s-7f9c-%zu", group->name, i);
		consumers[i] = (struct fact_consumer){
			.name = text_of(names[i]),
			.pending = group->pending * (int64_t)(i + 1) / 10,
			.idle_ms = group->idle_ms * (int64_t)(i + 1),
		};
	}
	apply(world,
		(struct fact){
			.kind = FACT_CONSUMERS,
			.topic = text_of(topic->name),
			.group = text_of(group->name),
			.consumers = {.count = group->consumers, .consumers = consumers},
		});
}

static void tell_pending(
	struct world *world, const struct shop_topic *topic, const struct shop_group *group)
{
	struct id lowest = {.ms = (uint64_t)(world->server_ms - group->idle_ms - 1000)};
	struct fact_pending_entry entry = {
		.id = lowest,
		.consumer = text_of("someone"),
		.idle_ms = group->idle_ms,
		.deliveries = 2,
	};

	apply(world,
		(struct fact){
			.kind = FACT_PENDING,
			.topic = text_of(topic->name),
			.group = text_of(group->name),
			.pending =
				{
					.total = group->pending,
					.has_range = group->pending > 0,
					.lowest = lowest,
					.highest = {.ms = (uint64_t)world->server_ms},
					.count = group->pending > 0 ? 1 : 0,
					.entries = &entry,
					.page_ends = true,
				},
		});
}

static void tell_undelivered(
	struct world *world, const struct shop_topic *topic, const struct fact_group *group)
{
	apply(world,
		(struct fact){
			.kind = FACT_UNDELIVERED,
			.topic = text_of(topic->name),
			.group = group->name,
			.undelivered =
				{
					.after = group->last_delivered,
					.exists = group->lag > 0,
					.first = {.ms = group->last_delivered.ms + 1},
				},
		});
}

static void tell_topic(struct world *world, const struct shop_topic *topic)
{
	int64_t added = topic->length + (int64_t)(topic->per_s * world->seconds);
	struct fact_group groups[GROUPS_MAX];
	struct fact fact = {
		.kind = FACT_TOPIC,
		.outcome = topic->outcome,
		.topic = text_of(topic->name),
		.topic_info =
			{
				.length = topic->length,
				.last_generated = {.ms = (uint64_t)world->server_ms},
				.first = {.ms = (uint64_t)world->server_ms - 86400000},
				.last = {.ms = (uint64_t)world->server_ms},
				.has_entries = topic->length > 0,
				.has_entries_added = true,
				.has_max_deleted = true,
				.entries_added = added,
				.groups = groups,
				.reply_bytes = 600,
			},
	};
	size_t i, count = 0;

	if (topic->outcome != FACT_KNOWN) {
		error_set(&fact.error, ERROR_REFUSED,
			"NOPERM this user has no permissions to run XINFO");
	}
	for (; count < GROUPS_MAX && topic->groups[count].name; count++) {
		groups[count] = group_now(world, topic, &topic->groups[count], added);
	}
	fact.topic_info.group_count = count;
	apply(world, fact);
	for (i = 0; i < count; i++) {
		tell_consumers(world, topic, &topic->groups[i]);
		tell_pending(world, topic, &topic->groups[i]);
		tell_undelivered(world, topic, &groups[i]);
	}
}

void world_run(struct world *world, int seconds)
{
	size_t i;

	tell_scan(world);
	for (; seconds > 0; seconds--) {
		world->now_ms += 1000;
		world->server_ms += 1000;
		world->seconds += 1;
		tell_clock(world);
		for (i = 0; i < SHOP_TOPICS; i++) {
			if (is_there(world, i)) {
				tell_topic(world, &shop[i]);
			}
		}
		model_advance(world->model, world->now_ms);
	}
}

void world_find(struct world *world, size_t count)
{
	char name[32];
	struct text one = {.at = name};
	size_t i;

	for (i = 0; i < count; i++) {
		one.length = (size_t)snprintf(name, sizeof(name), "topic.%07zu", i);
		apply(world,
			(struct fact){
				.kind = FACT_SCAN,
				.scan = {.begins = i == 0,
					.ends = i + 1 == count,
					.count = 1,
					.names = &one},
			});
	}
	model_advance(world->model, world->now_ms);
}

static void tell_entry(struct world *world, int64_t at_ms, enum whence whence, uint64_t skipped)
{
	unsigned n = (unsigned)(at_ms / 1000 % 100000);
	char order[32], document[160];
	const char *type = n % 3 == 0 ? "order.paid" : "order.placed";
	struct entry_field fields[4];
	struct entry entry = {.id = {.ms = (uint64_t)at_ms}, .field_count = 4, .fields = fields};

	snprintf(order, sizeof(order), "O-%u", n);
	snprintf(document, sizeof(document),
		"{\"customer\":\"C-%u\",\"total\":{\"value\":\"19.%02u\",\"cur\":\"EUR\"}%s}",
		n % 7, n % 100, n % 10 == 7 ? ",\"note\":\"\033[31mred\"" : "");
	fields[0] = (struct entry_field){text_of("type"), text_of(type)};
	fields[1] = (struct entry_field){text_of("order_id"), text_of(order)};
	fields[2] = (struct entry_field){text_of("service"), text_of(n % 2 ? "web" : "api")};
	fields[3] = (struct entry_field){text_of("payload"), text_of(document)};
	apply(world,
		(struct fact){
			.kind = FACT_ENTRIES,
			.topic = text_of("orders.created"),
			.entries = {.whence = whence,
				.count = 1,
				.entries = &entry,
				.skipped = skipped},
		});
}

void world_events(struct world *world, const struct world_events *events)
{
	size_t i;

	apply(world,
		(struct fact){
			.kind = FACT_SOUGHT,
			.topic = text_of("orders.created"),
			.sought = {.turn = events->turn,
				.query = text_of(events->query ? events->query : ""),
				.live = true},
		});
	for (i = 0; i < events->count; i++) {
		int64_t at_ms = world->server_ms - 1000 * (int64_t)(events->count - i) + 137;
		bool last = i + 1 == events->count && events->skipped > 0;

		tell_entry(world, at_ms, last ? WHENCE_LIVE : WHENCE_OLDER,
			last ? events->skipped : 0);
	}
	apply(world, (struct fact){.kind = FACT_READING, .reading = events->older});
}

void world_entry(struct world *world, const char *topic, struct id id, const struct entry *entry)
{
	struct fact fact = {
		.kind = FACT_ENTRY,
		.outcome = entry ? FACT_KNOWN : FACT_ABSENT,
		.topic = text_of(topic),
		.entry = {.id = id},
	};

	if (entry) {
		fact.entry.entry = *entry;
	} else {
		error_set(&fact.error, ERROR_FAILED, "no such entry");
	}
	apply(world, fact);
}

void world_reader(
	struct world *world, const char *topic, const char *group, const struct fact_reader *reader)
{
	apply(world,
		(struct fact){
			.kind = FACT_READER,
			.topic = text_of(topic),
			.group = text_of(group),
			.reader = *reader,
		});
}
