#include "engine/worker.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "worker_facts.h"
#include "worker_mail.h"

struct worker {
	uv_loop_t *loop;
	const struct config *config;
	void (*changed)(void *arg);
	void *arg;
	struct work work;
	uv_async_t wake;
	struct mailbox mailbox;
	uv_thread_t thread;
	bool busy, closing;
	/* The thread's while it is busy. */
	enum work_order_kind task;
	struct request request; /* planned last */
	struct buf asked;       /* the same as it was asked, packed */
	struct survey survey;
	struct plan plan;
	struct operate_options options;
	char job[JOB_ID_MAX], *confirm;
	bool good;
	struct error error;
};

/* --- on the thread --- */

static void on_item(void *arg, const struct item *item)
{
	mailbox_add(&((struct worker *)arg)->mailbox, item);
}

static void on_progress(void *arg, const struct operate_result *result)
{
	struct worker *worker = arg;

	mailbox_tell(&worker->mailbox, result, false);
	uv_async_send(&worker->wake);
}

static void on_control(void *arg, struct operate_control *control)
{
	mailbox_ask(&((struct worker *)arg)->mailbox, control);
}

static bool is_plan(enum work_order_kind task)
{
	return task == ORDER_PLAN || task == ORDER_REPEAT;
}

static bool plan(struct worker *worker, struct error *error)
{
	const struct op *op = op_find(worker->request.operation);

	if (worker->task == ORDER_REPEAT) {
		if (!operate_recall(worker->config, worker->job, &worker->request, error)) {
			return false;
		}
		op = op_find(worker->request.operation);
	}
	if (op == NULL) {
		return error_set(error, ERROR_USAGE, "there is no such operation");
	}
	return operate_survey(worker->config, &worker->request, &worker->survey, error) &&
		op_plan(op, &worker->request, &worker->survey, &worker->plan, error);
}

static bool perform(struct worker *worker, struct operate_result *result, struct error *error)
{
	switch (worker->task) {
	case ORDER_RUN:
		return operate_run(&worker->options, &worker->request, result, error);
	case ORDER_RESUME:
		return operate_resume(&worker->options, worker->job, result, error);
	case ORDER_UNDO:
		return operate_undo(&worker->options, worker->job, result, error);
	default:
		return operate_cancel(&worker->options, worker->job, result, error);
	}
}

static void on_thread(void *arg)
{
	struct worker *worker = arg;
	struct operate_result result = {.state = JOB_FAILED};

	worker->error = (struct error){.code = ERROR_NONE};
	worker->good = is_plan(worker->task) ? plan(worker, &worker->error)
					     : perform(worker, &result, &worker->error);
	mailbox_tell(&worker->mailbox, &result, true);
	uv_async_send(&worker->wake);
}

/* --- on the loop --- */

static void end(struct worker *worker)
{
	struct work *work = &worker->work;

	uv_thread_join(&worker->thread);
	worker->busy = false;
	work->error = worker->good ? (struct error){.code = ERROR_NONE} : worker->error;
	if (is_plan(worker->task)) {
		work_take_names(work, &worker->request);
		work_take_confirm(work, worker->config, &worker->request);
		work_take_plan(work, worker->good ? &worker->plan : NULL);
		work->planned_ms = (int64_t)uv_now(worker->loop);
		return;
	}
	work->stage = WORK_ENDED;
	work->paused = work->stops = false;
	work->ended_ms = (int64_t)uv_now(worker->loop);
}

static void on_wake(uv_async_t *wake)
{
	struct worker *worker = wake->data;

	if (!worker->busy || worker->closing) {
		return;
	}
	if (mailbox_empty(&worker->mailbox, &worker->work)) {
		end(worker);
	}
	worker->changed(worker->arg);
}

static bool start(struct worker *worker, enum work_order_kind task, struct error *error)
{
	struct work *work = &worker->work;

	worker->task = task;
	mailbox_reset(&worker->mailbox, worker->options.per_s, work->remaining);
	worker->busy = uv_thread_create(&worker->thread, on_thread, worker) == 0;
	return worker->busy || error_set(error, ERROR_FAILED, "no thread could be started");
}

