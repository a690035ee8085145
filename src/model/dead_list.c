#include "dead_list.h"

#include <stdint.h>
#include <stdio.h>

#include "base/map.h"
#include "base/mem.h"
#include "state.h"

struct dead_own {
	struct dead_known as; /* its texts are its own */
	uint64_t pass;        /* of the search that found it last */
};

struct dead_list {
	struct dead_about about;
	struct dead_own **at;
	size_t count, room;
	struct map *by_name;
	size_t topic_bytes;
	uint64_t pass;
	char *topic;
	struct dead_reader *reader;
	struct dead_groups *groups;
};

struct dead_list *dead_list_create(const struct model_options *options)
{
	struct dead_list *list = mem_alloc(1, sizeof(*list));

	list->by_name = map_create();
	list->reader = model_dead_reader(options);
	list->groups = dead_groups_create(DEAD_GROUPS_MAX);
	return list;
}

static size_t cost_of(const struct dead_own *own)
{
	return sizeof(*own) + own->as.topic.length + own->as.source.length + 2;
}

static void free_own(struct dead_list *list, struct dead_own *own)
{
	list->topic_bytes -= cost_of(own);
	mem_free((char *)(uintptr_t)own->as.topic.at);
	mem_free((char *)(uintptr_t)own->as.source.at);
	mem_free(own);
}

void dead_list_destroy(struct dead_list *list)
{
	if (!list) {
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		free_own(list, list->at[i]);
	}
	mem_free(list->at);
	map_destroy(list->by_name);
	mem_free(list->topic);
	dead_reader_destroy(list->reader);
	dead_groups_destroy(list->groups);
	mem_free(list);
}

size_t dead_list_bytes(const struct dead_list *list)
{
	return list->topic_bytes + list->room * sizeof(struct dead_own *) +
		map_bytes(list->by_name) +
		dead_groups_count(list->groups) * (sizeof(struct dead_group) + 2 * DEAD_REASON_MAX);
}

/* --- topics --- */

static struct text own_text(struct text text)
{
	return text_from(text_dup(text), text.length);
}

static void take_topic(struct dead_list *list, const struct fact *fact)
{
	struct dead_own *own = map_get(list->by_name, fact->topic);

	if (!own && list->count == DEAD_TOPICS_MAX) {
		return;
	}
	if (!own) {
		own = mem_alloc(1, sizeof(*own));
		own->as.topic = own_text(fact->topic);
		if (list->count == list->room) {
			list->room = list->room * 2 + 16;
			list->at = mem_resize(list->at, list->room, sizeof(struct dead_own *));
		}
		list->at[list->count++] = own;
		map_put(list->by_name, fact->topic, own);
	} else {
		list->topic_bytes -= cost_of(own);
	}
	mem_free((char *)(uintptr_t)own->as.source.at);
	own->as.source = own_text(fact->dead_topic.source);
	own->as.by_name = fact->dead_topic.by_name;
	own->as.exists = fact->dead_topic.exists;
	own->as.mixed = fact->dead_topic.mixed;
	own->pass = list->pass;
	list->topic_bytes += cost_of(own);
}

/* What this search did not find is none any more. */
static void end_pass(struct dead_list *list)
{
	size_t kept = 0;

	map_destroy(list->by_name);
	list->by_name = map_create();
	for (size_t i = 0; i < list->count; i++) {
		struct dead_own *own = list->at[i];

		if (own->pass == list->pass) {
			list->at[kept++] = own;
			map_put(list->by_name, own->as.topic, own);
		} else {
			free_own(list, own);
		}
	}
	list->count = kept;
}

static void take_found(struct dead_list *list, const struct fact *fact)
{
	const struct fact_dead_found *from = &fact->dead_found;

	list->pass += from->begins;
	if (from->ends) {
		end_pass(list);
	}
	list->about.finding = !from->ends;
	list->about.found = list->about.found || from->ends;
	list->about.looked = from->looked;
	list->about.of = from->of;
	list->about.unread = from->unread;
}

