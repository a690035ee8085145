#include "base/digest.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "base/mem.h"

struct digest {
	EVP_MD_CTX *context;
};

/* It fails where memory runs out, or where the library was built without the algorithm. */
static void require(int holds)
{
	if (holds != 1) {
		fputs("rivermaster: a digest is not to be had from OpenSSL\n", stderr);
		abort();
	}
}

struct digest *digest_create(void)
{
	struct digest *digest = mem_alloc(1, sizeof *digest);

	digest->context = EVP_MD_CTX_new();
	require(digest->context != NULL);
	require(EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL));
	return digest;
}

void digest_destroy(struct digest *digest)
{
	if (digest != NULL) {
		EVP_MD_CTX_free(digest->context);
		mem_free(digest);
	}
}

void digest_add(struct digest *digest, struct text bytes)
{
	require(EVP_DigestUpdate(digest->context, bytes.at, bytes.length));
}

static void write_hex(const unsigned char *bytes, size_t count, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		out[i * 2] = digits[bytes[i] >> 4];
		out[i * 2 + 1] = digits[bytes[i] & 15];
	}
	out[count * 2] = '\0';
}

char *digest_hex(struct digest *digest, char out[DIGEST_HEX_MAX])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	require(EVP_DigestFinal_ex(digest->context, bytes, &length));
	require(length == DIGEST_BYTES);
	write_hex(bytes, DIGEST_BYTES, out);
	return out;
}

char *digest_of(struct text bytes, char out[DIGEST_HEX_MAX])
{
	struct digest *digest = digest_create();

	digest_add(digest, bytes);
	digest_hex(digest, out);
	digest_destroy(digest);
	return out;
}

char *digest_sha1(struct text bytes, char out[SHA1_HEX_MAX])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	require(EVP_Digest(bytes.at, bytes.length, digest, &length, EVP_sha1(), NULL));
	require(length == SHA1_BYTES);
	write_hex(digest, SHA1_BYTES, out);
	return out;
}
