#include "support/metrics_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PREFIX "rivermaster_"

enum { FAMILIES_MAX = 100, NAME_MAX_BYTES = 100 };

struct sample {
	char *series;
	double value;
};

struct family {
	char name[NAME_MAX_BYTES], type[20];
	bool help, unit, sampled;
};

struct metrics_page {
	bool openmetrics, ended;
	struct family families[FAMILIES_MAX];
	size_t family_count, sample_count, room;
	struct sample *samples;
	const char *line; /* that is being read */
};

static void wrong(const struct metrics_page *page, const char *why)
{
	fail_msg("%s: %s", why, page->line);
}

static bool is_name_byte(char byte, bool first, bool colon)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
		(colon && byte == ':') || (!first && byte >= '0' && byte <= '9');
}

/* Behind the name at the front; NULL where there is none. */
static const char *skip_name(const char *at, bool colon)
{
	const char *from = at;

	while (is_name_byte(*at, at == from, colon)) {
		at++;
	}
	return at == from ? NULL : at;
}

static struct family *find_family(struct metrics_page *page, const char *name, size_t length)
{
	for (size_t i = 0; i < page->family_count; i++) {
		if (strlen(page->families[i].name) == length &&
			memcmp(page->families[i].name, name, length) == 0) {
			return &page->families[i];
		}
	}
	return NULL;
}

/* Metadata opens a family, or goes on with the last one before its first sample. */
static struct family *open_family(struct metrics_page *page, const char *name, size_t length)
{
	struct family *family = find_family(page, name, length);

	if (family == NULL) {
		if (page->family_count == FAMILIES_MAX || length >= NAME_MAX_BYTES) {
			wrong(page, "too many families, or too long a name");
		}
		family = &page->families[page->family_count++];
		memcpy(family->name, name, length);
	} else if (family != &page->families[page->family_count - 1] || family->sampled) {
		wrong(page, "metadata of a family that is over");
	}
	return family;
}

static bool is_type(const char *type)
{
	return strcmp(type, "gauge") == 0 || strcmp(type, "counter") == 0;
}

static void set_once(const struct metrics_page *page, bool *flag)
{
	if (*flag) {
		wrong(page, "metadata twice");
	}
	*flag = true;
}

static void check_unit(
	const struct metrics_page *page, const struct family *family, const char *unit)
{
	size_t name = strlen(family->name), length = strlen(unit);

	if (!page->openmetrics || length == 0 || length + 1 >= name ||
		family->name[name - length - 1] != '_' ||
		strcmp(family->name + name - length, unit) != 0) {
		wrong(page, "a unit that the name does not end with");
	}
}

static void read_comment(struct metrics_page *page, const char *line)
{
	const char *name = line + 7, *end;
	struct family *family;

	if (strcmp(line, "# EOF") == 0) {
		page->ended = true;
		return;
	}
	if (strncmp(line, "# HELP ", 7) != 0 && strncmp(line, "# TYPE ", 7) != 0 &&
		strncmp(line, "# UNIT ", 7) != 0) {
		wrong(page, "a comment that is none");
	}
	end = skip_name(name, true);
	if (end == NULL || *end != ' ' || end[1] == '\0') {
		wrong(page, "metadata without a name or a value");
	}
	family = open_family(page, name, (size_t)(end - name));
	if (line[2] == 'H') {
		set_once(page, &family->help);
	} else if (line[2] == 'U') {
		set_once(page, &family->unit);
		check_unit(page, family, end + 1);
	} else if (family->type[0] != '\0' || !is_type(end + 1)) {
		wrong(page, "a type twice, or unknown");
	} else {
		strcpy(family->type, end + 1);
	}
}

/* The value in quotes at the front: where it ends. Only \\, \" and \n are escapes. */
static const char *skip_value(const struct metrics_page *page, const char *at)
{
	if (*at++ != '"') {
		wrong(page, "a label without a value in quotes");
	}
	for (; *at != '"'; at++) {
		if (*at == '\\' && *++at != '\\' && *at != '"' && *at != 'n') {
			wrong(page, "an escape that is none");
		}
		if (*at == '\0' || *at == '\x1b') {
			wrong(page, "a label value that does not end, or an ESC in it");
		}
	}
	return at + 1;
}

static const char *skip_labels(const struct metrics_page *page, const char *at)
{
	const char *name_end;

	do {
		name_end = skip_name(++at, false);
		if (name_end == NULL || *name_end != '=') {
			wrong(page, "a label without a name");
			return at;
		}
		at = skip_value(page, name_end + 1);
	} while (*at == ',');
	if (*at != '}') {
		wrong(page, "labels that do not end");
	}
	return at + 1;
}

