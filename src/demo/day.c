#include "day.h"

#include <math.h>

static const double pi = 3.14159265358979323846, begins_at = 7.0 / 24;

double day_level(int64_t age_ms, int64_t day_ms, double wave)
{
	double turn = begins_at + (double)(age_ms % day_ms) / (double)day_ms;
	double angle = 2 * pi * turn;

	return 1 - wave * (0.75 * cos(angle) + 0.25 * cos(2 * angle));
}
