/* Names that repeat, once each, by number. */
#include <string.h>

#include "base/mem.h"
#include "journey_private.h"

enum { NAME_COST = 64 }; /* of a name in the map besides its bytes */

void names_init(struct names *names)
{
	*names = (struct names){.numbers = map_create()};
}

void names_finish(struct names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		mem_free((char *)names->texts[i].at);
	}
	mem_free(names->texts);
	map_destroy(names->numbers);
}

uint16_t names_number(struct names *names, struct text text)
{
	uintptr_t number = (uintptr_t)map_get(names->numbers, text);

	if (number > 0 || text.length == 0 || names->count == NAMES_MAX) {
		return (uint16_t)number;
	}
	if ((names->count & (names->count + 1)) == 0) {
		names->texts =
			mem_resize(names->texts, names->count * 2 + 1, sizeof(*names->texts));
	}
	names->texts[names->count] = text_from(text_dup(text), text.length);
	number = ++names->count;
	map_put(names->numbers, text, (void *)number);
	names->bytes += 2 * text.length + NAME_COST;
	return (uint16_t)number;
}

struct text names_text(const struct names *names, uint16_t number)
{
	return number == 0 || number > names->count ? text_of("") : names->texts[number - 1];
}

struct text names_without_version(struct text name)
{
	size_t at = name.length;

	while (at > 0 && name.at[at - 1] >= '0' && name.at[at - 1] <= '9') {
		at--;
	}
	bool is_version = at < name.length && at > 2 &&
		(name.at[at - 1] == 'v' || name.at[at - 1] == 'V') &&
		strchr("./:@", name.at[at - 2]) != NULL;

	return is_version ? text_from(name.at, at - 2) : name;
}
