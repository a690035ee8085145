/* The fields of an entry, and what they are changed to. */
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/mem.h"
#include "edit_private.h"
#include "ops/back.h"
#include "ops/edit.h"

enum { PREVIEW_BYTES = 4096, MASKED_MAX = 1 << 20 };

static struct text own(struct text text)
{
	return text_from(text_dup(text), text.length);
}

static bool occurs_twice(const struct entry *entry, size_t at)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (i != at && text_equal(entry->fields[i].name, entry->fields[at].name)) {
			return true;
		}
	}
	return false;
}

static enum edit_lock lock_of(const struct entry *entry, size_t at, bool masked)
{
	const struct entry_field *field = &entry->fields[at];

	if (masked) {
		return EDIT_MASKED;
	}
	if (field->name.length == 0 || text_starts(field->name, "_rm.") ||
		memchr(field->name.at, '=', field->name.length) != NULL) {
		return EDIT_NAMED;
	}
	if (occurs_twice(entry, at)) {
		return EDIT_TWICE;
	}
	return field->value.length > EDIT_VALUE_MAX ? EDIT_LONG : EDIT_FREE;
}

static void read_field(
	struct edited *to, const struct entry *entry, size_t at, const struct mask *mask)
{
	const struct entry_field *field = &entry->fields[at];
	bool masked;

	buf_init(&to->after, EDIT_TYPED_MAX);
	buf_init(&to->masked, field->value.length * 2 + MASKED_MAX);
	masked = mask_value(mask, field->name, field->value, &to->masked);
	to->lock = lock_of(entry, at, masked);
	to->name = own(field->name);
	to->before = own(field->value);
	to->escaped = to->lock == EDIT_FREE && escape_is_needed(field->value);
	if (!masked) {
		buf_finish(&to->masked);
	}
}

static void read_fields(struct edit_screen *screen, const struct entry *entry)
{
	screen->count = entry->field_count;
	screen->fields = mem_alloc(screen->count + 1, sizeof(*screen->fields));
	for (size_t i = 0; i < screen->count; i++) {
		read_field(&screen->fields[i], entry, i, model_mask(screen->model));
	}
	screen->read = true;
	editing_show(screen);
}

/* False: it is none, or what it was cannot be told. */
static bool read_letter(struct edit_screen *screen, const struct entry *entry)
{
	const struct request request = {.topic = screen->entry.topic};
	struct back back;

	if (model_dead_source(screen->model, screen->entry.topic).length == 0) {
		return false;
	}
	back_init(&back);
	screen->letter = back_read(&back, &request, entry) && back.whole;
	if (screen->letter) {
		read_fields(screen,
			&(struct entry){.id = entry->id,
				.field_count = back.restored.count,
				.fields = back.restored.fields});
	}
	back_finish(&back);
	return screen->letter;
}

void editing_read(struct edit_screen *screen, const struct close_entry *entry)
{
	if (!read_letter(screen, &entry->entry)) {
		read_fields(screen, &entry->entry);
	}
}

void editing_forget(struct edit_screen *screen)
{
	for (size_t i = 0; i < screen->count; i++) {
		struct edited *field = &screen->fields[i];

		mem_free((char *)field->name.at);
		mem_free((char *)field->before.at);
		buf_finish(&field->after);
		buf_finish(&field->masked);
	}
	mem_free(screen->fields);
	screen->fields = NULL;
	screen->count = 0;
}

struct edited *editing_field(struct edit_screen *screen)
{
	return screen->at < screen->count ? &screen->fields[screen->at] : NULL;
}

struct text edited_value(const struct edited *field)
{
	return field->changed ? buf_text(&field->after) : field->before;
}

struct text edited_seen(const struct edited *field)
{
	return field->lock == EDIT_MASKED ? buf_text(&field->masked) : edited_value(field);
}

void editing_show(struct edit_screen *screen)
{
	const struct edited *field = editing_field(screen);
	struct text seen;
	struct buf typed;

	if (!field) {
		return;
	}
	seen = edited_seen(field);
	if (field->lock != EDIT_FREE && seen.length > PREVIEW_BYTES) {
		seen.length = PREVIEW_BYTES;
	}
	buf_init(&typed, EDIT_TYPED_MAX);
	if (field->lock == EDIT_FREE ? field->escaped : escape_is_needed(seen)) {
		escape_write(&typed, seen);
	} else {
		buf_add_text(&typed, seen);
	}
	editor_set(&screen->editor, buf_text(&typed));
	buf_finish(&typed);
}

