#include "spout.h"

#include <unistd.h>

#include "base/json.h"
#include "envelope/seen.h"
#include "event_line.h"
#include "outlet.h"
#include "output.h"
#include "stream/entry_json.h"

enum { HELD_BYTES = 256 * 1024 };

void spout_init(struct spout *spout, const struct options *options)
{
	*spout = (struct spout){.options = options};
	buf_init(&spout->out, OUTPUT_BYTES_MAX);
	spout->width = output_width();
	spout->unicode = output_is_unicode() && !options->ascii;
}

void spout_finish(struct spout *spout)
{
	where_finish(&spout->where);
	mask_destroy(spout->mask);
	event_reader_destroy(spout->reader);
	buf_finish(&spout->out);
}

bool spout_allow(struct spout *spout, const struct config *config, struct error *error)
{
	if (config->export_forbidden) {
		return error_set(error, ERROR_REFUSED,
			"events are not written here: the profile says export = forbidden");
	}
	spout->reader = event_reader_create_for(&config->envelopes);
	if (spout->options->mask || config->export_masked) {
		spout->mask = mask_create(&config->masks);
	}
	return true;
}

void spout_begin(struct spout *spout)
{
	buf_add_string(&spout->out, spout->found == 0 ? "[" : ",\n");
}

bool spout_is_satisfied(const struct spout *spout)
{
	return spout->options->limit > 0 && spout->found == spout->options->limit;
}

bool spout_row(struct spout *spout)
{
	spout->found++;
	return spout->out.length < HELD_BYTES && !spout_is_satisfied(spout);
}

enum browse_go spout_turn(struct spout *spout)
{
	if (spout->out.full) {
		error_set(&spout->failure, ERROR_FAILED, "a line is longer than %d bytes",
			OUTPUT_BYTES_MAX);
	}
	switch (outlet_write(STDOUT_FILENO, &spout->out, &spout->failure)) {
	case OUTLET_OPEN:
		break;
	case OUTLET_GONE:
		spout->gone = true;
		return BROWSE_ENOUGH;
	case OUTLET_FAILED:
		return BROWSE_ENOUGH;
	}
	if (spout_is_satisfied(spout) || spout->failure.code != ERROR_NONE) {
		return BROWSE_ENOUGH;
	}
	return spout->out.length < HELD_BYTES ? BROWSE_ON : BROWSE_WAIT;
}

bool spout_end(struct spout *spout, bool whole, struct error *error)
{
	if (whole && spout->options->json) {
		buf_add_string(&spout->out, spout->found == 0 ? "[]\n" : "]\n");
	}
	if (!spout->gone && spout->failure.code == ERROR_NONE) {
		output_write(buf_text(&spout->out), &spout->failure);
	}
	if (spout->where.undecided > 0) {
		struct error told;
		error_set(&told, ERROR_FAILED, "%llu could not be decided (the first: %s)",
			(unsigned long long)spout->where.undecided, spout->where.why.text);
		output_complain(told.text);
	}
	if (whole && !spout->options->quiet) {
		where_doubt(&spout->where);
	}
	if (whole && spout->failure.code != ERROR_NONE) {
		*error = spout->failure;
	}
	return spout->failure.code == ERROR_NONE;
}

int spout_code(const struct spout *spout, bool good, const struct error *error)
{
	if (!good) {
		return (int)error->code;
	}
	return spout->where.undecided > 0 ? ERROR_FAILED : 0;
}

void spout_member(const struct spout *spout, struct buf *out, const char *name, struct text text,
	const struct entry *entry)
{
	struct buf seen;

	buf_addf(out, ", \"%s\": ", name);
	if (text.length == 0) {
		buf_add_string(out, "null");
		return;
	}
	buf_init(&seen, OUTPUT_BYTES_MAX);
	seen_text(entry == NULL ? NULL : spout->mask, entry, text, &seen);
	json_quote_bytes(out, buf_text(&seen));
	buf_finish(&seen);
}

struct members {
	const struct buf *more;
	const struct event *event;
};

static void write_members(const void *arg, struct buf *out)
{
	const struct members *members = arg;

	buf_add_text(out, buf_text(members->more));
	event_json(members->event, out);
}

/* What an event repeats of a field that is hidden is hidden, too. */
void spout_entry(struct spout *spout, struct text topic, const struct entry *entry,
	const struct event *event, const struct buf *more)
{
	struct seen_event seen;

	seen_event_init(&seen);
	seen_event_set(&seen, spout->mask, entry, event);
	entry_json_write(&spout->out,
		&(struct entry_json){
			.topic = topic,
			.entry = entry,
			.mask = spout->mask,
			.more = write_members,
			.arg = &(struct members){.more = more, .event = &seen.event},
		});
	seen_event_finish(&seen);
}
