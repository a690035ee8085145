#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "app/console.h"
#include "cli/cli.h"

/* Passwords and payloads are in this memory: nothing of it goes to a file that others may read. */
static void keep_to_ourselves(void)
{
	const struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};

	umask(077);
	setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

static int open_console(const struct config *config, const char *title, struct error *error)
{
	return console_run(&(struct console_options){.config = config, .title = title}, error);
}

int main(int argc, char **argv)
{
	const struct cli_world world = {.console = open_console};

	setlocale(LC_ALL, "");
	signal(SIGPIPE, SIG_IGN);
	keep_to_ourselves();
	return cli_main(argc, argv, &world);
}
