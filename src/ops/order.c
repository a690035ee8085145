#include "ops/order.h"

bool work_order_writes(enum work_order_kind kind)
{
	return kind == ORDER_RUN || kind == ORDER_RESUME || kind == ORDER_UNDO ||
		kind == ORDER_CANCEL;
}
