#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "stream/mask.h"

enum { CEILING = 64 << 20, LONG = 10 << 20, ROUNDS = 3000 };

/* Borrowed until the next call. */
static const char *masked(const struct mask *mask, const char *name, const char *value)
{
	static struct buf out;
	static char text[65536];
	bool hidden;

	buf_init(&out, CEILING);
	hidden = mask_value(mask, text_of(name), text_of(value), &out);
	snprintf(text, sizeof text, "%s", out.at);
	assert_int_equal(hidden, strcmp(text, value) != 0);
	buf_finish(&out);
	return text;
}

static void shows(const struct mask *mask, const char *name, const char *value)
{
	const char *text = masked(mask, name, value);

	if (strcmp(text, value) != 0) {
		fail_msg("%s = %s became %s", name, value, text);
	}
}

/* Nothing of it but its ends is seen. */
static void hides(const struct mask *mask, const char *name, const char *value)
{
	const char *text = masked(mask, name, value);
	size_t length = strlen(value);
	char part[8] = {0};

	for (size_t i = 4; length > 4 && i + 6 <= length - 4; i++) {
		memcpy(part, value + i, 6);
		if (strstr(text, part) != NULL) {
			fail_msg("%s = %s became %s", name, value, text);
		}
	}
	if (strcmp(text, value) == 0) {
		fail_msg("%s = %s is not hidden", name, value);
	}
}

static void loses(const struct mask *mask, const char *name, const char *value, const char *part)
{
	const char *text = masked(mask, name, value);

	if (strstr(text, part) != NULL) {
		fail_msg("%s = %s became %s", name, value, text);
	}
}

static void assert_shape(const char *text, const char *before_tag)
{
	size_t length = strlen(before_tag);

	if (strncmp(text, before_tag, length) != 0 || strlen(text) != length + 6 ||
		text[length] != '#' || text[length + 5] != ')') {
		fail_msg("%s is not %s#....)", text, before_tag);
	}
}

static void names_are_known_in_every_spelling(void **state)
{
	static const char *const hidden[] = {"password", "Password", "pass_word", "userPassword",
		"user_passwd", "PWD", "db_pwd", "dbpwd", "secret", "clientSecret", "client-secret",
		"token", "access_token", "accesstoken", "idToken", "HTTPToken", "auth",
		"basic_auth", "Authorization", "api_key", "X-Api-Key", "apikey", "cookie",
		"Set-Cookie", "session", "sessionId", "session_id", "pin", "PIN", "card_pin",
		"cardPin", "cvv", "CVV2", "cvc", "pan", "card.pan", "cardPan", "card",
		"card_number", "cardNumber", "credit-card", "CARDNO", "iban", "IBAN", "iban_de",
		"ssn", "nin", "passport", "passport_no", "dob", "birth", "birth_date", "birthdate",
		"dateOfBirth", "phone", "phone2", "phone_number", "mobile", "email", "e-mail",
		"e_mail", "emails", "userEmail", "address", "addresses", "shipping_address",
		"email_address", "ip-address", "first_name", "firstName", "firstname", "lastname",
		"last.name", "surname", "customer.email"};
	struct mask *mask = mask_create(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (!mask_hides(mask, text_of(hidden[i]))) {
			fail_msg("%s is not hidden", hidden[i]);
		}
		hides(mask, hidden[i], "qwertyuiopas");
	}
	mask_destroy(mask);
}

static void words_that_only_hold_such_a_name_are_shown(void **state)
{
	static const char *const shown[] = {"company", "companies", "shipping", "description",
		"spinner", "opinion", "pinned", "panel", "japan", "expand", "span", "author",
		"authority", "authored_at", "cardinal", "discard", "cardboard", "card_brand",
		"cardBrand", "dobby", "headphone", "microphone", "mobility", "immobile",
		"secretary", "tokenizer", "total_tokens", "sessions", "obsession", "passenger",
		"passage", "compass", "bypass", "birthing", "addressed", "emailed_at", "classname",
		"name", "hostname", "feminine", "ninety", "type", "id", "order_id", "customer",
		"amount", "step_in", "map_anchor", "assn", "", "_", "...", "-"};
	struct mask *mask = mask_create(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		if (mask_hides(mask, text_of(shown[i]))) {
			fail_msg("%s is hidden", shown[i]);
		}
		shows(mask, shown[i], "qwertyuiop");
	}
	mask_destroy(mask);
}

