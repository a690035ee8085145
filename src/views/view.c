#include "views/view.h"

#include <string.h>

#include "list.h"

#define VIEW(name) extern const struct view name;
VIEW_LIST(VIEW)
#undef VIEW

const struct view *view_at(size_t i)
{
	static const struct view *const list[] = {
#define VIEW(name) &name,
		VIEW_LIST(VIEW)
#undef VIEW
	};

	return i < sizeof(list) / sizeof(*list) ? list[i] : NULL;
}

const struct view *view_find(const char *name)
{
	const struct view *view;
	size_t i;

	for (i = 0; (view = view_at(i)) != NULL; i++) {
		if (strcmp(view->name, name) == 0) {
			return view;
		}
	}
	return NULL;
}
