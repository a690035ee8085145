#include "ops/back.h"

void back_init(struct back *back)
{
	*back = (struct back){.reader = dead_reader_create(NULL, NULL)};
	restored_init(&back->restored);
}

void back_finish(struct back *back)
{
	dead_reader_destroy(back->reader);
	restored_finish(&back->restored);
}

bool back_read(struct back *back, const struct request *request, const struct entry *entry)
{
	struct text into = request_text(request, "into");
	const struct dead_letter *letter = &back->letter;

	back->why.code = ERROR_NONE;
	if (!dead_letter_read(back->reader, request->topic, entry, &back->letter)) {
		back->letter = (struct dead_letter){.convention = NULL};
	}
	back->whole = dead_restore(letter, entry, &back->restored, &back->why);
	back->topic = into.length > 0 ? into : letter->source;
	back->to_group = into.length == 0 && letter->source.length > 0 &&
		letter->group.length > 0 && id_parse(letter->original_id, &back->original);
	if (back->topic.length == 0) {
		return error_set(&back->why, ERROR_REFUSED,
			"it does not say which topic it came from; --into TOPIC names one");
	}
	return back->whole || back->to_group;
}
