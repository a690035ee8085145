#include "base/mem.h"
#include "state.h"

enum {
	GONE_STAYS_MS = 10 * 1000,
	SCANS_MISSED = 2,
	SWEEP_EVERY_MS = 1000,
	LOST_HOLDS_MS = 60 * 60 * 1000
};

static void end_scan(struct model *model)
{
	size_t cursor = 0;
	struct text key;
	void *value;

	while (map_next(model->keys, &cursor, &key, &value)) {
		struct topic *topic = value;
		struct topic_own *own = topic_own(topic);
		/* What answered since the scan began is there, whatever the scan says. */
		if (own->scanned || topic->at_ms >= model->scan_began_ms) {
			own->missed = 0;
		} else if (++own->missed >= SCANS_MISSED && own->gone_ms < 0) {
			own->gone_ms = model->now_ms;
		}
		own->scanned = false;
	}
	model->discovered = true;
}

void sweep_scan(struct model *model, const struct fact *fact)
{
	const struct fact_scan *scan = &fact->scan;

	if (fact->outcome != FACT_KNOWN) {
		model->scan_open = false;
		return;
	}
	if (scan->begins) {
		model->scan_open = true;
		model->scan_began_ms = model->now_ms;
	}
	for (size_t i = 0; i < scan->count; i++) {
		struct topic *topic = map_get(model->keys, scan->names[i]);
		if (!topic) {
			topic = store_add_topic(model, scan->names[i]);
		}
		if (topic) {
			topic_own(topic)->scanned = true;
			topic_own(topic)->gone_ms =
				topic->outcome == FACT_ABSENT ? topic_own(topic)->gone_ms : -1;
		}
	}
	if (scan->ends && model->scan_open) {
		model->scan_open = false;
		end_scan(model);
	}
}

static void expire_lost(struct model *model, struct topic *topic)
{
	for (size_t i = 0; i < topic->group_count; i++) {
		struct group *group = topic_own(topic)->groups[i];
		struct group_own *own = group_own(group);
		if (own->lost_latched && model->now_ms - group->lost_at_ms > LOST_HOLDS_MS) {
			own->lost_latched = false;
			group->lost = own->now;
			sample_judge(model, group);
		}
	}
}

static void remove_gone(struct model *model)
{
	struct topic **gone = mem_alloc(map_count(model->keys) + 1, sizeof(struct topic *));
	size_t count = 0, cursor = 0;
	struct text key;
	void *value;

	while (map_next(model->keys, &cursor, &key, &value)) {
		int64_t gone_ms = topic_own(value)->gone_ms;
		if (gone_ms >= 0 && model->now_ms - gone_ms >= GONE_STAYS_MS) {
			gone[count++] = value;
		}
	}
	for (size_t i = 0; i < count; i++) {
		store_remove_topic(model, gone[i]);
	}
	mem_free(gone);
}

static void put_total(struct model *model)
{
	struct model_totals totals = model_totals(model);
	bool cut_off = model->broken_ms >= 0 && !model->link.ready;

	if (cut_off && model->in_series) {
		series_break(model->in_series, model->now_ms);
	}
	if (totals.in.is && !cut_off) {
		store_put_series(model, &model->in_series, SERIES_MAX, totals.in.per_s);
	}
}

void sweep_rows(struct model *model)
{
	size_t cursor = 0;
	struct text key;
	void *value;

	if (model->swept_ms >= 0 && model->now_ms - model->swept_ms < SWEEP_EVERY_MS) {
		return;
	}
	model->swept_ms = model->now_ms;
	while (map_next(model->keys, &cursor, &key, &value)) {
		expire_lost(model, value);
	}
	remove_gone(model);
	store_share_ceiling(model);
	put_total(model);
}
