#include "state.h"

void lists_apply(struct model *model, const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_PENDING_SOUGHT:
	case FACT_PENDING_ROW:
	case FACT_PENDING_AGAIN:
	case FACT_PENDING_READ:
		pending_list_apply(model->pending, fact);
		break;
	case FACT_DEAD_SOUGHT:
	case FACT_DEAD_FOUND:
	case FACT_DEAD_TOPIC:
	case FACT_DEAD_ENTRY:
	case FACT_DEAD_READ:
		dead_list_apply(model->dead, fact);
		break;
	case FACT_LOG_RECORD:
	case FACT_LOG_READ:
		log_list_apply(model->log, fact);
		break;
	case FACT_JOB:
	case FACT_JOBS_READ:
	case FACT_JOB_ITEM:
	case FACT_JOB_READ:
		job_list_apply(model->jobs, fact);
		break;
	default:
		break;
	}
}
