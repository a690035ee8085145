/* The journeys that the engine stitches, for those who look. */
#include "model/model.h"
#include "state.h"

const struct live_journeys *model_live(const struct model *model)
{
	static const struct live_journeys none = {.journeys = NULL};

	return model->live == NULL ? &none : model->live;
}

const struct journeys *model_journeys(const struct model *model)
{
	return model_live(model)->journeys;
}

const struct indicators *model_indicators(const struct model *model)
{
	return model_live(model)->indicators;
}

void model_show_live(struct model *model, const struct live_journeys *live)
{
	model->live = live;
}

const struct past_journeys *model_past(const struct model *model)
{
	static const struct past_journeys none = {.what = NULL};

	return model->past == NULL ? &none : model->past;
}

void model_show_past(struct model *model, const struct past_journeys *past)
{
	model->past = past;
}
