#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool error_set(struct error *error, enum error_code code, const char *format, ...)
{
	va_list args;

	if (!error) {
		return false;
	}
	error->code = code;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
	struct error old;
	char prefix[ERROR_TEXT_MAX];
	va_list args;

	if (!error) {
		return false;
	}
	old = *error;
	va_start(args, format);
	vsnprintf(prefix, sizeof(prefix), format, args);
	va_end(args);
	return error_set(error, old.code, "%s: %s", prefix, old.text);
}
