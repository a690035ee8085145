#include "op_earlier.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "op_job.h"
#include "wire/reply.h"

enum { RECORDS_MAX = 1000, JOBS_MAX = 64 };

struct jobs {
	const struct request *request;
	size_t count;
	char ids[JOBS_MAX][JOB_ID_MAX];
};

static struct text field(const struct reply *fields, const char *name)
{
	struct text text, value = {.length = 0};

	for (size_t i = 0; i + 1 < fields->count; i += 2) {
		if (reply_text(&fields->items[i], &text) && text_is(text, name)) {
			reply_text(&fields->items[i + 1], &value);
			return value;
		}
	}
	return value;
}

static bool is_known(const struct jobs *jobs, struct text job)
{
	for (size_t i = 0; i < jobs->count; i++) {
		if (text_is(job, jobs->ids[i])) {
			return true;
		}
	}
	return false;
}

static bool is_same_kind(const struct request *request, const struct reply *fields)
{
	return text_equal(field(fields, "operation"), request->operation) &&
		text_equal(field(fields, "topic"), request_about(request)) &&
		text_equal(field(fields, "group"), request->group) &&
		text_equal(field(fields, "target"), request->target);
}

static void on_records(void *arg, size_t i, const struct reply *reply, const struct error *error)
{
	struct jobs *jobs = arg;

	(void)i;
	(void)error;
	if (reply == NULL || reply->kind != REPLY_LIST) {
		return;
	}
	for (size_t r = 0; r < reply->count && jobs->count < JOBS_MAX; r++) {
		const struct reply *fields = reply_item(&reply->items[r], 1);
		struct text job = {.length = 0};

		if (fields != NULL && fields->kind == REPLY_LIST &&
			is_same_kind(jobs->request, fields)) {
			job = field(fields, "job");
		}
		if (job_id_valid(job) && !is_known(jobs, job)) {
			memcpy(jobs->ids[jobs->count], job.at, job.length);
			jobs->ids[jobs->count++][job.length] = '\0';
		}
	}
}

static void find_jobs(struct talk *talk, struct jobs *jobs)
{
	struct command command;

	command_init(&command);
	command_words(&command, "XREVRANGE rivermaster:audit + - COUNT");
	command_add_i64(&command, RECORDS_MAX);
	talk_ask(talk, &command, 1, on_records, jobs);
	command_finish(&command);
}

static bool lies_in(struct id id, struct id from, struct id to)
{
	return id_compare(id, from) >= 0 && id_compare(id, to) <= 0;
}

/* How many of the items lie in the other selection. */
static uint64_t count_in(const struct request *items, const struct request *other)
{
	uint64_t count = 0;
	size_t at = 0;

	for (size_t i = 0; i < items->item_count; i++) {
		struct id id = items->items[i].id;

		if (!other->listed) {
			count += lies_in(id, other->from, other->to);
			continue;
		}
		while (at < other->item_count && id_compare(other->items[at].id, id) < 0) {
			at++;
		}
		count += at < other->item_count && id_compare(other->items[at].id, id) == 0;
	}
	return count;
}

/* Of two ranges it is known that they overlap, not in how many entries: 0. */
static bool overlap(const struct request *one, const struct request *other, uint64_t *count)
{
	struct text file = request_text(one, "sha256");

	*count = 0;
	if (file.length > 0) {
		*count = text_equal(file, request_text(other, "sha256")) ? one->entries : 0;
		return *count > 0;
	}
	if (one->listed || other->listed) {
		*count = one->listed ? count_in(one, other) : count_in(other, one);
		return *count > 0;
	}
	return id_compare(one->from, other->to) <= 0 && id_compare(other->from, one->to) <= 0;
}

struct comparing {
	const struct request *request;
	struct survey *survey;
};

static void compare(const struct comparing *comparing, const struct job_marker *marker)
{
	struct survey *survey = comparing->survey;
	struct survey_earlier *earlier = &survey->earlier[survey->earlier_count];
	struct request request;
	struct error none;

	request_init(&request);
	if (marker->done > 0 && marker->state != JOB_UNDONE &&
		request_unpack(&request, buf_text(&marker->plan), &none) &&
		overlap(comparing->request, &request, &earlier->entries)) {
		memcpy(earlier->job, request.job, JOB_ID_MAX);
		snprintf(earlier->who, sizeof earlier->who, "%.*s",
			(int)(request.who.length < sizeof earlier->who ? request.who.length
								       : sizeof earlier->who - 1),
			request.who.at == NULL ? "" : request.who.at);
		earlier->at_ms = request.at_ms;
		earlier->ended = job_state_has_ended(marker->state);
		survey->earlier_count++;
	}
	request_finish(&request);
}

void op_earlier(const struct selecting *selecting)
{
	struct jobs *jobs = mem_alloc(1, sizeof *jobs);
	const struct request *request = selecting->request;
	struct comparing comparing = {.request = request, .survey = selecting->survey};

	jobs->request = request;
	find_jobs(selecting->talk, jobs);
	for (size_t i = 0; i < jobs->count && selecting->survey->earlier_count < SURVEY_EARLIER_MAX;
		i++) {
		struct job_marker marker;
		struct error none;

		job_marker_init(&marker);
		key_job(&marker.key, request_beside(request), jobs->ids[i]);
		if (job_marker_look(selecting->talk, &marker, &none) && marker.found) {
			compare(&comparing, &marker);
		}
		job_marker_finish(&marker);
	}
	mem_free(jobs);
}
