#include "faststream.h"

static bool fits(struct text topic, const struct entry *entry)
{
	return text_starts(topic, "eggai.") && entry_find(entry, "__data__") >= 0;
}

const struct envelope eggai_envelope = {
	.name = "eggai",
	.help = "EggAI: its messages in the binary form of FastStream",
	.fits = fits,
	.is = faststream_is,
	.read = faststream_read,
};