static void looks_are_known_alone_and_inside_of_text(void **state)
{
	static const char *const values[] = {"4111111111111111", "4111 1111 1111 1111",
		"4111-1111-1111-1111", "378282246310005", "3782 822463 10005", "30569309025904",
		"6011111111111117", "3530111333300000", "5555555555554444", "2223003122003222",
		"6205500000000000004", "4222222222222", "6759649826438453", "jane.doe@example.com",
		"j@b.example", "jane+tag@mail.example.org", "GB82WEST12345698765432",
		"GB82 WEST 1234 5698 7654 32", "DE89370400440532013000",
		"de89 3704 0044 0532 0130 00", "NO9386011117947",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r",
		"AKIAIOSFODNN7EXAMPLE", "+14155550123", "+49 170 1234567", "+1 (415) 555-0123",
		"+44-20-7946-0958",
		"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----"};
	struct mask *mask = mask_create(NULL);
	char text[512], wanted[512];

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		hides(mask, "note", values[i]);
		snprintf(text, sizeof text, "paid by %s, thanks", values[i]);
		snprintf(wanted, sizeof wanted, "paid by %s, thanks",
			masked(mask, "note", values[i]));
		assert_string_equal(masked(mask, "note", text), wanted);
		snprintf(text, sizeof text, "%s 12/27", values[i]);
		loses(mask, "note", text, values[i]);
		snprintf(text, sizeof text, "a=\"%s\"", values[i]);
		loses(mask, "note", text, values[i]);
	}
	mask_destroy(mask);
}

static void what_is_none_of_these_is_shown(void **state)
{
	static const char *const values[] = {"1700000000000-0", "1700000000000-12",
		"2000000000000-0", "1700000000000", "1764084295123456", "1764084295123456789",
		"2208988800000", "4111111111111112", "4111111111111111-0", "1-4111111111111111",
		"41111111111111111111", "x4111111111111111", "4111111111111111x",
		"550e8400-e29b-41d4-a716-446655440000", "12345678-1234-1234-1234-123456789012",
		"d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		"ad12cdef34567890ad12cdef34567890", "GB82WEST12345698765433",
		"2026-11-25T15:24:55.123456Z", "2026-11-25T15:24:55+01:00", "+0200", "+1234567",
		"1e+12345678", "+12345678.5", "192.168.100.200:63790", "4111.1111.1111.1111",
		"user@host", "@example.com", "redis@10.0.0.1", "pkg@1.2.3", "a @ b.example",
		"eyJ.a.b", "eyJabc", "AKIASHORT", "AKIAIOSFODNN7EXAMPLEX", "----- BEGIN", "990017",
		"C-881", "12.50", "456226577798135808", "1234567890123456"};
	struct mask *mask = mask_create(NULL);
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		shows(mask, "note", values[i]);
		snprintf(text, sizeof text, "before %s after", values[i]);
		shows(mask, "note", text);
		snprintf(text, sizeof text, "{\"a\": [\"%s\"]}", values[i]);
		shows(mask, "note", text);
	}
	mask_destroy(mask);
}

static void the_shape_tells_ends_length_and_sameness(void **state)
{
	struct mask *mask = mask_create(NULL);
	char first[256];

	(void)state;
	assert_shape(masked(mask, "n", "4000000000061111"), "40**********1111 (16, ");
	assert_shape(masked(mask, "first_name", "Jo"), "**** (2, ");
	assert_shape(masked(mask, "first_name", "Johanna"), "**** (7, ");
	assert_shape(masked(mask, "first_name", "Johannas"), "******as (8, ");
	assert_shape(masked(mask, "last_name", "M\xc3\xbcller-L\xc3\xbc"), "*******L\xc3\xbc (9, ");
	assert_shape(masked(mask, "password", "correct horse battery"), "**** (21, ");
	assert_shape(masked(mask, "email", "\xff\xfe binary, and long"), "**** (19 bytes, ");
	assert_string_equal(masked(mask, "password", ""), "");
	snprintf(first, sizeof first, "%s", masked(mask, "email", "jane.doe@example.com"));
	assert_string_equal(masked(mask, "email", "jane.doe@example.com"), first);
	assert_string_equal(masked(mask, "note", "jane.doe@example.com"), first);
	assert_string_not_equal(masked(mask, "email", "jane.roe@example.com"), first);
	mask_destroy(mask);
}

