#include "answer.h"
#include "output.h"

#include <unistd.h>

static int open_console(const struct answer *answer, const struct call *call, struct error *error)
{
	if (geteuid() == 0 && !call->options->quiet) {
		output_complain("running as root; an ordinary user is enough");
	}
	return call->world->console(&answer->config, answer->config.profile, false, error);
}

static int run(const struct call *call, struct error *error)
{
	const struct snapshot_options what = {.groups = true, .memory = true};
	struct options options = *call->options;
	struct answer answer;
	int code = 0;

	if (call->argument_count > 0 && options.url != NULL) {
		error_set(error, ERROR_USAGE, "two URLs: one as an argument, one by --url");
		return (int)error->code;
	}
	if (call->argument_count > 0) {
		options.url = call->arguments[0];
	}
	bool ok = answer_configure(&answer, &options, error);
	if (ok && output_is_console() && !options.json) {
		code = open_console(&answer, call, error);
	} else {
		ok = ok && answer_take(&answer, &options, &what, error) &&
			answer_write(&answer, &options, error) && answer_is_whole(&answer, error);
	}
	answer_finish(&answer);
	return ok ? code : (int)error->code;
}

const struct subcommand subcommand_console = {
	.name = "rivermaster",
	.usage = "rivermaster [OPTION]... [URL]",
	.summary = "A console for Redis Streams: topics, consumer groups, lag and what to worry "
		   "about.\n"
		   "Without a terminal it prints topics and groups once. It writes nothing but\n"
		   "what an operation with --yes says.",
	.help = "URL: redis://[user:password@]HOST[:PORT][/DB] or unix:///PATH[?db=DB].\n"
		"A password is better in RIVERMASTER_URL or in the configuration\n"
		"($XDG_CONFIG_HOME/rivermaster/rivermaster.conf) than on the command line.\n"
		"\n"
		"Exit: 0 done, 1 failed or partial, 2 wrong usage or configuration,\n"
		"3 cannot connect or authenticate, 4 refused. `check` has its own.\n",
	.options = OPTIONS_WATCH | OPTIONS_PRINT | OPTIONS_SCREEN,
	.arguments_max = 1,
	.run = run,
};
