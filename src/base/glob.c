#include "base/text.h"

#include <stddef.h>

static bool between(char byte, char a, char b)
{
	unsigned char value = (unsigned char)byte, from = (unsigned char)a, to = (unsigned char)b;

	return from <= to ? value >= from && value <= to : value >= to && value <= from;
}

/*
 * Matches one byte against the class whose '[' stands at *at, and leaves *at behind the class.
 * As in Redis a class that is not closed ends with the pattern, and a range may run backwards.
 */
static bool class_matches(struct text pattern, size_t *at, char byte)
{
	size_t i = *at + 1;
	bool negated = i < pattern.length && pattern.at[i] == '^';
	bool found = false;

	for (i += negated; i < pattern.length && pattern.at[i] != ']'; i++) {
		const char *here = pattern.at + i;
		size_t left = pattern.length - i;

		if (here[0] == '\\' && left >= 2) {
			found |= here[1] == byte;
			i += 1;
		} else if (left >= 3 && here[1] == '-') {
			found |= between(byte, here[0], here[2]);
			i += 2;
		} else {
			found |= here[0] == byte;
		}
	}
	*at = i < pattern.length ? i + 1 : i;
	return found != negated;
}

/* Matches one byte against one element that is not a star, and leaves *at behind it. */
static bool element_matches(struct text pattern, size_t *at, char byte)
{
	switch (pattern.at[*at]) {
	case '?':
		*at += 1;
		return true;
	case '[':
		return class_matches(pattern, at, byte);
	case '\\':
		if (*at + 1 < pattern.length) {
			*at += 1;
		}
		break;
	default:
		break;
	}
	*at += 1;
	return pattern.at[*at - 1] == byte;
}

/*
 * Only the last star is ever retried: whatever an earlier one could take, the last one can take
 * too. That keeps the time at pattern * text where recursion would be exponential.
 */
bool text_glob(struct text pattern, struct text subject)
{
	size_t p = 0, s = 0, retry_p = 0, retry_s = 0;
	bool starred = false;

	while (s < subject.length) {
		if (p < pattern.length && pattern.at[p] == '*') {
			starred = true;
			retry_p = ++p;
			retry_s = s;
		} else if (p < pattern.length && element_matches(pattern, &p, subject.at[s])) {
			s++;
		} else if (starred) {
			p = retry_p;
			s = ++retry_s;
		} else {
			return false;
		}
	}
	while (p < pattern.length && pattern.at[p] == '*') {
		p++;
	}
	return p == pattern.length;
}
