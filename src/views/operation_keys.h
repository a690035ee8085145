/*
 * The keys that lead to operations, the same on every screen that has them: upper case, and each
 * only opens a form. The action is the operation's name.
 */
#ifndef VIEWS_OPERATION_KEYS_H
#define VIEWS_OPERATION_KEYS_H

#define BIND_ACK                                                            \
	{                                                                   \
		.key = "A", .action = "ack", .writes = true,                \
		.label = "acknowledge it without its work being done: asks" \
	}
#define BIND_CLAIM                                             \
	{                                                      \
		.key = "C", .action = "claim", .writes = true, \
		.label = "make it another consumer's: asks"    \
	}
#define BIND_DEAD_LETTER                                                             \
	{                                                                            \
		.key = "D", .action = "dead-letter", .writes = true, .hint = "dead", \
		.label = "set it aside in the dead-letter topic: asks"               \
	}
#define BIND_REDELIVER                                                                  \
	{                                                                               \
		.key = "R", .action = "redeliver", .writes = true, .hint = "redeliver", \
		.label = "give it to its group again, and to no other: asks"            \
	}
#define BIND_REPLAY                                                               \
	{                                                                         \
		.key = "P", .action = "replay", .writes = true,                   \
		.label = "append it again, for every group, changed or not: asks" \
	}
#define BIND_EDIT                                                                     \
	{                                                                             \
		.key = "E", .action = "edit", .writes = true,                         \
		.label = "change its fields and append it again: nothing is sent yet" \
	}
#define BIND_REDRIVE                                             \
	{                                                        \
		.key = "B", .action = "redrive", .writes = true, \
		.label = "bring dead letters back: asks"         \
	}
#define BIND_CREATE                                                      \
	{                                                                \
		.key = "N", .action = "group create", .writes = true,    \
		.label = "make a new group of the topic's readers: asks" \
	}
#define BIND_SEEK                                                             \
	{                                                                     \
		.key = "S", .action = "group seek", .writes = true,           \
		.label = "move the group's cursor: asks for its topic's name" \
	}
#define BIND_DESTROY                                                    \
	{                                                               \
		.key = "X", .action = "group destroy", .writes = true,  \
		.label = "destroy the group: asks for its topic's name" \
	}
#define BIND_REMOVE                                                         \
	{                                                                   \
		.key = "K", .action = "consumer remove", .writes = true,    \
		.label = "remove the consumer, keeping what it holds: asks" \
	}
#define BIND_TRIM                                               \
	{                                                       \
		.key = "T", .action = "trim", .writes = true,   \
		.label = "cut the topic's oldest entries: asks" \
	}

#endif
