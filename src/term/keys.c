#include "keys.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"

enum { ESC = 0x1b, BEL = 0x07, SEQUENCE_MAX = 64 };

static const char PASTE_END[] = "\033[201~";
enum { PASTE_END_LENGTH = sizeof(PASTE_END) - 1, PASTE_BEGINS = 200 };

void keys_init(struct keys *keys)
{
	*keys = (struct keys){.mode = KEYS_TYPING};
	buf_init(&keys->paste, KEYS_PASTE_MAX);
}

void keys_finish(struct keys *keys)
{
	buf_finish(&keys->paste);
}

size_t keys_room(const struct keys *keys)
{
	return KEYS_ROOM - (keys->to - keys->from);
}

void keys_feed(struct keys *keys, const void *bytes, size_t length)
{
	assert(length <= keys_room(keys));
	memmove(keys->bytes, keys->bytes + keys->from, keys->to - keys->from);
	keys->to -= keys->from;
	keys->from = 0;
	memcpy(keys->bytes + keys->to, bytes, length);
	keys->to += length;
}

static struct text started(const struct keys *keys)
{
	return text_from(keys->bytes + keys->from, keys->to - keys->from);
}

bool keys_pending(const struct keys *keys)
{
	return keys->mode == KEYS_TYPING && keys->to > keys->from;
}

static uint32_t key_of_letter(char letter)
{
	switch (letter) {
	case 'A':
		return KEY_CODE_UP;
	case 'B':
		return KEY_CODE_DOWN;
	case 'C':
		return KEY_CODE_RIGHT;
	case 'D':
		return KEY_CODE_LEFT;
	case 'F':
		return KEY_CODE_END;
	case 'H':
		return KEY_CODE_HOME;
	case 'M':
		return KEY_CODE_ENTER;
	case 'P':
	case 'Q':
	case 'R':
	case 'S':
		return KEY_CODE_F1 + (uint32_t)(letter - 'P');
	case 'Z':
		return KEY_CODE_BACKTAB;
	default:
		return 0;
	}
}

static uint32_t key_of_number(unsigned number)
{
	switch (number) {
	case 1:
	case 7:
		return KEY_CODE_HOME;
	case 3:
		return KEY_CODE_DELETE;
	case 4:
	case 8:
		return KEY_CODE_END;
	case 5:
		return KEY_CODE_PGUP;
	case 6:
		return KEY_CODE_PGDN;
	default:
		break;
	}
	if (number >= 11 && number <= 15) {
		return KEY_CODE_F1 + number - 11;
	}
	if (number >= 17 && number <= 21) {
		return KEY_CODE_F1 + number - 12;
	}
	return number == 23 || number == 24 ? KEY_CODE_F1 + number - 13 : 0;
}

/* A sequence that is not finished: the bytes it takes now that nothing more came, or 0 to wait.
 * Two bytes may have been typed; more were sent by the terminal. */
static size_t unfinished(struct text in, bool quiet, struct key *key)
{
	if (!quiet && in.length < SEQUENCE_MAX) {
		return 0;
	}
	if (in.length <= 2) {
		key->code = KEY_CODE_ESC;
		return 1;
	}
	return in.length;
}

/* `ESC [ parameters final`; modifiers are ignored. */
static size_t decode_csi(struct keys *keys, struct text in, bool quiet, struct key *key)
{
	unsigned number = 0;
	size_t at = 2;
	bool plain = true, first = true;

	while (at < in.length && at < SEQUENCE_MAX && in.at[at] >= 0x20 && in.at[at] < 0x40) {
		char byte = in.at[at++];

		first = first && byte >= '0' && byte <= '9';
		number = first && number < 1000 ? number * 10 + (unsigned)(byte - '0') : number;
		plain = plain && ((byte >= '0' && byte <= '9') || byte == ';');
	}
	if (at == in.length || at == SEQUENCE_MAX) {
		return unfinished(in, quiet, key);
	}
	if (in.at[at] < 0x40 || in.at[at] > 0x7e) {
		return at;
	}
	if (in.at[at] == '[' && at == 2) {
		/* The Linux console: `ESC [ [ A` to `E` are F1 to F5. */
		if (in.length == 3) {
			return unfinished(in, quiet, key);
		}
		key->code = in.at[3] >= 'A' && in.at[3] <= 'E'
			? KEY_CODE_F1 + (uint32_t)(in.at[3] - 'A')
			: 0;
		return 4;
	}
	if (plain && in.at[at] == '~' && number == PASTE_BEGINS) {
		keys->mode = KEYS_PASTING;
	} else if (plain && in.at[at] != 'M') {
		key->code = in.at[at] == '~' ? key_of_number(number) : key_of_letter(in.at[at]);
	}
	return at + 1;
}

static size_t decode_ss3(struct text in, bool quiet, struct key *key)
{
	if (in.length < 3) {
		return unfinished(in, quiet, key);
	}
	key->code = key_of_letter(in.at[2]);
	return 3;
}

