/* The journeys that the engine stitches, for those who look. */
#include "model/model.h"
#include "state.h"

const struct journeys *model_journeys(const struct model *model)
{
	return model->journeys;
}

void model_show_journeys(struct model *model, const struct journeys *journeys)
{
	model->journeys = journeys;
}
