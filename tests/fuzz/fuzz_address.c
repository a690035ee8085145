#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "wire/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken has its parts, and taking apart what is shown gives the same again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct address address, copy;
	struct error error = {.code = ERROR_NONE};
	if (!address_parse(text_from(data, size), &address, &error)) {
		assert(error.code == ERROR_USAGE && error.text[0] != '\0');
		return 0;
	}
	address_copy(&copy, &address);
	address_finish(&address);
	assert((copy.kind == ADDRESS_TCP) == (copy.host != NULL));
	assert((copy.kind == ADDRESS_UNIX) == (copy.path != NULL));
	assert(copy.user == NULL || copy.password != NULL);
	if (copy.kind == ADDRESS_TCP) {
		assert(address_parse(text_of(copy.shown), &address, &error));
		assert(strcmp(address.host, copy.host) == 0 && address.port == copy.port &&
			address.db == copy.db);
		address_finish(&address);
	}
	address_finish(&copy);
	return 0;
}
