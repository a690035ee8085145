#include "ops/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/sanitise.h"

enum { NAME_SHOWN_MAX = 60, LINE_MAX_BYTES = 2048 };

void plan_init(struct plan *plan)
{
	*plan = (struct plan){.topics = 0};
	buf_init(&plan->effect, PLAN_BYTES_MAX);
	buf_init(&plan->warnings, PLAN_BYTES_MAX);
	buf_init(&plan->commands, PLAN_BYTES_MAX);
}

void plan_finish(struct plan *plan)
{
	buf_finish(&plan->effect);
	buf_finish(&plan->warnings);
	buf_finish(&plan->commands);
}

static void add_line(struct buf *lines, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
static void add_line(struct buf *lines, const char *format, va_list arguments)
{
	char line[LINE_MAX_BYTES];

	vsnprintf(line, sizeof line, format, arguments);
	buf_addf(lines, "%s\n", line);
}

void plan_warn(struct plan *plan, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_line(&plan->warnings, format, arguments);
	va_end(arguments);
}

void plan_command(struct plan *plan, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_line(&plan->commands, format, arguments);
	va_end(arguments);
}

void plan_add_radius(
	struct plan *plan, const struct survey_topic *topic, struct text group, bool again)
{
	plan->groups++;
	if (plan->radius_count == PLAN_RADIUS_MAX) {
		plan->radius_more++;
		return;
	}
	plan->radius[plan->radius_count++] =
		(struct plan_radius){.topic = topic->name, .group = group, .again = again};
}

void plan_add_groups(struct plan *plan, const struct survey_topic *topic, struct id newest)
{
	for (size_t i = 0; i < topic->group_count; i++) {
		const struct survey_group *group = &topic->groups[i];

		plan_add_radius(plan, topic, group->name, id_compare(group->cursor, newest) >= 0);
	}
}

char *plan_name(char out[PLAN_NAME_MAX], struct text name)
{
	struct buf safe, cut;

	buf_init(&safe, PLAN_BYTES_MAX);
	buf_init(&cut, PLAN_NAME_MAX - 1);
	sanitise_text(&safe, name);
	sanitise_cut_middle(&cut, buf_text(&safe), NAME_SHOWN_MAX, "~");
	snprintf(out, PLAN_NAME_MAX, "%s", cut.length > 0 ? cut.at : "");
	buf_finish(&cut);
	buf_finish(&safe);
	return out;
}

char *plan_entries(char out[PLAN_NAME_MAX], uint64_t count)
{
	char number[NUMBER_MAX];

	snprintf(out, PLAN_NAME_MAX, "%s %s", number_count(number, (int64_t)count, NUMBER_MAX - 1),
		count == 1 ? "entry" : "entries");
	return out;
}

/* The job's own name and the moment are no part of what is done. */
void plan_seal(struct plan *plan, const struct request *request)
{
	struct request same = *request;
	struct buf packed;

	memset(same.job, 'a', JOB_ID_MAX - 1);
	same.at_ms = 0;
	same.who = same.host = text_from("", 0);
	buf_init(&packed, KEY_BYTES_MAX);
	request_pack(&same, &packed);
	buf_add_text(&packed, buf_text(&plan->effect));
	digest_of(buf_text(&packed), plan->sha256);
	buf_finish(&packed);
}