/* --- one of them --- */

static void seek(struct dead_list *list, const struct fact *fact)
{
	struct dead_about *about = &list->about;

	dead_groups_destroy(list->groups);
	list->groups = dead_groups_create(DEAD_GROUPS_MAX);
	mem_free(list->topic);
	list->topic = text_dup(fact->topic);
	about->topic = text_from(list->topic, fact->topic.length);
	about->turn = fact->dead_turn;
	about->reading = (struct reading){.is = READING_ON};
	about->letters = about->unrecognised = 0;
}

static void take_entry(struct dead_list *list, const struct fact *fact)
{
	const struct fact_dead_entry *from = &fact->dead_entry;
	struct dead_letter letter;

	if (!text_equal(fact->topic, list->about.topic)) {
		return;
	}
	if (!dead_letter_read(list->reader, from->key, from->entry, &letter)) {
		list->about.unrecognised++;
	}
	list->about.letters++;
	dead_groups_add(list->groups, from->key, from->entry->id, &letter);
}

static void take_read(struct dead_list *list, const struct fact *fact)
{
	struct reading *to = &list->about.reading;
	const struct fact_reading *from = &fact->reading;

	to->is = fact->outcome != FACT_KNOWN ? READING_FAILED
		: from->ends                 ? READING_END
		: from->on                   ? READING_ON
					     : READING_IDLE;
	to->has_reached = from->has_reached;
	to->reached = from->reached;
	to->entries = from->entries;
	to->bytes = from->bytes;
	to->busy_ms = from->busy_ms;
	snprintf(to->trouble, sizeof(to->trouble), "%s", fact->error.text);
}

void dead_list_apply(struct dead_list *list, const struct fact *fact)
{
	if (fact->kind == FACT_DEAD_TOPIC) {
		take_topic(list, fact);
	} else if (fact->kind == FACT_DEAD_FOUND) {
		take_found(list, fact);
	} else if (fact->kind == FACT_DEAD_SOUGHT) {
		seek(list, fact);
	} else if (fact->kind == FACT_DEAD_ENTRY) {
		take_entry(list, fact);
	} else if (fact->kind == FACT_DEAD_READ) {
		take_read(list, fact);
	}
}

/* --- what may be asked --- */

size_t dead_list_topics(const struct dead_list *list)
{
	return list->count;
}

const struct dead_known *dead_list_topic(const struct dead_list *list, size_t i)
{
	return i < list->count ? &list->at[i]->as : NULL;
}

const struct dead_known *dead_list_find(const struct dead_list *list, struct text topic)
{
	const struct dead_own *own = map_get(list->by_name, topic);

	return own ? &own->as : NULL;
}

const struct dead_group *dead_list_cause(const struct dead_list *list, size_t i)
{
	return dead_groups_at(list->groups, i);
}

size_t dead_list_causes(const struct dead_list *list)
{
	return dead_groups_count(list->groups);
}

uint64_t dead_list_others(const struct dead_list *list)
{
	return dead_groups_others(list->groups);
}

struct dead_axis dead_list_axis(const struct dead_list *list)
{
	return dead_groups_axis(list->groups);
}

const struct dead_about *dead_list_about(const struct dead_list *list)
{
	return &list->about;
}

static bool is_said(const struct dead_known *known)
{
	return known && !known->by_name && known->source.length > 0;
}

struct text model_dead_source(const struct model *model, struct text topic)
{
	const struct dead_known *known = dead_list_find(model->dead, topic);
	const struct topic *source = NULL;
	struct dead_name name;

	if (is_said(known)) {
		source = model_topic(model, known->source);
		return source ? source->name : text_of("");
	}
	dead_name_read(&name, topic);
	for (size_t i = 0; !source && name.likeness == DEAD_LIKE && i < name.count; i++) {
		source = model_topic(model, model_topic_of_key(&model->options, name.sources[i]));
	}
	dead_name_finish(&name);
	return source ? source->name : text_of("");
}
