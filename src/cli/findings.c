#include "findings.h"

#include <stdlib.h>

#include "base/mem.h"

enum { REASON_MAX = 512 };

static void add(struct findings *findings, struct finding finding)
{
	findings->at[findings->total++] = finding;
	findings->count[finding.severity]++;
	findings->bad += finding.severity != SEVERITY_OK;
}

static void add_sum(struct known *sum, bool is, int64_t n)
{
	sum->is = sum->is && is;
	sum->n += is ? n : 0;
}

static void add_group(struct findings *findings, const struct group *group)
{
	add(findings,
		(struct finding){
			.topic = group->topic->name,
			.group = group->name,
			.reason = text_of(group->verdict.reason),
			.verdict = group->verdict.id,
			.severity = verdict_severity(group->verdict.id),
		});
	findings->groups++;
	findings->bad_groups += group->verdict.severity != SEVERITY_OK;
	add_sum(&findings->lag, group->lag.is != LAG_UNKNOWN && group->lag.is != LAG_AT_MOST,
		group->lag.count);
	add_sum(&findings->pending, group->at_ms > 0, group->pending);
}

static void add_topic(struct findings *findings, const struct topic *topic)
{
	if (topic->outcome != FACT_KNOWN && topic->outcome != FACT_ABSENT) {
		add(findings,
			(struct finding){
				.topic = topic->name,
				.is_topic = true,
				.reason = text_of(topic->trouble),
				.verdict = VERDICT_UNKNOWN,
				.severity = SEVERITY_UNKNOWN,
			});
		add_sum(&findings->lag, false, 0);
		add_sum(&findings->pending, false, 0);
	}
}

static int compare(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;
	int order = left->is_indicator == right->is_indicator
		? verdict_compare(right->verdict, left->verdict)
		: (int)right->severity - (int)left->severity;

	if (order == 0) {
		order = text_compare(left->topic, right->topic);
	}
	return order != 0 ? order : text_compare(left->group, right->group);
}

struct findings findings_of(const struct model *model, struct text group)
{
	size_t topic_count, group_count;
	const struct topic *const *topics = model_topics(model, &topic_count);
	const struct group *const *groups = model_groups(model, &group_count);
	struct findings findings = {.lag.is = true, .pending.is = true};

	findings.at = mem_alloc(topic_count + group_count + 1, sizeof(*findings.at));
	for (size_t i = 0; i < topic_count; i++) {
		add_topic(&findings, topics[i]);
	}
	for (size_t i = 0; i < group_count; i++) {
		if (group.length == 0 || text_equal(group, groups[i]->name)) {
			add_group(&findings, groups[i]);
		}
	}
	qsort(findings.at, findings.total, sizeof(*findings.at), compare);
	return findings;
}

const char *finding_word(const struct finding *finding)
{
	return finding->is_indicator ? "MISSED" : verdict_name(finding->verdict);
}

/* `62.5%, target above 70%`; the caller's. */
static char *take_reason(const struct indicator_result *result)
{
	struct buf out;

	buf_init(&out, REASON_MAX);
	indicator_print_value(result, &out);
	buf_addf(&out, ", target %s", result->indicator->target_text);
	char *reason = buf_take(&out);
	buf_finish(&out);
	return reason;
}

void findings_add_indicators(struct findings *findings, const struct indicators *indicators)
{
	findings->indicators = indicators_count(indicators);
	findings->at = mem_resize(
		findings->at, findings->total + findings->indicators + 1, sizeof(*findings->at));
	for (size_t i = 0; i < findings->indicators; i++) {
		const struct indicator_result *result = indicators_result(indicators, i);

		if (!indicator_is_met(result)) {
			findings->missed++;
			add(findings,
				(struct finding){
					.topic =
						text_of(text_dup(text_of(result->indicator->name))),
					.reason = text_of(take_reason(result)),
					.is_indicator = true,
					.severity = result->indicator->severity,
				});
		}
	}
	qsort(findings->at, findings->total, sizeof(*findings->at), compare);
}

void findings_finish(struct findings *findings)
{
	for (size_t i = 0; i < findings->total; i++) {
		if (findings->at[i].is_indicator) {
			mem_free((char *)(uintptr_t)findings->at[i].topic.at);
			mem_free((char *)(uintptr_t)findings->at[i].reason.at);
		}
	}
	mem_free(findings->at);
	*findings = (struct findings){.at = NULL};
}
