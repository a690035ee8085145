/*
 * Whether somebody has done the same before: by the audit stream's last records and the markers
 * of the jobs that they name.
 */
#ifndef ENGINE_OP_EARLIER_H
#define ENGINE_OP_EARLIER_H

#include "op_select.h"

/* Fills the survey's `earlier`, for a selection that is complete. What cannot be read is not
 * known: no error. */
void op_earlier(const struct selecting *selecting);

#endif
