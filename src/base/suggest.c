#include "base/suggest.h"

#include <string.h>

enum { WORD_MAX = 31, NEAR = 2 };

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours that make `a` into `b`; both at most
 * WORD_MAX long. */
static size_t distance(struct text a, struct text b)
{
	size_t cost[WORD_MAX + 1][WORD_MAX + 1];

	for (size_t i = 0; i <= a.length; i++) {
		for (size_t j = 0; j <= b.length; j++) {
			if (i == 0 || j == 0) {
				cost[i][j] = i + j;
				continue;
			}
			bool same = a.at[i - 1] == b.at[j - 1];
			cost[i][j] = smaller(cost[i - 1][j - 1] + !same,
				smaller(cost[i - 1][j], cost[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
				a.at[i - 2] == b.at[j - 1]) {
				cost[i][j] = smaller(cost[i][j], cost[i - 2][j - 2] + 1);
			}
		}
	}
	return cost[a.length][b.length];
}

const char *suggest(struct text word, const char *(*name_at)(size_t i))
{
	const char *best = NULL, *name;
	size_t least = NEAR + 1;

	for (size_t i = 0; word.length <= WORD_MAX && (name = name_at(i)) != NULL; i++) {
		size_t far = strlen(name) > WORD_MAX ? NEAR + 1 : distance(word, text_of(name));

		if (far < least && far < word.length) {
			least = far;
			best = name;
		}
	}
	return best;
}
