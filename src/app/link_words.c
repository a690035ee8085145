#include "link_words.h"

#include <stdio.h>

#include "base/number.h"

/* Answers come twice a second; one that is late is no news yet. */
enum { STALE_MS = 1500, STALE_WARN_MS = 3000 };

static char *whole_seconds(char out[NUMBER_MAX], int64_t ms)
{
	if (ms >= 60000) {
		return number_duration(out, ms);
	}
	snprintf(out, NUMBER_MAX, "%ds", ms > 0 ? (int)(ms / 1000) : 0);
	return out;
}

enum role link_words(
	char out[LINK_WORDS_MAX], const struct model *model, int64_t now_ms, bool was_ready)
{
	const struct model_link *link = model_link(model);
	int64_t since_ms = now_ms - link->since_ms, age_ms = now_ms - link->last_fact_ms;
	char elapsed[NUMBER_MAX];

	if (!link->ready && !was_ready) {
		snprintf(out, LINK_WORDS_MAX, "CONNECTING %s",
			whole_seconds(elapsed, link->since_ms > 0 ? since_ms : 0));
		return ROLE_INFO;
	}
	if (!link->ready) {
		snprintf(out, LINK_WORDS_MAX, "OFFLINE %s",
			whole_seconds(elapsed, link->last_fact_ms > 0 ? age_ms : since_ms));
		return ROLE_CRIT;
	}
	if (age_ms > STALE_MS) {
		snprintf(out, LINK_WORDS_MAX, "STALE %s", whole_seconds(elapsed, age_ms));
		return age_ms > STALE_WARN_MS ? ROLE_WARN : ROLE_INFO;
	}
	snprintf(out, LINK_WORDS_MAX, "LIVE");
	return ROLE_OK;
}

void link_sentence(char *out, size_t size, const struct model *model, int64_t now_ms)
{
	const struct model_link *link = model_link(model);
	char left[NUMBER_MAX];

	out[0] = '\0';
	if (link->ready || link->trouble[0] == '\0') {
		return;
	}
	if (link->retry_at_ms < 0) {
		snprintf(out, size, "not connected: %s", link->trouble);
		return;
	}
	snprintf(out, size, "reconnecting in %s (attempt %d): %s",
		whole_seconds(left, link->retry_at_ms - now_ms + 999), link->attempt,
		link->trouble);
}
