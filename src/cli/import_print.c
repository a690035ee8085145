#include "import_plan.h"

#include <inttypes.h>

#include "answer.h"
#include "base/number.h"
#include "base/sanitise.h"
#include "json.h"
#include "output.h"

enum { WARNING_BYTES_MAX = 1024 };

static struct text group_name(const struct append_target *target, size_t i)
{
	return text_from(target->groups[i], target->group_lengths[i]);
}

static size_t count_groups(const struct import_plan *plan)
{
	size_t groups = 0;

	for (size_t i = 0; i < plan->count; i++) {
		groups += plan->on_server[i].group_count;
	}
	return groups;
}

static const char ids_warning[] =
	"the events get new ids: what was in the file under another id is a new event";
static const char limit_warning[] =
	"whether a producer trims these topics cannot be known: where one does, it may trim what "
	"is read late";

bool import_plan_warns(const struct import_plan *plan, struct error *warning)
{
	char masked[NUMBER_MAX];

	if (plan->masked == 0) {
		return false;
	}
	error_set(warning, ERROR_FAILED,
		"%s of the events were exported with masks: what is hidden in them is lost, the "
		"stars would be written in its place",
		number_count(masked, (int64_t)plan->masked, NUMBER_MAX - 1));
	return true;
}

static cJSON *touches_of(const struct import_plan *plan)
{
	cJSON *touches = cJSON_CreateObject();

	cJSON_AddItemToObject(touches, "topics", json_integer((int64_t)plan->count));
	cJSON_AddItemToObject(touches, "groups", json_integer((int64_t)count_groups(plan)));
	cJSON_AddItemToObject(touches, "entries", json_integer((int64_t)plan->entries));
	cJSON_AddItemToObject(touches, "bytes", json_integer((int64_t)plan->bytes));
	return touches;
}

static cJSON *radius_of(const struct import_plan *plan)
{
	cJSON *radius = cJSON_CreateArray();

	for (size_t i = 0; i < plan->count; i++) {
		for (size_t g = 0; g < plan->on_server[i].group_count; g++) {
			cJSON *row = cJSON_CreateObject();

			cJSON_AddItemToObject(row, "topic", json_text(plan->on_server[i].topic));
			cJSON_AddItemToObject(
				row, "group", json_text(group_name(&plan->on_server[i], g)));
			cJSON_AddItemToArray(radius, row);
		}
	}
	return radius;
}

static cJSON *commands_of(const struct import_plan *plan)
{
	cJSON *commands = cJSON_CreateArray();
	struct text rest = buf_text(&plan->samples);
	size_t count = 0;
	struct buf more;

	for (; rest.length > 0; count++) {
		cJSON_AddItemToArray(commands, json_sentence(text_cut(&rest, '\n')));
	}
	if (plan->entries > count) {
		buf_init(&more, WARNING_BYTES_MAX);
		buf_addf(&more, "... and %" PRIu64 " more", plan->entries - count);
		cJSON_AddItemToArray(commands, json_sentence(buf_text(&more)));
		buf_finish(&more);
	}
	return commands;
}

static void write_effect(const struct import_plan *plan, struct buf *out)
{
	char entries[NUMBER_MAX], bytes[NUMBER_MAX];

	buf_addf(out, "adds %s %s (%s) to %zu %s",
		number_count(entries, (int64_t)plan->entries, NUMBER_MAX - 1),
		plan->entries == 1 ? "event" : "events", number_bytes(bytes, plan->bytes),
		plan->count, plan->count == 1 ? "topic" : "topics");
}

static bool print_json(const struct import_plan *plan, struct error *error)
{
	cJSON *document = cJSON_CreateObject(), *warnings = cJSON_CreateArray();
	struct error masked;
	struct buf effect;
	bool ok;

	buf_init(&effect, WARNING_BYTES_MAX);
	write_effect(plan, &effect);
	cJSON_AddStringToObject(document, "operation", "import");
	cJSON_AddNullToObject(document, "job");
	cJSON_AddItemToObject(document, "touches", touches_of(plan));
	cJSON_AddItemToObject(document, "blast_radius", radius_of(plan));
	cJSON_AddItemToObject(document, "effect", json_sentence(buf_text(&effect)));
	if (import_plan_warns(plan, &masked)) {
		cJSON_AddItemToArray(warnings, json_sentence(text_of(masked.text)));
	}
	if (!plan->options->keep_ids) {
		cJSON_AddItemToArray(warnings, json_sentence(text_of(ids_warning)));
	}
	cJSON_AddItemToArray(warnings, json_sentence(text_of(limit_warning)));
	cJSON_AddItemToObject(document, "warnings", warnings);
	cJSON_AddItemToObject(document, "commands", commands_of(plan));
	cJSON_AddItemToObject(document, "plan_sha256", json_sentence(text_of(plan->sha256)));
	cJSON_AddFalseToObject(document, "changed");
	ok = answer_write_json(document, error);
	cJSON_Delete(document);
	buf_finish(&effect);
	return ok;
}

static void write_target(const struct import_plan *plan, size_t i, struct buf *out)
{
	const struct append_target *there = &plan->on_server[i];
	char entries[NUMBER_MAX], length[NUMBER_MAX];

	buf_add_string(out, "  ");
	sanitise_text(out, there->topic);
	buf_addf(out, ": %s events, ",
		number_count(entries, (int64_t)plan->targets[i].entries, NUMBER_MAX - 1));
	if (there->exists) {
		buf_addf(
			out, "%s there now; ", number_count(length, there->length, NUMBER_MAX - 1));
	} else {
		buf_add_string(out, "a new topic; ");
	}
	buf_addf(out, "%zu %s will see them", there->group_count,
		there->group_count == 1 ? "group" : "groups");
	for (size_t g = 0; g < there->group_count; g++) {
		buf_add_string(out, g == 0 ? ": " : ", ");
		sanitise_text(out, group_name(there, g));
	}
	buf_add_byte(out, '\n');
}

static bool print_text(const struct import_plan *plan, struct error *error)
{
	struct error masked;
	struct buf out;
	bool ok;

	buf_init(&out, OUTPUT_BYTES_MAX);
	buf_add_string(&out, "import ");
	write_effect(plan, &out);
	buf_add_string(&out, "\n");
	for (size_t i = 0; i < plan->count; i++) {
		write_target(plan, i, &out);
	}
	if (import_plan_warns(plan, &masked)) {
		buf_addf(&out, "warning: %s\n", masked.text);
	}
	if (!plan->options->keep_ids) {
		buf_addf(&out, "warning: %s\n", ids_warning);
	}
	buf_addf(&out, "warning: %s\n", limit_warning);
	for (struct text rest = buf_text(&plan->samples); rest.length > 0;) {
		struct text command = text_cut(&rest, '\n');

		buf_addf(&out, "  %.*s\n", (int)command.length, command.at);
	}
	buf_addf(&out, "This is the plan %.12s; nothing was changed. %s\n", plan->sha256,
		plan->options->yes ? "Without --dry-run it is done." : "With --yes it is done.");
	ok = output_write(buf_text(&out), error);
	buf_finish(&out);
	return ok;
}

bool import_plan_print(const struct import_plan *plan, struct error *error)
{
	return plan->options->json ? print_json(plan, error) : print_text(plan, error);
}