/* `ESC ] ... BEL` or `ESC \`: an answer that comes late. */
static size_t decode_string(struct text in, bool quiet, struct key *key)
{
	size_t at;

	for (at = 2; at < in.length; at++) {
		if (in.at[at] == BEL) {
			return at + 1;
		}
		if (in.at[at] == ESC && at + 1 < in.length) {
			return in.at[at + 1] == '\\' ? at + 2 : at;
		}
	}
	if (quiet || in.length == KEYS_ROOM) {
		return unfinished(in, true, key);
	}
	return 0;
}

static size_t decode_escape(struct keys *keys, struct text in, bool quiet, struct key *key)
{
	if (in.length == 1) {
		return unfinished(in, quiet, key);
	}
	switch (in.at[1]) {
	case '[':
		return decode_csi(keys, in, quiet, key);
	case 'O':
		return decode_ss3(in, quiet, key);
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		return decode_string(in, quiet, key);
	default:
		key->code = KEY_CODE_ESC;
		return 1;
	}
}

static void decode_control(unsigned char byte, struct key *key)
{
	switch (byte) {
	case '\r':
	case '\n':
		key->code = KEY_CODE_ENTER;
		return;
	case '\t':
		key->code = KEY_CODE_TAB;
		return;
	case '\b':
	case 0x7f:
		key->code = KEY_CODE_BACKSPACE;
		return;
	default:
		break;
	}
	if (byte >= 1 && byte <= 26) {
		key->code = (uint32_t)(byte - 1 + 'a');
		key->control = true;
	}
}

static bool is_cut_off(struct text in)
{
	unsigned char lead = (unsigned char)in.at[0];
	size_t needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2, i;

	if (lead < 0xc2 || lead > 0xf4 || in.length >= needed) {
		return false;
	}
	for (i = 1; i < in.length; i++) {
		if (((unsigned char)in.at[i] & 0xc0) != 0x80) {
			return false;
		}
	}
	return true;
}

static size_t decode_character(struct text in, bool quiet, struct key *key)
{
	uint32_t code;
	size_t length = utf8_decode(in, &code);

	if (length == 0) {
		return is_cut_off(in) && !quiet ? 0 : 1;
	}
	if (code < 0x80 || code > 0x9f) {
		key->code = code;
	}
	return length;
}

/* Bytes used, with key->code 0 where they mean nothing; 0: more is needed. */
static size_t decode(struct keys *keys, bool quiet, struct key *key)
{
	struct text in = started(keys);
	unsigned char byte;

	if (in.length == 0) {
		return 0;
	}
	byte = (unsigned char)in.at[0];
	if (byte == ESC) {
		return decode_escape(keys, in, quiet, key);
	}
	if (byte < 0x20 || byte == 0x7f) {
		decode_control(byte, key);
		return 1;
	}
	return decode_character(in, quiet, key);
}

/* How much of `in` stands before the paste's end; *ended says whether it is there. The beginning
 * of an end stays. */
static size_t before_paste_end(struct text in, bool *ended)
{
	size_t at;

	for (at = 0; at < in.length; at++) {
		size_t rest = in.length - at;
		size_t seen = rest < PASTE_END_LENGTH ? rest : PASTE_END_LENGTH;

		if (memcmp(in.at + at, PASTE_END, seen) == 0) {
			*ended = seen == PASTE_END_LENGTH;
			return at;
		}
	}
	*ended = false;
	return in.length;
}

static bool give_paste(struct keys *keys, struct key *key)
{
	key->code = KEY_CODE_PASTE;
	key->paste = buf_text(&keys->paste);
	keys->paste_given = true;
	return true;
}

static bool collect_paste(struct keys *keys, struct key *key)
{
	struct text in = started(keys);
	size_t room = KEYS_PASTE_MAX - keys->paste.length;
	bool ended;
	size_t length = before_paste_end(in, &ended);

	if (length > room) {
		buf_add(&keys->paste, in.at, room);
		keys->from += room;
		keys->mode = KEYS_SKIPPING;
		return give_paste(keys, key);
	}
	buf_add(&keys->paste, in.at, length);
	keys->from += length;
	if (ended) {
		keys->from += PASTE_END_LENGTH;
		keys->mode = KEYS_TYPING;
		return give_paste(keys, key);
	}
	return false;
}

/* What a paste holds beyond its limit must never be taken for keys, however slowly it comes. */
static void skip_paste(struct keys *keys)
{
	bool ended;
	size_t length = before_paste_end(started(keys), &ended);

	keys->from += length;
	if (ended) {
		keys->from += PASTE_END_LENGTH;
		keys->mode = KEYS_TYPING;
	}
}

bool keys_next(struct keys *keys, bool quiet, struct key *key)
{
	size_t used;

	*key = (struct key){.code = 0};
	if (keys->paste_given) {
		keys->paste_given = false;
		buf_reset(&keys->paste);
	}
	do {
		if (keys->mode == KEYS_SKIPPING) {
			skip_paste(keys);
		}
		if (keys->mode == KEYS_PASTING) {
			return collect_paste(keys, key);
		}
		used = keys->mode == KEYS_TYPING ? decode(keys, quiet, key) : 0;
		keys->from += used;
	} while (used > 0 && key->code == 0);
	return key->code != 0;
}
