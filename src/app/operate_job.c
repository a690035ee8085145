/* How a typed line comes to what is done with a job that was begun before. */
#include <stdio.h>

#include "base/mem.h"
#include "base/sanitise.h"
#include "desk_private.h"
#include "engine/gate.h"
#include "operate.h"
#include "views/operation.h"

enum { WORD_BYTES_MAX = 1 << 20 };

/* The operation and the topic of the job, where they are known. */
static struct text about_job(const struct desk *desk, struct text job, const struct op **op)
{
	const struct job_row *row = job_list_find(model_jobs(desk->options.model), job);
	const struct work *work = model_work(desk->options.model);

	*op = row ? op_find(row->operation) : NULL;
	if (row) {
		return row->topic;
	}
	if (work && text_is(job, work->job)) {
		*op = op_find(text_of(work->operation));
		return buf_text(&work->topic);
	}
	return text_of("");
}

/* Of a job that is not known here the job itself stands for its topic. */
static void say_word(const struct desk *desk, struct text job, struct buf *out)
{
	const struct config *config = desk->options.config;
	const struct op *op;
	struct text topic = about_job(desk, job, &op);

	if (!config || !gate_wants_name(config, op)) {
		buf_add_string(out, "yes");
	} else {
		sanitise_text(out, topic.length > 0 ? topic : job);
	}
}

static void open_on_job(struct desk *desk, enum work_order_kind kind, struct text job)
{
	const struct ref nothing = ref_none();
	struct buf word;

	if (job.length == 0) {
		desk_say(desk, ROLE_WARN, "which job? `:jobs` lists them");
		return;
	}
	buf_init(&word, WORD_BYTES_MAX);
	say_word(desk, job, &word);
	desk_open(desk, "operation", &nothing);
	operation_begin(stack_top(&desk->stack)->state,
		&(struct operation_wish){.kind = kind, .job = job, .word = buf_text(&word)});
	stack_refresh(&desk->stack);
	buf_finish(&word);
}

void operate_run_resume(struct desk *desk, struct text arguments)
{
	open_on_job(desk, ORDER_RESUME, arguments);
}

/* Only looks: what is to be changed is asked for afterwards. */
void operate_run_repeat(struct desk *desk, struct text arguments)
{
	char *job = text_dup(arguments);
	const struct work_order order = {.kind = ORDER_REPEAT, .job = job};

	if (operate_runs(desk)) {
		desk_say(desk, ROLE_WARN, "an operation runs: one at a time");
	} else if (arguments.length > 0 && !job_id_valid(arguments)) {
		desk_say(desk, ROLE_WARN, "repeat: a JOB is 26 letters and digits");
	} else {
		open_on_job(desk, ORDER_REPEAT, arguments);
		if (arguments.length > 0) {
			operate_order(desk,
				&(struct intent){.kind = INTENT_ORDER, .order = &order});
		}
	}
	mem_free(job);
}

void operate_run_undo(struct desk *desk, struct text arguments)
{
	open_on_job(desk, ORDER_UNDO, arguments);
}

void operate_run_cancel(struct desk *desk, struct text arguments)
{
	open_on_job(desk, ORDER_CANCEL, arguments);
}
