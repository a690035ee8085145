#include "found.h"

#include <limits.h>
#include <string.h>

#include "base/moment.h"

void found_begin(struct found *found)
{
	size_t i;

	for (i = 0; i < ROLE_COUNT; i++) {
		found->strength[i] = UINT_MAX;
	}
	found->escaped = 0;
	found->marks = 0;
	found->repeated = false;
	found->has_time = false;
}

static bool is_key(uint8_t role)
{
	return role == ROLE_JOURNEY || role == ROLE_TRACE || role == ROLE_CAUSE ||
		role == ROLE_PARTY;
}

/* Of keys the strongest name counts, wherever it stands; of all else the nearest place, since data
 * has types and states of its own. */
static unsigned strength_of(struct role_of is, enum place place)
{
	return is_key(is.role) ? is.rank * (unsigned)PLACE_COUNT + (unsigned)place
			       : (unsigned)place * 64U + is.rank;
}

static bool equal_fold(struct text text, const char *word)
{
	return text.length == strlen(word) && text_contains_fold(text, text_of(word));
}

bool is_placeholder(struct text value)
{
	static const char *const words[] = {
		"null", "none", "nil", "undefined", "unknown", "-1", "n/a", "nan"};
	size_t i;

	if (value.length == 0) {
		return true;
	}
	for (i = 0; i < value.length && (value.at[i] == '0' || value.at[i] == '-'); i++) {
	}
	if (i == value.length) {
		return true;
	}
	if (memchr("nNuU-", value.at[0], 5) == NULL) {
		return false;
	}
	for (i = 0; value.length < 10 && i < sizeof(words) / sizeof(*words); i++) {
		if (equal_fold(value, words[i])) {
			return true;
		}
	}
	return false;
}

static bool is_document(struct text value)
{
	return value.length > 0 && (value.at[0] == '{' || value.at[0] == '[');
}

static bool all_zero(struct text hex)
{
	size_t i;

	for (i = 0; i < hex.length && (hex.at[i] == '0' || hex.at[i] == '-'); i++) {
	}
	return i == hex.length;
}

struct text trace_id(struct text value, enum trace_form form)
{
	struct text rest = value, id = value;

	if (form == TRACE_PARENT) {
		text_cut(&rest, '-');
		id = text_cut(&rest, '-');
		id.length = id.length == 32 && rest.length > 0 ? id.length : 0;
	} else if (form == TRACE_HEAD) {
		id = text_cut(&rest, '-');
	} else if (form == TRACE_COLON) {
		id = text_cut(&rest, ':');
	} else if (form == TRACE_ROOT) {
		id.length = 0;
		while (rest.length > 0 && id.length == 0) {
			struct text part = text_trim(text_cut(&rest, ';'));

			id = text_starts(part, "Root=") ? text_from(part.at + 5, part.length - 5)
							: id;
		}
	}
	return all_zero(id) ? text_of("") : id;
}

/* Its text is not kept. */
static bool offer_time(struct found *found, unsigned strength, struct text value)
{
	if (!moment_read(value, &found->time_ms)) {
		return false;
	}
	found->strength[ROLE_TIME] = strength;
	found->value[ROLE_TIME] = text_of("");
	found->has_time = true;
	return true;
}

/* Whether it was taken. */
static bool offer(struct found *found, struct role_of is, enum place place, struct text value)
{
	unsigned strength;

	if (is.role == ROLE_NONE) {
		return false;
	}
	strength = strength_of(is, place);
	if (strength >= found->strength[is.role] || is_placeholder(value) || is_document(value)) {
		return false;
	}
	if (is.role == ROLE_TIME) {
		return offer_time(found, strength, value);
	}
	if (is.role == ROLE_TRACE) {
		value = trace_id(value, (enum trace_form)is.form);
	}
	if (value.length == 0) {
		return false;
	}
	found->strength[is.role] = strength;
	found->value[is.role] = value;
	found->escaped &= ~(1U << is.role);
	return true;
}

void found_offer(struct found *found, struct role_of is, enum place place, struct text value)
{
	if (offer(found, is, place, value)) {
		found->object[is.role] = NULL;
	}
}

/* Some write a plus as an escape. */
static bool offer_escaped_time(
	struct found *found, const struct offered *as, const struct json_value *value)
{
	struct buf plain;
	bool taken;

	buf_init(&plain, value->raw.length);
	taken = json_string(&plain, value) && offer(found, as->is, as->place, buf_text(&plain));
	buf_finish(&plain);
	return taken;
}

static bool offer_string(
	struct found *found, const struct offered *as, const struct json_value *value)
{
	struct text inner = text_from(value->raw.at + 1, value->raw.length - 2);
	bool escaped = memchr(inner.at, '\\', inner.length) != NULL, taken;

	if (escaped && as->is.role == ROLE_TIME) {
		return offer_escaped_time(found, as, value);
	}
	taken = offer(found, as->is, as->place, inner);
	if (taken && escaped) {
		found->escaped |= 1U << as->is.role;
	}
	return taken;
}

void found_offer_json(struct found *found, const struct offered *as, const struct json_value *value)
{
	uint8_t role = as->is.role;
	bool taken;

	if (role == ROLE_NONE || value->kind <= JSON_FALSE || value->kind >= JSON_ARRAY) {
		return;
	}
	if (found->strength[role] == strength_of(as->is, as->place) &&
		found->object[role] == as->object && text_equal(found->name[role], as->name)) {
		found->repeated = true;
		return;
	}
	taken = value->kind == JSON_STRING ? offer_string(found, as, value)
					   : offer(found, as->is, as->place, value->raw);
	if (taken) {
		found->name[role] = as->name;
		found->object[role] = as->object;
	}
}

void found_forget(struct found *found, enum role role, struct text value)
{
	if (found->strength[role] != UINT_MAX && text_equal(found->value[role], value)) {
		found->strength[role] = UINT_MAX;
	}
}

static struct text unescape(struct text inner, struct room *room)
{
	struct json_value string = {
		.kind = JSON_STRING, .raw = text_from(inner.at - 1, inner.length + 2)};
	struct buf plain;
	struct text text;

	buf_init(&plain, inner.length + 1);
	text = json_string(&plain, &string) ? room_copy(room, buf_text(&plain)) : inner;
	buf_finish(&plain);
	return text;
}

void found_fill(const struct found *found, struct room *room, struct event *event)
{
	struct text *const members[] = {
		[ROLE_TYPE] = &event->type,
		[ROLE_SERVICE] = &event->service,
		[ROLE_JOURNEY] = &event->journey,
		[ROLE_TRACE] = &event->trace,
		[ROLE_CAUSE] = &event->cause,
		[ROLE_PARTY] = &event->party,
		[ROLE_TIME] = NULL,
		[ROLE_OUTCOME] = &event->outcome,
	};
	size_t i;

	for (i = 0; i < ROLE_COUNT; i++) {
		if (members[i] != NULL && members[i]->length == 0 &&
			found->strength[i] != UINT_MAX) {
			*members[i] = (found->escaped >> i & 1) != 0
				? unescape(found->value[i], room)
				: found->value[i];
		}
	}
	event->repeated = found->repeated;
	if (found->has_time && !event->has_occurred) {
		event->has_occurred = true;
		event->occurred_ms = found->time_ms;
	}
}
