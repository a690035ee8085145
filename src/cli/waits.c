#include "waits.h"

bool waits_say(bool *told, const struct browse_coverage *coverage, struct error *said)
{
	bool waits = coverage->waits.code != ERROR_NONE;

	if (waits == *told) {
		return false;
	}
	*told = waits;
	error_set(said, ERROR_FAILED, "%s%s",
		waits ? "waiting, the server is asked again: " : "the server answers again",
		coverage->waits.text);
	return true;
}
