/*
 * Base64 (RFC 4648 section 4, with padding) for bytes that are not text.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

/* Appends the encoded form. */
bool base64_encode(struct buf *out, struct text bytes);
/* Appends the decoded bytes; false, with nothing appended, where the text is not base64. */
bool base64_decode(struct buf *out, struct text text);

#endif
