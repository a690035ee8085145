/*
 * Screens as text in files: tests/LAYER/golden/NAME.txt, found from the repository's root, where
 * tests run. With GOLDEN=write in the environment the file is written instead.
 */
#ifndef SUPPORT_GOLDEN_H
#define SUPPORT_GOLDEN_H

#include <stdbool.h>

/* False, with the differing lines on stderr, where the file says otherwise or is not there. */
bool golden_check(const char *layer, const char *name, const char *text);

#endif
