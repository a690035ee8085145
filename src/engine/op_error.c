#include "op_error.h"

#include <string.h>

#include "denied_rule.h"

enum { SHOWN_MAX = 300 };

struct row {
	const char *word;
	enum op_trouble trouble;
};

static const struct row rows[] = {
	{"NOSCRIPT", TROUBLE_NOSCRIPT},
	{"MOVED ", TROUBLE_STOP},
	{"ASK ", TROUBLE_TRANSIENT},
	{"TRYAGAIN", TROUBLE_TRANSIENT},
	{"CLUSTERDOWN", TROUBLE_TRANSIENT},
	{"LOADING", TROUBLE_TRANSIENT},
	{"MASTERDOWN", TROUBLE_TRANSIENT},
	{"UNBLOCKED", TROUBLE_TRANSIENT},
	{"BUSY ", TROUBLE_TRANSIENT},
	{"OOM ", TROUBLE_UNWELL},
	{"NOREPLICAS", TROUBLE_UNWELL},
	{"MISCONF", TROUBLE_UNWELL},
	{"max number of clients", TROUBLE_UNWELL},
};

enum op_trouble op_trouble_of(struct text reply)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (text_contains_fold(reply, text_of(rows[i].word))) {
			return rows[i].trouble;
		}
	}
	return TROUBLE_STOP;
}

/* Also from within a script, where Redis 7 does not say NOPERM. */
static bool is_denied(struct text reply)
{
	return text_contains_fold(reply, text_of("NOPERM")) ||
		text_contains_fold(reply, text_of("can't run this command")) ||
		text_contains_fold(reply, text_of("can't access"));
}

/* `MOVED SLOT HOST:PORT`, also where more stands around it. */
static bool explain_moved(struct text reply, struct error *error)
{
	struct text rest = reply, word;

	do {
		word = text_cut(&rest, ' ');
	} while (rest.length > 0 &&
		(word.length < strlen("MOVED") ||
			!text_is(
				text_from(word.at + word.length - strlen("MOVED"), strlen("MOVED")),
				"MOVED")));
	text_cut(&rest, ' ');
	word = text_cut(&rest, ' ');
	return error_set(error, ERROR_FAILED,
		"the key lies on another node of the cluster: --url redis://%.*s",
		word.length < SHOWN_MAX ? (int)word.length : SHOWN_MAX, word.at);
}

bool op_trouble_explain_sent(struct text reply, const struct command *sent, struct error *error)
{
	char rule[DENIED_RULE_MAX];

	if (!is_denied(reply) || !denied_rule(reply, sent, rule)) {
		return op_trouble_explain(reply, error);
	}
	return error_set(error, ERROR_REFUSED,
		"this user may not do that; the ACL rule that is missing: %s", rule);
}

bool op_trouble_explain(struct text reply, struct error *error)
{
	int length = reply.length < SHOWN_MAX ? (int)reply.length : SHOWN_MAX;

	if (is_denied(reply)) {
		return error_set(error, ERROR_REFUSED,
			"this user may not do that; the ACL line that is missing: +xadd +xack "
			"+xdel +xclaim +hget +hset +hsetnx +hincrby +hexists +pexpire +wait +eval "
			"+evalsha ~TOPIC ~{TOPIC}:rm:*; the server said: %.*s",
			length, reply.at);
	}
	if (text_contains_fold(reply, text_of("MOVED "))) {
		return explain_moved(reply, error);
	}
	if (text_contains_fold(reply, text_of("READONLY"))) {
		return error_set(error, ERROR_REFUSED,
			"the server has become a replica, which takes no writes: %.*s", length,
			reply.at);
	}
	return error_set(error, ERROR_FAILED, "the server refused: %.*s", length, reply.at);
}
