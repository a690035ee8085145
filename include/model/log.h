/*
 * What operators did, from the file of this machine and from the stream that everybody sees, each
 * record once, newest first. Made of facts, bounded; borrowed until the next apply.
 */
#ifndef MODEL_LOG_H
#define MODEL_LOG_H

#include "stream/fact.h"

struct log_row {
	struct log_record as; /* at_ms: by the server's clock, where the stream has it */
	bool has[LOG_SOURCES];
	bool broken; /* the file's chain does not hold here */
};

struct log_source_about {
	bool told;         /* something is known of it */
	bool on, ended;    /* being read; was read to its beginning, and what is added is read */
	bool held, absent; /* older ones are not read; there is none */
	bool failed;       /* `trouble` */
	bool unfinished;   /* its last line has no end */
	uint64_t records, broken;
	char trouble[ERROR_TEXT_MAX];
};

enum { LOG_PATH_MAX = 512 };

struct log_about {
	struct log_source_about of[LOG_SOURCES];
	char path[LOG_PATH_MAX]; /* of the file; raw */
	uint64_t dropped;        /* older ones, for want of room */
};

struct log_list;

size_t log_list_count(const struct log_list *list);
/* The number of the i-th newest record: it stays its own while there is a list. */
uint32_t log_list_number(const struct log_list *list, size_t i);
/* False where it is no more. */
bool log_list_get(const struct log_list *list, uint32_t number, struct log_row *row);
/* Grows with every change of what is in it. */
uint64_t log_list_version(const struct log_list *list);
/* Whether there is room for a record of that moment. */
bool log_list_wants(const struct log_list *list, int64_t at_ms);
const struct log_about *log_list_about(const struct log_list *list);

#endif
