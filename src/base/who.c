#include "base/who.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

enum { RECORD_BYTES_MAX = 16384 };

void who_am_i(char name[WHO_BYTES_MAX])
{
	char record[RECORD_BYTES_MAX];
	struct passwd user, *found = NULL;

	name[0] = '\0';
	if (getpwuid_r(getuid(), &user, record, sizeof record, &found) == 0 && found != NULL) {
		snprintf(name, WHO_BYTES_MAX, "%s", found->pw_name);
	}
}
