#include "envelope/dead_letter.h"

#include <string.h>

/* Names that are longer are nobody's convention. */
enum { NAME_MAX_READ = 4096 };

struct mark {
	const char *word;
	bool surely;
};

/* Longer ones before those they begin with. */
static const struct mark marks[] = {
	{"dlq", true},
	{"dlt", true},
	{"dead?letters", true},
	{"dead?letter", true},
	{"deadletters", true},
	{"deadletter", true},
	{"poisoned", true},
	{"poison", true},
	{"failed?messages", true},
	{"failedmessages", true},
	{"graveyard", true},
	{"quarantine", true},
	{"dead", false},
	{"failed", false},
	{"rejected", false},
	{"parking", false},
};

/* Words around a mark that say nothing of the source. */
static const char *const fillers[] = {"queue", "queues", "stream", "streams", "topic"};

static bool is_separator(char byte)
{
	return byte == ':' || byte == '.' || byte == '_' || byte == '-';
}

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

/* `?` of the word stands for one separator. */
static bool stands_at(struct text name, size_t at, const char *word, size_t length)
{
	if (at + length > name.length || (at > 0 && !is_separator(name.at[at - 1])) ||
		(at + length < name.length && !is_separator(name.at[at + length]))) {
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		char byte = name.at[at + i];
		if (word[i] == '?' ? !is_separator(byte) : lower(byte) != word[i]) {
			return false;
		}
	}
	return true;
}

/* The last place of the strongest mark; NULL where there is none. */
static const struct mark *find_mark(struct text name, size_t *at, size_t *length)
{
	for (size_t m = 0; m < sizeof(marks) / sizeof(*marks); m++) {
		*length = strlen(marks[m].word);
		for (size_t i = name.length + 1; i-- > 0;) {
			if (stands_at(name, i, marks[m].word, *length)) {
				*at = i;
				return &marks[m];
			}
		}
	}
	return NULL;
}

enum dead_likeness dead_name_likeness(struct text topic)
{
	size_t at, length;

	if (topic.length > NAME_MAX_READ) {
		return DEAD_UNLIKE;
	}
	const struct mark *mark = find_mark(topic, &at, &length);
	if (mark == NULL) {
		return DEAD_UNLIKE;
	}
	return mark->surely ? DEAD_LIKE : DEAD_PERHAPS;
}

static void offer(struct dead_name *name, struct text source)
{
	if (source.length == 0 || name->count == DEAD_SOURCES_MAX) {
		return;
	}
	for (size_t i = 0; i < name->count; i++) {
		if (text_equal(name->sources[i], source)) {
			return;
		}
	}
	name->sources[name->count++] = source;
}

static struct text trim_separators(struct text text)
{
	while (text.length > 0 && is_separator(text.at[0])) {
		text = text_from(text.at + 1, text.length - 1);
	}
	while (text.length > 0 && is_separator(text.at[text.length - 1])) {
		text.length--;
	}
	return text;
}

/* Where the last segment begins; 0 where there is only one. */
static size_t last_segment(struct text text)
{
	size_t at = text.length;

	while (at > 0 && !is_separator(text.at[at - 1])) {
		at--;
	}
	return at;
}

static bool is_filler(struct text word)
{
	for (size_t i = 0; i < sizeof(fillers) / sizeof(*fillers); i++) {
		if (word.length == strlen(fillers[i]) &&
			text_contains_fold(word, text_of(fillers[i]))) {
			return true;
		}
	}
	return false;
}

/* What stands before the mark: as it is, and without its last segment, which may name a handler. */
static void offer_before(struct dead_name *name, struct text before)
{
	offer(name, before);
	offer(name, trim_separators(text_from(before.at, last_segment(before))));
}

/* `{data:x}` is `data:x` with a tag for its slot. */
static void offer_untagged(struct dead_name *name, struct text text)
{
	if (text.length > 2 && text.at[0] == '{' && text.at[text.length - 1] == '}') {
		offer(name, text_from(text.at + 1, text.length - 2));
	}
}

void dead_name_read(struct dead_name *name, struct text topic)
{
	size_t at, length;

	*name = (struct dead_name){.likeness = dead_name_likeness(topic)};
	buf_init(&name->joined, NAME_MAX_READ);
	if (name->likeness == DEAD_UNLIKE || find_mark(topic, &at, &length) == NULL) {
		return;
	}
	size_t behind = at + length;
	struct text before = trim_separators(text_from(topic.at, at)),
		    after = trim_separators(text_from(topic.at + behind, topic.length - behind));
	if (after.length == 0 || is_filler(after)) {
		offer_before(name, before);
	} else if (before.length == 0) {
		offer(name, after);
	} else {
		buf_add(&name->joined, topic.at, at);
		buf_add_text(&name->joined, after);
		offer(name, buf_text(&name->joined));
		offer(name, before);
		offer(name, after);
	}
	offer_untagged(name, before);
	offer_untagged(name, after);
}

void dead_name_finish(struct dead_name *name)
{
	buf_finish(&name->joined);
	name->count = 0;
}
