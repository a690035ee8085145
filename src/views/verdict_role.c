#include "verdict_role.h"

enum role severity_role(enum severity severity)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
		return ROLE_CRIT;
	case SEVERITY_WARNING:
		return ROLE_WARN;
	case SEVERITY_UNKNOWN:
		return ROLE_UNKNOWN;
	case SEVERITY_OK:
		break;
	}
	return ROLE_TEXT;
}
