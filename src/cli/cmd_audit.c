#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/json.h"
#include "base/number.h"
#include "base/sanitise.h"
#include "engine/audit.h"
#include "output.h"
#include "subcommand.h"

enum { MOMENT_MAX = 32 };

struct shown {
	const struct options *options;
	struct buf out;
	struct error failure;
};

static struct json_value member(const struct json_value *object, const char *name)
{
	struct json_walk walk;
	struct json_value key, value;

	json_walk_begin(&walk, object);
	while (object->kind == JSON_OBJECT && json_walk_next(&walk, &key, &value)) {
		if (json_string_is(&key, text_of(name))) {
			return value;
		}
	}
	return (struct json_value){.kind = JSON_NONE};
}

static void add_string(struct buf *out, const char *before, const struct json_value *value)
{
	struct buf text;

	if (value->kind != JSON_STRING) {
		return;
	}
	buf_init(&text, OUTPUT_BYTES_MAX);
	json_string(&text, value);
	buf_add_string(out, before);
	sanitise_text(out, buf_text(&text));
	buf_finish(&text);
}

static void add_member(
	struct buf *out, const char *before, const struct json_value *object, const char *name)
{
	struct json_value value = member(object, name);

	add_string(out, before, &value);
}

static void add_moment(struct buf *out, const struct json_value *at)
{
	char text[MOMENT_MAX] = "?";
	int64_t ms;
	struct tm parts;

	if (number_parse_i64(at->raw, &ms)) {
		time_t seconds = (time_t)(ms / 1000);

		gmtime_r(&seconds, &parts);
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
	}
	buf_add_string(out, text);
}

static void add_people(struct buf *out, struct text line)
{
	struct json_value record, at, touches;

	if (!json_read(line, &record) || record.kind != JSON_OBJECT) {
		buf_add_string(out, "(no record)\n");
		return;
	}
	at = member(&record, "at_ms");
	touches = member(&record, "touches");
	add_moment(out, &at);
	add_member(out, "  ", &record, "who");
	add_member(out, "@", &record, "host");
	add_member(out, "  ", &record, "operation");
	add_member(out, " ", &touches, "topic");
	add_member(out, " ", &touches, "group");
	add_member(out, " ", &touches, "view");
	add_member(out, ": ", &record, "result");
	add_member(out, "  reason: ", &record, "reason");
	add_member(out, "  job ", &record, "job");
	buf_add_byte(out, '\n');
}

static void on_line(void *arg, struct text line)
{
	struct shown *shown = arg;

	if (shown->options->json) {
		buf_add_text(&shown->out, line);
		buf_add_byte(&shown->out, '\n');
	} else {
		add_people(&shown->out, line);
	}
	if (shown->failure.code == ERROR_NONE) {
		output_write(buf_text(&shown->out), &shown->failure);
	}
	buf_reset(&shown->out);
}

static bool tell_chain(
	const struct options *options, const struct audit_chain *chain, struct error *error)
{
	char line[ERROR_TEXT_MAX];

	if (options->json) {
		snprintf(line, sizeof line,
			"{\"records\": %" PRIu64 ", \"verified\": %s, \"broken\": %" PRIu64 "}\n",
			chain->records, chain->broken == 0 ? "true" : "false", chain->broken);
	} else {
		snprintf(line, sizeof line, "%" PRIu64 " records%s\n", chain->records,
			chain->broken == 0 ? ", each as it was written" : "");
	}
	return output_write(text_of(line), error) &&
		(chain->broken == 0 ||
			error_set(error, ERROR_FAILED,
				"record %" PRIu64 " was changed, or one before it was taken out",
				chain->broken));
}

static int run(const struct call *call, struct error *error)
{
	struct shown shown = {.options = call->options};
	struct audit_chain chain;
	bool verify = call->options->verify;
	bool good;

	buf_init(&shown.out, OUTPUT_BYTES_MAX);
	good = audit_read(&chain, verify ? NULL : on_line, &shown, error);
	buf_finish(&shown.out);
	if (good && shown.failure.code != ERROR_NONE) {
		good = error_set(error, shown.failure.code, "%s", shown.failure.text);
	}
	good = good && (!verify || tell_chain(call->options, &chain, error));
	return good ? 0 : (int)error->code;
}

const struct subcommand subcommand_audit = {
	.name = "audit",
	.usage = "rivermaster audit [--verify] [--json]",
	.summary = "what was done from this machine, by whom and why",
	.help = "With --json the records themselves, one a line: at_ms, who, host, operation, job, "
		"reason,\n"
		"touches, result, plan_sha256, server, prev, hash. Each has the hash of the one "
		"before;\n"
		"--verify checks them all: exit 1 where one was changed or taken out.\n",
	.options = OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_VERIFY),
	.run = run,
};
