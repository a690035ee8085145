#include "ops/copy.h"

#include <stdio.h>

#include "base/mem.h"
#include "ops/edit.h"
#include "ops/provenance.h"

enum { NAME_SHOWN_MAX = 80 };

void copy_init(struct copy *copy)
{
	*copy = (struct copy){.count = 0};
	command_init(&copy->provenance);
}

void copy_finish(struct copy *copy)
{
	command_finish(&copy->provenance);
	mem_free(copy->fields);
}

void copy_make(struct copy *copy, const struct request *request, const struct item *item)
{
	const struct entry *entry = item->entry;
	size_t count = entry->field_count;
	bool edits = request_has(request, "set");

	if (count + PROVENANCE_FIELDS_MAX > copy->room) {
		copy->room = count + PROVENANCE_FIELDS_MAX;
		copy->fields = mem_resize(copy->fields, copy->room, sizeof *copy->fields);
	}
	for (size_t i = 0; i < count; i++) {
		copy->fields[i] = entry->fields[i];
		if (edits) {
			edit_sets(request, copy->fields[i].name, &copy->fields[i].value);
		}
	}
	copy->count = count;
	if (!request_has(request, "no-provenance")) {
		copy->count +=
			provenance_fields(request, item, &copy->provenance, copy->fields + count);
	}
}

bool copy_is(const struct copy *copy, const struct entry *entry)
{
	bool same = copy->count == entry->field_count;

	for (size_t i = 0; same && i < copy->count; i++) {
		same = text_equal(copy->fields[i].name, entry->fields[i].name) &&
			text_equal(copy->fields[i].value, entry->fields[i].value);
	}
	return same;
}

/* A name that is none of its fields is more likely mistyped than meant as a new one. */
void copy_check_sets(
	const struct request *request, const struct entry *entry, struct item *item)
{
	struct text field;
	char why[WHY_MAX];

	if (edit_misses(request, entry, &field)) {
		int shown = field.length < NAME_SHOWN_MAX ? (int)field.length : NAME_SHOWN_MAX;

		snprintf(why, sizeof why, "it has no field `%.*s`", shown, field.at);
		item_settle(item, FATE_FAILED, text_of(why));
	}
}

void copy_prepare(const struct request *request, struct batch *batch)
{
	static const struct text foreign[] = {{"FOREIGN", 7}}, many[] = {{"TOOMANYFIELDS", 13}};

	for (size_t i = 0; i < batch->count; i++) {
		struct item *item = &batch->items[i];

		if (item->fate != FATE_OPEN || item->entry == NULL) {
			continue;
		}
		if (item->entry->field_count > COPY_FIELDS_MAX) {
			item_answered(item, &(struct op_answer){.count = 1, .words = many});
		} else if (!request_has(request, "no-provenance") &&
			provenance_is_foreign(item->entry)) {
			item_answered(item, &(struct op_answer){.count = 1, .words = foreign});
		} else {
			copy_check_sets(request, item->entry, item);
		}
	}
}
