#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/digest.h"

/* The examples of FIPS 180-4. */
static void the_published_examples_hold(void **state)
{
	static const struct {
		const char *text, *hex;
	} examples[] = {
		{.text = "",
			.hex = "e3b0c44298fc1c149afbf4c8996fb924"
			       "27ae41e4649b934ca495991b7852b855"},
		{.text = "abc",
			.hex = "ba7816bf8f01cfea414140de5dae2223"
			       "b00361a396177a9cb410ff61f20015ad"},
		{.text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			.hex = "248d6a61d20638b8e5c026930c3e6039"
			       "a33ce45964ff2167f6ecedd419db06c1"},
	};
	char hex[DIGEST_HEX_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		assert_string_equal(digest_of(text_of(examples[i].text), hex), examples[i].hex);
	}
}

static void parts_are_one_text(void **state)
{
	struct digest *digest = digest_create();
	char whole[DIGEST_HEX_MAX], parts[DIGEST_HEX_MAX];

	(void)state;
	digest_add(digest, text_of("a"));
	digest_add(digest, text_of(""));
	digest_add(digest, text_from("b\0c", 3));
	digest_hex(digest, parts);
	digest_destroy(digest);
	assert_string_equal(digest_of(text_from("ab\0c", 4), whole), parts);
	digest_destroy(NULL);
}

static void scripts_are_named_as_the_server_does(void **state)
{
	char hex[SHA1_HEX_MAX];

	(void)state;
	assert_string_equal(
		digest_sha1(text_of("abc"), hex), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_examples_hold),
		cmocka_unit_test(parts_are_one_text),
		cmocka_unit_test(scripts_are_named_as_the_server_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
