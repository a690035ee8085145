#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "event_find.h"
#include "json.h"
#include "answer.h"
#include "output.h"

enum { ARGUMENTS_MAX = 1024, BLOCK = 4096, FILE_MODE = 0600 };

/* A new one: what was recorded before is never written over. */
static int open_new(const char *path, struct error *error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);

	if (fd < 0) {
		error_set(error, ERROR_FAILED, "record: %s: %s%s", path, strerror(errno),
			errno == EEXIST ? "; name a new file" : "");
	}
	return fd;
}

/* Behind the last whole line: a full disk may have torn one. False where that is not known. */
static bool end_of_lines(int fd, off_t *end)
{
	char block[BLOCK];
	struct stat status;

	if (fstat(fd, &status) != 0) {
		return false;
	}
	for (*end = status.st_size; *end > 0;) {
		size_t length = *end < BLOCK ? (size_t)*end : BLOCK;

		if (pread(fd, block, length, *end - (off_t)length) != (ssize_t)length) {
			return false;
		}
		for (size_t i = length; i > 0; i--) {
			if (block[i - 1] == '\n') {
				*end -= (off_t)(length - i);
				return true;
			}
		}
		*end -= (off_t)length;
	}
	return true;
}

/* Whole lines, and on the disk. */
static bool finish_file(int fd, const char *path, struct error *error)
{
	off_t end;
	bool good = end_of_lines(fd, &end) && ftruncate(fd, end) == 0 && fsync(fd) == 0;

	if (!good) {
		error_set(error, ERROR_FAILED, "record: %s: %s", path, strerror(errno));
	}
	return close(fd) == 0 && good;
}

static void tell(const struct call *call, uint64_t found)
{
	char line[BLOCK];
	struct error none;

	if (call->options->json) {
		cJSON *result = cJSON_CreateObject();

		cJSON_AddItemToObject(result, "file", json_sentence(text_of(call->arguments[0])));
		cJSON_AddItemToObject(result, "entries", json_integer((int64_t)found));
		answer_write_json(result, &none);
		cJSON_Delete(result);
	} else if (!call->options->quiet) {
		snprintf(line, sizeof line, "%" PRIu64 " %s recorded in %s", found,
			found == 1 ? "event" : "events", call->arguments[0]);
		output_complain(line);
	}
}

static int run(const struct call *call, struct error *error)
{
	const struct options *options = call->options;
	struct error late = {.code = ERROR_NONE};
	uint64_t found;

	if (call->argument_count == 0) {
		error_set(error, ERROR_USAGE, "record: which FILE?");
		return ERROR_USAGE;
	}
	int fd = open_new(call->arguments[0], error);
	if (fd < 0) {
		return ERROR_FAILED;
	}
	int code = event_find_run(&(const struct event_find){.name = "record",
					  .options = options,
					  .topics = call->arguments + 1,
					  .topic_count = call->argument_count - 1,
					  .follow = options->to == NULL,
					  .json = true,
					  .fd = fd},
		&found, error);
	bool kept = finish_file(fd, call->arguments[0], &late);
	if (found == 0 && code != 0) {
		unlink(call->arguments[0]);
	} else {
		tell(call, found);
	}
	if (!kept && code == 0) {
		*error = late;
		return ERROR_FAILED;
	}
	return code;
}

const struct subcommand subcommand_record = {
	.name = "record",
	.usage = "rivermaster record [OPTION]... FILE [TOPIC]...",
	.summary = "write events to a file while they come; `import` adds them again",
	.help = "Of TOPICs, or of all that --topics GLOB matches. From now on until it is\n"
		"interrupted, also when the server was lost and is found again; --from WHEN\n"
		"begins there, --to WHEN ends there. --where EXPR chooses, --limit N ends it.\n"
		"FILE must not exist; one object a line, as `events --json` writes it, and never\n"
		"half a line.\n",
	.options = OPTIONS_SERVER | OPTION_BIT(OPTION_TOPICS) | OPTION_BIT(OPTION_JSON) |
		OPTION_BIT(OPTION_FROM) | OPTION_BIT(OPTION_TO) | OPTION_BIT(OPTION_WHERE) |
		OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_MASK),
	.arguments_max = ARGUMENTS_MAX,
	.run = run,
};
