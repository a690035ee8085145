#include "ops/keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SLOTS = 16384, TAG_MAX = 16, BASE32_BITS = 5, POLYNOMIAL = 0x1021, HIGH = 0x8000 };

static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";
static const char job_mark[] = ":rm:job:";

static unsigned crc16(struct text bytes)
{
	unsigned crc = 0;

	for (size_t i = 0; i < bytes.length; i++) {
		crc ^= (unsigned)(unsigned char)bytes.at[i] << 8;
		for (int bit = 0; bit < 8; bit++) {
			crc = (crc & HIGH) != 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
		}
		crc &= 0xffff;
	}
	return crc;
}

static const char *find_byte(struct text text, char byte)
{
	return text.length == 0 ? NULL : memchr(text.at, byte, text.length);
}

/* What stands in its first braces, if anything does. */
static bool find_tag(struct text key, struct text *tag)
{
	const char *open = find_byte(key, '{');

	if (open == NULL) {
		return false;
	}
	struct text rest = text_from(open + 1, key.length - (size_t)(open + 1 - key.at));
	const char *close = find_byte(rest, '}');
	if (close == NULL || close == rest.at) {
		return false;
	}
	*tag = text_from(rest.at, (size_t)(close - rest.at));
	return true;
}

unsigned key_slot(struct text key)
{
	struct text tag = key;

	find_tag(key, &tag);
	return crc16(tag) % SLOTS;
}

/* Braces around a key that holds one itself would mean another slot: some number stands for it. */
static void add_tag(struct buf *out, struct text beside)
{
	struct text tag = beside;
	char number[TAG_MAX];
	unsigned slot = key_slot(beside);

	if (find_tag(beside, &tag) || (beside.length > 0 && find_byte(beside, '}') == NULL)) {
		buf_add_byte(out, '{');
		buf_add_text(out, tag);
		buf_add_byte(out, '}');
		return;
	}
	for (unsigned n = 0;; n++) {
		snprintf(number, sizeof number, "%u", n);
		if (crc16(text_of(number)) % SLOTS == slot) {
			break;
		}
	}
	buf_addf(out, "{%s}", number);
}

void key_job(struct buf *out, struct text beside, const char *job)
{
	add_tag(out, beside);
	buf_add_string(out, job_mark);
	buf_add_string(out, job);
}

void key_claims(struct buf *out, struct text beside)
{
	add_tag(out, beside);
	buf_add_string(out, ":rm:claims");
}

void key_item(struct buf *out, struct text source, struct id id)
{
	buf_add_text(out, source);
	buf_addf(out, "|%" PRIu64 "-%" PRIu64, id.ms, id.seq);
}

bool key_is_job(struct text key, char job[JOB_ID_MAX])
{
	const size_t mark = sizeof job_mark - 1, tail = mark + JOB_ID_MAX - 1;
	struct text id;

	if (key.length < tail || key.at[0] != '{' ||
		memcmp(key.at + key.length - tail, job_mark, mark) != 0) {
		return false;
	}
	id = text_from(key.at + key.length - JOB_ID_MAX + 1, JOB_ID_MAX - 1);
	if (!job_id_valid(id)) {
		return false;
	}
	memcpy(job, id.at, id.length);
	job[id.length] = '\0';
	return true;
}

char *job_id_make(char out[JOB_ID_MAX], const unsigned char random[JOB_RANDOM_BYTES])
{
	unsigned held = 0, bits = 0;
	size_t used = 0;

	for (size_t i = 0; i < JOB_ID_MAX - 1; i++) {
		if (bits < BASE32_BITS) {
			held = (held << 8) | (used < JOB_RANDOM_BYTES ? random[used] : 0);
			used++;
			bits += 8;
		}
		bits -= BASE32_BITS;
		out[i] = base32[(held >> bits) & 31];
	}
	out[JOB_ID_MAX - 1] = '\0';
	return out;
}

bool job_id_valid(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] == '\0' || strchr(base32, text.at[i]) == NULL) {
			return false;
		}
	}
	return text.length == JOB_ID_MAX - 1;
}
