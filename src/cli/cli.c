#include "cli/cli.h"

#include <string.h>

#include "subcommand.h"
#include "help.h"
#include "json.h"
#include "output.h"
#include "secret.h"
#include "base/suggest.h"

static const char *name_at(size_t i)
{
	const struct subcommand *command = subcommand_at(i);

	return command == NULL ? NULL : command->name;
}

/* A word with an @ may be an address that lacks its scheme, with a password in it: it is not
 * repeated. */
static bool refuse_word(const char *word, struct error *error)
{
	const char *near = suggest(text_of(word), name_at);

	if (strchr(word, '@') != NULL) {
		return error_set(error, ERROR_USAGE,
			"no such command; the address of a server begins with redis://");
	}
	if (near != NULL) {
		return error_set(
			error, ERROR_USAGE, "no command `%s`; did you mean %s?", word, near);
	}
	return error_set(error, ERROR_USAGE, "no command `%s`", word);
}

/* The first argument names the subcommand or, for the console, the server. */
static bool choose(struct call *call, struct error *error)
{
	const struct options *options = call->options;

	call->arguments = options->arguments;
	call->argument_count = options->argument_count;
	if (options->argument_count == 0 || secret_looks_like_url(options->arguments[0])) {
		call->command = &subcommand_console;
		return true;
	}
	call->command = subcommand_named(options->argument_count, options->arguments);
	/* Also as one word, where a script has quoted it so. */
	size_t words = call->command != NULL && strchr(call->command->name, ' ') != NULL &&
			strchr(options->arguments[0], ' ') == NULL
		? 2
		: 1;
	call->arguments += words;
	call->argument_count -= words;
	return call->command != NULL || refuse_word(options->arguments[0], error);
}

static bool check_arguments(const struct call *call, struct error *error)
{
	size_t max = call->command->arguments_max;

	if (call->argument_count <= max) {
		return true;
	}
	const char *extra = call->arguments[max];
	if (strstr(extra, "://") != NULL || strchr(extra, '@') != NULL) {
		return error_set(
			error, ERROR_USAGE, "an argument too many; the server is named by --url");
	}
	return error_set(error, ERROR_USAGE, "an argument too many: `%s`", extra);
}

/* An empty name is what a script makes of a variable that is not set. */
static bool check_names(const struct call *call, struct error *error)
{
	for (size_t i = 0; i < call->argument_count; i++) {
		if (*call->arguments[i] == '\0') {
			return error_set(
				error, ERROR_USAGE, "an empty argument; leave it out to mean all");
		}
	}
	if (call->argument_count > 0 && call->options->topics != NULL &&
		call->command != &subcommand_console &&
		subcommand_takes(call->command, OPTION_TOPICS)) {
		return error_set(error, ERROR_USAGE, "--topics and a TOPIC: one or the other");
	}
	return true;
}

static bool check_options(const struct call *call, struct error *error)
{
	for (int id = 0; id < OPTION_COUNT; id++) {
		if ((call->options->given & OPTION_BIT(id)) != 0 &&
			!subcommand_allows(call->command, (enum option_id)id)) {
			return error_set(error, ERROR_USAGE, "no option %s here",
				option_name((enum option_id)id));
		}
	}
	for (size_t i = 0; i < call->options->param_count; i++) {
		const struct param *param = call->options->params[i].param;

		if (call->command->op == NULL ||
			op_param(call->command->op, text_of(param->name)) != param) {
			return error_set(error, ERROR_USAGE, "no option --%s here", param->name);
		}
	}
	return true;
}

/* Puts the command before the sentence and where to read more behind it. */
static void explain_usage(const struct call *call, struct error *error)
{
	struct error bare = *error;

	if (call->command == NULL || call->command == &subcommand_console) {
		error_set(error, bare.code, "%s; see rivermaster help", bare.text);
	} else {
		error_set(error, bare.code, "%s: %s; see rivermaster help %s", call->command->name,
			bare.text, call->command->name);
	}
}

static int fail(const struct call *call, const struct error *error)
{
	if (call->command != NULL && call->command->fail != NULL) {
		return call->command->fail(call, error);
	}
	output_complain(error->text);
	return (int)error->code;
}

static int run(const struct call *call)
{
	struct error error = {.code = ERROR_NONE};
	int code = call->command->run(call, &error);

	return error.code == ERROR_NONE ? code : fail(call, &error);
}

static void warn_of_password(void)
{
	output_complain("a password on the command line can be read by others; "
			"better in RIVERMASTER_URL or in the configuration");
}

/* What was read, whether or not it was right. */
static int act(struct call *call, bool ok, bool password, struct error *error)
{
	struct error chosen_error = {.code = ERROR_NONE};
	bool chosen = choose(call, &chosen_error);

	if (ok && !chosen) {
		*error = chosen_error;
	}
	if (password && !call->options->quiet) {
		warn_of_password();
	}
	if (call->options->help) {
		return help_write(call->command, error) ? 0 : fail(call, error);
	}
	if (call->options->version && ok) {
		call->command = subcommand_find(text_of("version"));
		return run(call);
	}
	if (!ok || !chosen || !check_options(call, error) || !check_arguments(call, error) ||
		!check_names(call, error)) {
		explain_usage(call, error);
		return fail(call, error);
	}
	return run(call);
}

int cli_main(int argc, char **argv, const struct cli_world *world)
{
	struct error error = {.code = ERROR_NONE};
	size_t count = argc > 0 ? (size_t)argc - 1 : 0;
	struct options options;
	bool password;

	json_begin();
	char **words = secret_take(count, argv + (argc > 0), &password);
	bool ok = options_read(&options, count, words, &error);
	struct call call = {.options = &options, .world = world};
	int code = act(&call, ok, password, &error);
	options_finish(&options);
	secret_release(count, words);
	return code;
}
