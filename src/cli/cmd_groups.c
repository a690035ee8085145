#include "answer.h"

static bool print(const struct answer *answer, const struct options *options, struct error *error)
{
	struct listing rows = listing_of_groups(answer->model);

	return answer_write_kept(answer, &rows, options, error);
}

static int run(const struct call *call, struct error *error)
{
	struct snapshot_options what = {.groups = true};
	struct answer answer;

	if (call->argument_count > 0) {
		what.topic = text_of(call->arguments[0]);
	}
	bool ok = answer_configure(&answer, call->options, error) &&
		answer_where(&answer, call->options, group_columns, group_column_count, error) &&
		answer_take(&answer, call->options, &what, error) &&
		print(&answer, call->options, error) && answer_is_whole(&answer, error);
	answer_finish(&answer);
	return ok ? 0 : (int)error->code;
}

static void describe(struct buf *out)
{
	listing_describe(out, group_columns, group_column_count);
}

const struct subcommand subcommand_groups = {
	.name = "groups",
	.usage = "rivermaster groups [OPTION]... [TOPIC]",
	.summary = "every consumer group: lag, rates, ages, verdict and its reason",
	.help = "Looks for 2 s. `?` is what is not known, `~` an estimate, `<=` an upper bound.\n",
	.options = OPTIONS_WATCH | OPTIONS_PRINT | OPTION_BIT(OPTION_WHERE),
	.arguments_max = 1,
	.run = run,
	.describe = describe,
};
