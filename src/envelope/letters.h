/*
 * The conventions of dead letters, least ambiguous first: the first that an entry agrees with reads
 * it. A new one is a const struct and a row here; the last goes by aliases alone.
 */
#ifndef ENVELOPE_LETTERS_H
#define ENVELOPE_LETTERS_H

#define LETTER_LIST(ROW)     \
	ROW(rivermaster)     \
	ROW(watermill)       \
	ROW(wolverine)       \
	ROW(moleculer)       \
	ROW(protean)         \
	ROW(eggai)           \
	ROW(symfony)         \
	ROW(nestjs_redisx)   \
	ROW(redis_streaming) \
	ROW(chasquimq)       \
	ROW(rotif)           \
	ROW(original_fields) \
	ROW(origin)          \
	ROW(nested_payload)  \
	ROW(tutorial)        \
	ROW(rdi)             \
	ROW(power_queues)    \
	ROW(svix)            \
	ROW(dapr)            \
	ROW(generic)

#endif