/* Without the key nobody can tell which value has which tag. */
static void another_mask_has_other_tags(void **state)
{
	int same = 0;

	(void)state;
	for (int i = 0; i < 8; i++) {
		struct mask *one = mask_create(NULL), *other = mask_create(NULL);
		char first[256];

		snprintf(first, sizeof first, "%s", masked(one, "pin", "1234"));
		same += strcmp(masked(other, "pin", "1234"), first) == 0;
		mask_destroy(one);
		mask_destroy(other);
	}
	assert_true(same < 3);
}

static void the_operator_hides_and_shows(void **state)
{
	static const char *const hide[] = {"Customer-Name", "vat*"},
				 *const show[] = {"ip_*", "address"};
	struct mask_options options = {
		.hide = hide, .hide_count = 2, .show = show, .show_count = 2};
	struct mask *mask = mask_create(&options);

	(void)state;
	assert_true(mask_hides(mask, text_of("customer_name")));
	assert_true(mask_hides(mask, text_of("VAT.id")));
	assert_false(mask_hides(mask, text_of("ipAddress")));
	assert_true(mask_hides(mask, text_of("email")));
	shows(mask, "address", "12 Long Street");
	shows(mask, "event", "{\"address\": {\"city\": \"Bath\"}}");
	loses(mask, "event", "{\"customer\": {\"name\": \"Johanna Doe\"}}", "anna");
	hides(mask, "address", "jane.doe@example.com");
	mask_destroy(mask);
	options.no_values = true;
	mask = mask_create(&options);
	shows(mask, "note", "jane.doe@example.com");
	hides(mask, "email", "jane.doe@example.com");
	mask_destroy(mask);
	options.off = true;
	mask = mask_create(&options);
	shows(mask, "password", "jane.doe@example.com");
	assert_false(mask_hides(mask, text_of("password")));
	mask_destroy(mask);
	shows(NULL, "password", "jane.doe@example.com");
}

static void assert_json(const char *text)
{
	struct json_value value;

	if (!json_read(text_of(text), &value)) {
		fail_msg("no JSON: %s", text);
	}
}

