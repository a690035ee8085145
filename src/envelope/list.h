/*
 * The envelopes, cheapest to tell and least ambiguous first: the first that an entry agrees with
 * reads it. A new one is a file and a row here. The last takes everything. ENVELOPE(name of its
 * struct)
 */
#ifndef ENVELOPE_LIST_H
#define ENVELOPE_LIST_H

#define ENVELOPE_LIST(ENVELOPE) \
	ENVELOPE(json_envelope) \
	ENVELOPE(flat_envelope)

#endif
