/*
 * Whether somebody is to be called to the screen, and with what words. It rings for new critical
 * alerts, once a minute at most, and knows nothing of how.
 */
#ifndef APP_ALARM_H
#define APP_ALARM_H

#include "draw/role.h"
#include "model/model.h"

enum { ALARM_WORDS_MAX = 200 };

struct alarm {
	uint64_t seen; /* events before and with this one were heard */
	bool rang;
	int64_t rang_ms;
};

/* Hears what happened since; true when it is to ring now. `words` are safe for a terminal. */
bool alarm_rings(struct alarm *alarm, const struct model *model, int64_t now_ms,
	char words[ALARM_WORDS_MAX]);
/* `!! behind on orders/billing for 2m11s: 0 deliveries in 94 s  (+2, :alerts)` of what fires and
 * nobody knows of, raw, and its role; false where there is nothing. */
bool alarm_sentence(char *out, size_t size, const struct model *model, enum role *role);

#endif
