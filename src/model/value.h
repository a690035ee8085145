/*
 * Small makers of column values, shared by the column tables.
 */
#ifndef MODEL_VALUE_H
#define MODEL_VALUE_H

#include "model/column.h"

void value_count(struct value *out, int64_t n);
void value_text(struct value *out, struct text text);
void value_verdict(struct value *out, enum verdict_id id);
void value_series(struct value *out, const struct series *series);
void value_lag(struct value *out, const struct lag *lag);
/* Unknown where it is not known. */
void value_known(struct value *out, enum value_kind kind, struct known known);
void value_rate(struct value *out, enum value_kind kind, struct known_rate rate);
/* An age: none where there is no such entry. */
void value_age(struct value *out, struct known age_ms, bool none);
/* What a sample older than this says may no longer hold. */
void value_freshen(struct value *out, const struct model *model, int64_t at_ms);

#endif
