#include "mask_private.h"

#include <string.h>

#include "base/mem.h"

/* Of a longer name the end is compared: there stands the word that tells. */
enum { NAME_MAX_BYTES = 256 };

enum where {
	WORD,     /* words of the name, one or several, are the term */
	SUFFIX,   /* ... or a word ends with it */
	ANYWHERE, /* it is in there */
	LAST,     /* its last words are the term: a card is hidden, the brand of a card is not */
	WHOLE,    /* nothing else is in the name */
};

struct term {
	const char *text;
	size_t length;
	enum where where;
	bool secret;
	bool singular; /* its plural is a number of them */
};

#define TERM(word) .text = word, .length = sizeof(word) - 1

/* By first letter: a mask knows where each begins. */
static const struct term terms[] = {
	{TERM("accesskey"), .where = ANYWHERE, .secret = true},
	{TERM("accountnumber"), .where = WORD},
	{TERM("address"), .where = SUFFIX},
	{TERM("addr"), .where = WORD},
	{TERM("apikey"), .where = ANYWHERE, .secret = true},
	{TERM("auth"), .where = LAST, .secret = true},
	{TERM("authcode"), .where = WORD, .secret = true},
	{TERM("authdata"), .where = WORD, .secret = true},
	{TERM("authheader"), .where = WORD, .secret = true},
	{TERM("authkey"), .where = WORD, .secret = true},
	{TERM("authorization"), .where = WORD, .secret = true},
	{TERM("bearer"), .where = WORD, .secret = true},
	{TERM("birth"), .where = WORD},
	{TERM("birthdate"), .where = ANYWHERE},
	{TERM("birthday"), .where = ANYWHERE},
	{TERM("card"), .where = LAST},
	{TERM("cardholder"), .where = ANYWHERE},
	{TERM("cardno"), .where = WORD},
	{TERM("cardnr"), .where = WORD},
	{TERM("cardnum"), .where = WORD},
	{TERM("cardnumber"), .where = ANYWHERE},
	{TERM("ccnum"), .where = WORD},
	{TERM("ccnumber"), .where = WORD},
	{TERM("cookie"), .where = SUFFIX, .secret = true},
	{TERM("credential"), .where = WORD, .secret = true},
	{TERM("creditcard"), .where = LAST},
	{TERM("csc"), .where = WORD, .secret = true},
	{TERM("cvc"), .where = WORD, .secret = true},
	{TERM("cvv"), .where = WORD, .secret = true},
	{TERM("dateofbirth"), .where = ANYWHERE},
	{TERM("debitcard"), .where = LAST},
	{TERM("dob"), .where = WORD},
	{TERM("email"), .where = SUFFIX},
	{TERM("emailaddr"), .where = WORD},
	{TERM("firstname"), .where = ANYWHERE},
	{TERM("fname"), .where = WORD},
	{TERM("familyname"), .where = ANYWHERE},
	{TERM("givenname"), .where = ANYWHERE},
	{TERM("iban"), .where = SUFFIX},
	{TERM("lastname"), .where = ANYWHERE},
	{TERM("lname"), .where = WORD},
	{TERM("mobile"), .where = WORD},
	{TERM("nin"), .where = WORD},
	{TERM("pan"), .where = WORD},
	{TERM("pass"), .where = WHOLE, .secret = true},
	{TERM("passcode"), .where = ANYWHERE, .secret = true},
	{TERM("passphrase"), .where = ANYWHERE, .secret = true},
	{TERM("passport"), .where = WORD},
	{TERM("passwd"), .where = ANYWHERE, .secret = true},
	{TERM("password"), .where = ANYWHERE, .secret = true},
	{TERM("phone"), .where = WORD},
	{TERM("phonenumber"), .where = ANYWHERE},
	{TERM("pin"), .where = WORD, .secret = true, .singular = true},
	{TERM("pincode"), .where = WORD, .secret = true},
	{TERM("privatekey"), .where = ANYWHERE, .secret = true},
	{TERM("pwd"), .where = SUFFIX, .secret = true},
	{TERM("secret"), .where = SUFFIX, .secret = true},
	{TERM("secretkey"), .where = ANYWHERE, .secret = true},
	{TERM("session"), .where = WORD, .secret = true, .singular = true},
	{TERM("sessionid"), .where = ANYWHERE, .secret = true},
	{TERM("socialsecurity"), .where = ANYWHERE},
	{TERM("ssn"), .where = WORD},
	{TERM("surname"), .where = WORD},
	{TERM("telephone"), .where = WORD},
	{TERM("token"), .where = SUFFIX, .secret = true, .singular = true},
};

enum { TERMS = sizeof terms / sizeof terms[0] };

/* A name as it is compared: folded, without what parts words; `begins` marks where one begins. */
struct plain {
	size_t length;
	char at[NAME_MAX_BYTES + 1];
	bool begins[NAME_MAX_BYTES + 1];
};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_mark(char c)
{
	return c == '_' || c == '-' || c == '.' || c == ' ';
}

