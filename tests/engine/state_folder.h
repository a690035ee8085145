/*
 * A state folder of the test's own, and an interest in what it holds.
 */
#ifndef TESTS_ENGINE_STATE_FOLDER_H
#define TESTS_ENGINE_STATE_FOLDER_H

#include <ftw.h>

#include "engine/rig.h"

static char state_folder[] = "/tmp/rivermaster-state-XXXXXX";

static inline int state_begin(void **state)
{
	(void)state;
	strcpy(strrchr(state_folder, '-'), "-XXXXXX");
	return mkdtemp(state_folder) == NULL || setenv("XDG_STATE_HOME", state_folder, 1) != 0;
}

static inline int state_remove(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static inline int state_end(void **state)
{
	(void)state;
	return nftw(state_folder, state_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void look_at_log(struct rig *rig, struct interest_log log)
{
	struct interest *interest = calloc(1, sizeof *interest);

	interest->log = log;
	engine_interest(rig->engine, interest);
	free(interest);
}

#endif
