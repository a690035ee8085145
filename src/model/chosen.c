/* What whoever made the model chose, for those that show it. */
#include "state.h"

const struct mask *model_mask(const struct model *model)
{
	return model->options.mask;
}

const char *model_client(const struct model *model)
{
	return model->options.client ? model->options.client : "redis-cli";
}

const struct mask *model_export_mask(const struct model *model)
{
	return model->options.export_mask ? model->options.export_mask : model->options.mask;
}
