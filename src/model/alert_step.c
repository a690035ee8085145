#include "alert_step.h"

static void enter(struct alert *alert, enum alert_state state, int64_t now_ms)
{
	alert->state = state;
	alert->since_ms = now_ms;
}

void alert_begin(struct alert *alert, int64_t now_ms)
{
	enter(alert, ALERT_PENDING, now_ms);
	alert->holds_ms = now_ms;
	alert->clear_ms = -1;
}

static enum alert_change hold(struct alert *alert, int64_t now_ms)
{
	alert->clear_ms = -1;
	if (alert->holds_ms < 0) {
		alert->holds_ms = now_ms;
	}
	if (alert->state == ALERT_PENDING && now_ms - alert->holds_ms >= alert->rule->for_ms) {
		enter(alert, ALERT_FIRING, now_ms);
		alert->fired_ms = now_ms;
		return ALERT_FIRES;
	}
	return ALERT_SAME;
}

static enum alert_change hold_not(struct alert *alert, int64_t now_ms)
{
	alert->holds_ms = -1;
	if (alert->state == ALERT_PENDING) {
		return ALERT_DROPS;
	}
	if (alert->clear_ms < 0) {
		alert->clear_ms = now_ms;
	}
	if (now_ms - alert->clear_ms < alert->rule->clear_ms) {
		return ALERT_SAME;
	}
	enter(alert, ALERT_RESOLVED, now_ms);
	return ALERT_RESOLVES;
}

enum alert_change alert_step(struct alert *alert, enum alert_evidence evidence, int64_t now_ms)
{
	switch (evidence) {
	case EVIDENCE_HOLDS:
		return hold(alert, now_ms);
	case EVIDENCE_HOLDS_NOT:
		return hold_not(alert, now_ms);
	case EVIDENCE_UNKNOWN:
		break;
	}
	/* Neither wait may run over a time of which nothing is known. */
	alert->holds_ms = -1;
	alert->clear_ms = -1;
	return ALERT_SAME;
}

bool alert_acknowledge(struct alert *alert, int64_t now_ms)
{
	if (alert->state != ALERT_FIRING) {
		return false;
	}
	enter(alert, ALERT_ACKNOWLEDGED, now_ms);
	return true;
}
