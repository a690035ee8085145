#include "typed_query.h"

#include "stream/query.h"

void typed_query(struct buf *out, struct text typed)
{
	size_t i;

	if (query_is_meant(typed)) {
		buf_add_text(out, typed);
		return;
	}
	typed = text_trim(typed);
	buf_add_string(out, "text(\"");
	for (i = 0; i < typed.length; i++) {
		if (typed.at[i] == '"' || typed.at[i] == '\\') {
			buf_add_byte(out, '\\');
		}
		buf_add_byte(out, typed.at[i]);
	}
	buf_add_string(out, "\")");
}
