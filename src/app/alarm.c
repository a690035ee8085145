#include "alarm.h"

#include <stdio.h>

#include "base/number.h"
#include "base/sanitise.h"

enum { PAUSE_MS = 60 * 1000, NAME_BYTES = 80, NOTICE_CELLS = 48 };

static int cut(struct text name)
{
	return name.length < NAME_BYTES ? (int)name.length : NAME_BYTES;
}

static void say_subject(
	char *out, size_t size, const char *rule, const struct text names[ALERT_NAMES])
{
	snprintf(out, size, "%s on %.*s%s%.*s", rule, cut(names[0]), names[0].at,
		names[1].length > 0 ? "/" : "", cut(names[1]), names[1].at);
}

/* Whole characters, and not too many. */
static void make_safe(char words[ALARM_WORDS_MAX])
{
	struct buf safe, fits;

	buf_init(&safe, ALARM_WORDS_MAX * 8);
	buf_init(&fits, ALARM_WORDS_MAX - 1);
	sanitise_text(&safe, text_of(words));
	sanitise_cut_middle(&fits, buf_text(&safe), NOTICE_CELLS, "~");
	snprintf(words, ALARM_WORDS_MAX, "%s", fits.at == NULL ? "" : fits.at);
	buf_finish(&fits);
	buf_finish(&safe);
}

/* New critical ones; *first is the first of them. */
static size_t hear(
	struct alarm *alarm, const struct alert_list *list, const struct alert_event **first)
{
	size_t count = 0;

	while (alarm->seen < alert_list_events(list)) {
		const struct alert_event *event = alert_list_event(list, ++alarm->seen);

		if (event != NULL && event->state == ALERT_FIRING &&
			event->rule->severity == SEVERITY_CRITICAL) {
			*first = count++ == 0 ? event : *first;
		}
	}
	return count;
}

bool alarm_rings(
	struct alarm *alarm, const struct model *model, int64_t now_ms, char words[ALARM_WORDS_MAX])
{
	const struct alert_event *first = NULL;
	size_t count = hear(alarm, model_alerts(model), &first);

	if (count == 0 || (alarm->rang && now_ms - alarm->rang_ms < PAUSE_MS)) {
		return false;
	}
	alarm->rang = true;
	alarm->rang_ms = now_ms;
	say_subject(words, ALARM_WORDS_MAX, first->rule->name, first->names);
	make_safe(words);
	return true;
}

bool alarm_sentence(char *out, size_t size, const struct model *model, enum role *role)
{
	const struct alert_list *list = model_alerts(model);
	const struct alert *worst = alert_list_worst(list);
	size_t more;
	char since[NUMBER_MAX], others[64] = "", subject[ALARM_WORDS_MAX * 2];

	if (worst == NULL) {
		return false;
	}
	*role = worst->rule->severity == SEVERITY_CRITICAL ? ROLE_CRIT : ROLE_WARN;
	more = alert_list_about(list).firing - 1;
	if (more > 0) {
		snprintf(others, sizeof(others), " (+%zu)", more);
	}
	say_subject(subject, sizeof(subject), worst->rule->name, worst->names);
	snprintf(out, size, "%s %s for %s%s%s%s   :alerts", severity_marker(worst->rule->severity),
		subject, number_duration(since, model_now_ms(model) - worst->since_ms), others,
		worst->reason[0] != '\0' ? ": " : "", worst->reason);
	return true;
}
