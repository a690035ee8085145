#include "value.h"

enum { STALE_MS = 30 * 1000 };

void value_count(struct value *out, int64_t n)
{
	out->kind = VALUE_COUNT;
	out->n = n;
}

void value_text(struct value *out, struct text text)
{
	out->kind = VALUE_TEXT;
	out->text = text;
}

void value_verdict(struct value *out, enum verdict_id id)
{
	out->kind = VALUE_VERDICT;
	out->n = (int64_t)id;
}

void value_series(struct value *out, const struct series *series)
{
	out->kind = series ? VALUE_SERIES : VALUE_NONE;
	out->series = series;
}

void value_lag(struct value *out, const struct lag *lag)
{
	if (lag->is == LAG_UNKNOWN) {
		out->kind = VALUE_UNKNOWN;
		return;
	}
	value_count(out, lag->count);
	out->mark = lag->is == LAG_AT_MOST ? MARK_AT_MOST
		: lag->is == LAG_ESTIMATE  ? MARK_APPROX
					   : MARK_EXACT;
}

void value_known(struct value *out, enum value_kind kind, struct known known)
{
	out->kind = known.is ? kind : VALUE_UNKNOWN;
	out->n = known.is ? known.n : 0;
}

void value_rate(struct value *out, enum value_kind kind, struct known_rate rate)
{
	out->kind = rate.is ? kind : VALUE_UNKNOWN;
	out->rate = rate.is ? rate.per_s : 0;
}

void value_age(struct value *out, struct known age_ms, bool none)
{
	value_known(out, VALUE_AGE, age_ms);
	if (none) {
		out->kind = VALUE_NONE;
	}
}

void value_freshen(struct value *out, const struct model *model, int64_t at_ms)
{
	out->stale = model_now_ms(model) - at_ms > STALE_MS;
}
