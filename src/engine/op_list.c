#include "base/map.h"
#include "op_job.h"

struct listing {
	const char *job; /* NULL: all */
	operate_job_fn *fn;
	void *arg;
	struct talk *talk; /* NULL: the server cannot be asked */
	struct map *told;
	bool found;
};

static void tell(struct listing *listing, struct operate_job *row)
{
	row->job = row->request->job;
	row->remaining =
		job_remaining(row->request, row->state, row->done + row->failed + row->skipped);
	listing->found = true;
	listing->fn(listing->arg, row);
}

/* What the server says of the end: it may have lost it. */
static enum job_state check_end(
	const struct listing *listing, const struct request *request, enum job_state state)
{
	struct job_marker marker;
	struct error none;

	if (!job_state_has_ended(state) || listing->talk == NULL) {
		return state;
	}
	job_marker_of(&marker, request);
	if (job_marker_look(listing->talk, &marker, &none) && marker.found && !marker.expires) {
		state = marker.state;
	}
	job_marker_finish(&marker);
	return state;
}

static void tell_local(void *arg, const char *job)
{
	struct listing *listing = arg;
	struct journal journal;
	struct error none = {.code = ERROR_NONE};
	struct buf bytes;
	bool busy;

	if (listing->job != NULL && !text_is(text_of(job), listing->job)) {
		return;
	}
	buf_init(&bytes, JOURNAL_BYTES_MAX);
	if (journal_peek(job, &bytes, &busy)) {
		if (journal_read(&journal, buf_text(&bytes), NULL, NULL, &none)) {
			map_put(listing->told, text_of(job), listing);
			tell(listing,
				&(struct operate_job){.request = &journal.request,
					.state = busy ? JOB_RUNNING
						: journal.open
						? JOB_IN_DOUBT
						: check_end(
							  listing, &journal.request, journal.state),
					.done = journal.done,
					.failed = journal.failed,
					.skipped = journal.skipped,
					.local = true});
		}
		journal_finish(&journal);
	}
	buf_finish(&bytes);
}

static void tell_marker(void *arg, const struct job_marker *marker)
{
	struct listing *listing = arg;
	struct request request;
	struct error none;

	request_init(&request);
	if (request_unpack(&request, buf_text(&marker->plan), &none) &&
		map_get(listing->told, text_of(request.job)) == NULL) {
		tell(listing,
			&(struct operate_job){
				.request = &request, .state = marker->state, .done = marker->done});
	}
	request_finish(&request);
}

bool operate_jobs(const struct config *config, const char *job, operate_job_fn *fn, void *arg,
	struct error *error)
{
	struct listing listing = {.job = job, .fn = fn, .arg = arg, .told = map_create()};
	struct talk *talk = talk_open(config, CONN_READ, error);
	bool good = talk != NULL && talk_ready(talk, 0, error);

	listing.talk = good ? talk : NULL;
	journal_each(tell_local, &listing);
	if (job == NULL || !listing.found) {
		good = good && job_markers(talk, job, tell_marker, &listing, error);
	}
	talk_close(talk);
	map_destroy(listing.told);
	return (good && (job == NULL || listing.found)) || (job != NULL && listing.found) ||
		(good &&
			error_set(error, ERROR_FAILED,
				"there is no job %s, neither here nor on the server", job));
}
