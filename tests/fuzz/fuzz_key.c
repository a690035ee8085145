/* The parser of keys, which needs no terminal. */
#include "../../src/term/keys.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void check_name(const struct key *key)
{
	char name[KEY_NAME_MAX];
	struct key back;

	require(key->code != 0 && key->code <= KEY_CODE_PASTE);
	require(!key->control || (key->code >= 'a' && key->code <= 'z'));
	require(key->paste.length <= KEYS_PASTE_MAX);
	if (key->code != KEY_CODE_PASTE) {
		require(key_parse(text_of(key_format(name, key)), &back) && key_equal(key, &back));
	}
}

/* The first byte cuts the rest into pieces; after each eighth of them nothing more comes for a
 * while. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t piece = size > 0 ? (size_t)data[0] % 61 + 1 : 1, at, length;
	struct keys keys;
	struct key key;
	bool quiet;

	keys_init(&keys);
	for (at = 1; at < size; at += length) {
		length = piece < size - at ? piece : size - at;
		require(keys_room(&keys) >= length);
		keys_feed(&keys, data + at, length);
		quiet = at / piece % 8 == 7;
		while (keys_next(&keys, quiet, &key)) {
			check_name(&key);
		}
		require(keys_room(&keys) > 64);
		require(!quiet || !keys_pending(&keys));
	}
	keys_finish(&keys);
	return 0;
}
