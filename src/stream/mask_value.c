#include "mask_private.h"

#include <string.h>

enum {
	CARD_MIN = 13,
	CARD_MAX = 19,
	PHONE_MIN = 8,
	PHONE_MAX = 15,
	LOCAL_MAX = 64,
	DOMAIN_MAX_BYTES = 253,
	IBAN_MIN = 15,
	IBAN_MAX = 34,
	JWT_PART_MIN = 8,
	LEAST = 6, /* bytes: a@b.cc */
	KEY_ID_LENGTH = 20,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

static bool is_alnum(char c)
{
	return is_digit(c) || is_letter(c);
}

/* Of what may stand beside no number or token of ours: letters, digits, `_`, what is not ASCII. */
static bool is_word_byte(char c)
{
	static const uint64_t bits[] = {
		0x03ff000000000000, 0x07fffffe87fffffe, UINT64_MAX, UINT64_MAX};
	unsigned char byte = (unsigned char)c;

	return (bits[byte / 64] >> byte % 64 & 1) != 0;
}

static char byte_at(struct text value, size_t i)
{
	return i < value.length ? value.at[i] : ' ';
}

static bool luhn_holds(const char *digits, size_t count)
{
	int sum = 0;

	for (size_t i = 0; i < count; i++) {
		int digit = digits[count - 1 - i] - '0';

		digit = i % 2 == 0 ? digit : digit * 2;
		sum += digit > 9 ? digit - 9 : digit;
	}
	return sum % 10 == 0;
}

/* What begins with 2, 4 or 51 to 55 has lengths of its own: else times of a later century and long
 * ids would be cards, one in ten. */
static bool is_card_length(struct text digits)
{
	if (digits.at[0] == '2') {
		return digits.length == 16 && memcmp(digits.at, "2200", 4) >= 0 &&
			memcmp(digits.at, "2720", 4) <= 0;
	}
	if (digits.at[0] == '4') {
		return digits.length == 13 || digits.length == 16 || digits.length == 19;
	}
	if (digits.at[0] == '5' && digits.at[1] >= '1' && digits.at[1] <= '5') {
		return digits.length == 16;
	}
	return digits.at[0] == '3' || digits.at[0] == '5' || digits.at[0] == '6';
}

static bool is_card(struct text digits)
{
	return digits.length >= CARD_MIN && digits.length <= CARD_MAX && is_card_length(digits) &&
		luhn_holds(digits.at, digits.length);
}

/* Whether groups of digits are parted as on a card: fours, or 4-6-5, or 4-6-4. */
static bool is_card_grouping(const size_t *groups, size_t count)
{
	if (count == 1) {
		return true;
	}
	if (count == 3 && groups[0] == 4 && groups[1] == 6) {
		return groups[2] == 5 || groups[2] == 4;
	}
	for (size_t i = 0; i + 1 < count; i++) {
		if (groups[i] != 4) {
			return false;
		}
	}
	return groups[count - 1] <= 4;
}

/* A number that is part of a longer one, as of an id or an address, is none of its own. */
static bool stands_alone(struct text value, size_t from, size_t to)
{
	char before = from > 0 ? value.at[from - 1] : ' ', after = byte_at(value, to);

	if (from > 1 && (before == '-' || before == '.' || before == ':') &&
		is_digit(value.at[from - 2])) {
		return false;
	}
	if ((after == '-' || after == '.' || after == ':') && is_alnum(byte_at(value, to + 1))) {
		return false;
	}
	return !is_word_byte(after);
}

/* The longest run of groups that is one; what else stands behind them, as a date, is not of it. */
static bool find_card(struct text value, size_t from, size_t *to)
{
	char digits[CARD_MAX];
	size_t groups[CARD_MAX] = {0}, group_count = 1, count = 0;

	*to = from;
	for (size_t at = from; count < CARD_MAX && is_digit(byte_at(value, at)); at++) {
		char next = byte_at(value, at + 1);

		digits[count++] = value.at[at];
		groups[group_count - 1]++;
		if (is_digit(next)) {
			continue;
		}
		if (is_card_grouping(groups, group_count) && stands_alone(value, from, at + 1) &&
			is_card(text_from(digits, count))) {
			*to = at + 1;
		}
		if (count < CARD_MAX && (next == ' ' || next == '-')) {
			group_count++;
			at++;
		}
	}
	return *to > from;
}

/* Between the digits of a telephone number. */
static bool is_phone_mark(struct text value, size_t at)
{
	char c = byte_at(value, at), next = byte_at(value, at + 1);

	if (c == ')' && (next == ' ' || next == '-')) {
		return is_digit(byte_at(value, at + 2));
	}
	return (c == ' ' || c == '-' || c == '(' || c == ')' || c == '/') &&
		(is_digit(next) || (next == '(' && is_digit(byte_at(value, at + 2))));
}

static bool find_phone(struct text value, size_t from, size_t *to)
{
	size_t at = from + 1, count = 0;

	*to = from;
	if (byte_at(value, at) < '1' || byte_at(value, at) > '9') {
		return false;
	}
	for (; count <= PHONE_MAX; at++) {
		bool digit = is_digit(byte_at(value, at));

		if (!digit && count >= PHONE_MIN && stands_alone(value, from, at)) {
			*to = at;
		}
		if (!digit && !is_phone_mark(value, at)) {
			break;
		}
		count += digit;
	}
	return *to > from;
}

static bool is_local(char c)
{
	return is_word_byte(c) || (c != '\0' && strchr(".%+-'", c) != NULL);
}

/* Of a character of several bytes, not the first one. */
static bool is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Around the @ at `at`; not before `floor`. */
static bool find_email(struct text value, size_t at, size_t floor, struct mask_span *span)
{
	size_t from = at, to = at + 1, dot = 0;

	while (from > floor && at - from < LOCAL_MAX && is_local(value.at[from - 1])) {
		from--;
	}
	while (to - at <= DOMAIN_MAX_BYTES &&
		(is_word_byte(byte_at(value, to)) || byte_at(value, to) == '-' ||
			(byte_at(value, to) == '.' && is_word_byte(byte_at(value, to + 1)) &&
				to > at + 1))) {
		dot = value.at[to] == '.' ? to : dot;
		to++;
	}
	while (is_inside(byte_at(value, to))) {
		to++;
	}
	while (is_inside(value.at[from])) {
		from++;
	}
	*span = (struct mask_span){.from = from, .to = to};
	return from < at && dot > 0 && to - dot > 2 && !is_digit(value.at[dot + 1]);
}

/* Countries with the length of their numbers. */
static const char ibans[] =
	"AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18"
	"FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20"
	"LU20LV21LY25MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24"
	"SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20";

static size_t iban_length(const char *country)
{
	for (const char *at = ibans; *at != '\0'; at += 4) {
		if (at[0] == country[0] && at[1] == country[1]) {
			return (size_t)(at[2] - '0') * 10 + (size_t)(at[3] - '0');
		}
	}
	return 0;
}

/* The first four characters count as the last ones. */
static bool iban_holds(const char *iban, size_t length)
{
	unsigned rest = 0;

	for (size_t i = 0; i < length; i++) {
		char c = iban[(i + 4) % length];

		rest = is_digit(c) ? rest * 10 + (unsigned)(c - '0')
				   : rest * 100 + (unsigned)(c - 'A') + 10;
		rest %= 97;
	}
	return rest == 1;
}

static bool find_iban(struct text value, size_t from, size_t *to)
{
	char iban[IBAN_MAX];
	size_t length, count = 0, at = from;

	if (value.length - from < IBAN_MIN || !is_digit(value.at[from + 2]) ||
		!is_digit(value.at[from + 3])) {
		return false;
	}
	for (length = 4; count < length; at++) {
		char c = byte_at(value, at);

		c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
		if (is_alnum(c)) {
			iban[count++] = c;
		} else if (c != ' ' || count % 4 != 0 || !is_alnum(byte_at(value, at + 1))) {
			return false;
		}
		if (count == 4 && length == 4) {
			length = iban_length(iban);
		}
	}
	*to = at;
	return length >= IBAN_MIN && !is_word_byte(byte_at(value, at)) && iban_holds(iban, length);
}

static size_t skip_base64url(struct text value, size_t at)
{
	while (is_alnum(byte_at(value, at)) || byte_at(value, at) == '-' ||
		byte_at(value, at) == '_') {
		at++;
	}
	return at;
}

static bool find_jwt(struct text value, size_t from, size_t *to)
{
	size_t head, body;

	/* What is part of a longer one was looked at. */
	if (from > 0 && value.at[from - 1] == '-') {
		return false;
	}
	head = skip_base64url(value, from);
	if (head - from < JWT_PART_MIN || byte_at(value, head) != '.') {
		return false;
	}
	body = skip_base64url(value, head + 1);
	if (body - head <= 2 || byte_at(value, body) != '.') {
		return false;
	}
	*to = skip_base64url(value, body + 1);
	return true;
}

static bool find_key_id(struct text value, size_t from, size_t *to)
{
	size_t at = from;

	while (is_upper(byte_at(value, at)) || is_digit(byte_at(value, at))) {
		at++;
	}
	*to = at;
	return at - from == KEY_ID_LENGTH && !is_word_byte(byte_at(value, at));
}

static bool has_at(struct text value, size_t from, const char *prefix)
{
	return text_starts(text_from(value.at + from, value.length - from), prefix);
}

/* To the line that ends it, or to the end of all. */
static bool find_pem(struct text value, size_t from, size_t *to)
{
	static const char ending[] = "-----END ";

	*to = value.length;
	for (size_t i = from; i + sizeof ending - 1 <= value.length; i++) {
		if (value.at[i] == '-' && has_at(value, i, ending)) {
			i += sizeof ending - 1;
			while (i < value.length && value.at[i] != '-' && value.at[i] != '\n') {
				i++;
			}
			*to = i;
			while (*to < value.length && value.at[*to] == '-') {
				++*to;
			}
			return true;
		}
	}
	return true;
}

static bool find_word(struct text value, size_t from, struct mask_span *span)
{
	if (value.at[from] == 'e' && has_at(value, from, "eyJ") &&
		find_jwt(value, from, &span->to)) {
		span->kind = MASK_KIND_SECRET;
		return true;
	}
	if (value.at[from] == 'A' && (has_at(value, from, "AKIA") || has_at(value, from, "ASIA")) &&
		find_key_id(value, from, &span->to)) {
		return true;
	}
	return find_iban(value, from, &span->to);
}

/* What begins at i, where no word goes on. Most of what may begin does not: four digits in a row
 * are the least of a card, two letters that of a word. */
static bool find_at(struct text value, size_t i, struct mask_span *span)
{
	char c = value.at[i];

	*span = (struct mask_span){.from = i, .kind = MASK_KIND_ANY};
	if (is_digit(c)) {
		return value.length - i >= CARD_MIN && is_digit(value.at[i + 1]) &&
			is_digit(value.at[i + 3]) && find_card(value, i, &span->to);
	}
	if (c == '+') {
		return find_phone(value, i, &span->to);
	}
	if (c == '-' && byte_at(value, i + 1) == '-' && has_at(value, i, "-----BEGIN ")) {
		span->kind = MASK_KIND_SECRET;
		return find_pem(value, i, &span->to);
	}
	return is_letter(c) && is_letter(byte_at(value, i + 1)) && find_word(value, i, span);
}

bool mask_value_find(struct text value, size_t from, struct mask_span *span)
{
	bool inside = from > 0 && is_word_byte(value.at[from - 1]);

	if (value.length - from < LEAST) {
		return false;
	}
	for (size_t i = from; i < value.length; i++) {
		char c = value.at[i];

		if (c == '@' ? find_email(value, i, from, span)
			     : !inside && find_at(value, i, span)) {
			return true;
		}
		inside = is_word_byte(c);
	}
	return false;
}
