#include "op_backs.h"

#include "base/mem.h"
#include "op_look.h"
#include "op_page.h"
#include "ops/back.h"

static struct text own(struct text text)
{
	return text_from(text_dup(text), text.length);
}

static struct survey_back *find(
	const struct selecting *selecting, const struct back *back, struct error *error)
{
	struct survey *survey = selecting->survey;
	struct survey_back *row;

	for (size_t i = 0; i < survey->back_count; i++) {
		row = &survey->backs[i];
		if (text_equal(row->source.name, back->topic) &&
			text_equal(row->group, back->letter.group)) {
			return row;
		}
	}
	if (survey->backs == NULL) {
		survey->backs = mem_alloc(SURVEY_BACKS_MAX, sizeof *survey->backs);
	}
	if (survey->back_count == SURVEY_BACKS_MAX) {
		return NULL;
	}
	row = &survey->backs[survey->back_count++];
	*row = (struct survey_back){.group = own(back->letter.group)};
	struct text name = own(back->topic);
	if (name.length > 0) {
		op_look_topic(selecting->talk, name, &row->source, error);
	}
	row->source.name = name;
	return error->code == ERROR_NONE ? row : NULL;
}

/* Whether the source entry is there, and its group. */
static bool has_source(const struct selecting *selecting, const struct back *back,
	const struct survey_back *row, bool *has, struct error *error)
{
	struct op_page page;
	bool good;

	*has = false;
	if (!back->to_group || !row->source.is_stream ||
		survey_group(&row->source, back->letter.group) == NULL) {
		return true;
	}
	op_page_init(&page, selecting->talk);
	good = op_page_ids(&page, row->source.name, &back->original, 1, error);
	*has = good && (page.count > 0 || page.has_toobig);
	op_page_finish(&page);
	return good;
}

static bool count(
	const struct selecting *selecting, struct back *back, bool goes, struct error *error)
{
	const struct request *request = selecting->request;
	struct error trouble = {.code = ERROR_NONE};
	struct survey_back *row = find(selecting, back, &trouble);
	bool has;

	if (row == NULL) {
		selecting->survey->backs_more++;
		return trouble.code == ERROR_NONE ||
			error_set(error, trouble.code, "%s", trouble.text);
	}
	if (!has_source(selecting, back, row, &has, error)) {
		return false;
	}
	if (goes && has) {
		row->to_group++;
	} else if (goes && back->whole &&
		(row->source.is_stream ||
			(!row->source.exists && request_has(request, "create")))) {
		row->to_topic++;
	} else {
		row->refused++;
		row->why = back->why;
		if (goes && back->whole) {
			error_set(&row->why, ERROR_REFUSED, "%s",
				row->source.exists ? "where they came from is no stream any more"
						   : "their topic is not there any more; --create "
						     "makes it, --into TOPIC names another");
		}
	}
	return true;
}

bool op_back_count(
	const struct selecting *selecting, const struct entry *entry, struct error *error)
{
	struct back back;
	bool good;

	back_init(&back);
	good = count(selecting, &back, back_read(&back, selecting->request, entry), error);
	back_finish(&back);
	return good;
}
