#include <string.h>

#include "answer.h"
#include "base/sanitise.h"
#include "output.h"
#include "surroundings.h"

enum { NAME_COLUMN = 16 };

static const char *result_name(enum probe_result result)
{
	switch (result) {
	case PROBE_OK:
		return "ok";
	case PROBE_WARNING:
		return "warning";
	case PROBE_BAD:
		return "bad";
	case PROBE_INFO:
		break;
	}
	return "info";
}

static void add_text(struct buf *out, const struct probe *probe)
{
	static const char *const marks[] = {[PROBE_OK] = "ok  ",
		[PROBE_WARNING] = "warn",
		[PROBE_BAD] = "BAD ",
		[PROBE_INFO] = "    "};

	buf_addf(out, "%s  %-*s", marks[probe->result], NAME_COLUMN, probe->name);
	sanitise_text(out, text_of(probe->text));
	buf_add_byte(out, '\n');
}

static cJSON *probe_json(const struct probe *probe)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "name", probe->name);
	cJSON_AddStringToObject(object, "result", result_name(probe->result));
	cJSON_AddItemToObject(object, "text", json_sentence(text_of(probe->text)));
	return object;
}

static void write_text(const struct probe *probes, size_t count, struct error *error)
{
	struct buf out;

	buf_init(&out, OUTPUT_BYTES_MAX);
	for (size_t i = 0; i < count; i++) {
		add_text(&out, &probes[i]);
	}
	output_write(buf_text(&out), error);
	buf_finish(&out);
}

static void write_json(const struct probe *probes, size_t count, struct error *error)
{
	cJSON *list = cJSON_CreateArray();

	for (size_t i = 0; i < count; i++) {
		cJSON_AddItemToArray(list, probe_json(&probes[i]));
	}
	answer_write_json(list, error);
	cJSON_Delete(list);
}

/* The first permission that is missing is the error; the others stand in the list. */
static void judge(const struct probe *probes, size_t count, struct error *error)
{
	for (size_t i = 0; i < count && error->code == ERROR_NONE; i++) {
		if (probes[i].result == PROBE_BAD && strcmp(probes[i].name, "permission") == 0) {
			error_set(error, ERROR_REFUSED, "%s", probes[i].text);
		}
	}
}

static int run(const struct call *call, struct error *error)
{
	struct probe probes[2 * PROBE_MAX];
	struct error written = {.code = ERROR_NONE};
	struct answer answer;
	bool configured = answer_configure(&answer, call->options, error);
	size_t count = surroundings_probe(&answer.config, configured ? NULL : error, probes);

	if (configured) {
		count += snapshot_probe(&answer.config, probes + count, error);
		judge(probes, count, error);
	}
	if (call->options->json) {
		write_json(probes, count, &written);
	} else {
		write_text(probes, count, &written);
	}
	if (written.code != ERROR_NONE && error->code == ERROR_NONE) {
		*error = written;
	}
	answer_finish(&answer);
	return (int)error->code;
}

const struct subcommand subcommand_doctor = {
	.name = "doctor",
	.usage = "rivermaster doctor [OPTION]...",
	.summary = "what this server allows and this terminal can show",
	.help = "Exit: 0 all that is needed is there, 2 the configuration is wrong, 3 the server "
		"cannot\n"
		"be reached, 4 a permission is missing.\n",
	.options = OPTIONS_WATCH | OPTION_BIT(OPTION_JSON),
	.run = run,
};
