#include "ops/runs.h"

#include "base/number.h"

bool runs_next(struct runs *runs, struct id *id)
{
	if (runs->left > 0) {
		runs->id = id_next(runs->id);
	} else {
		struct text run = text_cut(&runs->rest, ' ');
		struct text head = text_cut(&run, '+'), count = text_cut(&run, '@');

		if (!id_parse(head, &runs->id) || !number_parse_u64(count, &runs->left) ||
			runs->left == 0) {
			runs->left = 0;
			return false;
		}
	}
	runs->left--;
	*id = runs->id;
	return true;
}
