#include "event_line.h"

#include <inttypes.h>

#include "base/sanitise.h"
#include "base/utf8.h"
#include "envelope/seen.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, LINE_BYTES_MAX = 1 << 30, SHOWN_BYTES_MAX = 64 * 1024 };

static const uint64_t year_10000_ms = 253402300800000;

/* Days since 1970 to a date, by eras of 400 years that begin in March. */
static void add_date(struct buf *out, uint64_t days)
{
	uint64_t shifted = days + 719468, era = shifted / 146097, of_era = shifted % 146097;
	uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	uint64_t month = (5 * of_year + 2) / 153, day = of_year - (153 * month + 2) / 5 + 1;

	month = month < 10 ? month + 3 : month - 9;
	year += era * 400 + (month <= 2);
	buf_addf(out, "%04" PRIu64 "-%02" PRIu64 "-%02" PRIu64, year, month, day);
}

void event_line_time(struct buf *out, uint64_t ms)
{
	uint64_t of_day = ms % DAY_MS;

	if (ms >= year_10000_ms) {
		buf_add_byte(out, '?');
		return;
	}
	add_date(out, ms / DAY_MS);
	buf_addf(out, "T%02d:%02d:%02d.%03dZ", (int)(of_day / 3600000), (int)(of_day / 60000 % 60),
		(int)(of_day / 1000 % 60), (int)(of_day % 1000));
}

static bool add_known(struct buf *out, struct text value)
{
	buf_add_string(out, "  ");
	if (value.length == 0) {
		buf_add_byte(out, '-');
		return false;
	}
	return sanitise_text(out, value);
}

/* What cannot be seen on a terminal that is so wide needs not be made safe for it. */
static struct text front_of(const struct event_line *line, struct text value)
{
	bool cut = line->width > 0 && value.length > SHOWN_BYTES_MAX;

	return cut ? text_from(value.at, SHOWN_BYTES_MAX) : value;
}

static bool add_field(
	struct buf *out, const struct event_line *line, const struct entry_field *field)
{
	bool altered = sanitise_text(out, front_of(line, field->name));
	struct buf seen;

	buf_add_byte(out, '=');
	if (line->mask == NULL) {
		return sanitise_text(out, front_of(line, field->value)) || altered;
	}
	buf_init(&seen, LINE_BYTES_MAX);
	mask_value(line->mask, field->name, field->value, &seen);
	altered = sanitise_text(out, front_of(line, buf_text(&seen))) || altered;
	buf_finish(&seen);
	return altered;
}

static bool add_words(struct buf *out, const struct event_line *line, const struct event *event)
{
	char id[ID_TEXT_MAX];
	bool altered = false;

	event_line_time(out, line->entry->id.ms);
	if (line->topic.length > 0) {
		buf_add_string(out, "  ");
		altered = sanitise_text(out, line->topic);
	}
	buf_addf(out, "  %s", id_format(id, line->entry->id));
	altered = add_known(out, event->type) || altered;
	altered = add_known(out, event->journey) || altered;
	if (event->service.length > 0) {
		altered = add_known(out, event->service) || altered;
	}
	buf_add_byte(out, ' ');
	for (size_t i = 0; i < line->entry->field_count; i++) {
		buf_add_byte(out, ' ');
		altered = add_field(out, line, &line->entry->fields[i]) || altered;
	}
	return altered;
}

/* Keeps what fits in front of the mark that says that there was more. */
static void cut_line(struct buf *out, size_t from, int width, const char *mark)
{
	size_t at = from, fits = from;
	int used = 0;

	while (at < out->length) {
		uint32_t code = 0;
		size_t length = utf8_decode(text_from(out->at + at, out->length - at), &code);

		used += utf8_width(code);
		if (used > width) {
			buf_cut(out, fits);
			buf_add_string(out, mark);
			return;
		}
		at += length > 0 ? length : 1;
		fits = used < width ? at : fits;
	}
}

void event_line_write(struct buf *out, const struct event_line *line)
{
	size_t from = out->length;
	struct seen_event seen;
	bool altered;

	seen_event_init(&seen);
	seen_event_set(&seen, line->mask, line->entry, line->event);
	altered = add_words(out, line, &seen.event);
	seen_event_finish(&seen);

	if (line->width > 0) {
		cut_line(out, from, altered ? line->width - 2 : line->width,
			line->unicode ? "\u2026" : "~");
	}
	if (altered) {
		buf_add_string(out, line->unicode ? " \u26a0" : " !");
	}
	buf_add_byte(out, '\n');
}
