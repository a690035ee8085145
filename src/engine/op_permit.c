#include "op_permit.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "denied_rule.h"
#include "wire/decode.h"

enum { COMMANDS_MAX = 200, LINE_BYTES_MAX = 320, USER_SHOWN_MAX = 60, WORD_MAX = 16 };

struct permit {
	const struct request *request;
	const struct survey *survey;
	struct buf user, marker, claims;
	bool unknown; /* it cannot be asked */
	size_t count;
	struct command commands[COMMANDS_MAX];
	size_t words[COMMANDS_MAX], keys[COMMANDS_MAX]; /* where they stand; 0: no key */
	struct buf line;                                /* the rules that are missing */
};

/* --- the questions --- */

/* In small letters: on the wire it is no command that is sent. */
static void add_word(struct permit *permit, struct text word, struct text key)
{
	struct command *command = &permit->commands[permit->count];

	if (word.at[0] != '{') {
		char lower[WORD_MAX];
		size_t length = word.length < WORD_MAX ? word.length : WORD_MAX;

		for (size_t i = 0; i < length; i++) {
			lower[i] = (char)tolower((unsigned char)word.at[i]);
		}
		command_add(command, text_from(lower, length));
		return;
	}
	permit->keys[permit->count] = command->argc;
	command_add(command, key);
}

static void add(struct permit *permit, const char *sample, struct text key)
{
	struct text rest = text_of(sample);
	struct command *command = &permit->commands[permit->count];

	if (permit->count == COMMANDS_MAX) {
		return;
	}
	command_init(command);
	command_words(command, "ACL DRYRUN");
	command_add(command, buf_text(&permit->user));
	permit->words[permit->count] = command->argc;
	permit->keys[permit->count] = 0;
	while (rest.length > 0) {
		add_word(permit, text_cut(&rest, ' '), key);
	}
	permit->count++;
}

static void add_backs(struct permit *permit, const char *sample)
{
	bool group = strstr(sample, "{back-group}") != NULL,
	     topic = strstr(sample, "{back-topic}") != NULL;

	for (size_t i = 0; i < permit->survey->back_count; i++) {
		const struct survey_back *back = &permit->survey->backs[i];

		if ((!group || back->to_group > 0) && (!topic || back->to_topic > 0)) {
			add(permit, sample, back->source.name);
		}
	}
}

static void add_sample(struct permit *permit, const char *sample)
{
	const struct request *request = permit->request;

	if (strstr(sample, "{back") != NULL) {
		add_backs(permit, sample);
	} else if (strstr(sample, "{marker}") != NULL) {
		add(permit, sample, buf_text(&permit->marker));
	} else if (strstr(sample, "{claims}") != NULL) {
		add(permit, sample, buf_text(&permit->claims));
	} else {
		add(permit, sample,
			strstr(sample, "{target}") != NULL ? request->target : request->topic);
	}
}

static void add_samples(struct permit *permit, const char *const *samples)
{
	for (size_t i = 0; samples[i] != NULL; i++) {
		add_sample(permit, samples[i]);
	}
}

/* --- the answers --- */

static void take_missing(struct permit *permit, size_t i, struct text said)
{
	const struct command *command = &permit->commands[i];
	size_t word = permit->words[i];
	struct buf rule;

	buf_init(&rule, LINE_BYTES_MAX);
	buf_add_byte(&rule, ' ');
	if (permit->keys[i] > 0 && !text_contains_fold(said, text_of("' command"))) {
		denied_add_key(&rule, command_arg(command, permit->keys[i]));
	} else {
		denied_add_command(&rule, command_arg(command, word),
			command_arg(command, word + 1 < command->argc ? word + 1 : word));
	}
	buf_add_byte(&rule, ' ');
	if (!text_contains_fold(buf_text(&permit->line), buf_text(&rule))) {
		buf_add(&permit->line, rule.at, rule.length);
	}
	buf_finish(&rule);
}

static void on_dryrun(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct permit *permit = arg;
	struct text said;

	(void)error;
	if (reply == NULL || reply->kind == REPLY_ERROR || !reply_text(reply, &said)) {
		permit->unknown = true;
	} else if (!text_is(said, "OK")) {
		take_missing(permit, i, said);
	}
}

static void on_user(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct permit *permit = arg;
	struct text name;

	(void)i;
	(void)error;
	permit->unknown = reply == NULL || reply->kind == REPLY_ERROR || !reply_text(reply, &name);
	if (!permit->unknown) {
		buf_add_text(&permit->user, name);
	}
}

static bool learn_user(struct permit *permit, struct talk *talk)
{
	struct command whoami;

	command_init(&whoami);
	command_words(&whoami, "ACL WHOAMI");
	talk_ask(talk, &whoami, 1, on_user, permit);
	command_finish(&whoami);
	return !permit->unknown;
}

