#include "mask_private.h"

#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"

/* The names of what holds a value are compared together with its own: `card` and `number`. */
enum {
	DEPTH_MOST = 1000,
	ESCAPE_BYTES = 12,
	PATH_MAX_BYTES = 256,
	LEVEL_MAX = 3,
	FRAMES_MIN = 16,
	KNOWN_MAX = 512,
	NAME_LEAST = 6
};

/* What names said before: documents have few names, and these again and again. */
struct known {
	uint64_t hash; /* of the name, its container's and whether it is of one value; 0: none */
	enum mask_rank own, both;
};

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
	bool expects_name, cut;
	struct text name; /* of the member that is next */
	bool hidden;      /* anything was */
	struct buf text, masked;
	char **decoded; /* names that were written with escapes */
	size_t decoded_count;
	struct known *known;
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
		while (end < document.length && document.at[end] != '"') {
			end += document.at[end] == '\\' ? 2 : 1;
		}
		end = end < document.length ? end + 1 : document.length;
		return text_from(document.at + at, end - at);
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

static size_t add_name(char *path, size_t at, struct text name)
{
	if (name.length > 0) {
		memcpy(path + at, name.at, name.length);
	}
	return at + name.length;
}

static enum mask_rank judge_both(const struct walk *walk, struct text container, bool leaf)
{
	char path[PATH_MAX_BYTES];
	size_t length;

	if (container.length + walk->name.length + 2 > sizeof path) {
		return MASK_OPEN;
	}
	length = add_name(path, 0, container);
	path[length++] = '.';
	length = add_name(path, length, walk->name);
	return mask_name(walk->mask, text_from(path, length), leaf);
}

static const struct known *look_up(struct walk *walk, struct text container, bool leaf)
{
	uint64_t hash = map_hash(walk->name, walk->mask->seed) ^
		(map_hash(container, walk->mask->seed + 1) << 1 | (uint64_t)leaf);
	struct known *known = &walk->known[hash % KNOWN_MAX];

	if (known->hash != hash || hash == 0) {
		*known = (struct known){
			.hash = hash,
			.own = mask_name(walk->mask, walk->name, leaf),
			.both = judge_both(walk, container, leaf),
		};
	}
	return known;
}

/* By its own name, by that together with its container's, or by what its container is. */
static enum mask_rank rank_of(struct walk *walk, bool leaf)
{
	const struct frame *frame = &walk->frames[walk->depth - 1];
	const struct known *known = look_up(walk, frame->name, leaf);
	enum mask_rank rank = known->own;

	if (frame->rank >= MASK_HIDDEN && rank < frame->rank) {
		return rank == MASK_SHOWN ? rank : frame->rank;
	}
	if (rank != MASK_OPEN) {
		return rank;
	}
	return frame->rank == MASK_SHOWN && known->both != MASK_SHOWN ? MASK_SHOWN : known->both;
}

