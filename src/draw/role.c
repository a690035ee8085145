#include "draw/role.h"

const char *role_name(enum role role)
{
	static const char *const names[ROLE_COUNT] = {
#define ROLE(id, name) [id] = name,
		ROLE_LIST(ROLE)
#undef ROLE
	};

	return names[role];
}
