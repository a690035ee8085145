/*
 * The subcommands, in the order of help. ROW(name) stands for `const struct subcommand
 * subcommand_NAME` in cmd_NAME.c.
 */
#ifndef CLI_LIST_H
#define CLI_LIST_H

#define SUBCOMMAND_LIST(ROW) \
	ROW(topics)          \
	ROW(groups)          \
	ROW(events)          \
	ROW(journeys)        \
	ROW(journey)         \
	ROW(variants)        \
	ROW(funnel)          \
	ROW(indicators)      \
	ROW(pending)         \
	ROW(dead_letters)    \
	ROW(check)           \
	ROW(metrics)         \
	ROW(doctor)          \
	ROW(record)          \
	ROW(jobs)            \
	ROW(audit)           \
	ROW(demo)            \
	ROW(help)            \
	ROW(version)

#endif
