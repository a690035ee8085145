#include "envelope/dead_letter.h"

struct dead_pair dead_pair(const struct dead_pairing *pairing)
{
	struct dead_pair pair = {.by = DEAD_PAIR_NONE, .source = text_of(NULL)};

	if (pairing->count > 0) {
		pair.by = DEAD_PAIR_FIELDS;
		pair.source = pairing->sources[0];
		pair.mixed = pairing->count > 1;
		pair.exists = pairing->exists(pairing->arg, pair.source);
		return pair;
	}
	for (size_t i = 0; i < pairing->name->count; i++) {
		if (pairing->exists(pairing->arg, pairing->name->sources[i])) {
			pair.by = DEAD_PAIR_NAME;
			pair.source = pairing->name->sources[i];
			pair.exists = true;
			break;
		}
	}
	return pair;
}
