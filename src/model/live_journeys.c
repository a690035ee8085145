/* The journeys that the engine stitches, for those who look. */
#include "model/model.h"
#include "state.h"

const struct journeys *model_journeys(const struct model *model)
{
	return model->journeys;
}

const struct variants *model_variants(const struct model *model)
{
	return model->variants;
}

void model_show_journeys(
	struct model *model, const struct journeys *journeys, const struct variants *variants)
{
	model->journeys = journeys;
	model->variants = variants;
}
