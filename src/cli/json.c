#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"
#include "base/sanitise.h"
#include "base/utf8.h"

enum { NAME_BYTES_MAX = 1 << 30, SENTENCE_BYTES_MAX = 1 << 16, DIGITS_MAX = 48 };

static void *take_memory(size_t size)
{
	return mem_alloc(1, size);
}

void json_begin(void)
{
	cJSON_Hooks hooks = {.malloc_fn = take_memory, .free_fn = mem_free};

	cJSON_InitHooks(&hooks);
}

static cJSON *encoded(struct text bytes)
{
	cJSON *object = cJSON_CreateObject();
	struct buf base64;

	buf_init(&base64, NAME_BYTES_MAX);
	base64_encode(&base64, bytes);
	cJSON_AddStringToObject(object, "base64", base64.at == NULL ? "" : base64.at);
	buf_finish(&base64);
	return object;
}

cJSON *json_text(struct text text)
{
	if (!utf8_valid(text) || (text.length > 0 && memchr(text.at, '\0', text.length) != NULL)) {
		return encoded(text);
	}
	char *string = text_dup(text);
	cJSON *item = cJSON_CreateString(string);
	mem_free(string);
	return item;
}

cJSON *json_sentence(struct text text)
{
	struct buf safe;

	if (utf8_valid(text)) {
		return json_text(text);
	}
	buf_init(&safe, SENTENCE_BYTES_MAX);
	sanitise_text(&safe, text);
	cJSON *item = json_text(buf_text(&safe));
	buf_finish(&safe);
	return item;
}

cJSON *json_integer(int64_t n)
{
	char digits[DIGITS_MAX];

	snprintf(digits, sizeof(digits), "%" PRId64, n);
	return cJSON_CreateRaw(digits);
}

/* Written by hand: printf takes the decimal point from the locale. */
static void format_rate(char out[DIGITS_MAX], double magnitude, bool negative)
{
	int places = magnitude < 1 ? 6 : 3;
	uint64_t scale = magnitude < 1 ? 1000000 : 1000;
	uint64_t n = (uint64_t)llround(magnitude * (double)scale);

	if (n == 0 && magnitude > 0) {
		n = 1;
	}
	int length = snprintf(out, DIGITS_MAX, "%s%" PRIu64 ".%0*" PRIu64, negative ? "-" : "",
		n / scale, places, n % scale);
	while (out[length - 1] == '0') {
		out[--length] = '\0';
	}
	if (out[length - 1] == '.') {
		out[--length] = '\0';
	}
}

cJSON *json_rate(double per_s)
{
	char digits[DIGITS_MAX];

	if (!isfinite(per_s) || fabs(per_s) > 1e15) {
		return cJSON_CreateNull();
	}
	format_rate(digits, fabs(per_s), per_s < 0);
	return cJSON_CreateRaw(digits);
}

cJSON *json_value(const struct value *value)
{
	char id[ID_TEXT_MAX];

	switch (value->kind) {
	case VALUE_FLAG:
		return cJSON_CreateBool(value->n != 0);
	case VALUE_COUNT:
	case VALUE_AGE:
	case VALUE_BYTES:
		return json_integer(value->n);
	case VALUE_RATE:
	case VALUE_TREND:
		return json_rate(value->rate);
	case VALUE_TEXT:
		return json_text(value->text);
	case VALUE_ID:
		return cJSON_CreateString(id_format(id, value->id));
	case VALUE_VERDICT:
		return cJSON_CreateString(verdict_name((enum verdict_id)value->n));
	case VALUE_UNKNOWN:
	case VALUE_NONE:
	case VALUE_NEVER:
	case VALUE_SERIES:
		break;
	}
	return cJSON_CreateNull();
}

static void add_escape(struct buf *out, uint32_t code)
{
	if (code < 0x10000) {
		buf_addf(out, "\\u%04x", (unsigned)code);
		return;
	}
	code -= 0x10000;
	buf_addf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + (code >> 10)),
		(unsigned)(0xdc00 + (code & 0x3ff)));
}

/* cJSON has escaped the C0 controls inside strings; what is left below 0x7f is the document's own.
 */
void json_escape(struct buf *out, struct text printed)
{
	while (printed.length > 0) {
		uint32_t code = 0;
		size_t length = utf8_decode(printed, &code);

		if (length == 0) {
			length = 1;
			add_escape(out, 0xfffd);
		} else if (code < 0x7f || sanitise_allows(code)) {
			buf_add(out, printed.at, length);
		} else {
			add_escape(out, code);
		}
		printed = text_from(printed.at + length, printed.length - length);
	}
}

void json_print(struct buf *out, const cJSON *document)
{
	char *printed = cJSON_PrintUnformatted(document);

	json_escape(out, text_of(printed));
	buf_add_byte(out, '\n');
	cJSON_free(printed);
}
