#include "themes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum { THEME_BYTES_MAX = 256 * 1024, PATH_BYTES_MAX = 4096 };

struct themes {
	struct themes_options options;
	uv_fs_event_t watch;
	char *path; /* of the theme shown; NULL: the one compiled in */
};

struct themes *themes_create(const struct themes_options *options)
{
	struct themes *themes = mem_alloc(1, sizeof(*themes));

	themes->options = *options;
	uv_fs_event_init(options->loop, &themes->watch);
	themes->watch.data = themes;
	return themes;
}

static void on_closed(uv_handle_t *handle)
{
	struct themes *themes = handle->data;

	mem_free(themes->path);
	mem_free(themes);
}

void themes_close(struct themes *themes)
{
	if (themes) {
		uv_close((uv_handle_t *)&themes->watch, on_closed);
	}
}

static bool read_file(const char *path, struct buf *out, struct error *error)
{
	char piece[4096];
	FILE *file = fopen(path, "rb");
	size_t n;

	if (!file) {
		return error_set(error, ERROR_USAGE, "%s: %s", path, strerror(errno));
	}
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0) {
		buf_add(out, piece, n);
	}
	if (ferror(file)) {
		error_set(error, ERROR_USAGE, "%s: cannot be read", path);
	} else if (out->full) {
		error_set(
			error, ERROR_USAGE, "%s: larger than %d KB", path, THEME_BYTES_MAX / 1024);
	} else {
		fclose(file);
		return true;
	}
	fclose(file);
	return false;
}

static bool load(struct theme *theme, const char *path, struct error *error)
{
	struct buf content;
	bool ok;

	buf_init(&content, THEME_BYTES_MAX);
	ok = read_file(path, &content, error) && theme_read(theme, buf_text(&content), path, error);
	buf_finish(&content);
	return ok;
}

bool themes_check(struct text name, struct error *error)
{
	struct theme *theme = theme_create();
	struct buf path;
	bool ok;

	buf_init(&path, PATH_BYTES_MAX);
	ok = name.length == 0 || (themes_find(name, &path, error) && load(theme, path.at, error));
	buf_finish(&path);
	theme_destroy(theme);
	return ok;
}

static bool show_file(struct themes *themes, const char *path, struct error *error)
{
	struct theme *theme = theme_create();
	bool ok = load(theme, path, error);

	if (ok) {
		themes->options.show(themes->options.arg, theme);
	}
	theme_destroy(theme);
	return ok;
}

static const char *file_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

struct text themes_name(const struct themes *themes)
{
	struct text rest = text_of(themes->path ? file_part(themes->path) : "");
	size_t ending = strlen(THEMES_ENDING);
	bool ends = rest.length > ending &&
		text_is(text_from(rest.at + rest.length - ending, ending), THEMES_ENDING);

	return text_from(rest.at, rest.length - (ends ? ending : 0));
}

static void on_change(uv_fs_event_t *watch, const char *file, int events, int status)
{
	struct themes *themes = watch->data;
	struct error error = {.code = ERROR_NONE};

	(void)events;
	if (status != 0 || !themes->path || (file && strcmp(file, file_part(themes->path)) != 0)) {
		return;
	}
	if (!show_file(themes, themes->path, &error)) {
		themes->options.say(themes->options.arg, error.text);
	}
}

/* The folder is watched, since editors put a new file in the place of the old one. */
static void watch_folder(struct themes *themes)
{
	const char *file = file_part(themes->path);
	char *folder = mem_dup(themes->path, (size_t)(file - themes->path));

	uv_fs_event_start(&themes->watch, on_change, folder[0] ? folder : ".", 0);
	mem_free(folder);
}

static void show_compiled(struct themes *themes)
{
	struct theme *theme = theme_create();

	themes->options.show(themes->options.arg, theme);
	theme_destroy(theme);
}

bool themes_use(struct themes *themes, struct text name, struct error *error)
{
	struct buf path;
	bool ok = true;

	buf_init(&path, PATH_BYTES_MAX);
	if (name.length > 0) {
		ok = themes_find(name, &path, error) && show_file(themes, path.at, error);
	} else {
		show_compiled(themes);
	}
	if (ok) {
		uv_fs_event_stop(&themes->watch);
		mem_free(themes->path);
		themes->path = name.length > 0 ? buf_take(&path) : NULL;
	}
	if (ok && themes->path) {
		watch_folder(themes);
	}
	buf_finish(&path);
	return ok;
}
