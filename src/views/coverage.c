#include "coverage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "events_when.h"
#include "say.h"

/* From where on it was read, and what of it was not. */
static int say_read(const struct live_journeys *live, int64_t now_ms, char *out, size_t size)
{
	char when[WHEN_MAX] = "?", entries[NUMBER_MAX], skipped[NUMBER_MAX];
	int n;

	if (live->since_ms > 0) {
		when_say(when, (uint64_t)live->since_ms, now_ms);
		when[strlen(when) - 4] = '\0'; /* whole seconds */
	}
	n = snprintf(out, size, "%s %s UTC%s: %s entries of %zu topics",
		live->reading_back ? "reading back to" : "since", when,
		live->reading_back ? " ..." : "", number_count(entries, (int64_t)live->entries, 9),
		live->topics);
	if (live->skips > 0) {
		n += snprintf(out + n, size - (size_t)n,
			"; passed over %s of time in %" PRIu64 " parts",
			number_duration(skipped, live->skipped_ms), live->skips);
	}
	if (live->topics_denied > 0) {
		n += snprintf(out + n, size - (size_t)n, "; %zu topics may not be read",
			live->topics_denied);
	}
	if (live->entries_toobig > 0) {
		n += snprintf(out + n, size - (size_t)n, "; %zu entries are too large",
			live->entries_toobig);
	}
	return n;
}

static enum role say_held(const struct journeys_totals *totals, char *out, size_t size)
{
	char held[NUMBER_MAX], left[NUMBER_MAX], partial[NUMBER_MAX], unkeyed[NUMBER_MAX];
	char bytes[NUMBER_MAX];

	snprintf(out, size, "   %s journeys, %s   dropped %s   partial %s   without a key %s",
		number_count(held, (int64_t)totals->leading, 9), number_bytes(bytes, totals->bytes),
		number_count(left, (int64_t)totals->left, 9),
		number_count(partial, (int64_t)totals->partial, 9),
		number_count(unkeyed, (int64_t)totals->unkeyed, 9));
	return totals->left > 0 || totals->partial > 0 ? ROLE_WARN : ROLE_MUTED;
}

enum role coverage_say(const struct model *model, char *out, size_t size)
{
	const struct live_journeys *live = model_live(model);
	struct journeys_totals totals;
	int64_t now_ms = 0;
	enum role role;
	int n;

	out[0] = '\0';
	if (!live->journeys) {
		return ROLE_MUTED;
	}
	if (live->trouble.code != ERROR_NONE) {
		snprintf(out, size, "%s", live->trouble.text);
		return ROLE_WARN;
	}
	totals = journeys_totals(live->journeys);
	model_server_now_ms(model, &now_ms);
	n = say_read(live, now_ms, out, size);
	role = say_held(&totals, out + n, size - (size_t)n);
	return live->skips > 0 || live->topics_denied > 0 ? ROLE_WARN : role;
}

void coverage_say_none(const struct model *model, char *out, size_t size)
{
	const struct live_journeys *live = model_live(model);
	struct journeys_totals totals = {.events = 0};
	char number[NUMBER_MAX];

	out[0] = '\0';
	if (live->journeys) {
		totals = journeys_totals(live->journeys);
	}
	if (!model_link(model)->ready) {
		say_why_empty(out, size, model, "journeys");
	} else if (!live->journeys) {
		snprintf(out, size, "journeys are not followed here");
	} else if (totals.events == 0 && totals.unkeyed > 0) {
		snprintf(out, size,
			"%s event%s read, none with a key that leads a journey: name it in the "
			"configuration, [journey NAME] anchor = FIELD, or let `rivermaster "
			"journeys --learn` find it",
			number_count(number, (int64_t)totals.unkeyed, 9),
			totals.unkeyed == 1 ? "" : "s");
	} else if (totals.events == 0) {
		snprintf(out, size, "%s",
			live->reading_back
				? "reading what the topics hold ..."
				: "no event was read: nothing was added to any topic since then");
	}
}
