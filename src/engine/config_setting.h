/*
 * What the keys of the configuration do: each setting reads one line into the loader. Which section
 * has which keys is the table in config.c.
 */
#ifndef ENGINE_CONFIG_SETTING_H
#define ENGINE_CONFIG_SETTING_H

#include "base/buf.h"
#include "base/ini.h"
#include "engine/config.h"

/* What [server] or a [profile] says of the server. */
struct target {
	char *url, *url_from, *topics, *environment;
	bool export_masked, export_forbidden, has_operations;
	enum config_operations operations;
	struct config_wait wait;
};

struct loader {
	struct config *config;
	const char *wanted; /* the profile asked for, or NULL */
	bool found, profile_has_url;
	struct target server, profile;
	struct buf profiles;               /* their names, for the message */
	struct target *target;             /* of the open section; NULL: a profile not asked for */
	struct thresholds *thresholds;     /* of the open [health] */
	struct model_threshold_rule *rule; /* of the open [health NAME] */
};

struct setting;
typedef bool setting_fn(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error);

struct setting {
	const char *name;
	setting_fn *set;
	int which;
};

setting_fn setting_url, setting_topics, setting_environment, setting_memory;
setting_fn setting_partitions;
/* `which` is the member's place in struct thresholds. */
setting_fn setting_threshold;
enum { SCOPE_TOPIC, SCOPE_GROUP };
setting_fn setting_scope;
setting_fn setting_theme, setting_ascii, setting_clock, setting_color, setting_notify;
setting_fn setting_export, setting_operations;
/* `which` of the three. */
enum { WAIT_REPLICAS, WAIT_AOF, WAIT_TIMEOUT };
setting_fn setting_wait;
/* `which`: the globs it adds to; or the switch that it is. */
enum { MASKS_HIDE, MASKS_SHOW };
setting_fn setting_mask_glob, setting_mask_values, setting_mask_screen;
setting_fn setting_key;

/* [envelope NAME]; `which` is the part of the event. */
extern const struct setting envelope_settings[];
bool open_envelope(struct loader *loader, const struct ini_line *line, struct error *error);
setting_fn setting_envelope_topics, setting_envelope_path;
void envelopes_finish(struct event_options *options);

/* [alert NAME]; `which` is the wait that it sets. */
extern const struct setting alert_settings[];
bool open_alert(struct loader *loader, const struct ini_line *line, struct error *error);
setting_fn setting_alert_when, setting_alert_of, setting_alert_wait, setting_alert_severity;
setting_fn setting_alert_exec;
/* After the last line: every query can be read. Makes the model's rules of them. */
bool alerts_check(struct config *config, struct error *error);
void alerts_finish(struct config *config);

/* [contract NAME] */
extern const struct setting contract_settings[];
bool open_contract(struct loader *loader, const struct ini_line *line, struct error *error);
setting_fn setting_contract_topics, setting_contract_type, setting_contract_schema;
/* After the last line: each has its schema. */
bool contracts_check(const struct config *config, struct error *error);
void contracts_finish(struct event_options *options);

/* `FILE:LINE`; the caller's. */
char *setting_dup_where(const struct ini_line *line);

/* [journey NAME]; the key itself says what it sets. */
extern const struct setting journey_settings[];
bool open_journey(struct loader *loader, const struct ini_line *line, struct error *error);
setting_fn setting_journey;
/* After the last line. */
bool journeys_seal(struct config *config, struct error *error);
void journeys_finish(struct config *config);

/* [indicator NAME]; the key itself says what it sets. */
extern const struct setting indicator_settings[];
bool open_indicator(struct loader *loader, const struct ini_line *line, struct error *error);
setting_fn setting_indicator;
/* After the last line of all: what it names is declared. */
bool indicators_seal(struct config *config, struct error *error);
void indicators_finish(struct config *config);

/* [service NAME] */
extern const struct setting service_settings[];
bool open_service(struct loader *loader, const struct ini_line *line, struct error *error);
setting_fn setting_service_group;
/* After the last line: each has a group. */
bool services_check(const struct config *config, struct error *error);
void services_finish(struct config *config);

/* A pattern that SCAN may be given: at most 4 `*` (CVE-2022-36021). */
bool setting_glob_is_cheap(struct text glob, struct error *error);
void setting_replace(char **slot, char *with);

#endif
