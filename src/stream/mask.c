#include "stream/mask.h"

#include <sys/random.h>

#include "base/json.h"
#include "base/mem.h"
#include "mask_private.h"

static char **dup_globs(size_t count, const char *const *globs)
{
	char **copies = count > 0 ? mem_alloc(count, sizeof *copies) : NULL;

	for (size_t i = 0; i < count; i++) {
		copies[i] = mask_name_dup_glob(globs[i]);
	}
	return copies;
}

static void free_globs(size_t count, char **globs)
{
	for (size_t i = 0; i < count; i++) {
		mem_free(globs[i]);
	}
	mem_free(globs);
}

struct mask *mask_create(const struct mask_options *options)
{
	static const struct mask_options built_in = {.off = false};
	struct mask *mask = mem_alloc(1, sizeof *mask);

	options = options == NULL ? &built_in : options;
	mask->off = options->off;
	mask->no_values = options->no_values;
	mask->hide_count = options->hide_count;
	mask->show_count = options->show_count;
	mask->hide = dup_globs(options->hide_count, options->hide);
	mask->show = dup_globs(options->show_count, options->show);
	/* Without randomness tags could be guessed: then none is the same as another. */
	if (getrandom(&mask->seed, sizeof mask->seed, 0) != (ssize_t)sizeof mask->seed) {
		mask->seed = (uint64_t)(uintptr_t)mask;
	}
	return mask;
}

void mask_destroy(struct mask *mask)
{
	if (mask == NULL) {
		return;
	}
	free_globs(mask->hide_count, mask->hide);
	free_globs(mask->show_count, mask->show);
	mem_free(mask);
}

bool mask_value(const struct mask *mask, struct text name, struct text value, struct buf *out)
{
	struct json_value document;

	if (mask == NULL || mask->off) {
		buf_add_text(out, value);
		return false;
	}
	if (json_looks(value) && json_read(value, &document)) {
		const struct mask_place place = {
			.name = name, .rank = mask_name(mask, name, false)};

		return mask_json(mask, &place, value, out);
	}
	return mask_ranked(mask, mask_name(mask, name, true), value, out);
}

bool mask_hides(const struct mask *mask, struct text name)
{
	return mask != NULL && !mask->off && mask_name(mask, name, true) >= MASK_HIDDEN;
}
