/* What became of alerts, newest first: on their own screen, and beside what operators did. */
#include <stdio.h>

#include "alerts_private.h"
#include "base/number.h"
#include "events_when.h"
#include "verdict_role.h"

enum { WORDS_MAX = 700, CLOCK_CELLS = 13 };

/* `12:30:58.001 !! fired          behind on orders.created/billing`. */
static void draw_event(
	const struct alert_event *event, int64_t now_ms, int y, struct canvas *inside)
{
	char words[WORDS_MAX], when[WHEN_MAX] = "?", subject[SUBJECT_BYTES_MAX];
	char lasted[NUMBER_MAX];
	enum role role =
		event->state == ALERT_FIRING ? severity_role(event->rule->severity) : ROLE_MUTED;

	if (event->server_ms > 0) {
		when_say(when, (uint64_t)event->server_ms, now_ms);
	}
	alerts_say_subject(subject, event->names);
	canvas_text(inside, 1, y, CLOCK_CELLS, ROLE_MUTED, text_of(when));
	if (event->state == ALERT_RESOLVED) {
		snprintf(words, sizeof(words), "%s over after %s: %s on %s",
			severity_marker(event->rule->severity),
			number_duration(lasted, event->fired_ms), event->rule->name, subject);
	} else {
		snprintf(words, sizeof(words), "%s %s: %s on %s",
			severity_marker(event->rule->severity), alert_state_name(event->state),
			event->rule->name, subject);
	}
	canvas_text(
		inside, 1 + CLOCK_CELLS, y, inside->width - CLOCK_CELLS - 2, role, text_of(words));
}

void alerts_draw_events(const struct model *model, int y, struct canvas *inside)
{
	const struct alert_list *list = model_alerts(model);
	uint64_t number = alert_list_events(list);
	const struct alert_event *event;
	int64_t now_ms;

	if (!model_server_now_ms(model, &now_ms)) {
		now_ms = 0;
	}
	for (; y < inside->height && (event = alert_list_event(list, number)) != NULL; number--) {
		draw_event(event, now_ms, y++, inside);
	}
}
