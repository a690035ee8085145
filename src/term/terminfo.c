#include "terminfo.h"

#include <curses.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "base/buf.h"

enum { NAME_SHOWN = 40 };

static const char ADVICE[] =
	"use a terminal such as xterm-256color, or run a subcommand (rivermaster topics)";

static const char *capability(const char *name)
{
	/* tigetstr takes no const but changes nothing. */
	char copy[8] = {0};
	const char *value;

	memcpy(copy, name, strlen(name));
	value = tigetstr(copy);
	return value && value != (const char *)-1 ? value : NULL;
}

/* Without the padding `$<20>` that only tputs understands. */
static void add_capability(struct buf *out, const char *name)
{
	const char *at = capability(name);

	while (at && *at) {
		const char *end = strncmp(at, "$<", 2) == 0 ? strchr(at, '>') : NULL;

		if (end) {
			at = end + 1;
		} else {
			buf_add_byte(out, *at++);
		}
	}
}

static void make_restore(struct terminfo *terminfo)
{
	struct buf restore;

	buf_init(&restore, TERMINFO_RESTORE_MAX);
	if (terminfo->modern) {
		buf_add_string(&restore, "\033[?2026l\033[?2004l");
	}
	add_capability(&restore, "cnorm");
	add_capability(&restore, "sgr0");
	add_capability(&restore, "rmcup");
	memcpy(terminfo->restore, restore.at, restore.length + 1);
	buf_finish(&restore);
}

bool terminfo_read(struct terminfo *terminfo, const char *term, struct error *error)
{
	int status = 0;
	bool able;

	if (!term || !*term) {
		return error_set(error, ERROR_USAGE, "TERM is not set: %s", ADVICE);
	}
	if (setupterm(term, STDOUT_FILENO, &status) != OK) {
		return error_set(error, ERROR_USAGE, "TERM=%.*s is unknown here: %s", NAME_SHOWN,
			term, ADVICE);
	}
	terminfo->modern = strncmp(term, "linux", 5) != 0 && strncmp(term, "vt", 2) != 0;
	make_restore(terminfo);
	able = capability("cup") != NULL;
	del_curterm(cur_term);
	return able ||
		error_set(error, ERROR_USAGE, "TERM=%.*s cannot place the cursor: %s", NAME_SHOWN,
			term, ADVICE);
}
