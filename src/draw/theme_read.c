#include "look.h"

#include <stdio.h>
#include <string.h>

#include "base/ini.h"
#include "base/number.h"

struct reading {
	struct theme *theme;
	const struct ini_line *line;
	struct error *error;
};

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9') {
		return digit - '0';
	}
	if (digit >= 'a' && digit <= 'f') {
		return digit - 'a' + 10;
	}
	return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

static bool read_hex(struct text text, int32_t *color)
{
	int32_t value = 0;
	size_t i;

	if (text.length != 7 || text.at[0] != '#') {
		return false;
	}
	for (i = 1; i < text.length; i++) {
		if (hex_digit(text.at[i]) < 0) {
			return false;
		}
		value = value * 16 + hex_digit(text.at[i]);
	}
	*color = value;
	return true;
}

static const struct palette_entry *find_color(const struct theme *theme, struct text name)
{
	size_t i;

	for (i = theme->palette_count; i > 0; i--) {
		if (text_is(name, theme->palette[i - 1].name)) {
			return &theme->palette[i - 1];
		}
	}
	return NULL;
}

static bool is_default(struct text value)
{
	return text_is(value, "default") || text_is(value, "-");
}

static bool read_color(const struct reading *reading, struct text value, int32_t *color)
{
	const struct palette_entry *entry = find_color(reading->theme, value);

	if (is_default(value)) {
		*color = COLOR_DEFAULT;
	} else if (entry) {
		*color = entry->color;
	} else if (!read_hex(value, color)) {
		return ini_error(reading->error, reading->line,
			"bad colour \"%.*s\": #rrggbb, default, or a name given by let",
			(int)value.length, value.at);
	}
	return true;
}

static bool read_index(const struct reading *reading, struct text value, int16_t *index)
{
	uint64_t number;

	if (is_default(value)) {
		*index = COLOR_DEFAULT;
		return true;
	}
	if (!number_parse_u64(value, &number) || number > 255) {
		return ini_error(reading->error, reading->line, "bad colour \"%.*s\": 0 to 255",
			(int)value.length, value.at);
	}
	*index = (int16_t)number;
	return true;
}

static bool read_ansi(const struct reading *reading, struct text value, int16_t *index)
{
	static const char *const names[] = {
		"black",
		"red",
		"green",
		"yellow",
		"blue",
		"magenta",
		"cyan",
		"white",
	};
	struct text base = value;
	int16_t i, bright = 0;

	if (is_default(value)) {
		*index = COLOR_DEFAULT;
		return true;
	}
	if (text_starts(value, "bright")) {
		base = text_from(value.at + strlen("bright"), value.length - strlen("bright"));
		bright = 8;
	}
	for (i = 0; i < 8; i++) {
		if (text_is(base, names[i])) {
			*index = (int16_t)(i + bright);
			return true;
		}
	}
	return ini_error(reading->error, reading->line,
		"bad colour \"%.*s\": black red green yellow blue magenta cyan white, or "
		"bright before it",
		(int)value.length, value.at);
}

static bool read_flags(const struct reading *reading, struct text value, uint16_t *flags)
{
	static const struct {
		const char *name;
		uint16_t flag;
	} attributes[] = {
		{.name = "bold", .flag = STYLE_BOLD},
		{.name = "dim", .flag = STYLE_DIM},
		{.name = "reverse", .flag = STYLE_REVERSE},
		{.name = "underline", .flag = STYLE_UNDERLINE},
		{.name = "italic", .flag = STYLE_ITALIC},
		{.name = "-", .flag = 0},
	};
	enum { COUNT = sizeof(attributes) / sizeof(*attributes) };

	while (value.length > 0) {
		struct text one = text_cut(&value, ',');
		size_t i = 0;

		while (i < COUNT && !text_is(one, attributes[i].name)) {
			i++;
		}
		if (i == COUNT) {
			return ini_error(reading->error, reading->line,
				"unknown attribute \"%.*s\": bold dim reverse underline italic",
				(int)one.length, one.at);
		}
		*flags |= attributes[i].flag;
	}
	return true;
}

