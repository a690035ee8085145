/*
 * The operations, in the order of help. ROW(symbol, "name") stands for `const struct op op_SYMBOL`
 * in op_SYMBOL.c.
 */
#ifndef OPS_LIST_H
#define OPS_LIST_H

#define OP_LIST(ROW)                    \
	ROW(dead_letter, "dead-letter") \
	ROW(replay, "replay")           \
	ROW(redeliver, "redeliver")

#endif
