#include "filter.h"

#include <string.h>

#include "base/number.h"

enum { SHOWN_BYTES = 40, LINE_FEED_AND_END = 3 };

void filter_init(struct filter *filter, const struct reply_limits *limits)
{
	*filter = (struct filter){.limits = *limits};
	if (filter->limits.depth > FILTER_DEPTH_MAX) {
		filter->limits.depth = FILTER_DEPTH_MAX;
	}
}

static bool refuse_size(struct error *error, const char *what, size_t limit)
{
	return error_set(
		error, ERROR_CONNECT, "the server sent %s beyond the limit of %zu", what, limit);
}

/* Says what the peer seems to be, from its first bytes. */
static bool refuse_marker(struct text bytes, struct error *error)
{
	static const char tls_alert = 0x15;
	char marker = bytes.at[0];
	if (memchr("%~_#,(>=|", marker, strlen("%~_#,(>=|")) != NULL) {
		return error_set(error, ERROR_CONNECT,
			"sent the RESP3 marker '%c', which nobody asked for; is this a "
			"Redis server?",
			marker);
	}
	if (marker == tls_alert) {
		return error_set(error, ERROR_CONNECT,
			"does not speak the Redis protocol: the port seems to expect TLS");
	}
	char shown[SHOWN_BYTES + 1] = {0};
	for (size_t i = 0; i < bytes.length && i < SHOWN_BYTES; i++) {
		unsigned char c = (unsigned char)bytes.at[i];
		if (c == '\r' || c == '\n') {
			break;
		}
		shown[i] = c < ' ' || c >= 0x7f ? '.' : (char)c;
	}
	return error_set(error, ERROR_CONNECT,
		"does not speak the Redis protocol (it says \"%s\"); is this a Redis server?",
		shown);
}

/* One value has ended: so may the lists it was the last of. */
static void end_value(struct filter *filter)
{
	filter->part = FILTER_MARKER;
	while (filter->depth > 0 && --filter->left[filter->depth - 1] == 0) {
		filter->depth--;
	}
	filter->whole = filter->depth == 0;
}

/* The first time counts: behind it nothing is kept. */
static void go_over(struct filter *filter, enum filter_over over, size_t size)
{
	if (filter->oversize == 0) {
		filter->over = over;
		filter->oversize = size > 0 ? size : 1;
	}
}

static bool begin_list(struct filter *filter, size_t count, struct error *error)
{
	const struct reply_limits *limits = &filter->limits;
	bool over = count > limits->elements || filter->elements > limits->elements - count;
	if (over && (filter->depth == 0 || count > FILTER_STRING_MAX)) {
		return refuse_size(error, "a list of elements", limits->elements);
	}
	if (over) {
		go_over(filter, FILTER_OVER_ELEMENTS, count);
	} else {
		filter->elements += count;
	}
	if (count == 0) {
		end_value(filter);
		return true;
	}
	if (filter->depth >= limits->depth) {
		return refuse_size(error, "lists nested", (size_t)limits->depth);
	}
	filter->left[filter->depth++] = count;
	filter->part = FILTER_MARKER;
	return true;
}

static bool begin_bulk(struct filter *filter, size_t length, struct error *error)
{
	if (length > FILTER_STRING_MAX) {
		return refuse_size(error, "a string of bytes", FILTER_STRING_MAX);
	}
	if (length > filter->limits.bulk_bytes) {
		go_over(filter, FILTER_OVER_STRING, length);
	} else if (filter->bytes + length + LINE_FEED_AND_END > filter->limits.reply_bytes) {
		go_over(filter, FILTER_OVER_BYTES, length);
	}
	filter->bulk_left = length;
	filter->part = length > 0 ? FILTER_BULK : FILTER_BULK_RETURN;
	return true;
}

static bool end_line(struct filter *filter, struct error *error)
{
	if (filter->marker == '+' || filter->marker == '-') {
		end_value(filter);
		return true;
	}
	int64_t number;
	if (filter->line_length > sizeof filter->line ||
		!number_parse_i64(text_from(filter->line, filter->line_length), &number) ||
		(filter->marker != ':' && number < -1)) {
		return error_set(error, ERROR_CONNECT,
			"broke the Redis protocol: no valid number after '%c'", filter->marker);
	}
	if (filter->marker == ':' || number == -1) {
		end_value(filter);
		return true;
	}
	return filter->marker == '*' ? begin_list(filter, (size_t)number, error)
				     : begin_bulk(filter, (size_t)number, error);
}

static bool begin_value(struct filter *filter, struct text bytes, struct error *error)
{
	if (memchr("+-:$*", bytes.at[0], strlen("+-:$*")) == NULL) {
		return refuse_marker(bytes, error);
	}
	filter->marker = bytes.at[0];
	filter->line_length = 0;
	filter->part = FILTER_LINE;
	return true;
}

static bool take_line(struct filter *filter, struct text bytes, size_t *taken, struct error *error)
{
	const char *end = memchr(bytes.at, '\r', bytes.length);
	size_t length = end == NULL ? bytes.length : (size_t)(end - bytes.at);
	if (length > filter->limits.line_bytes - filter->line_length) {
		return refuse_size(error, "a line of bytes", filter->limits.line_bytes);
	}
	for (size_t i = 0; i < length && filter->line_length + i < sizeof filter->line; i++) {
		filter->line[filter->line_length + i] = bytes.at[i];
	}
	filter->line_length += length;
	*taken = length;
	if (end != NULL) {
		*taken += 1;
		filter->part = FILTER_LINE_END;
	}
	return true;
}

