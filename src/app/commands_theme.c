/* `:theme`. */
#include "commands.h"
#include "desk_private.h"

enum { THEMES_BYTES_MAX = 65536 };

/* The name of what needs no file. */
#define COMPILED_IN "built-in"

static void list_themes(const struct desk *desk, struct buf *out)
{
	const struct desk_host *host = desk->options.host;

	buf_addf(out, "%s\n", COMPILED_IN);
	host->themes(host->arg, out);
}

static void say_themes(struct desk *desk)
{
	const struct desk_host *host = desk->options.host;
	struct text used = host->theme_name(host->arg), rest, name;
	struct buf names, others;

	used = used.length > 0 ? used : text_of(COMPILED_IN);
	buf_init(&names, THEMES_BYTES_MAX);
	buf_init(&others, DESK_MESSAGE_MAX);
	list_themes(desk, &names);
	for (rest = buf_text(&names); rest.length > 0;) {
		name = text_cut(&rest, '\n');
		if (!text_equal(name, used)) {
			buf_addf(&others, "%s%.*s", others.length > 0 ? ", " : "", (int)name.length,
				name.at);
		}
	}
	desk_say(desk, ROLE_INFO, "theme %.*s; %s%.*s", (int)used.length, used.at,
		others.length > 0 ? "also " : "no other was found", (int)others.length, others.at);
	buf_finish(&others);
	buf_finish(&names);
}

void commands_theme(struct desk *desk, struct text arguments)
{
	const struct desk_host *host = desk->options.host;
	struct error error = {.code = ERROR_NONE};

	if (arguments.length == 0) {
		say_themes(desk);
		return;
	}
	if (text_is(arguments, COMPILED_IN)) {
		arguments = text_of("");
	}
	if (!host->theme(host->arg, arguments, &error)) {
		desk_say(desk, ROLE_WARN, "%s", error.text);
	}
}

void commands_complete_theme(struct desk *desk, struct text typed, struct candidates *out)
{
	struct buf names;
	struct text rest;

	buf_init(&names, THEMES_BYTES_MAX);
	list_themes(desk, &names);
	for (rest = buf_text(&names); rest.length > 0;) {
		commands_offer(out, "theme", text_cut(&rest, '\n'), typed);
	}
	buf_finish(&names);
}
