#include "denied.h"

#include <string.h>

static const char *usual_command(enum fact_kind kind)
{
	switch (kind) {
	case FACT_SERVER:
		return "info";
	case FACT_CLOCK:
		return "time";
	case FACT_SCAN:
		return "scan";
	case FACT_TYPE:
		return "type";
	case FACT_ENTRIES:
		return "xrange";
	case FACT_CONSUMERS:
		return "xinfo|consumers";
	case FACT_PENDING:
		return "xpending";
	case FACT_UNDELIVERED:
	case FACT_COUNT:
		return "xrange";
	case FACT_MEMORY:
		return "memory|usage";
	default:
		return "xinfo|stream";
	}
}

bool denied_command(struct text reply)
{
	return text_contains_fold(reply, text_of("' command"));
}

static bool is_command_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || byte == '|' || byte == '-';
}

void denied_name(struct text reply, const char *usual, char name[DENIED_COMMAND_MAX])
{
	struct text rest = reply, word;
	size_t i;

	text_cut(&rest, '\'');
	word = text_cut(&rest, '\'');
	for (i = 0; i < word.length && is_command_byte(word.at[i]); i++) {
	}
	if (i != word.length || i == 0 || i >= DENIED_COMMAND_MAX) {
		word = text_of(usual);
	}
	memcpy(name, word.at, word.length);
	name[word.length] = '\0';
}

bool denied_explain(const struct fact *fact, struct error *error)
{
	struct text reply = text_of(fact->error.text);
	char name[DENIED_COMMAND_MAX];

	denied_name(reply, usual_command(fact->kind), name);
	if (denied_command(reply) || fact->topic.length == 0) {
		return error_set(error, ERROR_REFUSED,
			"this user may not run `%s` (NOPERM); the ACL rule to add is `+%s`", name,
			name);
	}
	return error_set(error, ERROR_REFUSED,
		"this user may not read the key %.*s (NOPERM); the ACL rule to add is `%%R~%.*s`"
		" (before 7.0 `~%.*s`)",
		(int)fact->topic.length, fact->topic.at, (int)fact->topic.length, fact->topic.at,
		(int)fact->topic.length, fact->topic.at);
}
