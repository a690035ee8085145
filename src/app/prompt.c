#include "prompt.h"

#include "base/mem.h"
#include "base/sanitise.h"

enum { LINE_BYTES_MAX = 4096 };

static bool is_plain(struct text line)
{
	struct buf safe;
	bool altered;

	buf_init(&safe, 16 * LINE_BYTES_MAX);
	altered = sanitise_text(&safe, line);
	buf_finish(&safe);
	return !altered;
}

void candidates_add(struct candidates *candidates, struct text line, const struct candidate *about)
{
	struct candidate *candidate;

	if (candidates->count == CANDIDATES_MAX || line.length > LINE_BYTES_MAX ||
		!is_plain(line)) {
		return;
	}
	candidate = &candidates->at[candidates->count++];
	*candidate = *about;
	candidate->line = text_dup(line);
}

void candidates_clear(struct candidates *candidates)
{
	while (candidates->count > 0) {
		mem_free(candidates->at[--candidates->count].line);
	}
}

void prompt_init(struct prompt *prompt)
{
	*prompt = (struct prompt){.kind = PROMPT_NONE, .picked = CANDIDATES_MAX};
	field_init(&prompt->filter);
	field_init(&prompt->command);
}

void prompt_finish(struct prompt *prompt)
{
	prompt_close(prompt);
	field_finish(&prompt->filter);
	field_finish(&prompt->command);
}

void prompt_open(struct prompt *prompt, enum prompt_kind kind, bool palette)
{
	prompt_close(prompt);
	prompt->kind = kind;
	prompt->palette = palette;
	field_set(prompt_field(prompt), text_of(""));
}

void prompt_close(struct prompt *prompt)
{
	candidates_clear(&prompt->candidates);
	mem_free(prompt->before);
	prompt->before = NULL;
	prompt->kind = PROMPT_NONE;
	prompt->palette = false;
	prompt->refused = false;
	prompt->says[0] = '\0';
	prompt->picked = CANDIDATES_MAX;
}

struct field *prompt_field(struct prompt *prompt)
{
	return prompt->kind == PROMPT_FILTER ? &prompt->filter : &prompt->command;
}

void prompt_pick(struct prompt *prompt, int by)
{
	size_t count = prompt->candidates.count;

	if (count == 0) {
		return;
	}
	if (prompt->picked >= count) {
		prompt->picked = by > 0 ? 0 : count - 1;
	} else {
		prompt->picked = (prompt->picked + count + (by > 0 ? 1 : count - 1)) % count;
	}
	if (!prompt->palette) {
		field_set(&prompt->command, text_of(prompt->candidates.at[prompt->picked].line));
	}
}

const struct candidate *prompt_picked(const struct prompt *prompt)
{
	return prompt->picked < prompt->candidates.count ? &prompt->candidates.at[prompt->picked]
							 : NULL;
}
