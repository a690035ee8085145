/*
 * The screens, in the order of their keys. A new one is a file and a row here. VIEW(name of its
 * struct)
 */
#ifndef VIEWS_LIST_H
#define VIEWS_LIST_H

#define VIEW_LIST(VIEW)       \
	VIEW(topics_view)     \
	VIEW(groups_view)     \
	VIEW(group_view)      \
	VIEW(pending_view)    \
	VIEW(events_view)     \
	VIEW(event_view)      \
	VIEW(edit_view)       \
	VIEW(board_view)      \
	VIEW(customer_view)   \
	VIEW(compare_view)    \
	VIEW(waterfall_view)  \
	VIEW(covered_view)    \
	VIEW(merges_view)     \
	VIEW(flow_view)       \
	VIEW(variants_view)   \
	VIEW(funnel_view)     \
	VIEW(envelope_view)   \
	VIEW(dead_view)       \
	VIEW(causes_view)     \
	VIEW(alerts_view)     \
	VIEW(indicators_view) \
	VIEW(log_view)        \
	VIEW(jobs_view)       \
	VIEW(job_view)        \
	VIEW(server_view)     \
	VIEW(operation_view)  \
	VIEW(help_view)

#endif
