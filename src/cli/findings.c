#include "findings.h"

#include <stdlib.h>

#include "base/mem.h"

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
	int order = verdict_compare(right->verdict, left->verdict);

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

void findings_finish(struct findings *findings)
{
	mem_free(findings->at);
	*findings = (struct findings){.at = NULL};
}
