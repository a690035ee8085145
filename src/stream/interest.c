#include "stream/interest.h"

void interest_add(
	struct interest *interest, enum interest_kind kind, struct text topic, struct text group)
{
	if (interest->count < INTEREST_MAX) {
		interest->items[interest->count++] = (struct interest_item){
			.kind = kind,
			.topic = topic,
			.group = group,
		};
	}
}
