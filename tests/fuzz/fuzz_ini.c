#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ini.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static bool is_trimmed(struct text text)
{
	return text_equal(text, text_trim(text)) && utf8_valid(text);
}

static bool check_line(void *arg, const struct ini_line *line, struct error *error)
{
	int *last = arg;

	(void)error;
	require(line->line > *last);
	*last = line->line;
	require(is_trimmed(line->kind) && is_trimmed(line->name));
	require(is_trimmed(line->key) && is_trimmed(line->value));
	require(line->key.length > 0 || line->kind.length > 0);
	require(line->key.length + line->value.length < INI_LINE_MAX);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error = {.code = ERROR_NONE};
	int last = 0;

	if (!ini_read(text_from(data, size), "f", check_line, &last, &error)) {
		require(error.code == ERROR_USAGE);
		require(strncmp(error.text, "f:", 2) == 0);
		require(strtol(error.text + 2, NULL, 10) > last);
	}
	return 0;
}