static bool read_token(const struct reading *reading, struct text token, struct look *look)
{
	struct text value = token, kind = text_cut(&value, ':');

	if (text_is(kind, "fg")) {
		return read_color(reading, value, &look->fg);
	}
	if (text_is(kind, "bg")) {
		return read_color(reading, value, &look->bg);
	}
	if (text_is(kind, "c")) {
		return read_index(reading, value, &look->fg_256);
	}
	if (text_is(kind, "cbg")) {
		return read_index(reading, value, &look->bg_256);
	}
	if (text_is(kind, "ansi")) {
		return read_ansi(reading, value, &look->fg_16);
	}
	if (text_is(kind, "ansibg")) {
		return read_ansi(reading, value, &look->bg_16);
	}
	if (text_is(kind, "attr")) {
		return read_flags(reading, value, &look->flags);
	}
	if (text_is(kind, "mono")) {
		return read_flags(reading, value, &look->mono_flags);
	}
	return ini_error(reading->error, reading->line,
		"unknown word \"%.*s\": fg: bg: ansi: ansibg: attr: mono: c: cbg:",
		(int)token.length, token.at);
}

static bool read_role(const struct reading *reading, enum role role)
{
	struct text rest = reading->line->value;
	struct look look = {
		.fg = COLOR_DEFAULT,
		.bg = COLOR_DEFAULT,
		.fg_256 = COLOR_UNSET,
		.bg_256 = COLOR_UNSET,
		.fg_16 = COLOR_UNSET,
		.bg_16 = COLOR_UNSET,
	};

	while (rest.length > 0) {
		struct text token = text_trim(text_cut(&rest, ' '));

		if (token.length > 0 && !read_token(reading, token, &look)) {
			return false;
		}
	}
	reading->theme->looks[role] = look;
	reading->theme->set[role] = true;
	return true;
}

static bool read_let(const struct reading *reading, struct text name)
{
	struct theme *theme = reading->theme;
	struct palette_entry *entry;

	if (name.length == 0 || name.length >= PALETTE_NAME_MAX) {
		return ini_error(reading->error, reading->line,
			"the name of a colour has 1 to %d bytes", PALETTE_NAME_MAX - 1);
	}
	if (theme->palette_count == PALETTE_MAX) {
		return ini_error(reading->error, reading->line, "more than %d names of colours",
			PALETTE_MAX);
	}
	entry = &theme->palette[theme->palette_count];
	if (!read_color(reading, reading->line->value, &entry->color)) {
		return false;
	}
	memcpy(entry->name, name.at, name.length);
	entry->name[name.length] = '\0';
	theme->palette_count++;
	return true;
}

static bool read_kind(const struct reading *reading)
{
	static const char *const kinds[] = {
		[THEME_ANY] = "any",
		[THEME_DARK] = "dark",
		[THEME_LIGHT] = "light",
	};
	unsigned i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (text_is(reading->line->value, kinds[i])) {
			reading->theme->kind = (enum theme_kind)i;
			return true;
		}
	}
	return ini_error(reading->error, reading->line, "kind is dark, light or any");
}

static bool read_name(const struct reading *reading)
{
	struct text name = reading->line->value;

	if (name.length == 0 || name.length >= THEME_NAME_MAX) {
		return ini_error(reading->error, reading->line, "a theme's name has 1 to %d bytes",
			THEME_NAME_MAX - 1);
	}
	memcpy(reading->theme->name, name.at, name.length);
	reading->theme->name[name.length] = '\0';
	return true;
}

static bool read_line(void *arg, const struct ini_line *line, struct error *error)
{
	struct reading reading = {.theme = arg, .line = line, .error = error};
	int role;

	if (line->kind.length > 0) {
		return ini_error(error, line, "a theme has no sections");
	}
	if (text_is(line->key, "name")) {
		return read_name(&reading);
	}
	if (text_is(line->key, "kind")) {
		return read_kind(&reading);
	}
	if (text_is(line->key, "inherits")) {
		return text_is(line->value, "base") ||
			ini_error(error, line, "inherits can only be base");
	}
	if (text_starts(line->key, "let ")) {
		return read_let(
			&reading, text_trim(text_from(line->key.at + 4, line->key.length - 4)));
	}
	for (role = 0; role < ROLE_COUNT; role++) {
		if (text_is(line->key, role_name((enum role)role))) {
			return read_role(&reading, (enum role)role);
		}
	}
	return ini_error(error, line, "unknown role \"%.*s\"", (int)line->key.length, line->key.at);
}

bool theme_read(struct theme *theme, struct text content, const char *file, struct error *error)
{
	struct theme whole = *theme;

	memset(whole.set, 0, sizeof(whole.set));
	if (!ini_read(content, file, read_line, &whole, error)) {
		return false;
	}
	*theme = whole;
	return true;
}
