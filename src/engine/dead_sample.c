#include "dead_sample.h"

#include "base/mem.h"

void dead_sample_finish(struct dead_sample *sample)
{
	for (size_t i = 0; i < sample->count; i++) {
		mem_free((char *)sample->sources[i].at);
	}
	*sample = (struct dead_sample){.count = 0};
}

static void move_up(struct dead_sample *sample, size_t i)
{
	for (; i > 0 && sample->times[i] > sample->times[i - 1]; i--) {
		struct text source = sample->sources[i];
		size_t times = sample->times[i];

		sample->sources[i] = sample->sources[i - 1];
		sample->times[i] = sample->times[i - 1];
		sample->sources[i - 1] = source;
		sample->times[i - 1] = times;
	}
}

static void add_source(struct dead_sample *sample, struct text source)
{
	size_t i = 0;

	while (i < sample->count && !text_equal(sample->sources[i], source)) {
		i++;
	}
	if (source.length == 0 || i == DEAD_SAMPLE_SOURCES) {
		return;
	}
	if (i == sample->count) {
		sample->sources[i] = text_from(text_dup(source), source.length);
		sample->times[i] = 0;
		sample->count++;
	}
	sample->times[i]++;
	move_up(sample, i);
}

void dead_sample_take(
	struct dead_sample *sample, struct dead_reader *reader, const struct fact *fact)
{
	struct dead_letter letter;

	for (size_t i = 0; i < fact->entries.count; i++) {
		if (dead_letter_read(reader, fact->topic, &fact->entries.entries[i], &letter)) {
			sample->is = true;
			add_source(sample, letter.source_topic);
		}
	}
}

static void read_name(
	struct dead_name *name, const struct model_options *options, struct text topic)
{
	dead_name_read(name, topic);
	for (size_t i = 0; i < name->count; i++) {
		name->sources[i] = model_topic_of_key(options, name->sources[i]);
	}
}

void dead_sample_sources(const struct dead_sample *sample, const struct model_options *options,
	struct text topic, dead_source_fn *fn, void *arg)
{
	struct dead_name name;
	bool on = true;

	for (size_t i = 0; i < sample->count && on; i++) {
		on = fn(arg, sample->sources[i]);
	}
	if (sample->count > 0) {
		return;
	}
	read_name(&name, options, topic);
	for (size_t i = 0; i < name.count && on; i++) {
		on = fn(arg, name.sources[i]);
	}
	dead_name_finish(&name);
}

struct dead_pair dead_sample_pair(const struct dead_sample *sample,
	const struct model_options *options, struct text topic, dead_exists_fn *exists,
	const void *arg)
{
	struct dead_name name;

	read_name(&name, options, topic);
	struct dead_pair pair = dead_pair(&(struct dead_pairing){
		.name = &name,
		.count = sample->count,
		.sources = sample->sources,
		.exists = exists,
		.arg = arg,
	});
	pair.source = text_from(text_dup(pair.source), pair.source.length);
	dead_name_finish(&name);
	return pair;
}
