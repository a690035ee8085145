#include "base/sanitise.h"
#include "findings.h"
#include "answer.h"
#include "indicator_scan.h"
#include "output.h"

enum {
	STATUS_OK = 0,
	STATUS_WARNING = 1,
	STATUS_CRITICAL = 2,
	STATUS_UNKNOWN = 3,
	NAMED_MAX = 3,        /* findings that the line tells one by one */
	NAME_BYTES_MAX = 256, /* of a name; monitoring cuts long lines anywhere */
	LINE_MAX_BYTES = 65536
};

static int status_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_OK:
		return STATUS_OK;
	case SEVERITY_WARNING:
		return STATUS_WARNING;
	case SEVERITY_CRITICAL:
		return STATUS_CRITICAL;
	case SEVERITY_UNKNOWN:
		break;
	}
	return STATUS_UNKNOWN;
}

static const char *status_word(int status)
{
	static const char *const words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

	return words[status];
}

/* Safe for a terminal and for what monitoring takes apart: `|` begins the performance data. */
static void add_words(struct buf *line, struct text raw)
{
	size_t from = line->length;

	sanitise_text(line, raw);
	for (size_t i = from; i < line->length; i++) {
		line->at[i] = line->at[i] == '|' ? '/' : line->at[i];
	}
}

static void add_name(struct buf *line, struct text name)
{
	bool cut = name.length > NAME_BYTES_MAX;

	add_words(line, cut ? text_from(name.at, NAME_BYTES_MAX) : name);
	buf_add_string(line, cut ? "..." : "");
}

static void add_finding(struct buf *line, const struct finding *finding)
{
	add_name(line, finding->topic);
	if (finding->group.length > 0) {
		buf_add_byte(line, '/');
		add_name(line, finding->group);
	}
	buf_addf(line, " %s%s", finding_word(finding), finding->reason.length > 0 ? " " : "");
	add_words(line, finding->reason);
}

static void add_measure(struct buf *line, const char *label, const struct known *sum)
{
	if (sum->is) {
		buf_addf(line, " %s=%lld;;;0", label, (long long)sum->n);
	} else {
		buf_addf(line, " %s=U;;;0", label);
	}
}

static void add_counts(struct buf *line, const struct findings *findings)
{
	size_t unread = findings->bad - findings->bad_groups - findings->missed;

	if (findings->groups == 0) {
		buf_add_string(line, "no groups");
	} else if (findings->bad_groups > 0) {
		buf_addf(line, "%zu of %zu groups", findings->bad_groups, findings->groups);
	} else {
		buf_addf(line, "%zu group%s", findings->groups, findings->groups == 1 ? "" : "s");
	}
	if (unread > 0) {
		buf_addf(line, ", %zu topic%s not read", unread, unread == 1 ? "" : "s");
	}
	if (findings->indicators > 0) {
		buf_addf(line, ", %zu of %zu indicators missed", findings->missed,
			findings->indicators);
	}
}

static void add_summary(struct buf *line, const struct findings *findings)
{
	size_t bad = findings->bad < NAMED_MAX ? findings->bad : NAMED_MAX;

	if (findings->total == 1 && findings->indicators == 0) {
		add_finding(line, &findings->at[0]);
		return;
	}
	for (size_t i = 0; i < bad; i++) {
		add_finding(line, &findings->at[i]);
		buf_add_string(line, "; ");
	}
	add_counts(line, findings);
}

static bool write_line(const struct findings *findings, int status, struct error *error)
{
	struct buf line;

	buf_init(&line, LINE_MAX_BYTES);
	buf_addf(&line, "RIVERMASTER %s - ", status_word(status));
	add_summary(&line, findings);
	buf_add_string(&line, " |");
	add_measure(&line, "lag", &findings->lag);
	add_measure(&line, "pending", &findings->pending);
	buf_addf(&line, " groups=%zu;;;0 critical=%zu;;0;0 warning=%zu;0;;0 unknown=%zu;;;0",
		findings->groups, findings->count[SEVERITY_CRITICAL],
		findings->count[SEVERITY_WARNING], findings->count[SEVERITY_UNKNOWN]);
	if (findings->indicators > 0) {
		buf_addf(&line, " indicators=%zu;;;0 missed=%zu;0;;0", findings->indicators,
			findings->missed);
	}
	buf_add_byte(&line, '\n');
	bool ok = output_write(buf_text(&line), error);
	buf_finish(&line);
	return ok;
}

static cJSON *finding_json(const struct finding *finding)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToObject(object, "topic",
		finding->is_indicator ? cJSON_CreateNull() : json_text(finding->topic));
	cJSON_AddItemToObject(object, "indicator",
		finding->is_indicator ? json_text(finding->topic) : cJSON_CreateNull());
	cJSON_AddItemToObject(object, "group",
		finding->is_topic || finding->is_indicator ? cJSON_CreateNull()
							   : json_text(finding->group));
	cJSON_AddStringToObject(object, "verdict", finding_word(finding));
	cJSON_AddStringToObject(object, "severity", severity_name(finding->severity));
	cJSON_AddItemToObject(object, "reason", json_sentence(finding->reason));
	return object;
}

static cJSON *known_json(const struct known *known)
{
	return known->is ? json_integer(known->n) : cJSON_CreateNull();
}

static cJSON *count_json(size_t count)
{
	return json_integer((int64_t)count);
}

