#include "mask_private.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"

/* The names of what holds a value are compared together with its own: `card` and `number`. */
enum { PATH_MAX_BYTES = 256, LEVEL_MAX = 3, FRAMES_MIN = 16 };

struct frame {
	struct text name; /* of the container, without its quotes */
	enum mask_rank rank;
	bool object;
};

struct walk {
	const struct mask *mask;
	struct text document;
	size_t at;
	int level;
	struct buf *out;
	struct frame *frames; /* of the containers that are open */
	size_t depth, room;
	bool expects_name;
	struct text name; /* of the member that is next */
	bool hidden;      /* anything was */
	struct buf text, masked;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A scalar at the front, whole. */
static struct text scalar_at(struct text document, size_t at)
{
	size_t end = at + 1;

	if (document.at[at] == '"') {
		while (document.at[end] != '"') {
			end += document.at[end] == '\\' ? 2 : 1;
		}
		return text_from(document.at + at, end + 1 - at);
	}
	while (end < document.length && !is_blank(document.at[end]) && document.at[end] != ',' &&
		document.at[end] != ']' && document.at[end] != '}') {
		end++;
	}
	return text_from(document.at + at, end - at);
}

static struct text without_quotes(struct text string)
{
	return text_from(string.at + 1, string.length - 2);
}

static void add_string(struct buf *out, struct text text)
{
	buf_add_byte(out, '"');
	for (size_t i = 0, done = 0; i <= text.length; i++) {
		unsigned char c = i < text.length ? (unsigned char)text.at[i] : 0;

		if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') {
			buf_add(out, text.at + done, i - done);
			done = i + 1;
			if (i < text.length) {
				buf_addf(out, "\\u%04x", c);
			}
		}
	}
	buf_add_byte(out, '"');
}

/* By its own name, by that together with its container's, or by what its container is. */
static enum mask_rank rank_of(struct walk *walk, bool leaf)
{
	const struct frame *frame = &walk->frames[walk->depth - 1];
	char path[PATH_MAX_BYTES];
	struct text name = walk->name;
	struct buf joined;
	enum mask_rank rank = mask_name(walk->mask, name, leaf), both;

	if (frame->rank >= MASK_HIDDEN && rank < frame->rank) {
		return rank == MASK_SHOWN ? rank : frame->rank;
	}
	if (rank != MASK_OPEN || frame->name.length + name.length + 2 > sizeof path) {
		return rank;
	}
	buf_init(&joined, sizeof path);
	buf_add_text(&joined, frame->name);
	buf_add_byte(&joined, '.');
	buf_add_text(&joined, name);
	both = mask_name(walk->mask, buf_text(&joined), leaf);
	buf_finish(&joined);
	return frame->rank == MASK_SHOWN && both != MASK_SHOWN ? MASK_SHOWN : both;
}

/* A document in a string stays one. */
static bool mask_inner(struct walk *walk, enum mask_rank rank, struct text text)
{
	const struct mask_place place = {
		.name = walk->name, .rank = rank, .level = walk->level + 1};
	struct json_value inner;

	if (walk->level < LEVEL_MAX && json_looks(text) && json_read(text, &inner)) {
		return mask_json(walk->mask, &place, text, &walk->masked);
	}
	return mask_ranked(walk->mask, rank, text, &walk->masked);
}

static void take_scalar(struct walk *walk, struct text raw)
{
	enum mask_rank rank = rank_of(walk, true);
	struct text text = raw;
	bool escaped = false;

	if (raw.at[0] == '"') {
		struct json_value string = {.kind = JSON_STRING, .raw = raw};

		text = without_quotes(raw);
		escaped = text.length > 0 && memchr(text.at, '\\', text.length) != NULL;
		if (escaped) {
			buf_reset(&walk->text);
			json_string(&walk->text, &string);
			text = buf_text(&walk->text);
		}
	} else if (raw.at[0] == 'n') {
		rank = MASK_OPEN;
	}
	buf_reset(&walk->masked);
	if (mask_inner(walk, rank, text)) {
		walk->hidden = true;
		add_string(walk->out, buf_text(&walk->masked));
		walk->out->full |= walk->masked.full;
	} else {
		buf_add_text(walk->out, raw);
	}
}

static void open_container(struct walk *walk, bool object)
{
	enum mask_rank rank = rank_of(walk, false);

	if (walk->depth == walk->room) {
		walk->room *= 2;
		walk->frames = mem_resize(walk->frames, walk->room, sizeof *walk->frames);
	}
	walk->frames[walk->depth++] =
		(struct frame){.name = walk->name, .rank = rank, .object = object};
	walk->expects_name = object;
}

/* One byte of the document that is no value, or where one begins. */
static void step(struct walk *walk)
{
	char c = walk->document.at[walk->at];
	bool object = walk->frames[walk->depth - 1].object;

	if (c == '{' || c == '[') {
		open_container(walk, c == '{');
	} else if (c == '}' || c == ']') {
		walk->depth--;
	} else if (c == ',') {
		walk->expects_name = object;
		walk->name = object ? walk->name : walk->frames[walk->depth - 1].name;
	} else if (!is_blank(c) && c != ':') {
		struct text raw = scalar_at(walk->document, walk->at);

		walk->at += raw.length;
		if (walk->expects_name) {
			walk->expects_name = false;
			walk->name = without_quotes(raw);
			buf_add_text(walk->out, raw);
		} else {
			take_scalar(walk, raw);
		}
		return;
	}
	buf_add_byte(walk->out, c);
	walk->at++;
}

bool mask_json(const struct mask *mask, const struct mask_place *place, struct text document,
	struct buf *out)
{
	struct walk walk = {.mask = mask,
		.document = document,
		.level = place->level,
		.out = out,
		.name = place->name};

	walk.room = FRAMES_MIN;
	walk.frames = mem_alloc(walk.room, sizeof *walk.frames);
	walk.frames[walk.depth++] = (struct frame){.name = place->name, .rank = place->rank};
	buf_init(&walk.text, document.length);
	buf_init(&walk.masked, out->ceiling);
	while (walk.at < document.length) {
		step(&walk);
	}
	buf_finish(&walk.masked);
	buf_finish(&walk.text);
	mem_free(walk.frames);
	return walk.hidden;
}
