#include "letter.h"

static const char *const reasons[] = {
	"retries_exhausted", "unrecoverable", "panic", "decode_fail", "malformed", "oversize"};

/* Its names are short and may be anybody's: the reason tells. */
static bool read_letter(const struct letter *letter, struct letter_reading *reading)
{
	if (!letter_matches(letter, reading)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		if (text_is(reading->letter->reason, reasons[i])) {
			return true;
		}
	}
	return false;
}

const struct letter chasquimq_letter = {
	.name = "chasquimq",
	.needs = {"d", "source_id", "reason"},
	.roles = {[LETTER_ID] = "source_id", [LETTER_REASON] = "reason"},
	.adds = {"source_id", "reason", "detail"},
	.restore = DEAD_RESTORE_EXACT,
	.read = read_letter,
};
