#include "document.h"

#include <string.h>

static void skip_blank(struct document_walk *walk)
{
	while (walk->at < walk->end &&
		(*walk->at == ' ' || *walk->at == '\n' || *walk->at == '\t' || *walk->at == '\r')) {
		walk->at++;
	}
}

static bool is_at(const struct document_walk *walk, char byte)
{
	return walk->at < walk->end && *walk->at == byte;
}

/* A bit in each byte of the word that is `byte`; what stands above the lowest is not to be trusted.
 */
static uint64_t bytes_like(uint64_t word, char byte)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t differs = word ^ (ones * (unsigned char)byte);

	return (differs - ones) & ~differs & (ones << 7);
}

/* Over what is neither a quote nor a backslash, eight bytes at once. */
static const char *skip_simple(const char *at, const char *end)
{
	uint64_t word;

	while (end - at >= 8) {
		memcpy(&word, at, sizeof(word));
		if ((bytes_like(word, '"') | bytes_like(word, '\\')) != 0) {
			break;
		}
		at += 8;
	}
	while (at < end && *at != '"' && *at != '\\') {
		at++;
	}
	return at;
}

/* Over a string, from its first quote to behind its last. */
static bool skip_string(struct document_walk *walk)
{
	const char *at = walk->at + 1, *end = walk->end;

	for (at = skip_simple(at, end); at < end && *at != '"'; at = skip_simple(at, end)) {
		at += at + 1 < end ? 2 : 1;
	}
	walk->at = at < end ? at + 1 : end;
	return at < end;
}

/* Over an object or an array, whatever is in it. */
static bool skip_container(struct document_walk *walk)
{
	size_t depth = 0;

	while (walk->at < walk->end) {
		char byte = *walk->at;

		if (byte == '"') {
			if (!skip_string(walk)) {
				return false;
			}
			continue;
		}
		walk->at++;
		depth += byte == '{' || byte == '[';
		if ((byte == '}' || byte == ']') && --depth == 0) {
			return true;
		}
	}
	return false;
}

static bool skip_plain(struct document_walk *walk)
{
	const char *from = walk->at;

	while (walk->at < walk->end && *walk->at != ',' && *walk->at != '}' && *walk->at != ']' &&
		(unsigned char)*walk->at > ' ') {
		walk->at++;
	}
	return walk->at > from && walk->at < walk->end;
}

static enum json_kind kind_of(char byte)
{
	switch (byte) {
	case '"':
		return JSON_STRING;
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case 'n':
		return JSON_NULL;
	default:
		return byte == '-' || (byte >= '0' && byte <= '9') ? JSON_NUMBER : JSON_NONE;
	}
}

static bool take_value(struct document_walk *walk, struct json_value *value)
{
	const char *from = walk->at;
	bool whole;

	value->kind = walk->at < walk->end ? kind_of(*walk->at) : JSON_NONE;
	if (value->kind == JSON_NONE) {
		return false;
	}
	whole = value->kind == JSON_STRING  ? skip_string(walk)
		: value->kind >= JSON_ARRAY ? skip_container(walk)
					    : skip_plain(walk);
	value->raw = text_from(from, (size_t)(walk->at - from));
	return whole;
}

bool document_walk_begin(struct document_walk *walk, struct text text, size_t look)
{
	bool cut = text.length > look;

	*walk = (struct document_walk){
		.at = text.at,
		.end = text.at + (cut ? look : text.length),
		.cut = cut,
	};
	skip_blank(walk);
	if (!is_at(walk, '{')) {
		return false;
	}
	walk->at++;
	skip_blank(walk);
	return true;
}

static bool end_broken(struct document_walk *walk)
{
	walk->broken = !walk->cut;
	walk->at = walk->end;
	return false;
}

/* The next name, up to where its value begins. False at the end of the object, behind its brace. */
static bool take_name(struct document_walk *walk, struct text *name)
{
	const char *from = walk->at;

	if (is_at(walk, '}')) {
		walk->at++;
		return false;
	}
	if (!is_at(walk, '"') || !skip_string(walk)) {
		return end_broken(walk);
	}
	*name = text_from(from + 1, (size_t)(walk->at - from) - 2);
	skip_blank(walk);
	if (!is_at(walk, ':')) {
		return end_broken(walk);
	}
	walk->at++;
	skip_blank(walk);
	return true;
}

static void end_value(struct document_walk *walk)
{
	skip_blank(walk);
	if (is_at(walk, ',')) {
		walk->at++;
		skip_blank(walk);
	} else if (!is_at(walk, '}')) {
		end_broken(walk);
	}
}

bool document_walk_next(struct document_walk *walk, struct text *name, struct json_value *value)
{
	if (!take_name(walk, name)) {
		return false;
	}
	if (!take_value(walk, value)) {
		return end_broken(walk);
	}
	end_value(walk);
	return true;
}

bool document_begins(struct text text)
{
	struct document_walk walk;

	return document_walk_begin(&walk, text, DOCUMENT_LOOK) && walk.at < walk.end &&
		(*walk.at == '"' || *walk.at == '}');
}

/* Where the members of an object of that name stand; PLACE_COUNT: they are not looked at. */
static enum place place_inside(enum place place, struct text name)
{
	enum carrier carrier = carrier_of(name);

	switch (place) {
	case PLACE_DOCUMENT:
		return carrier == CARRIES_METADATA ? PLACE_INNER
			: carrier == CARRIES_BODY  ? PLACE_DATA
						   : PLACE_COUNT;
	case PLACE_DATA:
		return carrier == CARRIES_METADATA ? PLACE_DEEP : PLACE_COUNT;
	case PLACE_CARRIED:
	case PLACE_INNER:
	case PLACE_DEEP:
		return text_is(name, "headers") ? place : PLACE_COUNT;
	default:
		return PLACE_COUNT;
	}
}

static void look(
	const struct document *document, struct document_walk *walk, enum place place, int depth)
{
	const char *object = walk->at;
	struct json_value value;
	struct text name;

	while (take_name(walk, &name)) {
		struct role_of is = role_cached(document->cache, name);
		enum place inside = is_at(walk, '{') && depth < DOCUMENT_DEPTH
			? place_inside(place, name)
			: PLACE_COUNT;

		if (place == PLACE_DOCUMENT || place == PLACE_CARRIED) {
			document->found->marks |= UINT32_C(1) << is.mark;
		}
		if (inside != PLACE_COUNT) {
			walk->at++;
			skip_blank(walk);
			look(document, walk, inside, depth + 1);
		} else if (!take_value(walk, &value)) {
			end_broken(walk);
			return;
		} else if (value.kind > JSON_FALSE && value.kind < JSON_ARRAY) {
			found_offer_json(document->found,
				&(struct offered){is, place, name, object}, &value);
		}
		end_value(walk);
	}
}

bool document_find(struct text text, const char *path, struct json_value *value)
{
	struct text rest = text_of(path);

	value->kind = JSON_OBJECT;
	value->raw = text;
	while (rest.length > 0) {
		struct text wanted = text_cut(&rest, '.'), name;
		struct document_walk walk;
		bool met = false;

		if (!document_walk_begin(&walk, value->raw, SIZE_MAX)) {
			return false;
		}
		while (!met && document_walk_next(&walk, &name, value)) {
			met = text_equal(name, wanted);
		}
		if (!met) {
			return false;
		}
	}
	return true;
}

bool document_look(const struct document *document)
{
	struct document_walk walk;

	if (!document_walk_begin(&walk, document->text, DOCUMENT_LOOK)) {
		return false;
	}
	look(document, &walk, document->place, 1);
	return !walk.broken;
}
