#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
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

/* A daemon may start us with the standard files closed: what is opened next must not take their
 * places. */
static void fill_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0) {
		close(fd);
	}
}

static int open_console(
	const struct config *config, const char *title, bool writes, struct error *error)
{
	return console_run(&(struct console_options){.config = config,
				   .title = title,
				   .writes = writes},
		error);
}

int main(int argc, char **argv)
{
	const struct cli_world world = {.console = open_console};

	fill_standard_files();
	setlocale(LC_ALL, "");
	signal(SIGPIPE, SIG_IGN);
	keep_to_ourselves();
	return cli_main(argc, argv, &world);
}
