/*
 * The form of an operation on the screen, for tests that fill it.
 */
#ifndef TESTS_SYSTEM_FORM_H
#define TESTS_SYSTEM_FORM_H

#include <stdio.h>
#include <string.h>

#include "support/program.h"

enum { FORM_ROWS = 36, FORM_LOOK_MS = 100, FORM_PATIENCE_MS = 60000 };

/* The row of the form that the keys go to. */
static inline int form_row(struct vt *vt)
{
	for (int y = 0; y < FORM_ROWS; y++) {
		const char *row = vt_row(vt, y);
		if (strncmp(row, "\u2502 > ", strlen("\u2502 > ")) == 0) {
			return y;
		}
	}
	return -1;
}

static inline void form_move_to(struct vt *vt, const char *label)
{
	char wanted[40];

	snprintf(wanted, sizeof wanted, "> %s", label);
	for (int i = 0; i < 30 && !strstr(vt_screen_text(vt), wanted); i++) {
		int before = form_row(vt);

		vt_key(vt, "\t");
		for (int ms = 0, now = before; ms < FORM_PATIENCE_MS && (now == before || now < 0);
			ms += FORM_LOOK_MS) {
			vt_pump(vt, FORM_LOOK_MS);
			now = form_row(vt);
		}
	}
	assert_true(vt_wait_text(vt, wanted, FORM_PATIENCE_MS));
}

#endif
