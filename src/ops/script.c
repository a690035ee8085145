#include "script.h"

void script_begin(struct command *out, const char *script, size_t key_count)
{
	command_reset(out);
	command_add_string(out, "EVAL");
	command_add_string(out, script);
	command_add_i64(out, (int64_t)key_count);
}

void script_add_marker(struct command *out, const struct request *request, struct text beside)
{
	struct buf key;

	buf_init(&key, KEY_BYTES_MAX);
	key_job(&key, beside, request->job);
	command_add(out, buf_text(&key));
	buf_finish(&key);
}

void script_add_item(struct command *out, const struct request *request, struct id id)
{
	struct buf item;

	buf_init(&item, KEY_BYTES_MAX);
	key_item(&item, request->topic, id);
	command_add(out, buf_text(&item));
	buf_finish(&item);
}
