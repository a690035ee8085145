/*
 * What the operator has written down: the configuration file and the profile chosen in it, with the
 * command line laid over it by the caller. Plain values; once loaded nobody changes it. It knows
 * nothing of connections or screens.
 *
 *   [server]            url, topics, memory            (defaults for all profiles)
 *   [profile NAME]      url, topics, environment       (environment = prod marks the header)
 *                       export                         (masked, forbidden: what may leave)
 *                       operations                     (ask, type-the-name, forbidden)
 *                       wait, wait_aof, wait_timeout   (copies that must confirm a write)
 *   [topic NAME]        partitions = GLOB              (keys that are partitions of one topic)
 *   [health]            allowed, poison_after, consumer_gone, headroom_warn, window
 *   [health NAME]       the same, for topic = GLOB and group = GLOB
 *   [envelope NAME]     topics = GLOB; type, service, journey, party, trace, cause, time, outcome,
 *                       payload = FIELD or path
 *   [contract NAME]     topics = GLOB, type, schema (JSON, or a file)
 *   [alert NAME]        when (a query), of (topics, groups), for, clear, severity, exec
 *   [journey NAME]      anchor, child, party, start, end, fail, step, ... (model/definition.h)
 *   [indicator NAME]    from, to, time, mean, returning, silent, within, window, target, ...
 *                       (model/indicator.h)
 *   [service NAME]      group                          (by which it reads; may repeat)
 *   [screen]            theme, ascii, color (256, 16, mono), clock (on, off), notify
 *   [masks]             hide, show (GLOB of field names, repeated), values, screen (on, off)
 *   [keys]              ACTION = KEY
 *
 * One kind of section is one row in the table of config.c.
 */
#ifndef ENGINE_CONFIG_H
#define ENGINE_CONFIG_H

#include "base/error.h"
#include "envelope/event.h"
#include "model/definition.h"
#include "model/deliveries.h"
#include "model/indicator.h"
#include "model/model.h"

#include <stdint.h>

/* How a new critical alert is told besides on screen. */
enum notify { NOTIFY_BELL, NOTIFY_OSC9, NOTIFY_OSC777, NOTIFY_OSC99, NOTIFY_OFF };

struct config_alert {
	struct alert_rule rule;
	char *where; /* FILE:LINE of its query */
};

struct config_key {
	char *action, *key;
	char *where; /* FILE:LINE, for messages */
};

/* How an operation is confirmed. */
enum config_operations {
	OPERATIONS_ASK,
	OPERATIONS_NAME, /* by typing the topic's name */
	OPERATIONS_FORBIDDEN,
};

/* How many replicas must confirm what an operation writes. */
struct config_wait {
	bool has_replicas, has_aof; /* else: one where there is any; none */
	int64_t replicas;           /* WAIT */
	int64_t aof; /* WAITAOF: so many replicas, and the server itself, have it on their disk */
	int64_t timeout_ms; /* 0: the usual */
};

struct config {
	char *file;        /* what was read; NULL when there is none */
	char *url;         /* never NULL: redis://127.0.0.1:6379 at last */
	char *url_from;    /* `--url`, `RIVERMASTER_URL`, `FILE:LINE`, `default`: for messages */
	char *profile;     /* NULL: none */
	char *environment; /* `prod`, ...; NULL */
	char *topics;      /* glob; NULL: all */
	uint64_t memory_bytes;
	struct model_options model; /* rules and partitions point into this config */
	struct event_options envelopes;
	size_t journey_count;
	struct definition *journeys; /* sealed */
	size_t indicator_count;
	struct indicator *indicators; /* sealed */
	size_t service_count;
	struct service_group *services;
	char *theme; /* name or path; NULL: by the terminal */
	bool ascii, mono, clock_off;
	int colors;                /* 0, 16, 256 */
	struct mask_options masks; /* globs are owned */
	bool masks_screen_off;     /* the screen shows everything as it is */
	bool export_masked, export_forbidden;
	enum config_operations operations;
	struct config_wait wait;
	enum notify notify;
	size_t alert_count;
	struct config_alert *alerts; /* in the order of the model's rules */
	size_t key_count;
	struct config_key *keys;
};

/* What the command line says; NULL and 0 say nothing. */
struct config_overrides {
	const char *file, *profile, *url, *topics;
	uint64_t memory_bytes;
	bool mono, ascii;
	const char *theme;
};

/* Defaults, then the file (`overrides->file`, else $XDG_CONFIG_HOME/rivermaster/rivermaster.conf,
 * which may be missing), then RIVERMASTER_URL, then its profile, then the overrides. Errors are
 * ERROR_USAGE with FILE:LINE. Released with config_finish whatever the result. */
bool config_load(
	struct config *config, const struct config_overrides *overrides, struct error *error);
void config_finish(struct config *config);

#endif
