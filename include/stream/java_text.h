/*
 * Java's object serialisation as text for people. Nothing is built from it and nothing of it is
 * run: strings and numbers are read, of other objects the class and the strings in them.
 */
#ifndef STREAM_JAVA_TEXT_H
#define STREAM_JAVA_TEXT_H

#include "base/buf.h"

/* Begins with the magic number and the version. */
bool java_serialised(struct text bytes);
/* Appends the text; false where it is not serialised, or ends too early: what was read of it is
 * appended all the same. */
bool java_text(struct text bytes, struct buf *out);

#endif
