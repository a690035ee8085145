/*
 * Which role a severity plays.
 */
#ifndef VIEWS_VERDICT_ROLE_H
#define VIEWS_VERDICT_ROLE_H

#include "draw/role.h"
#include "model/health.h"

/* ROLE_TEXT when calm: only what is abnormal has a colour. */
enum role severity_role(enum severity severity);

#endif
