/*
 * Moments to come, each with a number of the caller's: a timing wheel of seven rings of 64 slots,
 * where setting, clearing and firing cost the same however many there are. It reads no clock: time
 * is what it is told.
 */
#ifndef BASE_WHEEL_H
#define BASE_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wheel;

struct wheel *wheel_create(int64_t now_ms);
void wheel_destroy(struct wheel *wheel);
/* Numbers are small: room is made up to the greatest. A moment that has passed fires at the next
 * advance. Set again: the new moment is the one. */
void wheel_set(struct wheel *wheel, uint32_t number, int64_t due_ms);
void wheel_clear(struct wheel *wheel, uint32_t number);
/* False where none is set. */
bool wheel_due(const struct wheel *wheel, uint32_t number, int64_t *due_ms);
size_t wheel_count(const struct wheel *wheel);
size_t wheel_bytes(const struct wheel *wheel);

/* Time is `now_ms` now, never less than before: what is due is cleared and then told, the earliest
 * first, equal ones by number. `fn` may set and clear. */
typedef void wheel_fn(void *arg, uint32_t number, int64_t due_ms);
void wheel_advance(struct wheel *wheel, int64_t now_ms, wheel_fn *fn, void *arg);

#endif
