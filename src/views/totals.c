#include "totals.h"

#include <stdio.h>

#include "base/number.h"
#include "say.h"

enum { CELLS = 15 };

void totals_say(char out[TOTALS_MAX], const struct canvas *canvas, const struct model *model)
{
	struct model_totals totals = model_totals(model);
	char in[SAY_MAX], delivered[SAY_MAX], lag[SAY_MAX], pending[NUMBER_MAX];
	char critical[40] = "", warning[40] = "";

	if (totals.critical > 0) {
		snprintf(critical, sizeof(critical), "  critical %zu", totals.critical);
	}
	if (totals.warning > 0) {
		snprintf(warning, sizeof(warning), "  warning %zu", totals.warning);
	}
	snprintf(out, TOTALS_MAX, "in %s/s  out %s/s  lag %s%s  pend %s%s%s",
		say_rate(in, totals.in), say_rate(delivered, totals.delivered),
		say_lag(lag, canvas, totals.lag, totals.lag_is),
		totals.lag_partial && totals.lag_is != LAG_UNKNOWN ? " + ?" : "",
		totals.topics_known > 0 ? number_count(pending, totals.pending, CELLS) : "?",
		critical, warning);
}
