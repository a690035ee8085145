#include "look.h"

static bool print(const struct look *look, const struct options *options, struct error *error)
{
	struct rows rows = rows_of_topics(look->model);
	bool ok = look_write_rows(&rows, options, error);

	rows_finish(&rows);
	return ok;
}

static int run(const struct call *call, struct error *error)
{
	const struct snapshot_options what = {.groups = true, .memory = true};
	struct look look;
	bool ok = look_configure(&look, call->options, error) &&
		  look_take(&look, call->options, &what, error) &&
		  print(&look, call->options, error);

	look_finish(&look);
	return ok ? 0 : (int)error->code;
}

static void describe(struct buf *out)
{
	buf_add_string(out, "\nWith --json, a list of:\n ");
	for (size_t i = 0; i < topic_column_count; i++) {
		if (topic_columns[i].json != NULL) {
			buf_addf(out, " %s", topic_columns[i].json);
		}
	}
	buf_add_byte(out, '\n');
}

const struct command command_topics = {
    .name = "topics",
    .usage = "rivermaster topics [OPTION]...",
    .summary = "every topic: length, rate, groups, pending, lag, worst verdict",
    .help = "Looks for 2 s. `?` is what is not known, `~` an estimate, `<=` an upper bound.\n",
    .options = OPTIONS_WATCH | OPTIONS_PRINT,
    .run = run,
    .describe = describe,
};