static void json_stays_json_and_the_rest_as_it_was(void **state)
{
	static const struct {
		const char *value, *same_before, *same_behind;
	} cases[] = {
		{.value = "{\"a\": 1.50, \"email\": \"jane@example.com\", \"b\": [1 ,2]}",
			.same_before = "{\"a\": 1.50, \"email\": \"",
			.same_behind = ", \"b\": [1 ,2]}"},
		{.value = "{\"card\":{\"brand\":\"visa\",\"number\":4000000000061111,\"x\":1}}",
			.same_before = "{\"card\":{\"brand\":\"visa\",\"number\":\"40****",
			.same_behind = ",\"x\":1}}"},
		{.value = "[{\"address\":{\"city\":\"Bathampton\",\"n\":12}},\"free\"]",
			.same_before = "[{\"address\":{\"city\":\"********on (10,",
			.same_behind = ",\"free\"]"},
		{.value = "{\"emails\":[\"aaaaaaaa\",\"bbbbbbbb\"],\"c\":\"cccccccc\"}",
			.same_before = "{\"emails\":[\"******aa (8,",
			.same_behind = ",\"c\":\"cccccccc\"}"},
		{.value = "{\"pin\": 1234, \"ok\": true, \"token\": null}",
			.same_before = "{\"pin\": \"**** (4,",
			.same_behind = ", \"ok\": true, \"token\": null}"},
		{.value = "{\"t\":\"say \\\"hi\\\" to jane@example.com\\n\\u0000\"}",
			.same_before = "{\"t\":\"say \\u0022hi\\u0022 to ja**",
			.same_behind = "\\u000a\\u0000\"}"},
		{.value = "{\"payload\":\"{\\\"password\\\":\\\"hunter22\\\",\\\"n\\\":1}\"}",
			.same_before = "{\"payload\":\"{\\u0022password\\u0022:\\u0022**** (8,",
			.same_behind = ",\\u0022n\\u0022:1}\"}"},
		{.value = "{\"first_name\":\"\\\"\\\\\\\"\\\\aaaaaaaa\\\"\\\\\"}",
			.same_before = "{\"first_name\":\"",
			.same_behind = "\"}"},
	};
	struct mask *mask = mask_create(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = masked(mask, "event", cases[i].value);
		size_t length = strlen(text), behind = strlen(cases[i].same_behind);

		assert_json(cases[i].value);
		assert_json(text);
		if (strncmp(text, cases[i].same_before, strlen(cases[i].same_before)) != 0 ||
			strcmp(text + length - behind, cases[i].same_behind) != 0) {
			fail_msg("%s", text);
		}
	}
	assert_json(masked(mask, "address", "{\"a\":[1,\"two\",{\"b\":false}]}"));
	loses(mask, "address", "{\"a\":[\"only this is in here\"]}", "his i");
	hides(mask, "address", "{\"a\": what is no document");
	mask_destroy(mask);
}

static double seconds_for(const struct mask *mask, struct text value)
{
	struct timespec from, to;
	struct buf out;

	buf_init(&out, CEILING * 2);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	mask_value(mask, text_of("data"), value, &out);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	assert_false(out.full);
	buf_finish(&out);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* What repeats without an end must not be looked at again and again. */
/* The list of events holds only the front of a long value, and others cut theirs, too. */
static void what_is_cut_is_hidden_as_the_whole_is(void **state)
{
	static const char *const documents[] = {
		("{\"type\":\"paid\",\"password\":\"hunter\\u0032x\",\"card\":{\"brand\":\"visa\","
		 "\"number\":[4111111111111111, 5]},\"n\":1}"),
		"{\"Message\":\"{\\\"password\\\": \\\"hunter2x\\\", \\\"n\\\": 1}\", \"m\": 1}",
		"{\"a\": 1} {\"password\": \"hunter2x\"}",
	};
	struct mask *mask = mask_create(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		struct text document = text_of(documents[i]);

		for (size_t length = 0; length <= document.length; length++) {
			struct buf out;

			buf_init(&out, CEILING);
			mask_value(mask, text_of("event"), text_from(document.at, length), &out);
			if (text_contains_fold(buf_text(&out), text_of("hun")) ||
				text_contains_fold(buf_text(&out), text_of("411"))) {
				fail_msg("%.*s shows %s", (int)length, document.at, out.at);
			}
			buf_finish(&out);
		}
	}
	assert_string_equal(
		masked(mask, "event", "[INFO] {it} has 7, (\"ok\""), "[INFO] {it} has 7, (\"ok\"");
	assert_true(text_starts(text_of(masked(mask, "event", "[INFO] mail to jane@example.com")),
		"[INFO] mail to ja**"));
	assert_true(text_starts(text_of(masked(mask, "pin", "{\"a\": 1, \"b")), "****"));
	mask_destroy(mask);
}

static void long_values_take_linear_time(void **state)
{
	static const char *const units[] = {"a", "@", "a@", "a.", "eyJ", "eyJ-", "eyJaaaaaaaa.",
		"-", "-----BEGIN ", "+1", "+1 ", "4 ", "4111 ", "4111-", "GB82", "GB82 ", "AKIA",
		"\xc3\xa9@", "jane@example.com "};
	struct mask *mask = mask_create(NULL);
	char *value = mem_alloc(LONG + 2, 1);

	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t length = strlen(units[i]);

		for (size_t at = 0; at < LONG; at++) {
			value[at] = units[i][at % length];
		}
		assert_true(seconds_for(mask, text_from(value, LONG)) < 5);
	}
	memset(value, '[', LONG);
	assert_true(seconds_for(mask, text_from(value, LONG)) < 5);
	for (size_t at = 0; at < 16000; at++) {
		value[at] = '[';
		value[LONG - 1 - at] = ']';
	}
	memset(value + 16000, ' ', LONG - 32000);
	assert_true(seconds_for(mask, text_from(value, LONG)) < 5);
	mem_free(value);
	mask_destroy(mask);
}

