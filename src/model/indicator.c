#include "model/indicator.h"

#include <string.h>

#include "base/mem.h"
#include "base/number.h"

typedef bool set_fn(struct indicator *indicator, struct text value, struct error *error);

void indicator_init(struct indicator *indicator, struct text name, const char *where)
{
	*indicator = (struct indicator){
		.name = text_dup(name),
		.where = text_dup(text_of(where)),
		.figure = FIGURE_P95,
		.severity = SEVERITY_WARNING,
	};
}

static void finish_steps(struct indicator_steps *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		mem_free(steps->names[i]);
	}
	steps->count = 0;
}

void indicator_finish(struct indicator *indicator)
{
	finish_steps(&indicator->from);
	finish_steps(&indicator->to);
	mem_free(indicator->name);
	mem_free(indicator->where);
	mem_free(indicator->path);
	mem_free(indicator->journey);
	mem_free(indicator->topics);
	mem_free(indicator->step_field);
	mem_free(indicator->target_text);
}

static void replace(char **slot, struct text with)
{
	mem_free(*slot);
	*slot = text_dup(with);
}

static bool become(struct indicator *indicator, enum indicator_kind kind, struct error *error)
{
	if (indicator->kind != INDICATOR_NONE && indicator->kind != kind) {
		return error_set(error, ERROR_USAGE,
			"it is a %s already; one of from and to, time, mean, returning, silent",
			indicator_kind_name(indicator->kind));
	}
	indicator->kind = kind;
	return true;
}

static bool read_steps(struct indicator_steps *steps, struct text value, struct error *error)
{
	finish_steps(steps);
	do {
		struct text name = text_trim(text_cut(&value, ','));

		if (name.length == 0) {
			return error_set(error, ERROR_USAGE, "the name of a step is missing");
		}
		if (steps->count == INDICATOR_STEPS_MAX) {
			return error_set(
				error, ERROR_USAGE, "more than %d steps", INDICATOR_STEPS_MAX);
		}
		steps->names[steps->count++] = text_dup(name);
	} while (value.length > 0);
	return true;
}

static bool set_from(struct indicator *indicator, struct text value, struct error *error)
{
	return become(indicator, INDICATOR_CONVERSION, error) &&
		read_steps(&indicator->from, value, error);
}

static bool set_to(struct indicator *indicator, struct text value, struct error *error)
{
	return become(indicator, INDICATOR_CONVERSION, error) &&
		read_steps(&indicator->to, value, error);
}

static bool set_time(struct indicator *indicator, struct text value, struct error *error)
{
	for (size_t i = 1; i + 2 < value.length; i++) {
		if (memcmp(value.at + i, "->", 2) == 0) {
			struct text to = text_from(value.at + i + 2, value.length - i - 2);

			return become(indicator, INDICATOR_TIME, error) &&
				read_steps(&indicator->from, text_from(value.at, i), error) &&
				read_steps(&indicator->to, to, error);
		}
	}
	return error_set(error, ERROR_USAGE, "needs the form `A -> B`");
}

static bool set_mean(struct indicator *indicator, struct text value, struct error *error)
{
	size_t at = value.length;

	while (at > 0 && value.at[at - 1] != ':') {
		at--;
	}
	struct text path = text_trim(text_from(value.at + at, value.length - at));
	if (at < 2 || path.length == 0) {
		return error_set(error, ERROR_USAGE, "needs the form `STEP: FIELD`");
	}
	replace(&indicator->path, path);
	return become(indicator, INDICATOR_MEAN, error) &&
		read_steps(&indicator->to, text_from(value.at, at - 1), error);
}

static bool set_returning(struct indicator *indicator, struct text value, struct error *error)
{
	replace(&indicator->path, value);
	return become(indicator, INDICATOR_RETURNING, error);
}

static bool set_silent(struct indicator *indicator, struct text value, struct error *error)
{
	replace(&indicator->path, value);
	return become(indicator, INDICATOR_SILENT, error);
}

static bool read_duration(struct text value, int64_t *ms, struct error *error)
{
	return (number_parse_duration(value, ms) && *ms > 0) ||
		error_set(error, ERROR_USAGE, "`%.*s` is no duration such as 30s, 5m, 4h or 2d",
			(int)value.length, value.at);
}

static bool set_within(struct indicator *indicator, struct text value, struct error *error)
{
	return read_duration(value, &indicator->within_ms, error);
}

static bool set_window(struct indicator *indicator, struct text value, struct error *error)
{
	return read_duration(value, &indicator->window_ms, error);
}

static bool set_journey(struct indicator *indicator, struct text value, struct error *error)
{
	(void)error;
	replace(&indicator->journey, value);
	return true;
}

static bool set_topics(struct indicator *indicator, struct text value, struct error *error)
{
	(void)error;
	replace(&indicator->topics, value);
	return true;
}

static bool set_count(struct indicator *indicator, struct text value, struct error *error)
{
	indicator->counts_lost = text_is(value, "lost");
	return indicator->counts_lost || text_is(value, "converted") ||
		error_set(error, ERROR_USAGE, "is converted or lost");
}

static bool set_severity(struct indicator *indicator, struct text value, struct error *error)
{
	indicator->severity = text_is(value, "critical") ? SEVERITY_CRITICAL : SEVERITY_WARNING;
	return text_is(value, "critical") || text_is(value, "warning") ||
		error_set(error, ERROR_USAGE, "is warning or critical");
}

static const char *const figure_names[] = {
	[FIGURE_P50] = "p50",
	[FIGURE_P95] = "p95",
	[FIGURE_P99] = "p99",
	[FIGURE_MEAN] = "mean",
	[FIGURE_MAX] = "max",
};

enum { FIGURES = sizeof(figure_names) / sizeof(*figure_names) };

