/*
 * The name that a mistyped word was meant to be.
 */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/text.h"

/* The nearest of name_at(0), name_at(1), ... up to the first NULL, if it is near enough to be
 * meant; else NULL. */
const char *suggest(struct text word, const char *(*name_at)(size_t i));

#endif
