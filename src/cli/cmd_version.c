#include "base/version.h"
#include "subcommand.h"
#include "output.h"

static int run(const struct call *call, struct error *error)
{
	struct buf line;

	(void)call;
	buf_init(&line, ERROR_TEXT_MAX);
	buf_addf(&line, "rivermaster %s\n", version_text());
	bool ok = output_write(buf_text(&line), error);
	buf_finish(&line);
	return ok ? 0 : (int)error->code;
}

const struct subcommand subcommand_version = {
	.name = "version",
	.usage = "rivermaster version",
	.summary = "the version",
	.run = run,
};
