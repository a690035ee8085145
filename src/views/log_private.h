/*
 * The screen `log`, for the files it is made of: the records as rows, and one of them in words.
 */
#ifndef VIEWS_LOG_PRIVATE_H
#define VIEWS_LOG_PRIVATE_H

#include "views/view.h"

enum log_column {
	LOG_TIME,
	LOG_WHO,
	LOG_OPERATION,
	LOG_OBJECT,
	LOG_RESULT,
	LOG_COUNT,
	LOG_FROM,
	LOG_JOB,
	LOG_COLUMNS
};

struct log_screen {
	struct table table;
	const struct model *model; /* of the last refresh */
	uint32_t *numbers;         /* newest first */
	size_t count, room;
	uint64_t version; /* of the list they were taken of */
	struct buf copy;
	int width, height;
};

extern const struct table_column log_titles[LOG_COLUMNS];
struct table_source log_source(const struct log_screen *screen);
bool log_row_at(const struct log_screen *screen, size_t row, struct log_row *out);

bool log_selected(const struct log_screen *screen, struct log_row *row);
/* log_act.c */
struct intent log_act(void *self, const struct model *model, const char *action);

enum { LOG_WORDS_MAX = 1200 };
/* `orders/billing -> orders:dlq`; raw. */
void log_say_object(char out[LOG_WORDS_MAX], const struct log_record *record);
enum role log_result_role(struct text result);
/* `sam@bastion`; raw. */
void log_say_who(char out[LOG_WORDS_MAX], const struct log_record *record);
/* Of one record, below the list. */
void log_draw_record(const struct log_row *row, int64_t now_ms, struct canvas *inside);

#endif
