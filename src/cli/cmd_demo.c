#include <signal.h>
#include <time.h>

#include "demo/demo.h"
#include "answer.h"
#include "output.h"

enum { SECONDS_DEFAULT = 5, LOOK_SECONDS = 2, SEED_DEFAULT = 1, RATE_MAX = 1000 };

/* What ends the traffic early. */
static sigset_t ending_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Lets the traffic run; false where a signal ended it. The signals are blocked. */
static bool let_run(int64_t duration_ms, struct error *error)
{
	sigset_t set = ending_signals();
	int64_t end_ms = now_ms() + duration_ms, left_ms;
	int caught = -1;

	while (caught < 0 && (left_ms = end_ms - now_ms()) > 0) {
		struct timespec wait = {
			.tv_sec = left_ms / 1000, .tv_nsec = left_ms % 1000 * 1000000};

		caught = sigtimedwait(&set, NULL, &wait);
	}
	return caught < 0 || error_set(error, ERROR_FAILED, "demo: interrupted");
}

static int show(const struct call *call, const struct options *options, const sigset_t *before,
	struct error *error)
{
	const struct snapshot_options what = {.groups = true, .memory = true};
	int64_t seconds = options->seconds > 0 ? options->seconds : SECONDS_DEFAULT;
	bool console = output_is_console() && !options->json;
	struct answer answer;
	int code = 0;

	bool ok = answer_configure(&answer, options, error) &&
		(console || let_run((seconds - LOOK_SECONDS) * 1000, error));
	sigprocmask(SIG_SETMASK, before, NULL);
	if (ok && console) {
		code = call->world->console(&answer.config, "demo", true, error);
	} else {
		ok = ok && answer_take(&answer, options, &what, error) &&
			answer_write(&answer, options, error);
	}
	answer_finish(&answer);
	return ok ? code : (int)error->code;
}

/* Signals wait while the demo begins and its traffic runs, so that none can end the program between
 * the making of the folder and of the process that removes it. */
static int run(const struct call *call, struct error *error)
{
	struct options options = *call->options;
	bool seeded = (options.given & OPTION_BIT(OPTION_SEED)) != 0;
	const struct demo_options play = {
		.scenario = options.scenario,
		.rate = options.rate > 0 ? options.rate : 1.0,
		.seed = seeded ? options.seed : SEED_DEFAULT,
	};
	sigset_t set = ending_signals(), before;

	if (options.rate > RATE_MAX) {
		error_set(error, ERROR_USAGE, "demo: --rate needs a number above 0, up to %d",
			RATE_MAX);
		return (int)error->code;
	}
	sigprocmask(SIG_BLOCK, &set, &before);
	struct demo *demo = demo_start(&play, error);
	if (demo == NULL) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		return (int)error->code;
	}
	options.url = demo_url(demo);
	options.config = demo_config_file(demo);
	options.profile = NULL;
	int code = show(call, &options, &before, error);
	demo_stop(demo);
	return code;
}

static void describe(struct buf *out)
{
	struct demo_scenario_info info;

	buf_add_string(out, "\nScenarios (all of them unless one is named):\n");
	for (size_t i = 0; demo_scenario_at(i, &info); i++) {
		buf_addf(out, "  %-14s%s\n", info.name, info.summary);
	}
}

const struct subcommand subcommand_demo = {
	.name = "demo",
	.usage = "rivermaster demo [OPTION]...",
	.summary = "the console on a private Redis with traffic and something to find",
	.help = "Starts a Redis of its own in a private folder under $TMPDIR; both are gone when "
		"it ends.\n"
		"With a terminal the console stays open until you quit. Without one, or with "
		"--json, the\n"
		"traffic runs for --seconds, then topics and groups are printed.\n"
		"After 20 s something goes wrong: --seconds 40 shows it, --rate 4 sooner.\n",
	.options = OPTIONS_SCREEN | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_SCENARIO) |
		OPTION_BIT(OPTION_RATE) | OPTION_BIT(OPTION_SECONDS) | OPTION_BIT(OPTION_SEED) |
		OPTION_BIT(OPTION_TOPICS) | OPTION_BIT(OPTION_MEMORY),
	.run = run,
	.describe = describe,
};
