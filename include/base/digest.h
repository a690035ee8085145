/*
 * SHA-256, for chains of records and for comparing what was shown with what is done; and SHA-1, by
 * which the server names scripts.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/text.h"

enum { DIGEST_BYTES = 32, DIGEST_HEX_MAX = DIGEST_BYTES * 2 + 1 };

struct digest;

struct digest *digest_create(void);
void digest_destroy(struct digest *digest);
void digest_add(struct digest *digest, struct text bytes);
/* Of all that was added, in hexadecimal; the digest is then of no more use but to destroy. Returns
 * `out`. */
char *digest_hex(struct digest *digest, char out[DIGEST_HEX_MAX]);

/* Of one text. Returns `out`. */
char *digest_of(struct text bytes, char out[DIGEST_HEX_MAX]);

enum { SHA1_BYTES = 20, SHA1_HEX_MAX = SHA1_BYTES * 2 + 1 };
/* Returns `out`. */
char *digest_sha1(struct text bytes, char out[SHA1_HEX_MAX]);

#endif
