/*
 * The program's version; the Makefile is the one place that says it.
 */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* For example "0.1.0"; static. */
const char *version_text(void);

#endif
