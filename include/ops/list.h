/*
 * The operations, in the order of help. ROW(symbol, "name") stands for `const struct op op_SYMBOL`
 * in op_SYMBOL.c.
 */
#ifndef OPS_LIST_H
#define OPS_LIST_H

#define OP_LIST(ROW)                            \
	ROW(dead_letter, "dead-letter")         \
	ROW(replay, "replay")                   \
	ROW(import, "import")                   \
	ROW(redeliver, "redeliver")             \
	ROW(claim, "claim")                     \
	ROW(ack, "ack")                         \
	ROW(group_create, "group create")       \
	ROW(group_seek, "group seek")           \
	ROW(group_destroy, "group destroy")     \
	ROW(consumer_remove, "consumer remove") \
	ROW(redrive, "redrive")                 \
	ROW(delete, "delete")                   \
	ROW(trim, "trim")                       \
	ROW(purge, "purge")

#endif
