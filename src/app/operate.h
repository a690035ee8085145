/*
 * How the desk comes from a key or a typed line to an operation, and what it lets through.
 */
#ifndef APP_OPERATE_H
#define APP_OPERATE_H

#include "desk.h"
#include "ops/op.h"
#include "ops/order.h"

/* The form of the operation whose name the line begins with: on what follows, or on what is chosen
 * on the screen. False: the line begins with no operation. */
bool operate_line(struct desk *desk, struct text line);
/* Passes an order on, if it may be. */
void operate_order(struct desk *desk, const struct intent *intent);

void operate_run_write(struct desk *desk, struct text arguments);
void operate_run_edit(struct desk *desk, struct text arguments);
void operate_run_resume(struct desk *desk, struct text arguments);
void operate_run_repeat(struct desk *desk, struct text arguments);
void operate_run_undo(struct desk *desk, struct text arguments);
void operate_run_cancel(struct desk *desk, struct text arguments);

/* `replay 40% 400/1,000`; empty where none runs. */
void operate_words(const struct desk *desk, char *out, size_t size);
bool operate_runs(const struct desk *desk);

#endif
