#include "op_page.h"

#include <stdlib.h>

#include "base/mem.h"
#include "denied.h"
#include "wire/decode.h"

enum { PAGE_BYTES_MAX = 256 << 20 };

void op_page_init(struct op_page *page, struct talk *talk)
{
	*page = (struct op_page){.talk = talk};
	buf_init(&page->bytes, PAGE_BYTES_MAX);
}

void op_page_finish(struct op_page *page)
{
	mem_free(page->entries);
	mem_free(page->fields);
	buf_finish(&page->bytes);
}

void op_page_reset(struct op_page *page)
{
	page->count = page->field_count = 0;
	page->has_toobig = page->sorted = false;
	page->trouble.code = ERROR_NONE;
	buf_reset(&page->bytes);
}

/* Lengths for now: the bytes move while the page grows. */
static void keep_text(struct op_page *page, struct text from, struct text *to)
{
	*to = (struct text){.at = NULL, .length = from.length};
	buf_add_text(&page->bytes, from);
}

void op_page_keep(struct op_page *page, const struct entry *entry)
{
	if (page->count == page->room) {
		page->room = page->room * 2 + 16;
		page->entries = mem_resize(page->entries, page->room, sizeof *page->entries);
	}
	if (page->field_count + entry->field_count > page->field_room) {
		page->field_room = (page->field_count + entry->field_count) * 2;
		page->fields = mem_resize(page->fields, page->field_room, sizeof *page->fields);
	}
	for (size_t i = 0; i < entry->field_count; i++) {
		struct entry_field *field = &page->fields[page->field_count++];

		keep_text(page, entry->fields[i].name, &field->name);
		keep_text(page, entry->fields[i].value, &field->value);
	}
	page->entries[page->count++] =
		(struct entry){.id = entry->id, .field_count = entry->field_count};
}

void op_page_point(struct op_page *page)
{
	const char *at = page->bytes.at == NULL ? "" : page->bytes.at;
	struct entry_field *field = page->fields;

	for (size_t i = 0; i < page->count; i++) {
		page->entries[i].fields = field;
		for (size_t f = 0; f < page->entries[i].field_count; f++, field++) {
			field->name.at = at;
			field->value.at = at + field->name.length;
			at = field->value.at + field->value.length;
		}
	}
}

static void set_trouble(struct op_page *page, const struct fact *fact)
{
	if (page->trouble.code != ERROR_NONE) {
		return;
	}
	page->trouble = fact->error;
	if (fact->outcome == FACT_DENIED) {
		denied_explain(fact, &page->trouble);
	} else if (fact->outcome == FACT_LOST) {
		page->trouble.code = ERROR_CONNECT;
	} else if (page->trouble.code == ERROR_NONE) {
		error_set(&page->trouble, ERROR_FAILED, "the entries could not be read");
	}
}

static void on_reply(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct op_page *page = arg;
	struct decode_room *room = decode_room_create();
	struct fact fact = {.kind = FACT_ENTRIES};

	(void)i;
	decode_range(reply, room, &fact);
	if (reply == NULL) {
		fact.error = *error;
	}
	if (fact.outcome == FACT_KNOWN ||
		(fact.outcome == FACT_TOOBIG && fact.entries.has_toobig)) {
		for (size_t n = 0; n < fact.entries.count; n++) {
			op_page_keep(page, &fact.entries.entries[n]);
		}
		page->has_toobig = page->has_toobig || fact.outcome == FACT_TOOBIG;
		page->toobig = fact.outcome == FACT_TOOBIG ? fact.entries.toobig : page->toobig;
	} else {
		set_trouble(page, &fact);
	}
	decode_room_destroy(room);
}

static bool end(struct op_page *page, struct error *error)
{
	if (page->trouble.code == ERROR_NONE && page->bytes.full) {
		error_set(&page->trouble, ERROR_FAILED, "a page is longer than %d bytes",
			PAGE_BYTES_MAX);
	}
	op_page_point(page);
	return page->trouble.code == ERROR_NONE ||
		error_set(error, page->trouble.code, "%s", page->trouble.text);
}

static void build(struct command *command, struct text topic, const struct id range[2], int count)
{
	command_init(command);
	command_add_string(command, "XRANGE");
	command_add(command, topic);
	command_add_id(command, range[0]);
	command_add_id(command, range[1]);
	command_add_string(command, "COUNT");
	command_add_i64(command, count);
}

bool op_page_range(struct op_page *page, struct text topic, const struct id range[2], int count,
	struct error *error)
{
	struct command command;

	op_page_reset(page);
	build(&command, topic, range, count);
	talk_ask(page->talk, &command, 1, on_reply, page);
	command_finish(&command);
	page->sorted = true;
	return end(page, error);
}

bool op_page_ids(struct op_page *page, struct text topic, const struct id *ids, size_t count,
	struct error *error)
{
	struct command *commands = mem_alloc(count + 1, sizeof *commands);

	op_page_reset(page);
	for (size_t i = 0; i < count; i++) {
		build(&commands[i], topic, (const struct id[]){ids[i], ids[i]}, 1);
	}
	talk_ask(page->talk, commands, count, on_reply, page);
	for (size_t i = 0; i < count; i++) {
		command_finish(&commands[i]);
	}
	mem_free(commands);
	return end(page, error);
}

static int compare_ids(const void *wanted, const void *entry)
{
	return id_compare(((const struct entry *)wanted)->id, ((const struct entry *)entry)->id);
}

const struct entry *op_page_find(const struct op_page *page, struct id id)
{
	const struct entry wanted = {.id = id};

	if (page->sorted && page->count > 0) {
		return bsearch(&wanted, page->entries, page->count, sizeof wanted, compare_ids);
	}
	for (size_t i = 0; i < page->count; i++) {
		if (id_compare(page->entries[i].id, id) == 0) {
			return &page->entries[i];
		}
	}
	return NULL;
}
