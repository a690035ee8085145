/*
 * What one observation makes of an alert. Pure: evidence and a moment in, a state out.
 */
#ifndef MODEL_ALERT_STEP_H
#define MODEL_ALERT_STEP_H

#include "model/alert.h"

enum alert_evidence { EVIDENCE_UNKNOWN, EVIDENCE_HOLDS, EVIDENCE_HOLDS_NOT };

enum alert_change {
	ALERT_SAME,
	ALERT_FIRES,    /* state FIRING */
	ALERT_RESOLVES, /* it had fired, and is over */
	ALERT_DROPS,    /* it never fired, and is over */
};

/* The condition holds for the first time; alert_step tells whether it fires at once. */
void alert_begin(struct alert *alert, int64_t now_ms);
enum alert_change alert_step(struct alert *alert, enum alert_evidence evidence, int64_t now_ms);
/* False where it does not fire, or was acknowledged before. */
bool alert_acknowledge(struct alert *alert, int64_t now_ms);

#endif
