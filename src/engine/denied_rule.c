#include "denied_rule.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"

enum { KEYS_MAX = 8 };

static void add_lower(struct buf *out, struct text word)
{
	for (size_t i = 0; i < word.length; i++) {
		buf_add_byte(out, (char)tolower((unsigned char)word.at[i]));
	}
}

static bool is_word(struct text text, const char *word)
{
	return text.length == strlen(word) && strncasecmp(text.at, word, text.length) == 0;
}

void denied_add_command(struct buf *out, struct text first, struct text second)
{
	buf_add_byte(out, '+');
	add_lower(out, first);
	if (is_word(first, "XGROUP") || is_word(first, "XINFO")) {
		buf_add_byte(out, '|');
		add_lower(out, second);
	}
}

static size_t find(struct text in, const char *what)
{
	size_t length = strlen(what), found = in.length;

	for (size_t i = 0; found == in.length && i + length <= in.length; i++) {
		found = memcmp(in.at + i, what, length) == 0 ? i : found;
	}
	return found;
}

void denied_add_key(struct buf *out, struct text key)
{
	size_t own = find(key, ":rm:");
	size_t shown = own < key.length ? own + strlen(":rm:") : key.length;

	buf_add_byte(out, '~');
	for (size_t i = 0; i < shown; i++) {
		if (strchr("*?[]\\", key.at[i]) != NULL && key.at[i] != '\0') {
			buf_add_byte(out, '\\');
		}
		buf_add_byte(out, key.at[i]);
	}
	if (own < key.length) {
		buf_add_byte(out, '*');
	}
}

static struct text behind(struct text in, const char *what)
{
	size_t at = find(in, what);

	at = at < in.length ? at + strlen(what) : in.length;
	return text_from(in.at + at, in.length - at);
}

/* The line of the script that the server's words name; empty where they name none. */
static struct text line_of(struct text reply, const struct command *sent)
{
	struct text rest = behind(reply, "user_script:"), script, line = text_from("", 0);
	int64_t number = 0;

	if (sent->argc < 3 || !text_is(command_arg(sent, 0), "EVAL")) {
		return line;
	}
	for (size_t i = 0; i < rest.length && isdigit((unsigned char)rest.at[i]); i++) {
		number = number > 100000 ? number : number * 10 + (rest.at[i] - '0');
	}
	script = command_arg(sent, 1);
	for (int64_t i = 0; i < number && script.length > 0; i++) {
		line = text_cut(&script, '\n');
	}
	return number > 0 ? line : text_from("", 0);
}

static bool add_command(struct buf *out, struct text line)
{
	struct text rest = behind(line, "call('");
	struct text first = text_cut(&rest, '\''), second;

	text_cut(&rest, '\'');
	second = text_cut(&rest, '\'');
	if (first.length > 0) {
		denied_add_command(out, first, second);
	}
	return first.length > 0;
}

/* KEYS[n] of the call on that line; else every key of the script. */
static bool add_keys(struct buf *out, struct text line, const struct command *sent)
{
	struct text rest = behind(line, "KEYS[");
	int64_t count = 0, only = rest.length > 0 ? rest.at[0] - '0' : 0;

	number_parse_i64(command_arg(sent, 2), &count);
	for (int64_t i = 1; i <= count && i <= KEYS_MAX && (size_t)i + 2 < sent->argc; i++) {
		if (only == 0 || only == i) {
			buf_add_string(out, out->length > 0 ? " " : "");
			denied_add_key(out, command_arg(sent, (size_t)i + 2));
		}
	}
	return out->length > 0;
}

static bool add_script(struct buf *out, struct text reply, const struct command *sent)
{
	struct text line = line_of(reply, sent);

	if (find(reply, "key") < reply.length && find(reply, "can't run") == reply.length) {
		return add_keys(out, line, sent);
	}
	return line.length > 0 && add_command(out, line);
}

/* One that is no script has one key, behind its name. */
static bool add_plain(struct buf *out, struct text reply, const struct command *sent)
{
	struct text rest = reply, name;

	if (find(reply, "' command") < reply.length) {
		text_cut(&rest, '\'');
		name = text_cut(&rest, '\'');
		buf_add_byte(out, '+');
		add_lower(out, name);
	} else if (text_is(command_arg(sent, 0), "EVAL")) {
		return add_keys(out, text_from("", 0), sent);
	} else if (sent->argc > 1) {
		denied_add_key(out, command_arg(sent, 1));
	}
	return out->length > 0;
}

bool denied_rule(struct text reply, const struct command *sent, char rule[DENIED_RULE_MAX])
{
	struct buf out;
	bool found;

	buf_init(&out, DENIED_RULE_MAX - 1);
	found = (find(reply, "user_script:") < reply.length ? add_script : add_plain)(
			&out, reply, sent) &&
		!out.full;
	snprintf(rule, DENIED_RULE_MAX, "%.*s", (int)out.length, out.length > 0 ? out.at : "");
	buf_finish(&out);
	return found;
}
