#include "envelope/seen.h"

#include <string.h>

/* WORDS: of an event. What is longer than a word is not looked for. */
enum { SEEN_BYTES_MAX = 64 << 20, WORDS = 7, WORD_BYTES_MAX = 1024 };

void seen_event_init(struct seen_event *seen)
{
	*seen = (struct seen_event){.event = {.envelope = NULL}};
	buf_init(&seen->whole, SEEN_BYTES_MAX);
	buf_init(&seen->hidden, SEEN_BYTES_MAX);
}

void seen_event_finish(struct seen_event *seen)
{
	buf_finish(&seen->whole);
	buf_finish(&seen->hidden);
}

/* The field that holds the payload; NULL: it was decoded from one. */
static const struct entry_field *payload_field(const struct entry *entry, const struct event *event)
{
	size_t i;

	for (i = 0; i < entry->field_count; i++) {
		struct text value = entry->fields[i].value;

		if (event->payload.at >= value.at && event->payload.at < value.at + value.length) {
			return &entry->fields[i];
		}
	}
	return NULL;
}

static bool add_payload(const struct mask *mask, const struct entry *entry,
	const struct event *event, struct buf *out)
{
	const struct entry_field *field = payload_field(entry, event);

	return mask_value(mask, field ? field->name : text_of("payload"), event->payload, out);
}

void seen_payload(const struct mask *mask, const struct entry *entry, const struct event *event,
	struct buf *out)
{
	add_payload(mask, entry, event, out);
}

static bool is_a_value(const struct entry *entry, const struct event *event)
{
	const struct entry_field *field = payload_field(entry, event);

	return field && field->value.length == event->payload.length;
}

/* All that is shown of the entry elsewhere. */
static void put_whole(struct seen_event *seen, const struct mask *mask, const struct entry *entry,
	const struct event *event)
{
	size_t i;

	buf_reset(&seen->whole);
	seen->hides = false;
	for (i = 0; i < entry->field_count; i++) {
		const struct entry_field *field = &entry->fields[i];

		seen->hides |= mask_value(mask, field->name, field->value, &seen->whole);
		buf_add_byte(&seen->whole, '\n');
	}
	if (event && event->payload.length > 0 && !is_a_value(entry, event)) {
		seen->hides |= add_payload(mask, entry, event, &seen->whole);
	}
}

/* Beside a star stand ends of what is hidden, behind a # its tag. */
static bool is_word_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		c == '_' || c == '*' || c == '#' || (unsigned char)c >= 0x80;
}

/* Whether no word goes on over the edge in front of `at`. */
static bool is_edge(struct text whole, size_t at)
{
	return at == 0 || at == whole.length || !is_word_byte(whole.at[at - 1]) ||
		!is_word_byte(whole.at[at]);
}

/* `**** (7, #3f2a)`: how long something hidden is. */
static bool is_length(struct text rest)
{
	return text_starts(rest, ", #") || text_starts(rest, " bytes, #");
}

static bool is_word_at(struct text whole, size_t at, struct text word)
{
	size_t end = at + word.length;

	return memcmp(whole.at + at, word.at, word.length) == 0 && is_edge(whole, at) &&
		is_edge(whole, end) && !is_length(text_from(whole.at + end, whole.length - end));
}

/* Not as a part of a longer word: `7` is not shown by a `17`. */
static bool holds(struct text whole, struct text word)
{
	size_t at = 0;

	while (whole.length - at >= word.length) {
		size_t left = whole.length - at - word.length + 1;
		const char *found = memchr(whole.at + at, word.at[0], left);

		if (!found) {
			return false;
		}
		at = (size_t)(found - whole.at);
		if (is_word_at(whole, at, word)) {
			return true;
		}
		at++;
	}
	return false;
}

/* As it is, or as JSON writes it. */
static bool is_shown(struct text whole, struct text word)
{
	struct buf escaped;
	bool shown;
	size_t i;

	if (word.length > WORD_BYTES_MAX) {
		return false;
	}
	buf_init(&escaped, 2 * WORD_BYTES_MAX);
	for (i = 0; i < word.length; i++) {
		if (word.at[i] == '"' || word.at[i] == '\\') {
			buf_add_byte(&escaped, '\\');
		}
		buf_add_byte(&escaped, word.at[i]);
	}
	shown = holds(whole, word) ||
		(escaped.length > word.length && holds(whole, buf_text(&escaped)));
	buf_finish(&escaped);
	return shown;
}

/* The field that has just this value and hides it; NULL: none. */
static const struct entry_field *hiding_field(
	const struct mask *mask, const struct entry *entry, struct text word)
{
	size_t i;

	for (i = 0; i < entry->field_count; i++) {
		const struct entry_field *field = &entry->fields[i];

		if (text_equal(field->value, word) && mask_hides(mask, field->name)) {
			return field;
		}
	}
	return NULL;
}

/* What is hidden looks as its field does, or tells nothing; what is shown may still look like a
 * card's number. */
static void add_word(const struct seen_event *seen, const struct mask *mask,
	const struct entry *entry, struct text word, struct buf *out)
{
	const struct entry_field *field;

	if (word.length == 0 || !seen->hides || is_shown(buf_text(&seen->whole), word)) {
		mask_value(mask, text_of(""), word, out);
		return;
	}
	field = hiding_field(mask, entry, word);
	if (field) {
		mask_value(mask, field->name, word, out);
	} else {
		mask_secret(mask, word, out);
	}
}

static void set_words(struct seen_event *seen, const struct mask *mask, const struct entry *entry)
{
	struct event *out = &seen->event;
	struct text *words[WORDS] = {&out->type, &out->service, &out->journey, &out->party,
		&out->trace, &out->cause, &out->outcome};
	size_t begins[WORDS + 1] = {0}, i;

	buf_reset(&seen->hidden);
	for (i = 0; i < WORDS; i++) {
		add_word(seen, mask, entry, *words[i], &seen->hidden);
		begins[i + 1] = seen->hidden.length;
	}
	for (i = 0; i < WORDS; i++) {
		*words[i] = text_from(seen->hidden.at + begins[i], begins[i + 1] - begins[i]);
	}
}

void seen_event_set(struct seen_event *seen, const struct mask *mask, const struct entry *entry,
	const struct event *event)
{
	seen->event = *event;
	if (mask) {
		put_whole(seen, mask, entry, event);
		set_words(seen, mask, entry);
	}
}

void seen_event_set_shown(struct seen_event *seen, const struct mask *mask,
	const struct entry *entry, const struct event *event, const struct text *values)
{
	size_t i;

	seen->event = *event;
	if (!mask) {
		return;
	}
	buf_reset(&seen->whole);
	seen->hides = false;
	for (i = 0; i < entry->field_count; i++) {
		seen->hides |= values[i].at != entry->fields[i].value.at;
		buf_add_text(&seen->whole, values[i]);
		buf_add_byte(&seen->whole, '\n');
	}
	set_words(seen, mask, entry);
}

void seen_text(
	const struct mask *mask, const struct entry *entry, struct text text, struct buf *out)
{
	struct seen_event seen;

	if (!mask || text.length == 0) {
		buf_add_text(out, text);
		return;
	}
	seen_event_init(&seen);
	put_whole(&seen, mask, entry, NULL);
	add_word(&seen, mask, entry, text, out);
	seen_event_finish(&seen);
}