static bool write_json(const struct findings *findings, int status, struct error *error)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "status", status_word(status));
	cJSON_AddItemToObject(object, "exit", json_integer(status));
	cJSON_AddItemToObject(object, "groups", count_json(findings->groups));
	cJSON_AddItemToObject(object, "critical", count_json(findings->count[SEVERITY_CRITICAL]));
	cJSON_AddItemToObject(object, "warning", count_json(findings->count[SEVERITY_WARNING]));
	cJSON_AddItemToObject(object, "unknown", count_json(findings->count[SEVERITY_UNKNOWN]));
	cJSON_AddItemToObject(object, "lag", known_json(&findings->lag));
	cJSON_AddItemToObject(object, "pending", known_json(&findings->pending));
	cJSON_AddItemToObject(object, "indicators", count_json(findings->indicators));
	cJSON_AddItemToObject(object, "missed", count_json(findings->missed));
	cJSON *list = cJSON_AddArrayToObject(object, "findings");
	for (size_t i = 0; i < findings->bad; i++) {
		cJSON_AddItemToArray(list, finding_json(&findings->at[i]));
	}
	bool ok = answer_write_json(object, error);
	cJSON_Delete(object);
	return ok;
}

/* A topic that was asked for by name and has no groups is not well: nobody reads it, or it is the
 * wrong name. */
static int judge(const struct call *call, const struct findings *findings)
{
	if (findings->total == 0) {
		return call->argument_count > 0 ? STATUS_UNKNOWN : STATUS_OK;
	}
	return status_of(findings->at[0].severity);
}

/* Whoever names topics on the command line expects some; a glob of the configuration may wait for
 * its topics to come. */
static bool found_any(
	const struct answer *answer, const struct options *options, struct error *error)
{
	size_t count;

	model_topics(answer->model, &count);
	return count > 0 || options->topics == NULL ||
		error_set(error, ERROR_FAILED, "no topic matches %s", options->topics);
}

/* Only where all is looked at, and some are declared: what was added lately is read for them. */
static bool look_at_indicators(const struct call *call, const struct config *config,
	struct findings *findings, struct error *error)
{
	struct indicator_scan scan;
	bool good = true;

	if (call->argument_count > 0 || config->indicator_count == 0) {
		return true;
	}
	indicator_scan_init(&scan, call->options);
	scan.only_lately = true;
	good = indicator_scan_run(&scan, error);
	if (good) {
		findings_add_indicators(findings, scan.indicators);
	}
	indicator_scan_finish(&scan);
	return good;
}

static int tell(const struct call *call, const struct findings *findings, struct error *error)
{
	int status = judge(call, findings);

	if (call->options->json) {
		write_json(findings, status, error);
	} else {
		write_line(findings, status, error);
	}
	return status;
}

static int run(const struct call *call, struct error *error)
{
	struct snapshot_options what = {.groups = true};
	struct answer answer;
	int status = STATUS_UNKNOWN;

	if (call->argument_count > 0) {
		what.topic = text_of(call->arguments[0]);
	}
	if (call->argument_count > 1) {
		what.group = text_of(call->arguments[1]);
	}
	if (answer_configure(&answer, call->options, error) &&
		answer_take(&answer, call->options, &what, error) &&
		found_any(&answer, call->options, error)) {
		struct findings findings = findings_of(answer.model, what.group);

		if (look_at_indicators(call, &answer.config, &findings, error)) {
			status = tell(call, &findings, error);
		}
		findings_finish(&findings);
	}
	answer_finish(&answer);
	return status;
}

/* Monitoring reads stdout and takes exit 2 for an alarm: whatever went wrong is UNKNOWN there. */
static int fail(const struct call *call, const struct error *error)
{
	struct buf line;

	output_complain(error->text);
	buf_init(&line, LINE_MAX_BYTES);
	if (call->options->json) {
		cJSON *object = cJSON_CreateObject();
		cJSON_AddStringToObject(object, "status", status_word(STATUS_UNKNOWN));
		cJSON_AddItemToObject(object, "exit", json_integer(STATUS_UNKNOWN));
		cJSON_AddItemToObject(object, "reason", json_sentence(text_of(error->text)));
		json_print(&line, object);
		cJSON_Delete(object);
	} else {
		buf_addf(&line, "RIVERMASTER %s - ", status_word(STATUS_UNKNOWN));
		add_words(&line, text_of(error->text));
		buf_add_byte(&line, '\n');
	}
	output_write(buf_text(&line), NULL);
	buf_finish(&line);
	return STATUS_UNKNOWN;
}

const struct subcommand subcommand_check = {
	.name = "check",
	.usage = "rivermaster check [OPTION]... [TOPIC [GROUP]]",
	.summary = "for monitoring: one line and an exit code",
	.help = "Looks for 2 s at all groups, at those of TOPIC, or at GROUP alone, and tells the "
		"worst\n"
		"first. Exit: 0 ok, 1 warning, 2 critical, 3 unknown; also 3 for wrong usage, no\n"
		"connection, a TOPIC without groups, and a --topics GLOB that no topic matches.\n"
		"No groups anywhere is 0. Without TOPIC also the indicators of the configuration\n"
		"count that miss their target: for these the entries of the last hour are read, "
		"or\n"
		"of four times their windows, or all where one has none.\n"
		"Behind the | stand lag and pending in all; U where a part is not known, or only "
		"an\n"
		"upper bound of it.\n",
	.options = OPTIONS_WATCH | OPTION_BIT(OPTION_JSON),
	.arguments_max = 2,
	.run = run,
	.fail = fail,
};
