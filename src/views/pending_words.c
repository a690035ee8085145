/* What the pending screen says of itself: title, place, how the reading stands, why there is
 * nothing. */
#include <stdarg.h>
#include <stdio.h>

#include "base/number.h"
#include "pending_private.h"
#include "say.h"

enum { EXACT_CELLS = 15, NAME_BYTES = 60, QUERY_BYTES = 80 };

struct words {
	char *out;
	size_t size, length;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *words, const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(words->out + words->length, words->size - words->length, format, arguments);
	va_end(arguments);
	words->length += n > 0 ? (size_t)n : 0;
	if (words->length >= words->size) {
		words->length = words->size - 1;
	}
}

static struct words begin(char *out, size_t size)
{
	out[0] = '\0';
	return (struct words){.out = out, .size = size};
}

static const char *count_of(char out[NUMBER_MAX], uint64_t n)
{
	return number_count(out, n < INT64_MAX ? (int64_t)n : INT64_MAX, EXACT_CELLS);
}

static void add_name(struct words *words, struct text raw)
{
	struct text name = say_name(raw, NAME_BYTES);

	add(words, "%.*s", (int)name.length, name.at);
}

void pending_title(const struct pending_screen *screen, char *out, size_t size)
{
	struct words words = begin(out, size);
	struct text typed = buf_text(&screen->typed);

	add(&words, screen->unmasked ? "Pending UNMASKED" : "Pending");
	if (screen->group.subject == SUBJECT_NONE) {
		return;
	}
	add(&words, " ");
	add_name(&words, screen->group.topic);
	add(&words, " / ");
	add_name(&words, screen->group.group);
	if (typed.length > 0) {
		typed.length = typed.length < QUERY_BYTES ? typed.length : QUERY_BYTES;
		add(&words, "   find: %.*s", (int)typed.length, typed.at);
	}
	add(&words, "   sort: %s %s", pending_titles[screen->table.sort_column].title,
		screen->table.sort_descending ? "v" : "^");
}

void pending_position(const struct pending_screen *screen, char *out, size_t size)
{
	const struct table *table = &screen->table;
	struct words words = begin(out, size);
	size_t last = table->top + (table->rows_shown > 0 ? (size_t)table->rows_shown : 0);
	char number[NUMBER_MAX];

	if (!screen->mine) {
		return;
	}
	if (map_count(table->marks) > 0) {
		add(&words, "marks %zu   ", map_count(table->marks));
	}
	last = last < table->shown ? last : table->shown;
	add(&words, "%zu-%zu of %s", last > 0 ? table->top + 1 : 0, last,
		count_of(number, table->shown));
}

void pending_share(const struct model *model, char *out, size_t size)
{
	const struct pending_about *about = pending_list_about(model_pending(model));
	struct words words = begin(out, size);
	char looked[NUMBER_MAX], total[NUMBER_MAX];

	if (!about->has_total) {
		return;
	}
	count_of(total, (uint64_t)about->total);
	if (about->reading.is == READING_END) {
		add(&words, "of %s: all", total);
	} else {
		add(&words, "%s of ~%s looked at", count_of(looked, about->reading.entries), total);
	}
}

static void add_count(struct words *words, uint64_t count, const char *what)
{
	char number[NUMBER_MAX];

	if (count > 0) {
		add(words, "; %s %s", count_of(number, count), what);
	}
}

static void add_reading(
	const struct pending_screen *screen, const struct model *model, struct words *words)
{
	const struct pending_about *about = pending_list_about(model_pending(model));
	char number[NUMBER_MAX], share[PENDING_WORDS_MAX];

	pending_share(model, share, sizeof(share));
	add(words, "%s%s", share,
		about->reading.is == READING_ON ? " ..."
			: screen->stopped       ? ", stopped: s goes on"
			: about->reading.is == READING_IDLE && about->unkept == 0
			? ", more as you scroll, s reads all"
			: "");
	if (screen->query.length > 0) {
		add(words, "; %s found", count_of(number, about->matched));
	}
	add_count(words, about->gone, "gone from the topic");
	add_count(words, about->owner_gone, "on consumers that are gone");
	add_count(words, about->released, "given back");
	add_count(words, about->toobig, "too big to be read");
	add_count(words, about->unkept, "counted, not shown: no room, / narrows");
	if (about->undecided > 0) {
		add_count(words, about->undecided, "could not be decided: ");
		add(words, "%s", about->undecided_why);
	}
}

enum role pending_state(
	const struct pending_screen *screen, const struct model *model, char *out, size_t size)
{
	const struct pending_about *about = pending_list_about(model_pending(model));
	struct words words = begin(out, size);

	if (!screen->mine) {
		return ROLE_MUTED;
	}
	if (about->reading.is == READING_FAILED) {
		add(&words, "could not be read: %s", about->reading.trouble);
		return ROLE_WARN;
	}
	add_reading(screen, model, &words);
	return about->undecided + about->unkept + about->gone + about->owner_gone > 0 ? ROLE_WARN
										      : ROLE_MUTED;
}

void pending_why_none(
	const struct pending_screen *screen, const struct model *model, char *out, size_t size)
{
	const struct pending_about *about = pending_list_about(model_pending(model));
	struct words words = begin(out, size);

	if (screen->group.subject == SUBJECT_NONE) {
		add(&words,
			"Of which group? Enter goes to the groups; on one of them `n` opens what "
			"is pending there.");
	} else if (!model_link(model)->ready) {
		say_why_empty(out, size, model, "pending entries");
	} else if (!screen->mine || about->reading.is == READING_ON) {
		add(&words, "reading what is pending in ");
		add_name(&words, screen->group.group);
		add(&words, " ...");
	} else if (about->reading.is == READING_FAILED) {
		add(&words, "could not be read: %s", about->reading.trouble);
	} else if (screen->query.length > 0) {
		add(&words, "nothing matches so far: ");
		add_reading(screen, model, &words);
	} else if (about->reading.is == READING_END) {
		add(&words, "nothing is pending in ");
		add_name(&words, screen->group.group);
		add(&words, ": all that it was given is acknowledged");
	} else {
		add(&words, "nothing was read yet");
	}
}
