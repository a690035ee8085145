/* What is said of a field: its words, and which matters more. */
#include "judge.h"
#include "role.h"

static const char *const role_names[] = {
	[KEY_UNKNOWN] = "unknown",
	[KEY_CONSTANT] = "constant",
	[KEY_TIME] = "time",
	[KEY_EVENT] = "event id",
	[KEY_CAUSE] = "cause",
	[KEY_STEP] = "step",
	[KEY_JOURNEY] = "journey",
	[KEY_CHILD] = "child",
	[KEY_PARTY] = "party",
	[KEY_RESOURCE] = "resource",
};

const char *key_role_name(enum key_role role)
{
	return role_names[role];
}

/* Of a path the last step is the name. */
const char *measured_name_role(struct text name)
{
	static const char *const names[] = {
		[ROLE_TYPE] = "type",
		[ROLE_SERVICE] = "service",
		[ROLE_JOURNEY] = "journey",
		[ROLE_TRACE] = "trace",
		[ROLE_CAUSE] = "cause",
		[ROLE_PARTY] = "party",
		[ROLE_TIME] = "time",
		[ROLE_OUTCOME] = "outcome",
	};
	size_t at = name.length;
	struct role_of is;

	while (at > 0 && name.at[at - 1] != '.') {
		at--;
	}
	is = role_of(text_from(name.at + at, name.length - at));
	return is.role < ROLE_COUNT ? names[is.role] : NULL;
}

int measured_compare(const void *a, const void *b)
{
	static const int weights[] = {
		[KEY_JOURNEY] = 9,
		[KEY_STEP] = 8,
		[KEY_PARTY] = 7,
		[KEY_CHILD] = 6,
		[KEY_CAUSE] = 5,
		[KEY_EVENT] = 4,
		[KEY_TIME] = 3,
		[KEY_RESOURCE] = 2,
		[KEY_CONSTANT] = 1,
		[KEY_UNKNOWN] = 0,
	};
	const struct measured *left = a, *right = b;

	if (left->role != right->role) {
		return weights[right->role] - weights[left->role];
	}
	if (left->confidence < right->confidence || left->confidence > right->confidence) {
		return left->confidence < right->confidence ? 1 : -1;
	}
	if (left->events != right->events) {
		return left->events < right->events ? 1 : -1;
	}
	return text_compare(left->name, right->name);
}
