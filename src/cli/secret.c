#include "secret.h"

#include <string.h>

#include "base/mem.h"

static void overwrite(char *from, const char *to, char with)
{
	for (volatile char *byte = from; byte < to; byte++) {
		*byte = with;
	}
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool secret_looks_like_url(const char *word)
{
	size_t length = 0;

	while (is_letter(word[length])) {
		length++;
	}
	return length > 0 && strncmp(word + length, "://", 3) == 0;
}

/* The password is what stands before the last @, behind the first colon if there is one. */
static bool hide(char *url)
{
	char *scheme = strstr(url, "://");
	char *from = scheme == NULL ? url : scheme + strlen("://");
	char *end = strrchr(from, '@');

	if (*from == '/' || end == NULL) {
		return false;
	}
	char *colon = memchr(from, ':', (size_t)(end - from));
	from = colon == NULL ? from : colon + 1;
	overwrite(from, end, '*');
	return from < end;
}

/* The URL in a word: the whole of it, or what stands behind `--url=`; NULL where it holds none. */
static char *url_in(char *word, const char *before)
{
	if (strncmp(word, "--url=", strlen("--url=")) == 0) {
		return word + strlen("--url=");
	}
	return secret_looks_like_url(word) || strcmp(before, "--url") == 0 ? word : NULL;
}

char **secret_take(size_t count, char **words, bool *found)
{
	char **copy = mem_alloc(count + 1, sizeof(*copy));

	*found = false;
	for (size_t i = 0; i < count; i++) {
		copy[i] = mem_dup(words[i], strlen(words[i]));
	}
	for (size_t i = 0; i < count; i++) {
		char *url = url_in(words[i], i == 0 ? "" : copy[i - 1]);

		if (url != NULL && hide(url)) {
			*found = true;
		}
	}
	return copy;
}

void secret_release(size_t count, char **copy)
{
	for (size_t i = 0; i < count; i++) {
		overwrite(copy[i], copy[i] + strlen(copy[i]), '\0');
		mem_free(copy[i]);
	}
	mem_free(copy);
}