/* The byte after a return: a line feed ends the line, any other makes the return a part of it. */
static bool take_line_end(struct filter *filter, char byte, size_t *taken, struct error *error)
{
	if (byte == '\n') {
		*taken = 1;
		return end_line(filter, error);
	}
	if (filter->line_length == filter->limits.line_bytes) {
		return refuse_size(error, "a line of bytes", filter->limits.line_bytes);
	}
	if (filter->line_length < sizeof filter->line) {
		filter->line[filter->line_length] = '\r';
	}
	filter->line_length++;
	filter->part = FILTER_LINE;
	return true;
}

static bool take_bulk_end(struct filter *filter, char byte, size_t *taken, struct error *error)
{
	if (byte != (filter->part == FILTER_BULK_RETURN ? '\r' : '\n')) {
		return error_set(error, ERROR_CONNECT,
			"broke the Redis protocol: a string is longer than announced");
	}
	*taken = 1;
	if (filter->part == FILTER_BULK_RETURN) {
		filter->part = FILTER_BULK_END;
	} else {
		end_value(filter);
	}
	return true;
}

/* A short string that is here as a whole, as most of all that ever comes is; 0 where it is none.
 * The general way gives the same, several times slower. */
static size_t take_short_string(struct filter *filter, struct text bytes)
{
	enum { DIGITS_MAX = 5, ENDS = 4 };
	size_t length = 0, digits = 0;
	const char *at = bytes.at + 1;
	if (bytes.at[0] != '$' || bytes.length < 1 + DIGITS_MAX + ENDS) {
		return 0;
	}
	while (digits < DIGITS_MAX && at[digits] >= '0' && at[digits] <= '9') {
		length = length * 10 + (size_t)(at[digits++] - '0');
	}
	size_t whole = 1 + digits + length + ENDS;
	if (digits == 0 || length > filter->limits.bulk_bytes || whole > bytes.length ||
		filter->bytes + whole > filter->limits.reply_bytes ||
		memcmp(at + digits, "\r\n", 2) != 0 ||
		memcmp(bytes.at + whole - 2, "\r\n", 2) != 0) {
		return 0;
	}
	end_value(filter);
	return whole;
}

/* Likewise the head of a list of at most nine, as entries and their halves have it. */
static size_t take_short_head(struct filter *filter, struct text bytes)
{
	enum { HEAD = 4 };
	const char *at = bytes.at;
	if (bytes.length < HEAD || at[0] != '*' || at[1] < '1' || at[1] > '9' || at[2] != '\r' ||
		at[3] != '\n') {
		return 0;
	}
	size_t count = (size_t)(at[1] - '0');
	if (filter->depth >= filter->limits.depth ||
		filter->elements + count > filter->limits.elements) {
		return 0;
	}
	filter->elements += count;
	filter->left[filter->depth++] = count;
	return HEAD;
}

static bool take_some(struct filter *filter, struct text bytes, size_t *taken, struct error *error)
{
	*taken = 0;
	switch (filter->part) {
	case FILTER_MARKER:
		*taken = bytes.at[0] == '$' ? take_short_string(filter, bytes)
					    : take_short_head(filter, bytes);
		if (*taken > 0) {
			return true;
		}
		*taken = 1;
		return begin_value(filter, bytes, error);
	case FILTER_LINE:
		return take_line(filter, bytes, taken, error);
	case FILTER_LINE_END:
		return take_line_end(filter, bytes.at[0], taken, error);
	case FILTER_BULK:
		*taken = bytes.length < filter->bulk_left ? bytes.length : filter->bulk_left;
		filter->bulk_left -= *taken;
		filter->part = filter->bulk_left > 0 ? FILTER_BULK : FILTER_BULK_RETURN;
		return true;
	case FILTER_BULK_RETURN:
	case FILTER_BULK_END:
		return take_bulk_end(filter, bytes.at[0], taken, error);
	}
	return false;
}

/* What is passed over takes no memory. */
static size_t bytes_allowed(const struct filter *filter)
{
	return filter->oversize > 0 ? (size_t)FILTER_STRING_MAX * 3 : filter->limits.reply_bytes;
}

/* As many of them in a row as there are, most often those of an entry; bytes. */
static size_t take_short_strings(struct filter *filter, struct text bytes)
{
	size_t all = 0, taken;
	while (filter->part == FILTER_MARKER && filter->oversize == 0 && !filter->whole &&
		all < bytes.length && bytes.at[all] == '$') {
		filter->before = filter->bytes;
		taken = take_short_string(filter, text_from(bytes.at + all, bytes.length - all));
		if (taken == 0) {
			break;
		}
		filter->bytes += taken;
		all += taken;
	}
	return all;
}

bool filter_take(struct filter *filter, struct text bytes, size_t *taken, struct error *error)
{
	if (filter->whole) {
		filter->whole = false;
		filter->bytes = filter->elements = filter->oversize = filter->before = 0;
	}
	*taken = 0;
	while (*taken < bytes.length && !filter->whole) {
		size_t step;
		*taken += take_short_strings(
			filter, text_from(bytes.at + *taken, bytes.length - *taken));
		if (*taken == bytes.length || filter->whole) {
			break;
		}
		if (!take_some(filter, text_from(bytes.at + *taken, bytes.length - *taken), &step,
			    error)) {
			return false;
		}
		if (filter->oversize == 0) {
			filter->before = filter->bytes;
		}
		*taken += step;
		filter->bytes += step;
		if (filter->bytes > bytes_allowed(filter) && filter->depth > 0) {
			go_over(filter, FILTER_OVER_BYTES, filter->bytes);
		}
		if (filter->bytes > bytes_allowed(filter)) {
			return refuse_size(error, "a reply of bytes", bytes_allowed(filter));
		}
	}
	return true;
}
