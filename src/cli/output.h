/*
 * The two streams: data to stdout, everything else to stderr. What comes from outside is safe
 * before it gets here, but for the sentences of errors, which are made safe here.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/error.h"
#include "base/text.h"

enum { OUTPUT_BYTES_MAX = 1 << 30 };

/* All of it to stdout. A reader that went away (EPIPE) has seen what it wanted: that is no error.
 */
bool output_write(struct text text, struct error *error);
/* `rivermaster: sentence` to stderr; nothing where there is no sentence. */
void output_complain(const char *sentence);
/* Cells of the terminal that stdout is; 0 where it is none. */
int output_width(void);
/* stdin and stdout are a terminal: somebody is there. */
bool output_is_console(void);
/* The locale can show more than ASCII. */
bool output_is_unicode(void);

#endif
