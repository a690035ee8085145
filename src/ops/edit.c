#include "ops/edit.h"

#include "base/json.h"
#include "base/sanitise.h"

enum { NAME_SHOWN_MAX = 80, AROUND_BYTES = 16, SHOWN_BYTES_MAX = 1 << 16 };

bool edit_sets(const struct request *request, struct text field, struct text *value)
{
	bool found = false;

	for (size_t i = 0; i < request->value_count; i++) {
		struct text rest = request->values[i].value;

		if (text_is(request->values[i].name, "set") &&
			text_equal(text_cut(&rest, '='), field)) {
			*value = rest;
			found = true;
		}
	}
	return found;
}

bool edit_next(
	const struct request *request, const struct entry *entry, size_t *cursor, struct edit *edit)
{
	while (*cursor < entry->field_count) {
		const struct entry_field *field = &entry->fields[(*cursor)++];

		*edit = (struct edit){.field = field->name, .before = field->value};
		if (edit_sets(request, field->name, &edit->after)) {
			return true;
		}
	}
	return false;
}

static bool has_field(const struct entry *entry, struct text name)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (text_equal(entry->fields[i].name, name)) {
			return true;
		}
	}
	return false;
}

bool edit_misses(const struct request *request, const struct entry *entry, struct text *field)
{
	for (size_t i = 0; i < request->value_count; i++) {
		struct text rest = request->values[i].value;

		*field = text_cut(&rest, '=');
		if (text_is(request->values[i].name, "set") && !has_field(entry, *field)) {
			return true;
		}
	}
	return false;
}

static int shown(struct text name)
{
	return name.length < NAME_SHOWN_MAX ? (int)name.length : NAME_SHOWN_MAX;
}

static bool is_document(struct text value)
{
	struct json_value document;

	return json_looks(value) && json_read(value, &document);
}

bool edit_breaks(const struct edit *edit, size_t *offset)
{
	return is_document(edit->before) && json_wrong(edit->after, offset);
}

/* Lines and columns from 1, in bytes. */
static bool refuse_broken(const struct edit *edit, size_t offset, struct error *error)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < offset; i++) {
		column = edit->after.at[i] == '\n' ? 1 : column + 1;
		line += edit->after.at[i] == '\n';
	}
	return error_set(error, ERROR_REFUSED,
		"the field %.*s is JSON, and what it is set to is none from line %zu, column %zu "
		"on; --allow-broken-json lets it pass",
		shown(edit->field), edit->field.at, line, column);
}

bool edit_check(const struct request *request, const struct edit *edit, const struct mask *mask,
	struct error *error)
{
	size_t offset;
	struct buf seen;

	buf_init(&seen, edit->before.length * 2 + SHOWN_BYTES_MAX);
	bool hidden = mask_value(mask, edit->field, edit->before, &seen);
	buf_finish(&seen);
	if (hidden) {
		return error_set(error, ERROR_REFUSED,
			"the field %.*s is masked: what nobody sees cannot be edited; `show` under "
			"[masks] in the configuration lets it be seen",
			shown(edit->field), edit->field.at);
	}
	if (edit_breaks(edit, &offset) && !request_has(request, "allow-broken-json")) {
		return refuse_broken(edit, offset, error);
	}
	return true;
}

/* --- for people --- */

/* Inside of a character of UTF-8. */
static bool is_inside(struct text text, size_t at)
{
	return at < text.length && ((unsigned char)text.at[at] & 0xc0) == 0x80;
}

static size_t same_before(struct text a, struct text b)
{
	size_t same = 0;

	while (same < a.length && same < b.length && a.at[same] == b.at[same]) {
		same++;
	}
	return same;
}

static size_t same_behind(struct text a, struct text b, size_t before)
{
	size_t same = 0;

	while (before + same < a.length && before + same < b.length &&
		a.at[a.length - 1 - same] == b.at[b.length - 1 - same]) {
		same++;
	}
	return same;
}

/* What differs, with a little around it. */
static struct text part(struct text value, size_t before, size_t behind)
{
	size_t from = before > AROUND_BYTES ? before - AROUND_BYTES : 0;
	size_t to = value.length - (behind > AROUND_BYTES ? behind - AROUND_BYTES : 0);

	if (value.length <= EDIT_SHOWN_CELLS) {
		return value;
	}
	while (from > 0 && is_inside(value, from)) {
		from--;
	}
	while (to < value.length && is_inside(value, to)) {
		to++;
	}
	return text_from(value.at + from, to - from);
}

static void show(struct text whole, struct text seen, struct buf *out)
{
	struct buf safe;

	buf_init(&safe, SHOWN_BYTES_MAX);
	buf_add_string(&safe, seen.at > whole.at ? "..." : "");
	sanitise_text(&safe, seen);
	buf_add_string(&safe, seen.at + seen.length < whole.at + whole.length ? "..." : "");
	sanitise_cut_middle(out, buf_text(&safe), EDIT_SHOWN_CELLS, "~");
	buf_finish(&safe);
}

void edit_show(
	const struct edit *edit, const struct mask *mask, struct buf *before, struct buf *after)
{
	const struct text *const values[2] = {&edit->before, &edit->after};
	struct buf *const out[2] = {before, after};
	size_t front = same_before(edit->before, edit->after);
	size_t back = same_behind(edit->before, edit->after, front);

	for (size_t i = 0; i < 2; i++) {
		struct buf seen;

		buf_init(&seen, values[i]->length * 2 + SHOWN_BYTES_MAX);
		if (mask_value(mask, edit->field, *values[i], &seen)) {
			show(buf_text(&seen), buf_text(&seen), out[i]);
		} else {
			show(*values[i], part(*values[i], front, back), out[i]);
		}
		buf_finish(&seen);
	}
}