static bool is_word_byte(char c)
{
	return is_upper(c) || is_lower(c) || is_digit(c) || (unsigned char)c >= 0x80;
}

static char fold(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Whether a word begins at i: behind what is no letter, and as in cardNumber, HTTPToken, cvv2. */
static bool begins_at(struct text name, size_t i)
{
	char c = name.at[i], before = i > 0 ? name.at[i - 1] : ' ';
	char after = i + 1 < name.length ? name.at[i + 1] : ' ';

	if (!is_word_byte(before) || is_digit(c) != is_digit(before)) {
		return true;
	}
	return is_upper(c) && (!is_upper(before) || is_lower(after));
}

static void make_plain(struct text name, struct plain *plain)
{
	plain->length = 0;
	if (name.length > NAME_MAX_BYTES) {
		name = text_from(name.at + name.length - NAME_MAX_BYTES, NAME_MAX_BYTES);
	}
	for (size_t i = 0; i < name.length; i++) {
		if (!is_mark(name.at[i])) {
			plain->begins[plain->length] =
				!is_word_byte(name.at[i]) || begins_at(name, i);
			plain->at[plain->length++] = fold(name.at[i]);
		}
	}
	plain->at[plain->length] = '\0';
	plain->begins[plain->length] = true;
}

/* A word may end in its plural. */
static bool ends_at(const struct plain *plain, size_t i, const struct term *term)
{
	if (plain->begins[i] || term->singular) {
		return plain->begins[i];
	}
	return plain->at[i] == 's'
		? plain->begins[i + 1]
		: plain->at[i] == 'e' && plain->at[i + 1] == 's' && plain->begins[i + 2];
}

static bool holds_at(const struct plain *plain, size_t i, const struct term *term, bool leaf)
{
	size_t length = term->length;
	bool begins = plain->begins[i];

	if (length > plain->length - i || memcmp(plain->at + i, term->text, length) != 0) {
		return false;
	}
	switch (term->where) {
	case ANYWHERE:
		return true;
	case SUFFIX:
		return ends_at(plain, i + length, term);
	case WORD:
		return begins && ends_at(plain, i + length, term);
	case LAST:
		return leaf && begins && i + length == plain->length;
	case WHOLE:
		return i == 0 && length == plain->length;
	}
	return false;
}

void mask_name_index(struct mask *mask)
{
	size_t t = 0;

	for (int letter = 0; letter <= MASK_LETTERS; letter++) {
		while (t < TERMS && terms[t].text[0] < 'a' + letter) {
			t++;
		}
		mask->terms_at[letter] = (unsigned char)t;
	}
}

static enum mask_rank rank_at(
	const struct mask *mask, const struct plain *plain, size_t i, bool leaf)
{
	enum mask_rank rank = MASK_OPEN;
	int letter = plain->at[i] - 'a';

	if (letter < 0 || letter >= MASK_LETTERS) {
		return MASK_OPEN;
	}
	for (size_t t = mask->terms_at[letter]; t < mask->terms_at[letter + 1]; t++) {
		if (terms[t].text[1] == plain->at[i + 1] && holds_at(plain, i, &terms[t], leaf)) {
			rank = terms[t].secret || rank == MASK_SECRET ? MASK_SECRET : MASK_HIDDEN;
		}
	}
	return rank;
}

static bool matches(size_t count, char *const *globs, const struct plain *plain)
{
	for (size_t i = 0; i < count; i++) {
		if (text_glob(text_of(globs[i]), text_from(plain->at, plain->length))) {
			return true;
		}
	}
	return false;
}

enum mask_rank mask_name(const struct mask *mask, struct text name, bool leaf)
{
	struct plain plain;
	enum mask_rank rank = MASK_OPEN, here;

	make_plain(name, &plain);
	if (matches(mask->show_count, mask->show, &plain)) {
		return MASK_SHOWN;
	}
	for (size_t i = 0; i < plain.length; i++) {
		here = rank_at(mask, &plain, i, leaf);
		rank = here > rank ? here : rank;
	}
	if (rank < MASK_HIDDEN && matches(mask->hide_count, mask->hide, &plain)) {
		rank = MASK_HIDDEN;
	}
	return rank;
}

/* Of a bracket expression nothing is taken away: its dashes are ranges. */
char *mask_name_dup_glob(const char *glob)
{
	char *folded = mem_alloc(strlen(glob) + 1, 1);
	bool bracket = false;
	size_t length = 0;

	for (; *glob != '\0'; glob++) {
		bool escaped = *glob == '\\' && glob[1] != '\0';

		if (escaped && is_mark(glob[1])) {
			glob++;
		} else if (escaped) {
			folded[length++] = *glob++;
			folded[length++] = fold(*glob);
		} else if (bracket || !is_mark(*glob)) {
			bracket = bracket ? *glob != ']' : *glob == '[';
			folded[length++] = fold(*glob);
		}
	}
	folded[length] = '\0';
	return folded;
}