/* The bytes that the editor's text stands for; false: where the escape is that is none. */
static bool read_typed(
	const struct edit_screen *screen, bool escaped, struct buf *out, size_t *wrong)
{
	struct text typed = buf_text(&screen->editor.field.text);

	return escaped ? escape_read(out, typed, wrong) : buf_add_text(out, typed);
}

static void say_was(const struct edit_screen *screen, const struct edit *edit, char *out)
{
	struct buf before, after;

	buf_init(&before, EDIT_TYPED_MAX);
	buf_init(&after, EDIT_TYPED_MAX);
	edit_show(edit, model_mask(screen->model), &before, &after);
	snprintf(out, EDIT_SAYS_MAX, "was: %.*s", (int)before.length, before.at);
	buf_finish(&after);
	buf_finish(&before);
}

static void judge(const struct edit_screen *screen, const struct edit *edit,
	char out[EDIT_SAYS_MAX], enum role *role)
{
	size_t wrong, line, column;

	if (edit_breaks(edit, &wrong)) {
		*role = ROLE_WARN;
		editor_place(edit->after, wrong, &line, &column);
		snprintf(out, EDIT_SAYS_MAX, "no JSON from line %zu, column %zu on", line, column);
	} else if (!text_equal(edit->before, edit->after)) {
		*role = ROLE_DIFF_OLD;
		say_was(screen, edit, out);
	}
}

bool editing_judge(const struct edit_screen *screen, char out[EDIT_SAYS_MAX], enum role *role)
{
	const struct edited *field = &screen->fields[screen->at];
	struct edit edit = {.field = field->name, .before = field->before};
	size_t wrong, line, column;
	struct buf bytes;
	bool good;

	out[0] = '\0';
	*role = ROLE_MUTED;
	if (field->lock != EDIT_FREE) {
		return true;
	}
	buf_init(&bytes, EDIT_TYPED_MAX);
	good = read_typed(screen, field->escaped, &bytes, &wrong);
	edit.after = buf_text(&bytes);
	if (good) {
		judge(screen, &edit, out, role);
	} else {
		*role = ROLE_WARN;
		editor_place(buf_text(&screen->editor.field.text), wrong, &line, &column);
		snprintf(out, EDIT_SAYS_MAX,
			"line %zu, column %zu: no escape; \\xNN is a byte, \\\\ a backslash", line,
			column);
	}
	buf_finish(&bytes);
	return good;
}

bool editing_take(struct edit_screen *screen)
{
	struct edited *field = editing_field(screen);
	struct edit edit = {.field = field->name, .before = field->before};
	char says[EDIT_SAYS_MAX];
	enum role role;
	size_t wrong;

	/* What is wrong stands below it as it is typed. */
	if (!editing_judge(screen, says, &role)) {
		return false;
	}
	buf_reset(&field->after);
	read_typed(screen, field->escaped, &field->after, &wrong);
	edit.after = buf_text(&field->after);
	field->changed = !text_equal(edit.before, edit.after);
	field->broken = field->changed && edit_breaks(&edit, &wrong);
	return true;
}

void edited_restore(struct edited *field)
{
	buf_reset(&field->after);
	field->changed = field->broken = false;
}

size_t editing_changes(const struct edit_screen *screen)
{
	size_t changes = 0;

	for (size_t i = 0; i < screen->count; i++) {
		changes += screen->fields[i].changed;
	}
	return changes;
}

bool editing_request(struct edit_screen *screen)
{
	bool all = true;

	request_finish(&screen->sets);
	request_init(&screen->sets);
	for (size_t i = 0; all && i < screen->count; i++) {
		const struct edited *field = &screen->fields[i];
		struct buf pair;

		if (!field->changed) {
			continue;
		}
		buf_init(&pair, field->name.length + field->after.length + 2);
		buf_add_text(&pair, field->name);
		buf_add_byte(&pair, '=');
		buf_add_text(&pair, buf_text(&field->after));
		all = request_add(&screen->sets, text_of("set"), buf_text(&pair));
		buf_finish(&pair);
	}
	return all;
}