static void forget_plan(struct worker *worker)
{
	request_finish(&worker->request);
	survey_finish(&worker->survey);
	plan_finish(&worker->plan);
	request_init(&worker->request);
	worker->survey = (struct survey){.entries = 0};
	plan_init(&worker->plan);
}

static bool begin_plan(struct worker *worker, const struct request *request, struct error *error)
{
	struct work *work = &worker->work;
	struct request nameless = *request;
	struct buf packed;
	bool good;

	/* It has no job of its own before the survey gives it one. */
	memset(nameless.job, 'a', JOB_ID_MAX - 1);
	nameless.job[JOB_ID_MAX - 1] = '\0';
	forget_plan(worker);
	buf_init(&packed, KEY_BYTES_MAX);
	request_pack(&nameless, &packed);
	work_keep_before(work, text_equal(buf_text(&packed), buf_text(&worker->asked)));
	buf_reset(&worker->asked);
	buf_add_text(&worker->asked, buf_text(&packed));
	good = request_unpack(&worker->request, buf_text(&packed), error);
	buf_finish(&packed);
	if (!good) {
		return false;
	}
	work->stage = WORK_PLANNING;
	work->verb[0] = '\0';
	work_take_names(work, &worker->request);
	return start(worker, ORDER_PLAN, error);
}

static void begin_work(struct worker *worker, const struct work_order *order)
{
	mem_free(worker->confirm);
	worker->confirm = text_dup(text_of(order->confirm));
	worker->options = (struct operate_options){.config = worker->config,
		.per_s = order->per_s,
		.first = order->first,
		.max_lag = order->limits.lag,
		.max_latency_ms = order->limits.latency_ms,
		.max_dead_letters = order->limits.dead_letters,
		.plan_sha256 = worker->plan.sha256[0] == '\0' ? NULL : worker->plan.sha256,
		.confirm = worker->confirm,
		.on_item = on_item,
		.on_progress = on_progress,
		.control = on_control,
		.arg = worker};
	work_begin(&worker->work, order->per_s, (int64_t)uv_now(worker->loop));
}

static bool begin_run(struct worker *worker, const struct work_order *order, struct error *error)
{
	struct work *work = &worker->work;
	struct text wanted = buf_text(&work->confirm);

	if (work->stage != WORK_PLANNED) {
		return error_set(error, ERROR_REFUSED, "there is no plan to be carried out");
	}
	if (order->confirm == NULL || !text_is(wanted, order->confirm)) {
		return error_set(
			error, ERROR_REFUSED, "type %.*s to go on", (int)wanted.length, wanted.at);
	}
	begin_work(worker, order);
	/* The gate compares with the name as it is, not as it can be shown. */
	mem_free(worker->confirm);
	worker->confirm = text_dup(worker->request.topic);
	worker->options.confirm = worker->confirm;
	return start(worker, ORDER_RUN, error);
}

static bool is_job(const struct work_order *order, struct error *error)
{
	return job_id_valid(text_of(order->job)) ||
		error_set(error, ERROR_USAGE, "`%.40s` is no job: 26 letters and digits",
			order->job == NULL ? "" : order->job);
}

/* What it was asked is found on the thread. */
static bool begin_repeat(struct worker *worker, const struct work_order *order, struct error *error)
{
	struct work *work = &worker->work;
	bool same = text_is(buf_text(&worker->asked), order->job);

	if (!is_job(order, error)) {
		return false;
	}
	forget_plan(worker);
	work_keep_before(work, same);
	buf_reset(&worker->asked);
	buf_add_string(&worker->asked, order->job);
	snprintf(worker->job, sizeof worker->job, "%s", order->job);
	work->stage = WORK_PLANNING;
	work->verb[0] = '\0';
	return start(worker, ORDER_REPEAT, error);
}

