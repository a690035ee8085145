/*
 * The keys an operation keeps on the server, each in the slot of the key it belongs to:
 *
 *   {tag}:rm:job:JOB    hash: what was done, by source entry; its field `plan` is the whole request
 *   {tag}:rm:claims     hash: SOURCE|ID>TARGET -> the job that has sent a dead letter there
 *
 * It knows names and slots, not connections.
 */
#ifndef OPS_KEYS_H
#define OPS_KEYS_H

#include "base/buf.h"
#include "stream/id.h"

#include <stdint.h>

enum { JOB_ID_MAX = 27, JOB_RANDOM_BYTES = 16, KEY_BYTES_MAX = 1 << 30 };

/* As a cluster assigns it: 0 to 16383. */
unsigned key_slot(struct text key);

/* Each appends. */
void key_job(struct buf *out, struct text beside, const char *job);
void key_claims(struct buf *out, struct text beside);
/* `SOURCE|ID`, the field that stands for an entry. */
void key_item(struct buf *out, struct text source, struct id id);

/* Whether the key is a job's; its id goes to `job`. */
bool key_is_job(struct text key, char job[JOB_ID_MAX]);

/* 26 characters of base32 over 128 random bits. Returns `out`. */
char *job_id_make(char out[JOB_ID_MAX], const unsigned char random[JOB_RANDOM_BYTES]);
bool job_id_valid(struct text text);

#endif
