#include "op_comeback.h"

#include <inttypes.h>

#include "op_page.h"

enum { PAGES_MAX = 4, MINUTE_MS = 60000, NAME_SHOWN_MAX = 120 };

static void add(struct comeback *comeback, struct text name, const char *more, bool dead)
{
	struct comeback_topic *topic = &comeback->topics[comeback->count++];

	buf_init(&topic->name, KEY_BYTES_MAX);
	buf_add_text(&topic->name, name);
	buf_add_string(&topic->name, more);
	topic->dead = dead;
}

void comeback_init(struct comeback *comeback, const struct request *request)
{
	const struct op *op = op_find(request->operation);
	unsigned flags = op == NULL ? 0 : op->flags;

	*comeback = (struct comeback){.count = 0};
	if ((flags & OP_BACK) != 0) {
		add(comeback, request->topic, "", true);
	} else if ((flags & OP_COPIES) != 0) {
		if ((flags & OP_INTO_DEAD) == 0) {
			add(comeback, request->target, ":dlq", true);
		}
		if (!text_equal(request->topic, request->target)) {
			add(comeback, request->topic, "", false);
		}
	}
	/* Of the job's own beginning, also where it was resumed. */
	for (size_t i = 0; i < comeback->count; i++) {
		comeback->topics[i].seen = (struct id){(uint64_t)request->at_ms, 0};
	}
}

void comeback_finish(struct comeback *comeback)
{
	for (size_t i = 0; i < comeback->count; i++) {
		buf_finish(&comeback->topics[i].name);
	}
	comeback->count = 0;
}

static bool is_ours(const struct entry *entry, const struct request *request)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (text_is(entry->fields[i].name, "_rm.job") &&
			text_is(entry->fields[i].value, request->job)) {
			return true;
		}
	}
	return false;
}

static void take(struct comeback *comeback, struct comeback_topic *topic,
	const struct op_page *page, const struct request *request, struct error *stop)
{
	char id[ID_TEXT_MAX];

	for (size_t i = 0; i < page->count; i++) {
		topic->seen = page->entries[i].id;
		comeback->dead += topic->dead;
		if (stop->code == ERROR_NONE && is_ours(&page->entries[i], request)) {
			error_set(stop, ERROR_FAILED,
				"an event comes round again: what this job sent is %s of %.*s; "
				"`jobs resume` goes on when it is gone from there",
				id_format(id, topic->seen),
				(int)(topic->name.length < NAME_SHOWN_MAX ? topic->name.length
									  : NAME_SHOWN_MAX),
				topic->name.at);
		}
	}
	if (page->has_toobig) {
		topic->seen = page->toobig;
		comeback->dead += topic->dead;
	}
}

static void look_at(struct comeback *comeback, struct comeback_topic *topic, struct talk *talk,
	const struct request *request, struct error *stop)
{
	struct op_page page;
	struct error unread;
	bool more = true;

	op_page_init(&page, talk);
	for (int i = 0; more && i < PAGES_MAX && stop->code == ERROR_NONE; i++) {
		const struct id range[2] = {id_next(topic->seen), {UINT64_MAX, UINT64_MAX}};

		more = op_page_range(
			&page, buf_text(&topic->name), range, OP_PAGE_ENTRIES, &unread);
		if (more) {
			take(comeback, topic, &page, request, stop);
			more = page.has_toobig || page.count == OP_PAGE_ENTRIES;
		}
	}
	op_page_finish(&page);
}

bool comeback_look(struct comeback *comeback, struct talk *talk,
	const struct operate_options *options, const struct request *request, struct error *stop)
{
	int64_t now_ms = talk_now_ms(talk);

	stop->code = ERROR_NONE;
	if (comeback->begun && now_ms - comeback->since_ms > MINUTE_MS) {
		comeback->since_ms = now_ms;
		comeback->dead = 0;
	}
	for (size_t i = 0; i < comeback->count; i++) {
		look_at(comeback, &comeback->topics[i], talk, request, stop);
	}
	if (!comeback->begun) { /* what was dead before is not of its making */
		comeback->begun = true;
		comeback->since_ms = now_ms;
		comeback->dead = 0;
	}
	if (stop->code == ERROR_NONE && options->max_dead_letters > 0 &&
		comeback->dead > options->max_dead_letters) {
		error_set(stop, ERROR_FAILED,
			"%" PRIu64 " dead letters came within a minute, more than "
			"--max-dead-letters; `jobs resume` goes on",
			comeback->dead);
	}
	return stop->code == ERROR_NONE;
}