/* More names than are remembered, each under two holders, as a container and as a value. */
static void names_that_come_again_are_judged_by_their_holder(void **state)
{
	struct mask *mask = mask_create(NULL);
	struct buf document, expected, out;

	(void)state;
	buf_init(&document, CEILING);
	buf_init(&expected, CEILING);
	buf_init(&out, CEILING);
	for (int i = 0; i < 2000; i++) {
		const char *front = i == 0 ? "[" : ",";
		int name = i % 300;

		buf_addf(&document,
			"%s{\"card\":{\"number\":7,\"n%d\":1},\"order\":{\"number\":7,\"pin%d\":1,"
			"\"n%d\":[1]}}",
			front, name, name, name);
		buf_addf(&expected,
			"%s{\"card\":{\"number\":\"*\",\"n%d\":1},\"order\":{\"number\":7,\"pin%"
			"d\":"
			"\"*\",\"n%d\":[1]}}",
			front, name, name, name);
	}
	buf_add_byte(&document, ']');
	buf_add_byte(&expected, ']');
	assert_true(mask_value(mask, text_of("x"), buf_text(&document), &out));
	for (size_t at = 0, to = 0; at <= out.length; at++, to++) {
		assert_int_equal(out.at[at], expected.at[to]);
		if (out.at[at] == '*') {
			at += strcspn(out.at + at, "\"") - 1;
		}
	}
	buf_finish(&out);
	buf_finish(&expected);
	buf_finish(&document);
	mask_destroy(mask);
}

static uint64_t seed(void)
{
	const char *given = getenv("SEED");
	uint64_t number = given == NULL ? 7 : strtoull(given, NULL, 0);

	print_message("SEED=%llu\n", (unsigned long long)number);
	return number;
}

/* Text made of all that the finders look for. */
static void random_text_never_leaves_broken_characters(void **state)
{
	static const char *const parts[] = {"jane@example.com", "\xc3\xa9", "\xe6\xbc\xa2", "@",
		".", " ", "4111111111111111", "+49170", "1234567", "{", "}", "\"", ":", ",", "[",
		"]", "\\", "eyJ", "GB82", "-----BEGIN ", "-----END X-----", "password", "\n"};
	struct mask *mask = mask_create(NULL);
	struct rng rng;
	struct buf value, out;

	(void)state;
	rng_seed(&rng, seed());
	buf_init(&value, CEILING);
	buf_init(&out, CEILING);
	for (int round = 0; round < ROUNDS; round++) {
		struct json_value document;

		buf_reset(&value);
		buf_reset(&out);
		for (uint64_t i = rng_below(&rng, 40); i > 0; i--) {
			buf_add_string(
				&value, parts[rng_below(&rng, sizeof parts / sizeof *parts)]);
		}
		mask_value(mask, text_of("data"), buf_text(&value), &out);
		assert_true(utf8_valid(buf_text(&out)));
		if (json_looks(buf_text(&value)) && json_read(buf_text(&value), &document)) {
			assert_true(json_read(buf_text(&out), &document));
		}
	}
	buf_finish(&out);
	buf_finish(&value);
	mask_destroy(mask);
}

static void what_is_written_with_escapes_is_hidden_all_the_same(void **state)
{
	struct mask *mask = mask_create(NULL);
	static const char *const globs[] = {"stra\u00dfe"};
	struct mask *street = mask_create(&(struct mask_options){.hide_count = 1, .hide = globs});

	(void)state;
	loses(mask, "payload", "{\"pass\\u0077ord\":\"hunter2\"}", "hunter2");
	loses(street, "payload", "{\"stra\\u00dfe\":\"Hauptweg\"}", "Hauptweg");
	mask_destroy(street);
	mask_destroy(mask);
}

