#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/engine/config_file.h"
#include "engine/config.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void require_whole(const struct config *config)
{
	size_t i;

	require(config->url != NULL && config->url_from != NULL && config->file != NULL);
	require(config->model.thresholds.window_ms >= 1000);
	require(config->memory_bytes >= 1 << 20);
	for (i = 0; i < config->key_count; i++) {
		require(config->keys[i].action[0] != '\0' && config->keys[i].key[0] != '\0');
		require(strncmp(config->keys[i].where, config->file, strlen(config->file)) == 0);
	}
	for (i = 0; i < config->model.rule_count; i++) {
		require(config->model.rules[i].topic != NULL &&
			config->model.rules[i].group != NULL);
	}
	for (i = 0; i < config->model.partition_count; i++) {
		require(config->model.partitions[i].keys[0] != '\0');
	}
}

/* Through a file, as in life: what is taken is whole, what is refused names a line of the file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/rivermaster-fuzz.XXXXXX";
	struct config config;
	struct error error = {.code = ERROR_NONE};
	int fd = mkstemp(path);

	require(fd >= 0 && write(fd, data, size) == (ssize_t)size && close(fd) == 0);
	unsetenv("RIVERMASTER_URL");
	if (config_load(&config, &(struct config_overrides){.file = path}, &error)) {
		require_whole(&config);
	} else {
		require(error.code == ERROR_USAGE);
		require(strncmp(error.text, path, strlen(path)) == 0);
	}
	config_finish(&config);
	unlink(path);
	return 0;
}
