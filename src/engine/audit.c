#include "engine/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "audit_file.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/sanitise.h"
#include "base/who.h"

enum { HOST_BYTES_MAX = 256, SENTENCE_BYTES_MAX = 80 };

static int64_t wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void add_name(struct buf *line, const char *name)
{
	buf_addf(line, "%s\"%s\": ", line->at[line->length - 1] == '{' ? "" : ", ", name);
}

static void add_bytes(struct buf *line, const char *name, struct text value)
{
	add_name(line, name);
	if (value.length == 0) {
		buf_add_string(line, "null");
	} else {
		json_quote_bytes(line, value);
	}
}

/* A sentence may be cut in the middle of a character, and stays a string all the same. */
static void add_sentence(struct buf *line, const char *name, const char *value)
{
	struct buf safe;

	buf_init(&safe, AUDIT_LINE_MAX);
	sanitise_text(&safe, text_of(value));
	add_bytes(line, name, buf_text(&safe));
	buf_finish(&safe);
}

static void add_count(struct buf *line, const char *name, int64_t count)
{
	if (count >= 0) {
		add_name(line, name);
		buf_addf(line, "%lld", (long long)count);
	}
}

static void add_touches(struct buf *line, const struct audit_record *record)
{
	add_name(line, "touches");
	buf_add_byte(line, '{');
	if (record->topic.length > 0) {
		add_bytes(line, "topic", record->topic);
	}
	if (record->group.length > 0) {
		add_bytes(line, "group", record->group);
	}
	if (record->id.length > 0) {
		add_bytes(line, "id", record->id);
	}
	if (record->view != NULL) {
		add_sentence(line, "view", record->view);
	}
	add_count(line, "entries", record->entries);
	add_count(line, "bytes", record->bytes);
	buf_add_byte(line, '}');
}

static void add_who(struct buf *line)
{
	char user[WHO_BYTES_MAX], host[HOST_BYTES_MAX] = "";

	who_am_i(user);
	if (gethostname(host, sizeof host - 1) != 0) {
		host[0] = '\0';
	}
	add_sentence(line, "who", user[0] == '\0' ? NULL : user);
	add_sentence(line, "host", host);
}

/* All but the hash and the closing brace. */
static void write_record(struct buf *line, const struct audit_record *record, const char *previous)
{
	buf_addf(line, "{\"at_ms\": %lld", (long long)wall_ms());
	add_who(line);
	add_sentence(line, "operation", record->operation);
	add_sentence(line, "job", record->job);
	add_sentence(line, "reason", record->reason);
	add_touches(line, record);
	add_sentence(line, "result", record->result);
	add_sentence(line, "plan_sha256", record->plan_sha256);
	add_sentence(line, "server", record->server);
	add_sentence(line, "prev", previous);
}

static void close_record(struct buf *line, char hash[DIGEST_HEX_MAX])
{
	digest_of(buf_text(line), hash);
	buf_addf(line, ", \"hash\": \"%s\"}\n", hash);
}

static bool append(const struct audit_file *file, const struct audit_record *record,
	char hash[DIGEST_HEX_MAX], struct error *error)
{
	char previous[DIGEST_HEX_MAX];
	struct buf line;
	bool kept;

	if (!audit_file_last_hash(file, previous, error)) {
		return false;
	}
	buf_init(&line, AUDIT_LINE_MAX);
	write_record(&line, record, previous);
	close_record(&line, hash);
	kept = line.full ? error_set(error, ERROR_FAILED, "the record is longer than %d bytes",
				   AUDIT_LINE_MAX)
			 : audit_file_add(file, buf_text(&line), error);
	buf_finish(&line);
	return kept;
}

/* What an interrupted write left behind is cut off, and that is told. */
static bool mend(const struct audit_file *file, struct error *error)
{
	char reason[SENTENCE_BYTES_MAX], hash[DIGEST_HEX_MAX];
	struct audit_record record = {
		.operation = "repair", .reason = reason, .result = "done", .entries = -1};

	if (!audit_file_mend(file, &record.bytes, error)) {
		return false;
	}
	snprintf(reason, sizeof reason, "an unfinished line of %lld bytes was cut off",
		(long long)record.bytes);
	return record.bytes == 0 || append(file, &record, hash, error);
}

bool audit_append_hash(
	const struct audit_record *record, char hash[DIGEST_HEX_MAX], struct error *error)
{
	struct audit_file file;
	bool kept = audit_file_open(&file, error) && mend(&file, error) &&
		append(&file, record, hash, error);

	audit_file_close(&file);
	return kept;
}

bool audit_append(const struct audit_record *record, struct error *error)
{
	char hash[DIGEST_HEX_MAX];

	return audit_append_hash(record, hash, error);
}

bool audit_check(struct error *error)
{
	struct audit_file file;
	char previous[DIGEST_HEX_MAX];
	bool good = audit_file_open(&file, error) && mend(&file, error) &&
		audit_file_last_hash(&file, previous, error);

	audit_file_close(&file);
	return good;
}

char *audit_dup_path(void)
{
	return audit_file_dup_path();
}
