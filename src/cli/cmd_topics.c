#include "answer.h"

static bool print(const struct answer *answer, const struct options *options, struct error *error)
{
	struct listing rows = listing_of_topics(answer->model);

	return answer_write_kept(answer, &rows, options, error);
}

static int run(const struct call *call, struct error *error)
{
	const struct snapshot_options what = {
		.groups = true, .memory = true, .dead = true, .spare_details = true};
	struct answer answer;
	bool ok = answer_configure(&answer, call->options, error) &&
		answer_where(&answer, call->options, topic_columns, topic_column_count, error) &&
		answer_take(&answer, call->options, &what, error) &&
		print(&answer, call->options, error) && answer_is_whole(&answer, error);

	answer_finish(&answer);
	return ok ? 0 : (int)error->code;
}

static void describe(struct buf *out)
{
	listing_describe(out, topic_columns, topic_column_count);
}

const struct subcommand subcommand_topics = {
	.name = "topics",
	.usage = "rivermaster topics [OPTION]...",
	.summary = "every topic: length, rate, groups, pending, lag, worst verdict",
	.help = "Looks for 2 s. `?` is what is not known, `~` an estimate, `<=` an upper bound.\n",
	.options = OPTIONS_WATCH | OPTIONS_PRINT | OPTION_BIT(OPTION_WHERE),
	.run = run,
	.describe = describe,
};