/* The request is the job's own, in its journal or its marker. */
static bool begin_job(struct worker *worker, const struct work_order *order, struct error *error)
{
	static const char *const verbs[] = {
		[ORDER_RESUME] = "resume", [ORDER_UNDO] = "undo", [ORDER_CANCEL] = "cancel"};
	struct work *work = &worker->work;

	if (!is_job(order, error)) {
		return false;
	}
	if (strcmp(work->job, order->job) != 0) {
		work_reset(work);
		forget_plan(worker);
	}
	/* What comes after it takes the same word. */
	buf_reset(&work->confirm);
	buf_add_string(&work->confirm, order->confirm == NULL ? "" : order->confirm);
	snprintf(worker->job, sizeof worker->job, "%s", order->job);
	snprintf(work->job, sizeof work->job, "%s", order->job);
	snprintf(work->verb, sizeof work->verb, "%s", verbs[order->kind]);
	work->remaining = 0;
	begin_work(worker, order);
	return start(worker, order->kind, error);
}

static bool adjust(struct worker *worker, const struct work_order *order, struct error *error)
{
	struct work *work = &worker->work;

	if (!worker->busy || work->stage != WORK_RUNNING) {
		return error_set(error, ERROR_REFUSED, "nothing is running");
	}
	work->paused = order->kind == ORDER_PAUSE || (work->paused && order->kind != ORDER_GO_ON);
	work->stops = work->stops || order->kind == ORDER_STOP;
	work->per_s = order->kind == ORDER_RATE ? order->per_s : work->per_s;
	mailbox_say(&worker->mailbox,
		&(struct operate_control){
			.per_s = work->per_s, .paused = work->paused, .stops = work->stops});
	return true;
}

bool worker_order(struct worker *worker, const struct work_order *order, struct error *error)
{
	if (order->kind >= ORDER_PAUSE) {
		return adjust(worker, order, error);
	}
	if (worker->busy) {
		return error_set(error, ERROR_REFUSED, "one operation at a time: %s is under way",
			worker->work.operation[0] != '\0' ? worker->work.operation : "another");
	}
	switch (order->kind) {
	case ORDER_PLAN:
		return begin_plan(worker, order->request, error);
	case ORDER_REPEAT:
		return begin_repeat(worker, order, error);
	case ORDER_RUN:
		return begin_run(worker, order, error);
	default:
		return begin_job(worker, order, error);
	}
}

const struct work *worker_work(const struct worker *worker)
{
	return &worker->work;
}

bool worker_is_busy(const struct worker *worker)
{
	return worker->busy;
}

struct worker *worker_create(
	uv_loop_t *loop, const struct config *config, void (*changed)(void *arg), void *arg)
{
	struct worker *worker = mem_alloc(1, sizeof *worker);

	*worker = (struct worker){.loop = loop, .config = config, .changed = changed, .arg = arg};
	work_init(&worker->work);
	request_init(&worker->request);
	plan_init(&worker->plan);
	buf_init(&worker->asked, KEY_BYTES_MAX);
	mailbox_init(&worker->mailbox);
	uv_async_init(loop, &worker->wake, on_wake);
	worker->wake.data = worker;
	return worker;
}

static void on_closed(uv_handle_t *handle)
{
	struct worker *worker = handle->data;

	forget_plan(worker);
	request_finish(&worker->request);
	plan_finish(&worker->plan);
	work_finish(&worker->work);
	buf_finish(&worker->asked);
	mailbox_finish(&worker->mailbox);
	mem_free(worker->confirm);
	mem_free(worker);
}

void worker_close(struct worker *worker)
{
	if (worker == NULL || worker->closing) {
		return;
	}
	worker->closing = true;
	if (worker->busy) {
		mailbox_say(&worker->mailbox, &(struct operate_control){.stops = true});
		uv_thread_join(&worker->thread);
	}
	uv_close((uv_handle_t *)&worker->wake, on_closed);
}
