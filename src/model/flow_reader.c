#include "model/flow_reader.h"

#include "base/map.h"
#include "base/mem.h"

enum { WHOLE = 1000, STEM_MIN = 5, WORD_MIN = 3, WORD_MAX = 64 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_part(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
		(unsigned char)c >= 0x80;
}

/* The next word of `rest`; empty at its end. */
static struct text take_word(struct text *rest)
{
	size_t from = 0, to;

	while (from < rest->length && !is_part(rest->at[from])) {
		from++;
	}
	to = from;
	while (to < rest->length && is_part(rest->at[to])) {
		to++;
	}
	struct text word = text_from(rest->at + from, to - from);
	*rest = text_from(rest->at + to, rest->length - to);
	return word;
}

static size_t common(struct text a, struct text b)
{
	size_t same = 0;

	while (same < a.length && same < b.length && lower(a.at[same]) == lower(b.at[same])) {
		same++;
	}
	return same;
}

static bool says_nothing(struct text word)
{
	static const char *const general[] = {"service", "services", "svc", "worker", "workers",
		"consumer", "consumers", "group", "groups", "app", "api", "handler", "processor",
		"events", "event", "stream", "prod", "production"};

	for (size_t i = 0; i < sizeof(general) / sizeof(*general); i++) {
		if (common(word, text_of(general[i])) == word.length &&
			word.length == text_of(general[i]).length) {
			return true;
		}
	}
	return word.length < WORD_MIN;
}

/* The same word counts twice its length, a stem that both have its length. */
static int like(struct text a, struct text b)
{
	size_t same = common(a, b);

	if (same == a.length && same == b.length) {
		return (int)same * 2;
	}
	return same >= STEM_MIN ? (int)same : 0;
}

int flow_likeness(struct text service, struct text group)
{
	int most = 0;
	struct text a, b;

	if (service.length > 0 && service.length == group.length &&
		common(service, group) == service.length) {
		return WHOLE;
	}
	while ((a = take_word(&service)).length > 0) {
		struct text rest = group;

		while (!says_nothing(a) && (b = take_word(&rest)).length > 0) {
			int now = says_nothing(b) ? 0 : like(a, b);

			most = now > most ? now : most;
		}
	}
	return most;
}

/* A word, or the first letters of a longer one, which are a stem: small, and kept apart by a mark.
 */
struct word {
	char bytes[WORD_MAX + 1];
	size_t length;
};

static struct word small(struct text text, char mark)
{
	struct word word = {.length = 1};

	word.bytes[0] = mark;
	for (size_t i = 0; i < text.length && word.length <= WORD_MAX; i++) {
		word.bytes[word.length++] = lower(text.at[i]);
	}
	return word;
}

static struct text word_text(const struct word *word)
{
	return text_from(word->bytes, word->length);
}

struct flow_words {
	struct map *all;
};

struct flow_words *flow_words_create(void)
{
	struct flow_words *words = mem_alloc(1, sizeof(*words));

	words->all = map_create();
	return words;
}

void flow_words_destroy(struct flow_words *words)
{
	if (words != NULL) {
		map_destroy(words->all);
		mem_free(words);
	}
}

void flow_words_add(struct flow_words *words, struct text group)
{
	struct word whole = small(group, '=');
	struct text at;

	map_put(words->all, word_text(&whole), words);
	while ((at = take_word(&group)).length > 0) {
		struct word word = small(at, '.');

		if (!says_nothing(at)) {
			map_put(words->all, word_text(&word), words);
		}
		if (at.length >= STEM_MIN && !says_nothing(at)) {
			struct word stem = small(text_from(at.at, STEM_MIN), '-');

			map_put(words->all, word_text(&stem), words);
		}
	}
}

bool flow_words_like(const struct flow_words *words, struct text service)
{
	struct word whole = small(service, '=');
	struct text at;

	if (service.length > 0 && map_get(words->all, word_text(&whole)) != NULL) {
		return true;
	}
	while ((at = take_word(&service)).length > 0) {
		struct word word = small(at, '.');
		struct word stem =
			small(text_from(at.at, at.length < STEM_MIN ? at.length : STEM_MIN), '-');

		if (says_nothing(at)) {
			continue;
		}
		if (map_get(words->all, word_text(&word)) != NULL ||
			(at.length >= STEM_MIN && map_get(words->all, word_text(&stem)) != NULL)) {
			return true;
		}
	}
	return false;
}
