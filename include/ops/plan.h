/*
 * What an operation would do, made of the request and the survey and nothing else: for people to
 * read before anything is sent. Its digest tells whether what is done is what was shown.
 */
#ifndef OPS_PLAN_H
#define OPS_PLAN_H

#include "base/buf.h"
#include "base/digest.h"
#include "ops/request.h"
#include "ops/survey.h"

enum { PLAN_RADIUS_MAX = 256, PLAN_LINES_MAX = 32, PLAN_BYTES_MAX = 1 << 16 };

/* A group that sees events again. */
struct plan_radius {
	struct text topic, group; /* borrowed from the survey */
	bool again;               /* it has had them before */
};

struct plan {
	struct buf effect;             /* one sentence, without a full stop */
	struct buf warnings, commands; /* one a line */
	size_t topics, groups;
	uint64_t entries, bytes;
	size_t radius_count, radius_more;
	struct plan_radius radius[PLAN_RADIUS_MAX];
	size_t edit_count;
	const struct survey_edit *edits; /* borrowed from the survey */
	bool undo;                       /* there is a way back */
	char sha256[DIGEST_HEX_MAX];
};

void plan_init(struct plan *plan);
void plan_finish(struct plan *plan);

/* Names in it are sanitised by plan_name. */
void plan_warn(struct plan *plan, const char *format, ...) __attribute__((format(printf, 2, 3)));
void plan_command(struct plan *plan, const char *format, ...) __attribute__((format(printf, 2, 3)));
void plan_add_radius(
	struct plan *plan, const struct survey_topic *topic, struct text group, bool again);
/* Every group of the topic. */
void plan_add_groups(struct plan *plan, const struct survey_topic *topic, struct id newest);

enum { PLAN_NAME_MAX = 400 };
/* A name for a sentence: safe on a terminal, cut where it is long. Returns `out`. */
char *plan_name(char out[PLAN_NAME_MAX], struct text name);
/* `1 entry`, `1,204 entries`. */
char *plan_entries(char out[PLAN_NAME_MAX], uint64_t count);

/* Sets the digest, when everything else is there. */
void plan_seal(struct plan *plan, const struct request *request);

#endif