static void ask(struct permit *permit, struct talk *talk)
{
	talk_ask(talk, permit->commands, permit->count, on_dryrun, permit);
	for (size_t i = 0; i < permit->count; i++) {
		command_finish(&permit->commands[i]);
	}
}

static void ask_of_operation(struct permit *permit, struct talk *talk, const struct op *op)
{
	bool plain = request_has(permit->request, "no-scripts") && op->plain != NULL;

	add_samples(permit, plain ? op_sends_plain : op_sends_always);
	add_samples(permit, plain ? op->sends_plain : op->sends);
	if (request_number(permit->request, "wait", 0) > 0) {
		add(permit, "WAIT 1 1", text_from("", 0));
	}
	ask(permit, talk);
}

static void permit_init(struct permit *permit)
{
	buf_init(&permit->user, KEY_BYTES_MAX);
	buf_init(&permit->marker, KEY_BYTES_MAX);
	buf_init(&permit->claims, KEY_BYTES_MAX);
	buf_init(&permit->line, LINE_BYTES_MAX);
}

static void permit_finish(struct permit *permit)
{
	buf_finish(&permit->user);
	buf_finish(&permit->marker);
	buf_finish(&permit->claims);
	buf_finish(&permit->line);
}

bool op_permit_denies_scripts(struct talk *talk)
{
	struct permit *permit = mem_alloc(1, sizeof *permit);
	bool denies;

	permit_init(permit);
	if (learn_user(permit, talk)) {
		add(permit, "EVAL x 0", text_from("", 0));
		add(permit, "EVALSHA x 0", text_from("", 0));
		ask(permit, talk);
	}
	denies = !permit->unknown && permit->line.length > 0;
	permit_finish(permit);
	mem_free(permit);
	return denies;
}

static bool refuse(const struct permit *permit, struct error *error)
{
	struct text user = buf_text(&permit->user);
	struct buf line;

	buf_init(&line, LINE_BYTES_MAX * 2);
	for (struct text rest = buf_text(&permit->line); rest.length > 0;) {
		struct text rule = text_cut(&rest, ' ');

		if (rule.length > 0) {
			buf_add_byte(&line, ' ');
			buf_add_text(&line, rule);
		}
	}
	error_set(error, ERROR_REFUSED,
		"this user may not do that; what is missing: ACL SETUSER %.*s%.*s%s",
		(int)(user.length < USER_SHOWN_MAX ? user.length : USER_SHOWN_MAX), user.at,
		(int)line.length, line.at, permit->line.full ? " ..." : "");
	buf_finish(&line);
	return false;
}

bool op_permit(struct talk *talk, const struct op *op, const struct request *request,
	const struct survey *survey, struct error *error)
{
	struct permit *permit = mem_alloc(1, sizeof *permit);
	bool good;

	permit->request = request;
	permit->survey = survey;
	permit_init(permit);
	key_job(&permit->marker, request->target.length > 0 ? request->target : request->topic,
		request->job);
	key_claims(&permit->claims, request->topic);
	if (learn_user(permit, talk)) {
		ask_of_operation(permit, talk, op);
	}
	good = permit->unknown || permit->line.length == 0 || refuse(permit, error);
	permit_finish(permit);
	mem_free(permit);
	return good;
}

static void on_probe(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct error *refused = arg;

	(void)i;
	(void)error;
	if (reply != NULL && reply->kind == REPLY_ERROR &&
		(text_contains_fold(reply->text, text_of("NOPERM")) ||
			text_contains_fold(reply->text, text_of("unknown command")))) {
		error_set(refused, ERROR_REFUSED,
			"this user may not run scripts, and without them an entry could be lost or "
			"doubled: +eval +evalsha; the server said: %.*s",
			(int)(reply->text.length < 200 ? reply->text.length : 200), reply->text.at);
	}
}

/* A script that there is not. */
bool op_permit_script(struct talk *talk, const struct op *op, struct error *error)
{
	static const char *const words[] = {
		"evalsha ffffffffffffffffffffffffffffffffffffffff 0", "eval return 0"};
	struct error refused = {.code = ERROR_NONE};
	struct command commands[2];

	for (size_t i = 0; i < 2; i++) {
		command_init(&commands[i]);
		command_words(&commands[i], words[i]);
	}
	talk_ask(talk, commands, 2, on_probe, &refused);
	for (size_t i = 0; i < 2; i++) {
		command_finish(&commands[i]);
	}
	if (refused.code == ERROR_NONE) {
		return true;
	}
	return error_set(error, refused.code, "%s%s", refused.text,
		op->plain != NULL ? "; --no-scripts does it without" : "");
}
