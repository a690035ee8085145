#include "ops/provenance.h"

#include "ops/sets.h"

static const char prefix[] = "_rm.";
static const char first_name[] = "_rm.topic";

static void add(struct command *out, const char *name, struct text value)
{
	command_add_string(out, name);
	command_add(out, value);
}

static void add_who(const struct request *request, struct command *out)
{
	struct buf who;

	buf_init(&who, KEY_BYTES_MAX);
	buf_add_text(&who, request->who);
	if (request->host.length > 0) {
		buf_add_byte(&who, '@');
		buf_add_text(&who, request->host);
	}
	add(out, "_rm.by", buf_text(&who));
	buf_finish(&who);
}

/* The names of the fields that are not as they were. */
static void add_edited(const struct request *request, struct command *out)
{
	struct buf names;

	buf_init(&names, KEY_BYTES_MAX);
	sets_names(request, &names);
	if (names.length > 0) {
		add(out, "_rm.edited", buf_text(&names));
	}
	buf_finish(&names);
}

void provenance_add(const struct request *request, const struct item *item, struct command *out)
{
	add(out, first_name, request->topic);
	command_add_string(out, "_rm.id");
	command_add_id(out, item->id);
	if (request->group.length > 0) {
		add(out, "_rm.group", request->group);
	}
	if (item->deliveries >= 0) {
		add(out, "_rm.consumer", item->consumer);
		command_add_string(out, "_rm.deliveries");
		command_add_i64(out, item->deliveries);
	}
	if (request->reason.length > 0) {
		add(out, "_rm.reason", request->reason);
	}
	add_edited(request, out);
	add_who(request, out);
	command_add_string(out, "_rm.at");
	command_add_i64(out, request->at_ms);
	add(out, "_rm.job", text_of(request->job));
}

size_t provenance_fields(const struct request *request, const struct item *item,
	struct command *command, struct entry_field *fields)
{
	size_t count;

	command_reset(command);
	provenance_add(request, item, command);
	count = command->argc / 2;
	for (size_t i = 0; i < count; i++) {
		fields[i] = (struct entry_field){.name = command_arg(command, i * 2),
			.value = command_arg(command, i * 2 + 1)};
	}
	return count;
}

bool provenance_is_foreign(const struct entry *entry)
{
	bool inside = false;

	for (size_t i = 0; i < entry->field_count; i++) {
		struct text name = entry->fields[i].name;
		bool ours = text_starts(name, prefix);

		if (inside != ours && (inside || !text_is(name, first_name))) {
			return true;
		}
		inside = ours;
	}
	return false;
}