/* A document in a string stays one, also where only its front is there. */
static bool mask_inner(struct walk *walk, enum mask_rank rank, struct text text)
{
	struct mask_place place = {.name = walk->name, .rank = rank, .level = walk->level + 1};
	struct json_value inner;

	if (walk->level >= LEVEL_MAX || !json_looks(text)) {
		return mask_ranked(walk->mask, rank, text, &walk->masked);
	}
	place.cut = !json_read(text, &inner);
	return place.cut && rank >= MASK_HIDDEN
		? mask_ranked(walk->mask, rank, text, &walk->masked)
		: mask_json(walk->mask, &place, text, &walk->masked);
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

/* As it is read, not as it is written; kept as long as the walk. */
static struct text name_of(struct walk *walk, struct text raw)
{
	struct json_value string = {.kind = JSON_STRING, .raw = raw};
	struct text name = without_quotes(raw);

	if (name.length == 0 || memchr(name.at, '\\', name.length) == NULL) {
		return name;
	}
	buf_reset(&walk->text);
	json_string(&walk->text, &string);
	name = buf_text(&walk->text);
	walk->decoded = mem_resize(walk->decoded, walk->decoded_count + 1, sizeof *walk->decoded);
	walk->decoded[walk->decoded_count++] = text_dup(name);
	return text_from(walk->decoded[walk->decoded_count - 1], name.length);
}

/* A name may itself be what is to hide, as where things are kept by e-mail address. */
static void take_name(struct walk *walk, struct text raw)
{
	walk->expects_name = false;
	walk->name = name_of(walk, raw);
	buf_reset(&walk->masked);
	if (walk->name.length >= NAME_LEAST && mask_text(walk->mask, walk->name, &walk->masked)) {
		walk->hidden = true;
		add_string(walk->out, buf_text(&walk->masked));
	} else {
		buf_add_text(walk->out, raw);
	}
}

/* The rest is no JSON, only its looks count. */
static void give_up(struct walk *walk)
{
	struct text rest =
		text_from(walk->document.at + walk->at, walk->document.length - walk->at);

	walk->hidden |= mask_text(walk->mask, rest, walk->out);
	walk->at = walk->document.length;
}

/* A string without its end: what it says so far. */
static void take_front(struct walk *walk, struct text raw)
{
	struct json_value string = {.kind = JSON_NONE};
	enum mask_rank rank = rank_of(walk, true);
	struct buf closed;

	buf_init(&closed, raw.length + 1);
	for (size_t drop = 0; drop < ESCAPE_BYTES && drop < raw.length; drop++) {
		buf_reset(&closed);
		buf_add(&closed, raw.at, raw.length - drop);
		buf_add_byte(&closed, '"');
		if (json_read(buf_text(&closed), &string)) {
			break;
		}
	}
	buf_reset(&walk->text);
	buf_reset(&walk->masked);
	if (string.kind == JSON_STRING) {
		json_string(&walk->text, &string);
	}
	if (mask_inner(walk, rank, buf_text(&walk->text))) {
		walk->hidden = true;
		add_string(walk->out, buf_text(&walk->masked));
		buf_cut(walk->out, walk->out->length - 1);
		walk->out->full |= walk->masked.full;
		walk->at = walk->document.length;
	} else if (rank >= MASK_HIDDEN) {
		walk->hidden = true;
		mask_ranked(walk->mask, rank, raw, walk->out);
		walk->at = walk->document.length;
	} else {
		give_up(walk);
	}
	buf_finish(&closed);
}

/* Of what is cut: whether it still goes on as JSON does; else the rest is taken. */
static bool goes_on(struct walk *walk, struct text raw)
{
	struct json_value scalar;

	if (json_read(raw, &scalar)) {
		if (walk->depth > 1 && (raw.at[0] == '"' || !walk->expects_name)) {
			return true;
		}
	} else if (raw.at[0] == '"' && walk->depth > 1 && !walk->expects_name &&
		walk->at + raw.length == walk->document.length) {
		take_front(walk, raw);
		return false;
	}
	give_up(walk);
	return false;
}

static void take_value(struct walk *walk)
{
	struct text raw = scalar_at(walk->document, walk->at);

	if (walk->cut && !goes_on(walk, raw)) {
		return;
	}
	walk->at += raw.length;
	if (walk->expects_name) {
		take_name(walk, raw);
	} else {
		take_scalar(walk, raw);
	}
}

/* One byte of the document that is no value, or where one begins. */
static void step(struct walk *walk)
{
	char c = walk->document.at[walk->at];
	bool object = walk->frames[walk->depth - 1].object;

	if (walk->cut &&
		((walk->depth == 1 && (c == '}' || c == ']')) || walk->depth > DEPTH_MOST)) {
		give_up(walk);
		return;
	}
	if (c == '{' || c == '[') {
		open_container(walk, c == '{');
	} else if (c == '}' || c == ']') {
		walk->depth--;
	} else if (c == ',') {
		walk->expects_name = object;
		walk->name = object ? walk->name : walk->frames[walk->depth - 1].name;
	} else if (!is_blank(c) && c != ':') {
		take_value(walk);
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
		.cut = place->cut,
		.name = place->name};

	walk.room = FRAMES_MIN;
	walk.frames = mem_alloc(walk.room, sizeof *walk.frames);
	walk.known = mem_alloc(KNOWN_MAX, sizeof *walk.known);
	walk.frames[walk.depth++] = (struct frame){.name = place->name, .rank = place->rank};
	buf_init(&walk.text, document.length);
	buf_init(&walk.masked, out->ceiling);
	while (walk.at < document.length) {
		step(&walk);
	}
	buf_finish(&walk.masked);
	buf_finish(&walk.text);
	for (size_t i = 0; i < walk.decoded_count; i++) {
		mem_free(walk.decoded[i]);
	}
	mem_free(walk.decoded);
	mem_free(walk.known);
	mem_free(walk.frames);
	return walk.hidden;
}