static bool take_figure(struct indicator *indicator, struct text word)
{
	for (size_t i = 0; indicator->kind == INDICATOR_TIME && i < FIGURES; i++) {
		if (text_is(word, figure_names[i])) {
			indicator->figure = (enum indicator_figure)i;
			return true;
		}
	}
	return false;
}

static bool read_bound(struct indicator *indicator, struct text bound)
{
	bool is_share =
		indicator->kind == INDICATOR_CONVERSION || indicator->kind == INDICATOR_RETURNING;
	int64_t ms;

	if (indicator->kind == INDICATOR_TIME) {
		bool good = number_parse_duration(bound, &ms);
		indicator->target = good ? (double)ms : 0;
		return good;
	}
	if (is_share && bound.length > 1 && bound.at[bound.length - 1] == '%') {
		bool good = number_parse_double(
			text_trim(text_from(bound.at, bound.length - 1)), &indicator->target);
		indicator->target /= 100;
		return good;
	}
	return number_parse_double(bound, &indicator->target);
}

/* `above 3%`, `below 4.2`, `p95 below 15m`: what a bound is depends on the kind. */
static bool read_target(struct indicator *indicator, struct error *error)
{
	struct text rest = text_of(indicator->target_text);
	struct text word = text_cut(&rest, ' ');

	if (take_figure(indicator, word)) {
		rest = text_trim(rest);
		word = text_cut(&rest, ' ');
	}
	indicator->target_below = text_is(word, "below");
	indicator->target_read = (indicator->target_below || text_is(word, "above")) &&
		read_bound(indicator, text_trim(rest));
	if (indicator->target_read) {
		return true;
	}
	return error_set(error, ERROR_USAGE, "`target` needs the form `%s`",
		indicator->kind == INDICATOR_TIME             ? "p95 below 15m"
			: indicator->kind == INDICATOR_MEAN   ? "above 4.2"
			: indicator->kind == INDICATOR_SILENT ? "below 3"
							      : "above 3%");
}

static bool set_target(struct indicator *indicator, struct text value, struct error *error)
{
	(void)error;
	replace(&indicator->target_text, value);
	indicator->target_read = false;
	return true;
}

static const struct {
	const char *name;
	set_fn *set;
} setters[] = {
	{"from", set_from},
	{"to", set_to},
	{"time", set_time},
	{"mean", set_mean},
	{"returning", set_returning},
	{"silent", set_silent},
	{"within", set_within},
	{"window", set_window},
	{"journey", set_journey},
	{"topics", set_topics},
	{"count", set_count},
	{"severity", set_severity},
	{"target", set_target},
};

bool indicator_set(
	struct indicator *indicator, struct text key, struct text value, struct error *error)
{
	for (size_t i = 0; i < sizeof(setters) / sizeof(*setters); i++) {
		if (!text_is(key, setters[i].name)) {
			continue;
		}
		if (value.length == 0) {
			return error_set(error, ERROR_USAGE, "`%s` needs a value", setters[i].name);
		}
		return setters[i].set(indicator, value, error) ||
			error_prefix(error, "`%s`", setters[i].name);
	}
	return error_set(
		error, ERROR_USAGE, "there is no `%.*s` in [indicator]", (int)key.length, key.at);
}

bool indicator_seal(struct indicator *indicator, struct error *error)
{
	bool pairs = indicator->kind == INDICATOR_CONVERSION;

	if (indicator->kind == INDICATOR_NONE) {
		return error_set(error, ERROR_USAGE,
			"[indicator %s] lacks what it measures: from and to, time, mean, returning "
			"or silent",
			indicator->name);
	}
	if (pairs && (indicator->from.count == 0 || indicator->to.count == 0)) {
		return error_set(error, ERROR_USAGE, "[indicator %s] lacks `%s`", indicator->name,
			indicator->from.count == 0 ? "from" : "to");
	}
	if (indicator->kind == INDICATOR_SILENT && indicator->within_ms == 0) {
		return error_set(error, ERROR_USAGE,
			"[indicator %s] lacks `within`: after what time without a word a key is "
			"silent",
			indicator->name);
	}
	return indicator->target_text == NULL || read_target(indicator, error) ||
		error_prefix(error, "[indicator %s]", indicator->name);
}

const char *indicator_kind_name(enum indicator_kind kind)
{
	static const char *const names[] = {
		[INDICATOR_NONE] = "none",
		[INDICATOR_CONVERSION] = "conversion",
		[INDICATOR_TIME] = "time",
		[INDICATOR_MEAN] = "mean",
		[INDICATOR_RETURNING] = "returning",
		[INDICATOR_SILENT] = "silent",
	};

	return names[kind];
}

const char *indicator_unit(const struct indicator *indicator)
{
	static const char *const units[] = {
		[INDICATOR_NONE] = "number",
		[INDICATOR_CONVERSION] = "ratio",
		[INDICATOR_TIME] = "ms",
		[INDICATOR_MEAN] = "number",
		[INDICATOR_RETURNING] = "ratio",
		[INDICATOR_SILENT] = "count",
	};

	return units[indicator->kind];
}

const char *indicator_figure_name(enum indicator_figure figure)
{
	return figure_names[figure];
}

static bool means(const char *step, struct text name)
{
	struct text wanted = text_of(step);

	return text_equal(wanted, name) ||
		(name.length > wanted.length && name.at[name.length - wanted.length - 1] == '.' &&
			text_equal(wanted,
				text_from(name.at + name.length - wanted.length, wanted.length)));
}

bool indicator_steps_have(const struct indicator_steps *steps, struct text name)
{
	for (size_t i = 0; i < steps->count; i++) {
		if (means(steps->names[i], name)) {
			return true;
		}
	}
	return false;
}
