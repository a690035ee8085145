#include "draw/key.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const struct {
	const char *name;
	uint32_t code;
} names[] = {
	{.name = "Enter", .code = KEY_CODE_ENTER},
	{.name = "Esc", .code = KEY_CODE_ESC},
	{.name = "Tab", .code = KEY_CODE_TAB},
	{.name = "S-Tab", .code = KEY_CODE_BACKTAB},
	{.name = "Backspace", .code = KEY_CODE_BACKSPACE},
	{.name = "Delete", .code = KEY_CODE_DELETE},
	{.name = "Up", .code = KEY_CODE_UP},
	{.name = "Down", .code = KEY_CODE_DOWN},
	{.name = "Left", .code = KEY_CODE_LEFT},
	{.name = "Right", .code = KEY_CODE_RIGHT},
	{.name = "Home", .code = KEY_CODE_HOME},
	{.name = "End", .code = KEY_CODE_END},
	{.name = "PgUp", .code = KEY_CODE_PGUP},
	{.name = "PgDn", .code = KEY_CODE_PGDN},
	{.name = "F1", .code = KEY_CODE_F1},
	{.name = "F2", .code = KEY_CODE_F1 + 1},
	{.name = "F3", .code = KEY_CODE_F1 + 2},
	{.name = "F4", .code = KEY_CODE_F1 + 3},
	{.name = "F5", .code = KEY_CODE_F1 + 4},
	{.name = "F6", .code = KEY_CODE_F1 + 5},
	{.name = "F7", .code = KEY_CODE_F1 + 6},
	{.name = "F8", .code = KEY_CODE_F1 + 7},
	{.name = "F9", .code = KEY_CODE_F1 + 8},
	{.name = "F10", .code = KEY_CODE_F1 + 9},
	{.name = "F11", .code = KEY_CODE_F1 + 10},
	{.name = "F12", .code = KEY_CODE_F12},
	{.name = "Space", .code = ' '},
};

enum { NAME_COUNT = sizeof(names) / sizeof(*names) };

bool key_parse(struct text name, struct key *key)
{
	uint32_t code;
	size_t i;

	*key = (struct key){.code = 0};
	for (i = 0; i < NAME_COUNT; i++) {
		if (text_is(name, names[i].name)) {
			key->code = names[i].code;
			return true;
		}
	}
	if (name.length == 3 && text_starts(name, "C-") && name.at[2] >= 'a' && name.at[2] <= 'z') {
		key->code = (uint32_t)name.at[2];
		key->control = true;
		return true;
	}
	if (name.length == 0 || utf8_decode(name, &code) != name.length || code <= ' ' ||
		(code >= 0x7f && code < 0xa0)) {
		return false;
	}
	key->code = code;
	return true;
}

char *key_format(char out[KEY_NAME_MAX], const struct key *key)
{
	char utf8[4];
	size_t i, length = 0;

	for (i = 0; i < NAME_COUNT; i++) {
		if (names[i].code == key->code && !key->control) {
			snprintf(out, KEY_NAME_MAX, "%s", names[i].name);
			return out;
		}
	}
	if (key->code > 0 && key->code < KEY_CODE_ENTER) {
		length = utf8_encode(utf8, key->code);
	}
	snprintf(out, KEY_NAME_MAX, "%s%.*s", key->control ? "C-" : "", (int)length, utf8);
	return out;
}

bool key_equal(const struct key *a, const struct key *b)
{
	return a->code == b->code && a->control == b->control;
}
