#include "ops/back.h"

#include "base/mem.h"
#include "ops/edit.h"
#include "ops/sets.h"

enum { EDITED_FIELDS = 4 };

void back_init(struct back *back)
{
	*back = (struct back){.reader = dead_reader_create(NULL, NULL)};
	restored_init(&back->restored);
	buf_init(&back->edited, KEY_BYTES_MAX);
}

void back_finish(struct back *back)
{
	dead_reader_destroy(back->reader);
	restored_finish(&back->restored);
	buf_finish(&back->edited);
}

bool back_read(struct back *back, const struct request *request, const struct entry *entry)
{
	struct text into = request_text(request, "into");
	const struct dead_letter *letter = &back->letter;

	back->why.code = ERROR_NONE;
	if (!dead_letter_read(back->reader, request->topic, entry, &back->letter)) {
		back->letter = (struct dead_letter){.convention = NULL};
	}
	back->whole = dead_restore(letter, entry, &back->restored, &back->why);
	back->topic = into.length > 0 ? into : letter->source;
	back->to_group = into.length == 0 && !request_has(request, "set") &&
		letter->source.length > 0 && letter->group.length > 0 &&
		id_parse(letter->original_id, &back->original);
	if (back->topic.length == 0) {
		return error_set(&back->why, ERROR_REFUSED,
			"it does not say which topic it came from; --into TOPIC names one");
	}
	return back->whole || back->to_group;
}

void back_edit(struct back *back, const struct request *request, struct id letter)
{
	struct restored *restored = &back->restored;

	if (!request_has(request, "set")) {
		return;
	}
	if (restored->count + EDITED_FIELDS > restored->room) {
		restored->room = restored->count + EDITED_FIELDS;
		restored->fields =
			mem_resize(restored->fields, restored->room, sizeof *restored->fields);
	}
	for (size_t i = 0; i < restored->count; i++) {
		edit_sets(request, restored->fields[i].name, &restored->fields[i].value);
	}
	buf_reset(&back->edited);
	sets_names(request, &back->edited);
	restored->fields[restored->count++] =
		(struct entry_field){.name = text_of("_rm.topic"), .value = request->topic};
	restored->fields[restored->count++] = (struct entry_field){
		.name = text_of("_rm.id"), .value = text_of(id_format(back->id, letter))};
	restored->fields[restored->count++] = (struct entry_field){
		.name = text_of("_rm.edited"), .value = buf_text(&back->edited)};
	restored->fields[restored->count++] =
		(struct entry_field){.name = text_of("_rm.job"), .value = text_of(request->job)};
}
