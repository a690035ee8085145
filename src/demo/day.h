/*
 * A day of a business, compressed into minutes: quiet at night, a peak in the morning and one in
 * the afternoon. It has no clock: time is an argument.
 */
#ifndef DEMO_DAY_H
#define DEMO_DAY_H

#include <stdint.h>

/* Times the mean of a day; `wave` 0.5: half as much at midnight and about a quarter more at the
 * peaks. A demo begins before the first peak: `age_ms` is its age. */
double day_level(int64_t age_ms, int64_t day_ms, double wave);

#endif
