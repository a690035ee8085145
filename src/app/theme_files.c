/* The folders that hold themes, first come first served. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "themes.h"

enum { PATH_BYTES_MAX = 4096, FOLDERS_MAX = 24, NAMES_MAX = 256 };

struct folders {
	size_t count;
	char *at[FOLDERS_MAX];
};

/* The XDG rule: what is no absolute path is invalid and passed over. */
static void add_folder(struct folders *folders, struct text base, const char *below)
{
	struct buf path;

	if (base.length == 0 || base.at[0] != '/' || folders->count == FOLDERS_MAX) {
		return;
	}
	buf_init(&path, PATH_BYTES_MAX);
	buf_add_text(&path, base);
	buf_add_string(&path, below);
	if (!path.full) {
		folders->at[folders->count++] = buf_take(&path);
	}
	buf_finish(&path);
}

static void add_home(struct folders *folders, const char *variable, const char *below)
{
	const char *set = getenv(variable), *home = getenv("HOME");

	if (set && set[0] == '/') {
		add_folder(folders, text_of(set), "/rivermaster/themes");
	} else {
		add_folder(folders, text_of(home), below);
	}
}

static void add_system(struct folders *folders)
{
	const char *set = getenv("XDG_DATA_DIRS");
	struct text rest = text_of(set && set[0] != '\0' ? set : "/usr/local/share:/usr/share");

	while (rest.length > 0) {
		add_folder(folders, text_cut(&rest, ':'), "/rivermaster/themes");
	}
}

static void add_beside_program(struct folders *folders)
{
	char path[PATH_BYTES_MAX];
	size_t length = sizeof(path);

	if (uv_exepath(path, &length) != 0) {
		return;
	}
	while (length > 0 && path[length - 1] != '/') {
		length--;
	}
	add_folder(folders, text_from(path, length), "../themes");
	add_folder(folders, text_from(path, length), "../share/rivermaster/themes");
}

static void find_folders(struct folders *folders)
{
	folders->count = 0;
	add_home(folders, "XDG_CONFIG_HOME", "/.config/rivermaster/themes");
	add_home(folders, "XDG_DATA_HOME", "/.local/share/rivermaster/themes");
	add_system(folders);
	add_beside_program(folders);
}

static void free_folders(struct folders *folders)
{
	while (folders->count > 0) {
		mem_free(folders->at[--folders->count]);
	}
}

static void say_missing(const struct folders *folders, struct text name, struct error *error)
{
	struct buf where;
	size_t i;

	buf_init(&where, ERROR_TEXT_MAX);
	for (i = 0; i < folders->count; i++) {
		buf_addf(&where, "%s%s", i > 0 ? ", " : "", folders->at[i]);
	}
	error_set(error, ERROR_USAGE, "no theme `%.*s` in %s", (int)name.length, name.at, where.at);
	buf_finish(&where);
}

bool themes_find(struct text name, struct buf *path, struct error *error)
{
	struct folders folders;
	bool found = false;
	size_t i;

	buf_reset(path);
	if (name.length > 0 && memchr(name.at, '/', name.length)) {
		buf_add_text(path, name);
		return true;
	}
	find_folders(&folders);
	for (i = 0; i < folders.count && !found; i++) {
		buf_reset(path);
		buf_addf(path, "%s/%.*s" THEMES_ENDING, folders.at[i], (int)name.length, name.at);
		found = !path->full && access(path->at, R_OK) == 0;
	}
	if (!found) {
		say_missing(&folders, name, error);
	}
	free_folders(&folders);
	return found;
}

struct names {
	size_t count;
	char *at[NAMES_MAX];
};

static void add_name(struct names *names, const char *file)
{
	size_t length = strlen(file), i;

	if (length <= strlen(THEMES_ENDING) || names->count == NAMES_MAX ||
		strcmp(file + length - strlen(THEMES_ENDING), THEMES_ENDING) != 0) {
		return;
	}
	length -= strlen(THEMES_ENDING);
	for (i = 0; i < names->count; i++) {
		if (text_is(text_from(file, length), names->at[i])) {
			return;
		}
	}
	names->at[names->count++] = mem_dup(file, length);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void themes_list(struct buf *out)
{
	struct names names = {.count = 0};
	struct folders folders;
	struct dirent *entry;
	size_t i;
	DIR *folder;

	find_folders(&folders);
	for (i = 0; i < folders.count; i++) {
		folder = opendir(folders.at[i]);
		while (folder && (entry = readdir(folder)) != NULL) {
			add_name(&names, entry->d_name);
		}
		if (folder) {
			closedir(folder);
		}
	}
	free_folders(&folders);
	qsort(names.at, names.count, sizeof(*names.at), compare_names);
	for (i = 0; i < names.count; i++) {
		buf_addf(out, "%s\n", names.at[i]);
		mem_free(names.at[i]);
	}
}
