#include "stream/id.h"

#include <string.h>

#include "base/number.h"

bool id_parse(struct text text, struct id *id)
{
	struct text rest = text, ms = text_cut(&rest, '-');
	struct id parsed = {.ms = 0};

	if (!number_parse_u64(ms, &parsed.ms)) {
		return false;
	}
	if (ms.length < text.length && !number_parse_u64(rest, &parsed.seq)) {
		return false;
	}
	*id = parsed;
	return true;
}

char *id_format(char out[ID_TEXT_MAX], struct id id)
{
	char seq[NUMBER_MAX];
	size_t length = number_digits(out, id.ms);

	out[length] = '-';
	memcpy(out + length + 1, seq, number_digits(seq, id.seq) + 1);
	return out;
}

int id_compare(struct id a, struct id b)
{
	if (a.ms != b.ms) {
		return a.ms < b.ms ? -1 : 1;
	}
	return (a.seq > b.seq) - (a.seq < b.seq);
}

bool id_is_zero(struct id id)
{
	return id.ms == 0 && id.seq == 0;
}

struct id id_next(struct id id)
{
	if (id.seq < UINT64_MAX) {
		id.seq++;
	} else if (id.ms < UINT64_MAX) {
		id.ms++;
		id.seq = 0;
	}
	return id;
}
