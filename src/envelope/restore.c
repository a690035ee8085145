#include "envelope/restore.h"

#include "base/mem.h"
#include "letter.h"

enum { RESTORED_BYTES_MAX = 512 << 20 };

static const char ours[] = "_rm.", ours_first[] = "_rm.topic";

void restored_init(struct restored *restored)
{
	*restored = (struct restored){.count = 0};
	buf_init(&restored->bytes, RESTORED_BYTES_MAX);
}

void restored_finish(struct restored *restored)
{
	mem_free(restored->fields);
	buf_finish(&restored->bytes);
}

static void keep(struct restored *restored, const struct entry_field *field)
{
	if (restored->count == restored->room) {
		restored->room = restored->room * 2 + 16;
		restored->fields =
			mem_resize(restored->fields, restored->room, sizeof *restored->fields);
	}
	restored->fields[restored->count++] = *field;
}

/* The last block of ours alone: what was replayed before has one of its own. */
static size_t before_ours(const struct entry *entry)
{
	for (size_t i = entry->field_count; i > 0; i--) {
		struct text name = entry->fields[i - 1].name;

		if (text_is(name, ours_first)) {
			return i - 1;
		}
		if (!text_starts(name, ours)) {
			break;
		}
	}
	return entry->field_count;
}

static void leave_out(
	const struct dead_letter *letter, const struct entry *entry, struct restored *restored)
{
	bool is_ours = text_is(text_of(letter->convention), "rivermaster");
	size_t count = is_ours ? before_ours(entry) : entry->field_count;

	for (size_t i = 0; i < count; i++) {
		if (is_ours || !dead_letter_added(letter, entry->fields[i].name)) {
			keep(restored, &entry->fields[i]);
		}
	}
}

static const struct letter *convention_of(const struct dead_letter *letter)
{
	const struct letter *convention;

	for (size_t i = 0; (convention = letter_at(i)) != NULL; i++) {
		if (text_is(text_of(letter->convention), convention->name)) {
			return convention;
		}
	}
	return NULL;
}

/* The one field in which the convention keeps its own is written anew. */
static bool convert(
	const struct letter *convention, const struct entry *entry, struct restored *restored)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		struct entry_field field = entry->fields[i];

		if (text_is(field.name, convention->field_restored)) {
			if (!convention->restore_value(field.value, &restored->bytes)) {
				return false;
			}
			field.value = buf_text(&restored->bytes);
			if (field.value.length == 0) {
				continue;
			}
		}
		keep(restored, &field);
	}
	return !restored->bytes.full;
}

bool dead_restore(const struct dead_letter *letter, const struct entry *entry,
	struct restored *restored, struct error *error)
{
	const struct letter *convention;

	restored->count = 0;
	buf_reset(&restored->bytes);
	if (letter->convention == NULL) {
		return error_set(
			error, ERROR_REFUSED, "nothing in it says that it is a dead letter");
	}
	if (letter->restore == DEAD_RESTORE_EXACT) {
		leave_out(letter, entry, restored);
		return restored->count > 0 ||
			error_set(error, ERROR_REFUSED, "it has no field of its own");
	}
	convention = convention_of(letter);
	if (letter->restore == DEAD_RESTORE_CONVERT && convention != NULL &&
		convention->restore_value != NULL) {
		return convert(convention, entry, restored) ||
			error_set(error, ERROR_REFUSED, "its field %s is not what %s writes",
				convention->field_restored, convention->name);
	}
	return error_set(error, ERROR_REFUSED,
		letter->restore == DEAD_RESTORE_CONVERT
			? "%s keeps dead letters in another layout: the original fields cannot be "
			  "told"
			: "nothing says which of its fields were added (%s)",
		letter->convention);
}
