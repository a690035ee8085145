#include "config_value.h"

#include "base/number.h"

enum { BYTES_MIN = 1024 * 1024 };

bool read_present(const struct ini_line *line, struct error *error)
{
	if (line->value.length == 0) {
		return ini_error(
			error, line, "`%.*s` needs a value", (int)line->key.length, line->key.at);
	}
	return true;
}

bool read_switch(const struct ini_line *line, bool *on, struct error *error)
{
	static const struct {
		const char *word;
		bool on;
	} words[] = {
		{.word = "on", .on = true},
		{.word = "off", .on = false},
		{.word = "yes", .on = true},
		{.word = "no", .on = false},
		{.word = "true", .on = true},
		{.word = "false", .on = false},
	};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (text_is(line->value, words[i].word)) {
			*on = words[i].on;
			return true;
		}
	}
	return ini_error(error, line, "`%.*s` is on or off", (int)line->key.length, line->key.at);
}

bool read_count(
	const struct ini_line *line, struct value_range range, int64_t *count, struct error *error)
{
	int64_t n;

	if (!number_parse_i64(line->value, &n) || n < range.min || n > range.max) {
		return ini_error(error, line, "`%.*s` is a whole number, at least %lld",
			(int)line->key.length, line->key.at, (long long)range.min);
	}
	*count = n;
	return true;
}

bool read_duration(
	const struct ini_line *line, struct value_range range, int64_t *ms, struct error *error)
{
	char min[NUMBER_MAX], max[NUMBER_MAX];
	int64_t n;

	if (!number_parse_duration(line->value, &n) || n < range.min || n > range.max) {
		return ini_error(error, line,
			"`%.*s` is a duration such as 30s, 5m or 1h, from %s to %s",
			(int)line->key.length, line->key.at, number_duration(min, range.min),
			number_duration(max, range.max));
	}
	*ms = n;
	return true;
}

bool read_bytes(const struct ini_line *line, uint64_t *bytes, struct error *error)
{
	uint64_t n;

	if (!number_parse_bytes(line->value, &n) || n < BYTES_MIN) {
		return ini_error(error, line, "`%.*s` is a size such as 64M or 1G, at least 1M",
			(int)line->key.length, line->key.at);
	}
	*bytes = n;
	return true;
}