static void names_that_are_values_are_hidden(void **state)
{
	struct mask *mask = mask_create(NULL);

	(void)state;
	loses(mask, "payload", "{\"anna@example.com\":{\"n\":1}}", "anna@example.com");
	shows(mask, "payload", "{\"customer\":{\"n\":1}}");
	mask_destroy(mask);
}

static void encodings_hide_nothing_from_a_mask(void **state)
{
	struct mask *mask = mask_create(NULL);

	(void)state;
	loses(mask, "body", "\x81\xa8password\xa7hunter2", "hunter2");
	/* {"password":"hunter2"} */
	loses(mask, "body", "eyJwYXNzd29yZCI6Imh1bnRlcjIifQ==", "Imh1bnRlcjIi");
	shows(mask, "body", "\x81\xa5total\x05");
	/* {"total":5} */
	shows(mask, "body", "eyJ0b3RhbCI6NX0=");
	mask_destroy(mask);
}

static void encodings_that_are_cut_hide_nothing_either(void **state)
{
	static const char packed[] = "\x82\xa8password\xa7hunter2\xa1n\xd9\x20"
				     "and so on";
	/* {"password":"hunter2","n":[1,2,3,4]} */
	static const char encoded[] = "eyJwYXNzd29yZCI6Imh1bnRlcjIiLCJuIjpbMSwyLDMsNF19";
	struct mask *mask = mask_create(NULL);
	struct buf out;

	(void)state;
	for (size_t length = 13; length < sizeof packed; length++) {
		buf_init(&out, CEILING);
		mask_value(mask, text_of("body"), text_from(packed, length), &out);
		buf_add_byte(&out, '\0');
		assert_null(strstr(out.at, "hun"));
		buf_finish(&out);
	}
	for (size_t length = 28; length < sizeof encoded; length++) {
		buf_init(&out, CEILING);
		mask_value(mask, text_of("body"), text_from(encoded, length), &out);
		buf_add_byte(&out, '\0');
		assert_null(strstr(out.at, "Imh1"));
		assert_null(strstr(out.at, "hun"));
		buf_finish(&out);
	}
	/* No map: as it is. */
	shows(mask, "body", "\x85\x12\x13");
	shows(mask, "body", "abcdefghijklmnop");
	mask_destroy(mask);
}

static void of_a_long_name_the_end_tells(void **state)
{
	struct mask *mask = mask_create(NULL);
	char name[500];

	(void)state;
	memset(name, 'x', sizeof(name));
	snprintf(name + 400, sizeof(name) - 400, ".user.password");
	loses(mask, name, "hunter2", "hunter2");
	mask_destroy(mask);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_with_escapes_is_hidden_all_the_same),
		cmocka_unit_test(names_that_are_values_are_hidden),
		cmocka_unit_test(encodings_hide_nothing_from_a_mask),
		cmocka_unit_test(encodings_that_are_cut_hide_nothing_either),
		cmocka_unit_test(of_a_long_name_the_end_tells),
		cmocka_unit_test(names_are_known_in_every_spelling),
		cmocka_unit_test(words_that_only_hold_such_a_name_are_shown),
		cmocka_unit_test(looks_are_known_alone_and_inside_of_text),
		cmocka_unit_test(what_is_none_of_these_is_shown),
		cmocka_unit_test(the_shape_tells_ends_length_and_sameness),
		cmocka_unit_test(another_mask_has_other_tags),
		cmocka_unit_test(the_operator_hides_and_shows),
		cmocka_unit_test(json_stays_json_and_the_rest_as_it_was),
		cmocka_unit_test(what_is_cut_is_hidden_as_the_whole_is),
		cmocka_unit_test(long_values_take_linear_time),
		cmocka_unit_test(names_that_come_again_are_judged_by_their_holder),
		cmocka_unit_test(random_text_never_leaves_broken_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
