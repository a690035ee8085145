/* What bytes are, and what they hold. */
#include <string.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/utf8.h"
#include "document_private.h"
#include "stream/java_text.h"
#include "stream/msgpack.h"

enum { BASE64_LEAST = 16, BASE64_LOOKED_AT = 256 };

bool document_is_json(struct text bytes)
{
	struct json_value value;

	return json_looks(bytes) && json_read(bytes, &value);
}

static bool is_line_control(char byte)
{
	return byte == '\n' || byte == '\r' || byte == '\t';
}

bool document_is_text(struct text bytes)
{
	size_t i;

	for (i = 0; i < bytes.length; i++) {
		unsigned char byte = (unsigned char)bytes.at[i];

		if ((byte < 0x20 && !is_line_control(bytes.at[i])) || byte == 0x7f) {
			return false;
		}
	}
	return utf8_valid(bytes);
}

static bool is_base64_byte(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
		(byte >= '0' && byte <= '9') || byte == '+' || byte == '/' || byte == '=';
}

static bool may_be_base64(struct text bytes)
{
	size_t i;

	if (bytes.length < BASE64_LEAST || bytes.length % 4 != 0) {
		return false;
	}
	for (i = 0; i < bytes.length && i < BASE64_LOOKED_AT; i++) {
		if (!is_base64_byte(bytes.at[i])) {
			return false;
		}
	}
	return true;
}

static bool read_base64(struct text bytes, struct buf *out)
{
	return base64_decode(out, bytes);
}

/* A map or an array of any length, and no text. */
static bool may_be_msgpack(struct text bytes)
{
	unsigned char first = bytes.length > 0 ? (unsigned char)bytes.at[0] : 0;
	bool holds = (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);

	return holds && !document_is_text(bytes);
}

static const struct document_decoder decoders[] = {
	{
		.kind = DOCUMENT_BASE64,
		.name = "base64",
		.may_be = may_be_base64,
		.decode = read_base64,
	},
	{
		.kind = DOCUMENT_MSGPACK,
		.name = "msgpack",
		.may_be = may_be_msgpack,
		.decode = msgpack_to_json,
	},
	{
		.kind = DOCUMENT_JAVA,
		.name = "java",
		.may_be = java_serialised,
		.decode = java_text,
	},
};

enum { DECODERS = sizeof(decoders) / sizeof(*decoders) };

const struct document_decoder *document_decoder(enum document_kind kind)
{
	size_t i;

	for (i = 0; i < DECODERS; i++) {
		if (decoders[i].kind == kind) {
			return &decoders[i];
		}
	}
	return NULL;
}

const char *document_kind_name(enum document_kind kind)
{
	const struct document_decoder *decoder = document_decoder(kind);

	switch (kind) {
	case DOCUMENT_AUTO:
		return "auto";
	case DOCUMENT_JSON:
		return "json";
	case DOCUMENT_TEXT:
		return "text";
	case DOCUMENT_HEX:
		return "hex";
	default:
		return decoder ? decoder->name : "?";
	}
}
