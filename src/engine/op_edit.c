#include "op_edit.h"

#include "base/mem.h"
#include "ops/back.h"
#include "ops/edit.h"

enum { SHOWN_BYTES_MAX = 4096 };

static struct text own(struct text text)
{
	return text_from(text_dup(text), text.length);
}

static void keep(
	struct survey *survey, const struct mask *mask, struct id id, const struct edit *edit)
{
	struct buf before, after;

	if (text_equal(edit->before, edit->after)) {
		return;
	}
	if (survey->edit_count == SURVEY_EDITS_MAX) {
		survey->edits_more++;
		return;
	}
	if (survey->edits == NULL) {
		survey->edits = mem_alloc(SURVEY_EDITS_MAX, sizeof *survey->edits);
	}
	buf_init(&before, SHOWN_BYTES_MAX);
	buf_init(&after, SHOWN_BYTES_MAX);
	edit_show(edit, mask, &before, &after);
	survey->edits[survey->edit_count++] = (struct survey_edit){.id = id,
		.field = own(edit->field),
		.before = own(buf_text(&before)),
		.after = own(buf_text(&after))};
	buf_finish(&before);
	buf_finish(&after);
}

static bool look(const struct selecting *selecting, const struct mask *mask,
	const struct entry *entry, struct error *error)
{
	const struct request *request = selecting->request;
	char id[ID_TEXT_MAX];
	struct edit edit;
	struct text field;
	size_t cursor = 0;

	if (edit_misses(request, entry, &field)) {
		selecting->survey->misses++;
		return true;
	}
	while (edit_next(request, entry, &cursor, &edit)) {
		if (!edit_check(request, &edit, mask, error)) {
			return error_prefix(error, "%s", id_format(id, entry->id));
		}
		keep(selecting->survey, mask, entry->id, &edit);
	}
	return true;
}

/* Of a dead letter the fields count that it had before it was one. */
static bool look_back(const struct selecting *selecting, const struct mask *mask,
	const struct entry *entry, struct error *error)
{
	struct back back;
	bool good = true;

	back_init(&back);
	if (back_read(&back, selecting->request, entry)) {
		good = look(selecting, mask,
			&(struct entry){.id = entry->id,
				.field_count = back.restored.count,
				.fields = back.restored.fields},
			error);
	}
	back_finish(&back);
	return good;
}

bool op_edit(const struct selecting *selecting, const struct mask *mask, const struct entry *entry,
	struct error *error)
{
	return (selecting->op->flags & OP_BACK) != 0 ? look_back(selecting, mask, entry, error)
						     : look(selecting, mask, entry, error);
}
