/*
 * The envelopes, cheapest to tell and least ambiguous first: the first that an entry agrees with
 * reads it. A new one is a file and a row here. The last takes everything. ENVELOPE(name of its
 * struct)
 */
#ifndef ENVELOPE_LIST_H
#define ENVELOPE_LIST_H

#define ENVELOPE_LIST(ENVELOPE)               \
	ENVELOPE(watermill_envelope)          \
	ENVELOPE(eggai_envelope)              \
	ENVELOPE(faststream_envelope)         \
	ENVELOPE(faststream_json_envelope)    \
	ENVELOPE(wolverine_envelope)          \
	ENVELOPE(java_envelope)               \
	ENVELOPE(spring_envelope)             \
	ENVELOPE(cap_envelope)                \
	ENVELOPE(moleculer_envelope)          \
	ENVELOPE(bullmq_envelope)             \
	ENVELOPE(socketio_envelope)           \
	ENVELOPE(gomicro_envelope)            \
	ENVELOPE(laravel_envelope)            \
	ENVELOPE(redis_streaming_envelope)    \
	ENVELOPE(streaq_envelope)             \
	ENVELOPE(pulse_envelope)              \
	ENVELOPE(chasquimq_envelope)          \
	ENVELOPE(redstream_envelope)          \
	ENVELOPE(svix_envelope)               \
	ENVELOPE(cloudevents_fields_envelope) \
	ENVELOPE(benthos_envelope)            \
	ENVELOPE(symfony_envelope)            \
	ENVELOPE(celery_envelope)             \
	ENVELOPE(dapr_envelope)               \
	ENVELOPE(cloudevents_envelope)        \
	ENVELOPE(taskiq_envelope)             \
	ENVELOPE(protean_envelope)            \
	ENVELOPE(magistrala_envelope)         \
	ENVELOPE(nestjs_envelope)             \
	ENVELOPE(nestjs_redisx_envelope)      \
	ENVELOPE(debezium_envelope)           \
	ENVELOPE(debezium_compact_envelope)   \
	ENVELOPE(json_envelope)               \
	ENVELOPE(flat_envelope)

#endif
