#include "look.h"

static bool print(const struct look *look, const struct options *options, struct error *error)
{
	struct rows rows = rows_of_groups(look->model);
	bool ok = look_write_rows(&rows, options, error);

	rows_finish(&rows);
	return ok;
}

static int run(const struct call *call, struct error *error)
{
	struct snapshot_options what = {.groups = true};
	struct look look;

	if (call->argument_count > 0) {
		what.topic = text_of(call->arguments[0]);
	}
	bool ok = look_configure(&look, call->options, error) &&
		  look_take(&look, call->options, &what, error) &&
		  print(&look, call->options, error);
	look_finish(&look);
	return ok ? 0 : (int)error->code;
}

static void describe(struct buf *out)
{
	buf_add_string(out, "\nWith --json, a list of:\n ");
	for (size_t i = 0; i < group_column_count; i++) {
		if (group_columns[i].json != NULL) {
			buf_addf(out, " %s", group_columns[i].json);
		}
	}
	buf_add_byte(out, '\n');
}

const struct command command_groups = {
    .name = "groups",
    .usage = "rivermaster groups [OPTION]... [TOPIC]",
    .summary = "every consumer group: lag, rates, ages, verdict and its reason",
    .help = "Looks for 2 s. `?` is what is not known, `~` an estimate, `<=` an upper bound.\n",
    .options = OPTIONS_WATCH | OPTIONS_PRINT,
    .arguments_max = 1,
    .run = run,
    .describe = describe,
};
