#include "surroundings.h"

#include <errno.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/version.h"
#include "output.h"

enum { PATH_BYTES_MAX = 4096, WIDTH_LEAST = 80 };

struct list {
	struct probe *at;
	size_t count;
};

static void add(struct list *list, const char *name, enum probe_result result, const char *format,
	...) __attribute__((format(printf, 4, 5)));

static void add(
	struct list *list, const char *name, enum probe_result result, const char *format, ...)
{
	struct probe *probe = &list->at[list->count++];
	va_list args;

	*probe = (struct probe){.name = name, .result = result};
	va_start(args, format);
	vsnprintf(probe->text, sizeof(probe->text), format, args);
	va_end(args);
}

static void probe_program(struct list *list)
{
	add(list, "version", PROBE_INFO, "rivermaster %s", version_text());
	if (geteuid() == 0) {
		add(list, "user", PROBE_WARNING, "running as root; an ordinary user is enough");
	}
}

static void probe_config(
	struct list *list, const struct config *config, const struct error *trouble)
{
	if (trouble != NULL) {
		add(list, "configuration", PROBE_BAD, "%s", trouble->text);
	} else if (config->file == NULL) {
		add(list, "configuration", PROBE_INFO, "no file; the defaults hold");
	} else {
		add(list, "configuration", PROBE_OK, "%s", config->file);
	}
	if (trouble == NULL && config->profile != NULL) {
		add(list, "profile", PROBE_INFO, "%s", config->profile);
	}
	if (trouble == NULL) {
		add(list, "url", PROBE_INFO, "from %s", config->url_from);
	}
}

/* Where jobs and the audit are kept; false where the environment names no place. */
static bool state_folder(char path[PATH_BYTES_MAX])
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && *state == '/') {
		snprintf(path, PATH_BYTES_MAX, "%s/rivermaster", state);
		return true;
	}
	if (home != NULL && *home == '/') {
		snprintf(path, PATH_BYTES_MAX, "%s/.local/state/rivermaster", home);
		return true;
	}
	return false;
}

static void probe_state(struct list *list)
{
	char path[PATH_BYTES_MAX];
	struct stat status;

	if (!state_folder(path)) {
		add(list, "state", PROBE_WARNING, "neither XDG_STATE_HOME nor HOME names a folder");
	} else if (stat(path, &status) != 0) {
		add(list, "state", errno == ENOENT ? PROBE_INFO : PROBE_WARNING, "%s: %s", path,
			errno == ENOENT ? "not there yet" : strerror(errno));
	} else if (!S_ISDIR(status.st_mode) || access(path, W_OK | X_OK) != 0) {
		add(list, "state", PROBE_WARNING, "%s: no folder to write into", path);
	} else if ((status.st_mode & 077) != 0) {
		add(list, "state", PROBE_WARNING, "%s: others may look into it; chmod 700", path);
	} else {
		add(list, "state", PROBE_OK, "%s", path);
	}
}

static void probe_terminal(struct list *list)
{
	const char *term = getenv("TERM"), *colors = getenv("COLORTERM");
	int width = output_width();

	if (term == NULL || *term == '\0' || strcmp(term, "dumb") == 0) {
		add(list, "terminal", PROBE_WARNING, "TERM is %s: the console needs a real one",
			term == NULL || *term == '\0' ? "not set" : term);
	} else {
		add(list, "terminal", PROBE_OK, "TERM=%s%s%s", term,
			colors == NULL ? "" : " COLORTERM=", colors == NULL ? "" : colors);
	}
	if (width > 0) {
		add(list, "width", width >= WIDTH_LEAST ? PROBE_OK : PROBE_WARNING, "%d columns%s",
			width, width >= WIDTH_LEAST ? "" : "; 80 and more show all");
	}
	if (getenv("NO_COLOR") != NULL) {
		add(list, "color", PROBE_INFO, "NO_COLOR is set");
	}
	add(list, "charset", output_is_unicode() ? PROBE_OK : PROBE_WARNING, "%s%s",
		nl_langinfo(CODESET), output_is_unicode() ? "" : "; a UTF-8 locale shows more");
	if (getenv("TMUX") != NULL) {
		add(list, "tmux", PROBE_INFO,
			"with `set -sg escape-time 10` the Esc key answers at once");
	}
}

size_t surroundings_probe(
	const struct config *config, const struct error *trouble, struct probe probes[PROBE_MAX])
{
	struct list list = {.at = probes};

	probe_program(&list);
	probe_config(&list, config, trouble);
	probe_state(&list);
	probe_terminal(&list);
	return list.count;
}