static double read_number(const struct metrics_page *page, const char *text)
{
	char *end;
	double value;

	if (strspn(text, "+-0123456789.eE") != strlen(text) && strcmp(text, "NaN") != 0 &&
		strcmp(text, "+Inf") != 0) {
		wrong(page, "no number");
	}
	value = strtod(text, &end);
	if (end == text || *end != '\0') {
		wrong(page, "no number");
	}
	return value;
}

static const char *suffix_of(const struct metrics_page *page, const struct family *family)
{
	return page->openmetrics && strcmp(family->type, "counter") == 0 ? "_total" : "";
}

/* The last family, whose name and suffix the sample has. */
static void check_family(struct metrics_page *page, const char *name, size_t length, double value)
{
	struct family *family =
		page->family_count == 0 ? NULL : &page->families[page->family_count - 1];
	size_t own = family == NULL ? 0 : strlen(family->name);

	if (family == NULL || own > length || memcmp(name, family->name, own) != 0 ||
		strncmp(name + own, suffix_of(page, family), length - own) != 0 ||
		strlen(suffix_of(page, family)) != length - own) {
		wrong(page, "a sample that is not of the family above it");
		return;
	}
	if (family->type[0] == '\0' || !family->help) {
		wrong(page, "a family without a type or a help");
	}
	if (strcmp(family->type, "counter") == 0 && !(value >= 0)) {
		wrong(page, "a counter that is NaN or negative");
	}
	family->sampled = true;
}

static void read_sample(struct metrics_page *page, const char *line)
{
	const char *name_end = skip_name(line, true), *at = name_end;
	double value;

	if (at != NULL && *at == '{') {
		at = skip_labels(page, at);
	}
	if (at == NULL || *at != ' ' || strncmp(line, PREFIX, strlen(PREFIX)) != 0) {
		wrong(page, "no sample of ours");
		return;
	}
	value = read_number(page, at + 1);
	check_family(page, line, (size_t)(name_end - line), value);
	if (page->sample_count == page->room) {
		page->room = page->room == 0 ? 64 : page->room * 2;
		page->samples = realloc(page->samples, page->room * sizeof(*page->samples));
	}
	line += strlen(PREFIX);
	page->samples[page->sample_count++] = (struct sample){
		.series = strndup(line, (size_t)(at - line)),
		.value = value,
	};
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct sample *)a)->series, ((const struct sample *)b)->series);
}

static void refuse_twins(struct metrics_page *page)
{
	qsort(page->samples, page->sample_count, sizeof(*page->samples), compare);
	for (size_t i = 1; i < page->sample_count; i++) {
		if (compare(&page->samples[i - 1], &page->samples[i]) == 0) {
			fail_msg("a series twice: %s", page->samples[i].series);
		}
	}
}

struct metrics_page *metrics_page_read(const char *text, size_t length, bool openmetrics)
{
	struct metrics_page *page = calloc(1, sizeof(*page));
	char *copy = strndup(text, length), *line = copy, *end;

	assert_int_equal(strlen(copy), length);
	page->openmetrics = openmetrics;
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		page->line = line;
		if (page->ended) {
			wrong(page, "something behind # EOF");
		}
		if (line[0] == '#') {
			read_comment(page, line);
		} else {
			read_sample(page, line);
		}
	}
	if (*line != '\0' || !page->ended) {
		fail_msg("the page ends in the middle: %s", line);
	}
	free(copy);
	refuse_twins(page);
	return page;
}

void metrics_page_free(struct metrics_page *page)
{
	for (size_t i = 0; i < page->sample_count; i++) {
		free(page->samples[i].series);
	}
	free(page->samples);
	free(page);
}

static const struct sample *find(const struct metrics_page *page, const char *series)
{
	const struct sample key = {.series = (char *)(uintptr_t)series};

	return page->sample_count == 0
		? NULL
		: bsearch(&key, page->samples, page->sample_count, sizeof(*page->samples), compare);
}

double metrics_page_value(const struct metrics_page *page, const char *series)
{
	const struct sample *sample = find(page, series);

	if (sample == NULL) {
		fail_msg("no sample %s", series);
		return 0;
	}
	return sample->value;
}

bool metrics_page_has(const struct metrics_page *page, const char *series)
{
	return find(page, series) != NULL;
}

size_t metrics_page_count(const struct metrics_page *page, const char *front)
{
	size_t count = 0;

	for (size_t i = 0; i < page->sample_count; i++) {
		count += strncmp(page->samples[i].series, front, strlen(front)) == 0;
	}
	return count;
}
